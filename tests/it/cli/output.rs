//! What is said, where, and in which colours.

use crate::support::{Repo, token};

const ESC: char = '\u{1b}';

fn leaky() -> Repo {
    let repo = Repo::new();
    repo.write(
        "src/a.py",
        format!("x = 1\nkey = \"{}\"  # ok?\n", token(1)),
    );
    repo
}

#[test]
fn a_clean_scan_says_one_line_on_standard_error_alone() {
    let repo = Repo::new();
    repo.write("a.py", "x = 1\n");
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.stdout, "");
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.starts_with("no secrets found in 1 file (6 B, "));
    let quiet = repo.tightlip(["scan", "--quiet"]);
    assert_eq!(
        (quiet.code, quiet.stdout, quiet.stderr),
        (0, String::new(), String::new())
    );
}

#[test]
fn a_finding_is_a_block_that_says_where_what_and_what_to_do() {
    let ran = leaky().tightlip(["scan"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "critical[openai-project-key]: OpenAI project key");
    assert_eq!(lines[1], " --> src/a.py:2:8");
    assert!(lines[3].starts_with("2 | key = \"sk-proj-"), "{}", lines[3]);
    assert!(lines[3].ends_with("…\"  # ok?"), "{}", lines[3]);
    let carets = lines[4].find('^').unwrap();
    assert_eq!(carets, lines[3].find("sk-").unwrap());
    assert!(lines[4].ends_with("^ high confidence"), "{}", lines[4]);
    for advice in [
        "= revoke: at https://platform.openai.com/api-keys",
        "= move: into the environment variable OPENAI_API_KEY",
        "`tightlip:allow openai-project-key`",
    ] {
        assert!(ran.stdout.contains(advice), "{advice}: {}", ran.stdout);
    }
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.starts_with("1 finding (1 critical) in 1 file"));
    let quiet = leaky().tightlip(["scan", "-q"]);
    assert_eq!((quiet.stdout, quiet.stderr), (ran.stdout, String::new()));
}

#[test]
fn what_was_skipped_is_listed_when_asked_for() {
    let repo = Repo::plain();
    repo.write("a.bin", b"\0\x01\x02\0\0\0");
    repo.write("b.txt", "x".repeat(2048));
    repo.write("c.txt", "x");
    let ran = repo.tightlip(["scan", "-v", "--max-size=1K"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    for line in [
        "skipped: 2 paths",
        "  a.bin: binary",
        "  b.txt: over the size cap",
    ] {
        assert!(
            ran.stderr.lines().any(|said| said == line),
            "{}",
            ran.stderr
        );
    }
    let terse = repo.tightlip(["scan", "--max-size=1K"]);
    assert!(!terse.stderr.contains("a.bin"), "{}", terse.stderr);
}

#[test]
fn what_a_scan_leaves_out_by_its_rules_is_listed_when_asked_for() {
    let repo = Repo::new();
    repo.write(".gitignore", "build/\n");
    repo.write("build/a.js", "x");
    repo.write("vendor/b.js", "x");
    repo.write("tightlip.toml", "[scan]\nexclude = [\"vendor/**\"]\n");
    let ran = repo.tightlip(["scan", "-v"]);
    let said: Vec<&str> = ran.stderr.lines().skip(1).collect();
    let expected = [
        "left out: 2 paths",
        "  build: ignored",
        "  vendor/b.js: excluded",
    ];
    assert_eq!(said, expected, "{}", ran.stderr);
    let ran = repo.tightlip(["scan", "-v", "--log-format=json"]);
    let line: serde_json::Value = serde_json::from_str(ran.stderr.trim_end()).unwrap();
    assert_eq!(line["left_out"][0]["path"], "build");
    assert_eq!(line["left_out"][1]["reason"], "excluded");
}

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    let repo = leaky();
    let coloured = |args: &[&str], name: &str, value: &str| {
        let args = ["scan"].iter().chain(args);
        let ran = repo.tightlip_with(args, b"", |command| command.env(name, value));
        (ran.stdout.contains(ESC), ran.stderr.contains(ESC))
    };
    assert_eq!(coloured(&[], "X", ""), (false, false));
    assert_eq!(coloured(&["--color=always"], "X", ""), (true, true));
    assert_eq!(coloured(&["--color=never"], "X", ""), (false, false));
    assert_eq!(coloured(&["--color=always"], "NO_COLOR", "1"), (true, true));
    assert_eq!(coloured(&[], "TIGHTLIP_COLOR", "always"), (true, true));
    assert_eq!(coloured(&[], "CLICOLOR_FORCE", "1"), (false, false));
    let ran = repo.tightlip(["scan", "--color=always"]);
    assert!(ran.stdout.starts_with("\u{1b}[1;35mcritical["), "{ran:?}");
    assert!(ran.stderr.contains("\u{1b}[1;31m1 finding\u{1b}[0m"));
    for format in ["--format=json", "--format=jsonl"] {
        let (stdout, _) = coloured(&["--color=always", format], "X", "");
        assert!(!stdout, "{format}");
    }
}

#[test]
fn colours_change_nothing_else() {
    let repo = leaky();
    let plain = repo.tightlip(["scan"]).stdout;
    let coloured = repo.tightlip(["scan", "--color=always"]).stdout;
    let mut stripped = String::new();
    let mut parts = coloured.split("\u{1b}[");
    stripped.push_str(parts.next().unwrap());
    for part in parts {
        stripped.push_str(part.split_once('m').unwrap().1);
    }
    assert_eq!(stripped, plain);
}

#[cfg(unix)]
#[test]
fn hostile_names_and_lines_reach_no_terminal() {
    let repo = Repo::new();
    let name = "a\n\u{1b}[2J\u{202e}b.py";
    let text = format!("\u{1b}]0;x\u{7} \u{202e}key = \"{}\"\r\n", token(1));
    repo.stage(name, &text);
    repo.write("b\u{9b}31m.bin", b"\0\x01\0\0");
    let hidden = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    for args in [&["scan"][..], &["scan", "--staged"], &["scan", "-v"]] {
        for format in ["text", "json", "jsonl"] {
            let ran = repo.tightlip(args.iter().chain(&["--format", format]));
            assert_eq!(ran.code, 1);
            let said = ran.stdout.clone() + &ran.stderr;
            assert!(!said.contains(hidden), "{args:?} {format}: {said:?}");
        }
    }
    let text = repo.tightlip(["scan"]).stdout;
    assert!(text.contains(r"a\n\u{1b}[2J\u{202e}b.py:1:"), "{text}");
    let parsed = repo.tightlip(["scan", "--format=json"]);
    assert_eq!(parsed.findings()[0]["path"], name);
    let missing = repo.tightlip(["scan", "no\u{1b}[31m\n.py"]);
    assert!(!missing.stderr.contains(ESC), "{missing:?}");
}

#[cfg(unix)]
#[test]
fn hostile_flags_reach_no_terminal() {
    let ran = Repo::plain().tightlip(["scan", "--bad\u{1b}[2J"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.stderr.contains(ESC), "{ran:?}");
}

#[test]
fn long_lines_are_cut_round_the_secret() {
    let repo = Repo::plain();
    let filler = "let value = compute(other);".repeat(100);
    repo.write("a.js", format!("{filler}key=\"{}\";{filler}\n", token(1)));
    let text = repo.tightlip(["scan"]).stdout;
    let line = text.lines().find(|line| line.starts_with("1 | ")).unwrap();
    assert!(line.chars().count() <= 100, "{line}");
    assert!(line.contains("sk-proj-"), "{line}");
}

#[test]
fn machines_are_told_in_json_lines() {
    let repo = leaky();
    repo.write("b.bin", b"\0\x01\x02\0\0\0");
    let ran = repo.tightlip(["scan", "--log-format=json", "-v", "--timings"]);
    let lines: Vec<serde_json::Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["message"], "summary");
    assert_eq!(lines[0]["findings"]["critical"], 1);
    assert_eq!(lines[0]["skipped_paths"][0]["path"], "b.bin");
    let stages = lines[1]["stages"].as_array().unwrap();
    let names: Vec<&str> = stages
        .iter()
        .map(|one| one["stage"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["scan", "sort and count", "report"]);
    let wrong = repo.tightlip(["scan", "--log-format=json", "no\u{1b}.py"]);
    assert_eq!(wrong.code, 2);
    let first = wrong.stderr.lines().next().unwrap();
    let said: serde_json::Value = serde_json::from_str(first).unwrap();
    assert_eq!(said["level"], "error");
    assert!(!wrong.stderr.contains(ESC), "{wrong:?}");
}

#[test]
fn stages_are_timed_when_asked_for() {
    let ran = leaky().tightlip(["scan", "--timings"]);
    let timed = ran
        .stderr
        .lines()
        .filter(|line| line.starts_with("timing: "));
    assert_eq!(timed.count(), 3, "{}", ran.stderr);
}
