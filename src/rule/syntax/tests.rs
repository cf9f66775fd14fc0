use super::super::definition::Sought;
use super::*;

/// The first of what is wrong.
fn first(errors: RuleErrors) -> RuleError {
    errors.0.into_iter().next().unwrap()
}

fn one(body: &str) -> Result<Rule, RuleError> {
    let text = format!(
        "provider = \"P\"\ncategory = \"ai\"\n\n[[rule]]\nid = \"p-key\"\nname = \"P key\"\nseverity = \"high\"\n{body}\n"
    );
    parse("p.toml", &text)
        .map(|mut rules| rules.remove(0))
        .map_err(first)
}

#[test]
fn a_pattern_led_by_its_anchor_starts_there() {
    let rule = one("anchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'").unwrap();
    assert!(matches!(
        rule.matcher,
        Matcher::Token {
            before: 0,
            longest: 23,
            ..
        }
    ));
    assert_eq!(rule.confidence, Confidence::High);
    assert_eq!(rule.ceiling, Confidence::High);
    let capped = changed("confidence = \"low\"").unwrap();
    assert_eq!(capped.ceiling, Confidence::Low);
}

#[test]
fn an_inner_anchor_reaches_back() {
    let rule = one("anchors = [\"T3Bl\"]\npattern = '[a-z]{20}T3Bl'").unwrap();
    assert!(matches!(rule.matcher, Matcher::Token { before: 24, .. }));
}

#[test]
fn a_bare_format_needs_context_and_length() {
    let rule = one("context = [\"Acme\"]\npattern = '[a-f0-9]{32}'").unwrap();
    assert!(matches!(
        rule.matcher,
        Matcher::Beside {
            shortest: 32,
            longest: 32,
            ..
        }
    ));
    assert_eq!(rule.confidence, Confidence::Medium);
    assert!(rule.fold_case);
    let error = one("context = [\"Acme\"]\npattern = '[a-f0-9]+'").unwrap_err();
    assert!(error.message.contains("bound its repetitions"), "{error}");
}

#[test]
fn a_context_word_is_known_in_every_spelling() {
    let rule = one("context = [\"Acme_API\", \"acme.io\"]\npattern = '[a-f0-9]{32}'").unwrap();
    assert_eq!(
        rule.context,
        [
            "acme_api", "acme-api", "acmeapi", "acme.api", "acme api", "acme.io"
        ]
    );
    assert_eq!(rule.anchors, rule.context);
}

#[test]
fn a_part_is_another_rules_finding_or_a_pattern() {
    let with = |part: &str| {
        one(&format!(
            "anchors = [\"pk-\"]\npattern = 'pk-[a-z]{{20}}'\nparts = [{part}]"
        ))
    };
    let rule = with("{ name = \"id\", rules = [\"p-id\"], public = true }").unwrap();
    let rules = vec!["p-id".to_owned()];
    assert_eq!(rule.parts[0].sought, Sought::Found { rules });
    assert_eq!((rule.parts[0].within, rule.parts[0].public), (256, true));
    for (part, message) in [
        ("{ name = \"id\" }", "needs either `rules`"),
        (
            "{ name = \"id\", pattern = 'a[' }",
            "not a regular expression",
        ),
        (
            "{ name = \"id\", pattern = 'a', within = 5000 }",
            "no further than 4096",
        ),
        (
            "{ name = \"id\", pattern = 'a', distance = 5 }",
            "unknown field `distance`",
        ),
    ] {
        let error = with(part).unwrap_err();
        assert!(error.message.contains(message), "{error}");
        assert_eq!((error.line > 3, &*error.file), (true, "p.toml"));
    }
}

#[test]
fn errors_say_where_and_what_instead() {
    let error = one("anchors = [\"pk-\"]\npattern = 'pk-[a-z'").unwrap_err();
    assert_eq!((error.line, error.column), (9, 11));
    assert!(
        error
            .message
            .starts_with("rule `p-key`: its pattern is not"),
        "{error}"
    );
    let error = one("anchors = [\"pk-\"]\npatern = 'x'").unwrap_err();
    assert_eq!(error.line, 9);
    assert!(error.message.contains("unknown field `patern`"), "{error}");
    let error = one("anchors = [\"mid\"]\npattern = '[a-z]+mid'").unwrap_err();
    assert!(
        error.message.contains("begin the pattern with the anchor"),
        "{error}"
    );
}

const CHANGES: &str = "[[rule]]\nid = \"p-key\"\n";

fn changed(keys: &str) -> Result<Rule, RuleError> {
    let known = one("anchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'\nentropy = 2.0\nrevoke = \"r\"")
        .unwrap();
    let text = format!("{CHANGES}{keys}\n");
    let rules = parse_own("t.toml", &text, |id| {
        let found = (id == "p-key").then(|| known.clone());
        found.ok_or_else(String::new)
    });
    rules.map(|mut rules| rules.remove(0)).map_err(first)
}

#[test]
fn a_table_with_a_known_id_changes_what_it_says_alone() {
    let rule = changed("severity = \"low\"\nentropy = 3.5\nenv = [\"P\"]").unwrap();
    let known = one("anchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'\nrevoke = \"r\"").unwrap();
    assert_eq!((rule.severity, rule.entropy), (Severity::Low, 3.5));
    assert_eq!(rule.confidence, Confidence::High);
    assert_eq!(
        (&*rule.name, &*rule.provider, &*rule.revoke),
        ("P key", "P", "r")
    );
    assert_eq!((&rule.matcher, rule.env.len()), (&known.matcher, 1));
    // With all that a rule needs it stands in its place.
    let whole =
        "name = \"Mine\"\nseverity = \"high\"\nanchors = [\"zz-\"]\npattern = 'zz-[a-z]{9}'";
    let rule = changed(whole).unwrap();
    assert_eq!((&*rule.provider, &*rule.anchors[0]), ("Custom", "zz-"));
}

#[test]
fn what_cannot_be_changed_alone_is_refused() {
    for (keys, line, said) in [
        (
            "pattern = 'zz-[a-z]{9}'",
            3,
            "`pattern` cannot be changed alone",
        ),
        (
            "severity = \"low\"\ncontext = [\"x\"]\nwithin = 3",
            1,
            "`context` and `within` cannot be changed alone",
        ),
        ("paths = [\"a\"]\nseverity = \"low\"", 1, "`paths` cannot"),
        ("", 1, "changes nothing"),
    ] {
        let error = changed(keys).unwrap_err();
        assert!(error.message.contains(said), "{error}");
        assert_eq!(error.line, line, "{error}");
    }
    let text = "[[rule]]\nid = \"q-key\"\nseverity = \"low\"\n";
    for (meant, said) in [
        (
            "",
            "rule `q-key`: the key `name` is missing: write `name = ",
        ),
        (
            "; did you mean `p-key`?",
            "rule `q-key`: no rule of the catalogue is called so; did you mean `p-key`?",
        ),
    ] {
        let error = parse_own("t.toml", text, |_| Err(meant.to_owned())).unwrap_err();
        assert!(error.0[0].message.starts_with(said), "{error}");
    }
}
