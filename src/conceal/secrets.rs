//! The secrets of a report, found again wherever something else of the report quotes them.

use std::collections::{BTreeMap, HashSet};
use std::ops::Bound;

use crate::excerpt::{Mark, merged};
use crate::finding::{Finding, Value};
use crate::report::HIDDEN;
use crate::secret::Secret;

/// What is shorter is part of too many words to be looked for.
const SHORTEST: usize = 4;
/// What is shorter may be an ordinary word.
const LONG: usize = 8;
/// Letters alone, up to so many bytes, may be an ordinary word, too.
const LONGEST_WORD: usize = 15;
/// So many bytes of a secret are enough to know it by.
const KEY: usize = 128;
/// A line of a secret of several is looked for by itself from so many bytes on.
const SHORTEST_LINE: usize = 16;
/// Secrets that begin alike are tried so often at a place; then what they have in common goes.
const TRIES: usize = 16;
/// Bits of the filter.
const FILTER_BITS: u32 = 20;

/// What a text is, which says which secrets it must not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// People read it.
    Prose,
    /// It says where something is, and must do so though a folder is called `admin`.
    Path,
}

/// Secrets that a text must not hold. Looking through one takes time by its length, however many
/// they are; more can be added at any time.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// By their first bytes, [`KEY`] at most.
    known: BTreeMap<Box<[u8]>, Known>,
    beginnings: HashSet<[u8; SHORTEST]>,
    /// A bit for the hash of each beginning; empty while there are none.
    filter: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    len: usize,
    public_prefix: Option<usize>,
    /// Whether it counts only where it stands alone.
    is_word: bool,
}

impl Secrets {
    /// Adds those of a finding that is reported.
    pub(crate) fn learn(&mut self, finding: &Finding) {
        self.add(&finding.secret);
        for part in &finding.parts {
            if let Value::Secret(secret) = &part.value {
                self.add(secret);
            }
        }
    }

    /// Adds that of a finding that is not reported: what looks like a word is likely to be one.
    pub(crate) fn learn_quiet(&mut self, secret: &Secret) {
        if !is_word(secret.reveal()) {
            self.add(secret);
        }
    }

    fn add(&mut self, secret: &Secret) {
        let bytes = secret.reveal();
        // What others left of a secret, or wrote in its place, is none.
        if secret.is_rest() || bytes == HIDDEN {
            return;
        }
        self.know(bytes, secret.public_prefix());
        // People quote a line of a key.
        for line in lines(bytes) {
            self.know(line, None);
        }
    }

    fn know(&mut self, bytes: &[u8], public_prefix: Option<usize>) {
        let Some(beginning) = bytes.first_chunk().copied() else {
            return;
        };
        let known = Known {
            len: bytes.len(),
            public_prefix,
            is_word: is_word(bytes),
        };
        let key = &bytes[..bytes.len().min(KEY)];
        if let Some(same) = self.known.get_mut(key) {
            same.len = same.len.max(known.len);
            same.public_prefix = same.public_prefix.min(known.public_prefix);
            return;
        }
        self.known.insert(key.into(), known);
        if self.filter.is_empty() {
            self.filter = vec![0; 1 << (FILTER_BITS - 6)];
        }
        let (word, bit) = place(beginning);
        self.filter[word] |= bit;
        self.beginnings.insert(beginning);
    }

    /// Where they stand in a text, in order and apart.
    pub(super) fn marks(&self, text: &[u8], kind: Kind) -> Vec<Mark> {
        if self.known.is_empty() {
            return Vec::new();
        }
        let beginnings = text.windows(SHORTEST).enumerate();
        let marks = beginnings.filter_map(|(at, beginning)| {
            let may_begin = self.may_begin(*beginning.first_chunk()?);
            may_begin.then(|| self.mark(text, at, kind)).flatten()
        });
        merged(marks.collect())
    }

    fn may_begin(&self, beginning: [u8; SHORTEST]) -> bool {
        let (word, bit) = place(beginning);
        self.filter[word] & bit != 0 && self.beginnings.contains(&beginning)
    }

    /// The longest one that begins here.
    fn mark(&self, text: &[u8], at: usize, kind: Kind) -> Option<Mark> {
        // Of all keys up to `rest` the last one has most in common with it: what is a beginning
        // of `rest` is one of that key, too.
        let mut rest = &text[at..];
        for _ in 0..TRIES {
            let up_to = (Bound::Unbounded, Bound::Included(rest));
            let (key, known) = self.known.range::<[u8], _>(up_to).next_back()?;
            let common = key.iter().zip(rest).take_while(|(a, b)| a == b).count();
            let mut left = common;
            if common == key.len() {
                let end = text.len().min(at + known.len);
                let counts = !known.is_word || kind == Kind::Prose && is_alone(text, at, end);
                if counts {
                    return Some(Mark {
                        range: at..end,
                        public_prefix: known.public_prefix,
                    });
                }
                left -= 1;
            }
            if left < SHORTEST {
                return None;
            }
            rest = &rest[..left];
        }
        Some(Mark {
            range: at..at + rest.len(),
            public_prefix: None,
        })
    }
}

/// The lines of a secret that has several, also of one written with `\n` in quotes: without what
/// stands around them in a source, and without those that are the same in every key.
fn lines(secret: &[u8]) -> impl Iterator<Item = &[u8]> {
    let breaks = memchr::memchr3_iter(b'\n', b'\r', b'\\', secret).filter_map(|at| {
        let is_written = secret[at] == b'\\';
        let is_break = !is_written || matches!(secret.get(at + 1), Some(b'n' | b'r'));
        is_break.then_some((at, at + 1 + usize::from(is_written)))
    });
    let around = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`,;#*\\".contains(byte);
    let mut start = 0;
    let ends = breaks.map(Some).chain([None]);
    ends.filter_map(move |end| {
        let (end, next) = end.unwrap_or((secret.len(), secret.len()));
        let whole = start == 0 && end == secret.len();
        let line = secret.get(start..end).unwrap_or_default();
        start = next;
        let first = line.iter().position(|byte| !around(byte))?;
        let last = line.iter().rposition(|byte| !around(byte))?;
        let quote = |byte: &u8| matches!(byte, b'"' | b'\'');
        let line = line[first..=last].split(quote).next()?;
        let counts = !whole && line.len() >= SHORTEST_LINE && !line.starts_with(b"--");
        counts.then_some(line)
    })
}

/// The bit of the filter for a beginning.
fn place(beginning: [u8; SHORTEST]) -> (usize, u64) {
    let hash = u32::from_le_bytes(beginning).wrapping_mul(0x9E37_79B1) >> (32 - FILTER_BITS);
    (hash as usize / 64, 1 << (hash % 64))
}

/// Whether it may be an ordinary word, or a name that people give: `admin`, `postgres`.
fn is_word(secret: &[u8]) -> bool {
    let is_letter =
        |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0x80 || b"_-. ".contains(byte);
    secret.len() < LONG || secret.len() <= LONGEST_WORD && secret.iter().all(is_letter)
}

/// Whether no letter and no digit stands beside it.
fn is_alone(text: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|before| text[before]);
    let beside = before.into_iter().chain(text.get(end).copied());
    let mut inside =
        beside.filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80);
    inside.next().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::template::{Dice, expand};

    fn known(secrets: &[&str]) -> Secrets {
        let mut known = Secrets::default();
        for secret in secrets {
            known.add(&Secret::new(secret.as_bytes(), 0));
        }
        known
    }

    /// What is hidden, in brackets.
    fn shown(secrets: &Secrets, text: &str, kind: Kind) -> String {
        let mut shown = String::new();
        let mut done = 0;
        for mark in secrets.marks(text.as_bytes(), kind) {
            let (before, secret) = (&text[done..mark.range.start], &text[mark.range.clone()]);
            shown.extend([before, "[", secret, "]"]);
            done = mark.range.end;
        }
        shown + &text[done..]
    }

    #[test]
    fn the_longest_secret_at_a_place_is_found() {
        let secrets = known(&["abcd1234", "abcd1234ef", "abcd1234efgh99", "xyz-55555"]);
        for (text, expected) in [
            ("abcd1234", "[abcd1234]"),
            ("abcd1234e", "[abcd1234]e"),
            ("é abcd1234ef.", "é [abcd1234ef]."),
            ("abcd1234efgh98", "[abcd1234ef]gh98"),
            ("=abcd1234efgh99xyz-55555", "=[abcd1234efgh99][xyz-55555]"),
            ("abcd123 xyz-5555", "abcd123 xyz-5555"),
        ] {
            assert_eq!(shown(&secrets, text, Kind::Path), expected);
        }
    }

    #[test]
    fn those_that_overlap_go_as_one() {
        let secrets = known(&["abcdef12", "ef12-345", "12-345-x"]);
        assert_eq!(
            shown(&secrets, "(abcdef12-345-x)", Kind::Prose),
            "([abcdef12-345-x])"
        );
    }

    #[test]
    fn words_go_where_they_stand_alone_and_never_from_paths() {
        let secrets = known(&["admin", "postgres", "pa$$"]);
        let text = "admin: administrator, (postgres) my_admin pa$$!";
        let expected = "[admin]: administrator, ([postgres]) my_admin [pa$$]!";
        assert_eq!(shown(&secrets, text, Kind::Prose), expected);
        let path = "srv/admin/postgres.py";
        assert_eq!(shown(&secrets, path, Kind::Path), path);
    }

    #[test]
    fn what_others_wrote_in_place_of_a_secret_is_none() {
        let mut secrets = known(&["redacted", "abc"]);
        secrets.add(&Secret::already_redacted("ghp_abcd…"));
        secrets.learn_quiet(&Secret::new(b"example", 0));
        assert_eq!(
            secrets.marks(b"redacted ghp_abcd\xe2\x80\xa6 example abc", Kind::Prose),
            []
        );
    }

    #[test]
    fn of_a_long_one_the_beginning_tells() {
        let long = expand("{alnum:600}", &mut Dice::new(1)).unwrap();
        let secrets = known(&[&long]);
        let whole = format!("<{long}>");
        assert_eq!(shown(&secrets, &whole, Kind::Path), format!("<[{long}]>"));
        let cut = &whole[..200];
        assert_eq!(
            shown(&secrets, cut, Kind::Path),
            format!("<[{}]", &cut[1..])
        );
    }

    #[test]
    fn each_line_of_a_key_is_known() {
        let line = |seed| expand("{alnum:64}", &mut Dice::new(seed)).unwrap();
        let (one, two) = (line(1), line(2));
        let armor = |word: &str| format!("-----{word} RSA PRIVATE KEY-----");
        let (begin, end) = (armor("BEGIN"), armor("END"));
        for between in [
            "\n",
            "\r\n",
            "\\n",
            "\\r\\n",
            "\\n\" +\n    \"",
            "\" +\n \"",
            "\n# ",
        ] {
            let key = [&*begin, &one, &two, "Ab1=", &end].join(between);
            let secrets = known(&[&key]);
            for kind in [Kind::Prose, Kind::Path] {
                let text = format!("its 2nd line: {two}, Ab1=, {end}, {one}.");
                let expected = format!("its 2nd line: [{two}], Ab1=, {end}, [{one}].");
                assert_eq!(shown(&secrets, &text, kind), expected, "{between:?}");
            }
            let mark = &secrets.marks(two.as_bytes(), Kind::Path)[0];
            assert_eq!(mark.public_prefix, None);
        }
        let plain = known(&[&one]);
        assert_eq!(plain.known.len(), 1);
    }

    #[test]
    fn many_that_begin_alike_take_no_longer() {
        let mut secrets = Secrets::default();
        for number in 0..2_000 {
            let ladder = format!("{}!{number:04}", "z".repeat(number % 100 + 8));
            secrets.add(&Secret::new(ladder.as_bytes(), 0));
        }
        let text = "z".repeat(2_000);
        assert!(!secrets.marks(text.as_bytes(), Kind::Prose).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn none_is_left_in_any_text(
            secrets in prop::collection::vec("[ab1-]{8,14}", 1..12),
            text in "[ab1-]{0,20}", more in "[ab1-]{0,20}", index in any::<prop::sample::Index>(),
        ) {
            let one = index.get(&secrets);
            prop_assume!(!is_word(one.as_bytes()));
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let text = format!("{text}{one}{more}");
            let marks = known(&secrets).marks(text.as_bytes(), Kind::Path);
            let covered = |at: usize, end: usize| {
                marks.iter().any(|mark| mark.range.start <= at && end <= mark.range.end)
            };
            for (at, found) in text.match_indices(one.as_str()) {
                prop_assert!(covered(at, at + found.len()), "{marks:?} in {text}");
            }
        }
    }
}
