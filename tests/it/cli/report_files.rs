//! `--report FORMAT=PATH`.

use std::fs;

use serde_json::Value;

use crate::support::{Repo, token};

fn leaky() -> Repo {
    let repo = Repo::new();
    repo.stage("a.py", format!("key = \"{}\"\n", token(1)));
    repo
}

#[test]
fn any_number_of_reports_go_to_files() {
    let repo = leaky();
    let (one, two) = (repo.beside("one.json"), repo.beside("two.jsonl"));
    let ran = repo.tightlip([
        "scan".to_owned(),
        format!("--report=json={}", one.display()),
        format!("--report=jsonl={}", two.display()),
    ]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.starts_with("critical["), "{ran:?}");
    let one: Value = serde_json::from_str(&fs::read_to_string(one).unwrap()).unwrap();
    assert_eq!(one["findings"].as_array().unwrap().len(), 1);
    assert_eq!(fs::read_to_string(two).unwrap().lines().count(), 2);
}

#[test]
fn a_missing_folder_or_an_unknown_format_is_wrong_usage_before_anything_is_scanned() {
    let repo = leaky();
    for (report, said) in [
        ("json=nowhere/a.json", "nowhere/a.json"),
        ("json=.", "cannot write the report '.'"),
        ("json=a.py/x", "a.py/x"),
        ("json=-", "`--format json` writes there"),
        ("jsno=a.json", "did you mean `json`?"),
        ("a.json", "FORMAT=PATH"),
    ] {
        let ran = repo.tightlip(["scan", "--report", report]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{report}");
        assert!(ran.stderr.contains(said), "{ran:?}");
    }
}

#[test]
fn two_reports_are_not_one_file() {
    let ran = leaky().tightlip(["scan", "--report=json=x", "--report=sarif=x"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("two reports cannot be one file: 'x'"),
        "{ran:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_standard_output_is_written_all_the_same() {
    let ran = leaky().tightlip(["scan", "--report=json=/dev/full"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("critical["), "{ran:?}");
    assert!(ran.stderr.contains("/dev/full"), "{ran:?}");
}

#[test]
fn secrets_in_a_file_are_warned_of() {
    let repo = leaky();
    let path = repo.beside("out.json");
    let report = format!("json={}", path.display());
    let ran = repo.tightlip(["scan", "--show-secrets", "--report", &report]);
    assert!(ran.stderr.contains("warning: secrets are shown"), "{ran:?}");
    assert!(fs::read_to_string(path).unwrap().contains(&token(1)));
}
