//! The JSON format: one object, written at the end because its status stands before its findings.

use std::io::{self, Write};

use serde::Serialize;

use super::view::{self, CoverageView, FindingView, SCHEMA_VERSION, ToolView};
use super::whole::Whole;

/// One JSON object, a finding a line.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{")?;
    field(out, "schema_version", &SCHEMA_VERSION)?;
    out.write_all(b",")?;
    field(out, "tool", &ToolView::THIS)?;
    out.write_all(b",")?;
    field(out, "status", &whole.summary.status())?;
    out.write_all(b",\"findings\":[")?;
    for (index, finding) in whole.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        view::write(out, &FindingView::new(finding, whole.options.show_secrets))?;
    }
    if !whole.findings.is_empty() {
        out.write_all(b"\n")?;
    }
    out.write_all(b"],")?;
    field(out, "coverage", &CoverageView::new(&whole.summary.coverage))?;
    out.write_all(b"}\n")
}

/// A key with its value; its comma is the caller's.
fn field(out: &mut dyn Write, key: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "\"{key}\":")?;
    view::write(out, value)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, Options, sample};
    use crate::coverage::Summary;

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
