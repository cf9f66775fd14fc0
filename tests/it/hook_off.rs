//! Where git runs no hooks, or answers nothing: said, with what to do about it.

use crate::support::Repo;

#[test]
fn hooks_that_are_switched_off_are_named_as_such() {
    let repo = Repo::new();
    repo.git(["config", "core.hooksPath", "/dev/null"]);
    let why = "core.hooksPath = /dev/null (local, .git/config) is no folder, so git runs no hooks: \
               `git config --unset core.hooksPath`";
    for args in [
        ["hook", "status"].as_slice(),
        &["hook", "install"],
        &["hook", "install", "--force"],
    ] {
        let ran = repo.tightlip(args);
        assert_ne!(ran.code, 0, "{ran:?}");
        let said = [ran.stdout, ran.stderr].concat();
        assert!(said.contains(why), "{args:?}: {said}");
    }
    // Nothing at all does the same; and nothing is written where a folder's name should be.
    repo.git(["config", "core.hooksPath", ""]);
    for args in [["hook", "status"].as_slice(), &["hook", "install"]] {
        let ran = repo.tightlip(args);
        assert_ne!(ran.code, 0, "{ran:?}");
        let said = [ran.stdout, ran.stderr].concat();
        let why = "core.hooksPath = (nothing) (local, .git/config) is no folder";
        assert!(said.contains(why), "{args:?}: {said}");
        assert!(!said.contains("runs   "), "{said}");
    }
    assert!(!repo.path().join("pre-commit").exists());
    repo.git(["config", "--unset", "core.hooksPath"]);
    assert_eq!(repo.tightlip(["hook", "install"]).code, 0);
    assert_eq!(repo.tightlip(["hook", "status"]).code, 0);
}

#[cfg(unix)]
#[test]
fn anothers_repository_is_refused_in_the_same_words_by_all() {
    use std::os::unix::fs::MetadataExt;
    let repo = Repo::new();
    if repo.path().metadata().unwrap().uid() != 0 {
        // Only root can give a folder away.
        return;
    }
    let given = std::process::Command::new("chown")
        .args(["-R", "65534"])
        .arg(repo.path())
        .status();
    assert!(given.is_ok_and(|status| status.success()));
    for args in [
        ["hook", "status"].as_slice(),
        &["hook", "install"],
        &["hook", "uninstall"],
        &["history"],
        &["scan", "--staged"],
    ] {
        let ran = repo.tightlip(args);
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("safe.directory"), "{args:?}: {ran:?}");
    }
    let plain = Repo::plain();
    let ran = plain.tightlip(["hook", "status"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("not a git repository"), "{ran:?}");
}
