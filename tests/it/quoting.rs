//! Values are found whole in every way of quoting that languages have, and nothing of them is
//! shown.

use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::finding::{Finding, Piece};
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

const VALUES: &str = include_str!("../../fixtures/quoting.txt");
const NO_VALUES: &str = include_str!("../../fixtures/quoting_none.txt");

/// A text, where its value stands in it, what that says, and the random pieces of it.
struct Case {
    path: &'static str,
    text: String,
    span: (usize, usize),
    value: String,
    pieces: Vec<String>,
}

/// The cases of a table, with other random pieces each time.
fn cases(table: &'static str, dice: &mut Dice) -> Vec<Case> {
    let lines = table.lines().filter_map(|line| line.split_once('\t'));
    let mut cases = Vec::new();
    for (path, template) in lines {
        let mut pieces = Vec::new();
        let (mut text, mut value) = (String::new(), String::new());
        let (mut span, mut is_value) = ((usize::MAX, 0), false);
        for sign in template.chars() {
            let part = match sign {
                '«' => {
                    is_value = true;
                    span.0 = span.0.min(text.len());
                    continue;
                }
                '»' => {
                    is_value = false;
                    span.1 = text.len();
                    continue;
                }
                '§' => {
                    let piece =
                        expand("{GHKT:1}{alnum:3}{digit:1}{alnum:3}{GHKT:1}", dice).unwrap();
                    pieces.push(piece.clone());
                    piece
                }
                '⏎' => "\n".to_owned(),
                sign => sign.to_string(),
            };
            text.push_str(&part);
            if is_value {
                value.push_str(&part);
            }
        }
        text.push('\n');
        cases.push(Case {
            path,
            text,
            span,
            value,
            pieces,
        });
    }
    cases
}

fn scan(scanner: &Scanner, case: &Case) -> Vec<Finding> {
    let path = case.path.to_owned();
    let origin = Origin::Stdin { path };
    scanner.scan(&Blob::whole(&origin, case.text.as_bytes()))
}

/// What is shown of a finding's line.
fn shown(finding: &Finding) -> String {
    let pieces = finding.excerpt.pieces.iter();
    pieces
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Secret { .. } => None,
        })
        .collect()
}

#[test]
fn values_are_found_whole_and_not_shown() {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let mut wrong = Vec::new();
    for seed in 0..2 {
        for case in cases(VALUES, &mut Dice::new(seed)) {
            let found = scan(&scanner, &case);
            let is_whole = |finding: &Finding| {
                let span = (finding.byte_start as usize, finding.byte_end as usize);
                span == case.span && finding.secret.reveal() == case.value.as_bytes()
            };
            let is_shown = found.iter().map(shown).any(|text| {
                let mut pieces = case.pieces.iter();
                pieces.any(|piece| text.contains(piece.as_str()))
            });
            if found.len() != 1 || !is_whole(&found[0]) || is_shown {
                let spans = found.iter().map(|one| (one.byte_start, one.byte_end));
                let spans: Vec<_> = spans.collect();
                wrong.push(format!("{}: {}: {spans:?}", case.path, case.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn what_is_no_value_is_not_found_in_the_same_quotes() {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    for case in cases(NO_VALUES, &mut Dice::new(1)) {
        let found = scan(&scanner, &case);
        assert!(found.is_empty(), "{}: {}", case.path, case.text);
    }
}
