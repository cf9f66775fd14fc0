//! tightlip needs nothing of the machine: no home, no git, no repository.

use crate::support::{Repo, token};

fn leaky() -> Repo {
    let repo = Repo::new();
    repo.stage("a.py", format!("key = \"{}\"\n", token(1)));
    repo.write("sub/.env", "DEBUG=1\n");
    repo
}

#[test]
fn an_empty_environment_is_enough() {
    let repo = leaky();
    for (args, found) in [
        (&["scan"][..], &["a.py:1", "sub/.env:1"][..]),
        (&["scan", "--staged"], &["a.py:1"]),
        (&["hygiene"], &["sub/.env:1"]),
    ] {
        let args = args.iter().chain(&["--format=json"]);
        let ran = repo.tightlip_with(args, b"", |command| command.env_clear());
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(ran.found(), found);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
}

#[test]
fn no_git_and_no_home_are_needed() {
    let repo = leaky();
    let staged = ["scan", "--staged", "--format=json"];
    let ran = repo.tightlip_with(staged, b"", |command| {
        command.env("PATH", "").env_remove("HOME")
    });
    assert_eq!((ran.code, ran.found()), (1, vec!["a.py:1".to_owned()]));
    let nowhere = repo.tightlip_with(["scan"], b"", |command| {
        command.env("HOME", "/nowhere/at/all")
    });
    assert_eq!(nowhere.code, 1);
}

#[test]
fn outside_a_repository_files_are_scanned_all_the_same() {
    let plain = Repo::plain();
    plain.write("a.py", format!("key = \"{}\"\n", token(1)));
    assert_eq!(plain.found(["scan"]), ["a.py:1"]);
    assert_eq!(plain.found(["scan", "a.py"]), ["a.py:1"]);
}

#[test]
fn flags_can_be_set_by_the_environment_and_the_command_line_wins() {
    let repo = leaky();
    let ran = |args: &[&str]| {
        let args = ["scan", "--no-hygiene"].iter().chain(args);
        repo.tightlip_with(args, b"", |command| {
            command
                .env("TIGHTLIP_FORMAT", "jsonl")
                .env("TIGHTLIP_THREADS", "2")
        })
    };
    assert_eq!(ran(&[]).stdout.lines().count(), 2);
    assert_eq!(ran(&["--format=json"]).found(), ["a.py:1"]);
    let wrong = repo.tightlip_with(["scan"], b"", |command| {
        command.env("TIGHTLIP_FORMAT", "xml")
    });
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("xml"), "{}", wrong.stderr);
}

#[test]
fn a_repository_of_a_kind_that_cannot_be_read_does_not_hide_secrets() {
    let repo = leaky();
    repo.git(["config", "core.repositoryFormatVersion", "1"]);
    repo.git(["config", "extensions.strangeThing", "true"]);
    let ran = repo.tightlip(["scan", "--format=json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.found(), ["a.py:1"]);
    assert_eq!(ran.json()["status"], "incomplete");
}
