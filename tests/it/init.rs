//! `tightlip init` in real repositories: what it plans, does, and takes back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::Repo;

/// A project with a dotenv file and a workflow.
fn project() -> Repo {
    let repo = Repo::new();
    repo.write(".env", "B_KEY=two\nexport A_KEY=one\n");
    repo.write(".github/workflows/test.yml", "on: push\n");
    repo.write(".gitignore", "dist/");
    repo
}

/// Every file of the repository but git's objects, with what it holds and whether it can be run.
fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, bool)> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".sample") {
                all.insert(name, (fs::read(&path).unwrap(), is_executable(&path)));
            }
        }
    }
    all
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}

#[test]
fn the_plan_is_shown_and_nothing_is_changed() {
    let repo = project();
    let before = files(repo.path());
    for args in [&["init"][..], &["init", "--dry-run"]] {
        let ran = repo.tightlip(args);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(
            ran.stdout,
            "add to .gitignore: `.env`, `.env.local`\n\
             write tightlip.toml: every setting, with what it does\n\
             write .env.example: 2 names from .env, without values\n\
             install .git/hooks/pre-commit: scans before each commit\n\
             install .git/hooks/pre-push: scans before each push\n\
             write .github/workflows/tightlip.yml: a job that scans each change\n"
        );
        assert!(ran.stderr.contains("nothing was changed"), "{ran:?}");
    }
    assert_eq!(files(repo.path()), before);
}

#[test]
fn everything_is_put_in_place_once_and_can_be_taken_back() {
    let repo = project();
    let before = files(repo.path());
    let ran = repo.tightlip(["init", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = |path: &str| fs::read_to_string(repo.path().join(path)).unwrap();
    assert_eq!(text(".env.example"), "B_KEY=\nA_KEY=\n");
    assert!(text(".gitignore").starts_with("dist/\n#"));
    assert!(text(".github/workflows/tightlip.yml").contains("tightlip scan --ci"));
    assert_eq!(repo.tightlip(["config", "check"]).code, 0);
    assert_eq!(repo.tightlip(["hygiene"]).code, 0);
    // The hook runs, and lets a harmless commit through.
    repo.git(["add", "."]);
    repo.git(["commit", "--quiet", "--message", "one"]);
    assert_eq!(repo.git(["ls-files", ".env"]), "");

    let done = files(repo.path());
    let again = repo.tightlip(["init", "--yes"]);
    assert_eq!(again.stdout, "everything is in place\n", "{again:?}");
    assert_eq!(files(repo.path()), done);

    let undone = repo.tightlip(["init", "--undo", "--yes"]);
    assert_eq!(undone.code, 0, "{undone:?}");
    let mut now = files(repo.path());
    now.retain(|path, _| before.contains_key(path) || !path.starts_with(".git/"));
    let mut then = before;
    for changed in [".git/index", ".git/HEAD"] {
        now.remove(changed);
        then.remove(changed);
    }
    assert_eq!(now, then);
    let nothing = repo.tightlip(["init", "--undo", "--yes"]);
    assert!(
        nothing.stderr.contains("nothing to take back"),
        "{nothing:?}"
    );
}

#[test]
fn a_file_that_was_changed_since_is_not_taken_back() {
    let repo = project();
    assert_eq!(repo.tightlip(["init", "--yes"]).code, 0);
    repo.write("tightlip.toml", "[scan]\n");
    let ran = repo.tightlip(["init", "--undo", "--yes"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("tightlip.toml was changed since"),
        "{ran:?}"
    );
    assert!(repo.path().join(".env.example").exists());
    assert!(repo.path().join(".git/hooks/pre-commit").exists());
}

#[test]
fn files_of_others_are_not_edited() {
    let repo = Repo::new();
    repo.write(".gitlab-ci.yml", "test:\n  script: make\n");
    repo.write("Jenkinsfile", "pipeline {}\n");
    repo.write(".husky/pre-commit", "npm test\n");
    repo.write(".gitleaks.toml", "");
    repo.write(".env.sample", "A=\n");
    let before = files(repo.path());
    let ran = repo.tightlip(["init"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(repo.tightlip(["init", "--yes"]).code, 0);
    let now = files(repo.path());
    for (path, content) in &before {
        assert_eq!(now.get(path), Some(content), "{path}");
    }
    let new: Vec<&String> = now
        .keys()
        .filter(|path| !before.contains_key(*path))
        .collect();
    assert_eq!(new, [".git/tightlip/init-1.undo", ".gitignore"]);
}

#[test]
fn what_git_tracks_already_is_said() {
    let repo = Repo::new();
    repo.stage(".env", "A=1\n");
    repo.commit("one");
    let ran = repo.tightlip(["init"]);
    assert!(ran.stdout.contains("by hand: git tracks .env"), "{ran:?}");
}

#[test]
fn it_needs_a_repository() {
    let plain = Repo::plain();
    let ran = plain.tightlip(["init"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("not a git repository"), "{ran:?}");
    assert_eq!(plain.tightlip(["init", "nowhere"]).code, 2);
}
