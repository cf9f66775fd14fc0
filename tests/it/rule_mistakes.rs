//! Rule files with one mistake each: what is said names the file, the line, the rule, and what to
//! write instead.

use crate::support::Repo;

const SHEET: &str = r#"provider = "Acme"
category = "saas"
revoke = "https://acme.example/keys: revoke it."

[[rule]]
id = "acme-api-key"
name = "Acme API key"
severity = "high"
anchors = ["acme_live_"]
pattern = 'acme_live_[A-Za-z0-9]{32}'
examples = ["acme_live_{alnum:32}"]
counter_examples = ["acme_test_{alnum:32}"]
"#;

/// What stands in [`SHEET`], and what in its place.
const REPLACED: [(&str, &str); 30] = [
    ("\"high\"", "\"hihg\""),
    ("\"high\"", "3"),
    ("\"high\"", "high"),
    ("\"high\"", ""),
    ("name =", "name:"),
    ("key\"\n", "key\n"),
    ("anchors =", "anchor ="),
    ("anchors =", "keywords ="),
    ("pattern =", "regex ="),
    ("[\"acme_live_\"]", "\"acme_live_\""),
    ("[\"acme_live_\"]", "[\"a\"]"),
    ("[\"acme_live_\"]", "[\"acme_prod_\"]"),
    ("'acme_live_[A-Za-z0-9]{32}'", "\"acme_live_\\w{32}\""),
    ("'acme_live_[A-Za-z0-9]{32}'", "['acme_live_[a-z]{32}']"),
    ("[A-Za-z0-9]{32}", "[A-Za-z0-9{32}"),
    ("[A-Za-z0-9]{32}", "[A-Za-z0-9]{32}(?!x)"),
    ("[A-Za-z0-9]{32}", "([a-z])\\1"),
    ("[A-Za-z0-9]{32}", "(?<secrt>[A-Za-z0-9]{32})"),
    ("[\"acme_live_{alnum:32}\"]", "[\"acme_live_{alnum:31}\"]"),
    ("[\"acme_live_{alnum:32}\"]", "[\"acme_live_{alpanum:32}\"]"),
    ("[\"acme_live_{alnum:32}\"]", "[\"acme_live_{alnum:}\"]"),
    ("acme_test_{alnum:32}", "acme_live_{alnum:32}"),
    ("\"saas\"", "\"sass\""),
    ("\"acme-api-key\"", "\"Acme_Key\""),
    ("name = \"Acme API key\"\n", ""),
    ("\"Acme API key\"", "\"\""),
    ("severity = \"high\"\n", ""),
    ("[[rule]]", "[rule]"),
    ("[[rule]]", "[[rules]]"),
    ("revoke = \"https://acme.example/keys: revoke it.\"\n", ""),
];

/// What stands behind the rule.
const ADDED: [&str; 19] = [
    "severity = \"low\"",
    "entropy = \"3\"",
    "entropy = 9.5",
    "confidence = \"sure\"",
    "boundary = \"words\"",
    "checksum = \"crc\"",
    "checksum = \"github\"",
    "structure = \"jvt\"",
    "structure = \"jwt\"",
    "within = -1",
    "within = 5000",
    "context = [\"\"]",
    "env = [\"acme key\"]",
    "paths = [\"[\"]",
    "enabled = false",
    "allowlist = { paths = [\"x\"] }",
    "parts = [\n  { name = \"user\" },\n]",
    "parts = [\n  { name = \"user\", pattern = 'acme_u_[a-z]{9}' },\n]",
    "parts = [\n  { name = \"user\", rules = [\"acme-usr\"] },\n]",
];

#[test]
fn each_names_the_line_the_rule_and_what_to_write_instead() {
    let repo = Repo::plain();
    let replaced = REPLACED.iter().map(|(from, to)| {
        assert!(SHEET.contains(from), "{from}");
        (format!("{from} -> {to}"), SHEET.replacen(from, to, 1))
    });
    let added = ADDED
        .iter()
        .map(|line| ((*line).to_owned(), format!("{SHEET}{line}\n")));
    let mut all = Vec::new();
    for (what, text) in replaced.chain(added) {
        repo.write("acme.toml", &text);
        let ran = repo.tightlip(["rules", "check", "acme.toml"]);
        let told = if ran.code == 2 {
            assert_eq!(ran.stdout, "", "{what}");
            ran.stderr.trim_start_matches("error: ").to_owned()
        } else {
            assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{what}: {ran:?}");
            ran.stdout.lines().next().unwrap().to_owned() + "\n"
        };
        let place = told.strip_prefix("acme.toml:").expect(&told);
        assert!(
            place.starts_with(|c: char| ('1'..='9').contains(&c)),
            "{told}"
        );
        assert!(told.to_lowercase().contains("rule `acme"), "{what}: {told}");
        all.push(format!("{what}\n  {told}"));
    }
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn all_rules_of_a_file_that_are_wrong_are_told_in_one_run() {
    let repo = Repo::plain();
    let rule = SHEET.split_once("\n\n").unwrap().1;
    let second = rule.replace("acme-api-key", "acme-user-key");
    let wrong = second.replace("{32}'", "{32}(?!x)'");
    let third = rule.replace("acme-api-key", "acme-other-key");
    let short = third.replace("severity = \"high\"\n", "");
    repo.write("acme.toml", format!("{SHEET}\n{wrong}\n{short}"));
    let ran = repo.tightlip(["rules", "check", "acme.toml"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    let told: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(told.len(), 2, "{told:?}");
    let [pattern, severity] = told[..] else {
        unreachable!("there are two")
    };
    assert!(pattern.starts_with("error: acme.toml:19:"), "{pattern}");
    assert!(pattern.contains("rule `acme-user-key`"), "{pattern}");
    assert!(severity.starts_with("error: acme.toml:23:"), "{severity}");
    assert!(severity.contains("rule `acme-other-key`"), "{severity}");
}

#[test]
fn a_rule_file_with_its_own_provider_can_be_extended() {
    let repo = Repo::plain();
    repo.write("acme.toml", SHEET);
    repo.write("tightlip.toml", "extends = [\"default\", \"acme.toml\"]\n");
    let shown = repo.tightlip(["rules", "show", "acme-api-key"]).stdout;
    for said in ["Acme\n", "saas\n", "https://acme.example/keys"] {
        assert!(shown.contains(said), "{shown}");
    }
    let ran = repo.tightlip(["rules", "check", "acme.toml"]);
    assert_eq!(ran.stdout, "1 rule checked, 0 problems\n", "{ran:?}");
}

#[test]
fn a_part_that_no_rule_finds_stops_the_scan() {
    let repo = Repo::plain();
    let rule = SHEET.split_once("\n\n").unwrap().1;
    let parts = "parts = [{ name = \"user\", rules = [\"github-pat-clasic\"] }]\n";
    repo.write("tightlip.toml", format!("{rule}{parts}"));
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let said = "tightlip.toml:9:36: rule `acme-api-key`: no rule is called `github-pat-clasic`; did you mean `github-pat-classic`";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}
