//! What the rules for assigned literals find in the lines that people write.

use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::level::Confidence;
use tightlip::rule::template::{Dice, expand};
use tightlip::rule::{RuleSet, parse};

use crate::support::{Repo, token};

const CASES: &str = include_str!("../../fixtures/assigned.txt");

fn scanner() -> Scanner {
    let rules = [
        include_str!("../../rules/calls.toml"),
        include_str!("../../rules/generic.toml"),
        include_str!("../../rules/command-line.toml"),
        include_str!("../../rules/url-password.toml"),
        include_str!("../../rules/curl.toml"),
        include_str!("../../rules/git-hosts.toml"),
        include_str!("../../rules/pgpass.toml"),
        include_str!("../../rules/postgresql.toml"),
        include_str!("../../rules/microsoft-windows.toml"),
        include_str!("../../rules/server-files.toml"),
    ];
    let rules = rules.iter().flat_map(|text| parse("x.toml", text).unwrap());
    Scanner::new(RuleSet::new(rules.collect()).unwrap(), Options::default())
}

/// The greatest confidence of what is found.
fn found(scanner: &Scanner, path: &str, text: &str) -> Option<Confidence> {
    let origin = Origin::File {
        path: path.to_owned(),
    };
    let blob = Blob::whole(&origin, text.as_bytes());
    scanner
        .scan(&blob)
        .iter()
        .map(|finding| finding.confidence)
        .max()
}

/// The text of a case, with random values in the place of `«class:length»`.
pub(crate) fn text(case: &str, dice: &mut Dice) -> String {
    let template = case
        .replace('{', "{{")
        .replace('}', "}}")
        .replace('«', "{")
        .replace('»', "}");
    expand(&template, dice)
        .unwrap()
        .replace("\\n", "\n")
        .replace("\\t", "\t")
}

#[test]
fn every_case_is_judged_as_the_table_says() {
    let scanner = scanner();
    let mut dice = Dice::new(4);
    let mut wrong = Vec::new();
    let lines = CASES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "));
    for line in lines {
        let mut fields = line.splitn(3, '\t');
        let (verdict, path, case) = (
            fields.next().unwrap(),
            fields.next().unwrap(),
            fields.next().unwrap(),
        );
        for _ in 0..10 {
            let text = text(case, &mut dice);
            let level = found(&scanner, path, &text);
            let right = match verdict {
                "none" => level.is_none(),
                "quiet" => level <= Some(Confidence::Low),
                "low" => level == Some(Confidence::Low),
                "medium" => level == Some(Confidence::Medium),
                other => panic!("no verdict: {other}"),
            };
            if !right {
                wrong.push(format!("{verdict} but {level:?}: {path}: {text}"));
                break;
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_value_in_pieces_has_the_id_of_the_value_written_whole() {
    let scanner = scanner();
    let value = expand("{alnum:10}K7{alnum:12}", &mut Dice::new(7)).unwrap();
    let (head, tail) = value.split_at(12);
    let id = |path: &str, text: &str| {
        let origin = Origin::File {
            path: path.to_owned(),
        };
        let findings = scanner.scan(&Blob::whole(&origin, text.as_bytes()));
        assert_eq!(findings.len(), 1, "{path}: {text}");
        assert!(findings[0].stands_in(text.as_bytes()), "{path}: {text}");
        assert!(!findings[0].stands_in(b"something else"), "{path}: {text}");
        findings[0].secret_id.clone()
    };
    let whole = id("a.py", &format!("password = \"{value}\"\n"));
    for (path, text) in [
        ("b.py", format!("password = \"{head}\" + \"{tail}\"\n")),
        ("b.py", format!("password = (\n  '{head}'\n  '{tail}'\n)\n")),
        (
            "b.py",
            format!("password = \"\".join([\"{head}\", \"{tail}\"])\n"),
        ),
        (
            "b.rs",
            format!("const PASSWORD: &str = concat!(\"{head}\", \"{tail}\");\n"),
        ),
        (
            "b.c",
            format!("#define PASSWORD \"{head}\" \\\n  \"{tail}\"\n"),
        ),
        (
            "b.js",
            format!("const password = \"{head}\".concat(\"{tail}\");\n"),
        ),
        ("b.php", format!("<?php $password = '{head}' . '{tail}';\n")),
        ("b.sh", format!("PASSWORD=\"{head}\"'{tail}'\n")),
        ("b.js", format!("const password = \"{head}\\\n{tail}\";\n")),
    ] {
        assert_eq!(id(path, &text), whole, "{text}");
    }
}

/// JSON in a string of JSON, and so on: however deep, all of a value is found, with the quotes and
/// backslashes that it has.
#[test]
fn literals_in_literals_are_read_to_their_ends() {
    let scanner = scanner();
    let mut dice = Dice::new(11);
    for inner in ["\"", "\\", "\\\"", "\"\"", "\\\\"] {
        for depth in 0..4 {
            let [head, tail] = ["{alnum:10}", "{alnum:14}"].map(|t| expand(t, &mut dice).unwrap());
            let secret = format!("{head}{inner}{tail}");
            let mut text = serde_json::json!({ "password": secret, "k": "v" }).to_string();
            let mut shown = serde_json::to_string(&secret).unwrap();
            for _ in 0..depth {
                text = serde_json::json!({ "a": text }).to_string();
                shown = serde_json::to_string(&shown).unwrap();
                shown = shown[1..shown.len() - 1].to_owned();
            }
            let mark = shown.find(&head).unwrap();
            let expected = &shown[mark..shown.len() - mark];
            let origin = Origin::File {
                path: "a.json".to_owned(),
            };
            let blob = Blob::whole(&origin, text.as_bytes());
            let found = scanner.scan(&blob);
            let spans = found
                .iter()
                .map(|one| one.byte_start as usize..one.byte_end as usize);
            let spans: Vec<&str> = spans.map(|span| &text[span]).collect();
            assert!(
                spans.iter().all(|span| *span == expected),
                "{spans:?} {expected}"
            );
            // What is half backslashes may be no password.
            assert!(inner != "\"" || !spans.is_empty(), "{depth}: {expected}");
        }
    }
}

#[test]
fn what_has_no_provider_should_live_in_a_variable_of_its_own_name() {
    let repo = Repo::plain();
    let value = expand("{alnum:18}", &mut Dice::new(5)).unwrap();
    for (path, text, variable) in [
        ("Dockerfile", "ENV DB_PASSWORD=~\n", "DB_PASSWORD"),
        (
            "a.properties",
            "spring.mail.password=~\n",
            "SPRING_MAIL_PASSWORD",
        ),
        (
            "a.js",
            &format!("const key = \"{}\"\n", token(1)),
            "OPENAI_API_KEY",
        ),
    ] {
        repo.write(path, text.replace('~', &value));
        let ran = repo.tightlip(["scan", path, "--format=json"]);
        let env = ran.findings()[0]["remediation"]["env"].clone();
        assert_eq!(env, variable, "{path}");
    }
}
