//! The JSONL format: a finding a line as it comes, then a line with the summary.

use std::io::{self, Write};

use super::view::{
    self, CoverageView, FindingView, SCHEMA_VERSION, SummaryLineView, SummaryView, ToolView,
};
use super::{Options, Reporter};
use crate::coverage::Summary;
use crate::finding::Finding;

/// Writes a JSON object a line.
pub(super) struct Jsonl<'w> {
    out: Box<dyn Write + 'w>,
    show_secrets: bool,
}

impl<'w> Jsonl<'w> {
    pub(super) fn new(out: impl Write + 'w, options: &Options) -> Self {
        Self {
            out: Box::new(out),
            show_secrets: options.show_secrets,
        }
    }
}

impl<'f> Reporter<'f> for Jsonl<'_> {
    fn finding(&mut self, finding: &'f Finding) -> io::Result<()> {
        let view = FindingView::new(finding, self.show_secrets);
        view::write(&mut self.out, &view)?;
        self.out.write_all(b"\n")
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
        drop(jsonl);
        assert!(out.ends_with(b"}\n"));
    }
}
