//! A job for the CI system that a project has, else for that of the host it is pushed to. Where
//! the system reads a folder of files, or none yet, ours is a file of its own; a file of somebody
//! else's is never edited.

use std::fs;
use std::path::Path;

use tightlip::ci::Platform;
use tightlip::git::Program;

use crate::exit::Failure;

/// What to do about a project's CI.
pub(super) enum Job {
    /// A file of our own, by its path from the top, with its text.
    Own(String, &'static str),
    /// What to add to a file that is there.
    ByHand(String, &'static str),
}

/// Folders of files that are read each for itself.
const FOLDERS: [(&str, Platform); 4] = [
    (".github/workflows", Platform::GitHub),
    (".gitea/workflows", Platform::GitHub),
    (".forgejo/workflows", Platform::GitHub),
    (".woodpecker", Platform::Woodpecker),
];
/// Files that hold all there is.
const FILES: [(&str, Platform); 9] = [
    (".gitlab-ci.yml", Platform::GitLab),
    ("bitbucket-pipelines.yml", Platform::Bitbucket),
    ("azure-pipelines.yml", Platform::Azure),
    (".circleci/config.yml", Platform::CircleCi),
    (".buildkite/pipeline.yml", Platform::Buildkite),
    (".buildkite/pipeline.yaml", Platform::Buildkite),
    ("Jenkinsfile", Platform::Jenkins),
    (".woodpecker.yml", Platform::Woodpecker),
    (".woodpecker.yaml", Platform::Woodpecker),
];
/// Files of systems that do not say what a job builds.
const OTHERS: [&str; 6] = [
    ".travis.yml",
    ".drone.yml",
    ".cirrus.yml",
    ".semaphore/semaphore.yml",
    "appveyor.yml",
    "cloudbuild.yaml",
];
/// Hosts, by a part of their name, with the file that their CI reads.
const HOSTS: [(&str, &str, Platform); 9] = [
    ("github", ".github/workflows/tightlip.yml", Platform::GitHub),
    ("gitlab", ".gitlab-ci.yml", Platform::GitLab),
    ("bitbucket", "bitbucket-pipelines.yml", Platform::Bitbucket),
    ("azure", "azure-pipelines.yml", Platform::Azure),
    ("visualstudio", "azure-pipelines.yml", Platform::Azure),
    (
        "codeberg",
        ".forgejo/workflows/tightlip.yml",
        Platform::GitHub,
    ),
    (
        "forgejo",
        ".forgejo/workflows/tightlip.yml",
        Platform::GitHub,
    ),
    ("gitea", ".gitea/workflows/tightlip.yml", Platform::GitHub),
    (
        "woodpecker",
        ".woodpecker/tightlip.yml",
        Platform::Woodpecker,
    ),
];
/// What any job can run.
const ANYWHERE: &str = "cargo install --locked tightlip\ntightlip scan .\n";

/// The jobs that a project lacks, one a system that it uses.
pub(super) fn jobs(top: &Path) -> Result<Vec<Job>, Failure> {
    let mut jobs = Vec::new();
    let mut has_any = false;
    for (folder, platform) in FOLDERS {
        let is_used = top.join(folder).is_dir();
        has_any |= is_used;
        if is_used && !any_calls(&top.join(folder)) {
            jobs.push(Job::Own(format!("{folder}/tightlip.yml"), job(platform)));
        }
    }
    let others = OTHERS.map(|file| (file, ANYWHERE)).into_iter();
    let known = FILES.map(|(file, platform)| (file, job(platform)));
    for (file, text) in known.into_iter().chain(others) {
        let path = top.join(file);
        has_any |= path.is_file();
        if path.is_file() && !calls(&path) {
            jobs.push(Job::ByHand(file.to_owned(), text));
        }
    }
    if !has_any {
        jobs.extend(first(top)?);
    }
    Ok(jobs)
}

/// The first job of a project that has none, where it is known who will run it.
fn first(top: &Path) -> Result<Option<Job>, Failure> {
    let address = Program::at(top).ask(["config", "--get", "remote.origin.url"])?;
    let mut host = address.as_deref().map_or("", host).to_ascii_lowercase();
    if top.join(".github").is_dir() {
        host.push_str(".github");
    }
    let known = HOSTS
        .iter()
        .find(|(part, ..)| host.split('.').any(|one| one == *part));
    Ok(known.map(|(_, file, platform)| Job::Own((*file).to_owned(), job(*platform))))
}

/// The host of a remote's address: `https://host/…`, `user@host:…`; nothing of a path's.
fn host(address: &str) -> &str {
    let rest = match address.split_once("://") {
        Some(("file", _)) => return "",
        Some((_, rest)) => rest.split('/').next().unwrap_or_default(),
        None => match address.split_once(':') {
            Some((login, _)) if !login.contains('/') => login,
            _ => return "",
        },
    };
    let host = rest.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// Whether a file of this folder runs tightlip.
fn any_calls(folder: &Path) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path()).any(|file| calls(&file))
}

fn calls(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.contains("tightlip"))
}

fn job(platform: Platform) -> &'static str {
    match platform {
        Platform::GitHub => include_str!("jobs/github.yml"),
        Platform::GitLab => include_str!("jobs/gitlab.yml"),
        Platform::Bitbucket => include_str!("jobs/bitbucket.yml"),
        Platform::Azure => include_str!("jobs/azure.yml"),
        Platform::CircleCi => include_str!("jobs/circleci.yml"),
        Platform::Jenkins => include_str!("jobs/jenkins.groovy"),
        Platform::Buildkite => include_str!("jobs/buildkite.yml"),
        Platform::Woodpecker => include_str!("jobs/woodpecker.yml"),
    }
}

#[cfg(test)]
mod tests {
    use super::{ANYWHERE, HOSTS, host, job};

    #[test]
    fn jobs_install_as_the_documentation_says() {
        let documented = include_str!("../../../../../docs/install.md");
        let jobs = HOSTS.map(|(_, _, platform)| job(platform));
        for job in jobs.into_iter().chain([ANYWHERE]) {
            assert!(job.contains("cargo install --locked tightlip"), "{job}");
        }
        assert!(documented.contains("`cargo install --locked --git <URL of this repository>`"));
        assert!(documented.contains("`cargo install --locked tightlip`"));
    }

    #[test]
    fn a_remote_tells_its_host() {
        for (address, expected) in [
            ("https://github.com/a/b.git", "github.com"),
            ("ssh://git@gitlab.corp.net:2222/a/b", "gitlab.corp.net"),
            ("git@codeberg.org:a/b.git", "codeberg.org"),
            ("https://me@dev.azure.com/a/b/_git/c", "dev.azure.com"),
            ("../gitlab/b.git", ""),
            ("file:///srv/github/b.git", ""),
            ("", ""),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
    }
}
