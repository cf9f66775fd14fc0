//! `tightlip hook`: hooks that come, run before git does anything, and go without a trace.

mod status;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Ran, Repo, run, token};

fn git(repo: &Repo, args: &[&str]) -> Ran {
    run(repo.command("git").args(args), b"")
}

fn leak(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed))
}

/// That a commit with a secret is refused, and one without is made.
#[track_caller]
fn assert_guarded(repo: &Repo) {
    repo.stage("leak.py", leak(1));
    let ran = git(repo, &["commit", "-m", "leak"]);
    assert_ne!(ran.code, 0, "{ran:?}");
    let said = [ran.stdout, ran.stderr].concat();
    assert!(said.contains("leak.py:1:8"), "{said}");
    repo.stage("leak.py", "key = None\n");
    let ran = git(repo, &["commit", "-m", "fine", "--allow-empty"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[track_caller]
fn tightlip(repo: &Repo, args: &[&str]) -> Ran {
    let ran = repo.tightlip(args);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran
}

/// Every file of a folder: its bytes, and whether it may be run.
fn content(folder: &Path) -> BTreeMap<String, (Vec<u8>, u32, bool)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    let entries = entries.map(|entry| {
        let path = entry.unwrap().path();
        let found = path.symlink_metadata().unwrap();
        (
            path.file_name().unwrap().to_string_lossy().into_owned(),
            (fs::read(&path).unwrap(), mode(&found), found.is_symlink()),
        )
    });
    entries.collect()
}

#[cfg(unix)]
fn mode(found: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions())
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0
}

/// Writes a script that git may run.
fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn an_installed_hook_stops_a_secret_and_goes_without_a_trace() {
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    let before = content(&hooks);
    let ran = tightlip(&repo, &["hook", "install", "pre-commit"]);
    assert_eq!(ran.stdout, "installed .git/hooks/pre-commit\n");
    assert_guarded(&repo);
    let ran = tightlip(&repo, &["hook", "install", "pre-commit"]);
    assert_eq!(ran.stdout, "renewed .git/hooks/pre-commit\n");
    tightlip(&repo, &["hook", "uninstall"]);
    assert_eq!(content(&hooks), before);
    let ran = tightlip(&repo, &["hook", "uninstall"]);
    assert!(ran.stderr.contains("no hook of tightlip"), "{ran:?}");
}

#[test]
fn a_folder_made_for_the_hooks_goes_with_them() {
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    fs::remove_dir_all(&hooks).unwrap();
    tightlip(&repo, &["hook", "install", "pre-commit"]);
    assert_guarded(&repo);
    tightlip(&repo, &["hook", "uninstall"]);
    assert!(!hooks.exists());
}

#[test]
fn a_hook_that_was_there_runs_first_and_comes_back_as_it_was() {
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    script(
        &hooks.join("pre-commit"),
        "#!/bin/sh\necho \"old $# $PWD\" >> .git/ran\n[ ! -e .git/refuse ]\n",
    );
    let before = content(&hooks);
    let ran = tightlip(&repo, &["hook", "install", "pre-commit"]);
    assert!(
        ran.stdout
            .contains(".git/hooks.before-tightlip/pre-commit first")
    );
    // A second time changes nothing.
    tightlip(&repo, &["hook", "install", "pre-commit"]);
    assert_guarded(&repo);
    let said = fs::read_to_string(repo.path().join(".git/ran")).unwrap();
    assert_eq!(said.lines().count(), 2, "{said}");
    fs::write(repo.path().join(".git/refuse"), "").unwrap();
    assert_ne!(git(&repo, &["commit", "--allow-empty", "-m", "x"]).code, 0);
    tightlip(&repo, &["hook", "uninstall"]);
    assert_eq!(content(&hooks), before);
    assert!(!repo.path().join(".git/hooks.before-tightlip").exists());
}

#[cfg(unix)]
#[test]
fn links_and_hooks_that_git_passes_over_come_back_too() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    let real = repo.path().join("tools/check");
    script(&real, "#!/bin/sh\nexit 1\n");
    symlink("../../tools/check", hooks.join("pre-commit")).unwrap();
    let before = content(&hooks);
    tightlip(&repo, &["hook", "install", "pre-commit"]);
    assert_ne!(git(&repo, &["commit", "--allow-empty", "-m", "x"]).code, 0);
    fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
    // Git would not run it, so ours does not.
    assert_guarded(&repo);
    tightlip(&repo, &["hook", "uninstall"]);
    assert_eq!(content(&hooks), before);
    let link = fs::read_link(hooks.join("pre-commit")).unwrap();
    assert_eq!(link, Path::new("../../tools/check"));
}

#[test]
fn what_lies_where_the_old_hook_should_go_is_not_lost() {
    let repo = Repo::new();
    let hooks = repo.path().join(".git/hooks");
    script(&hooks.join("pre-commit"), "#!/bin/sh\n");
    script(&hooks.join("pre-commit.before-tightlip"), "#!/bin/sh\n#2\n");
    let before = content(&hooks);
    let ran = repo.tightlip(["hook", "install", "pre-commit"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("in the way"), "{ran:?}");
    assert_eq!(content(&hooks), before);
}

#[cfg(unix)]
#[test]
fn what_somebody_added_to_an_installed_hook_is_not_lost() {
    let repo = Repo::new();
    tightlip(&repo, &["hook", "install", "pre-push"]);
    let hook = repo.path().join(".git/hooks/pre-push");
    let ours = fs::read_to_string(&hook).unwrap();
    script(&hook, &format!("{ours}\nmake lint\n"));
    for what in ["install", "uninstall"] {
        let ran = repo.tightlip(["hook", what, "pre-push"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("pre-push has lines below"), "{ran:?}");
        assert!(fs::read_to_string(&hook).unwrap().ends_with("make lint\n"));
    }
    script(&hook, &format!("{ours}\n\n"));
    tightlip(&repo, &["hook", "uninstall", "pre-push"]);
    assert!(!hook.exists());
}

#[test]
fn the_folder_that_the_repository_names_is_used() {
    let repo = Repo::new();
    repo.git(["config", "core.hooksPath", ".githooks"]);
    fs::create_dir(repo.path().join("sub")).unwrap();
    let ran = repo.tightlip_with(["hook", "install", "pre-commit"], b"", |command| {
        let sub = repo.path().join("sub");
        command.current_dir(sub)
    });
    assert_eq!(ran.stdout, "installed .githooks/pre-commit\n");
    // Not on PATH, where alone it is looked for.
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("tightlip is not installed here"));
    assert!(ran.stderr.contains("commit .githooks"), "{ran:?}");
    let text = fs::read_to_string(repo.path().join(".githooks/pre-commit")).unwrap();
    // Others have it elsewhere.
    assert!(!text.contains(env!("CARGO_BIN_EXE_tightlip")), "{text}");
    tightlip(&repo, &["hook", "uninstall"]);
    assert!(!repo.path().join(".githooks").exists());
}

#[test]
fn a_folder_that_all_repositories_share_is_left_alone_unless_asked_for() {
    let repo = Repo::new();
    let shared = repo.beside("shared");
    let global = repo.beside("gitconfig");
    fs::write(
        &global,
        format!("[core]\nhooksPath = {}\n", shared.display()),
    )
    .unwrap();
    let with = |args: &[&str]| {
        repo.tightlip_with(args, b"", |command| {
            command.env("GIT_CONFIG_GLOBAL", &global)
        })
    };
    let ran = with(&["hook", "install", "pre-commit"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("--shared"), "{ran:?}");
    assert!(!shared.exists());
    let ran = with(&["hook", "install", "--shared", "pre-commit"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(shared.join("pre-commit").exists());
    assert_eq!(with(&["hook", "uninstall"]).code, 0);
    assert!(!shared.exists());
}

#[test]
fn worktrees_share_the_hooks_of_their_repository() {
    let repo = Repo::new();
    repo.stage("a", "a\n");
    repo.commit("one");
    let other = repo.beside("other");
    repo.git(["worktree", "add", "--quiet", other.to_str().unwrap()]);
    let ran = repo.tightlip_with(["hook", "install", "pre-commit"], b"", |command| {
        command.current_dir(&other)
    });
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(repo.path().join(".git/hooks/pre-commit").exists());
    assert_guarded(&repo);
    fs::write(other.join("leak.py"), leak(3)).unwrap();
    let there = |args: &[&str]| run(repo.command("git").current_dir(&other).args(args), b"");
    assert_eq!(there(&["add", "leak.py"]).code, 0);
    assert_ne!(there(&["commit", "-m", "x"]).code, 0);
}

#[test]
fn programs_that_manage_hooks_are_told_what_to_run() {
    let managers: [(&str, &str, &str); 4] = [
        ("lefthook.yml", "pre-commit:\n", "lefthook install"),
        (
            ".pre-commit-config.yaml",
            "repos: []\n",
            "pre-commit install",
        ),
        (
            "package.json",
            "{\"simple-git-hooks\": {}}",
            "npx simple-git-hooks",
        ),
        (".husky/commit-msg", "true\n", "npx husky"),
    ];
    for (file, text, then) in managers {
        let repo = Repo::new();
        repo.write(file, text);
        let ran = repo.tightlip(["hook", "install", "pre-commit"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stdout.contains("tightlip hook run pre-commit"));
        assert!(ran.stdout.contains(then), "{ran:?}");
        assert!(!repo.path().join(".git/hooks/pre-commit").exists());
        tightlip(&repo, &["hook", "install", "--force", "pre-commit"]);
        assert_guarded(&repo);
    }
}

#[test]
fn outside_a_repository_there_are_no_hooks() {
    let folder = Repo::plain();
    for args in [
        ["hook", "install"],
        ["hook", "status"],
        ["hook", "uninstall"],
    ] {
        let ran = folder.tightlip(args);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("not a git repository"), "{ran:?}");
    }
}

#[test]
fn completions_and_manual_pages_are_made_of_the_command_line() {
    let repo = Repo::plain();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = tightlip(&repo, &["completions", shell]);
        assert!(ran.stdout.contains("hygiene"), "{shell}");
        assert!(ran.stdout.contains("no-inline-allow"), "{shell}");
    }
    let ran = tightlip(&repo, &["man"]);
    assert!(ran.stdout.contains(".TH tightlip 1"), "{}", ran.stdout);
    tightlip(&repo, &["man", "--dir", "pages"]);
    let page = fs::read_to_string(repo.path().join("pages/tightlip-scan.1")).unwrap();
    assert!(page.contains("staged"));
}

#[cfg(unix)]
#[test]
fn an_installation_that_is_killed_leaves_the_old_hook_or_both() {
    let repo = Repo::new();
    let old = "#!/bin/sh\necho the old one\n";
    let folder = repo.path().join(".git/hooks");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    let (hook, before) = (
        folder.join("pre-commit"),
        repo.path().join(".git/hooks.before-tightlip/pre-commit"),
    );
    script(&hook, old);
    let started = std::time::Instant::now();
    assert_eq!(repo.tightlip(["hook", "install", "pre-commit"]).code, 0);
    let takes = started.elapsed();
    assert_eq!(repo.tightlip(["hook", "uninstall"]).code, 0);
    for wait in 0..40 {
        let mut command = repo.command(env!("CARGO_BIN_EXE_tightlip"));
        let command = command.args(["hook", "install", "pre-commit"]);
        let quiet = command.stdout(std::process::Stdio::null());
        let mut child = quiet.stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(takes * wait / 30);
        child.kill().unwrap();
        child.wait().unwrap();
        let there = fs::read_to_string(&hook).unwrap();
        let chained = there.contains("tightlip hook install")
            && fs::read_to_string(&before).is_ok_and(|kept| kept == old);
        assert!(there == old || chained, "{there}");
        if chained && wait % 2 == 0 {
            assert_eq!(repo.tightlip(["hook", "uninstall"]).code, 0);
            assert_eq!(fs::read_to_string(&hook).unwrap(), old);
        }
    }
    assert_eq!(repo.tightlip(["hook", "install", "pre-commit"]).code, 0);
    assert_eq!(repo.tightlip(["hook", "uninstall"]).code, 0);
    let names: Vec<_> = content(&folder).into_keys().collect();
    assert_eq!(names, ["pre-commit"]);
    assert_eq!(fs::read_to_string(&hook).unwrap(), old);
}

#[cfg(unix)]
#[test]
fn where_there_is_no_space_left_the_old_hook_stays() {
    let repo = Repo::new();
    let folder = repo.path().join(".git/hooks");
    fs::create_dir_all(&folder).unwrap();
    script(&folder.join("pre-commit"), "#!/bin/sh\necho the old one\n");
    let before = content(&folder);
    let line = format!(
        "trap '' XFSZ; ulimit -f 0; exec {} hook install pre-commit",
        env!("CARGO_BIN_EXE_tightlip")
    );
    let ran = run(repo.command("sh").args(["-c", &line]), b"");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(content(&folder), before);
    assert!(!repo.path().join(".git/hooks.before-tightlip").exists());
}
