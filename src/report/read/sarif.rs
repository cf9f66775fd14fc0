//! SARIF of any scanner: of each result the rule, the place and the fingerprints. Messages and
//! snippets may hold the secret, so they are left.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::foreign::Record;
use super::{Found, Reader, Recorded, parsed};
use crate::finding::Finding;
use crate::level::Severity;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Run<'a> {
    tool: Tool,
    // There may be very many, so they are read one after the other.
    #[serde(borrow)]
    results: Option<Vec<&'a RawValue>>,
    invocations: Option<Vec<Invocation>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Invocation {
    execution_successful: Option<bool>,
    tool_execution_notifications: Option<Vec<Notification>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Notification {
    level: Option<String>,
    message: Option<Message>,
    locations: Option<Vec<Location>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tool {
    driver: Driver,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Driver {
    rules: Option<Vec<Descriptor>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Descriptor {
    id: Option<String>,
    short_description: Option<Message>,
    properties: Option<Properties>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    text: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Properties {
    // Some write a number.
    #[serde(rename = "security-severity")]
    security_severity: Value,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Outcome {
    rule_id: Option<String>,
    rule: Option<Reference>,
    // -1 stands for none.
    rule_index: Option<i64>,
    level: Option<String>,
    locations: Option<Vec<Location>>,
    partial_fingerprints: Option<Fingerprints>,
    suppressions: Option<Vec<Suppression>>,
    baseline_state: Option<String>,
    kind: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Suppression {
    status: Option<String>,
}

impl Suppression {
    /// Whether somebody agreed to it; without a word on that, whoever wrote it did.
    fn is_in_force(&self) -> bool {
        self.status
            .as_deref()
            .is_none_or(|status| status == "accepted")
    }
}

impl Outcome {
    /// Whether it says that something is wrong, and still is.
    fn is_finding(&self) -> bool {
        let harmless = ["pass", "notApplicable", "informational"];
        let kind = self.kind.as_deref().unwrap_or("fail");
        !harmless.contains(&kind) && self.baseline_state.as_deref() != Some("absent")
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference {
    id: Option<String>,
    index: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Location {
    physical_location: Option<Place>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Place {
    artifact_location: Option<Artifact>,
    region: Option<Region>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Artifact {
    uri: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Region {
    start_line: Option<u64>,
    start_column: Option<u64>,
    end_line: Option<u64>,
    end_column: Option<u64>,
}

/// Those that we write ourselves.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fingerprints {
    #[serde(rename = "tightlip/finding/v1")]
    finding: Option<String>,
    #[serde(rename = "tightlip/secret/v1")]
    secret: Option<String>,
}

/// Every result of every run; `runs` is the array of them.
pub(super) fn runs(reader: &mut Reader, runs: &str, recorded: &mut Recorded) -> Found<()> {
    let runs: Option<Vec<Run<'_>>> = parsed(runs)?;
    if runs.as_ref().is_none_or(Vec::is_empty) {
        recorded.unread("runs", "the report holds no run");
    }
    for run in runs.into_iter().flatten() {
        let rules = run.tool.driver.rules.unwrap_or_default();
        for invocation in run.invocations.into_iter().flatten() {
            unread(invocation, recorded);
        }
        if run.results.is_none() {
            recorded.unread("<scan>", "its report holds no list of results");
        }
        for (index, result) in run.results.into_iter().flatten().enumerate() {
            let added = add(reader, &rules, result.get(), recorded);
            added.map_err(|why| format!("result {}: {why}", index + 1))?;
        }
    }
    Ok(())
}

/// What a scan that went wrong could not see.
fn unread(invocation: Invocation, recorded: &mut Recorded) {
    if invocation.execution_successful != Some(false) {
        return;
    }
    let before = recorded.summary.coverage.skipped.len();
    let said = invocation
        .tool_execution_notifications
        .into_iter()
        .flatten();
    for one in said.filter(|one| one.level.as_deref() == Some("error")) {
        let path = path(one.locations);
        if !path.is_empty() {
            let why = one.message.and_then(|message| message.text);
            let why = why.unwrap_or_default();
            recorded.unread(&path, why.trim_start_matches("could not be read: "));
        }
    }
    if recorded.summary.coverage.skipped.len() == before {
        recorded.unread("<scan>", "its report says that it did not go well");
    }
}

/// That of the first place.
fn path(locations: Option<Vec<Location>>) -> String {
    let first = locations.and_then(|all| all.into_iter().next());
    let place = first.and_then(|first| first.physical_location);
    let artifact = place.and_then(|place| place.artifact_location);
    let uri = artifact.and_then(|artifact| artifact.uri);
    decoded(uri.as_deref().unwrap_or_default())
}

fn add(
    reader: &mut Reader,
    rules: &[Descriptor],
    result: &str,
    recorded: &mut Recorded,
) -> Found<()> {
    let outcome: Outcome = parsed(result)?;
    if !outcome.is_finding() {
        return Ok(());
    }
    let mut suppressions = outcome.suppressions.iter().flatten();
    if suppressions.any(Suppression::is_in_force) {
        recorded.summary.allowed.baseline += 1;
        return Ok(());
    }
    recorded.findings.push(finding(reader, rules, outcome)?);
    Ok(())
}

fn finding(reader: &mut Reader, rules: &[Descriptor], outcome: Outcome) -> Found<Finding> {
    let of = outcome.rule.unwrap_or_default();
    let named = outcome.rule_id.or(of.id);
    // Which one it is, is said by its place, by its id, or both.
    let index = outcome.rule_index.or(of.index);
    let descriptor = match index.and_then(|index| usize::try_from(index).ok()) {
        Some(index) => rules.get(index),
        None => rules.iter().find(|rule| rule.id == named),
    };
    let known = descriptor.and_then(|rule| rule.id.as_deref());
    let id = named.as_deref().or(known).ok_or("no rule")?;
    let name = descriptor.and_then(|rule| rule.short_description.as_ref()?.text.as_deref());
    let locations = outcome.locations.unwrap_or_default();
    let place = locations.into_iter().next().unwrap_or_default();
    let place = place.physical_location.unwrap_or_default();
    let uri = place.artifact_location.unwrap_or_default().uri;
    let path = decoded(uri.as_deref().unwrap_or_default());
    let region = place.region.unwrap_or_default();
    let line = region.start_line.unwrap_or(0);
    let column = region.start_column.unwrap_or(0);
    let mut finding = Record {
        scanner: "sarif",
        rule: id,
        name: name.unwrap_or_default(),
        path: &path,
        start: (line, column),
        end: (
            region.end_line.unwrap_or(0).max(line),
            region.end_column.unwrap_or(0).max(column),
        ),
        severity: Some(severity(descriptor, outcome.level.as_deref())),
        ..Record::default()
    }
    .finding(reader);
    let ours = outcome.partial_fingerprints.unwrap_or_default();
    if let Some(known) = ours.finding {
        finding.fingerprint = known;
    }
    if let Some(known) = ours.secret {
        finding.secret_id = known;
    }
    Ok(finding)
}

/// By the rule's score, as GitHub does, else by the result's level.
fn severity(descriptor: Option<&Descriptor>, level: Option<&str>) -> Severity {
    let score = descriptor.and_then(|rule| Some(&rule.properties.as_ref()?.security_severity));
    let score = score.and_then(|score| score.as_f64().or_else(|| score.as_str()?.parse().ok()));
    match (score, level) {
        (Some(score), _) if score >= 9.0 => Severity::Critical,
        (Some(score), _) if score >= 7.0 => Severity::High,
        (Some(score), _) if score >= 4.0 => Severity::Medium,
        (Some(_), _) | (None, Some("note" | "none")) => Severity::Low,
        (None, Some("warning")) => Severity::Medium,
        (None, _) => Severity::High,
    }
}

/// A URI's path without percent signs.
fn decoded(uri: &str) -> String {
    let uri = uri.strip_prefix("file://").unwrap_or(uri);
    crate::path::shown_bytes(&crate::path::without_percent(uri.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fingerprint::FingerprintKey;

    fn read(runs: &Value) -> Found<Recorded> {
        let mut recorded = Recorded::default();
        let mut reader = Reader::new(FingerprintKey::default());
        super::runs(&mut reader, &runs.to_string(), &mut recorded)?;
        Ok(recorded)
    }

    #[test]
    fn a_rule_is_told_by_its_id_its_place_or_a_reference() {
        let rules = json!([
            {"id": "a", "properties": {"security-severity": "2.0"}},
            {"id": "b", "properties": {"security-severity": 9.5}},
        ]);
        let results = [
            json!({"ruleId": "b"}),
            json!({"ruleId": "b", "ruleIndex": -1}),
            json!({"ruleIndex": 1}),
            json!({"rule": {"index": 1}}),
            json!({"rule": {"id": "b"}}),
            json!({"ruleId": "b", "ruleIndex": 1, "locations": null, "suppressions": null}),
        ];
        for result in results {
            let runs = json!([{"tool": {"driver": {"rules": rules}}, "results": [result]}]);
            let recorded = read(&runs).unwrap();
            let finding = &recorded.findings[0];
            assert_eq!(
                (&*finding.rule.id, finding.severity),
                ("b", Severity::Critical),
                "{result}"
            );
        }
    }

    #[test]
    fn a_result_without_a_rule_is_an_error_that_names_it() {
        let runs = json!([{"results": [{"ruleId": "a"}, {"level": "error"}]}]);
        assert_eq!(read(&runs).unwrap_err(), "result 2: no rule");
    }

    #[test]
    fn without_a_run_or_results_nothing_is_known_to_be_clean() {
        for runs in [
            json!(null),
            json!([]),
            json!([{}]),
            json!([{"results": null}]),
            json!([{"results": []}, {"invocations": [{"executionSuccessful": true}]}]),
        ] {
            let recorded = read(&runs).unwrap();
            assert!(recorded.findings.is_empty());
            assert!(recorded.summary.coverage.is_incomplete(), "{runs}");
        }
        let clean = read(&json!([{"results": []}])).unwrap();
        assert!(!clean.summary.coverage.is_incomplete());
    }

    #[test]
    fn a_scan_that_went_wrong_stays_incomplete() {
        let place = json!([{"physicalLocation": {"artifactLocation": {"uri": "a%20b"}}}]);
        let note = json!({"level": "error", "locations": place,
            "message": {"text": "could not be read: permission denied"}});
        for (notes, path) in [(json!([note]), "a b"), (json!(null), "<scan>")] {
            let invocation = json!({"executionSuccessful": false,
                "toolExecutionNotifications": notes});
            let runs = json!([{"invocations": [invocation], "results": []}]);
            let recorded = read(&runs).unwrap();
            let coverage = &recorded.summary.coverage;
            assert!(coverage.is_incomplete());
            assert_eq!(coverage.skipped[0].path, path);
        }
        let fine = json!([{"invocations": [{"executionSuccessful": true}], "results": []}]);
        assert!(!read(&fine).unwrap().summary.coverage.is_incomplete());
    }

    #[test]
    fn only_what_is_accepted_is_suppressed_and_what_is_gone_is_none() {
        for (more, found) in [
            (json!({"suppressions": [{"kind": "external"}]}), 0),
            (json!({"suppressions": [{"status": "accepted"}]}), 0),
            (json!({"suppressions": [{"status": "rejected"}]}), 1),
            (json!({"suppressions": [{"status": "underReview"}]}), 1),
            (json!({"baselineState": "absent"}), 0),
            (json!({"baselineState": "new", "kind": "fail"}), 1),
            (json!({"kind": "pass"}), 0),
        ] {
            let mut result = more;
            result["ruleId"] = json!("a");
            let recorded = read(&json!([{"results": [result]}])).unwrap();
            assert_eq!(recorded.findings.len(), found, "{result}");
        }
    }

    #[test]
    fn paths_are_decoded() {
        assert_eq!(decoded("file:///a%20b/%C3%A9%zz"), "/a b/é%zz");
    }
}
