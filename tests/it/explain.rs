//! `tightlip explain`: the whole ledger of a line, with the real program.

use serde_json::Value;

use crate::support::Repo;

/// A value that looks like chance, and is none of the catalogue's.
const KEY: &str = concat!("q8W2nR5tY7", "uI0oP3aS6dF9gH1jK4");

fn repo() -> Repo {
    let repo = Repo::plain();
    let lines = [
        format!("api_key = \"{KEY}\""),
        "token = os.environ[\"TOKEN\"]".to_owned(),
        "secret = \"your-secret-here\"".to_owned(),
        format!("client_secret = \"{KEY}\"  # tightlip:allow"),
        "password = \"hunter2\"".to_owned(),
        "nothing = 1".to_owned(),
    ];
    repo.write("app.py", lines.join("\n"));
    repo.write("tests/app.py", format!("api_key = \"{KEY}\"\n"));
    repo
}

fn ledger(repo: &Repo, subject: &str) -> Vec<Value> {
    let ran = repo.tightlip(["explain", "--format", "json", subject]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stdout.contains(KEY), "a secret is never shown");
    let view: Value = serde_json::from_str(&ran.stdout).unwrap();
    view["considered"].as_array().unwrap().clone()
}

#[test]
fn a_line_tells_what_came_of_it_and_why() {
    let repo = repo();
    for (subject, outcome, reason) in [
        ("app.py:1", "reported", Value::Null),
        ("app.py:2", "dropped", "no-literal".into()),
        ("app.py:3", "dropped", "placeholder".into()),
        ("app.py:4", "allowed", Value::Null),
        ("app.py:5", "below-gate", Value::Null),
        ("tests/app.py:1", "below-gate", Value::Null),
    ] {
        let entries = ledger(&repo, subject);
        let told = |entry: &Value| entry["outcome"] == outcome && entry["reason"] == reason;
        assert!(entries.iter().any(told), "{subject}: {entries:#?}");
    }
    assert_eq!(ledger(&repo, "app.py:6"), [] as [Value; 0]);
    let places: Vec<_> = ledger(&repo, "app.py");
    assert!(places.len() > 5, "a file is explained as a whole");
}

#[test]
fn what_was_weighed_is_in_the_ledger() {
    let entries = ledger(&repo(), "app.py:1");
    let evidence = entries[0]["evidence"].as_array().unwrap();
    assert!(evidence.len() > 10, "{entries:#?}");
    assert!(evidence.iter().any(|e| e["feature"] == "random-value"));
}

#[test]
fn the_word_that_takes_a_name_back_is_told() {
    let repo = Repo::plain();
    repo.write(
        "app.py",
        format!("cache_key = \"{KEY}\"\nmonkey = \"{KEY}\"\nuse({KEY:?}, my.token)\n"),
    );
    for (line, reason, signals) in [
        (1, "name-says-otherwise", vec!["takes-back:cache"]),
        (2, "name-says-nothing", vec![]),
        (3, "literal-elsewhere", vec![]),
    ] {
        let entries = ledger(&repo, &format!("app.py:{line}"));
        let told = |entry: &Value| {
            entry["reason"] == reason && entry["signals"] == Value::from(signals.clone())
        };
        assert!(entries.iter().any(told), "{line}: {entries:#?}");
    }
}

#[test]
fn weights_are_shown_where_they_decided() {
    let repo = repo();
    repo.write("loose.py", "connect('password', 'kestrel')\n");
    let told = |subject: &str| repo.tightlip(["explain", subject]).stdout.contains("odds");
    assert!(!told("app.py:1"));
    assert!(told("loose.py:1"));
}

#[test]
fn a_commented_line_says_so() {
    let repo = Repo::plain();
    repo.write("a.exs", format!("# config :x, api_key: \"{KEY}\"\n"));
    let entries = ledger(&repo, "a.exs:1");
    let signals = entries[0]["signals"].as_array().unwrap();
    assert!(signals.contains(&"in-comment".into()), "{entries:#?}");
}

#[test]
fn a_fingerprint_leads_to_its_line() {
    let repo = repo();
    let mark = ledger(&repo, "app.py:1")[0]["fingerprint"].clone();
    let mark = mark.as_str().unwrap();
    let entries = ledger(&repo, mark);
    assert_eq!(entries[0]["path"], "app.py");
    assert_eq!(entries[0]["line"], 1);
    let unknown = format!("tl1:{}", "0".repeat(32));
    let ran = repo.tightlip(["explain", &unknown]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
}

#[test]
fn the_text_is_for_people() {
    let repo = repo();
    let subjects = ["app.py:1", "app.py:3", "app.py:5", "app.py:6"];
    let ran = repo.tightlip(["explain"].into_iter().chain(subjects));
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn a_file_that_is_not_there_is_wrong_usage() {
    let ran = repo().tightlip(["explain", "nowhere.py:1"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn a_line_behind_the_last_one_is_wrong_usage() {
    let ran = repo().tightlip(["explain", "app.py:99"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("the file has 6 lines"), "{ran:?}");
}

#[test]
fn what_the_configuration_and_the_baseline_do_is_told() {
    let repo = repo();
    let why = |subject: &str, key: &str| {
        let entries = ledger(&repo, subject);
        let told = entries.iter().find_map(|entry| entry[key].as_str());
        told.unwrap_or_default().to_owned()
    };
    repo.write(
        "tightlip.toml",
        "[scan]\nexclude = [\"tests/\"]\n\n[[allow]]\npaths = [\"app.py\"]\n\
         rules = [\"generic-*\"]\nreason = \"made up\"\nuntil = 2999-01-01\n",
    );
    assert_eq!(why("app.py:1", "allowed"), "by tightlip.toml:4 (made up)");
    let excluded = "by tightlip.toml:2 (the file is excluded)";
    assert_eq!(why("tests/app.py:1", "allowed"), excluded);

    repo.write(
        "tightlip.toml",
        "[[allow]]\npaths = [\"*\"]\nreason = \"once\"\nuntil = 2020-01-01\n",
    );
    assert_eq!(why("app.py:1", "allowed"), "");
    assert_eq!(why("app.py:1", "expired"), "by tightlip.toml:1 (once)");
    let text = repo.tightlip(["explain", "app.py:1"]).stdout;
    let line = "was allowed by tightlip.toml:1 (once); that has expired";
    assert!(text.contains(line), "{text}");

    let id = ledger(&repo, "app.py:1")[0]["rule"].clone();
    let id = id.as_str().unwrap();
    repo.write("tightlip.toml", format!("[rules]\ndisable = [\"{id}\"]\n"));
    let disabled = "by tightlip.toml:2 (the rule is disabled)";
    assert_eq!(why("app.py:1", "allowed"), disabled);

    std::fs::remove_file(repo.path().join("tightlip.toml")).unwrap();
    let create = [
        "baseline",
        "create",
        "--verdict=test-value",
        "--reason=demo",
    ];
    assert_eq!(repo.tightlip(create).code, 0);
    assert_eq!(
        why("app.py:1", "allowed"),
        "in the baseline as test-value (demo)"
    );
}

#[test]
fn a_key_store_that_is_no_text_is_explained() {
    let repo = Repo::plain();
    let head = [
        &[0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1][..],
        &[0; 64],
    ];
    repo.write("keys.jks", head.concat());
    let found = repo.tightlip(["scan", "--no-hygiene", "--min-confidence=low", "-fjson"]);
    let finding = &found.findings()[0];
    let mark = finding["fingerprint"].as_str().unwrap();
    for subject in ["keys.jks", mark] {
        let entries = ledger(&repo, subject);
        assert_eq!(entries.len(), 1, "{subject}");
        assert_eq!(entries[0]["rule"], finding["rule"]);
    }
}

#[test]
fn a_secret_in_the_reason_of_an_allow_is_not_shown() {
    let repo = Repo::plain();
    let (one, other) = (crate::support::token(1), crate::support::token(2));
    let line = format!("key = \"{one}\"  # tightlip:allow -- was {other} before\n");
    repo.write("a.py", line);
    for format in ["text", "json"] {
        let ran = repo.tightlip(["explain", "--format", format, "a.py:1"]);
        assert!(ran.stdout.contains("before"), "{ran:?}");
        assert!(!ran.stdout.contains(&other[..40]), "{ran:?}");
    }
}
