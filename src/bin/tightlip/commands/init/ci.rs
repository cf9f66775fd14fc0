//! A job for the CI system that a project has. Where that reads a folder of files, ours is a file
//! of its own; a file of somebody else's is never edited.

use std::fs;
use std::path::Path;

use tightlip::ci::Platform;

/// What to do about a project's CI.
pub(super) enum Job {
    /// A file of our own, by its path from the top, with its text.
    Own(String, &'static str),
    /// What to add to a file that is there.
    ByHand(String, &'static str),
}

/// Folders of files that are read each for itself.
const FOLDERS: [(&str, &str); 4] = [
    (".github/workflows", GITHUB),
    (".gitea/workflows", GITHUB),
    (".forgejo/workflows", GITHUB),
    (".woodpecker", WOODPECKER),
];
/// Files that hold all there is.
const FILES: [(&str, Platform); 8] = [
    (".gitlab-ci.yml", Platform::GitLab),
    ("bitbucket-pipelines.yml", Platform::Bitbucket),
    ("azure-pipelines.yml", Platform::Azure),
    (".circleci/config.yml", Platform::CircleCi),
    (".buildkite/pipeline.yml", Platform::Buildkite),
    ("Jenkinsfile", Platform::Jenkins),
    (".woodpecker.yml", Platform::Woodpecker),
    (".woodpecker.yaml", Platform::Woodpecker),
];

/// The jobs that a project lacks, one a system that it uses.
pub(super) fn jobs(top: &Path) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (folder, text) in FOLDERS {
        let is_used = top.join(folder).is_dir();
        if is_used && !any_calls(&top.join(folder)) {
            jobs.push(Job::Own(format!("{folder}/tightlip.yml"), text));
        }
    }
    for (file, platform) in FILES {
        let path = top.join(file);
        if path.is_file() && !calls(&path) {
            jobs.push(Job::ByHand(file.to_owned(), snippet(platform)));
        }
    }
    jobs
}

/// Whether a file of this folder runs tightlip.
fn any_calls(folder: &Path) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path()).any(|file| calls(&file))
}

fn calls(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.contains("tightlip"))
}

fn snippet(platform: Platform) -> &'static str {
    match platform {
        Platform::GitHub => GITHUB,
        Platform::GitLab => GITLAB,
        Platform::Bitbucket => BITBUCKET,
        Platform::Azure => AZURE,
        Platform::CircleCi => CIRCLE,
        Platform::Jenkins => JENKINS,
        Platform::Buildkite => BUILDKITE,
        Platform::Woodpecker => WOODPECKER,
    }
}

const GITHUB: &str = "\
name: secrets
on: [push, pull_request]
permissions:
  contents: read
jobs:
  tightlip:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - run: cargo install --locked tightlip
      - run: tightlip scan --ci --format github
";
const GITLAB: &str = "\
tightlip:
  image: rust:1
  variables:
    GIT_DEPTH: 0
  script:
    - cargo install --locked tightlip
    - tightlip scan --ci --report gitlab=gl-secret-detection-report.json
  artifacts:
    when: always
    reports:
      secret_detection: gl-secret-detection-report.json
";
const BITBUCKET: &str = "\
clone:
  depth: full
pipelines:
  pull-requests:
    \"**\":
      - step:
          name: Secrets
          image: rust:1
          script:
            - cargo install --locked tightlip
            - tightlip scan --ci --report junit=test-results/tightlip.xml
";
const AZURE: &str = "\
steps:
  - checkout: self
    fetchDepth: 0
  - script: cargo install --locked tightlip
  - script: tightlip scan --ci
";
const CIRCLE: &str = "\
jobs:
  tightlip:
    docker:
      - image: cimg/rust:1.90
    environment:
      TIGHTLIP_CI_BASE: << pipeline.git.base_revision >>
    steps:
      - checkout:
          method: full
      - run: cargo install --locked tightlip
      - run: tightlip scan --ci
workflows:
  secrets:
    jobs: [tightlip]
";
const JENKINS: &str = "\
stage('Secrets') {
    agent { docker { image 'rust:1' } }
    steps {
        sh 'cargo install --locked tightlip'
        sh 'tightlip scan --ci'
    }
}
";
const BUILDKITE: &str = "\
steps:
  - label: Secrets
    command:
      - cargo install --locked tightlip
      - tightlip scan --ci
";
const WOODPECKER: &str = "\
when:
  - event: [push, pull_request]
clone:
  git:
    image: woodpeckerci/plugin-git
    settings:
      partial: false
      depth: 0
steps:
  tightlip:
    image: rust:1
    commands:
      - cargo install --locked tightlip
      - tightlip scan --ci
";
