use proptest::prelude::*;
use serde_json::json;

use super::super::{Format, Options, Template, sample};
use super::*;
use crate::coverage::Status;

fn read(text: &str) -> Result<Recorded> {
    Reader::new(FingerprintKey::default()).read("in.json", text.as_bytes())
}

#[test]
fn our_own_reports_come_back_as_they_were() {
    for (format, shown) in [
        (Format::Json, false),
        (Format::Jsonl, false),
        (Format::Json, true),
    ] {
        let options = Options {
            show_secrets: shown,
            ..Options::default()
        };
        let recorded = read(&sample::report(format, options)).unwrap();
        let again = sample::report_on(
            Format::Json,
            Options::default(),
            &recorded.findings,
            &recorded.summary,
        );
        let mut expected = sample::findings();
        expected.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut summary = sample::summary();
        summary.coverage.skipped.sort();
        let expected = sample::report_on(Format::Json, Options::default(), &expected, &summary);
        if shown {
            // Prefixes are no longer known to be public; that is all.
            let secrets = |report: &str| report.matches("\"secret\":").count();
            assert_eq!(secrets(&again), secrets(&expected));
            for part in sample::private_parts() {
                let part = String::from_utf8_lossy(&part[..8.min(part.len())]).into_owned();
                assert!(!again.contains(&part), "{part}");
            }
        } else {
            similar_asserts(&again, &expected);
        }
    }
}

#[test]
fn numbers_of_a_report_may_be_any() {
    let report = sample::report(Format::Jsonl, Options::default());
    let numbers = regex::Regex::new(r#"("[a-z_]+"):\d+"#).unwrap();
    for number in [0, 1, u64::MAX - 1, u64::MAX] {
        let told = numbers.replace_all(&report, |found: &regex::Captures<'_>| match &found[1] {
            "\"schema_version\"" => found[0].to_owned(),
            key => format!("{key}:{number}"),
        });
        // Parts of a scan: what they count is added.
        let parts = told.repeat(3);
        let recorded = read(&parts).unwrap();
        assert!(!recorded.findings.is_empty());
        for format in Format::ALL {
            let options = Options {
                template: Some(Template::new("a.txt", "{{ findings }}{{ coverage }}").unwrap()),
                ..Options::default()
            };
            let written = sample::report_on(format, options, &recorded.findings, &recorded.summary);
            assert!(!written.is_empty());
        }
    }
    let theirs = json!([{"rule": {"id": "r", "name": "n"}, "finding": {
        "snippet": "abcdefghijkl", "line": u64::MAX, "column_start": u64::MAX,
        "column_end": u64::MAX, "path": "a.py"}}]);
    assert!(read(&theirs.to_string()).is_ok());
}

fn similar_asserts(left: &str, right: &str) {
    for (left, right) in left.lines().zip(right.lines()) {
        assert_eq!(left, right);
    }
    assert_eq!(left.len(), right.len());
}

/// A record of each scanner, with this secret.
fn foreign(secret: &str) -> Vec<(&'static str, Value)> {
    let gitleaks = json!([{
        "RuleID": "github-pat", "Description": "d", "StartLine": 3, "EndLine": 3,
        "StartColumn": 5, "EndColumn": 19, "Match": format!("k={secret}"), "Secret": secret,
        "File": "src/a.py", "Commit": "0123456789abcdef0123456789abcdef01234567", "Entropy": 3.5,
        "Author": "A", "Email": "a@example.com", "Date": "2024-01-02T03:04:05Z",
        "Message": format!("m {secret}\nmore"), "Tags": [], "Fingerprint": "f",
    }]);
    let betterleaks = json!([{
        "ruleID": "r", "description": "d", "confidence": "high", "match": secret,
        "secret": secret, "attributes": {"path": "src/a.py", "git.sha": "ab", "git.date": "2024-01-02"},
        "location": {"startLine": 3, "endLine": 3, "startColumn": 5, "endColumn": 19}, "tags": [],
    }]);
    let kingfisher = json!({
        "rule": {"name": "n", "id": "r"},
        "finding": {"snippet": secret, "fingerprint": "1", "confidence": "low", "entropy": "3.50",
            "validation": {"status": "", "response": ""}, "language": "", "line": 3,
            "column_start": 4, "column_end": 18, "path": "./src/a.py"},
    });
    let trufflehog = json!({
        "SourceMetadata": {"Data": {"Git": {"commit": "ab", "file": "src/a.py", "line": 3,
            "email": "a@example.com", "timestamp": "2024-01-02 03:04:05 +0000"}}},
        "DetectorName": "Github", "Verified": true, "Raw": secret, "Redacted": "",
    });
    let sarif = json!({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "x", "rules": [{"id": "r", "shortDescription": {"text": "n"}}]}},
        "results": [{"ruleId": "r", "level": "warning", "message": {"text": format!("{secret} found")},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/a%2Epy"},
                "region": {"startLine": 3, "snippet": {"text": secret}}}}]}],
    }]});
    let newer = json!({"schema_version": "1", "findings": [{
        "rule_id": "r", "rule_hash": "0", "description": "d", "confidence": "high",
        "match": {"full": format!("k={secret}"), "value": secret, "fingerprint": "0"},
        "attributes": {"git.sha": "ab", "git.author_name": "A", "git.date": "2024-01-02"},
        "location": {"path": "src/a.py", "start_line": 3, "end_line": 3, "start_column": 5, "end_column": 19},
    }]});
    let line = json!({"schema_version": "1", "finding": newer["findings"][0]});
    vec![
        ("betterleaks", newer),
        ("betterleaks", line),
        ("gitleaks", gitleaks),
        ("betterleaks", betterleaks),
        ("kingfisher", kingfisher),
        ("trufflehog", trufflehog),
        ("sarif", sarif),
    ]
}

#[test]
fn reports_of_other_scanners_are_read_and_never_show_the_secret() {
    let secret = "q7Rt2Lm9Zx4Vb8Nc1Kd5";
    for (scanner, value) in foreign(secret) {
        let recorded = read(&value.to_string()).unwrap();
        let finding = &recorded.findings[0];
        assert_eq!(finding.origin.path(), "src/a.py", "{scanner}");
        assert_eq!(
            (finding.start.line, recorded.summary.reported.total()),
            (3, 1)
        );
        assert_eq!(finding.signals[0].0, scanner);
        if !["trufflehog", "sarif"].contains(&scanner) {
            assert_eq!((finding.start.column, finding.end.column), (5, 20));
        }
        for format in Format::ALL
            .into_iter()
            .filter(|format| *format != Format::Template)
        {
            let report = sample::report_on(
                format,
                Options::default(),
                &recorded.findings,
                &recorded.summary,
            );
            assert!(!report.contains(&secret[..6]), "{scanner}: {report}");
        }
    }
}

#[test]
fn whether_head_still_has_what_others_found_is_not_known() {
    let mut commits = 0;
    for (_, report) in foreign("a8Fk2Lq9Zx7Vb3Nm5Tr1") {
        for finding in read(&report.to_string()).unwrap().findings {
            if let Some(commit) = finding.origin.commit() {
                assert_eq!(commit.in_head, None);
                commits += 1;
            }
        }
    }
    assert!(commits > 2, "{commits}");
}

#[test]
fn what_others_redacted_is_told_apart_by_place() {
    let both = foreign("REDACTED").into_iter();
    for (_, value) in both.filter(|(_, value)| value.is_array()) {
        let mut second = value[0].clone();
        for place in ["/StartLine", "/location/startLine"] {
            if let Some(line) = second.pointer_mut(place) {
                *line = json!(9);
            }
        }
        let both = json!([value[0], second]);
        let recorded = read(&both.to_string()).unwrap();
        assert_eq!(recorded.findings.len(), 2);
        assert_ne!(
            recorded.findings[0].secret_id,
            recorded.findings[1].secret_id
        );
    }
}

#[test]
fn lines_about_the_scan_itself_are_no_findings() {
    let lines = [
        json!({"schema_version": "1", "scan": {"state": "complete"}}),
        json!({"audit": {"schema": "kingfisher.repository-audit.v1"}}),
    ];
    for line in lines {
        assert_eq!(read(&line.to_string()).unwrap().findings.len(), 0);
    }
    assert!(read("{\"audit\": {}}").is_err());
}

#[test]
fn what_a_log_says_between_findings_is_none() {
    let mut all = foreign("q7Rt2Lm9Zx4Vb8Nc1Kd5").into_iter();
    let (_, found) = all.find(|(scanner, _)| *scanner == "trufflehog").unwrap();
    let log = |level: &str, said: &str| json!({"level": level, "ts": "2026-01-02T03:04:05Z", "logger": "trufflehog", "msg": said});
    let end = log("info-0", "finished scanning");
    for (last, is_incomplete) in [
        (vec![end.clone()], false),
        (vec![], true),
        (vec![log("error", "cannot clone"), end], true),
    ] {
        let begin = vec![log("info-0", "running source"), found.clone()];
        let lines = [begin, last].concat();
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        let recorded = read(&lines.join("\n")).unwrap();
        assert_eq!(recorded.findings.len(), 1);
        let coverage = &recorded.summary.coverage;
        assert_eq!(coverage.is_incomplete(), is_incomplete, "{lines:?}");
    }
}

#[test]
fn the_second_half_of_a_pair_is_shown_nowhere() {
    let mut all = foreign("q7Rt2Lm9Zx4Vb8Nc1Kd5").into_iter();
    let (_, mut found) = all.find(|(scanner, _)| *scanner == "trufflehog").unwrap();
    let half = "w3Ht6Yp2Uj9Gf5Sa8Mb4";
    for both in [
        format!("q7Rt2Lm9Zx4Vb8Nc1Kd5{half}"),
        format!("q7Rt2Lm9Zx4Vb8Nc1Kd5:{half}"),
        half.to_owned(),
    ] {
        found["RawV2"] = json!(both);
        let recorded = read(&found.to_string()).unwrap();
        let (findings, summary) = (&recorded.findings, &recorded.summary);
        assert_eq!(findings[0].parts.len(), 1);
        for format in [Format::Json, Format::Text, Format::Html, Format::Csv] {
            let written = sample::report_on(format, Options::default(), findings, summary);
            assert!(!written.contains(&half[..6]), "{both}: {written}");
        }
    }
    found["RawV2"] = found["Raw"].clone();
    let recorded = read(&found.to_string()).unwrap();
    assert!(recorded.findings[0].parts.is_empty());
}

#[test]
fn what_is_whole_of_lines_that_break_off_counts() {
    let report = sample::report(Format::Jsonl, Options::default());
    let whole = read(&report).unwrap();
    let summary = report.trim_end().rfind('\n').unwrap();
    let last = report[..summary].rfind('\n').unwrap();
    for (cut, lost) in [
        (summary + 20, 0),
        (summary, 0),
        (summary - 20, 1),
        (last + 1, 1),
    ] {
        for parts in [
            report[..cut].to_owned(),
            format!("{report}{}", &report[..cut]),
        ] {
            let recorded = read(&parts).unwrap();
            let missing = if parts.len() == cut { lost } else { 0 };
            assert_eq!(recorded.findings.len() + missing, whole.findings.len());
            assert_eq!(recorded.summary.status(), Status::Incomplete, "{cut}");
            let skipped = &recorded.summary.coverage.skipped;
            assert!(skipped.iter().any(|skipped| skipped.path == "in.json"));
        }
    }
}

#[test]
fn how_a_scan_ended_is_never_made_better() {
    let none: Vec<Finding> = Vec::new();
    let clean = Summary::default();
    for format in [Format::Json, Format::Jsonl] {
        let report = sample::report_on(format, Options::default(), &none, &clean);
        assert_eq!(read(&report).unwrap().summary.status(), Status::Clean);
        for word in ["\"incomplete\"", "\"findings\"", "\"fine\"", "null", "0"] {
            let told = report.replace("\"clean\"", word);
            assert_ne!(told, report);
            let recorded = read(&told).unwrap();
            assert_eq!(recorded.summary.status(), Status::Incomplete, "{told}");
        }
        let findings = sample::findings();
        let report = sample::report_on(format, Options::default(), &findings, &clean);
        let told = report.replace("\"status\":\"clean\"", "\"status\":\"findings\"");
        assert_eq!(read(&told).unwrap().summary.status(), Status::Findings);
    }
}

#[test]
fn a_name_stands_before_all_paths_of_a_finding() {
    let report = sample::report(Format::Json, Options::default());
    let mut recorded = read(&report).unwrap();
    let paths = |recorded: &Recorded| -> Vec<String> {
        let commits = recorded
            .findings
            .iter()
            .filter_map(|one| one.origin.commit());
        let paths = commits.flat_map(|commit| commit.paths.iter().chain(&commit.head_path));
        paths.cloned().collect()
    };
    let before = paths(&recorded);
    assert!(!before.is_empty());
    recorded.place_under("web");
    let expected: Vec<String> = before.iter().map(|path| format!("web/{path}")).collect();
    assert_eq!(paths(&recorded), expected);
}

#[test]
fn what_kingfisher_redacted_is_no_secret() {
    let mut all = foreign("[REDACTED:51b77825]").into_iter();
    let (_, value) = all.find(|(scanner, _)| *scanner == "kingfisher").unwrap();
    let recorded = read(&value.to_string()).unwrap();
    assert_eq!(recorded.findings[0].secret.reveal(), HIDDEN);
}

#[test]
fn a_rule_of_the_catalogue_brings_its_advice() {
    let mut all = foreign("q7Rt2Lm9Zx4Vb8Nc1Kd5").into_iter();
    let (_, value) = all.find(|(scanner, _)| *scanner == "gitleaks").unwrap();
    let recorded = read(&value.to_string()).unwrap();
    let commit = recorded.findings[0].origin.commit().unwrap();
    assert_eq!(
        (commit.summary.as_str(), commit.day()),
        ("m q7Rt…", "2024-01-02")
    );
}

#[test]
fn joined_reports_say_each_place_once() {
    let report = sample::report(Format::Json, Options::default());
    let (one, mut two) = (read(&report).unwrap(), read(&report).unwrap());
    let same = Recorded::join([one.clone(), two.clone()]);
    assert_eq!(same.findings.len(), one.findings.len());
    assert_eq!(same.summary.coverage.files, 2 * one.summary.coverage.files);
    two.place_under("web");
    let apart = Recorded::join([one.clone(), two]);
    assert_eq!(apart.findings.len(), 2 * one.findings.len());
    let findings: Vec<&Finding> = apart.findings.iter().collect();
    let groups = super::super::group::groups(&findings);
    assert_eq!(groups.len(), one.findings.len(), "one group a secret");
}

#[test]
fn what_is_no_report_is_an_error_that_names_it() {
    for (text, said) in [
        ("{", "no JSON"),
        ("{\"a\":1}", "value 1: no finding"),
        ("[{\"RuleID\":\"x\"},1]", "finding 2: no finding"),
        ("{\"secret_id\":\"x\"}", "missing field"),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(
            error.starts_with("in.json: ") && error.contains(said),
            "{error}"
        );
    }
    assert_eq!(read("").unwrap().findings.len(), 0);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\":,a-z0-9 ]{0,60}") {
        let _ = read(&text);
    }
}
