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
    let mut dice = Dice::new(11);
    let mut wrong = String::new();
    let lines = CASES.lines();
    let cases = lines.filter(|line| !line.is_empty() && !line.starts_with("# "));
    for case in cases {
        let [expected, path, line] = case.splitn(3, '\t').collect::<Vec<_>>()[..] else {
            panic!("no three fields: {case}");
        };
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
