//! The reports of other scanners. They differ in names alone: a rule, a place, a secret in clear
//! or redacted, perhaps a commit.

use std::sync::Arc;

use serde_json::Value;

use super::Reader;
use crate::blob::Origin;
use crate::commit::Commit;
use crate::excerpt::Excerpt;
use crate::finding::{self, Finding, Part, Signal};
use crate::level::{Confidence, Severity};
use crate::secret::Secret;
use crate::span::Position;

/// The secret of a finding whose report holds none.
pub const HIDDEN: &[u8] = b"redacted";

/// What they all say.
#[derive(Default)]
pub(super) struct Record<'v> {
    pub(super) scanner: &'static str,
    pub(super) rule: &'v str,
    pub(super) name: &'v str,
    pub(super) path: &'v str,
    pub(super) start: (u64, u64),
    pub(super) end: (u64, u64),
    pub(super) secret: &'v str,
    /// Tells a secret that is not shown from others, if it is not empty.
    pub(super) hash: &'v str,
    pub(super) commit: Option<Commit>,
    pub(super) severity: Option<Severity>,
    pub(super) confidence: Option<Confidence>,
    pub(super) entropy: f64,
}

impl Record<'_> {
    pub(super) fn finding(self, reader: &mut Reader) -> Finding {
        let is_hidden = !self.hash.is_empty() || is_redacted(self.secret);
        let redacted = if is_hidden {
            Secret::hidden(HIDDEN).redacted()
        } else {
            Secret::new(self.secret.as_bytes(), 0).redacted()
        };
        // Names and messages may quote the secret, whatever it looks like.
        let clean = |text: &str| without(text, self.secret, &redacted);
        let rule = reader.rule(&clean(self.rule), &clean(self.name));
        let shown_path = self.path.strip_prefix("./").unwrap_or(self.path);
        let place = |(line, column)| Position::told(line, column);
        let (start, end) = (place(self.start), place(self.end.max(self.start)));
        let (secret, fingerprint, secret_id) = if !self.hash.is_empty() {
            let hash = Secret::hidden(self.hash.as_bytes());
            let fingerprint = reader.key.fingerprint(&rule.id, shown_path, &hash);
            let id = reader.key.secret_id(&hash, &fingerprint);
            (Secret::hidden(HIDDEN), fingerprint, id)
        } else if is_redacted(self.secret) {
            // Nothing tells such secrets apart but where they stand.
            let spot = format!("{}:{}:{}", shown_path, start.line, start.column);
            let secret = Secret::hidden(HIDDEN);
            let fingerprint = reader.key.fingerprint(&rule.id, &spot, &secret);
            let id = reader.key.secret_id(&Secret::new(b"", 0), &fingerprint);
            (secret, fingerprint, id)
        } else {
            let secret = Secret::new(self.secret.as_bytes(), 0);
            let fingerprint = reader.key.fingerprint(&rule.id, shown_path, &secret);
            let id = reader.key.secret_id(&secret, &fingerprint);
            (secret, fingerprint, id)
        };
        // A folder may be called what a weak password is; without it nobody finds the place.
        let path = if is_long(self.secret) {
            clean(shown_path)
        } else {
            shown_path.to_owned()
        };
        let commit = self.commit.map(|commit| Commit {
            id: clean(&commit.id),
            date: clean(&commit.date),
            author: clean(&commit.author),
            email: clean(&commit.email),
            summary: clean(&commit.summary),
            ..commit
        });
        Finding {
            severity: self.severity.unwrap_or(rule.severity),
            confidence: self.confidence.unwrap_or(rule.confidence),
            origin: match commit {
                None => Origin::File { path },
                Some(commit) => Origin::Commit {
                    path,
                    commit: Arc::new(commit),
                },
            },
            start,
            end,
            byte_start: 0,
            byte_end: 0,
            secret,
            fingerprint,
            secret_id,
            entropy: self.entropy.clamp(0.0, 8.0),
            signals: vec![Signal::fixed(self.scanner)],
            parts: Vec::new(),
            decoded: Vec::new(),
            excerpt: Excerpt::default(),
            assigned_to: None,
            allowed: None,
            help: None,
            rule,
        }
    }
}

/// Whether a text that holds it can only mean the secret.
fn is_long(secret: &str) -> bool {
    secret.chars().count() >= 8
}

/// The text without the secret; a short one is taken out where it is a word of its own.
fn without(text: &str, secret: &str, redacted: &str) -> String {
    if secret.is_empty() {
        return text.to_owned();
    }
    if is_long(secret) {
        return text.replace(secret, redacted);
    }
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for (start, _) in text.match_indices(secret) {
        let end = start + secret.len();
        let beside = [
            text[..start].chars().next_back(),
            text[end..].chars().next(),
        ];
        if beside.into_iter().flatten().any(char::is_alphanumeric) {
            continue;
        }
        shown.push_str(&text[done..start]);
        shown.push_str(redacted);
        done = end;
    }
    shown + &text[done..]
}

/// Whether another scanner has taken the secret's value away.
fn is_redacted(secret: &str) -> bool {
    secret.is_empty()
        || secret.eq_ignore_ascii_case("redacted")
        || secret.starts_with("[REDACTED")
        || secret.ends_with("...")
        || secret.ends_with('…')
        || secret.contains("***")
}

pub(super) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

pub(super) fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or(0)
}

/// A commit, unless its id is empty. What became of the secret since is not known.
fn commit(id: &str, author: &str, email: &str, date: &str, message: &str) -> Option<Commit> {
    (!id.is_empty()).then(|| Commit {
        id: id.to_owned(),
        author: author.to_owned(),
        email: email.to_owned(),
        date: date.to_owned(),
        summary: message.lines().next().unwrap_or_default().to_owned(),
        in_head: None,
        head_path: None,
        paths: Vec::new(),
        commits: 1,
    })
}

pub(super) fn gitleaks(reader: &mut Reader, value: &Value) -> Finding {
    Record {
        scanner: "gitleaks",
        rule: text(value, "RuleID"),
        name: text(value, "Description"),
        path: text(value, "File"),
        start: (number(value, "StartLine"), number(value, "StartColumn")),
        // The last character counts.
        end: (
            number(value, "EndLine"),
            number(value, "EndColumn").saturating_add(1),
        ),
        secret: text(value, "Secret"),
        commit: commit(
            text(value, "Commit"),
            text(value, "Author"),
            text(value, "Email"),
            text(value, "Date"),
            text(value, "Message"),
        ),
        entropy: value["Entropy"].as_f64().unwrap_or(0.0),
        ..Record::default()
    }
    .finding(reader)
}

/// betterleaks before version 2, whose fields are none of gitleaks'.
pub(super) fn betterleaks(reader: &mut Reader, value: &Value) -> Finding {
    let (place, attributes) = (&value["location"], &value["attributes"]);
    Record {
        scanner: "betterleaks",
        rule: text(value, "ruleID"),
        name: text(value, "description"),
        path: text(attributes, "path"),
        start: (number(place, "startLine"), number(place, "startColumn")),
        end: (
            number(place, "endLine"),
            number(place, "endColumn").saturating_add(1),
        ),
        secret: text(value, "secret"),
        commit: betterleaks_commit(attributes),
        confidence: confidence(text(value, "confidence")),
        ..Record::default()
    }
    .finding(reader)
}

/// betterleaks 2.
pub(super) fn betterleaks_2(reader: &mut Reader, value: &Value) -> Finding {
    let (place, found) = (&value["location"], &value["match"]);
    Record {
        scanner: "betterleaks",
        rule: text(value, "rule_id"),
        name: text(value, "description"),
        path: text(place, "path"),
        start: (number(place, "start_line"), number(place, "start_column")),
        end: (
            number(place, "end_line"),
            number(place, "end_column").saturating_add(1),
        ),
        secret: text(found, "value"),
        commit: betterleaks_commit(&value["attributes"]),
        confidence: confidence(text(value, "confidence")),
        ..Record::default()
    }
    .finding(reader)
}

fn betterleaks_commit(attributes: &Value) -> Option<Commit> {
    commit(
        text(attributes, "git.sha"),
        text(attributes, "git.author_name"),
        text(attributes, "git.author_email"),
        text(attributes, "git.date"),
        text(attributes, "git.message"),
    )
}

pub(super) fn kingfisher(reader: &mut Reader, value: &Value) -> Finding {
    let (rule, found) = (&value["rule"], &value["finding"]);
    let commit_of = &found["git_metadata"]["commit"];
    let who = if commit_of["author"].is_object() {
        &commit_of["author"]
    } else {
        &commit_of["committer"]
    };
    let line = number(found, "line");
    Record {
        scanner: "kingfisher",
        rule: text(rule, "id"),
        name: text(rule, "name"),
        path: text(found, "path"),
        // Its columns are counted from 0, the last one included.
        start: (line, number(found, "column_start").saturating_add(1)),
        end: (line, number(found, "column_end").saturating_add(2)),
        secret: text(found, "snippet"),
        commit: commit(
            text(commit_of, "id"),
            text(who, "name"),
            text(who, "email"),
            text(commit_of, "date"),
            "",
        ),
        confidence: confidence(text(found, "confidence")),
        entropy: text(found, "entropy").parse().unwrap_or(0.0),
        ..Record::default()
    }
    .finding(reader)
}

pub(super) fn trufflehog(reader: &mut Reader, value: &Value) -> Finding {
    let data = &value["SourceMetadata"]["Data"];
    // The only field of `Data` is named after the source.
    let place = data.as_object().and_then(|fields| fields.values().next());
    let place = place.unwrap_or(&Value::Null);
    let verified = value["Verified"].as_bool().unwrap_or(false);
    let line = number(place, "line");
    let mut finding = Record {
        scanner: "trufflehog",
        rule: text(value, "DetectorName"),
        name: text(value, "DetectorDescription"),
        path: text(place, "file"),
        start: (line, 1),
        end: (line, 1),
        secret: text(value, "Raw"),
        commit: commit(
            text(place, "commit"),
            text(place, "email"),
            "",
            text(place, "timestamp"),
            "",
        ),
        severity: verified.then_some(Severity::Critical),
        confidence: Some(if verified {
            Confidence::High
        } else {
            Confidence::Medium
        }),
        ..Record::default()
    }
    .finding(reader);
    finding.parts.extend(second_half(value, finding.start));
    finding
}

/// Of a pair what stands in `RawV2` alone: `Raw` holds only its id.
fn second_half(value: &Value, start: Position) -> Option<Part> {
    let (first, both) = (text(value, "Raw"), text(value, "RawV2"));
    let rest = both.strip_prefix(first).or(both.strip_suffix(first));
    let rest = rest.unwrap_or(both).trim_matches([':', ' ']);
    (!is_redacted(rest)).then(|| Part {
        name: "second half".to_owned(),
        value: finding::Value::Secret(Secret::hidden(rest.as_bytes())),
        start,
        byte_start: 0,
        byte_end: 0,
    })
}

/// A line about the scan itself.
pub(super) struct LogLine {
    /// Whether the scan was over.
    pub(super) ends: bool,
    /// What went wrong, if something did.
    pub(super) failure: Option<String>,
}

/// A line of `TruffleHog`'s log, which comes between its findings where both go to one file.
pub(super) fn log_line(value: &Value) -> Option<LogLine> {
    let (level, said) = (value["level"].as_str()?, value["msg"].as_str()?);
    let is_failure = ["error", "dpanic", "panic", "fatal"].contains(&level);
    value["DetectorName"].is_null().then(|| LogLine {
        ends: said == "finished scanning",
        failure: is_failure.then(|| said.to_owned()),
    })
}

fn confidence(word: &str) -> Option<Confidence> {
    match word.to_ascii_lowercase().as_str() {
        "high" => Some(Confidence::High),
        "medium" => Some(Confidence::Medium),
        "low" => Some(Confidence::Low),
        _ => None,
    }
}
