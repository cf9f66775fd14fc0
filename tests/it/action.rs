//! `action.yml`: its steps as GitHub runs them, by bash, with inputs from the environment.

use std::path::Path;

use yaml_rust2::{Yaml, YamlLoader};

use crate::support::{Ran, Repo, run, token};

fn action() -> Yaml {
    let text = include_str!("../../action.yml");
    YamlLoader::load_from_str(text).unwrap().remove(0)
}

/// Runs the step that scans with these inputs over the defaults.
fn scan(repo: &Repo, inputs: &[(&str, &str)]) -> Ran {
    let action = action();
    let steps = action["runs"]["steps"].as_vec().unwrap();
    let step = steps
        .iter()
        .find(|step| step["id"].as_str() == Some("scan"));
    let step = step.unwrap();
    let mut command = repo.command("bash");
    command.args(["-e", "-o", "pipefail", "-c", step["run"].as_str().unwrap()]);
    for (variable, value) in step["env"].as_hash().unwrap() {
        let value = value.as_str().unwrap();
        let input = value
            .trim_start_matches("${{ inputs.")
            .trim_end_matches(" }}");
        let default = action["inputs"][input]["default"].as_str().unwrap();
        let given = inputs.iter().find(|(name, _)| *name == input);
        command.env(
            variable.as_str().unwrap(),
            given.map_or(default, |given| given.1),
        );
    }
    let program = Path::new(env!("CARGO_BIN_EXE_tightlip")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    command
        .env("PATH", format!("{}:{path}", program.display()))
        .env("RUNNER_TEMP", repo.beside("home"))
        .env("GITHUB_OUTPUT", repo.beside("output"))
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_BASE_REF", "main");
    run(&mut command, b"")
}

fn project() -> Repo {
    let repo = Repo::new();
    repo.stage("old.py", format!("key = \"{}\"\n", token(1)));
    repo.commit("one");
    repo.git(["checkout", "--quiet", "-b", "topic"]);
    repo.stage("new file.py", format!("key = \"{}\"\n", token(2)));
    repo.commit("two");
    repo
}

#[test]
fn what_is_built_is_told_by_the_sources() {
    let action = action();
    let steps = action["runs"]["steps"].as_vec().unwrap();
    let mut steps = steps.iter();
    let step = steps.find(|step| step["id"].as_str() == Some("sources"));
    let script = step.unwrap()["run"].as_str().unwrap();
    let repo = Repo::plain();
    for path in [
        "Cargo.lock",
        "Cargo.toml",
        "build.rs",
        "rules/a b.toml",
        "src/lib.rs",
    ] {
        repo.write(path, path);
    }
    let hash = || {
        let output = repo.beside("output");
        let _ = std::fs::remove_file(&output);
        let mut command = repo.command("bash");
        command.args(["-e", "-o", "pipefail", "-c", script]);
        let command = command.env("SOURCE", repo.path());
        let ran = run(command.env("GITHUB_OUTPUT", &output), b"");
        assert_eq!(ran.code, 0, "{ran:?}");
        std::fs::read_to_string(output).unwrap()
    };
    let first = hash();
    assert_eq!(first.len(), "hash=\n".len() + 40, "{first}");
    assert_eq!(hash(), first);
    repo.write("src/lib.rs", "other");
    assert_ne!(hash(), first);
}

#[test]
fn the_commits_of_the_event_are_scanned() {
    let ran = scan(&project(), &[("format", "json")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.found(), ["new file.py:1"]);
}

#[test]
fn inputs_choose_what_is_scanned_and_what_fails() {
    let repo = project();
    let ran = scan(
        &repo,
        &[("format", "json"), ("path", "old.py\nnew file.py\n")],
    );
    assert_eq!(ran.found(), ["new file.py:1", "old.py:1"], "{ran:?}");
    let ran = scan(&repo, &[("format", "json"), ("range", "topic")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("head checked out?"), "{ran:?}");
    let ran = scan(&repo, &[("format", "text"), ("fail-on", "never")]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = scan(&repo, &[("format", "json"), ("fail-on", "critical")]);
    assert_eq!((ran.code, ran.findings().len()), (1, 1), "{ran:?}");
    let ran = scan(&repo, &[("format", "text"), ("upload-sarif", "true")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let sarif = repo.beside("home").join("tightlip-sarif/tightlip.sarif");
    assert!(sarif.exists());
    let ran = scan(
        &repo,
        &[
            ("format", "json"),
            ("range", "main..topic"),
            ("fail-on", ""),
        ],
    );
    assert_eq!(
        (ran.code, ran.found()),
        (1, vec!["new file.py:1".to_owned()]),
        "{ran:?}"
    );
    let ran = scan(&repo, &[("format", "json"), ("fail-on", "Critical")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let ran = scan(&repo, &[("range", "main..topic"), ("path", "old.py")]);
    assert_eq!(ran.code, 2, "{ran:?}");
    // Nothing that is written into an input becomes shell.
    let ran = scan(
        &repo,
        &[("format", "json"), ("path", "$(touch ran); `touch ran`")],
    );
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(!repo.path().join("ran").exists());
}
