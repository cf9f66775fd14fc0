//! What an assigned literal and its surroundings are in numbers, and how much each of them has
//! weighed on labelled code: a logistic model, small enough to be read.
//!
//! The weights are learned by `tests/accuracy/train.py`, which reads the numbers from
//! `tightlip explain`, so that there is one place that makes them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::cursor::Cursor;
use super::literal::Form;
use super::name::{Kind, Weight};
use super::operator::Operator;
use super::value::{self, Shape};
use crate::detect::{line, word, work};
use crate::finding::Evidence;
use crate::language::Language;

/// Learned weights: a feature, a tab, what it adds to the log odds.
const WEIGHTS: &str = include_str!("weights.tsv");

/// Bytes round a literal in which other words count, at most, before and behind.
const ROUND: usize = 200;

/// What is known of a literal before it is weighed.
pub(super) struct Seen<'a> {
    pub(super) text: &'a [u8],
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
    /// What the value says, its pieces put together.
    pub(super) bytes: &'a [u8],
    pub(super) operator: Operator,
    pub(super) form: Form,
    pub(super) kind: Kind,
    pub(super) weight: Weight,
    pub(super) alone: bool,
    pub(super) shape: Shape,
    pub(super) surprise: f64,
    pub(super) is_spoken: bool,
    pub(super) language: Language,
    pub(super) in_comment: bool,
    /// The word of the rules made by hand.
    pub(super) by_hand: &'static str,
}

/// The numbers of one literal, each with its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::detect) struct Features(Vec<(&'static str, f32)>);

impl Features {
    /// Measures a literal.
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let mut row = Self(Vec::with_capacity(64));
        row.push("always", 1.0);
        row.how(seen);
        row.what(seen);
        row.name(&seen.text[seen.name.clone()]);
        row.round(seen);
        row
    }

    /// Log odds of a secret.
    pub(super) fn odds(&self) -> f32 {
        self.0
            .iter()
            .map(|(name, value)| value * weight(name))
            .sum()
    }

    /// Every number that is not 0, with what it adds to the log odds.
    pub(in crate::detect) fn evidence(&self) -> Vec<Evidence> {
        let present = self.0.iter().filter(|(_, value)| *value != 0.0);
        present
            .map(|&(feature, value)| Evidence {
                feature,
                value,
                weight: value * weight(feature),
            })
            .collect()
    }

    fn push(&mut self, name: &'static str, value: f32) {
        self.0.push((name, value));
    }

    fn flag(&mut self, name: &'static str, holds: bool) {
        if holds {
            self.push(name, 1.0);
        }
    }

    /// How the literal is written, and what the name calls it.
    fn how(&mut self, seen: &Seen<'_>) {
        self.push(seen.by_hand, 1.0);
        self.push(
            match seen.kind {
                Kind::Password => "kind=password",
                Kind::Token => "kind=token",
                Kind::Key => "kind=key",
            },
            1.0,
        );
        self.flag("name-vague", seen.weight == Weight::Vague);
        self.flag("name-alone", seen.alone);
        self.push(
            match seen.operator {
                Operator::Assign => "by=assign",
                Operator::Colon | Operator::Entry => "by=colon",
                Operator::Compare => "by=compare",
                Operator::Pair => "by=pair",
                Operator::Fallback => "by=fallback",
                Operator::Call => "by=call",
                Operator::Beside | Operator::Said => "by=beside",
                Operator::Element => "by=element",
            },
            1.0,
        );
        self.flag("form=plain", seen.form == Form::Plain);
        self.flag("form=inner", seen.form == Form::Inner);
        self.flag("in-comment", seen.in_comment);
        self.push(
            match seen.language {
                Language::Yaml => "file=yaml",
                Language::Json => "file=json",
                language if language.is_prose() => "file=prose",
                Language::Batch | Language::Shell | Language::Dockerfile | Language::Make => {
                    "file=shell"
                }
                language if language.is_configuration() => "file=configuration",
                _ => "file=code",
            },
            1.0,
        );
    }

    /// What the literal's own bytes say.
    fn what(&mut self, seen: &Seen<'_>) {
        let bytes = seen.bytes;
        let length = bytes.len() as f32;
        let surprise = seen.surprise as f32;
        let share =
            |member: fn(&u8) -> bool| bytes.iter().filter(|b| member(b)).count() as f32 / length;
        self.push("surprise-below-0", (-surprise).clamp(0.0, 20.0) / 10.0);
        self.push("surprise-to-8", surprise.clamp(0.0, 8.0) / 8.0);
        self.push("surprise-8-to-24", (surprise - 8.0).clamp(0.0, 16.0) / 16.0);
        self.push(
            "surprise-over-24",
            (surprise - 24.0).clamp(0.0, 60.0) / 60.0,
        );
        self.push("surprise-a-byte", (surprise / length).clamp(-1.0, 2.0));
        self.push("length-to-12", length.min(12.0) / 12.0);
        self.push("length-12-to-40", (length - 12.0).clamp(0.0, 28.0) / 28.0);
        self.push("length-over-40", (length - 40.0).clamp(0.0, 200.0) / 200.0);
        self.push("evenness", evenness(bytes));
        self.push("digits", share(u8::is_ascii_digit));
        self.push("capitals", share(u8::is_ascii_uppercase));
        self.push("signs", share(|b| !b.is_ascii_alphanumeric()));
        self.flag("kinds>2", value::kinds(bytes) > 2);
        self.flag("mixed", value::is_mixed(bytes));
        self.flag("spoken", seen.is_spoken);
        self.flag("has-space", bytes.contains(&b' '));
        self.flag("lower-case-only", bytes.iter().all(u8::is_ascii_lowercase));
        self.flag(
            "round-length",
            matches!(
                bytes.len(),
                16 | 20 | 24 | 32 | 40 | 43 | 44 | 48 | 64 | 88 | 128
            ),
        );
        let body = bytes
            .iter()
            .rposition(|b| !b.is_ascii_digit())
            .map_or(0, |at| at + 1);
        self.flag(
            "word-and-number",
            body > 2 && body < bytes.len() && bytes[..body].iter().all(u8::is_ascii_alphabetic),
        );
        self.flag(
            "joined",
            bytes.iter().any(|b| b"_-.".contains(b))
                && bytes
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b)),
        );
        self.flag(
            "test-word-in-value",
            word::split(bytes).any(|w| word::is_any(w, TRIALS)),
        );
        self.push(
            match seen.shape {
                Shape::Number => "shape=number",
                Shape::Uuid => "shape=uuid",
                Shape::Hex => "shape=hex",
                Shape::Words => "shape=words",
                _ => "shape=opaque",
            },
            1.0,
        );
    }

    /// What else the name says.
    fn name(&mut self, name: &[u8]) {
        self.flag(
            "test-word-in-name",
            word::split(name).any(|w| word::is_any(w, TRIALS)),
        );
        self.flag(
            "name-in-capitals",
            name.iter().all(|b| !b.is_ascii_lowercase()),
        );
        self.flag("name-qualified", name.contains(&b'.'));
        self.push("name-words", word::split(name).count().min(6) as f32 / 6.0);
    }

    /// What stands round the two.
    fn round(&mut self, seen: &Seen<'_>) {
        let start = seen.name.start.min(seen.value.start);
        let before = &seen.text[start.saturating_sub(ROUND)..start];
        let behind = Cursor::new(seen.text, seen.value.end).rest(ROUND);
        work::read(before.len() + behind.len());
        let line_before = line::last(before);
        let line_behind = &behind[..memchr::memchr(b'\n', behind).unwrap_or(behind.len())];
        let on_line = topics(line_before) | topics(line_behind);
        let rest = [
            &before[..before.len() - line_before.len()],
            &behind[line_behind.len()..],
        ];
        let near = rest.iter().fold(on_line, |all, part| all | topics(part));
        self.flag("account-nearby", near & ACCOUNT != 0);
        self.flag("test-word-on-line", on_line & TRIAL != 0);
        self.flag("test-word-nearby", near & TRIAL != 0);
        self.flag("check-on-line", on_line & CHECK != 0);
        self.flag("digest-on-line", on_line & DIGEST != 0);
        self.flag("digest-nearby", near & DIGEST != 0);
        self.flag("vector-nearby", near & VECTOR != 0);
        self.push(
            "line-length",
            (line_before.len() + line_behind.len()).min(2 * ROUND) as f32 / (2 * ROUND) as f32,
        );
        let again = [before, behind]
            .iter()
            .any(|part| memchr::memmem::find(part, seen.bytes).is_some());
        self.flag("again-nearby", again);
    }
}

/// What the model gives a feature; 0 for one it was not taught.
fn weight(name: &str) -> f32 {
    static TABLE: OnceLock<Vec<(&'static str, f32)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: Vec<_> = WEIGHTS
            .lines()
            .filter_map(|line| {
                let (name, weight) = line.split_once('\t')?;
                Some((name, weight.parse().ok()?))
            })
            .collect();
        table.sort_unstable_by_key(|(name, _)| *name);
        table
    });
    table
        .binary_search_by_key(&name, |(name, _)| *name)
        .map_or(0.0, |at| table[at].1)
}

/// A bit for each list of words that `text` holds a word of.
fn topics(text: &[u8]) -> u8 {
    static TABLE: OnceLock<BTreeMap<&'static [u8], u8>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = BTreeMap::new();
        for (bit, words) in [
            (ACCOUNT, ACCOUNTS),
            (TRIAL, TRIALS),
            (CHECK, CHECKS),
            (DIGEST, DIGESTS),
            (VECTOR, VECTORS),
        ] {
            for word in words {
                *table.entry(word.as_bytes()).or_default() |= bit;
            }
        }
        table
    });
    let mut lower = [0; LONGEST_TOPIC];
    word::split(text).fold(0, |topics, word| {
        let Some(lower) = lower.get_mut(..word.len()) else {
            return topics;
        };
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        topics | table.get(&*lower).copied().unwrap_or(0)
    })
}

/// Shannon entropy as a part of what the length allows: 1 when no byte comes twice.
fn evenness(bytes: &[u8]) -> f32 {
    let most = (bytes.len().min(64) as f32).log2();
    if most > 0.0 {
        (crate::detect::entropy::shannon(bytes) as f32 / most).min(1.0)
    } else {
        0.0
    }
}

/// Which list a word is in.
const ACCOUNT: u8 = 1;
const TRIAL: u8 = 1 << 1;
const CHECK: u8 = 1 << 2;
const DIGEST: u8 = 1 << 3;
const VECTOR: u8 = 1 << 4;
/// No word of the lists is longer, in bytes.
const LONGEST_TOPIC: usize = 12;
/// Words of what is tried out, not used.
#[rustfmt::skip]
const TRIALS: &[&str] = &[
    "test", "tests", "testing", "tester", "example", "examples", "sample", "demo", "dummy", "fake", "mock", "stub",
    "invalid", "wrong", "bad", "bogus", "foo", "bar", "baz", "foobar", "expected", "fixture",
];
/// Words of checks.
#[rustfmt::skip]
const CHECKS: &[&str] = &["assert", "expect", "expected", "should", "equal", "equals", "verify", "require", "check"];
/// Words of digests and of what is public.
#[rustfmt::skip]
const DIGESTS: &[&str] = &[
    "sha", "md", "hash", "hashed", "digest", "checksum", "fingerprint", "signature", "hexdigest", "integrity",
    "salt", "nonce", "etag", "crc", "public", "pubkey", "bcrypt", "scrypt", "pbkdf",
];
/// Words of test vectors.
#[rustfmt::skip]
const VECTORS: &[&str] = &[
    "vector", "vectors", "plaintext", "ciphertext", "cipher", "aes", "iv", "hmac", "rfc", "nist", "ecdsa", "curve",
];
/// Words beside which passwords stand.
#[rustfmt::skip]
const ACCOUNTS: &[&str] = &[
    "user", "username", "usr", "login", "email", "account", "host", "hostname", "uid", "database", "db", "server", "port",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_a_number_with_a_name() {
        for line in WEIGHTS.lines() {
            let (name, weight) = line.split_once('\t').unwrap();
            assert!(
                !name.is_empty() && weight.parse::<f32>().unwrap().is_finite(),
                "{line}"
            );
        }
    }

    #[test]
    fn a_text_is_about_what_its_words_are_about() {
        assert_eq!(
            topics(b"The userName of a SHA-256 test"),
            ACCOUNT | DIGEST | TRIAL
        );
        assert_eq!(topics(b"expected"), TRIAL | CHECK);
        assert_eq!(topics(b"contest, usernames and incomprehensibilities"), 0);
        for list in [ACCOUNTS, TRIALS, CHECKS, DIGESTS, VECTORS] {
            assert!(list.iter().all(|word| topics(word.as_bytes()) != 0));
        }
    }

    #[test]
    fn evenness_is_a_share() {
        assert!(evenness(b"").abs() < 1e-6);
        assert!(evenness(b"aaaa").abs() < 1e-6);
        assert!((evenness(b"abcd") - 1.0).abs() < 1e-6);
    }
}
