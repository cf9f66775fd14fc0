//! `tightlip hook status`: whether a hook is there and runs.

use super::*;

#[test]
fn a_hook_of_husky_counts() {
    let repo = Repo::new();
    script(
        &repo.path().join(".husky/_/pre-commit"),
        "#!/bin/sh\n. \"$(dirname \"$0\")/h\"\n",
    );
    repo.write(
        ".husky/pre-commit",
        "tightlip hook run pre-commit -- \"$@\"\n",
    );
    let ran = repo.tightlip(["hook", "status"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("run `npx husky`"), "{ran:?}");
    repo.git(["config", "core.hooksPath", ".husky/_"]);
    let ran = tightlip(&repo, &["hook", "status"]);
    assert!(
        ran.stdout.contains("by husky, .husky/pre-commit"),
        "{ran:?}"
    );
    let missing = "missing  husky manages the hooks here: `tightlip hook install pre-push`";
    assert!(ran.stdout.contains(missing), "{ran:?}");
    let snippet = repo.tightlip(["hook", "install", "pre-push"]).stdout;
    assert!(snippet.contains("tightlip hook run pre-push"), "{snippet}");
}

#[test]
fn settings_of_a_manager_count_for_the_stages_that_they_name() {
    let repo = Repo::new();
    repo.write("lefthook.yml", "skip_lfs: true\n");
    let ran = repo.tightlip(["hook", "install", "pre-push"]);
    let snippet = ran.stdout.split_once("pre-push:").unwrap().1;
    let snippet = snippet.split("\nthen").next().unwrap();
    repo.write("lefthook.yml", format!("pre-push:{snippet}"));
    let ran = repo.tightlip(["hook", "status"]);
    assert_eq!(ran.code, 1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("pre-commit   missing"), "{lines:?}");
    assert!(lines[1].ends_with("run `lefthook install`"), "{lines:?}");
    script(
        &repo.path().join(".git/hooks/pre-push"),
        "#!/bin/sh\nlefthook run pre-push \"$@\"\n",
    );
    let ran = tightlip(&repo, &["hook", "status"]);
    assert!(ran.stdout.contains("by lefthook, lefthook.yml"), "{ran:?}");
}

/// What `hook status` says of pre-commit, and how it ends.
fn status(repo: &Repo) -> (String, i32) {
    let ran = repo.tightlip(["hook", "status"]);
    let line = ran
        .stdout
        .lines()
        .find(|line| line.starts_with("pre-commit "));
    (line.unwrap_or_default().to_owned(), ran.code)
}

#[test]
fn status_says_whether_the_hook_runs() {
    let repo = Repo::new();
    let (line, code) = status(&repo);
    assert_eq!(code, 1);
    assert!(line.contains("missing"), "{line}");
    script(&repo.path().join(".git/hooks/pre-commit"), "#!/bin/sh\n");
    let (line, code) = status(&repo);
    assert_eq!(code, 1);
    assert!(line.contains("does not call tightlip"), "{line}");
    tightlip(&repo, &["hook", "install", "pre-commit"]);
    let (line, code) = status(&repo);
    assert_eq!(code, 0, "{line}");
    assert!(line.contains("runs     by .git/hooks/pre-commit"), "{line}");
}

#[test]
fn status_says_that_git_looks_elsewhere() {
    let repo = Repo::new();
    tightlip(&repo, &["hook", "install", "pre-commit"]);
    repo.git(["config", "core.hooksPath", "elsewhere"]);
    let (line, code) = status(&repo);
    assert_eq!(code, 1);
    let why = ".git/hooks/pre-commit is never run: core.hooksPath = elsewhere (local, .git/config)";
    assert!(line.contains(why), "{line}");
    tightlip(&repo, &["hook", "uninstall"]);
    assert!(!repo.path().join(".git/hooks/pre-commit").exists());
}

#[cfg(unix)]
#[test]
fn status_says_why_a_hook_cannot_run() {
    use std::os::unix::fs::PermissionsExt;
    let repo = Repo::new();
    tightlip(&repo, &["hook", "install", "pre-commit"]);
    let hook = repo.path().join(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o644)).unwrap();
    let (line, code) = status(&repo);
    assert_eq!(code, 1);
    assert!(
        line.contains("BROKEN   .git/hooks/pre-commit is not executable"),
        "{line}"
    );

    // The program has gone.
    script(
        &hook,
        &text.replace(env!("CARGO_BIN_EXE_tightlip"), "/gone/tightlip"),
    );
    let (line, code) = status(&repo);
    assert_eq!(code, 1);
    assert!(line.contains("tightlip is not installed here"), "{line}");
    // And so nothing is committed unseen.
    repo.stage("leak.py", leak(1));
    assert_ne!(git(&repo, &["commit", "-m", "x"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_hook_that_only_speaks_of_us_does_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let repo = Repo::new();
    let hook = repo.path().join(".git/hooks/pre-commit");
    repo.write(
        ".git/hooks/pre-commit",
        "#!/bin/sh\n  # we dropped tightlip last year\nexit 0\n",
    );
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let (line, code) = status(&repo);
    assert!(line.contains("does not call tightlip"), "{line}");
    assert_ne!(code, 0);
    repo.write(
        ".git/hooks/pre-commit",
        "#!/bin/sh\nexec tightlip scan --staged\n",
    );
    let (line, code) = status(&repo);
    assert!(line.contains("runs"), "{line}");
    assert_eq!(code, 0);
}
