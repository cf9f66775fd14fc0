//! Rules that users write, and rules that they switch off.

use tightlip::check::sample;
use tightlip::rule::RuleSet;

use crate::support::{Repo, token};

const ACME: &str = r#"
[[rule]]
id = "acme-key"
name = "Acme key"
severity = "critical"
anchors = ["acme-"]
pattern = 'acme-[0-9]{12}'
"#;

fn with(config: &str, text: impl AsRef<[u8]>) -> Repo {
    let repo = Repo::new();
    repo.write("tightlip.toml", config);
    repo.write("a.txt", text);
    repo
}

#[test]
fn a_rule_of_ones_own_is_looked_for_in_files_standard_input_and_the_index() {
    let text = format!("x acme-{} y\nkey = \"{}\"\n", "123459876045", token(1));
    let repo = with(ACME, &text);
    assert_eq!(repo.found(["scan"]), ["a.txt:1", "a.txt:2"]);
    repo.git(["add", "a.txt"]);
    assert_eq!(repo.found(["scan", "--staged"]), ["a.txt:1", "a.txt:2"]);
    let stdin = repo.tightlip_with(["scan", "-", "--format=json"], text.as_bytes(), |c| c);
    assert_eq!(stdin.found(), ["<stdin>:1", "<stdin>:2"]);
    let finding = &repo.tightlip(["scan", "--format=json"]).findings()[0];
    assert_eq!(finding["rule"], "acme-key");
    assert_eq!(finding["severity"], "critical");
    assert_eq!(finding["provider"], "Custom");
}

#[test]
fn a_built_in_rule_is_replaced_by_its_id() {
    let replaced = ACME.replace("acme-key", "openai-project-key");
    let text = format!("x acme-{} y\nkey: {}\n", "123459876045", token(1));
    let repo = with(&replaced, text);
    let ran = repo.tightlip(["scan", "--format=json"]);
    let found = ran.findings();
    let own: Vec<_> = found
        .iter()
        .filter(|finding| finding["rule"] == "openai-project-key")
        .collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["start_line"], 1);
    let shown = repo.tightlip(["rules", "show", "openai-project-key"]);
    assert!(shown.stdout.contains("Acme key"), "{}", shown.stdout);
}

#[test]
fn rules_are_switched_off_by_id_and_by_pattern() {
    for disabled in ["openai-project-key", "openai-*"] {
        let repo = with(
            &format!("[rules]\ndisable = [\"{disabled}\"]\n"),
            format!("see {}\n", token(1)),
        );
        assert_eq!(repo.found(["scan"]), [""; 0], "{disabled}");
        let listed = repo.tightlip(["rules", "list", "--provider", "openai"]);
        assert!(!listed.stdout.contains("openai-project-key"));
    }
    let repo = with("[rules]\ndisable = [\"hygiene-env-*\"]\n", "nothing\n");
    repo.write(".env", "DEBUG=1\n");
    assert_eq!(repo.found(["scan"]), [""; 0]);
}

#[test]
fn a_rule_may_be_for_some_paths_alone() {
    let config = ACME.replace("anchors", "paths = ['^deploy/', '\\.conf$']\nanchors");
    let repo = with(&config, "acme-123459876045\n");
    repo.write("deploy/b.txt", "acme-123459876045\n");
    repo.write("c.conf", "acme-123459876045\n");
    assert_eq!(repo.found(["scan"]), ["c.conf:1", "deploy/b.txt:1"]);
    let told = repo.tightlip(["explain", "a.txt:1"]);
    assert!(
        told.stdout.contains("the rule is for other files"),
        "{told:?}"
    );
}

#[test]
fn without_the_default_only_ones_own_rules_count() {
    let config = format!("extends = []\n{ACME}");
    let text = format!("acme-123459876045\nkey = \"{}\"\n", token(1));
    let repo = with(&config, text);
    assert_eq!(repo.found(["scan"]), ["a.txt:1"]);
}

#[test]
fn the_gate_is_set_by_the_file_the_environment_and_the_flag_in_this_order() {
    let repo = with(
        "[scan]\nmin_severity = \"critical\"\n",
        format!("password = \"{}\"\n", "Tr0ub4dor-x9-31"),
    );
    let found = |args: &[&str], env: &[(&str, &str)]| {
        let args = ["scan", "--format=json"].iter().chain(args);
        let ran = repo.tightlip_with(args, b"", |command| command.envs(env.iter().copied()));
        ran.found().len()
    };
    assert_eq!(found(&[], &[]), 0);
    assert_eq!(found(&[], &[("TIGHTLIP_MIN_SEVERITY", "low")]), 1);
    let high = [("TIGHTLIP_MIN_SEVERITY", "critical")];
    assert_eq!(found(&["--min-severity=low"], &high), 1);
}

#[test]
fn excluded_paths_are_not_read_unless_they_are_named() {
    let repo = with(
        "[scan]\nexclude = [\"third_party/\", \"*.lock\"]\n",
        "nothing\n",
    );
    for path in ["third_party/a/b.py", "x.lock", "src/c.py"] {
        repo.write(path, format!("key = \"{}\"\n", token(1)));
    }
    assert_eq!(repo.found(["scan"]), ["src/c.py:1"]);
    assert_eq!(repo.found(["scan", "src"]), ["src/c.py:1"]);
    repo.git(["add", "."]);
    assert_eq!(repo.found(["scan", "--staged"]), ["src/c.py:1"]);
}

#[test]
fn a_rule_for_some_files_takes_nothing_away_in_others() {
    let repo = Repo::new();
    let rule = "[[rule]]\nid = \"mine\"\nname = \"Mine\"\nseverity = \"high\"\n\
                anchors = [\"sk-proj-\"]\npattern = 'sk-proj-[A-Za-z0-9_-]{20,200}'\npaths = ['[.]cpp$']\n";
    repo.write("tightlip.toml", rule);
    for name in ["a.py", "b.cpp"] {
        repo.stage(name, format!("key = \"{}\"\n", token(1)));
    }
    repo.commit("one");
    let rules = |command: &str| -> Vec<String> {
        let ran = repo.tightlip([command, "--format=json"]);
        let rule = |found: &serde_json::Value| found["rule"].as_str().unwrap().to_owned();
        ran.findings().iter().map(rule).collect()
    };
    assert_eq!(rules("scan"), ["openai-project-key", "mine"]);
    assert!(!rules("history").is_empty());
}

#[test]
fn a_confidence_that_is_stated_is_never_exceeded() {
    let set = RuleSet::builtin();
    let classic = set.rules().find(|rule| rule.id == "github-pat-classic");
    let pat = sample(&classic.unwrap(), set).unwrap();
    let text = format!("see {pat}\n");
    let own = "[[rule]]\nid = \"github-pat-classic\"\n";
    for (config, confidence) in [
        ("severity = \"high\"", "high"),
        ("confidence = \"low\"", "low"),
    ] {
        let repo = with(&format!("{own}{config}\n"), &text);
        let ran = repo.tightlip(["scan", "--min-confidence=low", "--format=json"]);
        assert_eq!(ran.findings()[0]["confidence"], confidence, "{config}");
    }
}
