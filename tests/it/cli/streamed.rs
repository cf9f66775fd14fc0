//! Formats that keep nothing are written while the scan goes on.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Repo, token};

fn line(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed))
}

#[test]
fn the_first_finding_is_there_before_the_input_ends() {
    let repo = Repo::plain();
    for (format, before) in [("jsonl", 0), ("csv", 1)] {
        let mut child = repo
            .command(env!("CARGO_BIN_EXE_tightlip"))
            .args(["scan", "-", "--format", format])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut lines = output.lines().map(Result::unwrap);
        input.write_all(line(1).as_bytes()).unwrap();
        // More than is looked at in one go; the input stays open.
        let filler = "x = 1\n".repeat(1 << 20);
        input.write_all(filler.as_bytes()).unwrap();
        let first = lines.nth(before).unwrap();
        assert!(first.contains("openai-project-key"), "{format}: {first}");
        input.write_all(line(2).as_bytes()).unwrap();
        drop(input);
        let rest = lines.filter(|line| line.contains("openai-project-key"));
        assert_eq!(rest.count(), 1, "{format}");
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
}

#[test]
fn what_is_streamed_is_what_is_written_at_the_end() {
    let repo = Repo::new();
    // `a-b`, `a.b` and `a/b` sort otherwise than folders are walked.
    for (seed, path) in ["a/b.py", "a-b.py", "a.b/c.py", "a/.env", "b b/ü.py", "z.py"]
        .into_iter()
        .enumerate()
    {
        let seed = seed as u64 * 10;
        repo.stage(path, line(seed) + &line(seed + 1) + &line(seed));
    }
    repo.stage("a/x.bin", b"\0\x01\x02\0");
    for threads in ["1", "3"] {
        for format in ["jsonl", "csv", "checkstyle"] {
            let path = repo.beside("out");
            let file = format!("{format}={}", path.display());
            let flags = ["--format", format, "--threads", threads, "--report", &file];
            let ran = repo.tightlip(["scan"].iter().chain(&flags));
            assert_eq!(ran.code, 1);
            let written = std::fs::read_to_string(path).unwrap();
            assert_eq!(ran.stdout, written, "{format} {threads}");
            assert!(written.lines().count() > 18);
        }
    }
}

/// What repository that is becomes known by what is found.
#[test]
fn paths_in_another_repository_are_the_same_on_standard_output_and_in_files() {
    let repo = Repo::new();
    repo.stage("src/a.py", line(1));
    let elsewhere = Repo::plain();
    let path = elsewhere.beside("out");
    for format in ["checkstyle", "sarif", "jsonl"] {
        let file = format!("{format}={}", path.display());
        let folder = repo.path().display().to_string();
        let ran = elsewhere.tightlip(["scan", &folder, "--format", format, "--report", &file]);
        let written = std::fs::read_to_string(&path).unwrap();
        let found = |report: &str| report.matches("src/a.py").count();
        assert_eq!(
            (ran.code, found(&ran.stdout)),
            (1, found(&written)),
            "{format}"
        );
        if format == "checkstyle" {
            assert_eq!(ran.stdout, written);
            assert!(written.contains("<file name=\"src/a.py\">"), "{written}");
        }
    }
}

#[test]
fn a_scan_that_cannot_begin_writes_nothing() {
    let repo = Repo::plain();
    for format in ["jsonl", "csv", "checkstyle"] {
        let ran = repo.tightlip(["scan", "nowhere", "--format", format]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    }
}

#[test]
fn once_nobody_reads_the_scan_stops() {
    let repo = Repo::plain();
    let mut child = repo
        .command(env!("CARGO_BIN_EXE_tightlip"))
        .args(["scan", "-", "--format=jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    drop(child.stdout.take());
    // It would read all of this if it were asked to.
    let filler = "x = 1\n".repeat(1 << 20);
    let gone = (0..40).find(|seed| {
        let text = line(*seed) + &filler;
        input.write_all(text.as_bytes()).is_err()
    });
    assert!(gone.is_some_and(|chunk| chunk < 39), "{gone:?}");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}

#[test]
fn a_reader_that_goes_away_does_not_keep_files_from_being_written() {
    let repo = Repo::plain();
    for file in 0..50 {
        repo.write(&format!("{file}.py"), line(file).repeat(20));
    }
    let report = repo.beside("out.json");
    let mut child = repo
        .command(env!("CARGO_BIN_EXE_tightlip"))
        .args(["scan", "--format=jsonl", "--report"])
        .arg(format!("json={}", report.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 50 * 20);
}
