//! `CheckStyle`'s XML: a `file` for each path, an `error` for each finding in it.

use std::io::{self, Write};

use super::{Options, Reporter, Root, words, xml};
use crate::coverage::Summary;
use crate::finding::Finding;
use crate::level::Severity;

/// Writes XML, a finding a line.
pub(super) struct Checkstyle<W> {
    out: W,
    root: Root,
    /// The path whose `file` is open.
    open: Option<String>,
}

impl<W: Write> Checkstyle<W> {
    pub(super) fn new(out: W, options: Options) -> Self {
        Self {
            out,
            root: options.root,
            open: None,
        }
    }
}

impl<'f, W: Write> Reporter<'f> for Checkstyle<W> {
    fn begin(&mut self) -> io::Result<()> {
        self.out.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"10.0\">\n",
        )
    }

    fn finding(&mut self, finding: &'f Finding) -> io::Result<()> {
        let path = self.root.path(&finding.origin);
        if self.open.as_deref() != Some(&path) {
            if self.open.is_some() {
                self.out.write_all(b"</file>\n")?;
            }
            writeln!(self.out, "<file name=\"{}\">", xml::text(&path))?;
            self.open = Some(path.into_owned());
        }
        let severity = match finding.severity {
            Severity::Critical | Severity::High => "error",
            Severity::Medium => "warning",
            Severity::Low => "info",
        };
        writeln!(
            self.out,
            "<error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"tightlip.{}\"/>",
            finding.start.line,
            finding.start.column,
            xml::text(&message(finding)),
            xml::text(&finding.rule.id)
        )
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        if self.open.is_some() {
            self.out.write_all(b"</file>\n")?;
        }
        // What could not be read is no finding, but such a report must not look clean.
        let skipped = summary.coverage.skipped.iter();
        for skipped in skipped.filter(|skipped| skipped.reason.is_failure()) {
            writeln!(
                self.out,
                "<file name=\"{}\">\n<error line=\"1\" severity=\"error\" message=\"not scanned: {}\" source=\"tightlip.incomplete\"/>\n</file>",
                xml::text(&self.root.skipped(skipped)),
                xml::text(&skipped.reason.to_string())
            )?;
        }
        self.out.write_all(b"</checkstyle>\n")?;
        self.out.flush()
    }
}

/// The headline, and what a finding without a secret has to say.
fn message(finding: &Finding) -> String {
    if finding.help.is_some() {
        words::paragraph(finding)
    } else {
        words::headline(finding)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, sample};
    use super::*;

    #[test]
    fn a_file_for_each_path() {
        assert_snapshot!(sample::report(Format::Checkstyle, Options::default()));
    }

    #[test]
    fn reports_fit_the_schema() {
        let schema = include_str!("../../fixtures/schemas/checkstyle.xsd");
        let rich = sample::report(Format::Checkstyle, Options::default());
        let clean = sample::report_on(
            Format::Checkstyle,
            Options::default(),
            &[],
            &Summary::default(),
        );
        for report in [&rich, &clean] {
            assert_eq!(sample::xsd_errors(schema, report), Vec::<String>::new());
        }
        let wrong = rich.replacen("severity=\"error\"", "severity=\"bad\"", 1);
        assert_ne!(sample::xsd_errors(schema, &wrong), Vec::<String>::new());
    }
}
