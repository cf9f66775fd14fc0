//! Standard input as something to scan.

use crate::support::{Ran, Repo, token, utf16};

fn scan(repo: &Repo, args: &[&str], input: &[u8]) -> Ran {
    let args = ["scan", "--format=json"].iter().chain(args);
    repo.tightlip_with(args, input, |command| command)
}

#[test]
fn standard_input_is_scanned_under_the_name_it_is_given() {
    let repo = Repo::plain();
    let text = format!("\nkey = \"{}\"\n", token(1));
    let ran = scan(&repo, &["-"], text.as_bytes());
    assert_eq!(ran.code, 1);
    assert_eq!(ran.found(), ["<stdin>:2"]);
    assert_eq!(ran.findings()[0]["source"]["kind"], "stdin");
    let named = scan(&repo, &["-", "--stdin-path=src/a.py"], text.as_bytes());
    assert_eq!(named.found(), ["src/a.py:2"]);
}

#[test]
fn the_name_says_what_language_it_is() {
    let repo = Repo::plain();
    let yaml = b"password: Xk29-plomQ7rT4w\n";
    assert_eq!(
        scan(&repo, &["-", "--stdin-path=a.yaml"], yaml).found(),
        ["a.yaml:1"]
    );
    assert_eq!(scan(&repo, &["-", "--stdin-path=a.rs"], yaml).code, 0);
}

#[test]
fn standard_input_and_files_go_together() {
    let repo = Repo::plain();
    repo.write("b.py", format!("key = \"{}\"\n", token(2)));
    let input = format!("key = \"{}\"\n", token(1));
    let ran = scan(&repo, &["b.py", "-"], input.as_bytes());
    assert_eq!(ran.found(), ["<stdin>:1", "b.py:1"]);
    assert_eq!(ran.json()["coverage"]["files"], 2);
}

#[test]
fn nothing_on_standard_input_is_clean() {
    let ran = scan(&Repo::plain(), &["-"], b"");
    assert_eq!(ran.code, 0);
    assert_eq!(ran.json()["status"], "clean");
}

#[test]
fn standard_input_may_be_wide_or_binary() {
    let repo = Repo::plain();
    let text = format!("\u{FEFF}key = \"{}\"\n", token(1));
    let wide = scan(&repo, &["-"], &utf16(&text, u16::to_le_bytes));
    assert_eq!(wide.found(), ["<stdin>:1"]);
    let binary = scan(&repo, &["-"], b"\0\x01\x02\x03\0\0\x05");
    assert_eq!(binary.code, 0);
    assert_eq!(binary.json()["coverage"]["skipped"][0]["reason"], "binary");
}

#[test]
fn a_file_called_by_the_sign_for_standard_input_can_be_named() {
    let repo = Repo::plain();
    repo.write("-", format!("key = \"{}\"\n", token(1)));
    assert_eq!(repo.found(["scan", "./-"]), ["-:1"]);
    assert_eq!(repo.found(["scan", "."]), ["-:1"]);
}
