//! Hooks that were there before ours: whatever they make of their own path stays right.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::support::{Ran, Repo, run, token};

fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn commit(repo: &Repo) -> Ran {
    let args = ["commit", "--allow-empty", "-m", "x"];
    run(repo.command("git").args(args), b"")
}

#[track_caller]
fn tightlip(repo: &Repo, args: &[&str]) {
    let ran = repo.tightlip(args);
    assert_eq!(ran.code, 0, "{ran:?}");
}

/// What the old hook has written, once more.
#[track_caller]
fn said(repo: &Repo) -> String {
    let ran = commit(repo);
    assert_eq!(ran.code, 0, "{ran:?}");
    let file = repo.path().join(".git/said");
    let said = fs::read_to_string(&file).unwrap();
    fs::remove_file(file).unwrap();
    said
}

/// That a secret stops a commit.
#[track_caller]
fn assert_guarded(repo: &Repo) {
    repo.stage("leak.py", format!("key = \"{}\"\n", token(1)));
    let ran = commit(repo);
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!([ran.stdout, ran.stderr].concat().contains("leak.py:1:8"));
    repo.git(["rm", "--quiet", "--force", "leak.py"]);
    // The old hook ran before.
    fs::remove_file(repo.path().join(".git/said")).unwrap();
}

const CURIOUS: &str = "#!/bin/sh\nhere=$(dirname \"$0\")\n. \"$here/lib/words.sh\"\n\
                       up=$(cd \"$here/..\" && pwd -P)\n\
                       echo \"$(basename \"$0\") $(basename \"$up\") $word\" >> .git/said\n";

#[test]
fn a_hook_knows_its_name_and_its_neighbours() {
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    script(&hooks.join("lib/words.sh"), "word=found\n");
    script(&hooks.join("pre-commit"), CURIOUS);
    let before = said(&repo);
    assert_eq!(before, "pre-commit .git found\n");
    for _ in 0..2 {
        tightlip(&repo, &["hook", "install", "pre-commit", "pre-push"]);
        assert_eq!(said(&repo), before);
        assert_guarded(&repo);
    }
    tightlip(&repo, &["hook", "uninstall"]);
    assert!(!repo.path().join(".git/hooks.before-tightlip").exists());
    assert_eq!(
        fs::read_to_string(hooks.join("pre-commit")).unwrap(),
        CURIOUS
    );
    assert!(hooks.join("lib/words.sh").exists());
    assert_eq!(said(&repo), before);
}

#[test]
fn links_to_one_script_for_all_hooks_still_say_which() {
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    script(&hooks.join("lib/words.sh"), "word=found\n");
    script(&hooks.join("all"), CURIOUS);
    for name in ["pre-commit", "pre-push"] {
        symlink("all", hooks.join(name)).unwrap();
    }
    tightlip(&repo, &["hook", "install", "pre-commit", "pre-push"]);
    assert_eq!(said(&repo), "pre-commit .git found\n");
    tightlip(&repo, &["hook", "uninstall", "pre-push"]);
    assert_eq!(said(&repo), "pre-commit .git found\n");
    assert_guarded(&repo);
    tightlip(&repo, &["hook", "uninstall"]);
    for name in ["pre-commit", "pre-push"] {
        assert_eq!(fs::read_link(hooks.join(name)).unwrap(), Path::new("all"));
    }
    assert!(!repo.path().join(".git/hooks.before-tightlip").exists());
}

#[test]
fn hooks_in_the_working_tree_keep_what_was_before_beside_their_folder() {
    let repo = Repo::new();
    repo.git(["config", "core.hooksPath", ".githooks/"]);
    let old = "#!/bin/sh\nbasename \"$0\" >> .git/said\n";
    script(&repo.path().join(".githooks/pre-commit"), old);
    let ran = repo.tightlip_with(["hook", "install", "pre-commit"], b"", with_program);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr
            .contains("commit .githooks and .githooks.before-tightlip"),
        "{ran:?}"
    );
    // Wherever CDPATH leads.
    repo.write("elsewhere/.githooks/pre-commit", "");
    let mut command = repo.command("git");
    let command = command.args(["commit", "--allow-empty", "-m", "x"]);
    let ran = run(
        with_program(command).env("CDPATH", repo.path().join("elsewhere")),
        b"",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = fs::read_to_string(repo.path().join(".git/said")).unwrap();
    assert_eq!(said, "pre-commit\n");
}

/// With the built program on PATH.
fn with_program(command: &mut std::process::Command) -> &mut std::process::Command {
    let program = Path::new(env!("CARGO_BIN_EXE_tightlip")).parent().unwrap();
    let rest = std::env::var_os("PATH").unwrap();
    let all = std::iter::once(program.to_owned()).chain(std::env::split_paths(&rest));
    command.env("PATH", std::env::join_paths(all).unwrap())
}

/// As an earlier version left it.
fn installed_once(repo: &Repo) {
    let hooks = repo.path().join(".git/hooks");
    let program = env!("CARGO_BIN_EXE_tightlip");
    script(
        &hooks.join("pre-commit.before-tightlip"),
        "#!/bin/sh\nbasename \"$0\" >> .git/said\n",
    );
    script(
        &hooks.join("pre-commit"),
        &format!(
            "#!/bin/sh\n# A hook of tightlip, written by `tightlip hook install`: do not edit it.\n\
             tightlip='{program}'\n\
             [ \"$1\" = --probe ] && exec \"$tightlip\" hook run pre-commit --probe\n\
             before=$(dirname \"$0\")/pre-commit.before-tightlip\n\
             if [ -x \"$before\" ]; then\n    \"$before\" \"$@\" || exit\nfi\n\
             exec \"$tightlip\" hook run pre-commit -- \"$@\"\n"
        ),
    );
}

#[test]
fn what_an_earlier_version_installed_is_renewed_and_taken_away() {
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    for renew in [false, true] {
        installed_once(&repo);
        tightlip(&repo, &["hook", "status"]);
        if renew {
            tightlip(&repo, &["hook", "install", "pre-commit"]);
            assert_eq!(said(&repo), "pre-commit\n");
            assert!(!hooks.join("pre-commit.before-tightlip").exists());
            assert_guarded(&repo);
        }
        tightlip(&repo, &["hook", "uninstall"]);
        assert_eq!(said(&repo), "pre-commit\n");
        assert!(!hooks.join("pre-commit.before-tightlip").exists());
        assert!(!repo.path().join(".git/hooks.before-tightlip").exists());
    }
}
