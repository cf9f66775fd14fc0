//! The fields of the machine formats, in their published order. Every change here is a change of
//! `schema/report.schema.json`.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::escape;
use crate::blob::{Origin, Skipped};
use crate::coverage::{Coverage, Status};
use crate::finding::{Finding, Part, Signal};
use crate::level::{Confidence, Severity};

/// Goes up when a reader of the schema would have to change.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Who made the report.
#[derive(Serialize)]
pub(super) struct ToolView {
    name: &'static str,
    version: &'static str,
}

impl ToolView {
    pub(super) const THIS: Self = Self {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
    };
}

/// A finding as machines read it.
#[derive(Serialize)]
pub(super) struct FindingView<'f> {
    rule: &'f str,
    name: &'f str,
    provider: &'f str,
    category: &'f str,
    severity: Severity,
    confidence: Confidence,
    path: &'f str,
    start_line: u64,
    start_column: u64,
    end_line: u64,
    end_column: u64,
    byte_start: u64,
    byte_end: u64,
    secret: Cow<'f, str>,
    fingerprint: &'f str,
    secret_id: &'f str,
    entropy: f64,
    signals: Vec<&'f str>,
    parts: Vec<PartView<'f>>,
    source: &'f Origin,
    decoded: &'f [String],
    remediation: RemediationView<'f>,
}

/// What to do; `null` where the rule does not say.
#[derive(Serialize)]
struct RemediationView<'f> {
    revoke: Option<&'f str>,
    env: Option<String>,
    docs: Option<&'f str>,
    help: Option<&'f str>,
    why: Option<&'f str>,
}

/// Another part of the credential.
#[derive(Serialize)]
struct PartView<'f> {
    name: &'f str,
    value: Cow<'f, str>,
    public: bool,
    start_line: u64,
    start_column: u64,
    byte_start: u64,
    byte_end: u64,
}

impl<'f> PartView<'f> {
    fn new(part: &'f Part, show_secrets: bool) -> Self {
        Self {
            name: &part.name,
            value: part.shown(show_secrets),
            public: part.is_public(),
            start_line: part.start.line,
            start_column: part.start.column,
            byte_start: part.byte_start,
            byte_end: part.byte_end,
        }
    }
}

impl<'f> FindingView<'f> {
    pub(super) fn new(finding: &'f Finding, show_secrets: bool) -> Self {
        let rule = &finding.rule;
        let some = |text: &'f str| (!text.is_empty()).then_some(text);
        Self {
            rule: &rule.id,
            name: &rule.name,
            provider: &rule.provider,
            category: &rule.category,
            severity: finding.severity,
            confidence: finding.confidence,
            path: finding.origin.path(),
            start_line: finding.start.line,
            start_column: finding.start.column,
            end_line: finding.end.line,
            end_column: finding.end.column,
            byte_start: finding.byte_start,
            byte_end: finding.byte_end,
            secret: if show_secrets {
                String::from_utf8_lossy(finding.secret.reveal())
            } else {
                Cow::Owned(finding.secret.redacted())
            },
            fingerprint: &finding.fingerprint,
            secret_id: &finding.secret_id,
            entropy: (finding.entropy * 1000.0).round() / 1000.0,
            signals: finding.signals.iter().map(word).collect(),
            parts: finding
                .parts
                .iter()
                .map(|part| PartView::new(part, show_secrets))
                .collect(),
            source: &finding.origin,
            decoded: &finding.decoded,
            remediation: RemediationView {
                revoke: some(&rule.revoke),
                env: finding.variable(),
                docs: some(&rule.docs),
                help: finding.help.as_deref(),
                why: some(&rule.description).filter(|_| finding.help.is_some()),
            },
        }
    }
}

fn word(signal: &Signal) -> &str {
    &signal.0
}

/// What was scanned.
#[derive(Serialize)]
pub(super) struct CoverageView<'c> {
    files: u64,
    bytes: u64,
    commits: u64,
    blobs: u64,
    skipped: &'c [Skipped],
    elapsed_ms: u64,
}

impl<'c> CoverageView<'c> {
    pub(super) fn new(coverage: &'c Coverage) -> Self {
        Self {
            files: coverage.files,
            bytes: coverage.bytes,
            commits: coverage.commits,
            blobs: coverage.blobs,
            skipped: &coverage.skipped,
            elapsed_ms: coverage.elapsed.as_millis() as u64,
        }
    }
}

/// The last line of JSONL.
#[derive(Serialize)]
pub(super) struct SummaryLineView<'c> {
    pub(super) summary: SummaryView<'c>,
}

/// A run without its findings.
#[derive(Serialize)]
pub(super) struct SummaryView<'c> {
    pub(super) schema_version: u32,
    pub(super) tool: ToolView,
    pub(super) status: Status,
    pub(super) coverage: CoverageView<'c>,
}

/// Writes a value on one line; in one go, because it is made of very many small pieces.
pub(super) fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    out.write_all(&line(value)?)
}

/// A value on one line.
pub(super) fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = Vec::with_capacity(1024);
    let mut serializer = Serializer::with_formatter(&mut line, Visible);
    value.serialize(&mut serializer)?;
    Ok(line)
}

/// Compact JSON that is safe to look at in a terminal: what [`escape`] would make visible is
/// written as `\u…`, which means the same to every reader.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut done = 0;
        if escape::first_hidden(fragment).is_none() {
            return CompactFormatter.write_string_fragment(out, fragment);
        }
        for (at, hidden) in fragment.match_indices(escape::is_hidden) {
            CompactFormatter.write_string_fragment(out, &fragment[done..at])?;
            for unit in hidden.encode_utf16() {
                write!(out, "\\u{unit:04x}")?;
            }
            done = at + hidden.len();
        }
        CompactFormatter.write_string_fragment(out, &fragment[done..])
    }
}

#[cfg(test)]
mod tests {
    use jsonschema::Validator;
    use serde_json::Value;

    use super::super::{Format, Options, sample};
    use super::*;
    use crate::coverage::Summary;

    fn schema() -> Validator {
        let text = include_str!("../../schema/report.schema.json");
        let schema: Value = serde_json::from_str(text).unwrap();
        jsonschema::meta::validate(&schema).unwrap();
        jsonschema::draft202012::new(&schema).unwrap()
    }

    fn values(format: Format) -> Vec<Value> {
        let shown = Options {
            show_secrets: true,
            ..Options::default()
        };
        let reports = [
            sample::report(format, Options::default()),
            sample::report(format, shown),
            sample::report_on(format, Options::default(), &[], &Summary::default()),
        ];
        let streams = reports
            .iter()
            .flat_map(|report| serde_json::Deserializer::from_str(report).into_iter());
        streams.map(Result::unwrap).collect()
    }

    #[test]
    fn every_report_fits_the_published_schema() {
        let schema = schema();
        let (json, jsonl) = (values(Format::Json), values(Format::Jsonl));
        assert_eq!((json.len(), jsonl.len()), (3, 2 * 12 + 1));
        for value in json.iter().chain(&jsonl) {
            if let Err(error) = schema.validate(value) {
                panic!("{error}: {value}");
            }
        }
    }

    /// Takes a key away from, and adds one to, each object in `value`; calls `check` each time.
    fn disturb(value: &Value, path: &str, check: &mut impl FnMut(&str)) {
        match value {
            Value::Object(fields) => {
                check(&format!("{path}/unknown"));
                for (key, inner) in fields {
                    let path = format!("{path}/{key}");
                    check(&path);
                    disturb(inner, &path, check);
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    disturb(inner, &format!("{path}/{index}"), check);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn the_schema_knows_each_field_and_no_other() {
        let schema = schema();
        let mut whole = values(Format::Json).swap_remove(0);
        whole["findings"].as_array_mut().unwrap().truncate(1);
        let mut changes = 0;
        disturb(&whole, "", &mut |path| {
            let (parent, key) = path.rsplit_once('/').unwrap();
            let mut other = whole.clone();
            let fields = other.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            if fields.remove(key).is_none() {
                fields.insert(key.to_owned(), Value::Null);
            }
            assert!(!schema.is_valid(&other), "{path}");
            changes += 1;
        });
        assert!(changes > 35, "{changes}");
    }

    #[test]
    fn what_a_terminal_obeys_is_written_as_an_escape() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{e0041}é\"\n";
        let mut out = Vec::new();
        write(&mut out, &text).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(json, r#""a\u001b\u009b\u202e\udb40\udc41é\"\n""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
