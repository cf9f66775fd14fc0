//! Inline marks by which people say that something is harmless.

use crate::support::{Repo, token};

#[test]
fn a_mark_on_the_line_allows_it() {
    for mark in [
        "tightlip:allow",
        "tightlip:allow openai-project-key",
        "tightlip:allow openai-project-key -- used in a test",
        "tightlip:allow -- used in a test",
        "gitleaks:allow",
        "betterleaks:allow",
        "pragma: allowlist secret",
        "trufflehog:ignore",
        "kingfisher:ignore",
        "secretlint-disable-line",
    ] {
        let repo = Repo::new();
        repo.write("a.py", format!("key = \"{}\"  # {mark}\n", token(1)));
        let ran = repo.tightlip(["scan"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{mark}");
        assert!(ran.stderr.contains("1 allowed inline"), "{}", ran.stderr);
        let strict = ["scan", "--no-inline-allow"];
        assert_eq!(repo.found(strict), ["a.py:1"], "{mark}");
    }
}

#[test]
fn a_mark_above_the_line_allows_it() {
    for mark in ["tightlip:allow", "pragma: allowlist nextline secret"] {
        let repo = Repo::new();
        let (first, second) = (token(1), token(2));
        let text = format!("# {mark}\na = \"{first}\"\nb = \"{second}\"\n");
        repo.write("a.py", text);
        assert_eq!(repo.found(["scan"]), ["a.py:3"], "{mark}");
    }
}

#[test]
fn a_region_allows_what_lies_in_it() {
    let repo = Repo::new();
    let lines = [
        "// secretlint-disable".to_owned(),
        format!("a = \"{}\"", token(1)),
        "// secretlint-enable".to_owned(),
        format!("b = \"{}\"", token(2)),
    ];
    repo.write("a.js", lines.join("\n"));
    assert_eq!(repo.found(["scan"]), ["a.js:4"]);
}

#[test]
fn a_mark_for_another_rule_allows_nothing() {
    let repo = Repo::new();
    let line = format!("key = \"{}\"  # tightlip:allow github-pat\n", token(1));
    repo.write("a.py", line);
    assert_eq!(repo.found(["scan"]), ["a.py:1"]);
}

#[test]
fn a_mark_counts_in_a_commit_too() {
    let repo = Repo::new();
    let line = format!("key = \"{}\"  # tightlip:allow\n", token(1));
    repo.stage("a.py", line);
    assert_eq!(repo.found(["scan", "--staged"]), [""; 0]);
    let strict = ["scan", "--staged", "--no-inline-allow"];
    assert_eq!(repo.found(strict), ["a.py:1"]);
}
