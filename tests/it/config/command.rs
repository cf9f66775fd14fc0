//! `tightlip config`, and the schema for editors.

use serde_json::Value;

use crate::support::{Repo, token};

#[test]
fn the_starter_can_be_used_as_it_is_and_with_all_of_its_comments_taken_away() {
    let repo = Repo::new();
    repo.write("src/.keep", "");
    let ran = repo.tightlip_with(["config", "init"], b"", |command| {
        command.current_dir(repo.path().join("src"))
    });
    assert_eq!(ran.code, 0, "{ran:?}");
    let again = repo.tightlip(["config", "init"]);
    assert_eq!(again.code, 2);
    let said = "error: tightlip.toml is there already; `--force` replaces it\n";
    assert_eq!(again.stderr, said);
    assert_eq!(repo.tightlip(["config", "init", "--force"]).code, 0);
    assert_eq!(repo.tightlip(["scan"]).code, 0);
    let text = std::fs::read_to_string(repo.path().join("tightlip.toml")).unwrap();
    let bare = uncommented(&text);
    assert!(bare.lines().count() > 20, "{bare}");
    repo.write("tightlip.toml", bare);
    std::fs::write(repo.beside("team.toml"), "").unwrap();
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

/// The text with every commented key or table in force.
fn uncommented(text: &str) -> String {
    let lines = text
        .lines()
        .filter_map(|line| match line.strip_prefix("# ") {
            None => Some(line),
            Some(rest) => {
                let is_code = rest.starts_with("[[")
                    || rest.split_once(" = ").is_some_and(|(key, _)| {
                        key.bytes()
                            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                    });
                is_code.then_some(rest)
            }
        });
    lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| [line, "\n"])
        .collect()
}

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string("schema/config.schema.json").unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

#[test]
fn the_schema_knows_every_key_of_the_starter_and_no_other() {
    let schema = schema();
    let starter = include_str!("../../../src/bin/tightlip/commands/config/starter.toml");
    let whole = json(&uncommented(starter));
    // TOML's days are strings to a schema.
    let mut whole = whole;
    whole["allow"][0]["until"] = "2027-12-31".into();
    for key in ["provider", "category", "revoke", "docs"] {
        whole[key] = "Acme".into();
    }
    let errors: Vec<String> = schema.iter_errors(&whole).map(|e| e.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    for wrong in [
        "extend = []",
        "[scan]\nexlude = []",
        "[scan]\nmin_severity = \"worst\"",
        "[hygiene]\nenabled = 1",
        "[[allow]]\nreason = 1",
        "[[allow]]\nreason = \"r\"\nfingerprints = [\"tl1:0\"]",
        "[[rule]]\nid = \"x\"",
        "[[rule]]\nid = \"x\"\nseverity = \"low\"\nwithin = 5000",
        "[[rule]]\nid = \"x\"\nseverity = \"low\"\nanchors = [\"a\"]",
        "provider = 1",
    ] {
        assert!(!schema.is_valid(&json(wrong)), "{wrong}");
    }
}

#[test]
fn what_is_in_force_is_shown_with_its_origin() {
    let repo = Repo::new();
    repo.write(
        "team.toml",
        "[scan]\nmin_severity = \"high\"\n[rules]\ndisable = [\"openai-project-key\"]\n",
    );
    repo.write(
        "tightlip.toml",
        "extends = [\"default\", \"team.toml\"]\n[scan]\nexclude = [\"x/\"]\n\n[[allow]]\npaths = \
         [\"y/\"]\nreason = \"known\"\n",
    );
    let ran = repo.tightlip(["config", "show", "--origin"]);
    insta::assert_snapshot!(ran.stdout);
    let ran = repo.tightlip(["config", "show", "--format=json"]);
    assert!(
        serde_json::from_str::<Value>(&ran.stdout)
            .unwrap()
            .is_array()
    );
}

#[test]
fn flags_of_a_scan_count_in_what_is_shown() {
    let repo = Repo::new();
    let config = "[scan]\nmin_severity = \"high\"\n[rules]\ndisable = [\"openai-*\"]\nenable = \
                  [\"openai-project-key\"]\n";
    repo.write("tightlip.toml", config);
    let args = [
        "config",
        "show",
        "--origin",
        "--min-confidence=low",
        "--min-severity",
        "medium",
        "--max-size",
        "10M",
        "--no-hygiene",
        "--no-inline-allow",
        "--no-baseline",
    ];
    let ran = repo.tightlip_with(args, b"", |command| {
        command.env("TIGHTLIP_MIN_SEVERITY", "critical")
    });
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn what_is_shown_of_a_file_that_is_used_in_place_holds_no_secret() {
    let repo = Repo::new();
    let secret = token(3);
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    repo.write(
        ".gitleaks.toml",
        format!(
            "[extend]\nuseDefault = true\n[[allowlists]]\ndescription = \"was {secret}\"\npaths = \
             ['^a.py$', '{secret}']\n"
        ),
    );
    for args in [
        &["config", "show", "--origin"][..],
        &["config", "show", "--format=json"],
        &["scan", "--show-allowed"],
        &["scan", "--show-allowed", "--format=json"],
        &["explain", "a.py:1"],
        &["config", "check"],
    ] {
        let ran = repo.tightlip(args);
        assert!(ran.code < 2, "{ran:?}");
        let said = ran.stdout + &ran.stderr;
        assert!(!said.contains(&secret), "{args:?}: {said}");
    }
}

#[test]
fn what_the_environment_and_flags_say_wins_and_is_named() {
    let repo = Repo::new();
    let config = "[scan]\nmin_severity = \"high\"\n[policy]\nbaseline = \"a.json\"\n";
    repo.write("tightlip.toml", config);
    for baseline in ["a.json", "b.json", "c.json"] {
        let ran = repo.tightlip(["baseline", "create", "--baseline", baseline]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let shown = |args: &[&str]| {
        let args = [&["config", "show", "--origin"], args].concat();
        let ran = repo.tightlip_with(args, b"", |command| {
            command
                .env("TIGHTLIP_MIN_SEVERITY", "critical")
                .env("TIGHTLIP_NO_INLINE_ALLOW", "true")
                .env("TIGHTLIP_BASELINE", "b.json")
        });
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
    };
    let text = shown(&[]);
    for line in [
        "scan.min_confidence = \"medium\"  # default\n",
        "scan.min_severity = \"critical\"  # TIGHTLIP_MIN_SEVERITY\n",
        "policy.inline_allow = false  # TIGHTLIP_NO_INLINE_ALLOW\n",
        "policy.baseline = \"b.json\"  # TIGHTLIP_BASELINE\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    let text = shown(&["--baseline", "c.json"]);
    assert!(
        text.contains("policy.baseline = \"c.json\"  # --baseline\n"),
        "{text}"
    );
}

#[test]
fn allows_that_do_nothing_are_listed() {
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    let allow = |path: &str, until: &str| {
        format!("[[allow]]\npaths = [\"{path}\"]\nreason = \"for {path}\"\n{until}\n")
    };
    repo.write("tightlip.toml", allow("a.py", ""));
    assert_eq!(repo.tightlip(["config", "check", "--strict"]).code, 0);
    let all = [
        allow("a.py", ""),
        allow("gone.py", ""),
        allow("b.py", "until = 2020-01-31"),
    ];
    repo.write("tightlip.toml", all.concat());
    repo.write("sub/tightlip.toml", allow("c.py", ""));
    let ran = repo.tightlip(["config", "check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(
        ran.stderr,
        "config: 2 files read, 3 allows unused or expired\n"
    );
    assert_eq!(repo.tightlip(["config", "check", "--strict"]).code, 1);
    repo.write("sub/tightlip.toml", "oops = 1\n");
    assert_eq!(repo.tightlip(["config", "check"]).code, 2);
}

#[test]
fn an_allow_without_a_reason_says_so_where_none_is_required() {
    let repo = Repo::new();
    let config = "[policy]\nrequire_reason = false\n[[allow]]\npaths = [\"x\"]\n";
    repo.write("tightlip.toml", config);
    let ran = repo.tightlip(["config", "check"]);
    assert_eq!(ran.stdout, "tightlip.toml:3: unused (no reason given)\n");
}

#[test]
fn allows_by_commit_or_author_are_not_called_unused() {
    let repo = Repo::new();
    repo.write("a.py", "x = 1\n");
    let table = "[[allow]]\nreason = \"r\"\nauthors = [\"dependabot[bot]\"]\n";
    repo.write("tightlip.toml", table);
    let ran = repo.tightlip(["config", "check", "--strict"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    let said = "config: 1 file read, 0 allows unused or expired; 1 allow by commit or author not \
                checked here\n";
    assert_eq!(ran.stderr, said);
}

#[test]
fn a_first_file_says_what_it_switches_off_and_stands_beside_no_other() {
    let repo = Repo::new();
    repo.write(".gitleaks.toml", "title = 'x'\n");
    let ran = repo.tightlip(["config", "init"]);
    assert_eq!(ran.code, 0);
    let note = ".gitleaks.toml no longer counts, as there is a tightlip.toml";
    assert!(ran.stderr.contains(note), "{}", ran.stderr);
    let repo = Repo::new();
    repo.write(".tightlip.toml", "");
    repo.write(".gitleaks.toml", "[allowlist]\nstopwords = ['mock']\n");
    for command in [&["config", "init"][..], &["config", "import"]] {
        let ran = repo.tightlip(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(!repo.path().join("tightlip.toml").exists());
    }
}
