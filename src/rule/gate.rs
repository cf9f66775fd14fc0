//! Which bytes a match can begin with, place by place: a test of a few nanoseconds that most
//! anchors in ordinary text fail, so that the regular expression is not even compiled for them.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A set of ASCII bytes, one bit each.
type Set = u128;

/// Places that are looked at; more tell nothing new.
const MOST: usize = 12;

/// For each of a match's first bytes, which ones it may be. No longer than the shortest match.
pub(super) fn of(hir: &Hir) -> Vec<Set> {
    let mut places = walk(hir).places;
    places.truncate(MOST);
    places
}

/// Whether a match may begin where `text` does.
pub(super) fn lets_in(gate: &[Set], text: &[u8]) -> bool {
    text.len() >= gate.len()
        && gate
            .iter()
            .zip(text)
            .all(|(set, byte)| byte.is_ascii() && set >> byte & 1 == 1)
}

/// The places known, and whether a match of this part ends just behind them.
struct Walk {
    places: Vec<Set>,
    exact: bool,
}

fn walk(hir: &Hir) -> Walk {
    let nothing = |exact| Walk {
        places: Vec::new(),
        exact,
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => nothing(true),
        HirKind::Literal(literal) => {
            let known = literal.0.iter().take_while(|byte| byte.is_ascii());
            let places: Vec<Set> = known.take(MOST).map(|byte| 1 << byte).collect();
            Walk {
                exact: places.len() == literal.0.len(),
                places,
            }
        }
        HirKind::Class(class) => set(class).map_or(nothing(false), |set| Walk {
            places: vec![set],
            exact: true,
        }),
        HirKind::Capture(capture) => walk(&capture.sub),
        HirKind::Repetition(repetition) => {
            let one = walk(&repetition.sub);
            let times = if one.exact { repetition.min } else { 1 };
            let times = times.min(repetition.min).min(MOST as u32);
            Walk {
                places: one.places.repeat(times as usize),
                exact: one.exact && repetition.max == Some(times),
            }
        }
        HirKind::Concat(parts) => {
            let mut whole = nothing(true);
            for part in parts {
                if !whole.exact || whole.places.len() >= MOST {
                    whole.exact = false;
                    break;
                }
                let next = walk(part);
                whole.places.extend(next.places);
                whole.exact = next.exact;
            }
            whole
        }
        HirKind::Alternation(options) => {
            let options: Vec<Walk> = options.iter().map(walk).collect();
            let length = |walk: &Walk| walk.places.len();
            let least = options.iter().map(length).min().unwrap_or(0);
            let places = (0..least).map(|at| options.iter().fold(0, |set, o| set | o.places[at]));
            Walk {
                places: places.collect(),
                exact: options.iter().all(|o| o.exact && length(o) == least),
            }
        }
    }
}

/// The class as a set, unless it has members beyond ASCII.
fn set(class: &Class) -> Option<Set> {
    let fold = |set: Set, (start, end): (u32, u32)| {
        (end < 128).then(|| (start..=end).fold(set, |set, byte| set | 1 << byte))
    };
    match class {
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .try_fold(0, |set, r| fold(set, (r.start().into(), r.end().into()))),
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .try_fold(0, |set, r| fold(set, (r.start().into(), r.end().into()))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gate(pattern: &str) -> Vec<Set> {
        let parsed = regex_syntax::ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .parse(pattern);
        of(&parsed.unwrap())
    }

    #[test]
    fn knows_literals_classes_and_what_alternatives_share() {
        for (pattern, length, yes, no) in [
            (
                "pat[A-Za-z0-9]{14}[.]",
                12,
                "pat0123456789",
                "path/to/a_file",
            ),
            ("(?i)key=[0-9]{2,4}x", 6, "KEY=12", "key=1x"),
            ("(?:ab|cde)f", 2, "ab", "ac"),
            ("(?:ab|cd)[0-9]", 3, "ab1", "abx"),
            (
                "(?P<secret>S[UA][A-Z2-7]{56})",
                12,
                "SUAAAAAAAAAA",
                "SUPERSET bbb",
            ),
            ("x?abc", 0, "", "never"),
            (r#"a[^"]b"#, 1, "aé", "b"),
        ] {
            let gate = gate(pattern);
            assert_eq!(gate.len(), length, "{pattern}");
            assert!(lets_in(&gate, yes.as_bytes()), "{pattern}: {yes}");
            assert!(
                length == 0 || !lets_in(&gate, no.as_bytes()),
                "{pattern}: {no}"
            );
        }
    }

    proptest! {
        #[test]
        fn lets_every_match_in(text in "[a-e0-3.é]{0,12}") {
            for pattern in ["[a-c]{2,3}[0-9]", "(?:ab?|[b-d]{3})[.0-9]+", "(?:a|bc){2}d*", "a(?:b|é)c", "(?i)AB[C-E]{2}"] {
                let regex = regex_automata::meta::Builder::new()
                    .syntax(regex_automata::util::syntax::Config::new().unicode(false).utf8(false))
                    .build(pattern)
                    .unwrap();
                let input = regex_automata::Input::new(text.as_bytes()).anchored(regex_automata::Anchored::Yes);
                prop_assert!(!regex.is_match(input) || lets_in(&gate(pattern), text.as_bytes()), "{}", pattern);
            }
        }
    }
}
