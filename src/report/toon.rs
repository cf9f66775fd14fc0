//! TOON, a notation for language models: tables whose columns are named once, so that a finding
//! costs few tokens. What is said of a rule is said once.

use std::borrow::Cow;
use std::io::{self, Write};

use super::group::{groups, unique_rules};
use super::whole::Whole;
use super::{escape, words};
use crate::coverage::Status;

/// An object of three tables.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "tool: tightlip")?;
    writeln!(out, "version: {}", env!("CARGO_PKG_VERSION"))?;
    let status = match whole.summary.status() {
        Status::Clean => "clean",
        Status::Findings => "findings",
        Status::Incomplete => "incomplete",
    };
    writeln!(out, "status: {status}")?;
    write_rules(whole, out)?;
    write_findings(whole, out)?;
    let failed: Vec<_> = whole.failed().collect();
    head(out, "unreadable", failed.len(), "path,why")?;
    for (skipped, why) in failed {
        row(out, &[&skipped.path, why])?;
    }
    Ok(())
}

fn write_rules(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let rules = unique_rules(whole.findings);
    head(out, "rules", rules.len(), "rule,name,fix,docs")?;
    for rule in rules {
        let fix = words::steps(rule, None).join(" ");
        row(out, &[&rule.id, &rule.name, &fix, &rule.docs])?;
    }
    Ok(())
}

/// The same secret has the same number.
fn write_findings(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let columns = "secret,severity,confidence,rule,path,line,column,redacted,parts,env,commit,\
                   in_head,fingerprint,help";
    head(out, "findings", whole.findings.len(), columns)?;
    for (index, group) in groups(whole.findings).iter().enumerate() {
        let number = (index + 1).to_string();
        for finding in &group.findings {
            let (line, column) = (finding.start.line, finding.start.column);
            let commit = finding.origin.commit();
            let env = finding.variable().unwrap_or_default();
            let parts = words::parts(finding).join("; ");
            write!(out, "  {number}")?;
            cells(
                out,
                &[finding.severity.as_str(), finding.confidence.as_str()],
            )?;
            cells(out, &[&finding.rule.id, finding.origin.path()])?;
            write!(out, ",{line},{column}")?;
            cells(out, &[&finding.secret.redacted(), &parts, &env])?;
            cells(out, &[commit.map_or("", |commit| &commit.id)])?;
            match commit.and_then(|commit| commit.in_head) {
                None => write!(out, ",null")?,
                Some(in_head) => write!(out, ",{in_head}")?,
            }
            let help = finding.help.as_deref().unwrap_or_default();
            cells(out, &[&finding.fingerprint, help])?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn head(out: &mut dyn Write, name: &str, rows: usize, columns: &str) -> io::Result<()> {
    if rows == 0 {
        writeln!(out, "{name}[0]:")
    } else {
        writeln!(out, "{name}[{rows}]{{{columns}}}:")
    }
}

fn row(out: &mut dyn Write, texts: &[&str]) -> io::Result<()> {
    let (first, rest) = texts.split_first().expect("a row has a cell");
    write!(out, "  {}", quoted(first))?;
    cells(out, rest)?;
    writeln!(out)
}

/// Each behind a comma.
fn cells(out: &mut dyn Write, texts: &[&str]) -> io::Result<()> {
    for text in texts {
        write!(out, ",{}", quoted(text))?;
    }
    Ok(())
}

/// In quotes where it could be read as anything but this string.
fn quoted(text: &str) -> Cow<'_, str> {
    let text = escape::name(text);
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '_' | '.' | '/');
    let is_inner = |c: char| is_word(c) || c.is_ascii_digit() || matches!(c, ' ' | '-' | '…');
    let plain = text.starts_with(is_word)
        && text.chars().all(is_inner)
        && !text.ends_with(' ')
        && !text.starts_with('.')
        && !matches!(&*text, "true" | "false" | "null");
    if plain {
        return text;
    }
    let inner = text.replace('\\', "\\\\").replace('"', "\\\"");
    Cow::Owned(format!("\"{inner}\""))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::Value;

    use super::super::{Format, Options, sample};
    use super::*;
    use crate::coverage::Summary;

    #[test]
    fn tables_of_rules_and_findings() {
        assert_snapshot!(sample::report(Format::Toon, Options::default()));
    }

    #[test]
    fn a_strict_reader_reads_what_was_written() {
        let report = sample::report(Format::Toon, Options::default());
        let value: Value = toon_format::decode_strict(&report).unwrap();
        let findings = value["findings"].as_array().unwrap();
        let expected = sample::findings();
        assert_eq!(findings.len(), expected.len());
        for finding in &expected {
            let found = findings.iter().any(|one| {
                one["path"] == *escape::name(finding.origin.path())
                    && one["line"] == finding.start.line
                    && one["redacted"] == *escape::name(&finding.secret.redacted())
            });
            assert!(found, "{:?}", finding.origin.path());
        }
        assert_eq!(value["unreadable"][0]["why"], "permission denied");
        let clean = sample::report_on(Format::Toon, Options::default(), &[], &Summary::default());
        let clean: Value = toon_format::decode_strict(&clean).unwrap();
        assert_eq!(clean["status"], "clean");
        assert_eq!(clean["findings"].as_array().unwrap().len(), 0);
    }
}
