//! BIP-39: words for a wallet's seed, the last of which holds a few bits of checksum.

use std::ops::Range;

use bip39::{Language, Mnemonic};

use super::{Verdict, roll};
use crate::rule::template::Dice;

/// Longer text is no mnemonic: 24 words of at most eight letters and what parts them.
const LONGEST: usize = 24 * 32;

pub(super) fn verify(token: &[u8]) -> Verdict {
    let Some(words) = words(token) else {
        return Verdict::Unknown;
    };
    Mnemonic::parse_in_normalized(Language::English, &words)
        .is_ok()
        .into()
}

/// Puts a phrase in the place of the token's last words, as many as a phrase may have; what stands
/// between and before them stays.
pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&token) else {
        return token;
    };
    let spans: Vec<_> = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            start..start + word.len()
        })
        .collect();
    let Some(count) = [24, 21, 18, 15, 12].into_iter().find(|n| *n <= spans.len()) else {
        return token;
    };
    let last = &spans[spans.len() - 1];
    if let Some(word) = last_word(text, &spans[spans.len() - count..], dice) {
        let mut completed = text.to_owned();
        completed.replace_range(last.clone(), word);
        return completed.into_bytes();
    }
    // Three words are 32 bits of entropy and one of checksum.
    let entropy = &roll::<32>(dice)[..count / 3 * 4];
    let Ok(phrase) = Mnemonic::from_entropy_in(Language::English, entropy) else {
        return token;
    };
    let mut completed = text.to_owned();
    let words: Vec<&str> = phrase.words().collect();
    for (span, word) in spans[spans.len() - count..].iter().zip(words).rev() {
        completed.replace_range(span.clone(), word);
    }
    completed.into_bytes()
}

/// A last word with which the others, which are of the list, are a phrase.
fn last_word(text: &str, spans: &[Range<usize>], dice: &mut Dice) -> Option<&'static str> {
    let (_, others) = spans.split_last()?;
    let others: Vec<&str> = others.iter().map(|span| &text[span.clone()]).collect();
    if !others
        .iter()
        .all(|word| Language::English.find_word(word).is_some())
    {
        return None;
    }
    let others = others.join(" ");
    let list = Language::English.word_list();
    let first = dice.below(list.len());
    let mut candidates = list[first..].iter().chain(&list[..first]);
    candidates
        .find(|word| {
            let phrase = format!("{others} {word}");
            Mnemonic::parse_in_normalized(Language::English, &phrase).is_ok()
        })
        .copied()
}

/// The words, whatever parts them, in lower case with single spaces, if there are as many as a mnemonic has.
fn words(token: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(token)
        .ok()
        .filter(|text| text.len() <= LONGEST)?;
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    matches!(words.len(), 12 | 15 | 18 | 21 | 24).then(|| words.join(" ").to_ascii_lowercase())
}
