//! `scan --staged`: what `git commit` is about to record. Hooks have a test file of their own.

use std::fs;

use tightlip::rule::template::{Dice, expand};

use crate::support::{Repo, run, token};

const STAGED: [&str; 2] = ["scan", "--staged"];

/// A line with a secret.
fn line(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed))
}

#[test]
fn the_index_is_scanned_and_not_the_working_tree() {
    let repo = Repo::new();
    repo.stage("leak.py", line(1));
    repo.write("leak.py", "key = None\n");
    repo.stage("clean.py", "key = None\n");
    repo.write("clean.py", line(2));
    repo.write("untracked.py", line(3));
    let ran = repo.tightlip(["scan", "--staged", "--format=json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.found(), ["leak.py:1"]);
    assert_eq!(ran.findings()[0]["source"]["kind"], "staged");
    fs::remove_file(repo.path().join("leak.py")).unwrap();
    assert_eq!(repo.found(STAGED), ["leak.py:1"]);
}

#[test]
fn only_lines_that_the_commit_adds_count() {
    let repo = Repo::new();
    repo.stage("a.py", format!("a = 1\n{}b = 2\n", line(1)));
    repo.commit("one");
    repo.stage("a.py", format!("a = 0\n{}b = 2\n{}", line(1), line(2)));
    assert_eq!(repo.found(STAGED), ["a.py:4"]);
    repo.stage("a.py", "a = 1\nb = 2\n");
    assert_eq!(repo.found(STAGED), [""; 0]);
}

#[test]
fn an_added_line_is_understood_by_what_stands_round_it() {
    let repo = Repo::new();
    repo.stage("a.py", "api_key = (\n    None\n)\n");
    repo.commit("one");
    let value = expand("{alnum:32}", &mut Dice::new(1)).unwrap();
    repo.stage("a.py", format!("api_key = (\n    \"{value}\"\n)\n"));
    assert_eq!(repo.found(STAGED), ["a.py:2"]);
    repo.stage("a.py", format!("words = (\n    \"{value}\"\n)\n"));
    assert_eq!(repo.found(STAGED), [""; 0]);
}

#[test]
fn nothing_staged_is_clean() {
    let (empty, settled) = (Repo::new(), Repo::new());
    settled.stage("a.py", line(1));
    settled.commit("one");
    for repo in [empty, settled] {
        let ran = repo.tightlip(STAGED);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
}

#[test]
fn renames_modes_and_deletions_bring_nothing() {
    let repo = Repo::new();
    repo.stage("old.py", line(1) + &"# same\n".repeat(20));
    repo.stage("mode.py", line(2));
    repo.stage("gone.py", line(3));
    repo.commit("one");
    repo.git(["mv", "old.py", "new.py"]);
    repo.git(["update-index", "--chmod=+x", "mode.py"]);
    repo.git(["rm", "--quiet", "gone.py"]);
    assert_eq!(repo.found(STAGED), [""; 0]);
}

#[test]
fn a_submodule_is_left_to_itself() {
    let (inner, repo) = (Repo::new(), Repo::new());
    inner.stage("a.py", line(1));
    inner.commit("one");
    repo.add_submodule(&inner);
    let ran = repo.tightlip(["scan", "--staged", "--format=json"]);
    assert_eq!(
        (ran.code, ran.json()["status"].as_str()),
        (0, Some("clean"))
    );
}

#[test]
fn a_sub_folder_sees_the_whole_commit_by_paths_from_the_root() {
    let repo = Repo::new();
    repo.stage("top.py", line(1));
    repo.stage("sub/deep.py", line(2));
    let ran = repo.tightlip_with(["scan", "--staged", "--format=json"], b"", |command| {
        command.current_dir(repo.path().join("sub"))
    });
    assert_eq!(ran.found(), ["sub/deep.py:1", "top.py:1"]);
}

#[test]
fn a_linked_worktree_has_a_commit_of_its_own() {
    let repo = Repo::new();
    repo.stage("a.py", "a = 1\n");
    repo.commit("one");
    let linked = repo.beside("linked");
    let folder = linked.to_str().unwrap();
    repo.git(["worktree", "add", "--quiet", folder]);
    fs::write(linked.join("b.py"), line(1)).unwrap();
    repo.git(["-C", folder, "add", "b.py"]);
    assert_eq!(repo.found(STAGED), [""; 0]);
    let ran = repo.tightlip_with(["scan", "--staged", "--format=json"], b"", |command| {
        command.current_dir(&linked)
    });
    assert_eq!(ran.found(), ["b.py:1"]);
}

#[test]
fn a_blob_that_is_missing_makes_the_scan_incomplete() {
    let repo = Repo::new();
    repo.stage("a.py", line(1));
    let id = repo.git(["rev-parse", ":a.py"]);
    let object = format!(".git/objects/{}/{}", &id[..2], &id[2..]);
    fs::remove_file(repo.path().join(object)).unwrap();
    let ran = repo.tightlip(["scan", "--staged", "--format=json"]);
    assert_eq!(
        (ran.code, ran.json()["status"].as_str()),
        (3, Some("incomplete"))
    );
    repo.stage("b.py", line(2));
    let ran = repo.tightlip(["scan", "--staged", "--format=json"]);
    assert_eq!(
        (ran.code, ran.json()["status"].as_str()),
        (1, Some("incomplete"))
    );
}

#[test]
fn a_path_in_conflict_makes_the_scan_incomplete() {
    let repo = Repo::new();
    repo.stage("a.py", "a = 1\n");
    repo.commit("base");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.stage("a.py", "a = 2\n");
    repo.commit("side");
    repo.git(["checkout", "--quiet", "main"]);
    repo.stage("a.py", "a = 3\n");
    repo.commit("main");
    assert_ne!(
        run(repo.command("git").args(["merge", "side"]), b"").code,
        0
    );
    let ran = repo.tightlip(STAGED);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("a.py: unmerged"), "{}", ran.stderr);
}
