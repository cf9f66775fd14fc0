use std::collections::HashMap;

use super::*;

/// What the environment of these variables says.
fn build(variables: &[(&str, &str)]) -> Option<Build> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    detect(&|name| variables.get(name).map(|value| (*value).to_owned()))
}

fn id(digit: char) -> String {
    String::from(digit).repeat(40)
}

fn branch(name: &str) -> Base {
    Base::Branch(name.to_owned())
}

/// One job: its variables, its system, its change.
type Job<'j> = (&'j [(&'j str, &'j str)], Platform, Change);

#[test]
fn requests_are_compared_with_what_they_go_into() {
    let (a, b) = (id('a'), id('b'));
    let jobs: [Job<'_>; 8] = [
        (
            &[("GITHUB_ACTIONS", "true"), ("GITHUB_BASE_REF", "main")],
            Platform::GitHub,
            Change::Request(vec![branch("main")]),
        ),
        (
            &[
                ("GITLAB_CI", "true"),
                ("CI_MERGE_REQUEST_IID", "7"),
                ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &a),
                ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", &b),
                ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
            ],
            Platform::GitLab,
            Change::Request(vec![
                Base::Commit(a.clone()),
                Base::Commit(b.clone()),
                branch("main"),
            ]),
        ),
        (
            &[
                ("BITBUCKET_BUILD_NUMBER", "1"),
                ("BITBUCKET_PR_ID", "7"),
                ("BITBUCKET_PR_DESTINATION_COMMIT", &a[..12]),
                ("BITBUCKET_PR_DESTINATION_BRANCH", "develop"),
            ],
            Platform::Bitbucket,
            Change::Request(vec![Base::Commit(a[..12].to_owned()), branch("develop")]),
        ),
        (
            &[
                ("TF_BUILD", "True"),
                ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/release/2"),
            ],
            Platform::Azure,
            Change::Request(vec![branch("release/2")]),
        ),
        (
            &[("JENKINS_URL", "http://x/"), ("CHANGE_TARGET", "main")],
            Platform::Jenkins,
            Change::Request(vec![branch("main")]),
        ),
        (
            &[
                ("BUILDKITE", "true"),
                ("BUILDKITE_PULL_REQUEST", "12"),
                ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"),
                ("BUILDKITE_BRANCH", "feature"),
            ],
            Platform::Buildkite,
            Change::Request(vec![branch("main")]),
        ),
        (
            &[
                ("CI", "woodpecker"),
                ("CI_PIPELINE_EVENT", "pull_request"),
                ("CI_COMMIT_TARGET_BRANCH", "main"),
            ],
            Platform::Woodpecker,
            Change::Request(vec![branch("main")]),
        ),
        (
            &[("CIRCLECI", "true"), ("CIRCLE_BRANCH", "feature")],
            Platform::CircleCi,
            Change::Push(vec![Base::DefaultBranch]),
        ),
    ];
    for (variables, platform, change) in jobs {
        assert_eq!(build(variables), Some(Build { platform, change }));
    }
}

#[test]
fn pushes_are_compared_with_what_was_there_before() {
    let (a, zero) = (id('a'), id('0'));
    let jobs: [Job<'_>; 8] = [
        (
            &[
                ("GITLAB_CI", "true"),
                ("CI_COMMIT_BEFORE_SHA", &a),
                ("CI_COMMIT_BRANCH", "main"),
                ("CI_DEFAULT_BRANCH", "main"),
            ],
            Platform::GitLab,
            Change::Push(vec![Base::Commit(a.clone())]),
        ),
        (
            // A new branch.
            &[
                ("GITLAB_CI", "true"),
                ("CI_COMMIT_BEFORE_SHA", &zero),
                ("CI_COMMIT_BRANCH", "feature"),
                ("CI_DEFAULT_BRANCH", "main"),
            ],
            Platform::GitLab,
            Change::Push(vec![branch("main")]),
        ),
        (
            // A tag.
            &[("GITLAB_CI", "true"), ("CI_COMMIT_BEFORE_SHA", &zero)],
            Platform::GitLab,
            Change::Whole,
        ),
        (
            &[("BITBUCKET_BUILD_NUMBER", "1"), ("BITBUCKET_BRANCH", "x")],
            Platform::Bitbucket,
            Change::Push(vec![Base::DefaultBranch]),
        ),
        (
            &[("TF_BUILD", "True"), ("BUILD_SOURCEBRANCH", "refs/tags/v1")],
            Platform::Azure,
            Change::Whole,
        ),
        (
            &[
                ("JENKINS_HOME", "/var/jenkins"),
                ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", &a),
                ("BRANCH_NAME", "main"),
            ],
            Platform::Jenkins,
            Change::Push(vec![Base::Commit(a.clone()), Base::DefaultBranch]),
        ),
        (
            &[
                ("BUILDKITE", "true"),
                ("BUILDKITE_PULL_REQUEST", "false"),
                ("BUILDKITE_BRANCH", "main"),
                ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"),
            ],
            Platform::Buildkite,
            Change::Push(vec![Base::DefaultBranch]),
        ),
        (
            &[
                ("CI", "woodpecker"),
                ("CI_PIPELINE_EVENT", "push"),
                ("CI_PREV_COMMIT_SHA", &a),
                ("CI_COMMIT_BRANCH", "main"),
                ("CI_REPO_DEFAULT_BRANCH", "main"),
            ],
            Platform::Woodpecker,
            Change::Push(vec![Base::Commit(a.clone())]),
        ),
    ];
    for (variables, platform, change) in jobs {
        assert_eq!(build(variables), Some(Build { platform, change }));
    }
}

/// What GitHub says with this payload.
fn github(payload: &str, variables: &[(&str, &str)]) -> Change {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), payload).unwrap();
    let path = file.path().to_str().unwrap();
    let mut all = vec![("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_PATH", path)];
    all.extend(variables);
    build(&all).unwrap().change
}

#[test]
fn the_payload_of_github_is_read() {
    let (a, zero) = (id('a'), id('0'));
    let payload = format!(r#"{{"pull_request": {{"base": {{"sha": "{a}", "ref": "main"}}}}}}"#);
    let main = || vec![Base::Commit(a.clone()), branch("main")];
    assert_eq!(github(&payload, &[]), Change::Request(main()));

    let payload = format!(
        r#"{{"merge_group": {{"base_sha": "{a}", "base_ref": "refs/heads/main", "head_sha": "x"}}}}"#
    );
    assert_eq!(github(&payload, &[]), Change::Request(main()));

    let push = |before: &str, name: &str| {
        let payload = format!(
            r#"{{"before": "{before}", "created": true, "repository": {{"default_branch": "main"}}}}"#
        );
        github(
            &payload,
            &[
                ("GITHUB_EVENT_NAME", "push"),
                ("GITHUB_REF_NAME", name),
                ("GITHUB_REF_TYPE", "branch"),
            ],
        )
    };
    assert_eq!(
        push(&a, "main"),
        Change::Push(vec![Base::Commit(a.clone())])
    );
    assert_eq!(push(&zero, "topic"), Change::Push(vec![branch("main")]));
    // The very first push to a new repository.
    assert_eq!(push(&zero, "main"), Change::Whole);

    let schedule = [
        ("GITHUB_EVENT_NAME", "schedule"),
        ("GITHUB_REF_NAME", "main"),
    ];
    assert_eq!(github("{}", &schedule), Change::Whole);
    assert_eq!(github("no JSON", &schedule), Change::Whole);
}

#[test]
fn where_no_system_is_nothing_is_said() {
    assert_eq!(build(&[("CI", "true"), ("GITHUB_ACTIONS", "")]), None);
}
