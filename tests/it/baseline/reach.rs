//! What `prune` and `check` may call gone, and what `create` and `update` look at.

use std::fs;

use super::{FILE, accepted, keyed, old};
use crate::support::{Ran, Repo, token};

fn below(repo: &Repo, folder: &str, args: &[&str]) -> Ran {
    repo.tightlip_with(args, b"", |command| {
        command.current_dir(repo.path().join(folder))
    })
}

#[test]
fn entries_of_files_that_were_not_named_are_left() {
    let repo = accepted();
    let before = fs::read(repo.path().join(FILE)).unwrap();
    for (folder, args) in [("b", &[][..]), (".", &["b"]), (".", &["a.py"])] {
        let check = below(&repo, folder, &[&["baseline", "check"], args].concat());
        assert_eq!(check.code, 0, "{folder} {args:?}: {check:?}");
        let prune = below(&repo, folder, &[&["baseline", "prune"], args].concat());
        assert!(prune.stderr.contains("0 dropped, 2 entries"), "{prune:?}");
        let past = [&["baseline", "prune", "--history"], args].concat();
        let prune = below(&repo, folder, &past);
        assert!(prune.stderr.contains("0 dropped, 2 entries"), "{prune:?}");
    }
    assert_eq!(fs::read(repo.path().join(FILE)).unwrap(), before);
    repo.write("a.py", "nothing\n");
    let prune = below(&repo, "b", &["baseline", "prune"]);
    assert!(prune.stderr.contains("0 dropped"), "{prune:?}");
    let prune = repo.tightlip(["baseline", "prune", "a.py"]);
    assert!(
        prune.stderr.contains("1 dropped, 1 entry left"),
        "{prune:?}"
    );
}

#[test]
fn a_file_that_is_not_there_may_have_moved_out_of_what_was_named() {
    let repo = accepted();
    repo.git(["mv", "b/c.py", "d.py"]);
    repo.write("b/other.py", "nothing\n");
    let prune = repo.tightlip(["baseline", "prune", "b"]);
    assert!(prune.stderr.contains("0 dropped"), "{prune:?}");
    assert_eq!(repo.tightlip(["scan"]).code, 0);
    fs::remove_file(repo.path().join("d.py")).unwrap();
    let prune = repo.tightlip(["baseline", "prune"]);
    assert!(prune.stderr.contains("1 dropped"), "{prune:?}");
}

#[test]
fn entries_of_files_that_a_scan_leaves_out_are_left() {
    for (settings, gone) in [("max_size = \"5\"", 1), ("exclude = [\"b/\", \"a.py\"]", 0)] {
        let repo = accepted();
        repo.write("tightlip.toml", format!("[scan]\n{settings}\n"));
        let prune = repo.tightlip(["baseline", "prune"]);
        assert!(prune.stderr.contains("0 dropped, 2 entries"), "{prune:?}");
        assert_eq!(repo.tightlip(["baseline", "check"]).code, 0, "{settings}");
        repo.write("a.py", "nothing at all\n");
        let prune = repo.tightlip(["baseline", "prune"]);
        let dropped = format!("{gone} dropped");
        assert!(prune.stderr.contains(&dropped), "{settings}: {prune:?}");
    }
}

#[test]
fn an_ignored_file_that_was_named_keeps_its_entry() {
    let repo = accepted();
    repo.write(".gitignore", "ign.py\n");
    repo.write("ign.py", format!("key = \"{}\"\n", token(7)));
    let update = repo.tightlip(["baseline", "update", "ign.py"]);
    assert!(update.stderr.contains("1 added"), "{update:?}");
    assert_eq!(repo.tightlip(["baseline", "check"]).code, 0);
    let prune = repo.tightlip(["baseline", "prune"]);
    assert!(prune.stderr.contains("0 dropped, 3 entries"), "{prune:?}");
}

#[test]
fn what_the_names_of_files_tell_is_gone_only_where_names_were_looked_at() {
    let repo = Repo::new();
    repo.stage(".env", format!("KEY={}\n", token(1)));
    repo.commit("with .env");
    repo.tightlip(["baseline", "create"]);
    let shown = repo.tightlip(["baseline", "show"]).stdout;
    assert!(
        shown.contains("env-not-ignored") || shown.lines().count() > 1,
        "{shown}"
    );
    for args in [&[".env"][..], &[]] {
        let check = repo.tightlip([&["baseline", "check"], args].concat());
        assert_eq!(check.code, 0, "{args:?}: {check:?}");
    }
    repo.write("tightlip.toml", "[hygiene]\nenabled = false\n");
    if repo.tightlip(["config", "check"]).code == 0 {
        assert_eq!(repo.tightlip(["baseline", "check"]).code, 0);
    }
}

#[test]
fn what_is_staged_can_be_accepted_alone() {
    let repo = Repo::new();
    repo.stage("a.py", format!("key = \"{}\"\n", token(1)));
    repo.write("b.py", format!("key = \"{}\"\n", token(2)));
    repo.tightlip(["baseline", "create", "--staged"]);
    assert_eq!(repo.found(["scan"]), ["b.py:1"]);
    repo.stage("c.py", format!("key = \"{}\"\n", token(3)));
    let update = repo.tightlip(["baseline", "update", "--staged"]);
    assert!(update.stderr.contains("1 added"), "{update:?}");
    assert_eq!(repo.found(["scan"]), ["b.py:1"]);
}

#[test]
fn flags_that_would_do_nothing_are_refused() {
    let repo = accepted();
    for command in ["create", "update"] {
        for flag in [
            "--ci",
            "--report=json=x",
            "--format=json",
            "--exit-code=5",
            "--exit-zero",
            "--show-allowed",
            "--show-secrets",
            "--stdin-path=x",
        ] {
            let ran = repo.tightlip(["baseline", command, flag]);
            assert_eq!(ran.code, 2, "{command} {flag}: {ran:?}");
        }
    }
    assert_eq!(repo.tightlip(["baseline", "update", "--force"]).code, 2);
    assert_eq!(repo.tightlip(["triage", "--show-allowed"]).code, 2);
}

#[test]
fn a_day_that_is_over_is_refused() {
    let repo = old();
    for command in ["create", "update"] {
        let ran = repo.tightlip(["baseline", command, "--until", "2020-01-01"]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("that day is over"), "{ran:?}");
    }
    assert!(!repo.path().join(FILE).exists());
}

#[cfg(unix)]
#[test]
fn where_no_file_can_be_written_no_draft_is_named() {
    let repo = old();
    // A folder that nobody may write into, root neither.
    let ran = keyed(
        &repo,
        &["baseline", "create", "--baseline", "/proc/self/b.json"],
    );
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("cannot write /proc/self/b.json"),
        "{ran:?}"
    );
    assert!(
        !ran.stderr.contains(".tmp") && !ran.stderr.contains("at path"),
        "{ran:?}"
    );
}
