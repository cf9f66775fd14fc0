//! BIP-39: words for a wallet's seed, the last of which holds a few bits of checksum.

use bip39::{Language, Mnemonic};

use super::{Verdict, roll};
use crate::rule::template::Dice;

/// Longer text is no mnemonic: 24 words of at most eight letters and what parts them.
const LONGEST: usize = 24 * 16;

pub(super) fn verify(token: &[u8]) -> Verdict {
    let Some(words) = words(token) else {
        return Verdict::Unknown;
    };
    Mnemonic::parse_in_normalized(Language::English, &words)
        .is_ok()
        .into()
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let Some(words) = words(&token) else {
        return token;
    };
    // Three words are 32 bits of entropy and one of checksum.
    let bytes = words.split(' ').count() / 3 * 4;
    match Mnemonic::from_entropy_in(Language::English, &roll::<32>(dice)[..bytes]) {
        Ok(mnemonic) => mnemonic.words().collect::<Vec<_>>().join(" ").into_bytes(),
        Err(_) => token,
    }
}

/// The words in lower case with single spaces, if there are as many as a mnemonic has.
fn words(token: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(token)
        .ok()
        .filter(|text| text.len() <= LONGEST)?;
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    matches!(words.len(), 12 | 15 | 18 | 21 | 24).then(|| words.join(" ").to_ascii_lowercase())
}
