//! Markdown for people: what GitHub shows as a job's summary, what goes into a ticket. A section
//! a secret, the worst first.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::group::{Group, counted, worst_first};
use super::summary::{count, scope, severities, thousands};
use super::whole::Whole;
use super::{advice, escape, words};
use crate::finding::Finding;

/// Places of a secret that are named; the rest are counted.
const NAMED: usize = 20;
/// Paths that could not be read and are named; the rest are counted.
const FAILED: usize = 50;

/// All of it.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    write_within(whole, usize::MAX, out)
}

/// As many secrets as fit in so many bytes; the rest are counted.
pub(super) fn write_within(
    whole: &Whole<'_, '_>,
    most: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let groups = worst_first(whole.findings);
    let mut text = String::new();
    // A String takes everything.
    let _ = head(whole, &groups, &mut text);
    let mut written = text.len();
    out.write_all(text.as_bytes())?;
    for (index, group) in groups.iter().enumerate() {
        text.clear();
        let _ = section(whole, group, &mut text);
        if written + text.len() > most {
            let rest = counted(&groups[index..], "more ");
            return writeln!(out, "\n*… and {rest}: see the whole report.*");
        }
        written += text.len();
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn head(whole: &Whole<'_, '_>, groups: &[Group<'_>], out: &mut String) -> std::fmt::Result {
    let summary = whole.summary;
    let scope = scope(summary).map_or_else(String::new, |scope| format!("in {scope}"));
    if whole.findings.is_empty() {
        writeln!(out, "# No secrets found\n\n{}.", words::capital(&scope))?;
    } else {
        writeln!(out, "# {} found\n", counted(groups, ""))?;
        let places = count(whole.findings.len(), "place");
        let said = format!("At {places} ({}) {scope}", severities(summary));
        writeln!(out, "{}.", said.trim_end())?;
    }
    let failed: Vec<_> = whole.failed().collect();
    if failed.is_empty() {
        return Ok(());
    }
    let paths = count(failed.len(), "path");
    writeln!(out, "\n> **Incomplete**: {paths} could not be read.\n>")?;
    for (skipped, why) in failed.iter().take(FAILED) {
        writeln!(out, "> - {}: {}", code(&skipped.path), plain(why))?;
    }
    if failed.len() > FAILED {
        writeln!(out, "> - … and {} more", failed.len() - FAILED)?;
    }
    Ok(())
}

fn section(whole: &Whole<'_, '_>, group: &Group<'_>, out: &mut String) -> std::fmt::Result {
    let lead = group.lead();
    let severity = words::capital(lead.severity.as_str());
    writeln!(out, "\n## {severity}: {}\n", plain(&lead.rule.name))?;
    let (rule, confidence) = (code(&lead.rule.id), lead.confidence.as_str());
    write!(out, "Rule {rule}, {confidence} confidence")?;
    let secret = lead.secret.redacted();
    if !secret.is_empty() {
        write!(out, ", secret {}", code(&secret))?;
    }
    if let Some(lone) = lone(group) {
        write!(out, ", in {}", code(&place(whole, lone)))?;
    }
    out.push('\n');
    if let Some(source) = words::source(lead) {
        // Indented by four: nothing in it can end the block.
        writeln!(out, "\n    {source}")?;
    }
    places(whole, group, out)?;
    out.push('\n');
    for part in words::parts(lead) {
        writeln!(out, "- With {}", plain(&part))?;
    }
    for (word, sentence) in advice::lines(lead) {
        if !matches!(word, "commit" | "spread") {
            writeln!(out, "- **{}:** {}", words::capital(word), spans(&sentence))?;
        }
    }
    Ok(())
}

/// The only place of a secret, if it is no commit's: a line says all of it.
fn lone<'f>(group: &Group<'f>) -> Option<&'f Finding> {
    let is_plain = |finding: &&Finding| finding.origin.commit().is_none();
    match group.findings[..] {
        [finding] => Some(finding).filter(is_plain),
        _ => None,
    }
}

/// A table, with the commits if there are any.
fn places(whole: &Whole<'_, '_>, group: &Group<'_>, out: &mut String) -> std::fmt::Result {
    if lone(group).is_some() {
        return Ok(());
    }
    let mut findings = group.findings.iter();
    let has_commits = findings.any(|finding| finding.origin.commit().is_some());
    out.push_str(if has_commits {
        "\n| place | source |\n|---|---|\n"
    } else {
        "\n| place |\n|---|\n"
    });
    for finding in group.findings.iter().take(NAMED) {
        write!(out, "| {} |", cell(&place(whole, finding)))?;
        if has_commits {
            write!(out, " {} |", origin(finding))?;
        }
        out.push('\n');
    }
    if group.findings.len() > NAMED {
        let more = thousands((group.findings.len() - NAMED) as u64);
        let rest = if has_commits { " |" } else { "" };
        writeln!(out, "| … and {more} more places |{rest}")?;
    }
    Ok(())
}

fn place(whole: &Whole<'_, '_>, finding: &Finding) -> String {
    let path = whole.options.root.path(&finding.origin);
    if finding.secret.reveal().is_empty() && finding.start.line == 1 {
        path.into_owned()
    } else {
        format!("{path}:{}", finding.start.line)
    }
}

fn origin(finding: &Finding) -> String {
    match finding.origin.commit() {
        None => finding.origin.kind().to_owned(),
        Some(commit) => {
            let mut said = match commit.short_id() {
                "" => "no commit".to_owned(),
                id => format!("commit {}", cell(id)),
            };
            // Other scanners do not tell all of it.
            if !commit.author.is_empty() {
                said.push_str(" by ");
                said.push_str(&cell(&commit.author));
            }
            if !commit.date.is_empty() {
                said.push_str(" on ");
                said.push_str(&plain(commit.day()));
            }
            said.push_str(match commit.in_head {
                Some(true) => ", still in HEAD",
                Some(false) => ", not in HEAD",
                None => "",
            });
            if let Some(path) = &commit.head_path {
                said.push_str(" as ");
                said.push_str(&cell(path));
            }
            said
        }
    }
}

/// A code span whatever is in it.
fn code(text: &str) -> String {
    let text = escape::name(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A code span in a table.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Ordinary text whatever is in it.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in escape::name(text).chars() {
        if matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '<'
                | '>'
                | '('
                | ')'
                | '#'
                | '+'
                | '!'
                | '|'
                | '~'
                | '&'
                | '@'
                | '$'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A sentence of our own, in which backticks mean code.
fn spans(sentence: &str) -> String {
    let mut out = String::new();
    for (index, part) in sentence.split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str(&code(part));
        } else if part.contains("https://") {
            // Addresses become links by themselves.
            out.push_str(&part.replace(['<', '[', ']'], ""));
        } else {
            out.push_str(&plain(part));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, Options, sample};
    use super::*;
    use crate::coverage::Summary;

    #[test]
    fn a_section_a_secret() {
        assert_snapshot!(sample::report(Format::Markdown, Options::default()));
    }

    #[test]
    fn a_clean_run_says_so() {
        let report = sample::report_on(
            Format::Markdown,
            Options::default(),
            &[],
            &Summary::default(),
        );
        assert_eq!(report, "# No secrets found\n\nIn 0 files (0 B, 0 ms).\n");
    }

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert_eq!(
            plain("<img src=x> [a](b) **c** @me"),
            "\\<img src=x\\> \\[a\\]\\(b\\) \\*\\*c\\*\\* \\@me"
        );
        assert_eq!(spans("run `a | b` or <b>"), "run `a | b` or \\<b\\>");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let findings = sample::findings();
        let findings: Vec<&Finding> = findings.iter().collect();
        let (summary, options) = (sample::summary(), Options::default());
        let whole = Whole {
            findings: &findings,
            allowed: &[],
            summary: &summary,
            options: &options,
        };
        let mut out = Vec::new();
        write_within(&whole, 2_000, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.len() < 2_100);
        assert!(
            text.ends_with("more secrets: see the whole report.*\n"),
            "{text}"
        );
    }
}
