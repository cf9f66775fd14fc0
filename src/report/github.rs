//! GitHub's workflow commands: an annotation for each finding, the worst first and each secret
//! once before any comes again, because GitHub shows only the first ten of a kind in a step.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::group::worst_first;
use super::whole::Whole;
use super::{escape, words};
use crate::finding::Finding;
use crate::level::Severity;

/// GitHub shows no more annotations of a kind in a step.
const SHOWN: usize = 10;

/// A command a line: one place of each secret, then the others.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = worst_first(whole.findings);
    let kinds = [Kind::Error, Kind::Warning, Kind::Notice];
    let most = kinds.map(|kind| {
        let findings = whole.findings.iter();
        findings.filter(|finding| Kind::of(finding) == kind).count()
    });
    if most.iter().any(|number| *number > SHOWN) {
        writeln!(
            out,
            "::notice title=tightlip::{} findings. GitHub shows {SHOWN} annotations of a kind in \
             a step; this log and the summary of the job have more.",
            whole.findings.len()
        )?;
    }
    for group in &groups {
        write_command(whole, group.lead(), group.findings.len() - 1, out)?;
    }
    for group in &groups {
        for finding in group.others() {
            write_command(whole, finding, group.findings.len() - 1, out)?;
        }
    }
    for (skipped, why) in whole.failed() {
        let path = whole.options.root.skipped(skipped);
        let said = format!("could not be read: {why}");
        // What is no path (`<history>`) is no file to point at.
        if path.starts_with('<') {
            let said = data(&format!("{path} {said}"));
            writeln!(out, "::warning title=tightlip::{said}")?;
        } else {
            let file = property(&path);
            writeln!(out, "::warning file={file},title=tightlip::{}", data(&said))?;
        }
    }
    Ok(())
}

/// The kinds of annotations.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    fn of(finding: &Finding) -> Self {
        match finding.severity {
            Severity::Critical | Severity::High => Self::Error,
            Severity::Medium => Self::Warning,
            Severity::Low => Self::Notice,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

fn write_command(
    whole: &Whole<'_, '_>,
    finding: &Finding,
    others: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let kind = Kind::of(finding).as_str();
    let mut message = words::paragraph(finding);
    match others {
        0 => {}
        1 => message.push_str(" The same secret is at one more place."),
        many => {
            let _ = write!(message, " The same secret is at {many} more places.");
        }
    }
    write!(
        out,
        "::{kind} file={},line={},endLine={}",
        property(&whole.options.root.path(&finding.origin)),
        finding.start.line,
        finding.end.line
    )?;
    // GitHub takes columns only within one line.
    if finding.start.line == finding.end.line {
        let (start, end) = (finding.start.column, finding.end.column);
        write!(out, ",col={start},endColumn={end}")?;
    }
    writeln!(
        out,
        ",title={}::{}",
        property(&format!("tightlip: {}", finding.rule.name)),
        data(&message)
    )
}

/// What stands behind the `::`.
fn data(text: &str) -> String {
    escape::name(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property. A path keeps its control characters, as escapes: it has to be the
/// file's.
fn property(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' | ':' | ',' | '\r' | '\n' => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c if escape::is_hidden(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, Options, sample};
    use super::*;

    #[test]
    fn a_command_for_each_finding_the_worst_first() {
        assert_snapshot!(sample::report(Format::Github, Options::default()));
    }

    #[test]
    fn the_first_annotations_are_of_different_secrets() {
        let mut findings = sample::findings();
        findings.truncate(2);
        for _ in 0..12 {
            findings.insert(1, findings[0].clone());
        }
        let summary = crate::coverage::Summary::default();
        let report = sample::report_on(Format::Github, Options::default(), &findings, &summary);
        let lines: Vec<&str> = report.lines().collect();
        assert!(lines[0].starts_with("::notice title=tightlip::14 findings."));
        assert_eq!(lines.len(), 15);
        let (one, other) = (&findings[0].rule.name, &findings[13].rule.name);
        assert!(lines[1].contains(one) != lines[2].contains(one));
        assert!(lines[1].contains(other) != lines[2].contains(other));
        assert!(lines[3..].iter().all(|line| line.contains(one)));
    }

    #[test]
    fn nothing_ends_a_property_or_begins_a_command() {
        assert_eq!(property("a,b::c%\n\u{1b}"), "a%2Cb%3A%3Ac%25%0A\\u{1b}");
        assert_eq!(data("50%\n::error::x"), "50%25\\n::error::x");
        let report = sample::report(Format::Github, Options::default());
        for line in report.lines() {
            assert!(
                ["::error ", "::warning ", "::notice "]
                    .iter()
                    .any(|command| line.starts_with(command)),
                "{line}"
            );
        }
    }
}
