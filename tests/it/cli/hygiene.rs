//! `tightlip hygiene`, and what `scan` says of `.env` and its kin.

use crate::support::{Repo, token};

/// Rule and path of each finding.
fn exposed(repo: &Repo, args: &[&str]) -> Vec<(String, String)> {
    let ran = repo.tightlip(args.iter().chain(&["--format=json"]));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    ran.findings()
        .iter()
        .map(|finding| (text(&finding["rule"]), text(&finding["path"])))
        .collect()
}

fn one(rule: &str, path: &str) -> Vec<(String, String)> {
    vec![(rule.to_owned(), path.to_owned())]
}

#[test]
fn a_dotenv_file_that_git_would_take_is_reported_with_what_to_add() {
    let repo = Repo::new();
    repo.write("app/.env", "DEBUG=1\n");
    for command in ["hygiene", "scan"] {
        let ran = repo.tightlip([command]);
        assert_eq!(ran.code, 1, "{command}");
        let report = &ran.stdout;
        assert!(report.contains("hygiene-env-not-ignored"), "{report}");
        assert!(report.contains(" --> app/.env\n"), "{report}");
        assert!(report.contains("add `.env` to .gitignore"), "{report}");
    }
    repo.write(".gitignore", ".env\n");
    for command in ["hygiene", "scan"] {
        let ran = repo.tightlip([command]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{command}");
    }
}

#[test]
fn a_dotenv_file_that_git_tracks_is_reported_though_it_is_ignored() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.stage(".env", "DEBUG=1\n");
    repo.commit("one");
    assert_eq!(
        exposed(&repo, &["hygiene"]),
        one("hygiene-env-tracked", ".env")
    );
    let ran = repo.tightlip(["hygiene"]);
    assert!(
        ran.stdout.contains("git rm --cached -- .env"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_project_that_uses_dotenv_must_ignore_it() {
    for (path, text) in [
        ("main.py", "from dotenv import load_dotenv\nload_dotenv()\n"),
        (
            "package.json",
            "{\"dependencies\": {\"dotenv\": \"^16\"}}\n",
        ),
        ("compose.yaml", "services:\n  web:\n    env_file: .env\n"),
        (".env.example", "OPENAI_API_KEY=\n"),
    ] {
        let repo = Repo::new();
        repo.write(path, text);
        let expected = one("hygiene-env-unprotected", path);
        assert_eq!(exposed(&repo, &["hygiene"]), expected, "{path}");
        repo.write(".gitignore", "*.env\n");
        assert_eq!(exposed(&repo, &["hygiene"]), [], "{path}");
    }
}

#[test]
fn an_example_is_fine_until_it_holds_a_secret() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.write(".env.example", "OPENAI_API_KEY=<your key>\nDEBUG=1\n");
    assert_eq!(exposed(&repo, &["scan"]), []);
    repo.write(".env.example", format!("OPENAI_API_KEY={}\n", token(1)));
    assert_eq!(
        exposed(&repo, &["scan"]),
        one("openai-project-key", ".env.example")
    );
}

#[test]
fn private_keys_and_secrets_folders_are_looked_at() {
    let repo = Repo::new();
    let begin = ["-----BEGIN", "RSA PRIVATE", "KEY-----\n"].join(" ");
    repo.write("deploy/server.pem", begin);
    repo.write("secrets/db.txt", "x\n");
    let rules: Vec<String> = exposed(&repo, &["hygiene"])
        .into_iter()
        .map(|(rule, _)| rule)
        .collect();
    assert_eq!(
        rules,
        ["hygiene-key-not-ignored", "hygiene-secrets-not-ignored"]
    );
}

#[test]
fn outside_a_repository_it_says_by_what_it_judged() {
    let plain = Repo::plain();
    let judged = "judged by .gitignore files alone";
    let ran = plain.tightlip(["hygiene"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains(judged), "{}", ran.stderr);
    assert_eq!(plain.tightlip(["hygiene", "--quiet"]).stderr, "");
    plain.write(".env", "DEBUG=1\n");
    plain.write(".gitignore", "*.log\n");
    for command in ["hygiene", "scan"] {
        let ran = plain.tightlip([command]);
        assert_eq!(ran.code, 1, "{command}");
        assert!(ran.stdout.contains(judged), "{command}: {}", ran.stdout);
    }
    plain.write(".gitignore", ".env\n");
    assert_eq!(plain.tightlip(["hygiene"]).code, 0);
    let inside = Repo::new().tightlip(["hygiene"]);
    assert!(!inside.stderr.contains(judged), "{}", inside.stderr);
}

#[test]
fn the_summary_counts_exposed_files() {
    let repo = Repo::new();
    assert_eq!(repo.tightlip(["hygiene"]).stderr, "no exposed files\n");
    repo.write(".env", "DEBUG=1\n");
    assert_eq!(repo.tightlip(["hygiene"]).stderr, "1 exposed file\n");
}

#[test]
fn scan_looks_at_names_only_in_folders_and_only_if_it_may() {
    let repo = Repo::new();
    repo.write(".env", "DEBUG=1\n");
    assert_eq!(repo.tightlip(["scan", ".env"]).code, 0);
    assert_eq!(repo.tightlip(["scan", "--no-hygiene"]).code, 0);
    assert_eq!(repo.tightlip(["scan"]).code, 1);
}

#[test]
fn several_folders_of_a_repository_report_nothing_twice() {
    let repo = Repo::new();
    repo.write("a/.env", "DEBUG=1\n");
    repo.write("b/main.py", "load_dotenv()\n");
    for args in [
        &["scan", "a", "b"][..],
        &["scan", ".", "a"],
        &["scan", "a", "a/"],
    ] {
        let found = exposed(&repo, args);
        let mut once = found.clone();
        once.sort();
        once.dedup();
        assert_eq!(found.len(), once.len(), "{args:?}: {found:?}");
        assert!(!found.is_empty(), "{args:?}");
    }
}

#[test]
fn a_commit_that_brings_a_dotenv_file_is_refused() {
    let repo = Repo::new();
    repo.stage("app/.env", "DEBUG=1\n");
    let staged = ["scan", "--staged"];
    assert_eq!(
        exposed(&repo, &staged),
        one("hygiene-env-tracked", "app/.env")
    );
    let without = ["scan", "--staged", "--no-hygiene"];
    assert_eq!(exposed(&repo, &without), []);
}

#[test]
fn another_folder_or_a_file_in_it_can_be_named() {
    let repo = Repo::new();
    repo.write("app/.env", "DEBUG=1\n");
    let expected = one("hygiene-env-not-ignored", "app/.env");
    for path in ["app", "app/", "app/.env"] {
        assert_eq!(exposed(&repo, &["hygiene", path]), expected, "{path}");
    }
    let missing = repo.tightlip(["hygiene", "ap"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("'app'"), "{}", missing.stderr);
}

#[test]
fn the_gate_holds_for_names_as_well() {
    let repo = Repo::new();
    repo.write("app/.env", "DEBUG=1\n");
    assert_eq!(repo.tightlip(["hygiene", "--min-severity=high"]).code, 0);
    assert_eq!(repo.tightlip(["hygiene", "--exit-zero"]).code, 0);
    assert_eq!(repo.tightlip(["hygiene", "--exit-code=9"]).code, 9);
}
