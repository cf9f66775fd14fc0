//! The JSON and CSV of gitleaks, field by field, for jobs and programs that read those.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::whole::Whole;
use super::{Options, csv};
use super::{clock, view};
use crate::blob::Origin;
use crate::commit::Commit;
use crate::finding::{Finding, Piece};
use crate::secret::Secret;

/// What stands for a secret of which nothing is shown.
const REDACTED: &str = "REDACTED";

const COLUMNS: [&str; 16] = [
    "RuleID",
    "Commit",
    "File",
    "SymlinkFile",
    "Secret",
    "Match",
    "StartLine",
    "EndLine",
    "StartColumn",
    "EndColumn",
    "Author",
    "Message",
    "Date",
    "Email",
    "Fingerprint",
    "Tags",
];

/// A finding as gitleaks has it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Record<'f> {
    #[serde(rename = "RuleID")]
    rule: &'f str,
    description: &'f str,
    start_line: u64,
    end_line: u64,
    start_column: u64,
    end_column: u64,
    r#match: String,
    secret: Cow<'f, str>,
    file: &'f str,
    symlink_file: &'f str,
    commit: &'f str,
    entropy: f64,
    author: &'f str,
    email: &'f str,
    date: Cow<'f, str>,
    message: &'f str,
    tags: Vec<String>,
    fingerprint: String,
}

impl<'f> Record<'f> {
    fn new(finding: &'f Finding, options: &Options) -> Self {
        let commit = finding.origin.commit();
        let of = |field: fn(&Commit) -> &str| commit.map_or("", field);
        Self {
            rule: &finding.rule.id,
            description: &finding.rule.name,
            start_line: finding.start.line,
            end_line: finding.end.line,
            start_column: finding.start.column,
            // There the last character counts, not the one behind it.
            end_column: (finding.end.column - 1).max(1),
            r#match: line(finding, options),
            secret: shown(&finding.secret, options),
            file: file(finding),
            symlink_file: "",
            commit: of(|commit| &commit.id),
            entropy: (finding.entropy * 1000.0).round() / 1000.0,
            author: of(|commit| &commit.author),
            email: of(|commit| &commit.email),
            date: match clock::in_utc(of(|commit| &commit.date)) {
                Some(date) => Cow::Owned(date),
                None => Cow::Borrowed(of(|commit| &commit.date)),
            },
            message: of(|commit| &commit.summary),
            tags: tags(finding),
            fingerprint: fingerprint(finding),
        }
    }
}

/// Of a secret that was decoded, how; of others, none.
fn tags(finding: &Finding) -> Vec<String> {
    let layers = finding
        .decoded
        .iter()
        .map(|layer| format!("decoded:{layer}"));
    let depth = Some(finding.decoded.len()).filter(|depth| *depth > 0);
    let depth = depth.map(|depth| format!("decode-depth:{depth}"));
    layers.chain(depth).collect()
}

/// What names a finding in a `.gitleaksignore`: `[commit:]path:rule:line`.
#[must_use]
pub fn fingerprint(finding: &Finding) -> String {
    let place = format!(
        "{}:{}:{}",
        file(finding),
        finding.rule.id,
        finding.start.line
    );
    match finding.origin.commit() {
        Some(commit) if !commit.id.is_empty() => format!("{}:{place}", commit.id),
        _ => place,
    }
}

/// Standard input has no name there.
fn file(finding: &Finding) -> &str {
    match &finding.origin {
        Origin::Stdin { path } if path == "<stdin>" => "",
        origin => origin.path(),
    }
}

/// The line of the finding, as far as its excerpt goes.
fn line(finding: &Finding, options: &Options) -> String {
    let pieces = finding.excerpt.pieces.iter();
    let texts = pieces.map(|piece| match piece {
        Piece::Text(text) => Cow::Borrowed(text.as_str()),
        Piece::Secret { secret, .. } => shown(secret, options),
    });
    texts.collect::<String>().trim().to_owned()
}

fn shown<'s>(secret: &'s Secret, options: &Options) -> Cow<'s, str> {
    if options.show_secrets {
        return String::from_utf8_lossy(secret.reveal());
    }
    match secret.redacted() {
        nothing if nothing == "…" => Cow::Borrowed(REDACTED),
        some => Cow::Owned(some),
    }
}

/// What templates see: the records, each with its line once more under the name that it has there.
pub(super) fn records(whole: &Whole<'_, '_>) -> serde_json::Value {
    let records = whole.findings.iter().map(|finding| {
        let record = Record::new(finding, whole.options);
        let line = record.r#match.clone();
        let mut record = serde_json::to_value(record).unwrap_or_default();
        record["Line"] = line.into();
        record["Link"] = "".into();
        record
    });
    records.collect()
}

/// An array, a finding a line.
pub(super) fn json(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, finding) in whole.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        view::write(out, &Record::new(finding, whole.options))?;
    }
    out.write_all(if whole.findings.is_empty() {
        b"]\n"
    } else {
        b"\n]\n"
    })
}

/// Nothing at all where nothing is found.
pub(super) fn csv(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    if whole.findings.is_empty() {
        return Ok(());
    }
    csv::row(out, &COLUMNS)?;
    for finding in whole.findings {
        let record = Record::new(finding, whole.options);
        let [start_line, end_line, start_column, end_column] = [
            record.start_line,
            record.end_line,
            record.start_column,
            record.end_column,
        ]
        .map(|number| number.to_string());
        csv::row(
            out,
            &[
                record.rule,
                record.commit,
                record.file,
                record.symlink_file,
                &record.secret,
                &record.r#match,
                &start_line,
                &end_line,
                &start_column,
                &end_column,
                record.author,
                record.message,
                &record.date,
                record.email,
                &record.fingerprint,
                &record.tags.join(" "),
            ],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{Format, sample};
    use super::*;
    use crate::coverage::Summary;

    #[test]
    fn an_array_of_their_records() {
        assert_snapshot!(sample::report(Format::Gitleaks, Options::default()));
    }

    #[test]
    fn their_columns() {
        let report = sample::report(Format::GitleaksCsv, Options::default());
        assert_snapshot!(report.replace('\r', ""));
    }

    #[test]
    fn nothing_found_is_an_empty_array_and_an_empty_table() {
        let summary = Summary::default();
        let of = |format| sample::report_on(format, Options::default(), &[], &summary);
        assert_eq!(of(Format::Gitleaks), "[]\n");
        assert_eq!(of(Format::GitleaksCsv), "");
    }

    #[test]
    fn what_was_hidden_whole_is_redacted_in_their_word() {
        let mut finding = sample::findings().swap_remove(0);
        finding.secret = Secret::hidden(finding.secret.reveal());
        let record = Record::new(&finding, &Options::default());
        assert_eq!(record.secret, "REDACTED");
    }
}
