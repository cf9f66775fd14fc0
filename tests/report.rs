//! What the program writes, and where: real findings in each format.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails may say so with a panic"
)]

mod support;

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;
use support::Repo;
use tightlip::rule::template::{Dice, expand};

/// A repository with a token in a file of a hostile name, and the token.
fn leaky() -> (Repo, String) {
    let repo = Repo::new();
    let mut dice = Dice::new(1);
    let token = expand("sk-proj-{base64url:74}T3BlbkFJ{base64url:74}", &mut dice).unwrap();
    let name = if cfg!(windows) {
        "a.py"
    } else {
        "a\x1b[31m\n.py"
    };
    repo.write(name, format!("\x1b[2J key = '{token}'\n"));
    (repo, token)
}

#[test]
fn machine_formats_fit_the_published_schema() {
    let schema: Value = serde_json::from_str(include_str!("../schema/report.schema.json")).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let (repo, token) = leaky();
    for (format, values) in [("json", 1), ("jsonl", 2)] {
        let ran = repo.tightlip(["scan", "--format", format]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(!ran.stdout.contains(&token[12..]), "{}", ran.stdout);
        let stream = serde_json::Deserializer::from_str(&ran.stdout).into_iter();
        let all: Vec<Value> = stream.map(Result::unwrap).collect();
        assert_eq!(all.len(), values, "{}", ran.stdout);
        for value in &all {
            schema
                .validate(value)
                .unwrap_or_else(|error| panic!("{error}: {value}"));
        }
    }
    let shown = repo.tightlip(["scan", "--format", "json", "--show-secrets"]);
    assert!(shown.stdout.contains(&token), "{}", shown.stdout);
}

#[test]
fn nothing_that_a_terminal_obeys_is_written_unless_colours_are_wanted() {
    let (repo, token) = leaky();
    for format in ["text", "json", "jsonl"] {
        let ran = repo.tightlip(["scan", "--format", format]);
        let odd = |c: char| c.is_control() && c != '\n';
        assert!(!ran.stdout.contains(odd), "{}", ran.stdout);
        assert!(!ran.stderr.contains(odd), "{}", ran.stderr);
        assert!(!ran.stdout.contains(&token[12..]), "{}", ran.stdout);
    }
    let ran = repo.tightlip(["scan", "--color", "always"]);
    assert!(
        ran.stdout.starts_with("\x1b[1;35mcritical["),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stderr.contains("\x1b[1;31m1 finding\x1b[0m"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_clean_run_says_one_line_on_standard_error() {
    let repo = Repo::new();
    repo.write("a.py", "x = 1\n");
    let ran = repo.tightlip(["scan"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(
        ran.stderr.starts_with("no secrets found in 1 file (6 B, "),
        "{ran:?}"
    );
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    assert_eq!(repo.tightlip(["scan", "--quiet"]).stderr, "");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (repo, token) = leaky();
    repo.write("many.py", format!("key = '{token}'\n").repeat(2_000));
    let mut child = repo
        .command(env!("CARGO_BIN_EXE_tightlip"))
        .args(["scan", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 8]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
