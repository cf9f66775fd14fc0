//! Our own JSON, as `schema/report.schema.json` has it.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::super::view::SCHEMA_VERSION;
use super::{Found, Reader, Recorded, unknown};
use crate::blob::{Origin, SkipReason, Skipped};
use crate::commit::Commit;
use crate::coverage::Coverage;
use crate::excerpt::Excerpt;
use crate::finding::{self, Finding, Part, Signal};
use crate::level::{Confidence, Severity};
use crate::rule::Matcher;
use crate::secret::Secret;
use crate::span::Position;

/// How a finding of ours begins in the reports that we write: its fields can be read at once.
pub(super) const BEGINNING: &str = "{\"rule\":\"";

#[derive(Deserialize)]
pub(super) struct Record {
    rule: String,
    name: String,
    provider: String,
    category: String,
    severity: Severity,
    confidence: Confidence,
    path: String,
    start_line: u64,
    start_column: u64,
    end_line: u64,
    end_column: u64,
    byte_start: u64,
    byte_end: u64,
    secret: String,
    fingerprint: String,
    secret_id: String,
    entropy: f64,
    signals: Vec<String>,
    #[serde(default)]
    parts: Vec<PartRecord>,
    source: Source,
    decoded: Vec<String>,
    remediation: Remediation,
}

#[derive(Deserialize)]
struct PartRecord {
    name: String,
    value: String,
    public: bool,
    start_line: u64,
    start_column: u64,
    byte_start: u64,
    byte_end: u64,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Source {
    File,
    Stdin,
    Staged,
    Commit {
        commit: Option<String>,
        author: String,
        email: String,
        date: Option<String>,
        message: String,
        in_head: Option<bool>,
        #[serde(default)]
        head_path: Option<String>,
        paths: Vec<String>,
        commits: u64,
    },
}

#[derive(Deserialize)]
struct Remediation {
    revoke: Option<String>,
    env: Option<String>,
    docs: Option<String>,
    /// Reports of older versions have none.
    #[serde(default)]
    help: Option<String>,
    #[serde(default)]
    why: Option<String>,
}

pub(super) fn finding(reader: &mut Reader, record: Record) -> Finding {
    let secret = seen(
        &record.secret,
        record.byte_end.saturating_sub(record.byte_start),
    );
    let rule = reader.rules.entry(record.rule.clone()).or_insert_with(|| {
        let mut rule = unknown(&record.rule, &record.name);
        rule.provider.clone_from(&record.provider);
        rule.category.clone_from(&record.category);
        (rule.severity, rule.confidence) = (record.severity, record.confidence);
        rule.revoke = record.remediation.revoke.unwrap_or_default();
        rule.docs = record.remediation.docs.unwrap_or_default();
        rule.description = record.remediation.why.unwrap_or_default();
        if record.secret.is_empty() {
            rule.matcher = Matcher::File;
        }
        if let Some(known) = reader.catalogue.get(&record.rule) {
            rule.env.clone_from(&known.env);
            rule.description.clone_from(&known.description);
        }
        Arc::new(rule)
    });
    Finding {
        rule: Arc::clone(rule),
        severity: record.severity,
        confidence: record.confidence,
        origin: origin(record.path, record.source),
        start: Position::told(record.start_line, record.start_column),
        end: Position::told(record.end_line, record.end_column),
        byte_start: record.byte_start,
        byte_end: record.byte_end,
        secret,
        fingerprint: record.fingerprint,
        secret_id: record.secret_id,
        entropy: record.entropy,
        signals: record
            .signals
            .into_iter()
            .map(|word| Signal(word.into()))
            .collect(),
        parts: record.parts.into_iter().map(part).collect(),
        decoded: record.decoded,
        excerpt: Excerpt::default(),
        assigned_to: record.remediation.env,
        allowed: None,
        help: record.remediation.help,
    }
}

fn part(record: PartRecord) -> Part {
    let width = record.byte_end.saturating_sub(record.byte_start);
    Part {
        name: record.name,
        value: if record.public {
            finding::Value::Public(record.value)
        } else {
            finding::Value::Secret(seen(&record.value, width))
        },
        start: Position::told(record.start_line, record.start_column),
        byte_start: record.byte_start,
        byte_end: record.byte_end,
    }
}

/// What was redacted stays as it is; what `--show-secrets` showed is redacted from now on.
fn seen(text: &str, width: u64) -> Secret {
    let shown = text.strip_suffix('…');
    match shown {
        Some(shown) if 4 * shown.chars().count() as u64 <= width.max(1) => {
            Secret::already_redacted(text)
        }
        _ => Secret::new(text.as_bytes(), 0),
    }
}

fn origin(path: String, source: Source) -> Origin {
    match source {
        Source::File => Origin::File { path },
        Source::Stdin => Origin::Stdin { path },
        Source::Staged => Origin::Staged { path },
        Source::Commit {
            commit,
            author,
            email,
            date,
            message,
            in_head,
            head_path,
            paths,
            commits,
        } => Origin::Commit {
            path,
            commit: Arc::new(Commit {
                id: commit.unwrap_or_default(),
                author,
                email,
                date: date.unwrap_or_default(),
                summary: message,
                in_head,
                head_path,
                paths,
                commits,
            }),
        },
    }
}

/// Whether it is a version of our schema; one that is newer than this program is an error.
pub(super) fn is_known(version: &Value) -> Found<bool> {
    match version.as_u64() {
        Some(version) if version > u64::from(SCHEMA_VERSION) => Err(format!(
            "version {version} of the schema is not known; this program knows {SCHEMA_VERSION}"
        )),
        version => Ok(version.is_some()),
    }
}

/// What a report says of how its scan ended, where its other words do not bear it out.
pub(super) fn status(status: &Value, has_findings: bool, recorded: &mut Recorded) {
    let why = match status.as_str() {
        Some("clean") => return,
        Some("findings") if has_findings => return,
        Some("findings") => "its report says that there are findings, and holds none",
        Some("incomplete") if recorded.summary.coverage.is_incomplete() => return,
        Some("incomplete") => "its report says that it was incomplete",
        _ => "its report does not say how it ended",
    };
    recorded.unread("<scan>", why);
}

/// What was scanned.
pub(super) fn summary(coverage: &Value, recorded: &mut Recorded) {
    let number = |key: &str| coverage[key].as_u64().unwrap_or(0);
    let mut known = Coverage {
        files: number("files"),
        bytes: number("bytes"),
        commits: number("commits"),
        blobs: number("blobs"),
        elapsed: Duration::from_millis(number("elapsed_ms")),
        ..Coverage::default()
    };
    for skipped in coverage["skipped"].as_array().into_iter().flatten() {
        let text = |key: &str| skipped[key].as_str().unwrap_or_default();
        let reason = text("reason");
        let reason = match reason {
            "binary" => SkipReason::Binary,
            "over the size cap" => SkipReason::TooLarge,
            other => {
                let why = other.strip_prefix("unreadable: ").unwrap_or(other);
                SkipReason::Failed(why.to_owned())
            }
        };
        let path = text("path").to_owned();
        known.skipped.push(Skipped::named(path, reason));
    }
    recorded.summary.coverage += known;
}
