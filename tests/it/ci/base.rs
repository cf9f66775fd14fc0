//! What `scan --ci` compares with, where somebody names it.

use super::Project;

#[test]
fn outside_of_ci_a_base_must_be_named() {
    let project = Project::new();
    let repo = &project.repo;
    let ran = repo.tightlip(["scan", "--ci"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("GitHub Actions, GitLab CI"), "{ran:?}");
    assert_eq!(
        repo.found(["scan", "--ci", "--ci-base", "main"]),
        ["new.py:1"]
    );
    let ran = repo.tightlip(["scan", "--ci", "--ci-base", "nowhere"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stderr.contains("nowhere is not in this clone"),
        "{ran:?}"
    );
    assert_eq!(repo.tightlip(["scan", "--ci", "."]).code, 2);
}

#[test]
fn a_base_that_was_not_fetched_is_asked_for_and_no_deeper_clone() {
    let project = Project::new();
    let clone = project.clone("topic", &["--single-branch"]);
    let ran = project.scan(
        &clone,
        &[("JENKINS_URL", "http://x"), ("CHANGE_TARGET", "main")],
    );
    assert_eq!(ran.json()["status"], "incomplete", "{ran:?}");
    let said = "branch main is not in this clone; fetch it first";
    assert!(ran.stderr.contains(said), "{ran:?}");
    // Bitbucket clones so, and cuts the id of what the request goes into.
    let base = project.id("main");
    let ran = project.scan(
        &clone,
        &[
            ("BITBUCKET_BUILD_NUMBER", "1"),
            ("BITBUCKET_PR_ID", "7"),
            ("BITBUCKET_PR_DESTINATION_COMMIT", &base[..12]),
            ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ],
    );
    assert_eq!(ran.found(), ["new.py:1"], "{ran:?}");
    assert_eq!(ran.json()["status"], "findings", "{ran:?}");
}

#[test]
fn a_base_that_is_head_itself_brings_nothing_new() {
    let project = Project::new();
    let clone = project.clone("topic", &[]);
    let head = project.id("topic");
    for base in [head.as_str(), &head[..12]] {
        let ran = project.scan(&clone, &[("CIRCLECI", "true"), ("TIGHTLIP_CI_BASE", base)]);
        assert_eq!(
            ran.json()["coverage"]["skipped"].as_array().unwrap().len(),
            0
        );
        assert!(ran.stderr.contains("nothing is new"), "{ran:?}");
    }
}

#[test]
fn a_branch_that_is_called_as_heads_id_begins_is_not_head() {
    let project = Project::new();
    let repo = &project.repo;
    let tip = project.id("topic");
    repo.git(["checkout", "--quiet", "--detach", "topic~1"]);
    let head = project.id("HEAD");
    for digits in [1, 7, 12] {
        let branch = &head[..digits];
        repo.git(["branch", "--quiet", branch, &tip]);
        let ran = repo.tightlip(["scan", "--ci", "--ci-base", branch, "--format=json"]);
        let why = ran.json()["coverage"]["skipped"][0]["reason"].to_string();
        assert!(
            why.contains("was the request's head checked out?"),
            "{ran:?}"
        );
        repo.git(["branch", "--quiet", "-D", branch]);
    }
    // Nor is one at HEAD's own commit its id.
    repo.git(["branch", "--quiet", &head[..1]]);
    let ran = repo.tightlip(["scan", "--ci", "--ci-base", &head[..1], "--format=json"]);
    assert!(!ran.stderr.contains("nothing is new"), "{ran:?}");
}
