//! `scan --staged` as git itself calls it: from hooks, with git's environment.

use std::fs;
use std::path::Path;

use crate::support::{Ran, Repo, run, token};

/// A repository with one commit whose hook scans what is staged.
fn hooked() -> Repo {
    let repo = Repo::new();
    repo.stage("old.py", format!("# {}\nx = 1\n", token(1)));
    repo.stage("other.py", "y = 1\n");
    repo.commit("one");
    install(&repo.path().join(".git/hooks"));
    repo
}

fn install(hooks: &Path) {
    let program = env!("CARGO_BIN_EXE_tightlip");
    let hook = hooks.join("pre-commit");
    fs::create_dir_all(hooks).unwrap();
    fs::write(
        &hook,
        format!("#!/bin/sh\nexec '{program}' scan --staged\n"),
    )
    .unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn git(repo: &Repo, args: &[&str]) -> Ran {
    run(repo.command("git").args(args), b"")
}

/// That git refused, for the secret at this place.
#[track_caller]
fn assert_blocked(ran: &Ran, place: &str) {
    let said = [ran.stdout.as_str(), &ran.stderr].concat();
    assert_ne!(ran.code, 0, "{said}");
    assert!(said.contains(place), "{said}");
}

#[track_caller]
fn assert_made(ran: &Ran) {
    assert_eq!(ran.code, 0, "{ran:?}");
}

fn leak() -> String {
    format!("key = \"{}\"\n", token(2))
}

#[test]
fn a_commit_that_adds_a_secret_is_blocked() {
    let repo = hooked();
    repo.stage("new.py", leak());
    assert_blocked(&git(&repo, &["commit", "-m", "x"]), "new.py:1:8");
    repo.stage("new.py", "key = None\n");
    assert_made(&git(&repo, &["commit", "-m", "x"]));
}

#[test]
fn a_secret_that_head_has_blocks_nothing() {
    let repo = hooked();
    let text = fs::read_to_string(repo.path().join("old.py")).unwrap();
    repo.stage("old.py", text + "z = 1\n");
    assert_made(&git(&repo, &["commit", "-m", "x"]));
    repo.git(["mv", "old.py", "moved.py"]);
    assert_made(&git(&repo, &["commit", "-m", "x"]));
    repo.git(["update-index", "--chmod=+x", "moved.py"]);
    // As pre-commit calls it.
    assert_made(&repo.tightlip(["scan", "--staged", "moved.py"]));
    assert_made(&git(&repo, &["commit", "-m", "x"]));
    repo.git(["rm", "--quiet", "--force", "moved.py"]);
    assert_made(&git(&repo, &["commit", "-m", "x"]));
}

#[test]
fn commit_all_is_seen_though_nothing_was_staged() {
    let repo = hooked();
    repo.write("other.py", leak());
    assert_blocked(&git(&repo, &["commit", "-a", "-m", "x"]), "other.py:1:8");
}

#[test]
fn a_partial_commit_is_seen_as_git_makes_it() {
    let repo = hooked();
    repo.stage("staged.py", leak());
    repo.write("other.py", "y = 2\n");
    // The secret is staged, but not part of this commit.
    assert_made(&git(&repo, &["commit", "-m", "x", "other.py"]));
    repo.write("other.py", leak());
    assert_blocked(
        &git(&repo, &["commit", "-m", "x", "other.py"]),
        "other.py:1:8",
    );
}

#[test]
fn commits_from_a_sub_folder_are_seen() {
    let repo = hooked();
    repo.write("sub/new.py", leak());
    repo.git(["add", "sub"]);
    assert_blocked(
        &git(&repo, &["-C", "sub", "commit", "-m", "x"]),
        "sub/new.py:1:8",
    );
    repo.write("sub/new.py", "x = 1\n");
    repo.git(["add", "sub"]);
    repo.write("sub/new.py", leak());
    assert_blocked(
        &git(&repo, &["-C", "sub", "commit", "-m", "x", "new.py"]),
        "sub/new.py:1:8",
    );
}

#[test]
fn commits_in_a_linked_worktree_are_seen() {
    let repo = hooked();
    let linked = repo.beside("linked");
    let linked_path = linked.to_str().unwrap();
    repo.git(["worktree", "add", "--quiet", linked_path]);
    fs::write(linked.join("new.py"), leak()).unwrap();
    repo.git(["-C", linked_path, "add", "new.py"]);
    assert_blocked(
        &git(&repo, &["-C", linked_path, "commit", "-m", "x"]),
        "new.py:1:8",
    );
}

#[test]
fn a_work_tree_apart_from_its_repository_is_seen() {
    let repo = hooked();
    let apart = repo.beside("apart");
    fs::create_dir(&apart).unwrap();
    fs::write(apart.join("new.py"), leak()).unwrap();
    let work_tree = format!("--work-tree={}", apart.display());
    let args = ["--git-dir=.git", &work_tree];
    assert_made(&git(&repo, &[&args[..], &["add", "."]].concat()));
    let ran = git(&repo, &[&args[..], &["commit", "-m", "x"]].concat());
    assert_blocked(&ran, "new.py:1:8");
}

#[test]
fn commits_in_a_submodule_are_seen() {
    let (inner, outer) = (hooked(), Repo::new());
    outer.add_submodule(&inner);
    install(&outer.path().join(".git/modules/sub/hooks"));
    install(&outer.path().join(".git/hooks"));
    assert_made(&git(&outer, &["commit", "-m", "submodule"]));
    outer.write("sub/new.py", leak());
    outer.git(["-C", "sub", "add", "new.py"]);
    assert_blocked(
        &git(&outer, &["-C", "sub", "commit", "-m", "x"]),
        "new.py:1:8",
    );
}

#[test]
fn amending_looks_at_what_is_new() {
    let repo = hooked();
    repo.stage("other.py", "y = 3\n");
    assert_made(&git(&repo, &["commit", "--amend", "-m", "x"]));
    repo.stage("other.py", leak());
    assert_blocked(
        &git(&repo, &["commit", "--amend", "-m", "x"]),
        "other.py:1:8",
    );
}

#[test]
fn a_merge_shows_what_its_resolution_adds() {
    let repo = hooked();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.stage("other.py", "y = 2\n");
    repo.commit("side");
    repo.git(["checkout", "--quiet", "main"]);
    repo.stage("other.py", "y = 3\n");
    repo.commit("main");
    assert_ne!(git(&repo, &["merge", "side"]).code, 0);
    let open = repo.tightlip(["scan", "--staged"]);
    assert_eq!(open.code, 3, "{open:?}");
    repo.stage("other.py", leak());
    assert_blocked(&git(&repo, &["commit", "-m", "merge"]), "other.py:1:8");
}

#[test]
fn a_dotenv_file_that_was_forced_in_is_blocked() {
    let repo = hooked();
    repo.write(".gitignore", ".env\n");
    repo.stage(".env", "PORT=3000\n");
    assert_blocked(&git(&repo, &["commit", "-m", "x"]), "hygiene-env-tracked");
}

#[test]
fn an_index_named_by_the_environment_counts_from_the_top() {
    let repo = hooked();
    repo.write("sub/x", "");
    repo.write("new.py", leak());
    let index = |command: &mut std::process::Command| {
        command.env("GIT_INDEX_FILE", "other-index");
    };
    let mut add = repo.command("git");
    index(add.args(["add", "new.py"]));
    assert_made(&run(&mut add, b""));
    let ran = repo.tightlip_with(["scan", "--staged"], b"", |command| {
        index(command);
        command.current_dir(repo.path().join("sub"))
    });
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(repo.tightlip(["scan", "--staged"]).code, 0);
}

#[test]
fn where_there_is_no_repository_the_scan_says_so() {
    let plain = Repo::plain();
    let ran = plain.tightlip(["scan", "--staged"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("not a git repository"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_refused_with_the_way_out() {
    let repo = hooked();
    let git_dir = repo.path().join(".git");
    for path in [repo.path(), &git_dir] {
        // Only root may give files away.
        if std::os::unix::fs::chown(path, Some(12_345), None).is_err() {
            return;
        }
    }
    let ran = repo.tightlip(["scan", "--staged"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("safe.directory"), "{ran:?}");
}
