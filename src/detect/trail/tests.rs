use proptest::prelude::*;

use super::*;
use crate::blob::Origin;
use crate::detect::Options;
use crate::finding::Finding;
use crate::rule::RuleSet;
use crate::rule::template::{Dice, expand};

fn scanner() -> Scanner {
    Scanner::new(RuleSet::builtin(), Options::default())
}

#[test]
fn gaps_are_what_is_new_and_the_seams() {
    let piece = |from, to, len| Copied { from, to, len };
    let gaps = |copied: &[Copied], len| {
        let gaps = gaps(copied, len).into_iter();
        gaps.map(|gap| (gap.start, gap.end)).collect::<Vec<_>>()
    };
    assert_eq!(gaps(&[], 10), [(0, 10)]);
    assert_eq!(gaps(&[piece(0, 0, 10)], 10), []);
    assert_eq!(gaps(&[piece(5, 0, 10), piece(0, 10, 10)], 20), [(10, 10)]);
    assert_eq!(gaps(&[piece(0, 10, 10)], 40), [(0, 10), (20, 40)]);
    assert_eq!(
        gaps(&[piece(0, 0, 4), piece(0, 6, 2)], 20),
        [(4, 6), (8, 20)]
    );
}

/// Lines that mean something to some rule, and many that do not.
fn lines(seed: u64) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let mut value = |template: &str| expand(template, &mut dice).unwrap();
    let mut lines: Vec<String> = vec![
        format!("api_key = \"{}\"\n", value("{alnum:32}")),
        format!("token: {}\n", value("ghp_{alnum:36}")),
        format!("deepgram = '{}'\n", value("{hex:40}")),
        format!("password = \"{}\"  # tightlip:allow\n", value("{alnum:12}")),
        format!("url = postgres://app:{}@db/x\n", value("{alnum:16}")),
        format!("aws_secret_access_key = {}\n", value("{base64:40}")),
        format!("{} = {}\n", "secret", value("AKIA{upper:16}")),
        "password = os.environ[\"KEY\"]\n".to_owned(),
        "the key of the token is a secret to all\n".to_owned(),
        "    call(key, token)\n".to_owned(),
        "x".repeat(300) + "\n",
        "/* secretlint-disable */\n".to_owned(),
        "\n".to_owned(),
    ];
    let armor = ["-----BEGIN", " RSA PRIVATE", " KEY-----\n"].concat();
    let body = value("{base64:64}\n{base64:64}\n");
    lines.push(format!("{armor}{body}{}", armor.replace("BEGIN", "END")));
    lines
}

/// A text and what a delta could make of it.
type Change = (Vec<usize>, Vec<(usize, usize, Vec<usize>)>);

fn change() -> impl Strategy<Value = Change> {
    let line = || prop::sample::select((0..14usize).collect::<Vec<_>>());
    let lines = move |most| prop::collection::vec(line(), 0..most);
    let piece = (0..20_000usize, 0..12_000usize, lines(3));
    (lines(120), prop::collection::vec(piece, 1..6))
}

fn said(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|one| format!("{one:?}")).collect()
}

/// What a new text has of an old one decides what is carried, not what stands far round it.
#[test]
fn what_turns_a_name_into_that_of_a_secret_is_seen() {
    let scanner = scanner();
    let secret = expand("{alpha:4}{alnum:14}K7", &mut Dice::new(3)).unwrap();
    let (columns, row) = ("a_column, ".repeat(60), "1, ".repeat(60));
    let insert = format!("{columns}password) VALUES ({row}'{secret}');\n");
    let head = "name,".repeat(80) + "password\n";
    let table = format!("{head}{}{secret}\n", "x,".repeat(80));
    let list = format!("\"{secret}\", \"{secret}\"]\n");
    let pad = "x".repeat(1100) + "\n";
    let names = "var settings = {}; var other = 1; a=api_keys=[";
    let wrong: Vec<&str> = [
        (
            "a.sql",
            ["SELECT * FROM u (", &insert],
            ["INSERT INTO users (", &insert],
        ),
        ("a.csv", [&pad, &table], ["", &table]),
        ("a.js", [names, "]"], [names, &list]),
    ]
    .into_iter()
    .filter(|(path, old, new)| !is_seen(&scanner, path, old, new))
    .map(|(path, ..)| path)
    .collect();
    assert_eq!(wrong, [""; 0]);
}

/// Whether scanning `new` on from `old` gives what scanning it whole gives, and that is something;
/// each is of two pieces, of which they share one.
fn is_seen(scanner: &Scanner, path: &str, old: &[&str; 2], new: &[&str; 2]) -> bool {
    let origin = Origin::Stdin { path: path.into() };
    let at = usize::from(old[0] != new[0]);
    let copied = Copied {
        from: old[..at].concat().len(),
        to: new[..at].concat().len(),
        len: old[at].len(),
    };
    let (old, new) = (old.concat().into_bytes(), new.concat().into_bytes());
    let (_, trail) = scanner.scan_on(&Blob::whole(&origin, &old), None);
    let blob = Blob::whole(&origin, &new);
    let earlier = Earlier {
        trail: &trail,
        len: old.len(),
        copied: &[copied],
    };
    let (carried, _) = scanner.scan_on(&blob, Some(&earlier));
    let whole = scanner.scan(&blob);
    !whole.is_empty() && said(&carried.findings) == said(&whole)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_text_of_pieces_gives_what_the_whole_gives(
        (base, pieces) in change(),
        seed in 0..50u64,
        renamed: bool,
    ) {
        let scanner = scanner();
        let lines = lines(seed);
        let text = |of: &[usize]| of.iter().map(|at| lines[*at].as_str()).collect::<String>();
        let mut earlier_text = text(&base).into_bytes();
        let mut path = "src/a.yml";
        let (_, mut trail) = scanner.scan_on(
            &Blob::whole(&Origin::Stdin { path: path.into() }, &earlier_text),
            None,
        );
        // Each version is made from the one before.
        for _ in 0..3 {
            let mut new = Vec::new();
            let mut copied = Vec::new();
            for (from, len, between) in &pieces {
                new.extend(text(between).bytes());
                let from = (*from).min(earlier_text.len());
                let len = (*len).min(earlier_text.len() - from);
                if len > 0 {
                    copied.push(Copied { from, to: new.len(), len });
                    new.extend_from_slice(&earlier_text[from..from + len]);
                }
            }
            let next = if renamed { "tests/b.py" } else { path };
            let origin = Origin::Stdin { path: next.into() };
            let blob = Blob::whole(&origin, &new);
            let earlier = Earlier {
                trail: &trail,
                len: earlier_text.len(),
                copied: &copied,
            };
            let (findings, left) = scanner.scan_on(&blob, Some(&earlier));
            prop_assert_eq!(said(&findings.findings), said(&scanner.scan(&blob)));
            let (_, whole) = scanner.scan_on(&blob, None);
            let count = |trail: &Trail| trail.seen.as_ref().map(Vec::len);
            prop_assert_eq!(count(&left), count(&whole));
            (trail, earlier_text, path) = (left, new, next);
        }
    }
}
