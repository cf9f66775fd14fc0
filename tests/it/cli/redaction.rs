//! No secret leaves in clear, whatever the format, unless it was asked for.

use std::collections::HashSet;
use std::fs;

use tightlip::rule::template::{Dice, expand};

use crate::support::{Ran, Repo, token, utf16};

/// Every way to see a report, and what is said beside it.
const WAYS: [&[&str]; 18] = [
    &["--format=text"],
    &["--format=text", "--color=always", "-v"],
    &["--format=json"],
    &["--format=jsonl"],
    &["--format=text", "--no-inline-allow"],
    &["--format=json", "--min-confidence=low"],
    &["--format=sarif"],
    &["--format=gitlab"],
    &["--format=github"],
    &["--format=junit"],
    &["--format=csv"],
    &["--format=html"],
    &["--format=markdown", "--timings"],
    &["--format=checkstyle"],
    &["--format=toon", "--log-format=json", "-v", "--timings"],
    &["--format=template", "--template=../all.txt"],
    &["--format=sarif", "--show-secrets"],
    &["--format=html", "--show-secrets"],
];
/// Shows all that a template sees.
const TEMPLATE: &str = "{{ findings|tojson }}{{ groups|tojson }}{{ coverage|tojson }}";
/// Characters in a row that give a secret away.
const TELLING: usize = 12;

fn random(template: &str, seed: u64) -> String {
    expand(template, &mut Dice::new(seed)).unwrap()
}

/// Asserts that no output shows so much of `secret` that it helps: a public prefix may.
#[track_caller]
fn assert_hidden(ran: &Ran, secret: &str, public: usize) {
    assert_all_hidden(ran, &[secret], public);
}

#[track_caller]
fn assert_all_hidden(ran: &Ran, secrets: &[&str], public: usize) {
    let bodies = || secrets.iter().map(|secret| &secret[public..]);
    let parts = bodies().flat_map(|body| body.as_bytes().windows(TELLING));
    let parts: HashSet<&[u8]> = parts.collect();
    for said in [&ran.stdout, &ran.stderr] {
        for short in bodies().filter(|body| body.len() < TELLING) {
            assert!(!said.contains(short), "`{short}` of a secret is in {said}");
        }
        for window in said.as_bytes().windows(TELLING) {
            if parts.contains(window) {
                let window = String::from_utf8_lossy(window);
                panic!("`{window}` of a secret is in {said}");
            }
        }
    }
}

#[track_caller]
fn assert_hidden_everywhere(path: &str, text: impl AsRef<[u8]>, secrets: &[&str]) {
    let repo = Repo::new();
    fs::write(repo.beside("all.txt"), TEMPLATE).unwrap();
    repo.stage(path, text);
    for way in WAYS {
        for what in [&["scan"][..], &["scan", "--staged"], &["scan", path]] {
            let ran = repo.tightlip(what.iter().chain(way));
            assert_eq!(ran.code, 1, "{what:?} {way:?} {ran:?}");
            assert_all_hidden(&ran, secrets, 12);
        }
    }
}

#[test]
fn every_secret_on_a_shown_line_is_hidden() {
    let (one, two) = (token(1), token(2));
    let text = format!("pair = [\"{one}\", \"{two}\", \"{one}\"]\n");
    assert_hidden_everywhere("a.py", text, &[&one, &two]);
}

#[test]
fn a_secret_that_is_allowed_is_hidden_beside_one_that_is_not() {
    let (one, two) = (token(1), token(2));
    let text = format!("a = \"{one}\" # tightlip:allow github-pat\n# {two}\n");
    assert_hidden_everywhere("a.py", text, &[&one, &two]);
}

#[test]
fn secrets_in_addresses_and_settings_are_hidden() {
    let password = random("{alnum:22}", 3);
    let url = format!("DATABASE_URL=postgres://app:{password}@db.internal:5432/app\n");
    assert_hidden_everywhere("deploy.sh", url, &[&password]);
    let yaml = format!("db:\n  password: {password}\n");
    assert_hidden_everywhere("a.yaml", yaml, &[&password]);
    let json = format!("{{\"a\":{{\"b\":[{{\"client_secret\":\"{password}\"}}]}}}}");
    assert_hidden_everywhere("a.json", json, &[&password]);
}

#[test]
fn a_private_key_is_hidden_on_all_its_lines() {
    let lines: Vec<String> = (0..6).map(|seed| random("{base64:64}", seed)).collect();
    let edge = |word: &str| [word, "RSA PRIVATE", "KEY-----"].join(" ");
    let (begin, end) = (edge("-----BEGIN"), edge("-----END"));
    // 336 bytes: a DER sequence of so many but for its own head.
    let first = random("MIIBTA{base64:58}", 9);
    let text = format!("{begin}\n{first}\n{}\n{end}\n", lines.join("\n"));
    let secrets: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_hidden_everywhere("key.txt", &text, &secrets);
    let one_line = format!("key = \"{}\"\n", text.replace('\n', "\\n"));
    assert_hidden_everywhere("key.py", one_line, &secrets);
}

#[test]
fn a_secret_in_wide_text_or_between_escapes_is_hidden() {
    let secret = token(1);
    let text = format!("\u{FEFF}key = \"{secret}\"\n");
    assert_hidden_everywhere("a.ps1", utf16(&text, u16::to_be_bytes), &[&secret]);
    let escapes = format!("\u{1b}[31mkey = \"{secret}\"\u{1b}[0m\n");
    assert_hidden_everywhere("a.log", escapes, &[&secret]);
}

#[test]
fn a_secret_in_a_long_line_is_hidden_where_the_line_is_cut() {
    let secrets: Vec<String> = (0..40).map(token).collect();
    let line = secrets.join(",");
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    assert_hidden_everywhere("a.csv", line, &secrets);
}

#[test]
fn standard_input_is_hidden_as_well() {
    let secret = token(1);
    for way in WAYS {
        let args = ["scan", "-"].iter().chain(way);
        let repo = Repo::plain();
        fs::write(repo.beside("all.txt"), TEMPLATE).unwrap();
        let ran = repo.tightlip_with(args, secret.as_bytes(), |command| command);
        assert_eq!(ran.code, 1);
        assert_hidden(&ran, &secret, 12);
    }
}

#[test]
fn secrets_are_shown_when_asked_for_and_with_a_warning() {
    let repo = Repo::new();
    let secret = token(1);
    repo.write("a.py", format!("key = \"{secret}\"\n"));
    for format in ["text", "json", "jsonl"] {
        let args = ["scan", "--show-secrets", "--format", format];
        let ran = repo.tightlip(args);
        assert_eq!(ran.code, 1);
        assert!(ran.stdout.contains(&secret), "{format}: {}", ran.stdout);
        assert!(ran.stderr.contains("warning: secrets are shown"), "{ran:?}");
        assert_hidden(
            &Ran {
                stdout: String::new(),
                ..ran
            },
            &secret,
            12,
        );
    }
    let quiet = repo.tightlip(["scan", "--show-secrets", "-q"]);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn secrets_in_names_authors_and_messages_are_hidden() {
    let repo = Repo::new();
    fs::write(repo.beside("all.txt"), TEMPLATE).unwrap();
    let [inside, folder, file, author, message] = [1, 2, 3, 4, 5].map(token);
    // A folder's name holds no more than 255 bytes.
    let path = format!("{folder}/{file}.py");
    repo.stage(&path, format!("key = \"{inside}\"\n"));
    repo.stage(&format!("{file}.bin"), b"\0\x01\x02\0");
    let mut command = repo.command("git");
    command
        .env("GIT_AUTHOR_NAME", &author)
        .env("GIT_AUTHOR_EMAIL", format!("{author}@example.com"))
        .args(["commit", "--quiet", "--no-verify", "-m"])
        .arg(format!("Add {message}"));
    assert_eq!(crate::support::run(&mut command, b"").code, 0);
    let secrets = [&*inside, &folder, &file, &author, &message];
    for way in WAYS {
        for what in [&["scan"][..], &["history"]] {
            let ran = repo.tightlip(what.iter().chain(way));
            assert_eq!(ran.code, 1, "{what:?} {way:?} {ran:?}");
            assert_all_hidden(&ran, &secrets, 12);
        }
    }
    let report = repo.beside("out.json");
    let to_file = format!("--report=json={}", report.display());
    let ran = repo.tightlip(["history", "-q", &to_file]);
    assert_eq!(ran.code, 1);
    for format in ["html", "sarif", "csv", "toon"] {
        let report = report.display().to_string();
        let ran = repo.tightlip(["report", "convert", &report, "--format", format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_all_hidden(&ran, &secrets, 12);
    }
}

#[test]
fn secrets_in_what_cannot_be_read_are_hidden() {
    let repo = Repo::plain();
    let secret = token(1);
    for args in [
        vec![
            "report".to_owned(),
            "convert".to_owned(),
            "in.json".to_owned(),
        ],
        vec![
            "scan".to_owned(),
            "--log-format=json".to_owned(),
            "nothing/here".to_owned(),
        ],
    ] {
        // What the file holds is never quoted.
        repo.write(
            "in.json",
            format!("[{{\"RuleID\": \"x\", \"Secret\": {secret}"),
        );
        let ran = repo.tightlip(&args);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert_hidden(&ran, &secret, 12);
    }
}

#[test]
fn an_error_that_quotes_an_argument_hides_the_secret_in_it() {
    let repo = Repo::new();
    repo.stage("a.py", "x = 1\n");
    repo.commit("one");
    let secret = token(1);
    for args in [
        vec!["scan".to_owned(), format!("{secret}/x")],
        vec!["scan".to_owned(), format!("--format={secret}")],
        vec![
            "scan".to_owned(),
            format!("--report=json=nowhere/{secret}/x"),
        ],
        vec!["history".to_owned(), format!("--range={secret}..HEAD")],
        vec!["report".to_owned(), "merge".to_owned(), secret.clone()],
    ] {
        let ran = repo.tightlip(&args);
        let code = if args[0] == "history" { 3 } else { 2 };
        assert_eq!(ran.code, code, "{ran:?}");
        assert_hidden(&ran, &secret, 12);
        assert!(ran.stderr.contains(&secret[..12]), "{ran:?}");
    }
}

#[test]
fn what_other_scanners_say_beside_a_secret_is_hidden() {
    let repo = Repo::plain();
    let (own, other) = (token(1), token(2));
    let weak = ["hunter", "***", "hunter"].concat();
    let finding = |secret: &str| {
        let said = format!("set {secret}, not {other}");
        serde_json::json!({
            "RuleID": format!("rule-{secret}"), "Description": said, "File": format!("src/{other}.py"),
            "StartLine": 3, "EndLine": 3, "StartColumn": 1, "EndColumn": 9, "Secret": secret,
            "Commit": secret, "Author": said, "Email": said, "Date": secret, "Message": said,
        })
    };
    let report = serde_json::json!([finding(&own), finding(&weak)]);
    repo.write("in.json", report.to_string());
    for format in [
        "text", "json", "sarif", "html", "github", "csv", "markdown", "toon",
    ] {
        let ran = repo.tightlip(["report", "convert", "in.json", "--format", format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_all_hidden(&ran, &[&own, &other], 12);
        assert_all_hidden(&ran, &[&weak], 0);
    }
}
