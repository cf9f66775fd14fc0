//! `JUnit`'s XML, by the schema of Ant's tasks: a failed test for each finding, a test with an
//! error for each path that could not be read, and one that passes where all is well.

use std::io::{self, Write};

use super::whole::Whole;
use super::{advice, clock, words, xml};
use crate::blob::{SkipReason, Skipped};
use crate::finding::Finding;

/// One suite.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let failed: Vec<(&Skipped, &str)> = whole.failed().collect();
    let cases = (whole.findings.len() + failed.len()).max(1);
    let elapsed = whole.summary.coverage.elapsed;
    let started = whole.options.ended.checked_sub(elapsed);
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>"
    )?;
    writeln!(
        out,
        "<testsuite package=\"tightlip\" id=\"0\" name=\"tightlip\" timestamp=\"{}\" \
         hostname=\"localhost\" tests=\"{cases}\" failures=\"{}\" errors=\"{}\" time=\"{:.3}\">",
        clock::utc(started.unwrap_or(whole.options.ended)),
        whole.findings.len(),
        failed.len(),
        elapsed.as_secs_f64()
    )?;
    writeln!(out, "<properties/>")?;
    for finding in whole.findings {
        write_failure(whole, finding, out)?;
    }
    for (skipped, why) in &failed {
        writeln!(
            out,
            "<testcase name=\"can be read\" classname=\"{}\" time=\"0\">\
             <error message=\"{}\" type=\"unreadable\"/></testcase>",
            xml::text(&whole.options.root.skipped(skipped)),
            xml::text(why)
        )?;
    }
    if whole.findings.is_empty() && failed.is_empty() {
        writeln!(
            out,
            "<testcase name=\"no secrets\" classname=\"tightlip\" time=\"0\"/>"
        )?;
    }
    writeln!(
        out,
        "<system-out/>\n<system-err/>\n</testsuite>\n</testsuites>"
    )
}

fn write_failure(whole: &Whole<'_, '_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let path = whole.options.root.path(&finding.origin);
    let (path, rule) = (xml::text(&path), xml::text(&finding.rule.id));
    let place = format!("{}:{}", finding.start.line, finding.start.column);
    let message = words::headline(finding);
    writeln!(
        out,
        "<testcase name=\"{rule} at {place}\" classname=\"{path}\" time=\"0\">\
         <failure message=\"{}\" type=\"{}\">",
        xml::text(&message),
        finding.severity.as_str()
    )?;
    writeln!(out, "{path}:{place}: {}", xml::text(&message))?;
    for (word, sentence) in advice::lines(finding) {
        writeln!(out, "{word}: {}", xml::text(&sentence))?;
    }
    writeln!(out, "</failure></testcase>")
}

impl Whole<'_, '_> {
    /// What could not be read, and why.
    pub(super) fn failed(&self) -> impl Iterator<Item = (&Skipped, &str)> {
        let skipped = self.summary.coverage.skipped.iter();
        skipped.filter_map(|skipped| match &skipped.reason {
            SkipReason::Failed(why) => Some((skipped, why.as_str())),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, Options, sample};
    use crate::coverage::Summary;

    #[test]
    fn each_finding_is_a_test_that_fails() {
        assert_snapshot!(sample::report(Format::Junit, Options::default()));
    }

    #[test]
    fn reports_fit_the_schema() {
        let schema = include_str!("../../fixtures/schemas/junit.xsd");
        let rich = sample::report(Format::Junit, Options::default());
        let clean = sample::report_on(Format::Junit, Options::default(), &[], &Summary::default());
        for report in [&rich, &clean] {
            assert_eq!(sample::xsd_errors(schema, report), Vec::<String>::new());
        }
        let wrong = rich.replacen("tests=\"", "tests=\"x", 1);
        assert_ne!(sample::xsd_errors(schema, &wrong), Vec::<String>::new());
    }
}
