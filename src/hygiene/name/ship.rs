//! Names of files by which a project is shipped, or run in CI.

use super::{Name, extension, split};

/// CI's files that go by their name.
const WORKFLOWS: [&str; 12] = [
    ".drone.yml",
    ".gitlab-ci.yaml",
    ".gitlab-ci.yml",
    ".travis.yml",
    ".woodpecker.yaml",
    ".woodpecker.yml",
    "action.yml",
    "appveyor.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "cloudbuild.yaml",
    "jenkinsfile",
];
/// Folders whose YAML is CI's.
const WORKFLOW_FOLDERS: [&str; 7] = [
    ".buildkite",
    ".circleci",
    ".forgejo/workflows",
    ".gitea/workflows",
    ".github/workflows",
    ".gitlab/ci",
    ".woodpecker",
];
/// Whose folders are packed.
const PACKERS: [&str; 3] = ["Cargo.toml", "package.json", "pyproject.toml"];

/// Judges a path, `/`-separated.
pub(super) fn of(path: &str) -> Option<Name> {
    let (folders, name) = split(path);
    let lower = name.to_ascii_lowercase();
    let ending = extension(&lower);
    let docker = matches!(ending, "dockerfile" | "containerfile")
        || ["dockerfile", "containerfile"]
            .iter()
            .any(|stem| lower.split('.').next() == Some(stem));
    if docker && !matches!(ending, "dockerignore" | "md") {
        Some(Name::Dockerfile)
    } else if name == "MANIFEST.in" || ending == "gemspec" {
        Some(Name::Packaging)
    } else {
        is_workflow(folders, &lower).then_some(Name::Workflow)
    }
}

fn is_workflow(folders: &str, lower: &str) -> bool {
    let yaml = matches!(extension(lower), "yml" | "yaml");
    let mut places = WORKFLOW_FOLDERS.iter();
    WORKFLOWS.contains(&lower)
        || lower.ends_with(".gitlab-ci.yml")
        || lower.starts_with("jenkinsfile")
        || (yaml && places.any(|folder| folders.ends_with(folder)))
}

/// Whether a manifest of this name tells what its folder's package is made of.
pub(super) fn packs(name: &str) -> bool {
    PACKERS.contains(&name)
}

/// Whether a file of this name is Compose's.
pub(in crate::hygiene) fn is_compose(name: &str) -> bool {
    let yaml = matches!(extension(name), "yml" | "yaml");
    yaml && (name.starts_with("compose.") || name.starts_with("docker-compose."))
}
