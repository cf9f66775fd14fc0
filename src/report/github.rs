//! GitHub's workflow commands: an annotation for each finding, the worst first, because GitHub
//! shows only the first ten of a kind in a step.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::group::worst_first;
use super::whole::Whole;
use super::{escape, words};
use crate::finding::Finding;
use crate::level::Severity;

/// A command a line.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    for group in worst_first(whole.findings) {
        let others = group.findings.len() - 1;
        for finding in &group.findings {
            write_command(whole, finding, others, out)?;
        }
    }
    for (skipped, why) in whole.failed() {
        writeln!(
            out,
            "::warning file={},title=tightlip::{}",
            property(&skipped.path),
            data(&format!("could not be read: {why}"))
        )?;
    }
    Ok(())
}

fn write_command(
    whole: &Whole<'_, '_>,
    finding: &Finding,
    others: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let kind = match finding.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "notice",
    };
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
