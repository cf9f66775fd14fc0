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

/// Every file of the repository but git's objects, with what it holds and its mode.
fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, u32)> {
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
                all.insert(name, (fs::read(&path).unwrap(), mode(&path)));
            }
        }
    }
    all
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode()
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0
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
             add to .gitattributes: `.tightlip-baseline.json merge=union`\n\
             write tightlip.toml: every setting, with what it does\n\
             write .env.example: 2 names from .env, without values\n\
             install .git/hooks/pre-commit: scans before each commit\n\
             install .git/hooks/pre-push: scans before each push\n\
             write .github/workflows/tightlip.yml: a job that scans each change\n\n\
             by hand: .github/workflows/tightlip.yml installs tightlip from crates.io, and fails \
             until that has a release\n"
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
    assert_eq!(
        new,
        [".git/tightlip/init-1.undo", ".gitattributes", ".gitignore"]
    );
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

/// The plan, and what is said of what only a person can do.
fn plan(repo: &Repo) -> String {
    let ran = repo.tightlip(["init"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout
}

#[test]
fn each_ci_system_gets_a_job_of_its_own_or_is_told_what_to_add() {
    for (file, own) in [
        (
            ".github/workflows/test.yml",
            Some(".github/workflows/tightlip.yml"),
        ),
        (
            ".gitea/workflows/test.yml",
            Some(".gitea/workflows/tightlip.yml"),
        ),
        (
            ".forgejo/workflows/test.yml",
            Some(".forgejo/workflows/tightlip.yml"),
        ),
        (".woodpecker/test.yml", Some(".woodpecker/tightlip.yml")),
        (".gitlab-ci.yml", None),
        ("bitbucket-pipelines.yml", None),
        ("azure-pipelines.yml", None),
        (".circleci/config.yml", None),
        (".buildkite/pipeline.yml", None),
        (".buildkite/pipeline.yaml", None),
        ("Jenkinsfile", None),
        (".woodpecker.yml", None),
        (".travis.yml", None),
        (".drone.yml", None),
        ("cloudbuild.yaml", None),
    ] {
        let repo = Repo::new();
        repo.write(file, "test: make\n");
        let before = files(repo.path());
        let plan = plan(&repo);
        match own {
            Some(own) => {
                let line = format!("write {own}: a job that scans each change\n");
                assert!(plan.contains(&line), "{file}: {plan}");
            }
            None => assert!(
                plan.contains(&format!("by hand: add to {file}:\n\n")),
                "{plan}"
            ),
        }
        assert_eq!(repo.tightlip(["init", "--yes"]).code, 0, "{file}");
        assert_eq!(
            fs::read_to_string(repo.path().join(file)).unwrap(),
            "test: make\n"
        );
        let done = files(repo.path());
        if let Some(own) = own {
            let text = String::from_utf8(done[own].0.clone()).unwrap();
            assert!(text.contains("tightlip scan"), "{own}: {text}");
            assert_eq!(self::plan(&repo), "everything is in place\n", "{file}");
        }
        // A second time changes nothing; taken back, all is as it was.
        assert_eq!(repo.tightlip(["init", "--yes"]).code, 0, "{file}");
        assert_eq!(files(repo.path()), done, "{file}");
        assert_eq!(repo.tightlip(["init", "--undo", "--yes"]).code, 0, "{file}");
        assert_eq!(files(repo.path()), before, "{file}");
        // Who has the job already is told nothing.
        repo.write(file, "test: tightlip scan --ci\n");
        assert!(!self::plan(&repo).contains(file), "{file}");
    }
}

#[test]
fn a_project_without_ci_gets_the_job_of_its_host() {
    for (address, file) in [
        (
            "git@github.com:me/app.git",
            ".github/workflows/tightlip.yml",
        ),
        ("https://gitlab.corp.example/me/app", ".gitlab-ci.yml"),
        (
            "https://bitbucket.org/me/app.git",
            "bitbucket-pipelines.yml",
        ),
        ("git@ssh.dev.azure.com:v3/me/a/b", "azure-pipelines.yml"),
        (
            "ssh://git@codeberg.org/me/app.git",
            ".forgejo/workflows/tightlip.yml",
        ),
    ] {
        let repo = Repo::new();
        repo.git(["remote", "add", "origin", address]);
        let line = format!("write {file}: a job that scans each change\n");
        assert!(plan(&repo).contains(&line), "{address}: {}", plan(&repo));
        assert_eq!(repo.tightlip(["init", "--yes"]).code, 0, "{address}");
        assert_eq!(plan(&repo), "everything is in place\n", "{address}");
    }
    let repo = Repo::new();
    repo.git([
        "remote",
        "add",
        "origin",
        "https://git.example.org/github/app",
    ]);
    assert!(!plan(&repo).contains("a job"), "{}", plan(&repo));
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_asks_before_it_does_and_before_it_undoes() {
    use crate::triage::screen::Screen;
    let repo = project();
    let before = files(repo.path());
    let mut screen = Screen::run(&repo, "tightlip init");
    let shown = screen.await_text("Do this? [y/N]");
    assert!(shown.contains("install .git/hooks/pre-commit"), "{shown}");
    screen.type_in("\n");
    let (code, said) = screen.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nothing was changed"), "{said}");
    assert_eq!(files(repo.path()), before);

    let mut screen = Screen::run(&repo, "tightlip init");
    screen.await_text("Do this? [y/N]");
    screen.type_in("y\n");
    let (code, said) = screen.end();
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("`tightlip init --undo` takes it back"),
        "{said}"
    );
    let done = files(repo.path());
    assert!(done.contains_key("tightlip.toml"));

    let mut screen = Screen::run(&repo, "tightlip init --undo");
    screen.await_text("Take this back? [y/N]");
    screen.type_in("n\n");
    assert_eq!(screen.end().0, 1);
    assert_eq!(files(repo.path()), done);
    let mut screen = Screen::run(&repo, "tightlip init --undo");
    screen.await_text("Take this back? [y/N]");
    screen.type_in("yes\n");
    assert_eq!(screen.end().0, 0);
    assert_eq!(files(repo.path()), before);
}
