use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "it is read for what is wrong")]
struct File {
    scan: Option<Scan>,
    #[serde(default)]
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "it is read for what is wrong")]
struct Scan {
    min_severity: Option<Level>,
    word: Option<Level>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "it is read for what is wrong")]
struct Rule {
    id: String,
    severity: Option<Level>,
    #[serde(default)]
    anchors: Vec<String>,
    within: Option<usize>,
    entropy: Option<f64>,
    pattern: Option<String>,
    public: Option<bool>,
    #[serde(default)]
    binary: Vec<Level>,
    counter_examples: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

fn said(text: &str) -> String {
    let error = toml::from_str::<File>(text).err().expect(text);
    explained(text, &error.span().unwrap_or(0..0), error.message())
}

#[test]
fn what_is_wrong_is_named_with_its_key_and_its_rule() {
    for (line, wanted) in [
        (
            "severity = \"hihg\"",
            "`severity` is `hihg`, but must be one of low, high; did you mean `high`?",
        ),
        (
            "severity = 3",
            "`severity` must be one of low, medium, high, critical, in quotes",
        ),
        (
            "binary = [\"low\", \"hig`h, expected x\"]",
            "`binary` is `hig`h, expected x`, but must be one of low, high",
        ),
        (
            "patern = 'x'",
            "unknown key `patern`; did you mean `pattern`?",
        ),
        ("regex = 'x'", "unknown key `regex`; write `pattern`"),
        (
            "enabled = 1",
            "unknown key `enabled`; a rule is turned off by `disable = [\"its-id\"]` under `[rules]`",
        ),
        (
            "zzz = 1",
            "unknown key `zzz`; known here: id, severity, anchors, within, entropy, pattern, public, \
             binary, counter_examples",
        ),
        (
            "anchors = \"x\"",
            "`anchors` must be a list, not a string: write `anchors = [\"…\"]`",
        ),
        ("anchors = [1]", "`anchors` must be a string, not a number"),
        (
            "entropy = \"x\"",
            "`entropy` must be a number, not a string",
        ),
        ("within = -1", "`within` must be a whole number, 0 at least"),
        ("pattern = ['x']", "`pattern` must be a string, not a list"),
        ("public = 0", "`public` must be true or false, not a number"),
        ("id = \"q\"", "`id` stands here a second time: keep one"),
        (
            "pattern = \"\\w\"",
            "between \"…\" a backslash begins an escape that TOML knows; a pattern is best written \
             between '…', where it stands for itself",
        ),
        (
            "severity = high",
            "behind `=` stands a value, and text stands in quotes",
        ),
        ("severity: \"high\"", "behind a key stand `=` and its value"),
        ("pattern = 'x", "the text has no `'` at its end"),
        (
            "anchors = [\"a\" \"b\"]",
            "between a list's items stands a comma",
        ),
    ] {
        let text = format!("[[rule]]\nid = \"p-key\"\n{line}\n[scan]\n");
        assert_eq!(said(&text), format!("rule `p-key`: {wanted}"), "{line}");
    }
}

#[test]
fn outside_of_rules_none_is_named() {
    for (text, wanted) in [
        (
            "[[rule]]\nid = \"p\"\n[scan]\nmin_severity = \"hihg\"",
            "`min_severity` is `hihg`, but must be one of low, high; did you mean `high`?",
        ),
        (
            "[[rule]]\nseverity = \"low\"",
            "the key `id` is missing: write `id = \"acme-api-key\"`",
        ),
        ("[rule]\nid = 1", "each rule begins with `[[rule]]`"),
        ("scan = 1", "`scan` must be a table, not a number"),
        ("rules:\n  - id: x", "behind a key stand `=` and its value"),
        (
            "{\"rules\": []}",
            "expected `key = value`, `[table]` or `[[table]]`",
        ),
    ] {
        assert_eq!(said(text), wanted, "{text}");
    }
}

#[test]
fn values_that_may_be_secrets_are_not_repeated() {
    let secret = ["qTzLwKfJ", "mBvRxNpHsDcG1"].concat();
    for line in ["severity", "binary", "anchors", "id", "pattern", "public"] {
        for value in [format!("\"{secret}\""), format!("[\"{secret}\", 1]")] {
            let text = format!("[[rule]]\nwithin = \"x\"\n{line} = {value}");
            let text = [text.clone(), text.replace("within = \"x\"\n", "")];
            for text in text
                .iter()
                .filter(|text| toml::from_str::<File>(text).is_err())
            {
                assert!(!said(text).contains(&secret[..5]), "{}", said(text));
            }
        }
    }
    // Under a key that is not ours to know nothing is.
    let text = "[scan]\nword = \"hunter\"";
    assert_eq!(said(text), "`word` must be one of low, high");
}
