//! More SARIF than GitHub takes in a file.

use serde_json::{Value, json};

use crate::support::Repo;

const FINDINGS: u64 = 5_000;

/// A report of a few thousand findings by an author of a very long name: some 11 MB, gzipped, as
/// far as can be told without compressing it.
fn large() -> Repo {
    let finding = |index: u64| {
        json!({
            "rule": "stripe-live-key", "name": "Stripe live secret key", "provider": "Stripe",
            "category": "saas", "severity": "critical", "confidence": "high",
            "path": format!("src/{index:05}.py"), "start_line": 1, "start_column": 1,
            "end_line": 1, "end_column": 41, "byte_start": 0, "byte_end": 40, "secret": "sk_l…",
            "fingerprint": format!("tl1:{index:032x}"), "secret_id": format!("ts1:{index:032x}"),
            "entropy": 4.5, "signals": [], "parts": [], "decoded": [],
            "source": {
                "kind": "commit", "commit": format!("{index:040x}"), "author": "x".repeat(2_000),
                "email": "a@example.com", "date": "2026-01-02T03:04:05Z",
                "message": "m", "in_head": true, "paths": [], "commits": 1,
            },
            "remediation": {"revoke": null, "env": null, "docs": null},
        })
    };
    let repo = Repo::plain();
    let lines: Vec<String> = (0..FINDINGS)
        .map(|index| finding(index).to_string())
        .collect();
    let end = "{\"summary\":{\"schema_version\":1,\"coverage\":{}}}\n";
    repo.write("in.jsonl", lines.join("\n") + "\n" + end);
    repo
}

fn results(repo: &Repo, name: &str) -> usize {
    let report = std::fs::read_to_string(repo.path().join(name)).unwrap();
    report.matches("\n{\"ruleId\":").count()
}

#[test]
fn it_is_split_and_that_is_said() {
    let repo = large();
    let convert = ["report", "convert", "in.jsonl", "--report=sarif=out.sarif"];
    let loudly = ["--format=sarif", "--log-format=json"];
    let ran = repo.tightlip(convert.iter().chain(&loudly));
    assert_eq!(ran.code, 0);
    let lines = ran.stderr.lines();
    let said: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let file = "GitHub may take no such large file of SARIF: there are 2, up to 'out-2.sarif'";
    assert_eq!(said[0], json!({"level": "note", "message": file}));
    assert_eq!(said[1]["level"], "note");
    let output = said[1]["message"].as_str().unwrap();
    assert!(output.starts_with("this may be more SARIF than GitHub takes in a file; "));
    let (one, two) = (results(&repo, "out.sarif"), results(&repo, "out-2.sarif"));
    assert!(one > two && two > 0, "{one} {two}");
    assert_eq!((one + two) as u64, FINDINGS);

    // The second file cannot be written: that is an error, whatever became of the first.
    std::fs::remove_file(repo.path().join("out-2.sarif")).unwrap();
    std::fs::create_dir(repo.path().join("out-2.sarif")).unwrap();
    let ran = repo.tightlip(convert.iter().chain(&["--format=checkstyle", "-q"]));
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("out-2.sarif"), "{}", ran.stderr);
}

#[test]
fn what_fits_is_one_file_and_nothing_is_said() {
    let repo = Repo::plain();
    repo.write("in.json", "[]");
    let ran = repo.tightlip(["report", "convert", "in.json", "--report=sarif=out.sarif"]);
    assert!(!ran.stderr.contains("SARIF"), "{}", ran.stderr);
    assert!(!repo.path().join("out-2.sarif").exists());
}
