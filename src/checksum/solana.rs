//! Solana key pairs: an Ed25519 seed followed by the public key it gives.

use ed25519_compact::{KeyPair, Seed};

use super::radix::{BASE58_BITCOIN, base58, to_base58};
use super::{Verdict, roll};
use crate::rule::template::Dice;

/// An array of 64 numbers is never longer than this, spaces and line breaks included.
const LONGEST_ARRAY: usize = 2048;

pub(super) fn verify(token: &[u8]) -> Verdict {
    let Some(bytes) = bytes(token) else {
        return Verdict::Unknown;
    };
    let (seed, public) = bytes.split_at(32);
    Seed::from_slice(seed)
        .and_then(KeyPair::try_from_seed)
        .is_ok_and(|pair| *pair.pk == *public)
        .into()
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let Ok(pair) = KeyPair::try_from_seed(Seed::new(roll(dice))) else {
        return token;
    };
    let bytes = pair.sk.to_vec();
    if token.starts_with(b"[") {
        let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
        format!("[{}]", numbers.join(",")).into_bytes()
    } else {
        to_base58(&bytes, BASE58_BITCOIN)
    }
}

/// The 64 bytes, from base58 or from an array.
fn bytes(token: &[u8]) -> Option<Vec<u8>> {
    let bytes = if let Some(numbers) = token.strip_prefix(b"[") {
        (token.len() <= LONGEST_ARRAY).then_some(())?;
        array(numbers.strip_suffix(b"]")?)?
    } else {
        base58(token, BASE58_BITCOIN)?
    };
    (bytes.len() == 64).then_some(bytes)
}

/// Numbers with commas between them, and perhaps one behind the last.
fn array(numbers: &[u8]) -> Option<Vec<u8>> {
    let numbers = numbers.trim_ascii();
    let numbers = numbers.strip_suffix(b",").unwrap_or(numbers);
    let numbers = numbers.split(|byte| *byte == b',');
    numbers
        .map(|number| str::from_utf8(number.trim_ascii()).ok()?.parse().ok())
        .collect()
}
