//! Secrets that people think up: a word or two and a number, several words with spaces.

use crate::detect::line;
use crate::detect::word::{List, by_length};

/// Secrets that are thought up are not longer.
const LONGEST: usize = 32;
/// Digits behind a word, at least, where nothing else says that it is a password.
const DIGITS: usize = 2;
/// Words of a passphrase, and letters of each.
const WORDS: std::ops::RangeInclusive<usize> = 4..=8;
const LETTERS: std::ops::RangeInclusive<usize> = 3..=9;

/// `Fluffy2023!`, `keyboard99`: letters and digits, signs perhaps, and no more than people
/// remember. In `code`, where names of other things have digits, too, of three kinds.
pub(super) fn is_mixed(value: &[u8], code: bool) -> bool {
    let count = |kind: fn(&u8) -> bool| value.iter().filter(|byte| kind(byte)).count();
    let digits = count(u8::is_ascii_digit);
    let signs = count(|byte| is_sign(*byte));
    let (lower, upper) = (count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase));
    let kinds = [lower, upper, digits, signs];
    let kinds = kinds.iter().filter(|count| **count > 0).count();
    let alone = lower + upper + digits + signs == value.len();
    alone
        && (6..=LONGEST).contains(&value.len())
        && lower + upper > 2
        && (digits >= DIGITS || digits > 0 && signs > 0)
        && kinds > if code { 2 } else { 1 }
}

fn is_sign(byte: u8) -> bool {
    b"!@#$%^&*?+".contains(&byte)
}

/// Whether it holds a sign that people put into passwords.
pub(super) fn has_sign(value: &[u8]) -> bool {
    value.iter().any(|byte| is_sign(*byte))
}

/// `Summer2023!`: a mix of letters of both kinds, digits and a sign.
pub(super) fn is_signed(value: &[u8]) -> bool {
    has_sign(value)
        && value.iter().any(u8::is_ascii_lowercase)
        && value.iter().any(u8::is_ascii_uppercase)
        && is_mixed(value, true)
}

/// `keyboard99`, `thunder.madrid16`: words, and a number behind them.
pub(super) fn is_word_and_number(value: &[u8]) -> bool {
    let end = line::tail(value, u8::is_ascii_digit).len();
    let words = &value[..value.len() - end];
    (DIGITS..=4).contains(&end)
        && value.len() <= LONGEST
        && words.len() > 4
        && words.split(|byte| b"._-".contains(byte)).count() <= 2
        && words
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || b"._-".contains(byte))
}

/// `keyboard99`, but not `render_pass12`.
pub(super) fn is_one_word_and_number(value: &[u8]) -> bool {
    is_word_and_number(value) && value.iter().all(u8::is_ascii_alphanumeric)
}

/// `yankee monkey buster yankee`: several words, none of which sentences are made of.
pub(super) fn is_passphrase(value: &[u8]) -> bool {
    let words = || value.split(|byte| *byte == b' ');
    let plain = |word: &[u8]| {
        LETTERS.contains(&word.len())
            && word.iter().all(u8::is_ascii_lowercase)
            && !SENTENCES.holds(word)
    };
    WORDS.contains(&words().count()) && words().all(plain)
}

/// `Cowboy/36`, `Jordan(42)`, `$Harley85`: a word, a sign and a number, which read as a path, a
/// call or a variable.
pub(super) fn is_word_with_sign(value: &[u8]) -> bool {
    let sigil = value.starts_with(b"$");
    let value = value.strip_prefix(b"$").unwrap_or(value);
    let word = value
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (word, rest) = value.split_at(word);
    let (sign, number) = rest.split_at(rest.len().min(1));
    let signed = sign.first().is_some_and(|sign| b"/({\\".contains(sign));
    let number = if signed { number } else { rest };
    let number = number
        .strip_suffix(b")")
        .or_else(|| number.strip_suffix(b"}"))
        .unwrap_or(number);
    let is_word = (4..=12).contains(&word.len())
        && word[0].is_ascii_uppercase()
        && word[1..].iter().all(u8::is_ascii_lowercase);
    let is_number = (2..=4).contains(&number.len()) && number.iter().all(u8::is_ascii_digit);
    is_word && is_number && (signed || sigil)
}

/// Words of sentences, labels and messages.
#[rustfmt::skip]
static SENTENCES: List = List::of(&const { by_length([
    "account", "all", "and", "another", "any", "are", "at", "been", "between", "can", "cannot", "change", "changed",
    "check", "choose", "click", "confirm", "contain", "contains", "could", "create", "current",
    "does", "empty", "enter", "error", "expired", "failed", "field", "file", "for", "forgot", "from", "given", "has", "have",
    "here", "invalid", "key", "least", "leave", "length", "like", "login", "long", "match", "matches", "more",
    "must", "name", "need", "new", "not", "old", "one", "only", "password", "passwords", "phrase", "please", "provide",
    "provided", "repeat", "required", "reset", "same", "secret", "send", "set", "should", "some", "strong", "than",
    "that", "the", "their", "this", "token", "too", "type", "use", "used", "user", "uses", "using", "valid", "value",
    "very", "want", "was", "weak", "when", "will", "with", "without", "wrong", "you", "your",
]) });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_mix_a_word_and_a_number() {
        for value in ["Fluffy2023!", "Madrid99!", "Ginger996", "Winter#24"] {
            assert!(is_mixed(value.as_bytes(), true), "{value}");
        }
        assert!(is_mixed(b"keyboardcat99", false));
        for value in [
            "Shader2",
            "render_pass12",
            "1234567",
            "v1.2.30",
            "Level",
            "a-1-Bc22",
        ] {
            assert!(!is_mixed(value.as_bytes(), true), "{value}");
        }
        for value in ["keyboardcat99", "thunder.madrid16"] {
            assert!(is_word_and_number(value.as_bytes()), "{value}");
        }
        for value in [
            "sha256",
            "a.b.c.d12",
            "abc",
            "keyboard1",
            "my-own-tls-cert-20",
        ] {
            assert!(!is_word_and_number(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn passphrases_are_words_that_make_no_sentence() {
        assert!(is_passphrase(b"yankee monkey buster yankee"));
        assert!(is_passphrase(b"correct horse battery staple"));
        for value in [
            "enter your new password",
            "must be at least eight long",
            "one two three",
            "Yankee Monkey Buster Yankee",
            "",
        ] {
            assert!(!is_passphrase(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn a_sign_between_a_word_and_a_number() {
        for value in [
            "Cowboy/36",
            "Jordan(42)",
            "$Harley85",
            "Buster{77}",
            "Monkey\\12",
        ] {
            assert!(is_word_with_sign(value.as_bytes()), "{value}");
        }
        for value in [
            "lib/x86",
            "fn(12)",
            "$harley85",
            "$HOME",
            "Users/bob/12",
            "",
            "$",
            "Abcd(",
        ] {
            assert!(!is_word_with_sign(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn signs_and_both_kinds_of_letters() {
        assert!(is_signed(b"Summer2023!"));
        for value in [
            "summer2023!",
            "Summer2023",
            "SUMMER2023!",
            "Summer!",
            "Sum-mer23!",
        ] {
            assert!(!is_signed(value.as_bytes()), "{value}");
        }
    }
}
