//! The machine formats hold to the published schema.

use jsonschema::Validator;
use serde_json::Value;

use crate::support::{Repo, token};

fn validator() -> Validator {
    let schema = include_str!("../../../schema/report.schema.json");
    jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap()
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{errors:?} in {value}");
}

const PAGE: &str = include_str!("../../../docs/reports.md");

#[test]
fn every_format_is_documented_and_the_template_of_the_page_works() {
    for format in tightlip::report::Format::ALL {
        let word = format!("`{}`", format.as_str());
        assert!(PAGE.contains(&word), "{word}");
    }
    let (_, template) = PAGE.split_once("```jinja\n").unwrap();
    let (template, _) = template.split_once("```").unwrap();
    let repo = rich();
    std::fs::write(repo.beside("page.txt"), template).unwrap();
    let ran = repo.tightlip(["scan", "--format=template", "--template=../page.txt"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stdout
            .contains("critical: OpenAI project key (sk-proj-"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("\n  a.py:1\n"), "{ran:?}");
}

/// Findings of many kinds, something skipped, something exposed.
fn rich() -> Repo {
    let repo = Repo::new();
    let (one, two) = (token(1), token(2));
    repo.stage("a.py", format!("a = \"{one}\"\nb = \"{two}\"\n"));
    repo.stage("b.py", concat!("api_key = \"sk-", "1234567890\"\n"));
    repo.stage("app/.env", "DEBUG=1\n");
    repo.stage("c.bin", b"\0\x01\x02\0");
    repo
}

#[test]
fn real_reports_hold_to_the_schema() {
    let validator = validator();
    let (rich, clean) = (rich(), Repo::new());
    for args in [
        &["scan"][..],
        &["scan", "--staged"],
        &["scan", "--show-secrets"],
        &["scan", "--min-confidence=low"],
        &["hygiene"],
    ] {
        for repo in [&rich, &clean] {
            let report = repo.tightlip(args.iter().chain(&["--format=json"])).json();
            assert_valid(&validator, &report);
            let lines = repo.tightlip(args.iter().chain(&["--format=jsonl"])).stdout;
            let lines: Vec<Value> = lines
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            for line in &lines {
                assert_valid(&validator, line);
            }
            let (summary, findings) = lines.split_last().unwrap();
            assert_eq!(report["findings"].as_array().unwrap(), findings, "{args:?}");
            assert_eq!(summary["summary"]["status"], report["status"], "{args:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_incomplete_report_holds_to_the_schema() {
    let ran = Repo::plain().tightlip(["scan", "/proc/self/mem", "--format=json"]);
    let report = ran.json();
    assert_eq!(report["status"], "incomplete");
    assert_valid(&validator(), &report);
}

#[test]
fn keys_stand_in_their_published_order() {
    let report = rich().tightlip(["scan", "--format=json"]).stdout;
    let keys = [
        "schema_version",
        "tool",
        "status",
        "findings",
        "rule",
        "name",
        "coverage",
    ];
    let places: Vec<usize> = keys
        .iter()
        .map(|key| report.find(&format!("\"{key}\":")).unwrap())
        .collect();
    assert_eq!(places[..4], {
        let mut sorted = places[..4].to_vec();
        sorted.sort_unstable();
        sorted
    });
    assert!(places[3] < places[4] && places[5] < places[6], "{places:?}");
}

#[test]
fn a_place_is_a_line_a_column_and_bytes_of_the_raw_file() {
    let repo = Repo::plain();
    let text = format!("# é\nключ_token = \"{}\"\n", token(1));
    repo.write("a.py", &text);
    let finding = &repo.tightlip(["scan", "--format=json"]).findings()[0];
    let start = text.find("sk-").unwrap();
    assert_eq!(finding["byte_start"], start);
    assert_eq!(finding["byte_end"], start + token(1).len());
    assert_eq!(finding["start_line"], 2);
    assert_eq!(finding["start_column"], 15);
    assert_eq!(finding["end_column"], 15 + token(1).len());
}

#[test]
fn a_fingerprint_survives_moves_and_changes_with_value_path_and_key() {
    let fingerprint = |path: &str, text: String, phrase: &str| {
        let repo = Repo::plain();
        repo.write(path, text);
        let ran = repo.tightlip_with(["scan", "--format=json"], b"", |command| {
            command.env("TIGHTLIP_FINGERPRINT_KEY", phrase)
        });
        ran.findings()[0]["fingerprint"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let line = |seed: u64| format!("key = \"{}\"\n", token(seed));
    let first = fingerprint("a.py", line(1), "");
    assert_eq!(fingerprint("a.py", format!("\n\n  {}", line(1)), ""), first);
    assert_ne!(fingerprint("a.py", line(2), ""), first);
    assert_ne!(fingerprint("b.py", line(1), ""), first);
    assert_ne!(fingerprint("a.py", line(1), "ours"), first);
}
