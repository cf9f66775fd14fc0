//! Keys of ciphers: hexadecimal digits under a bare `key`, in the midst of what goes into a cipher.

use super::grade::{Grade, Verdict};
use super::name::{Kind, Said};
use super::{Assignment, Form};
use crate::detect::{readable, word};

/// What such a key is: it may be a test vector.
pub(super) const KEY: Verdict = Ok((Grade::Doubtful, "cipher-key"));

/// Bytes either way in which a cipher is spoken of.
const NEAR: usize = 160;
/// Hexadecimal digits of keys: 128, 192, 256, 512 bits, and RSA's smallest.
const LENGTHS: [usize; 5] = [32, 48, 64, 96, 128];
/// Bits of surprise that chance has in a digit, at least.
const A_DIGIT: f64 = 0.5;

/// Whether the value of a bare `key` is a cipher's.
pub(super) fn is_key(text: &[u8], assignment: &Assignment, said: Said) -> bool {
    let value = &text[assignment.value.clone()];
    let digits = value.strip_prefix(b"0x").unwrap_or(value);
    said.alone
        && said.kind == Kind::Key
        && assignment.form != Form::Inner
        && LENGTHS.contains(&digits.len())
        && digits.iter().all(u8::is_ascii_hexdigit)
        && digits.iter().any(u8::is_ascii_alphabetic)
        && readable::surprise(digits) >= A_DIGIT * digits.len() as f64
        && speaks_of_ciphers(text, assignment)
}

fn speaks_of_ciphers(text: &[u8], assignment: &Assignment) -> bool {
    let (name, end) = (assignment.name.start, assignment.value.end);
    let before = &text[name.saturating_sub(NEAR)..name];
    let behind = &text[end..text.len().min(end + NEAR)];
    [before, behind]
        .into_iter()
        .flat_map(word::split)
        .any(|word| CIPHERS.holds(word))
}

#[rustfmt::skip]
static CIPHERS: word::List = word::List::of(&const { word::by_length([
    "aes", "blowfish", "camellia", "cbc", "ccm", "chacha", "cipher", "ciphertext", "cmac", "crypto", "decrypt",
    "ecb", "encrypt", "gcm", "gmac", "hmac", "iv", "kdf", "mac", "plaintext", "siphash", "twofish",
]) });
