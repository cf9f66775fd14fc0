use std::collections::HashSet;
use std::io::Read;

use insta::assert_snapshot;
use serde_json::Value;

use super::super::{Format, Options, sample};
use super::result::message;
use super::*;
use crate::allowed::{Allowed, Verdict};
use crate::blob::Origin;
use crate::coverage::Summary;

fn report(findings: &[Finding], summary: &Summary) -> Value {
    let report = sample::report_on(Format::Sarif, Options::default(), findings, summary);
    serde_json::from_str(&report).unwrap()
}

fn allowed(how: Allowed) -> Finding {
    Finding {
        allowed: Some(how),
        ..sample::findings().swap_remove(0)
    }
}

fn sample_with_allowed() -> Value {
    let findings = sample::findings();
    let reason = Some("a fixture".to_owned());
    let ways = [
        Allowed::Inline {
            mark: "tightlip:allow",
            reason: reason.clone(),
        },
        Allowed::Config {
            place: "tightlip.toml:3".to_owned(),
            reason,
            owner: Some("web".to_owned()),
        },
        Allowed::Baseline {
            verdict: Verdict::Revoked,
            reason: None,
            owner: None,
        },
    ]
    .map(allowed);
    let mut out = Vec::new();
    let mut reporter = Format::Sarif.reporter(&mut out, Options::default());
    for finding in &findings {
        reporter.finding(finding).unwrap();
    }
    for finding in &ways {
        reporter.allowed(finding).unwrap();
    }
    reporter.end(&sample::summary()).unwrap();
    drop(reporter);
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn rules_then_results() {
    assert_snapshot!(sample::report(Format::Sarif, Options::default()));
}

#[test]
fn reports_fit_the_official_schema() {
    let schema = include_str!("../../../fixtures/schemas/sarif-2.1.0.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for report in [
        sample_with_allowed(),
        report(&[], &Summary::default()),
        report(&sample::findings(), &sample::summary()),
    ] {
        let errors: Vec<String> = schema.iter_errors(&report).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let mut wrong = report;
        wrong["runs"][0]["invocations"][0]["executionSuccessful"] = Value::Null;
        assert!(!schema.is_valid(&wrong));
    }
}

#[test]
fn github_takes_it() {
    let report = sample_with_allowed();
    let run = &report["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: HashSet<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), rules.len(), "one entry a rule");
    for rule in rules {
        let score: f64 = rule["properties"]["security-severity"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((0.1..=10.0).contains(&score));
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10);
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
        ] {
            let text = text.as_str().unwrap();
            assert!((1..=1024).contains(&text.chars().count()));
        }
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("1. "));
    }
    let mut hashes = HashSet::new();
    for result in run["results"].as_array().unwrap() {
        assert_eq!(result["locations"].as_array().unwrap().len(), 1);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(!uri.starts_with('/') && uri.is_ascii() && !uri.contains([' ', '<', '\n']));
        assert_eq!(place["artifactLocation"]["uriBaseId"], "SRCROOT");
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let hash = &result["partialFingerprints"]["tightlip/place/v1"];
        assert!(hashes.insert(hash.as_str().unwrap().to_owned()), "{hash}");
    }
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["automationDetails"], Value::Null);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn what_is_allowed_is_suppressed() {
    let report = sample_with_allowed();
    let results = report["runs"][0]["results"].as_array().unwrap();
    let suppressions: Vec<&Value> = results
        .iter()
        .filter_map(|result| result["suppressions"].get(0))
        .collect();
    assert_eq!(suppressions.len(), 3);
    let kinds = suppressions.iter().map(|s| s["kind"].as_str().unwrap());
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["inSource", "external", "external"]
    );
    let words = suppressions[1]["justification"].as_str().unwrap();
    assert_eq!(words, "allowed by tightlip.toml:3: a fixture (web)");
}

#[test]
fn nothing_found_is_a_link() {
    assert_eq!(message("[a](https://b) \\"), "\\[a\\](https://b) \\\\");
}

#[test]
fn paths_are_relative_references() {
    assert_eq!(percent("src/a.py"), "src/a.py");
    assert_eq!(percent("a b/%#?é:\n"), "a%20b/%25%23%3F%C3%A9%3A%0A");
}

/// Findings that differ as those of real repositories do, but more so: fresh text on each line.
fn many(count: usize, width: usize) -> Vec<Finding> {
    let finding = sample::findings().swap_remove(6);
    let noise = |index: usize| blake3::hash(&index.to_le_bytes()).to_hex().to_string();
    let findings = (0..count).map(|index| {
        let mut finding = finding.clone();
        finding.fingerprint = format!("tl1:{}", &noise(index)[..32]);
        finding.secret_id = format!("ts1:{}", &noise(index)[32..]);
        let path = format!("src/{}.py", &noise(index)[..20]);
        finding.origin = Origin::File { path };
        for piece in &mut finding.excerpt.pieces {
            if let Piece::Text(text) = piece {
                *text = (0..width).map(|line| noise(index + (line << 32))).collect();
            }
        }
        finding
    });
    findings.collect()
}

#[test]
fn runs_are_split_where_github_would_refuse_them() {
    let findings = many(RESULTS + 1, 0);
    let report = report(&findings, &Summary::default());
    let runs = report["runs"].as_array().unwrap();
    let sizes = runs
        .iter()
        .map(|run| run["results"].as_array().unwrap().len());
    assert_eq!(sizes.collect::<Vec<_>>(), [RESULTS, 1]);
    assert_eq!(runs[1]["automationDetails"]["id"], "tightlip/2/");
    let note = &runs[1]["invocations"][0]["toolExecutionNotifications"][0];
    assert!(
        note["message"]["text"]
            .as_str()
            .unwrap()
            .starts_with("run 2 of 2")
    );
}

#[test]
fn files_stay_below_githubs_limit_when_gzipped() {
    let findings = many(10_000, 20);
    let files = files(&findings, &[]);
    assert!(files.len() > 1 && files.len() < 10, "{}", files.len());
    let (part, _) = files[0];
    let report = sample::report_on(Format::Sarif, Options::default(), part, &Summary::default());
    let mut gzipped = Vec::new();
    flate2::read::GzEncoder::new(report.as_bytes(), flate2::Compression::fast())
        .read_to_end(&mut gzipped)
        .unwrap();
    assert!(gzipped.len() < 10_000_000, "{}", gzipped.len());
}

#[test]
fn every_finding_is_in_one_file_and_those_that_are_allowed_come_last() {
    let all = many(10_000, 20);
    let prints = |findings: &[Finding]| -> Vec<String> {
        let prints = findings.iter().map(|finding| finding.fingerprint.clone());
        prints.collect()
    };
    for cut in [0, 9_000, 10_000] {
        let (findings, allowed) = all.split_at(cut);
        let files = files(findings, allowed);
        assert!(files.len() > 1);
        let (found, let_be): (Vec<_>, Vec<_>) = files.into_iter().unzip();
        assert_eq!(prints(&found.concat()), prints(findings));
        assert_eq!(prints(&let_be.concat()), prints(allowed));
    }
    assert_eq!(files(&[], &[]).len(), 1);
}
