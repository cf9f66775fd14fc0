//! The hooks of `.pre-commit-hooks.yaml`, run by the real `pre-commit`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails, or cannot run, may say so"
)]

use std::path::Path;

use crate::support::{Ran, Repo, run, token};

/// Whether `pre-commit` is installed, which only CI must not do without.
fn is_installed() -> bool {
    let installed = std::process::Command::new("pre-commit")
        .arg("--version")
        .output()
        .is_ok();
    if !installed {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI must install pre-commit"
        );
        eprintln!("not tested: `pre-commit` is not installed (pip install pre-commit)");
    }
    installed
}

/// PATH with the built program before all others.
fn path() -> std::ffi::OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_tightlip")).parent().unwrap();
    let rest = std::env::var_os("PATH").unwrap();
    let all = std::iter::once(program.to_owned()).chain(std::env::split_paths(&rest));
    std::env::join_paths(all).unwrap()
}

/// A repository whose hook is `tightlip-system`, with the built program on PATH.
struct Hooked {
    repo: Repo,
    /// What offers the hook: a repository with our `.pre-commit-hooks.yaml`.
    _offer: Repo,
}

impl Hooked {
    /// `None` where `pre-commit` is not installed.
    fn new() -> Option<Self> {
        if !is_installed() {
            return None;
        }
        let offer = Repo::new();
        offer.stage(
            ".pre-commit-hooks.yaml",
            include_str!("../../.pre-commit-hooks.yaml"),
        );
        offer.commit("hooks");
        let repo = Repo::new();
        let config = format!(
            "repos:\n  - repo: {}\n    rev: {}\n    hooks: [{{ id: tightlip-system }}]\n",
            offer.path().display(),
            offer.git(["rev-parse", "HEAD"]),
        );
        repo.stage(".pre-commit-config.yaml", config);
        repo.stage("clean.py", "import os\ntoken = os.environ['TOKEN']\n");
        repo.commit("begin");
        Some(Self {
            repo,
            _offer: offer,
        })
    }

    fn pre_commit(&self, args: &[&str]) -> Ran {
        let mut command = self.repo.command("pre-commit");
        run(command.arg("run").args(args).env("PATH", path()), b"")
    }
}

#[test]
fn a_clean_commit_passes() {
    let Some(hooked) = Hooked::new() else { return };
    hooked.repo.stage("more.py", "key = os.environ['KEY']\n");
    let ran = hooked.pre_commit(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("Passed"), "{ran:?}");
}

#[test]
fn a_staged_secret_fails_and_is_not_shown() {
    let Some(hooked) = Hooked::new() else { return };
    let secret = token(1);
    hooked
        .repo
        .stage("leak.py", format!("a = 1\nkey = '{secret}'\n"));
    let ran = hooked.pre_commit(&[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("leak.py:2:8"), "{ran:?}");
    assert!(!ran.stdout.contains(&secret));
}

#[test]
fn a_secret_that_is_not_staged_does_not_stop_a_commit() {
    let Some(hooked) = Hooked::new() else { return };
    hooked.repo.stage("more.py", "a = 1\n");
    hooked
        .repo
        .write("clean.py", format!("key = '{}'\n", token(2)));
    let ran = hooked.pre_commit(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn all_files_are_scanned_when_asked_for() {
    let Some(hooked) = Hooked::new() else { return };
    hooked
        .repo
        .stage("old.py", format!("key = '{}'\n", token(3)));
    hooked.repo.commit("a leak that nobody saw");
    assert_eq!(hooked.pre_commit(&[]).code, 0);
    let ran = hooked.pre_commit(&["--all-files"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("old.py:1:8"), "{ran:?}");
}

#[test]
fn the_files_of_a_range_are_scanned_when_asked_for() {
    let Some(hooked) = Hooked::new() else { return };
    hooked.repo.stage("fine.py", "a = 1\n");
    hooked.repo.commit("fine");
    hooked
        .repo
        .stage("late.py", format!("key = '{}'\n", token(4)));
    hooked.repo.commit("a leak");
    let ran = hooked.pre_commit(&["--from-ref", "HEAD~1", "--to-ref", "HEAD"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("late.py:1:8"), "{ran:?}");
    let ran = hooked.pre_commit(&["--from-ref", "HEAD~2", "--to-ref", "HEAD~1"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

/// A repository with an empty remote, whose pushes pre-commit has scanned as we told it to.
fn pushing() -> Option<Repo> {
    if !is_installed() {
        return None;
    }
    let repo = Repo::new();
    let remote = repo.beside("remote.git");
    let remote = remote.to_str().unwrap();
    repo.git(["init", "--quiet", "--bare", remote]);
    repo.git(["remote", "add", "origin", remote]);
    repo.stage(".pre-commit-config.yaml", "repos: []\n");
    let told = repo.tightlip(["hook", "install", "pre-push"]).stdout;
    let (_, snippet) = told.split_once("under `repos:`:\n\n").unwrap();
    let (snippet, _) = snippet.split_once("\nthen: ").unwrap();
    repo.stage(".pre-commit-config.yaml", format!("repos:\n{snippet}"));
    repo.commit("begin");
    let mut command = repo.command("pre-commit");
    let ran = run(command.args(["install", "--hook-type", "pre-push"]), b"");
    assert_eq!(ran.code, 0, "{ran:?}");
    Some(repo)
}

fn push(repo: &Repo, args: &[&str]) -> Ran {
    let mut command = repo.command("git");
    let command = command.args(["push", "origin"]).args(args);
    run(command.env("PATH", path()), b"")
}

#[test]
fn the_first_push_to_a_remote_is_scanned() {
    let Some(repo) = pushing() else { return };
    repo.stage("leak.py", format!("key = '{}'\n", token(5)));
    repo.commit("leak");
    repo.git(["tag", "v1"]);
    for what in ["main", "HEAD", "v1", "main:refs/heads/other"] {
        let ran = push(&repo, &[what]);
        let said = [ran.stdout, ran.stderr].concat();
        assert_ne!(ran.code, 0, "{what}: {said}");
        assert!(said.contains("leak.py:1:8"), "{what}: {said}");
    }
    repo.git(["reset", "--quiet", "--hard", "HEAD^"]);
    let ran = push(&repo, &["main"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    // And the next one is told in ids.
    repo.stage("late.py", format!("key = '{}'\n", token(6)));
    repo.commit("leak");
    let ran = push(&repo, &["main"]);
    let said = [ran.stdout, ran.stderr].concat();
    assert_ne!(ran.code, 0, "{said}");
    assert!(said.contains("late.py:1:8"), "{said}");
    let ran = repo.tightlip_with(["hook", "status"], b"", |command| {
        command.env("PATH", path())
    });
    assert!(ran.stdout.contains("push each by itself"), "{ran:?}");
}

#[test]
fn a_push_of_which_pre_commit_says_nothing_is_refused() {
    let repo = Repo::new();
    repo.stage("a.py", "a = 1\n");
    repo.commit("begin");
    let pushed = |branch: &str| {
        repo.tightlip_with(["hook", "run", "pre-push"], b"", |command| {
            command
                .env("PRE_COMMIT_REMOTE_NAME", "origin")
                .env("PRE_COMMIT_LOCAL_BRANCH", branch)
        })
    };
    let ran = pushed("");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("cannot be scanned"), "{ran:?}");
    let ran = pushed("refs/heads/nowhere");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("`refs/heads/nowhere`"), "{ran:?}");
    assert_eq!(pushed("refs/heads/main").code, 0);
}
