//! SARIF 2.1.0, as GitHub's code scanning takes it: within its limits on runs, results and size.

mod result;

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use serde_json::{Value, json};

use super::group::unique_rules;
use super::whole::Whole;
use super::{clock, view, words};
use crate::excerpt::Piece;
use crate::finding::Finding;
use crate::level::{Confidence, Severity};
use crate::rule::Rule;
use result::{Outcome, level, percent};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// GitHub shows no more results of a run, though it takes 25,000.
const RESULTS: usize = 5_000;
/// GitHub takes no more runs in a file.
const RUNS: usize = 20;
/// GitHub takes no more bytes in a file, gzipped: its limit of 10 MB, less what rules and frame
/// may take.
const BYTES: usize = 9_000_000;
/// What a result adds to a gzipped file beside the text that is its own.
const FRAME: usize = 80;
/// What could not be read is named up to this many times in a run.
const NOTIFICATIONS: usize = 1_000;

/// What goes into a file: findings, and those that are allowed, which stand after the others.
pub type Part<'f> = (&'f [Finding], &'f [Finding]);

/// What fits in one file each: nearly always all of it. An upper bound of what a result takes
/// when gzipped is used, so nothing has to be compressed to know.
#[must_use]
pub fn files<'f>(findings: &'f [Finding], allowed: &'f [Finding]) -> Vec<Part<'f>> {
    let all = findings.iter().chain(allowed);
    let part = |range: Range<usize>| {
        let of = |all: &'f [Finding], before: usize| {
            let place = |at: usize| at.saturating_sub(before).min(all.len());
            &all[place(range.start)..place(range.end)]
        };
        (of(findings, 0), of(allowed, findings.len()))
    };
    let mut files = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, finding) in all.enumerate() {
        let weight = weight(finding);
        if bytes + weight > BYTES || index - start == RESULTS * RUNS {
            files.push(part(start..index));
            (start, bytes) = (index, 0);
        }
        bytes += weight;
    }
    files.push(part(start..findings.len() + allowed.len()));
    files
}

fn weight(finding: &Finding) -> usize {
    let pieces = finding.excerpt.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Secret { .. } => 16,
    });
    let commit = finding.origin.commit().map_or(0, |commit| {
        commit.id.len() + commit.author.len() + commit.email.len() + commit.summary.len()
    });
    // Hex digits take half their length.
    let ids = finding.fingerprint.len() + finding.secret_id.len();
    FRAME + finding.origin.path().len() + pieces.sum::<usize>() + commit + ids
}

/// One object; a run for every [`RESULTS`] findings.
pub(super) fn write(whole: &Whole<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let all: Vec<&Finding> = [whole.findings, whole.allowed].concat();
    let runs: Vec<&[&Finding]> = if all.is_empty() {
        vec![&[]]
    } else {
        all.chunks(RESULTS).collect()
    };
    write!(
        out,
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":["
    )?;
    let mut seen = HashMap::new();
    for (index, findings) in runs.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        let run = Run {
            whole,
            findings,
            index,
            of: runs.len(),
        };
        run.write(&mut seen, out)?;
    }
    out.write_all(b"]}\n")
}

struct Run<'a, 'f> {
    whole: &'a Whole<'a, 'f>,
    findings: &'a [&'f Finding],
    index: usize,
    of: usize,
}

impl<'f> Run<'_, 'f> {
    fn write(&self, seen: &mut HashMap<&'f str, usize>, out: &mut dyn Write) -> io::Result<()> {
        let rules = unique_rules(self.findings);
        let places: HashMap<&str, usize> = rules
            .iter()
            .enumerate()
            .map(|(place, rule)| (rule.id.as_str(), place))
            .collect();
        out.write_all(b"\n{\"tool\":{\"driver\":{\"name\":\"tightlip\",")?;
        let version = env!("CARGO_PKG_VERSION");
        write!(
            out,
            "\"version\":\"{version}\",\"semanticVersion\":\"{version}\",\"rules\":["
        )?;
        for (place, rule) in rules.iter().enumerate() {
            out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
            view::write(out, &descriptor(rule))?;
        }
        out.write_all(b"]}},\n\"invocations\":")?;
        view::write(out, &[self.invocation()])?;
        let part = self.whole.options.part;
        if self.of > 1 || part > 0 {
            // Runs of one tool have to have a category of their own each, in all of its files.
            let number = part * RUNS + self.index + 1;
            write!(
                out,
                ",\"automationDetails\":{{\"id\":\"tightlip/{number}/\"}}"
            )?;
        }
        out.write_all(
            b",\"columnKind\":\"unicodeCodePoints\",\"originalUriBaseIds\":{\"SRCROOT\":\
              {\"description\":{\"text\":\"The root of the repository.\"}}},\"results\":[",
        )?;
        for (place, finding) in self.findings.iter().enumerate() {
            out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
            let count = seen.entry(&finding.fingerprint).or_insert(0);
            *count += 1;
            let rule = places[finding.rule.id.as_str()];
            let result = Outcome::new(finding, rule, *count, &self.whole.options.root);
            view::write(out, &result)?;
        }
        out.write_all(b"]}")
    }

    fn invocation(&self) -> Value {
        let summary = self.whole.summary;
        let ended = self.whole.options.ended;
        let started = ended.checked_sub(summary.coverage.elapsed).unwrap_or(ended);
        let mut notifications: Vec<Value> = Vec::new();
        if self.of > 1 {
            let (index, of) = (self.index + 1, self.of);
            notifications.push(json!({
                "level": "note",
                "message": {"text": format!(
                    "run {index} of {of}: GitHub shows {RESULTS} results of a run"
                )},
            }));
        }
        let failed = self.whole.failed().take(NOTIFICATIONS);
        notifications.extend(failed.map(|(skipped, why)| {
            json!({
                "level": "error",
                "message": {"text": format!("could not be read: {why}")},
                "locations": [{"physicalLocation": {"artifactLocation": {
                    "uri": percent(&self.whole.options.root.skipped(skipped)),
                    "uriBaseId": "SRCROOT",
                }}}],
            })
        }));
        json!({
            "executionSuccessful": !summary.coverage.is_incomplete(),
            "startTimeUtc": format!("{}Z", clock::utc(started)),
            "endTimeUtc": format!("{}Z", clock::utc(ended)),
            "toolExecutionNotifications": notifications,
        })
    }
}

/// The rule's one entry.
fn descriptor(rule: &Rule) -> Value {
    let (name, description) = (&rule.name, &rule.description);
    let sentence = if description.is_empty() {
        format!("A secret of the kind \"{name}\" stands in the repository.")
    } else {
        description.clone()
    };
    let steps = words::steps(rule, None);
    let mut entry = json!({
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": name},
        "fullDescription": {"text": sentence},
        "help": {
            "text": steps.join(" "),
            "markdown": format!("**{name}**\n\n{sentence}\n\n{}", numbered(&steps)),
        },
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "security-severity": score(rule.severity),
            "precision": match rule.confidence {
                Confidence::High => "very-high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
            "problem.severity": match rule.severity {
                Severity::Critical | Severity::High => "error",
                Severity::Medium => "warning",
                Severity::Low => "recommendation",
            },
            "tags": ["security", "secret", "external/cwe/cwe-798", rule.category],
        },
    });
    if let Some(address) = words::address(rule) {
        entry["helpUri"] = json!(address);
    }
    entry
}

fn numbered(steps: &[String]) -> String {
    let steps = steps.iter().enumerate();
    let lines: Vec<String> = steps
        .map(|(index, step)| format!("{}. {step}", index + 1))
        .collect();
    lines.join("\n")
}

/// On the scale of CVSS: GitHub calls over 9.0 critical, from 7.0 high, from 4.0 medium.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

#[cfg(test)]
mod tests;
