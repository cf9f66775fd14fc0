//! Tests of the checks, and the checks of the built-in catalogue.

use super::*;

fn sheet(body: &str) -> Sheet {
    let text = format!(
        "provider = \"P\"\ncategory = \"ai\"\nrevoke = \"x\"\n[[rule]]\nid = \"p-key\"\nname = \"P\"\nseverity = \"high\"\n{body}"
    );
    Sheet::read("p.toml", &text).unwrap()
}

fn problems(body: &str) -> Vec<String> {
    let sheet = sheet(body);
    let set = RuleSet::new(sheet.rules.clone()).unwrap();
    check(&[sheet], set)
        .iter()
        .map(ToString::to_string)
        .collect()
}

const GOOD: &str = "anchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'\n";

#[test]
fn a_good_rule_passes() {
    let good =
        format!("{GOOD}examples = [\"pk-{{lower:20}}\"]\ncounter_examples = [\"pk-{{lower:19}}\"]");
    assert_eq!(problems(&good), Vec::<String>::new());
}

#[test]
fn an_example_nothing_finds_is_pointed_at() {
    let short = format!(
        "{GOOD}examples = [\n\"pk-{{lower:20}}\",\n\"pk-{{lower:19}}\"]\ncounter_examples = [\"x\"]"
    );
    let problems = problems(&short);
    assert!(
        problems[0].starts_with("p.toml:12: rule `p-key`: its example"),
        "{problems:?}"
    );
    assert!(
        problems[0].contains("its pattern does not match it"),
        "{problems:?}"
    );
}

#[test]
fn a_counter_example_that_is_found_is_a_problem() {
    let wide =
        format!("{GOOD}examples = [\"pk-{{lower:20}}\"]\ncounter_examples = [\"pk-{{lower:20}}\"]");
    assert!(
        problems(&wide)[0].starts_with("p.toml:11: rule `p-key`: it finds its counter-example")
    );
}

#[test]
fn an_anchor_that_the_sample_lacks_is_named() {
    let lacks = "anchors = [\"pk-\"]\npattern = '[pq]k-[a-z]{20}'\nexamples = [\"qk-{lower:20}\"]\ncounter_examples = [\"pk-x\"]";
    assert!(
        problems(lacks)[0].contains("no anchor stands in it"),
        "{:?}",
        problems(lacks)
    );
}

#[test]
fn an_anchor_that_no_example_holds_is_named() {
    let idle = "anchors = [\n\"pk-\",\n\"qk-\"]\npattern = '[pq]k-[a-z]{20}'\nexamples = [\"pk-{lower:20}\"]\ncounter_examples = [\"pk-x\"]";
    assert_eq!(
        problems(idle),
        [
            "p.toml:10: rule `p-key`: no example holds its anchor `qk-`: add an example that does, or drop the anchor"
        ]
    );
}

#[test]
fn help_and_examples_are_asked_for() {
    let text = "provider = \"P\"\ncategory = \"ai\"\n[[rule]]\nid = \"P_key\"\nname = \"P\"\nseverity = \"high\"\nanchors = [\"pk-\"]\npattern = 'pk-[a-z]{20}'\n";
    let sheet = Sheet::read("p.toml", text).unwrap();
    let set = RuleSet::new(sheet.rules.clone()).unwrap();
    let problems: Vec<String> = check(&[sheet], set)
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(problems.join("\n"));
}

#[test]
fn a_sheet_that_checks_nothing_is_refused() {
    let head = "provider = \"P\"\ncategory = \"ai\"\n";
    let empty = format!(
        "{head}[[rule]]\nid = \"p-key\"\nname = \"P\"\nseverity = \"high\"\nanchors = [\"pk-\"]\npattern = ''\n"
    );
    for (file, text, why) in [
        ("p.toml", head, "the key `rule` is missing"),
        ("tightlip.toml", "", "so nothing is checked"),
        ("gitleaks.toml", "[[rules]]\nid = \"a\"\n", "gitleaks' word"),
        ("p.toml", &empty, "its pattern is empty"),
    ] {
        let error = Sheet::read(file, text).unwrap_err().to_string();
        assert!(error.contains(why), "{file}: {error}");
    }
}

#[test]
fn what_a_configuration_switches_off_is_not_tried() {
    let disable = "[rules]\ndisable = [\"github-pat-classic\"]\n";
    let change = "[[rule]]\nid = \"github-pat-classic\"\nseverity = \"low\"\n";
    for (text, rules) in [
        (disable.to_owned(), 0),
        (format!("{disable}{change}"), 1),
        (
            format!("{disable}{change}").replace("-classic\"]", "-*\"]"),
            1,
        ),
    ] {
        let sheet = Sheet::read("tightlip.toml", &text).unwrap();
        assert_eq!(sheet.rules().len(), rules);
        let set = RuleSet::builtin().without(sheet.disabled());
        let set = set.and(sheet.rules.clone()).unwrap();
        assert_eq!(check(&[sheet], set), Vec::new(), "{text}");
    }
}

/// Samples and counter-samples of [`GOOD`].
const SHOWN: &str = "examples = [\"pk-{lower:20}\"]\ncounter_examples = [\"pk-{lower:19}\"]\n";

#[test]
fn a_part_may_stand_as_far_as_its_rule_allows_and_no_further() {
    let part = |within: usize| {
        format!(
            "{GOOD}{SHOWN}parts = [{{ name = \"account\", pattern = 'AC[0-9a-f]{{32}}', within = {within}, examples = [\"AC{{hex:32}}\"] }}]\n"
        )
    };
    assert_eq!(problems(&part(60)), Vec::<String>::new());
    let problems = problems(&part(20));
    assert!(
        problems[0].contains("is never seen `within` 20 bytes of the secret"),
        "{problems:?}"
    );
}

#[test]
fn the_documented_rule_passes_with_the_documented_parts() {
    let documented = include_str!("../../docs/rules.md");
    let blocks: Vec<&str> = documented
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let parts = blocks.iter().find(|block| block.starts_with("parts = "));
    let text = format!("{}{}", blocks[0], parts.unwrap());
    let sheet = Sheet::read("acme.toml", &text).unwrap();
    let set = RuleSet::builtin().and(sheet.rules.clone()).unwrap();
    assert_eq!(check(&[sheet], set), Vec::new());
}

#[test]
fn a_checksum_of_another_shape_is_pointed_at() {
    let problem = |pattern: &str, template: &str| {
        let body = format!(
            "anchors = [\"npm_\"]\npattern = '{pattern}'\nchecksum = \"npm\"\nexamples = [\"{template}\"]\ncounter_examples = [\"npm_x\"]"
        );
        problems(&body)[0].clone()
    };
    let short = problem("npm_[a-z]{20}", "npm_{lower:20}");
    assert!(
        short.starts_with(
            "p.toml:10: rule `p-key`: its checksum holds in no sample of its examples"
        ),
        "{short}"
    );
    let lower = problem("npm_[a-z]{36}", "npm_{lower:36}");
    assert!(
        lower.contains("does not match it once its checksum is made to hold"),
        "{lower}"
    );
}

#[test]
fn a_rule_that_the_catalogue_has_already_is_told() {
    let twin = |more: &str| {
        format!(
            "anchors = [\"ghp_\"]\npattern = 'ghp_[A-Za-z0-9]{{36}}'\nexamples = [\"ghp_{{alnum:36}}\"{more}]\ncounter_examples = [\"ghp_x\"]"
        )
    };
    assert_eq!(
        problems(&twin("")),
        [
            "p.toml:5: rule `p-key`: `github-pat-classic` of the catalogue finds its examples, too: drop this rule, \
             or change that one by a `[[rule]]` of its id"
        ]
    );
    // What is switched off is not told.
    let text = format!(
        "[rules]\ndisable = [\"github-*\"]\n[[rule]]\nid = \"p-key\"\nname = \"P\"\nseverity = \"high\"\nrevoke = \"x\"\n{}",
        twin("")
    );
    let sheet = Sheet::read("tightlip.toml", &text).unwrap();
    let set = RuleSet::new(sheet.rules.clone()).unwrap();
    assert_eq!(check(&[sheet], set), Vec::new());
}

#[test]
fn categories_and_limits_that_cannot_be_are_named() {
    let text = |category: &str, entropy: &str| {
        let text = format!(
            "provider = \"P\"\ncategory = \"{category}\"\nrevoke = \"x\"\n[[rule]]\nid = \"p-key\"\nname = \"P\"\nseverity = \"high\"\nentropy = {entropy}\n{GOOD}{SHOWN}"
        );
        let sheet = Sheet::read("p.toml", &text).unwrap();
        let set = RuleSet::new(sheet.rules.clone()).unwrap();
        let problems: Vec<String> = check(&[sheet], set)
            .iter()
            .map(ToString::to_string)
            .collect();
        problems.first().cloned().unwrap_or_default()
    };
    assert_eq!(text("saas", "2"), "");
    let category = text("sass", "2");
    assert!(
        category.starts_with("p.toml:2: rule `p-key`: its category `sass` is none of ai, ci, ")
    );
    assert!(category.ends_with("did you mean `saas`?"), "{category}");
    for limit in ["-1", "nan", "4.6", "9.0"] {
        let entropy = text("saas", limit);
        assert!(
            entropy.starts_with("p.toml:8: rule `p-key`: its `entropy` is ")
                && entropy
                    .ends_with("of up to 23 bytes has 0 to 4.5 bits a byte: write one in between"),
            "{entropy}"
        );
    }
}

#[test]
fn ids_are_unique_and_sorted() {
    let rule =
        |id: &str| format!("[[rule]]\nid = \"{id}\"\nname = \"P\"\nseverity = \"high\"\n{GOOD}");
    let head = "provider = \"P\"\ncategory = \"ai\"\n";
    let read = |file: &str, ids: [&str; 2]| {
        Sheet::read(file, &format!("{head}{}{}", rule(ids[0]), rule(ids[1]))).unwrap()
    };
    let sheets = [
        read("a.toml", ["b-key", "a-key"]),
        read("b.toml", ["a-key", "c-key"]),
    ];
    let order: Vec<Option<String>> = form::order(&sheets)
        .into_iter()
        .map(|fault| fault.map(|fault| fault.what))
        .collect();
    assert_eq!(
        order,
        [
            None,
            Some("it stands behind `b-key`: sort the rules by id".to_owned()),
            Some("its id is taken already, at a.toml:10: give it another".to_owned()),
            None
        ]
    );
}

#[test]
fn a_common_anchor_and_a_greedy_pattern_cost_too_much() {
    let common = "anchors = [\"er\"]\npattern = 'er[A-Za-z_.]{0,9}[0-9]{20}'\nexamples = [\"er{digit:20}\"]\ncounter_examples = [\"er1\"]";
    assert!(
        problems(common)[0].contains("choose longer or rarer anchors"),
        "{:?}",
        problems(common)
    );
    let greedy = "anchors = [\"p-\"]\npattern = 'p-[a-z-]{20,}x'\nexamples = [\"p-{a-w:20}x\"]\ncounter_examples = [\"p-x\"]";
    let greedy = problems(greedy);
    assert!(
        greedy
            .iter()
            .any(|problem| problem.contains("hostile text")),
        "{greedy:?}"
    );
    let words = "anchors = [\"sha512-\"]\npattern = 'sha512-[A-Za-z0-9+/]{86}'\nexamples = [\"sha512-{base64:86}\"]\ncounter_examples = [\"sha512-x\"]";
    let words = problems(words);
    assert!(
        words
            .iter()
            .any(|problem| problem.contains("text without any")),
        "{words:?}"
    );
}

/// All of `rules/`, as a person who changes it would check it.
#[test]
fn the_catalogue_passes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let sheets: Vec<Sheet> = files
        .iter()
        .map(|file| {
            let name = format!("rules/{}", file.file_name().unwrap().to_string_lossy());
            Sheet::read(&name, &std::fs::read_to_string(file).unwrap()).unwrap()
        })
        .collect();
    let read: usize = sheets.iter().map(|sheet| sheet.rules.len()).sum();
    assert!(read == RuleSet::builtin().len() && read >= 650, "{read}");
    let problems: Vec<String> = check(&sheets, RuleSet::builtin())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Words for making another secret, and for having the only one replaced.
const MAKES: [&str; 3] = ["another", "make a new", "make it anew"];
const REPLACES: [&str; 6] = ["regenerat", "reset", "roll", "rotat", "renew", "refresh"];
/// Most characters of what a rule says of revoking: three lines of a terminal and a bit.
const MOST_SAID: usize = 280;

#[test]
fn what_the_catalogue_says_of_revoking_can_be_followed() {
    let mut wrong = Vec::new();
    for rule in RuleSet::builtin().rules() {
        if matches!(rule.matcher, crate::rule::Matcher::File) {
            continue;
        }
        let said = rule.revoke.as_str();
        // Who has made another secret must not be told to have that one replaced.
        let contradicts = said.to_lowercase().split(". ").any(|sentence| {
            let made = MAKES.iter().filter_map(|word| sentence.find(word)).min();
            made.is_some_and(|made| REPLACES.iter().any(|word| sentence[made..].contains(word)))
        });
        let is_long = said.chars().count() > MOST_SAID;
        let is_bare = !said.contains(' ');
        if contradicts || is_long || is_bare || !said.ends_with('.') {
            wrong.push(format!("{}: {said}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
