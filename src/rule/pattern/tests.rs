use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::rule::RuleSet;
use crate::rule::template::{Dice, expand};

#[test]
fn a_group_is_told_from_the_match_it_stands_in() {
    let pattern = Pattern::new("k=(?P<secret>[0-9]{2,4})", "secret", None);
    let found = pattern.search(b"k=12345", 0..7, Anchored::Yes).unwrap();
    assert_eq!((found.whole, found.group), (0..6, 2..6));
    let plain = Pattern::new("(?i)k=(?P<other>[a-c]+)", "secret", None);
    let found = plain.search(b"xK=abcd", 1..7, Anchored::Yes).unwrap();
    assert_eq!((found.whole, found.group), (1..6, 1..6));
    assert!(plain.search(b"xK=abcd", 0..7, Anchored::Yes).is_none());
    assert!(plain.search(b"xK=abcd", 0..7, Anchored::No).is_some());
}

const PATTERNS: [&str; 14] = [
    "[a-c]{2,3}(?:[0-9]|$)",
    "a??b*|c+",
    "(?:a|ab)(?:c|bcd?)",
    r"\b[a-c]+\b",
    "a[^.]*",
    "a*",
    "a[a-c]{2,99}[01]",
    "(?:[a-c]{0,66}0){1,3}?1|b{70}",
    "[a-c]{1,99}",
    r"(?m)^[a-c]+$|\B1",
    r"(?m:a\s*$)|\b{start}[b-c]\b{end}",
    "(?R)(?m)^[ab0]+?$",
    "[a-c][01][a-c]",
    r"(?:ab|c1)\b|(?:a.)$",
];

#[test]
fn a_loose_pattern_decides_nothing_but_that_there_is_no_match() {
    let long = |times| ["a".repeat(times).as_str(), "0"].concat();
    for (pattern, times) in [("a{2,99}0", 99), ("(?P<secret>a{70,80})0", 80)] {
        let pattern = Pattern::new(pattern, "secret", None);
        let whole = |text: &str| {
            let found = pattern.search(text.as_bytes(), 0..text.len(), Anchored::Yes);
            found.map(|found| found.whole)
        };
        assert!(pattern.look(1).unwrap().counts < ALL);
        assert_eq!(whole(&long(times)), Some(0..times + 1));
        assert_eq!(whole(&long(times + 1)), None);
        assert_eq!(whole("a0"), None);
    }
    let short = Pattern::new("a{64}0", "secret", None);
    assert_eq!(short.look(1).unwrap().counts, ALL);
    assert!(short.look(2).is_none());
}

/// The same pattern with the table that the program would be built with.
fn built(pattern: &str, anchored: Anchored) -> Pattern {
    let table = table::of(pattern, anchored).expect("it is a small one");
    let states = States::new(table.leak());
    assert!(states.is_some());
    Pattern::new(pattern, "secret", states)
}

/// Each pattern, as a whole, compiled when it is needed, and before.
static BOTH: LazyLock<Vec<(Regex, [Pattern; 3])>> = LazyLock::new(|| {
    let all = PATTERNS.map(|pattern| {
        let plain = Pattern::new(pattern, "secret", None);
        let [begun, anywhere] = [Anchored::Yes, Anchored::No].map(|way| built(pattern, way));
        (regex(pattern).unwrap(), [plain, begun, anywhere])
    });
    all.into()
});

#[test]
fn a_table_says_what_the_pattern_does_or_that_it_counts_less_far() {
    let counts = |pattern| {
        let pattern = built(pattern, Anchored::Yes);
        pattern.look(0).unwrap().counts
    };
    assert_eq!(counts("a{2,99}0"), ALL);
    assert_eq!(counts("a{2,40000}[a-c]{90}0"), 64);
    assert_eq!(counts("(?:[a-c]{100}x){100}{9}"), 16);
    let far = built("(?:[a-c]{100}x){100}{9}", Anchored::Yes);
    assert_eq!(far.look(1).unwrap().counts, 64);
    assert!(built("a{2,99}0", Anchored::Yes).look(1).is_none());
    assert!(table::of(r"(?:[a-c]{3}|[a-b]{2}){4}{4}{4}{4}a", Anchored::No).is_none());
}

#[test]
fn the_catalogues_tables_see_what_their_rules_look_for() {
    let rules = RuleSet::builtin();
    let mut dice = Dice::new(7);
    let (mut built, mut seen, mut parts) = (0, 0, 0);
    let mut same = |fast: &Pattern, slow: &Pattern, text: &[u8], anchored| {
        for start in 0..text.len() {
            let found = fast.search(text, start..text.len(), anchored);
            let same = slow.search(text, start..text.len(), anchored);
            assert_eq!(found, same, "{}", fast.text);
            seen += usize::from(found.is_some());
        }
    };
    for (id, rule) in (0..).zip(rules.rules()) {
        let compiled = rules.compiled(id);
        let Some(pattern) = compiled.pattern() else {
            continue;
        };
        built += usize::from(pattern.look(0).is_some());
        let (text, begins) = rule.matcher.pattern().unwrap();
        let anchored = if begins { Anchored::Yes } else { Anchored::No };
        let slow = Pattern::new(text, pattern.name, None);
        for example in &rule.examples {
            let text = expand(example, &mut dice).unwrap().into_bytes();
            same(pattern, &slow, &text, anchored);
        }
        for (number, part) in rule.parts.iter().enumerate() {
            let Some(pattern) = compiled.part(number) else {
                continue;
            };
            parts += usize::from(pattern.look(0).is_some());
            let slow = Pattern::new(&pattern.text, pattern.name, None);
            for example in &part.examples {
                let text = expand(example, &mut dice).unwrap().into_bytes();
                same(pattern, &slow, &text, Anchored::No);
            }
        }
    }
    assert!(
        built > 860 && seen > 900 && parts > 50,
        "{built} {seen} {parts}"
    );
}

proptest! {
    #[test]
    fn a_match_is_what_the_whole_expression_says(
        text in "[a-c0-1._\n\ré]{0,12}",
        at in 0..4usize,
        less in 0..3usize,
    ) {
        for (regex, patterns) in &*BOTH {
            let text = text.as_bytes();
            let start = at.min(text.len());
            let span = start..text.len().saturating_sub(less).max(start);
            for anchored in [Anchored::Yes, Anchored::No] {
                let input = Input::new(text).span(span.clone()).anchored(anchored);
                let whole = regex.search(&input).map(|found| found.range());
                for ours in patterns {
                    let found = ours.search(text, span.clone(), anchored);
                    let found = found.map(|found| found.whole);
                    prop_assert_eq!(&found, &whole, "{}", ours.text);
                }
            }
        }
    }
}
