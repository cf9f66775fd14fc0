//! A flag that a command takes does something there, or is refused.

use std::fs;

use crate::support::{Repo, token};

fn leaky() -> Repo {
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    repo
}

#[test]
fn flags_that_would_be_ignored_are_refused() {
    let repo = leaky();
    for args in [
        &["fix", "--fail-on=high"][..],
        &["fix", "--show-allowed"],
        &["fix", "--to=vault", "--no-history"],
        &["explain", "a.py", "--exit-code=5"],
        &["explain", "a.py", "--exit-zero"],
        &["explain", "a.py", "--fail-on=high"],
        &["explain", "a.py", "--show-allowed"],
        &["scan", "--stdin-path=x", "a.py"],
        &["scan", "--ci-base=main"],
        &["scan", "--ci-base=main", "a.py"],
        &["scan", "--template=all.txt"],
        &["history", "--template=all.txt", "--format=json"],
    ] {
        let ran = repo.tightlip(args);
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
    }
}

#[test]
fn what_the_environment_says_is_for_whoever_needs_it() {
    let repo = leaky();
    fs::write(repo.beside("all.txt"), "{{ status }}").unwrap();
    for (variable, value) in [
        ("TIGHTLIP_CI_BASE", "main"),
        ("TIGHTLIP_TEMPLATE", "../all.txt"),
    ] {
        let with =
            |args: &[&str]| repo.tightlip_with(args, b"", |command| command.env(variable, value));
        assert_eq!(with(&["scan"]).code, 1, "{variable}");
        assert_eq!(
            with(&["scan", "a.py", "--format=json"]).code,
            1,
            "{variable}"
        );
    }
}

#[test]
fn the_exit_code_of_fix_and_the_bar_of_explain_are_as_asked() {
    let repo = leaky();
    assert_eq!(repo.tightlip(["fix", "--dry-run"]).code, 1);
    assert_eq!(repo.tightlip(["fix", "--dry-run", "--exit-code=7"]).code, 7);
    assert_eq!(repo.tightlip(["fix", "--dry-run", "--exit-zero"]).code, 0);
    let weak = Repo::new();
    weak.write("b.py", "password = \"hunter2024\"\n");
    let said = |bar: &str| weak.tightlip(["explain", "b.py:1", bar]).stdout;
    assert_ne!(said("--min-confidence=low"), said("--min-confidence=high"));
}
