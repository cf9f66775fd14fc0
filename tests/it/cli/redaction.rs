//! No secret leaves in clear, whatever the format, unless it was asked for.

use tightlip::rule::template::{Dice, expand};

use crate::support::{Ran, Repo, token, utf16};

/// Every way to see a report.
const WAYS: [&[&str]; 6] = [
    &["--format=text"],
    &["--format=text", "--color=always", "-v"],
    &["--format=json"],
    &["--format=jsonl"],
    &["--format=text", "--no-inline-allow"],
    &["--format=json", "--min-confidence=low"],
];
/// Characters in a row that give a secret away.
const TELLING: usize = 12;

fn random(template: &str, seed: u64) -> String {
    expand(template, &mut Dice::new(seed)).unwrap()
}

/// Asserts that no output shows so much of `secret` that it helps: a public prefix may.
#[track_caller]
fn assert_hidden(ran: &Ran, secret: &str, public: usize) {
    let body: Vec<char> = secret.chars().skip(public).collect();
    for window in body.windows(TELLING.min(body.len())) {
        let window: String = window.iter().collect();
        for said in [&ran.stdout, &ran.stderr] {
            assert!(
                !said.contains(&window),
                "`{window}` of the secret is in {said}"
            );
        }
    }
}

#[track_caller]
fn assert_hidden_everywhere(path: &str, text: impl AsRef<[u8]>, secrets: &[&str]) {
    let repo = Repo::new();
    repo.stage(path, text);
    for way in WAYS {
        for what in [&["scan"][..], &["scan", "--staged"], &["scan", path]] {
            let ran = repo.tightlip(what.iter().chain(way));
            assert_eq!(ran.code, 1, "{what:?} {way:?} {ran:?}");
            for secret in secrets {
                assert_hidden(&ran, secret, 12);
            }
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
        let ran = Repo::plain().tightlip_with(args, secret.as_bytes(), |command| command);
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
