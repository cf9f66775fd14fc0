//! BIP-39: words for a wallet's seed, the last of which holds a few bits of checksum.

use std::ops::Range;
use std::sync::OnceLock;

use bip39::{Language, Mnemonic};
use bitcoin_hashes::{Hash, sha256};

use super::{Verdict, roll};
use crate::rule::template::Dice;

/// Longer text is no mnemonic: 24 words of at most eight letters and what parts them.
const LONGEST: usize = 24 * 32;

/// Letters of the longest word in the list, and of the shortest.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=8;
/// So many letters tell each word of the list from all others.
const TELLING: usize = 4;
/// Twice the words of the list.
const SLOTS: usize = 4096;
/// Where no word's number is.
const NONE: u16 = u16::MAX;
/// Bits that a word stands for.
const WORD: usize = 11;

/// The place of `word` in the list, whatever its case.
pub(crate) fn number(word: &[u8]) -> Option<u16> {
    static NUMBERS: OnceLock<[u16; SLOTS]> = OnceLock::new();
    if !LENGTHS.contains(&word.len()) {
        return None;
    }
    let list = Language::English.word_list();
    let numbers = NUMBERS.get_or_init(|| {
        let mut numbers = [NONE; SLOTS];
        for (at, word) in list.iter().enumerate() {
            let free = slots(word.as_bytes()).find(|slot| numbers[*slot] == NONE);
            numbers[free.expect("there are more slots than words")] = at as u16;
        }
        numbers
    });
    let there = slots(word).map(|slot| numbers[slot]);
    let mut there = there.take_while(|number| *number != NONE);
    there.find(|number| {
        let is_it = list[usize::from(*number)].as_bytes();
        is_it.eq_ignore_ascii_case(word)
    })
}

/// Where a word's number is kept: the first slot of these that was free.
fn slots(word: &[u8]) -> impl Iterator<Item = usize> {
    let head = word.iter().take(TELLING);
    let head = head.fold(0, |head, letter| head << 8 | u32::from(letter | 0x20));
    let first = (head.wrapping_mul(0x9E37_79B1) >> 20) as usize;
    (first..first + SLOTS).map(|slot| slot % SLOTS)
}

/// Words whose last one holds the checksum of the others.
#[derive(Debug)]
pub(crate) struct Phrase {
    entropy: [u8; 33],
    len: usize,
}

impl Phrase {
    /// The phrase of the words with these [numbers](number), if it is one.
    pub(crate) fn of(numbers: &[u16]) -> Option<Self> {
        if !is_count(numbers.len()) {
            return None;
        }
        let mut entropy = [0; 33];
        for (at, number) in numbers.iter().enumerate() {
            // Eleven bits lie in two bytes or three.
            let bits = u32::from(*number) << (24 - WORD - at * WORD % 8);
            let bytes = bits.to_be_bytes();
            let to = entropy[at * WORD / 8..].iter_mut();
            to.zip(&bytes[1..]).for_each(|(to, from)| *to |= from);
        }
        // Of three words, 32 bits are entropy and one is checksum.
        let (len, check) = (numbers.len() / 3 * 4, numbers.len() / 3);
        let digest = sha256::Hash::hash(&entropy[..len]).to_byte_array();
        let differing = (digest[0] ^ entropy[len]) >> (8 - check);
        (differing == 0).then_some(Self { entropy, len })
    }

    /// What the words were made from.
    pub(crate) fn entropy(&self) -> &[u8] {
        &self.entropy[..self.len]
    }
}

/// Whether a phrase may have so many words.
pub(crate) fn is_count(words: usize) -> bool {
    matches!(words, 12 | 15 | 18 | 21 | 24)
}

pub(super) fn verify(token: &[u8]) -> Verdict {
    let Some(words) = words(token) else {
        return Verdict::Unknown;
    };
    let numbers: Option<Vec<u16>> = words.into_iter().map(number).collect();
    numbers
        .is_some_and(|numbers| Phrase::of(&numbers).is_some())
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

/// The words, whatever parts them, if there are as many as a mnemonic has.
fn words(token: &[u8]) -> Option<Vec<&[u8]>> {
    let words: Vec<&[u8]> = token
        .get(..token.len().min(LONGEST + 1))?
        .split(|byte| !byte.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    (token.len() <= LONGEST && is_count(words.len())).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_number_and_no_other_text_has_one() {
        for (at, word) in Language::English.word_list().iter().enumerate() {
            assert_eq!(number(word.as_bytes()), Some(at as u16), "{word}");
            let upper = word.to_ascii_uppercase();
            assert_eq!(number(upper.as_bytes()), Some(at as u16), "{word}");
        }
        for word in [
            "",
            "ab",
            "abandonn",
            "abandone",
            "aban",
            "zzz",
            "\u{e9}t\u{e9}",
        ] {
            assert_eq!(number(word.as_bytes()), None, "{word}");
        }
    }

    #[test]
    fn a_phrase_is_what_the_library_takes_for_one() {
        let mut dice = Dice::new(39);
        let list = Language::English.word_list();
        for round in 0..2000 {
            let count = [12, 15, 18, 21, 24][round % 5];
            let entropy = &roll::<32>(&mut dice)[..count / 3 * 4];
            let genuine = Mnemonic::from_entropy_in(Language::English, entropy).unwrap();
            let mut words: Vec<&str> = genuine.words().collect();
            let numbers = |words: &[&str]| -> Vec<u16> {
                let numbers = words.iter().map(|word| number(word.as_bytes()));
                numbers.collect::<Option<_>>().unwrap()
            };
            assert_eq!(Phrase::of(&numbers(&words)).unwrap().entropy(), entropy);
            words[dice.below(count)] = list[dice.below(list.len())];
            let parsed = Mnemonic::parse_in_normalized(Language::English, &words.join(" "));
            let phrase = Phrase::of(&numbers(&words));
            assert_eq!(phrase.is_some(), parsed.is_ok(), "{words:?}");
            assert!(Phrase::of(&numbers(&words)[1..]).is_none());
        }
    }
}
