//! What `.gitleaks.toml` and `.gitleaksignore` become.

use crate::support::{Repo, token};

const THEIRS: &str = r#"
title = "ours"

[extend]
useDefault = true
disabledRules = ["openai-legacy-key", "sonar-api-token-x"]

[[rules]]
id = "Acme_Key"
description = "Acme key"
regex = '''(?i)acme[_-]?key['"\s]{0,3}[:=]\s*['"]?([a-z0-9]{16})\b'''
secretGroup = 1
entropy = 2.5
keywords = ["acme"]
path = '''\.ya?ml$'''
tags = ["key"]

[[rules.allowlists]]
regexTarget = "line"
regexes = ['''# sample$''']

[[rules]]
id = "hex"
regex = '''[0-9a-f]{40}'''

[[rules]]
id = "far"
regex = '''.*acme_far_[0-9]{9}'''

[[rules]]
id = "names"
path = '''\.p12$'''

[allowlist]
description = "known"
paths = ['''(^|/)fixtures/''', '''a(b''']
stopwords = ["STAGE"]

[[allowlists]]
condition = "AND"
paths = ['''^docs/''']
regexes = ['''^sk-''']
"#;

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write(".gitleaks.toml", THEIRS);
    let acme = |comment: &str| format!("acme_key: q7w3e9r2t6y4u8i1{comment}\n");
    repo.write("a.yaml", acme(""));
    repo.write("b.yaml", acme(" # sample"));
    repo.write("c.txt", acme(""));
    repo.write("fixtures/d.yaml", acme(""));
    for path in ["docs/e.py", "f.py", "fixtures/g.py"] {
        repo.write(path, format!("x = \"{}\"\n", token(1)));
    }
    repo
}

/// Their rule is for YAML; elsewhere ours finds the same.
const FOUND: [&str; 3] = ["a.yaml:1", "c.txt:1", "f.py:1"];

#[test]
fn the_files_are_used_in_place_and_that_is_said() {
    let repo = repo();
    let ran = repo.tightlip(["scan", "--format=json"]);
    assert_eq!(ran.found(), FOUND);
    let notes: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|l| l.starts_with("note: "))
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
    repo.write(".gitleaksignore", "# known\na.yaml:Acme_Key:1\n");
    assert_eq!(repo.found(["scan"]), ["c.txt:1", "f.py:1"]);
    repo.write("tightlip.toml", "");
    assert!(repo.found(["scan"]).len() > 2);
}

#[test]
fn what_is_imported_does_the_same_and_what_is_not_is_listed() {
    let repo = repo();
    repo.write(
        ".gitleaksignore",
        "f.py:openai-api-key:1\n0123456789:x.py:generic:3\nodd\n",
    );
    let ran = repo.tightlip(["config", "import"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stderr);
    let text = std::fs::read_to_string(repo.path().join("tightlip.toml")).unwrap();
    insta::assert_snapshot!(text);
    assert_eq!(repo.found(["scan"]), ["a.yaml:1", "c.txt:1"]);
    let again = repo.tightlip(["config", "import"]);
    assert_eq!(again.code, 2);
    insta::assert_snapshot!(again.stderr);
}

#[test]
fn their_file_may_be_named() {
    let repo = repo();
    repo.write("sub/.gitleaks.toml", THEIRS);
    std::fs::remove_file(repo.path().join(".gitleaks.toml")).unwrap();
    let named = ["scan", "--config", "sub/.gitleaks.toml"];
    assert_eq!(repo.found(named), FOUND);
    repo.write("sub/.gitleaks.toml", "[allowlist\n");
    let ran = repo.tightlip(named);
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!(ran.stderr);
}

/// Whatever has no like here, once each.
const UNLIKE: &str = r#"
[extend]
path = "team.toml"
url = "https://example.com/x.toml"

[[rules]]
id = "composite"
regex = '''acme_[0-9]{9}'''
tokenEfficiency = true
entropies = [{ min = 1 }]
validate = "x"
[[rules.required]]
id = "part"

[[rules]]
id = "part"
regex = '''part_[0-9]{9}'''
skipReport = true
[[rules.allowlists]]
stopwords = ["x"]

[[rules]]
id = "odd"
regex = '''(?<=x)acme_[0-9]{9}'''

[[rules]]
id = "near"
regex = '''near_[0-9]{9}'''
keywords = ["acme"]

[[allowlists]]
paths = "docs"

[[allowlists]]
condition = "AND"
paths = []
regexes = ["x"]

[[allowlists]]
condition = "AND"
paths = ["a(b"]
regexes = ["x"]

[[allowlists]]
regexTarget = "match"
regexes = ["y"]

[[allowlists]]
targetRules = ["no-such-rule"]
regexes = ["z"]
"#;

#[test]
fn what_has_no_like_here_is_listed_with_the_reason() {
    let repo = Repo::new();
    repo.write(".gitleaks.toml", UNLIKE);
    let rule = "[[rules]]\nid = \"near\"\nregex = '''far_[0-9]{9}'''\n";
    repo.write("b/.gitleaks.toml", rule);
    let ran = repo.tightlip([
        "config",
        "import",
        "--print",
        ".gitleaks.toml",
        "b/.gitleaks.toml",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stderr);
    assert_eq!(ran.stdout.matches("[[rule]]").count(), 2, "{}", ran.stdout);
}

#[test]
fn without_any_rules_ours_count_and_that_is_said() {
    let repo = Repo::new();
    repo.write("a.py", format!("x = \"{}\"\n", token(1)));
    repo.write(".gitleaks.toml", "[allowlist]\npaths = ['target/']\n");
    assert_eq!(repo.found(["scan"]), ["a.py:1"]);
    let ran = repo.tightlip(["config", "import"]);
    let said = "changed: .gitleaks.toml has no rules that count, nor those that gitleaks has, so \
                gitleaks finds nothing with it: here our rules count\n";
    assert!(ran.stderr.ends_with(said), "{ran:?}");
    assert_eq!(repo.found(["scan"]), ["a.py:1"]);
}

#[test]
fn a_file_that_is_extended_is_followed() {
    let repo = Repo::new();
    let rule = |id: &str| format!("[[rules]]\nid = '{id}'\nregex = '''{id}_[0-9]{{9}}'''\n");
    repo.write(
        ".gitleaks.toml",
        format!("[extend]\npath = 'conf/base.toml'\n{}", rule("own")),
    );
    repo.write("conf/base.toml", rule("base"));
    let ran = repo.tightlip(["config", "import", "--print", ".gitleaks.toml"]);
    assert!(!ran.stderr.contains("extend.path"), "{ran:?}");
    assert_eq!(ran.stdout.matches("[[rule]]").count(), 2, "{}", ran.stdout);
}

#[test]
fn values_of_a_wrong_kind_are_listed() {
    let repo = Repo::new();
    repo.write(
        ".gitleaks.toml",
        "rules = 'x'\nallowlist = 3\n[extend]\nuseDefault = 'yes'\n",
    );
    let ran = repo.tightlip(["config", "import", "--print"]);
    for line in [
        "not carried over: rules: not a list of tables",
        "not carried over: allowlist: not a list of tables",
        "not carried over: extend.usedefault: neither true nor false",
    ] {
        assert!(
            ran.stderr.lines().any(|said| said == line),
            "{line}: {ran:?}"
        );
    }
}

#[test]
fn counts_of_characters_and_white_space_are_gos() {
    let repo = Repo::new();
    repo.write(
        ".gitleaks.toml",
        "[[rules]]\nid = 'dot'\nregex = '''dot_.{6}end'''\n[[rules]]\nid = 'other'\nregex = \
         '''ngx_[^a]{4}z'''\n[[rules]]\nid = 'space'\nregex = '''spc\\sabcdefgh'''\n[[rules]]\nid = \
         'long'\nregex = '''long_(?:.{1000}x){20}end'''\n",
    );
    repo.write("a.txt", "dot_1234é6end\n\nngx_bébbz\n\nspc\u{b}abcdefgh\n");
    let expected = ["a.txt:1", "a.txt:3"];
    let found = || repo.found(["scan", "--min-confidence=low"]);
    assert_eq!(found(), expected, "in place");
    let ran = repo.tightlip(["config", "import"]);
    let said = "changed: rule `long`: its pattern counts bytes where gitleaks counts characters\n";
    assert!(ran.stderr.contains(said), "{ran:?}");
    assert_eq!(ran.stderr.matches("changed:").count(), 1, "{ran:?}");
    assert_eq!(found(), expected, "imported");
}

#[test]
fn a_condition_that_always_holds_says_nothing_beside_others() {
    let repo = Repo::new();
    let both = "[[allowlists]]\ncondition = 'AND'\npaths = ['.*']\nregexes = ['^ok']\n";
    repo.write(
        ".gitleaks.toml",
        format!("{both}[[allowlists]]\npaths = ['(?:)']\n"),
    );
    let ran = repo.tightlip(["config", "import", "--print"]);
    let allow = "[[allow]]\nvalues = [\"^ok\"]\nreason = \"carried over from gitleaks\"\n";
    assert_eq!(ran.stdout, allow);
    let said = "not carried over: allowlist: path_regexes: it matches everything: narrow it, or leave it out\n";
    assert!(ran.stderr.ends_with(said), "{ran:?}");
}

#[test]
fn what_an_extended_file_looks_for_is_not_called_nothing() {
    let repo = Repo::new();
    repo.write(".gitleaks.toml", "[extend]\npath = 'base.toml'\n");
    repo.write(
        "base.toml",
        "[[rules]]\nid = 'acme'\nregex = '''acme_[0-9]{9}'''\n",
    );
    let ran = repo.tightlip(["config", "import"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (0, "config: tightlip.toml is written\n")
    );
    let toml = std::fs::read_to_string(repo.path().join("tightlip.toml")).unwrap();
    assert!(
        toml.starts_with("extends = []\n") && toml.contains("acme_"),
        "{toml}"
    );
    repo.write(".gitleaks.toml", "[extend]\npath = '../base.toml'\n");
    std::fs::write(repo.beside("base.toml"), "").unwrap();
    let ran = repo.tightlip(["config", "import", "--print"]);
    let said = "not carried over: extend.path `../base.toml`: there is no such *.toml in this repository\n";
    assert!(ran.stderr.contains(said), "{ran:?}");
}
