//! The CI systems that we know, and the variables in which each speaks of the change.

use super::{Change, Variables, github, short};

/// A CI system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// GitHub Actions, and what speaks like it: Gitea's and Forgejo's.
    GitHub,
    /// GitLab CI.
    GitLab,
    /// Bitbucket Pipelines.
    Bitbucket,
    /// Azure Pipelines.
    Azure,
    /// `CircleCI`.
    CircleCi,
    /// Jenkins.
    Jenkins,
    /// Buildkite.
    Buildkite,
    /// Woodpecker.
    Woodpecker,
}

impl Platform {
    /// All of them, those first whose variables only they set.
    pub const ALL: [Self; 8] = [
        Self::GitHub,
        Self::GitLab,
        Self::Bitbucket,
        Self::Azure,
        Self::CircleCi,
        Self::Buildkite,
        Self::Woodpecker,
        Self::Jenkins,
    ];

    /// What it calls itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub Actions",
            Self::GitLab => "GitLab CI",
            Self::Bitbucket => "Bitbucket Pipelines",
            Self::Azure => "Azure Pipelines",
            Self::CircleCi => "CircleCI",
            Self::Jenkins => "Jenkins",
            Self::Buildkite => "Buildkite",
            Self::Woodpecker => "Woodpecker",
        }
    }

    /// What to write, and where, for it to clone the whole history.
    #[must_use]
    pub fn depth_setting(self) -> &'static str {
        match self {
            Self::GitHub => "`fetch-depth: 0` in the step that uses actions/checkout",
            Self::GitLab => "the variable `GIT_DEPTH: 0`",
            Self::Bitbucket => "`clone: { depth: full }`",
            Self::Azure => "`fetchDepth: 0` in the step `checkout: self`",
            Self::CircleCi => "`method: full` in the step `checkout`",
            Self::Jenkins => "no shallow clone in the checkout step (`shallow: false`)",
            Self::Buildkite => "no `--depth` in BUILDKITE_GIT_CLONE_FLAGS",
            Self::Woodpecker => "`partial: false` and `depth: 0` in the settings of the clone step",
        }
    }

    pub(super) fn is_here(self, get: Variables<'_>) -> bool {
        let set = |name| get(name).is_some();
        match self {
            Self::GitHub => set("GITHUB_ACTIONS"),
            Self::GitLab => set("GITLAB_CI"),
            Self::Bitbucket => set("BITBUCKET_BUILD_NUMBER"),
            Self::Azure => set("TF_BUILD"),
            Self::CircleCi => set("CIRCLECI"),
            Self::Jenkins => set("JENKINS_URL") || set("JENKINS_HOME"),
            Self::Buildkite => set("BUILDKITE"),
            Self::Woodpecker => get("CI").as_deref() == Some("woodpecker"),
        }
    }

    pub(super) fn change(self, get: Variables<'_>) -> Change {
        match self {
            Self::GitHub => github::change(get),
            Self::GitLab => gitlab(get),
            Self::Bitbucket => bitbucket(get),
            Self::Azure => azure(get),
            Self::CircleCi => Change::push(None, get("CIRCLE_BRANCH").as_deref(), None),
            Self::Jenkins => jenkins(get),
            Self::Buildkite => buildkite(get),
            Self::Woodpecker => woodpecker(get),
        }
    }
}

fn gitlab(get: Variables<'_>) -> Change {
    if get("CI_MERGE_REQUEST_IID").is_some() {
        let commits = [
            get("CI_MERGE_REQUEST_DIFF_BASE_SHA"),
            get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"),
        ];
        return Change::request(commits, get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"));
    }
    Change::push(
        get("CI_COMMIT_BEFORE_SHA"),
        get("CI_COMMIT_BRANCH").as_deref(),
        get("CI_DEFAULT_BRANCH"),
    )
}

fn bitbucket(get: Variables<'_>) -> Change {
    if get("BITBUCKET_PR_ID").is_some() {
        // Its commit is cut to 12 digits.
        return Change::request(
            [get("BITBUCKET_PR_DESTINATION_COMMIT")],
            get("BITBUCKET_PR_DESTINATION_BRANCH"),
        );
    }
    Change::push(None, get("BITBUCKET_BRANCH").as_deref(), None)
}

fn azure(get: Variables<'_>) -> Change {
    if let Some(target) = get("SYSTEM_PULLREQUEST_TARGETBRANCH") {
        return Change::request([], Some(target));
    }
    let source = get("BUILD_SOURCEBRANCH").filter(|source| source.starts_with("refs/heads/"));
    Change::push(None, source.as_deref().map(short).as_deref(), None)
}

fn jenkins(get: Variables<'_>) -> Change {
    if let Some(target) = get("CHANGE_TARGET") {
        return Change::request([], Some(target));
    }
    // The last build that passed: what failed since then fails again.
    let before = get("GIT_PREVIOUS_SUCCESSFUL_COMMIT");
    let branch = get("BRANCH_NAME").or_else(|| get("GIT_BRANCH"));
    Change::push(before, branch.as_deref(), None)
}

fn buildkite(get: Variables<'_>) -> Change {
    if get("BUILDKITE_PULL_REQUEST").is_some_and(|number| number != "false") {
        return Change::request([], get("BUILDKITE_PULL_REQUEST_BASE_BRANCH"));
    }
    let tag = get("BUILDKITE_TAG").is_some();
    let branch = get("BUILDKITE_BRANCH").filter(|_| !tag);
    // Nobody says what was there before: of the default branch nothing is known to be new.
    let default = get("BUILDKITE_PIPELINE_DEFAULT_BRANCH");
    let default = default.filter(|default| branch.as_ref() != Some(default));
    Change::push(None, branch.as_deref(), default)
}

fn woodpecker(get: Variables<'_>) -> Change {
    match get("CI_PIPELINE_EVENT").as_deref() {
        Some("pull_request") => Change::request([], get("CI_COMMIT_TARGET_BRANCH")),
        Some("push") => Change::push(
            get("CI_PREV_COMMIT_SHA"),
            get("CI_COMMIT_BRANCH").as_deref(),
            get("CI_REPO_DEFAULT_BRANCH"),
        ),
        _ => Change::Whole,
    }
}
