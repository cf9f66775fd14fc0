//! GitLab's report of secret detection, version 15 of its schema.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::group::unique_rules;
use super::whole::Whole;
use super::{clock, view, words};
use crate::finding::Finding;
use crate::level::{Confidence, Severity};
use crate::rule::Rule;

/// The schema's version.
const VERSION: &str = "15.0.7";
/// What GitLab's own analyser says where there is no commit.
const NO_COMMIT: &str = "0000000";
/// Characters that GitLab takes in a name.
const NAME: usize = 255;
/// Characters that GitLab takes in a solution.
const SOLUTION: usize = 7_000;
/// What could not be read is named up to this many times.
const MESSAGES: usize = 1_000;

/// One object, a finding a line.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"version\":\"{VERSION}\",\"scan\":")?;
    view::write(out, &scan(whole))?;
    out.write_all(b",\"vulnerabilities\":[")?;
    let mut rules: HashMap<&str, OfRule> = HashMap::new();
    for rule in unique_rules(whole.findings) {
        rules.insert(&rule.id, OfRule::new(rule)?);
    }
    let mut seen: HashMap<(&str, &str), u64> = HashMap::new();
    for (index, finding) in whole.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        let commit = finding.origin.commit().map_or("", |commit| &commit.id);
        let count = seen.entry((&finding.fingerprint, commit)).or_insert(0);
        *count += 1;
        let id = uuid(finding, commit, *count);
        let rule = &rules[&*finding.rule.id];
        view::write(out, &Vulnerability::new(id, finding, rule, whole))?;
    }
    out.write_all(b"]}\n")
}

fn scan(whole: &Whole<'_, '_>) -> Value {
    let ended = whole.options.ended;
    let elapsed = whole.summary.coverage.elapsed;
    let started = ended.checked_sub(elapsed).unwrap_or(ended);
    let tool = json!({
        "id": "tightlip",
        "name": "tightlip",
        "version": env!("CARGO_PKG_VERSION"),
        "vendor": {"name": "tightlip"},
    });
    let failed = whole.failed().take(MESSAGES);
    let messages: Vec<Value> = failed
        .map(|(skipped, why)| {
            let path = whole.options.root.skipped(skipped);
            json!({"level": "warn", "value": format!("{path} could not be read: {why}")})
        })
        .collect();
    json!({
        "analyzer": tool,
        "scanner": tool,
        "type": "secret_detection",
        "start_time": clock::utc(started),
        "end_time": clock::utc(ended),
        "status": if whole.summary.coverage.is_incomplete() { "failure" } else { "success" },
        "messages": messages,
    })
}

/// What is said of every finding of a rule.
struct OfRule {
    name: String,
    solution: String,
    identifiers: Box<RawValue>,
    links: Option<Box<RawValue>>,
}

impl OfRule {
    fn new(rule: &Rule) -> io::Result<Self> {
        let address = words::address(rule);
        let links = address.map(|address| json!([{"name": rule.provider, "url": address}]));
        let rule_id = json!({
            "type": "tightlip_rule_id",
            "name": format!("tightlip rule {}", rule.id),
            "value": rule.id,
        });
        let cwe = json!({
            "type": "cwe",
            "name": "CWE-798",
            "value": "798",
            "url": "https://cwe.mitre.org/data/definitions/798.html",
        });
        Ok(Self {
            name: cut(&rule.name, NAME),
            solution: cut(&words::steps(rule, None).join(" "), SOLUTION),
            identifiers: raw(&[rule_id, cwe])?,
            links: links.map(|links| raw(&links)).transpose()?,
        })
    }
}

/// JSON that is written as it is.
fn raw(value: &impl Serialize) -> io::Result<Box<RawValue>> {
    let text = String::from_utf8_lossy(&view::line(value)?).into_owned();
    Ok(RawValue::from_string(text)?)
}

/// A finding as GitLab has it.
#[derive(Serialize)]
struct Vulnerability<'f> {
    id: String,
    name: &'f str,
    description: String,
    severity: &'static str,
    solution: &'f str,
    identifiers: &'f RawValue,
    location: Location<'f>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_source_code_extract: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<&'f RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Value>,
}

#[derive(Serialize)]
struct Location<'f> {
    file: Cow<'f, str>,
    start_line: u64,
    end_line: u64,
    commit: CommitView<'f>,
}

#[derive(Serialize)]
struct CommitView<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'f str>,
    sha: &'f str,
}

impl<'f> Vulnerability<'f> {
    fn new(id: String, finding: &'f Finding, rule: &'f OfRule, whole: &'f Whole<'_, '_>) -> Self {
        let doubtful = finding.confidence == Confidence::Low;
        Self {
            id,
            name: &rule.name,
            description: words::paragraph(finding),
            severity: match finding.severity {
                Severity::Critical => "Critical",
                Severity::High => "High",
                Severity::Medium => "Medium",
                Severity::Low => "Low",
            },
            solution: &rule.solution,
            identifiers: &rule.identifiers,
            location: Location {
                file: whole.options.root.path(&finding.origin),
                start_line: finding.start.line,
                end_line: finding.end.line,
                commit: commit(finding),
            },
            raw_source_code_extract: words::source(finding),
            links: rule.links.as_deref(),
            flags: doubtful.then(|| {
                json!([{
                    "type": "flagged-as-likely-false-positive",
                    "origin": "tightlip",
                    "description": "low confidence",
                }])
            }),
            details: details(finding),
        }
    }
}

/// The other parts of the credential.
fn details(finding: &Finding) -> Option<Value> {
    let parts = words::parts(finding).into_iter();
    let parts: Vec<Value> = parts
        .map(|part| json!({"type": "text", "value": part}))
        .collect();
    (!parts.is_empty()).then(|| {
        json!({"parts": {
            "type": "list",
            "name": "Other parts of the credential",
            "items": parts,
        }})
    })
}

fn commit(finding: &Finding) -> CommitView<'_> {
    let commit = finding.origin.commit();
    CommitView {
        author: commit
            .filter(|commit| !commit.author.is_empty() || !commit.email.is_empty())
            .map(|commit| format!("{} <{}>", commit.author, commit.email)),
        date: commit
            .map(|commit| &*commit.date)
            .filter(|date| !date.is_empty()),
        message: commit.map(|commit| &*commit.summary),
        sha: commit
            .map(|commit| &*commit.id)
            .filter(|id| !id.is_empty())
            .unwrap_or(NO_COMMIT),
    }
}

/// An id that the next run gives again: version 8 of UUIDs, over what makes a finding itself.
fn uuid(finding: &Finding, commit: &str, count: u64) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [
        finding.fingerprint.as_bytes(),
        b"\0",
        commit.as_bytes(),
        b"\0",
    ] {
        hasher.update(part);
    }
    hasher.update(&count.to_le_bytes());
    let hex = hasher.finalize().to_hex();
    format!(
        "{}-{}-8{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use insta::assert_snapshot;

    use super::super::{Format, Options, sample};
    use super::*;
    use crate::coverage::Summary;

    fn report(findings: &[Finding], summary: &Summary) -> Value {
        let report = sample::report_on(Format::Gitlab, Options::default(), findings, summary);
        serde_json::from_str(&report).unwrap()
    }

    #[test]
    fn a_vulnerability_a_line() {
        assert_snapshot!(sample::report(Format::Gitlab, Options::default()));
    }

    #[test]
    fn reports_fit_the_schema() {
        let schema = include_str!("../../fixtures/schemas/gitlab-secret-detection-15.0.7.json");
        let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let mut findings = sample::findings();
        findings[0].confidence = Confidence::Low;
        for report in [
            report(&findings, &sample::summary()),
            report(&[], &Summary::default()),
        ] {
            let errors: Vec<String> = schema.iter_errors(&report).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{errors:?}");
            let mut wrong = report;
            wrong["scan"]["status"] = json!("clean");
            assert!(!schema.is_valid(&wrong));
        }
    }

    #[test]
    fn ids_differ_and_come_again() {
        let mut findings = sample::findings();
        findings.push(findings[0].clone());
        let ids = || -> Vec<String> {
            let report = report(&findings, &Summary::default());
            let found = report["vulnerabilities"].as_array().unwrap().clone();
            found
                .iter()
                .map(|one| one["id"].as_str().unwrap().to_owned())
                .collect()
        };
        let unique: HashSet<String> = ids().into_iter().collect();
        assert_eq!(unique.len(), findings.len());
        assert_eq!(ids(), ids());
        assert!(unique.iter().all(|id| id.len() == 36));
    }
}
