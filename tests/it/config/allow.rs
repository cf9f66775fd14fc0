//! `[[allow]]` tables.

use crate::support::{Repo, token};

/// What is still found in `a/b.py` and `c.py` with this table.
fn left(table: &str) -> Vec<String> {
    let repo = Repo::new();
    repo.write("a/b.py", format!("key = \"{}\"  # stage\n", token(1)));
    repo.write("c.py", format!("key = \"{}\"\n", token(2)));
    repo.write(
        "tightlip.toml",
        format!("[[allow]]\nreason = \"known\"\n{table}\n"),
    );
    repo.found(["scan"])
}

#[test]
fn each_condition_allows_what_it_names() {
    let both = ["a/b.py:1", "c.py:1"];
    let second = ["c.py:1"];
    let none: [&str; 0] = [];
    assert_eq!(left("paths = [\"a/\"]"), second);
    assert_eq!(left("paths = [\"*.py\", \"!c.py\"]"), second);
    assert_eq!(left("paths = [\"/b.py\"]"), both);
    assert_eq!(left("path_regexes = ['^a/.*\\.py$']"), second);
    assert_eq!(left("rules = [\"openai-project-key\"]"), none);
    assert_eq!(left("rules = [\"github-*\"]"), both);
    assert_eq!(left("providers = [\"OpenAI\"]"), none);
    assert_eq!(left("lines = ['# stage$']"), second);
    assert_eq!(left(&format!("values = ['^{}']", &token(1)[..20])), second);
    let word = token(2)[12..24].to_uppercase();
    assert_eq!(left(&format!("stopwords = ['{word}']")), ["a/b.py:1"]);
    assert_eq!(left("commits = [\"0123456789\"]"), both);
    assert_eq!(left("authors = [\"*@example.com\"]"), both);
}

#[test]
fn all_conditions_of_a_table_must_hold() {
    let table = |path: &str| format!("paths = [\"{path}\"]\nlines = ['stage']");
    assert_eq!(left(&table("a/")), ["c.py:1"]);
    assert_eq!(left(&table("c.py")), ["a/b.py:1", "c.py:1"]);
}

#[test]
fn an_allow_ends_after_its_day() {
    assert_eq!(left("paths = [\"a/\"]\nuntil = 2999-12-31"), ["c.py:1"]);
    assert_eq!(left("paths = [\"a/\"]\nuntil = 2020-01-31").len(), 2);
}

#[test]
fn a_fingerprint_is_the_same_from_every_folder() {
    let repo = Repo::new();
    repo.stage("a/b.py", format!("key = \"{}\"\n", token(1)));
    let id = |ran: crate::support::Ran| ran.findings()[0]["fingerprint"].clone();
    let from_top = id(repo.tightlip(["scan", "--format=json"]));
    let staged = id(repo.tightlip(["scan", "--staged", "--format=json"]));
    let below = id(
        repo.tightlip_with(["scan", "--format=json"], b"", |command| {
            command.current_dir(repo.path().join("a"))
        }),
    );
    assert_eq!((&from_top, &from_top), (&staged, &below));
    repo.write(
        "tightlip.toml",
        format!("[[allow]]\nreason = \"r\"\nfingerprints = [{from_top}]\n"),
    );
    assert_eq!(repo.found(["scan"]), [""; 0]);
}

#[test]
fn what_is_allowed_is_counted_and_listed() {
    let repo = Repo::new();
    repo.write(
        "a.py",
        format!("key = \"{}\" # tightlip:allow -- mine\n", token(1)),
    );
    repo.write("b.py", format!("key = \"{}\"\n", token(2)));
    repo.write(
        "tightlip.toml",
        "[[allow]]\npaths = [\"b.py\"]\nreason = \"old\"\nowner = \"team-a\"\n",
    );
    let ran = repo.tightlip(["scan", "--show-allowed"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.stdout);
    assert!(
        ran.stderr
            .contains("1 allowed inline, 1 allowed by the configuration"),
        "{}",
        ran.stderr
    );
    repo.write("tightlip.toml", "[policy]\ninline_allow = false\n");
    assert_eq!(repo.found(["scan"]), ["a.py:1", "b.py:1"]);
}
