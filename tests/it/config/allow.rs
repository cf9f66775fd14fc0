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
    assert_eq!(left("assignments = ['stage']"), both);
    assert_eq!(left("assignments = ['^key = \"sk-.*\"$']"), none);
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
fn each_condition_can_stand_beside_each_other_one() {
    let value = token(1);
    let repo = Repo::new();
    repo.stage("a/b.py", format!("key = \"{value}\"  # stage\n"));
    repo.commit("one");
    let ran = repo.tightlip(["scan", "--format=json"]);
    let fingerprint = ran.findings()[0]["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned();
    let commit = repo.git(["rev-parse", "HEAD"]);
    // What holds, and what does not.
    let conditions = [
        ("paths", "a/".to_owned(), "b/"),
        ("path_regexes", "^a/".to_owned(), "^b/"),
        ("places", "a/b.py:1".to_owned(), "a/b.py:2"),
        ("rules", "openai-*".to_owned(), "github-*"),
        ("providers", "OpenAI".to_owned(), "GitHub"),
        ("values", "^sk-".to_owned(), "^gh"),
        ("lines", "stage$".to_owned(), "prod$"),
        ("assignments", "^key = \"".to_owned(), "stage"),
        ("stopwords", value[12..20].to_owned(), "stopword"),
        (
            "fingerprints",
            fingerprint,
            "tl1:00000000000000000000000000000000",
        ),
        ("commits", commit.trim().to_owned(), "0123456789"),
        ("authors", "*".to_owned(), "nobody"),
    ];
    let is_allowed = |one: (&str, &str), other: (&str, &str)| {
        let line = |(name, value): (&str, &str)| format!("{name} = ['{value}']\n");
        let table = format!("[[allow]]\nreason = \"r\"\n{}{}", line(one), line(other));
        repo.write("tightlip.toml", table);
        let ran = repo.tightlip(["history", "-q"]);
        assert!(ran.code < 2, "{one:?} {other:?}: {ran:?}");
        ran.code == 0
    };
    for (index, (name, holds, _)) in conditions.iter().enumerate() {
        for (other, also, not) in &conditions[index + 1..] {
            assert!(
                is_allowed((name, holds), (other, also)),
                "{name} and {other}"
            );
            assert!(
                !is_allowed((name, holds), (other, not)),
                "{name} and not {other}"
            );
        }
    }
}

#[test]
fn what_has_expired_is_said_where_it_would_have_allowed_something() {
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    repo.write("b/c.py", format!("key = \"{}\"\n", token(2)));
    let allow = |path: &str| {
        format!("[[allow]]\npaths = [\"{path}\"]\nuntil = 2020-01-31\nreason = \"old\"\n")
    };
    repo.write("tightlip.toml", allow("a.py") + &allow("gone.py"));
    repo.write("b/tightlip.toml", allow("c.py"));
    let ran = repo.tightlip(["scan"]);
    let notes: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|l| l.starts_with("note: "))
        .collect();
    assert_eq!(
        notes,
        [
            "note: b/tightlip.toml:1: has expired, so what it allowed counts again (old)",
            "note: tightlip.toml:1: has expired, so what it allowed counts again (old)",
        ]
    );
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    let ran = repo.tightlip(["baseline", "create", "--until", "2999-12-31"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let name = ".tightlip-baseline.json";
    let baseline = std::fs::read_to_string(repo.path().join(name)).unwrap();
    repo.write(name, baseline.replace("2999-12-31", "2020-01-31"));
    let ran = repo.tightlip(["scan"]);
    let note = "note: entries of the baseline have expired, so what they allowed counts again: \
                `tightlip baseline check` lists them\n";
    assert!(ran.stderr.starts_with(note), "{ran:?}");
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
