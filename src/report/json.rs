//! The JSON format: one object, written at the end because its status stands before its findings.

use std::io::{self, Write};

use serde::Serialize;

use super::view::{self, CoverageView, FindingView, SCHEMA_VERSION, ToolView};
use super::{Options, Reporter};
use crate::coverage::{Status, Summary};
use crate::finding::Finding;

/// Writes one JSON object, a finding a line.
pub struct Json<'w> {
    out: Box<dyn Write + 'w>,
    show_secrets: bool,
    /// The findings so far, as they will be written.
    findings: Vec<u8>,
}

impl<'w> Json<'w> {
    /// Writes to `out`.
    #[must_use]
    pub fn new(out: impl Write + 'w, options: Options) -> Self {
        Self {
            out: Box::new(out),
            show_secrets: options.show_secrets,
            findings: Vec::new(),
        }
    }

    /// A key with its value; its comma is the caller's.
    fn field(&mut self, key: &str, value: &impl Serialize) -> io::Result<()> {
        write!(self.out, "\"{key}\":")?;
        view::write(&mut self.out, value)
    }
}

impl Reporter for Json<'_> {
    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let joint = if self.findings.is_empty() {
            "\n"
        } else {
            ",\n"
        };
        self.findings.extend(joint.as_bytes());
        let view = FindingView::new(finding, self.show_secrets);
        view::write(&mut self.findings, &view)
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        let status: Status = summary.status();
        self.out.write_all(b"{")?;
        self.field("schema_version", &SCHEMA_VERSION)?;
        self.out.write_all(b",")?;
        self.field("tool", &ToolView::THIS)?;
        self.out.write_all(b",")?;
        self.field("status", &status)?;
        self.out.write_all(b",\"findings\":[")?;
        if !self.findings.is_empty() {
            self.out.write_all(&self.findings)?;
            self.out.write_all(b"\n")?;
        }
        self.out.write_all(b"],")?;
        self.field("coverage", &CoverageView::new(&summary.coverage))?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, sample};
    use super::*;

    #[test]
    fn an_object_with_a_finding_a_line() {
        assert_snapshot!(sample::report(Format::Json, Options::default()));
    }

    #[test]
    fn a_clean_run_is_a_whole_object() {
        let report = sample::report_on(Format::Json, Options::default(), &[], &Summary::default());
        assert_snapshot!(report, @r#"{"schema_version":1,"tool":{"name":"tightlip","version":"0.0.0"},"status":"clean","findings":[],"coverage":{"files":0,"bytes":0,"commits":0,"blobs":0,"skipped":[],"elapsed_ms":0}}"#);
    }
}
