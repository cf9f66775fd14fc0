//! What the whole catalogue finds in the lines that people write.

use std::fmt::Write as _;

use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::rule::RuleSet;
use tightlip::rule::template::Dice;

use crate::assigned::text;

const CASES: &str = include_str!("../../fixtures/catalogue.txt");

#[test]
fn every_line_is_found_by_the_rule_that_the_table_names() {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let mut wrong = String::new();
    let lines = CASES.lines();
    let cases = lines.filter(|line| !line.is_empty() && !line.starts_with("# "));
    for case in cases {
        let [expected, path, line] = case.splitn(3, '\t').collect::<Vec<_>>()[..] else {
            panic!("no three fields: {case}");
        };
        // What a line draws is no matter of the lines before it.
        let seed = line.bytes().fold(11, |seed: u64, byte| {
            seed.wrapping_mul(31).wrapping_add(byte.into())
        });
        let mut dice = Dice::new(seed);
        for _ in 0..5 {
            let line = text(line, &mut dice);
            let origin = Origin::File { path: path.into() };
            let found = scanner.scan(&Blob::whole(&origin, line.as_bytes()));
            let tell = |one: &tightlip::finding::Finding| {
                let level = format!("{:?}", one.confidence).to_lowercase();
                let sign = one.signals.iter().find(|s| s.0.contains("checksum"));
                let sign = sign.map(|sign| format!(" {}", sign.0)).unwrap_or_default();
                format!("{} {level}{sign}", one.rule.id)
            };
            let found: Vec<String> = found.iter().map(tell).collect();
            let found = match &found[..] {
                [] => "none".to_owned(),
                _ => found.join(", "),
            };
            if found != expected {
                let _ = writeln!(wrong, "{found}, not {expected}: {path}: {line}");
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Variables in which a rule does not find its own secret: which rule, which variable, and why.
const ELSEWHERE: [(&str, &str, &str); 6] = [
    ("activecampaign-api-key", "AC_API_KEY", "names no provider"),
    ("cloudinary-api-secret", "CLOUDINARY_URL", "a URL holds it"),
    ("mailjet-keys", "MJ_APIKEY_PUBLIC", "the public half's name"),
    (
        "tomorrow-io-api-key",
        "TOMORROW_API_KEY",
        "names no provider",
    ),
    ("weatherapi-key", "WEATHER_API_KEY", "names no provider"),
    (
        "yandex-static-access-key",
        "AWS_SECRET_ACCESS_KEY",
        "names another provider",
    ),
];

#[test]
fn every_rule_finds_its_secret_under_the_names_that_it_advises() {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let mut wrong = String::new();
    for rule in RuleSet::builtin().rules() {
        let Some(sample) = tightlip::check::sample(&rule, RuleSet::builtin()) else {
            continue;
        };
        // An object, a line of a file, a command: no value of a variable.
        if sample.contains(|c: char| c.is_whitespace() || "\"'{<".contains(c)) {
            continue;
        }
        for name in &rule.env {
            let line = format!("{name}={sample}\n");
            let origin = Origin::File {
                path: "app.env.sh".into(),
            };
            let found = scanner.scan(&Blob::whole(&origin, line.as_bytes()));
            let is_found = found.iter().any(|one| one.rule.id == rule.id);
            let is_elsewhere = ELSEWHERE
                .iter()
                .any(|(id, variable, _)| (*id, *variable) == (&*rule.id, name));
            if is_found == is_elsewhere {
                let found: Vec<&str> = found.iter().map(|one| one.rule.id.as_str()).collect();
                let _ = writeln!(wrong, "{}: {found:?}: {name}", rule.id);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
