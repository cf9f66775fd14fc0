//! A finding as one of SARIF's results: its message, its place, what tells it from others, and what
//! suppresses it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{Root, words};
use crate::allowed::{Allowed, Verdict};
use crate::commit::Commit;
use crate::finding::Finding;
use crate::level::{Confidence, Severity};

/// The word for how bad it is.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// A finding as SARIF's `result`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome<'f> {
    rule_id: &'f str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    suppressions: Vec<Suppression>,
    properties: Properties<'f>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    start_column: u64,
    end_line: u64,
    end_column: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text>,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct Properties<'f> {
    severity: Severity,
    confidence: Confidence,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'f Commit>,
}

impl<'f> Outcome<'f> {
    /// `count`: how many findings with its fingerprint came before, and itself.
    pub(super) fn new(finding: &'f Finding, rule_index: usize, count: usize, root: &Root) -> Self {
        // `primaryLocationLineHash` is for GitHub to add: it warns of every one that is not its own.
        let hash = finding.fingerprint.rsplit(':').next().unwrap_or_default();
        let fingerprints = [
            ("tightlip/finding/v1", finding.fingerprint.clone()),
            ("tightlip/place/v1", format!("{hash}:{count}")),
            ("tightlip/secret/v1", finding.secret_id.clone()),
        ];
        let snippet = words::source(finding).map(|text| Text { text });
        Self {
            rule_id: &finding.rule.id,
            rule_index,
            level: level(finding.severity),
            message: Text {
                text: message(&words::paragraph(finding)),
            },
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location: ArtifactLocation {
                        uri: percent(&root.path(&finding.origin)),
                        uri_base_id: "SRCROOT",
                    },
                    region: Region {
                        start_line: finding.start.line,
                        start_column: finding.start.column,
                        end_line: finding.end.line,
                        end_column: finding.end.column,
                        snippet,
                    },
                },
            }],
            partial_fingerprints: BTreeMap::from(fingerprints),
            suppressions: finding.allowed.iter().map(suppression).collect(),
            properties: Properties {
                severity: finding.severity,
                confidence: finding.confidence,
                parts: words::parts(finding),
                commit: finding.origin.commit(),
            },
        }
    }
}

/// Text in which brackets are no links.
pub(super) fn message(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('[', "\\[")
        .replace(']', "\\]")
}

fn suppression(allowed: &Allowed) -> Suppression {
    let (kind, how) = match allowed {
        Allowed::Inline { mark, .. } => ("inSource", format!("allowed by {mark}")),
        Allowed::Config { place, .. } => ("external", format!("allowed by {place}")),
        Allowed::Baseline { verdict, .. } => {
            let verdict = match verdict {
                Verdict::FalsePositive => "false positive",
                Verdict::TestValue => "test value",
                Verdict::Revoked => "revoked",
                Verdict::Accepted => "accepted",
            };
            ("external", format!("in the baseline: {verdict}"))
        }
    };
    let justification = match (allowed.reason(), allowed.owner()) {
        (Some(reason), Some(owner)) => format!("{how}: {reason} ({owner})"),
        (Some(reason), None) => format!("{how}: {reason}"),
        (None, Some(owner)) => format!("{how} ({owner})"),
        (None, None) => how,
    };
    Suppression {
        kind,
        status: "accepted",
        justification,
    }
}

/// A path as a relative reference (RFC 3986): all but unreserved characters and `/` encoded.
pub(super) fn percent(path: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
