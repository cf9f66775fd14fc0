//! Baselines of two branches, with real merges, as `baseline create` sets them up.

use std::fs;

use super::{FILE, keyed};
use crate::support::{Repo, token};

const ATTRIBUTES: &str = ".gitattributes";

/// A repository whose baseline has so many entries, committed with what `create` wrote.
fn with(entries: u64) -> Repo {
    let repo = Repo::new();
    for seed in 0..entries {
        repo.stage(&format!("src/{seed}.py"), leak(seed));
    }
    repo.stage("a.txt", "a\n");
    let ran = keyed(&repo, &["baseline", "create"]);
    let said = format!("{ATTRIBUTES}: `{FILE} merge=union`, for merges\n");
    assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    repo.git(["add", FILE, ATTRIBUTES]);
    repo.commit("begun");
    repo
}

fn leak(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed + 1))
}

/// On a branch of this name, from `main`: adds these secrets and takes those away.
fn branch(repo: &Repo, name: &str, more: &[u64], less: &[u64]) {
    repo.git(["checkout", "--quiet", "-b", name, "main"]);
    for seed in more {
        repo.stage(&format!("src/{seed}.py"), leak(*seed));
    }
    for seed in less {
        repo.git(["rm", "--quiet", &format!("src/{seed}.py")]);
    }
    assert_eq!(keyed(repo, &["baseline", "update"]).code, 0);
    if !less.is_empty() {
        assert_eq!(keyed(repo, &["baseline", "prune"]).code, 0);
    }
    repo.git(["add", FILE]);
    repo.commit(name);
    repo.git(["checkout", "--quiet", "main"]);
}

/// Merges both branches into `main`, and scans.
fn merged(repo: &Repo, accepted: usize) {
    for name in ["one", "two"] {
        repo.git(["merge", "--quiet", "--no-edit", name]);
    }
    let ran = keyed(repo, &["scan"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = format!("{accepted} in the baseline");
    assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    // Whatever order the merge left, the next update sorts.
    keyed(repo, &["baseline", "update"]);
    let text = fs::read_to_string(repo.path().join(FILE)).unwrap();
    let entries = text.lines().filter(|line| line.starts_with('"'));
    assert!(entries.is_sorted(), "{text}");
}

#[test]
fn branches_that_add_entries_to_a_small_or_a_large_baseline() {
    for entries in [0, 5, 40] {
        let repo = with(entries);
        branch(&repo, "one", &[100, 101, 102], &[]);
        branch(&repo, "two", &[200, 201, 202], &[]);
        merged(&repo, entries as usize + 6);
    }
}

#[test]
fn the_same_entry_on_both_branches() {
    let repo = with(5);
    branch(&repo, "one", &[100, 101], &[]);
    branch(&repo, "two", &[100, 102], &[]);
    merged(&repo, 8);
}

#[test]
fn entries_that_one_branch_removes() {
    let repo = with(6);
    branch(&repo, "one", &[100], &[0, 1, 2]);
    branch(&repo, "two", &[101, 102], &[]);
    merged(&repo, 6);
    // What git kept of them is stale, and goes.
    keyed(&repo, &["baseline", "prune"]);
    assert_eq!(keyed(&repo, &["baseline", "check"]).code, 0);
    let text = fs::read_to_string(repo.path().join(FILE)).unwrap();
    assert_eq!(text.matches("\"tl1:").count(), 6, "{text}");
}

#[test]
fn baselines_that_were_begun_on_both_branches() {
    let repo = Repo::new();
    repo.stage("a.txt", "a\n");
    repo.commit("none yet");
    for (name, seed) in [("one", 1), ("two", 2)] {
        repo.git(["checkout", "--quiet", "-b", name, "main"]);
        repo.stage(&format!("src/{seed}.py"), leak(seed));
        assert_eq!(repo.tightlip(["baseline", "create"]).code, 0);
        repo.git(["add", FILE, ATTRIBUTES]);
        repo.commit(name);
    }
    repo.git(["merge", "--quiet", "--no-edit", "one"]);
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let said = "two baselines in one, begun on two branches";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    // What the message says helps.
    repo.git(["checkout", "--quiet", "HEAD^1", "--", FILE]);
    assert_eq!(repo.tightlip(["baseline", "update"]).code, 0);
    assert_eq!(repo.tightlip(["scan"]).code, 0);
}

#[test]
fn attributes_are_completed_once_and_only_in_a_repository() {
    let repo = Repo::new();
    repo.write(ATTRIBUTES, "*.png binary");
    repo.write("a.py", leak(1));
    let create = ["baseline", "create", "--force"];
    for _ in 0..2 {
        assert_eq!(repo.tightlip(create).code, 0);
        let text = fs::read_to_string(repo.path().join(ATTRIBUTES)).unwrap();
        assert_eq!(text, format!("*.png binary\n{FILE} merge=union\n"));
    }
    assert!(!repo.tightlip(create).stderr.contains(ATTRIBUTES));
    let elsewhere = ["baseline", "create", "--baseline", "../b.json"];
    fs::remove_file(repo.path().join(ATTRIBUTES)).unwrap();
    assert_eq!(repo.tightlip(elsewhere).code, 0);
    assert!(!repo.path().join(ATTRIBUTES).exists());
    let plain = Repo::plain();
    assert_eq!(plain.tightlip(["baseline", "create"]).code, 0);
    assert!(!plain.path().join(ATTRIBUTES).exists());
}

#[cfg(unix)]
#[test]
fn attributes_behind_a_link_are_left_to_the_user() {
    let repo = Repo::new();
    fs::write(repo.beside("theirs"), "").unwrap();
    std::os::unix::fs::symlink("../theirs", repo.path().join(ATTRIBUTES)).unwrap();
    let ran = repo.tightlip(["baseline", "create"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = format!("to merge it without conflicts, add `{FILE} merge=union` to {ATTRIBUTES}\n");
    assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(repo.beside("theirs")).unwrap(), "");
}
