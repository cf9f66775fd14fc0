//! The JSONL format: a finding a line as it comes, then a line with the summary.

use std::io::{self, Write};

use super::view::{
    self, CoverageView, FindingView, SCHEMA_VERSION, SummaryLineView, SummaryView, ToolView,
};
use super::{Options, Reporter};
use crate::coverage::Summary;
use crate::finding::Finding;

/// Writes a JSON object a line.
pub(super) struct Jsonl<W> {
    out: W,
    show_secrets: bool,
}

impl<W: Write> Jsonl<W> {
    pub(super) fn new(out: W, options: &Options) -> Self {
        Self {
            out,
            show_secrets: options.show_secrets,
        }
    }
}

impl<'f, W: Write> Reporter<'f> for Jsonl<W> {
    fn finding(&mut self, finding: &'f Finding) -> io::Result<()> {
        let view = FindingView::new(finding, self.show_secrets);
        view::write(&mut self.out, &view)?;
        self.out.write_all(b"\n")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        let line = SummaryLineView {
            summary: SummaryView {
                schema_version: SCHEMA_VERSION,
                tool: ToolView::THIS,
                status: summary.status(),
                coverage: CoverageView::new(&summary.coverage),
            },
        };
        view::write(&mut self.out, &line)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, sample};
    use super::*;

    #[test]
    fn a_finding_a_line_then_the_summary() {
        assert_snapshot!(sample::report(Format::Jsonl, Options::default()));
    }

    #[test]
    fn the_first_finding_is_written_at_once() {
        let mut out = Vec::new();
        let mut jsonl = Jsonl::new(&mut out, &Options::default());
        jsonl.finding(&sample::findings()[0]).unwrap();
        assert!(out.ends_with(b"}\n"));
    }
}
