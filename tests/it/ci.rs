//! `scan --ci` in clones as CI systems make them, whole and shallow.

use std::path::PathBuf;

use crate::support::{Ran, Repo, token};

mod base;

fn leak(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed))
}

/// A repository with `main` and a branch of two commits, of which the first brings a secret
/// that the second takes away; `main` has another that is older.
struct Project {
    repo: Repo,
}

impl Project {
    fn new() -> Self {
        let repo = Repo::new();
        repo.stage("old.py", leak(1));
        repo.commit("one");
        repo.stage("a.py", "a = 1\n");
        repo.commit("two");
        repo.git(["checkout", "--quiet", "-b", "topic"]);
        repo.stage("new.py", leak(2));
        repo.commit("three");
        repo.stage("new.py", "key = None\n");
        repo.commit("four");
        Self { repo }
    }

    /// The same, and what `main` had last is gone from it.
    fn cleaned() -> Self {
        let project = Self::new();
        project.repo.git(["checkout", "--quiet", "main"]);
        project.repo.git(["rm", "--quiet", "old.py"]);
        project.repo.commit("clean");
        project
    }

    /// A clone of one branch, made with these flags.
    fn clone(&self, branch: &str, flags: &[&str]) -> PathBuf {
        let to = self.repo.beside(&format!("clone{}", flags.len()));
        let from = format!("file://{}", self.repo.path().display());
        let mut args = vec!["clone", "--quiet", "--branch", branch];
        args.extend(flags);
        args.extend(["--", &from, to.to_str().unwrap()]);
        self.repo.git(args);
        to
    }

    fn scan(&self, clone: &PathBuf, variables: &[(&str, &str)]) -> Ran {
        self.repo
            .tightlip_with(["scan", "--ci", "--format=json"], b"", |command| {
                command.current_dir(clone).envs(variables.iter().copied())
            })
    }

    fn id(&self, name: &str) -> String {
        self.repo.git(["rev-parse", name])
    }
}

#[test]
fn the_commits_of_a_request_are_scanned_and_no_others() {
    let project = Project::new();
    let base = project.id("main");
    let whole = project.clone("topic", &[]);
    let zero = "0".repeat(40);
    let jobs: [&[(&str, &str)]; 8] = [
        &[("GITHUB_ACTIONS", "true"), ("GITHUB_BASE_REF", "main")],
        // Zeros are no base.
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_BASE_REF", "main"),
            ("TIGHTLIP_CI_BASE", &zero),
        ],
        &[
            ("GITLAB_CI", "true"),
            ("CI_MERGE_REQUEST_IID", "1"),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base),
        ],
        &[
            ("BITBUCKET_BUILD_NUMBER", "1"),
            ("BITBUCKET_PR_ID", "1"),
            ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ],
        &[
            ("TF_BUILD", "True"),
            ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
        ],
        &[("CIRCLECI", "true"), ("TIGHTLIP_CI_BASE", "origin/main")],
        &[("JENKINS_URL", "x"), ("CHANGE_TARGET", "main")],
        &[
            ("BUILDKITE", "true"),
            ("BUILDKITE_PULL_REQUEST", "1"),
            ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"),
        ],
    ];
    for variables in jobs {
        let ran = project.scan(&whole, variables);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(ran.found(), ["new.py:1"], "{variables:?}");
        let said = format!("2 commits, {}..{}", &base[..12], &project.id("topic")[..12]);
        assert!(ran.stderr.contains(&said), "{ran:?}");
        let finding = &ran.findings()[0];
        assert_eq!(finding["source"]["commit"], project.id("topic^"));
        assert_eq!(finding["source"]["message"], "three");
        assert_eq!(finding["source"]["in_head"], false);
    }
}

#[test]
fn a_merge_that_github_made_is_no_change_of_its_own() {
    let project = Project::new();
    project.repo.git(["checkout", "--quiet", "main"]);
    project.repo.stage("late.py", leak(3));
    project.repo.commit("main moves on");
    project.repo.git(["checkout", "--quiet", "-b", "merged"]);
    project.repo.git(["merge", "--quiet", "--no-edit", "topic"]);
    let clone = project.clone("merged", &[]);
    let payload = project.repo.beside("event.json");
    let base = project.id("main^");
    let text = format!(r#"{{"pull_request": {{"base": {{"sha": "{base}", "ref": "main"}}}}}}"#);
    std::fs::write(&payload, text).unwrap();
    let ran = project.scan(
        &clone,
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_EVENT_PATH", payload.to_str().unwrap()),
        ],
    );
    // What others put on main since is theirs.
    assert_eq!(ran.found(), ["new.py:1"], "{ran:?}");
}

#[test]
fn a_clone_that_is_too_shallow_is_scanned_as_it_is_and_incomplete() {
    let project = Project::new();
    let base = project.id("main");
    let settings: [(&[(&str, &str)], &str); 3] = [
        (
            &[("GITHUB_ACTIONS", "true"), ("GITHUB_BASE_REF", "main")],
            "fetch-depth: 0",
        ),
        (
            &[
                ("GITLAB_CI", "true"),
                ("CI_MERGE_REQUEST_IID", "1"),
                ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base),
            ],
            "GIT_DEPTH: 0",
        ),
        (
            &[
                ("TF_BUILD", "True"),
                ("SYSTEM_PULLREQUEST_TARGETBRANCH", "main"),
            ],
            "fetchDepth: 0",
        ),
    ];
    let one = project.clone("main", &["--depth=1"]);
    // The base is there, but not what lies between.
    let both = project.clone("topic", &["--depth=1", "--no-single-branch"]);
    for (variables, setting) in settings {
        let ran = project.scan(&one, variables);
        // All of HEAD's tree, with what is old.
        assert_eq!(ran.found(), ["old.py:1"], "{ran:?}");
        assert_eq!(ran.json()["status"], "incomplete");
        assert_eq!(ran.code, 1);
        let ran = project.scan(&both, variables);
        assert!(ran.stderr.contains("warning: "), "{ran:?}");
        assert!(ran.stderr.contains(setting), "{ran:?}");
    }
    // Without findings the code says so, too.
    project.repo.git(["rm", "--quiet", "old.py"]);
    project.repo.commit("five");
    let clone = project.clone("topic", &["--depth=1", "--no-tags", "--single-branch"]);
    let ran = project.scan(&clone, settings[0].0);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(ran.json()["status"], "incomplete");
}

#[test]
fn a_clone_that_is_deep_enough_is_enough() {
    let project = Project::new();
    let base = project.id("main");
    let clone = project.clone("topic", &["--depth=3"]);
    let ran = project.scan(
        &clone,
        &[
            ("GITLAB_CI", "true"),
            ("CI_MERGE_REQUEST_IID", "1"),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base),
        ],
    );
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.found(), ["new.py:1"]);
    assert_eq!(ran.json()["status"], "findings");
}

#[test]
fn a_push_is_compared_with_what_was_there_before() {
    let project = Project::new();
    let clone = project.clone("topic", &[]);
    let before = project.id("topic^");
    let ran = project.scan(
        &clone,
        &[
            ("GITLAB_CI", "true"),
            ("CI_COMMIT_BRANCH", "topic"),
            ("CI_DEFAULT_BRANCH", "main"),
            ("CI_COMMIT_BEFORE_SHA", &before),
        ],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("1 commit, "), "{ran:?}");
    // A new branch: what the default branch has not.
    let zero = "0".repeat(40);
    let ran = project.scan(
        &clone,
        &[
            ("GITLAB_CI", "true"),
            ("CI_COMMIT_BRANCH", "topic"),
            ("CI_DEFAULT_BRANCH", "main"),
            ("CI_COMMIT_BEFORE_SHA", &zero),
        ],
    );
    assert_eq!(ran.found(), ["new.py:1"], "{ran:?}");
}

#[test]
fn a_job_that_builds_no_change_scans_all_files() {
    let project = Project::new();
    let clone = project.clone("main", &[]);
    let schedule: &[(&str, &str)] = &[
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "schedule"),
    ];
    // A push to the default branch, of which nobody says what was there before.
    let circle: &[(&str, &str)] = &[("CIRCLECI", "true"), ("CIRCLE_BRANCH", "main")];
    for variables in [schedule, circle] {
        let ran = project.scan(&clone, variables);
        assert_eq!(ran.found(), ["old.py:1"], "{ran:?}");
        assert_eq!(ran.json()["status"], "findings", "{ran:?}");
        assert!(ran.stderr.contains("note: "), "{ran:?}");
    }
}

#[test]
fn a_request_whose_own_commits_were_not_checked_out_is_not_clean() {
    let project = Project::cleaned();
    // As `pull_request_target` does.
    let clone = project.clone("main", &[]);
    let ran = project.scan(
        &clone,
        &[("GITHUB_ACTIONS", "true"), ("GITHUB_BASE_REF", "main")],
    );
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("head checked out?"), "{ran:?}");
}

#[test]
fn repositories_of_sha_256_are_compared_too() {
    let repo = Repo::plain();
    repo.git(["init", "--quiet", "-b", "main", "--object-format=sha256"]);
    repo.stage("old.py", leak(1));
    repo.commit("old");
    repo.git(["checkout", "--quiet", "-b", "change"]);
    repo.stage("new.py", leak(2));
    repo.commit("new");
    repo.stage("new.py", "x = 1\n");
    repo.commit("gone");
    let found = repo.found(["scan", "--ci", "--ci-base", "main"]);
    assert_eq!(found, ["new.py:1"]);
    let found = repo.found(["scan", "--ci", "--ci-base", "HEAD~1"]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_shallow_clone_of_the_default_branch_is_not_clean() {
    let project = Project::cleaned();
    let before = project.id("main~1");
    let clone = project.clone("main", &["--depth=1"]);
    let jobs: [&[(&str, &str)]; 5] = [
        &[
            ("BUILDKITE", "true"),
            ("BUILDKITE_BRANCH", "main"),
            ("BUILDKITE_PULL_REQUEST", "false"),
            ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"),
        ],
        &[
            ("JENKINS_URL", "http://x"),
            ("BRANCH_NAME", "main"),
            ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", &before),
        ],
        &[("CIRCLECI", "true"), ("CIRCLE_BRANCH", "main")],
        &[
            ("BITBUCKET_BUILD_NUMBER", "1"),
            ("BITBUCKET_BRANCH", "main"),
        ],
        &[
            ("TF_BUILD", "True"),
            ("BUILD_SOURCEBRANCH", "refs/heads/main"),
        ],
    ];
    for job in jobs {
        let ran = project.scan(&clone, job);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.stderr.contains("the clone is shallow"), "{ran:?}");
    }
}

#[test]
fn a_push_of_which_nothing_can_be_told_is_not_clean() {
    let project = Project::cleaned();
    let clone = project.clone("main", &[]);
    let ran = project.scan(
        &clone,
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_REF_NAME", "main"),
            ("GITHUB_EVENT_PATH", "/nope"),
        ],
    );
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("GITHUB_EVENT_PATH"), "{ran:?}");
    // What was there before is gone for good: no setting brings it back.
    let gone = "dead".repeat(10);
    let ran = project.scan(
        &clone,
        &[
            ("GITLAB_CI", "true"),
            ("CI_COMMIT_BRANCH", "main"),
            ("CI_DEFAULT_BRANCH", "main"),
            ("CI_COMMIT_BEFORE_SHA", &gone),
        ],
    );
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("forced push"), "{ran:?}");
    assert!(!ran.stderr.contains("GIT_DEPTH"), "{ran:?}");
}
