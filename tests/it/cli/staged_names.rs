//! `scan --staged PATH…`, as `pre-commit` runs it.

use std::fs;

use crate::support::{Repo, token};

fn line(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed))
}

/// `old.py` and `other.py` are committed with a secret; of `old.py`, `sub/new.py` and `b.py`
/// something is staged.
fn repo() -> Repo {
    let repo = Repo::new();
    repo.stage("old.py", line(1));
    repo.stage("other.py", line(2));
    repo.commit("one");
    repo.stage("old.py", line(1) + "a = 1\n");
    repo.stage("sub/new.py", line(3));
    repo.stage("b.py", line(4));
    repo
}

#[test]
fn staged_files_that_are_named_are_scanned_alone_and_by_what_is_added() {
    let repo = repo();
    let staged = ["scan", "--staged"];
    assert_eq!(repo.found(staged), ["b.py:1", "sub/new.py:1"]);
    assert_eq!(repo.found(["scan", "--staged", "b.py"]), ["b.py:1"]);
    assert_eq!(repo.found(["scan", "--staged", "old.py"]), [""; 0]);
    let two = ["scan", "--staged", "old.py", "./sub/new.py"];
    assert_eq!(repo.found(two), ["sub/new.py:1"]);
}

#[test]
fn files_that_nothing_is_staged_of_are_scanned_as_they_are() {
    let repo = repo();
    let other = ["scan", "--staged", "other.py"];
    assert_eq!(repo.found(other), ["other.py:1"]);
    let all = [
        "scan",
        "--staged",
        "old.py",
        "other.py",
        "b.py",
        "sub/new.py",
    ];
    assert_eq!(
        repo.found(all),
        ["b.py:1", "old.py:1", "other.py:1", "sub/new.py:1"]
    );
}

#[test]
fn folders_that_are_named_narrow_the_commit() {
    let repo = repo();
    assert_eq!(repo.found(["scan", "--staged", "sub"]), ["sub/new.py:1"]);
    let everything = ["scan", "--staged", "."];
    assert_eq!(repo.found(everything), ["b.py:1", "sub/new.py:1"]);
    fs::create_dir(repo.path().join("empty")).unwrap();
    assert_eq!(repo.found(["scan", "--staged", "empty"]), [""; 0]);
}

#[test]
fn names_are_relative_to_the_current_folder() {
    let repo = repo();
    let args = ["scan", "--staged", "--format=json", "new.py", "../b.py"];
    let ran = repo.tightlip_with(args, b"", |command| {
        command.current_dir(repo.path().join("sub"))
    });
    assert_eq!(ran.found(), ["b.py:1", "sub/new.py:1"]);
}

#[test]
fn a_staged_file_may_be_gone_from_the_working_tree() {
    let repo = repo();
    fs::remove_dir_all(repo.path().join("sub")).unwrap();
    let gone = ["scan", "--staged", "sub/new.py"];
    assert_eq!(repo.found(gone), ["sub/new.py:1"]);
}

#[test]
fn a_name_that_is_nowhere_is_an_error() {
    let repo = repo();
    let ran = repo.tightlip(["scan", "--staged", "sub/nwe.py"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("sub/nwe.py: no such file"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("'sub/new.py'"), "{}", ran.stderr);
}

#[test]
fn standard_input_is_in_no_index() {
    let ran = repo().tightlip(["scan", "--staged", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--staged"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_staged_link_is_not_the_file_it_points_to() {
    let repo = repo();
    std::os::unix::fs::symlink("other.py", repo.path().join("link.py")).unwrap();
    repo.git(["add", "link.py"]);
    assert_eq!(repo.found(["scan", "--staged", "link.py"]), [""; 0]);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_utf_8_are_found() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let repo = repo();
    let name = OsStr::from_bytes(b"caf\xE9.py");
    fs::write(repo.path().join(name), line(5)).unwrap();
    repo.git([OsStr::new("add"), name]);
    let args = [OsStr::new("scan"), OsStr::new("--staged"), name];
    assert_eq!(repo.found(args).len(), 1);
}
