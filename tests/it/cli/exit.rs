//! The exit codes that scripts rely on.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::support::{Ran, Repo, token};

fn leaky() -> Repo {
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    repo
}

/// A regular file that nobody can read, not even root.
#[cfg(target_os = "linux")]
const UNREADABLE: &str = "/proc/self/mem";

#[track_caller]
fn assert_refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(ran.stdout, "", "{ran:?}");
    for word in words {
        assert!(ran.stderr.contains(word), "{word}: {}", ran.stderr);
    }
}

#[test]
fn clean_is_0_and_findings_are_1_in_every_format() {
    let (clean, leaky) = (Repo::new(), leaky());
    for format in ["text", "json", "jsonl"] {
        assert_eq!(clean.tightlip(["scan", "-f", format]).code, 0, "{format}");
        assert_eq!(leaky.tightlip(["scan", "-f", format]).code, 1, "{format}");
    }
}

#[test]
fn the_code_of_findings_can_be_chosen() {
    let (clean, leaky) = (Repo::new(), leaky());
    assert_eq!(leaky.tightlip(["scan", "--exit-code=42"]).code, 42);
    assert_eq!(clean.tightlip(["scan", "--exit-code=42"]).code, 0);
    assert_eq!(leaky.tightlip(["scan", "--exit-code=0"]).code, 0);
    let zero = leaky.tightlip(["scan", "--exit-zero"]);
    assert_eq!(zero.code, 0);
    assert!(zero.stdout.contains("openai-project-key"), "{zero:?}");
    let from_env = leaky.tightlip_with(["scan"], b"", |command| {
        command.env("TIGHTLIP_EXIT_CODE", "7")
    });
    assert_eq!(from_env.code, 7);
}

#[test]
fn findings_below_the_gate_are_none() {
    let repo = Repo::new();
    repo.write("a.py", concat!("api_key = \"sk-", "1234567890\"\n"));
    assert_eq!(repo.tightlip(["scan"]).code, 1);
    let strict = repo.tightlip(["scan", "--min-confidence=high"]);
    assert_eq!((strict.code, strict.stdout.as_str()), (0, ""));
    assert!(strict.stderr.contains("1 below the gate"), "{strict:?}");
    let worst = ["scan", "--min-severity=critical", "a.py"];
    assert_eq!(repo.tightlip(worst).code, 0);
}

#[test]
fn a_path_that_does_not_exist_is_2_and_nothing_is_scanned() {
    let repo = leaky();
    let missing = repo.tightlip(["scan", "a.py", "nowhere/at-all.py"]);
    assert_refused(&missing, &["nowhere/at-all.py: no such file or directory"]);
    let near = repo.tightlip(["scan", "b.py"]);
    assert_refused(&near, &["b.py: no such file"]);
    repo.write("source/main.rs", "");
    let mistyped = repo.tightlip(["scan", "sorce/main.rs"]);
    assert_refused(&mistyped, &["a similar path exists: 'source/main.rs'"]);
    let beyond_a_file = repo.tightlip(["scan", "a.py/b"]);
    assert_refused(&beyond_a_file, &["a.py/b: no such file"]);
}

#[test]
fn a_bad_flag_is_2_with_a_suggestion() {
    let repo = Repo::new();
    let flag = repo.tightlip(["scan", "--stagd"]);
    assert_refused(&flag, &["--stagd", "'--staged'"]);
    let command = repo.tightlip(["sacn"]);
    assert_refused(&command, &["sacn", "'scan'"]);
    let value = repo.tightlip(["scan", "--format=jsno"]);
    assert_refused(&value, &["jsno", "'json'"]);
    let size = repo.tightlip(["scan", "--max-size=big"]);
    assert_refused(&size, &["`big` is no size", "10M"]);
    for threads in ["--threads=0", "--threads=257", "--threads=many"] {
        assert_refused(&repo.tightlip(["scan", threads]), &["--threads"]);
    }
    let both = repo.tightlip(["scan", "-q", "-v"]);
    assert_refused(&both, &["--quiet", "--verbose"]);
    let code = repo.tightlip(["scan", "--exit-code=256"]);
    assert_refused(&code, &["256"]);
    let none = repo.tightlip([""; 0]);
    assert_refused(&none, &["Usage: tightlip"]);
}

#[test]
fn help_and_version_are_0() {
    let repo = Repo::plain();
    for args in [&["--help"][..], &["scan", "--help"], &["help"]] {
        let ran = repo.tightlip(args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{args:?}");
        assert!(ran.stdout.contains("Usage: tightlip"), "{args:?}");
    }
    let version = repo.tightlip(["--version"]);
    assert_eq!(version.code, 0);
    let expected = concat!("tightlip ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(version.stdout, expected);
}

#[test]
fn what_is_staged_outside_a_repository_is_2() {
    let ran = Repo::plain().tightlip(["scan", "--staged"]);
    assert_refused(&ran, &["not a git repository"]);
}

#[test]
fn a_rule_file_that_cannot_be_used_is_2() {
    let repo = Repo::plain();
    assert_refused(&repo.tightlip(["rules", "check", "no.toml"]), &["no.toml"]);
    repo.write("bad.toml", "[[rule]]\nid = \"x\"\nanchorz = [\"x\"]\n");
    let bad = repo.tightlip(["rules", "check", "bad.toml"]);
    assert_refused(&bad, &["bad.toml", "anchorz"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_3() {
    let repo = leaky();
    let ran = repo.tightlip(["scan", UNREADABLE]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("incomplete: 1 path"), "{}", ran.stderr);
    assert!(ran.stderr.contains(UNREADABLE), "{}", ran.stderr);
    let report = repo.tightlip(["scan", UNREADABLE, "-f", "json"]).json();
    assert_eq!(report["status"], "incomplete");
    assert_eq!(report["coverage"]["skipped"][0]["path"], UNREADABLE);
    let zero = repo.tightlip(["scan", UNREADABLE, "a.py", "--exit-zero"]);
    assert_eq!(zero.code, 3);
}

#[cfg(target_os = "linux")]
#[test]
fn findings_outrank_what_could_not_be_read() {
    let repo = leaky();
    let ran = repo.tightlip(["scan", "a.py", UNREADABLE, "-f", "json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json()["status"], "incomplete");
    assert_eq!(ran.found(), ["a.py:1"]);
}

#[cfg(unix)]
#[test]
fn what_is_neither_file_nor_folder_is_3() {
    let repo = Repo::plain();
    let ran = repo.tightlip(["scan", "/dev/null"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr.contains("neither a file nor a folder"),
        "{ran:?}"
    );
}

#[test]
fn an_index_that_cannot_be_read_leaves_the_files_scanned() {
    let repo = leaky();
    repo.write(".git/index", "not an index");
    let ran = repo.tightlip(["scan", "-f", "json"]);
    assert_eq!(
        (ran.code, ran.json()["status"].as_str()),
        (1, Some("incomplete"))
    );
    assert_eq!(ran.found(), ["a.py:1"]);
    assert_eq!(repo.tightlip(["scan", "--staged"]).code, 2);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let repo = Repo::new();
    let lines = (0..600).map(|seed| format!("key = '{}'\n", token(seed)));
    repo.write("a.py", lines.collect::<Vec<_>>().concat());
    for format in ["text", "jsonl"] {
        let mut child = repo
            .command(env!("CARGO_BIN_EXE_tightlip"))
            .args(["scan", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 8]).unwrap();
        drop(stdout);
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}");
    }
}

#[test]
fn findings_count_though_nobody_reads_standard_error() {
    let repo = leaky();
    let mut command = repo.command(env!("CARGO_BIN_EXE_tightlip"));
    let mut child = command
        .args(["scan", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "key = \"{}\"", token(1)).unwrap();
    drop(stdin);
    assert_eq!(Ran::from(child.wait_with_output().unwrap()).code, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_2() {
    let repo = leaky();
    let full = || {
        std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let mut command = repo.command(env!("CARGO_BIN_EXE_tightlip"));
    let output = command.arg("scan").stdout(full()).output().unwrap();
    let ran = Ran::from(output);
    assert_refused(&ran, &["cannot write the report"]);
}
