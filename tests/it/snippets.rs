//! What CI systems are told to do is well-formed: each snippet of the documentation, the template
//! and the action against the platform's own schema, which check-jsonschema of PyPI carries.
//! Without that program nothing is checked, but where `CI` is set that is a failure.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{Repo, run};

/// Headings of docs/ci.md, and the schema that their snippets follow. Jenkins has a language of
/// its own.
const SNIPPETS: [(&str, &str); 7] = [
    ("GitHub Actions", "github-workflows"),
    ("GitLab CI", "gitlab-ci"),
    ("Bitbucket Pipelines", "bitbucket-pipelines"),
    ("Azure Pipelines", "azure-pipelines"),
    ("CircleCI", "circle-ci"),
    ("Buildkite", "buildkite"),
    ("Woodpecker", "woodpecker-ci"),
];

/// The snippets in YAML under each heading.
fn snippets(page: &str) -> Vec<(&str, &str)> {
    let sections = page.split("\n## ").skip(1);
    sections
        .flat_map(|section| {
            let title = section.lines().next().unwrap();
            let blocks = section.split("```yaml\n").skip(1);
            blocks.map(move |block| (title, block.split("```").next().unwrap()))
        })
        .collect()
}

/// GitLab's YAML has tags of its own, Azure's schema patterns that only Python takes.
fn flag(schema: &str) -> Option<&'static str> {
    match schema {
        "gitlab-ci" => Some("--data-transform=gitlab-ci"),
        "azure-pipelines" => Some("--regex-variant=python"),
        _ => None,
    }
}

#[test]
fn every_platform_has_a_snippet_and_every_snippet_a_platform() {
    let page = include_str!("../../docs/ci.md");
    let mut titles: Vec<&str> = snippets(page).into_iter().map(|one| one.0).collect();
    titles.dedup();
    assert_eq!(titles, SNIPPETS.map(|one| one.0));
}

/// The lines of a job that a shell runs, but for those that install.
fn commands(job: &str) -> String {
    let lines = job.lines().filter_map(|line| {
        let line = line.trim().trim_start_matches("- ");
        let behind = ["run: ", "script: ", "command: "];
        let line = behind
            .iter()
            .find_map(|key| line.strip_prefix(key))
            .unwrap_or(line);
        let is_step = line.starts_with("mkdir ") || line.starts_with("tightlip scan");
        is_step.then(|| line.replace("$(Build.ArtifactStagingDirectory)", "$STAGING"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_jobs_run_passes_where_there_is_nothing_to_find() {
    let jobs = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/bin/tightlip/commands/init/jobs"
    );
    let mut texts: Vec<String> = fs::read_dir(jobs)
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    texts.push(include_str!("../../templates/gitlab-ci.yml").to_owned());
    let page = include_str!("../../docs/ci.md");
    // GitHub's first runs the action, GitLab's the template.
    let blocks = snippets(page).into_iter().map(|one| one.1.to_owned());
    texts.extend(blocks.filter(|text| text.contains("tightlip scan")));
    assert!(texts.len() > 13);
    for text in texts {
        let steps = commands(&text);
        let repo = Repo::new();
        repo.stage("a.py", "x = 1\n");
        repo.commit("one");
        if text.contains("agent {") {
            // A language of its own, whose report has no folder.
            assert!(text.contains("tightlip scan --ci"), "{text}");
            continue;
        }
        assert!(steps.contains("tightlip scan --ci"), "{text}");
        let steps = steps.replace("tightlip ", &format!("{} ", env!("CARGO_BIN_EXE_tightlip")));
        let mut shell = repo.command("sh");
        shell.args(["-ec", &steps]).env("STAGING", ".");
        let shell = shell
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_REF_NAME", "main");
        let ran = run(shell.env("GITHUB_EVENT_NAME", "schedule"), b"");
        assert_eq!(ran.code, 0, "{steps}: {ran:?}");
    }
}

#[test]
fn snippets_fit_the_schemas_of_their_platforms() {
    let checker = "check-jsonschema";
    if Command::new(checker).arg("--version").output().is_err() {
        let set = env::var("CI").is_ok_and(|value| !value.is_empty());
        assert!(!set, "CI has no {checker}");
        let word = format!("skipped: no {checker}\n");
        io::stderr().write_all(word.as_bytes()).unwrap();
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = TempDir::new().unwrap();
    let mut files: Vec<(&str, PathBuf)> = vec![
        ("github-actions", root.join("action.yml")),
        ("gitlab-ci", root.join("templates/gitlab-ci.yml")),
    ];
    let page = include_str!("../../docs/ci.md");
    for (number, (title, text)) in snippets(page).into_iter().enumerate() {
        let (_, schema) = SNIPPETS.iter().find(|one| one.0 == title).unwrap();
        let path = folder.path().join(format!("{number}.yml"));
        // The second of GitHub's leaves out what the first has above its jobs.
        let head = if *schema == "github-workflows" && !text.contains("\non: ") {
            "on: push\n"
        } else {
            ""
        };
        fs::write(&path, format!("{head}{text}")).unwrap();
        files.push((schema, path));
    }
    // What `init` writes.
    let jobs = root.join("src/bin/tightlip/commands/init/jobs");
    for (title, schema) in SNIPPETS {
        let stem = schema.split('-').next().unwrap();
        let name = if title == "CircleCI" {
            "circleci"
        } else {
            stem
        };
        files.push((schema, jobs.join(format!("{name}.yml"))));
    }
    assert!(files.len() > 16);
    for (schema, path) in &files {
        let ran = Command::new(checker)
            .arg(format!("--builtin-schema=vendor.{schema}"))
            .args(flag(schema))
            .arg(path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success(), "{schema} {}: {said}", path.display());
    }
    // It would be told.
    let wrong = folder.path().join("wrong.yml");
    fs::write(&wrong, "steps:\n  - scrip: x\n").unwrap();
    let ran = Command::new(checker)
        .arg("--builtin-schema=vendor.woodpecker-ci")
        .arg(&wrong)
        .output()
        .unwrap();
    assert!(!ran.status.success());
}
