//! Names of algorithms, which stand where a key is made or used: `PBKDF2WithHmacSHA256`,
//! `AES/CBC/PKCS5Padding`, `aes-256-gcm`.

use crate::detect::word::{self, List, by_length};

/// Digits of a number in such a name, at most: `RSA4096`.
const MOST_DIGITS: usize = 4;

/// Whether the value is one: several words of such names, and nothing but numbers between them.
pub(super) fn is_named(value: &[u8]) -> bool {
    let mut words = 0;
    let known = word::split(value).all(|word| {
        words += 1;
        WORDS.holds(word)
    });
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_".contains(byte);
    let mut numbers = value.split(|byte| !byte.is_ascii_digit());
    known
        && words > 1
        && value.iter().all(is_part)
        && numbers.all(|number| number.len() <= MOST_DIGITS)
}

#[rustfmt::skip]
static WORDS: List = List::of(&const { by_length([
    "aes", "and", "blowfish", "camellia", "cbc", "ccm", "cfb", "chacha", "ctr", "de", "des", "dsa",
    "ec", "ecb", "ecdh", "ecdsa", "ed", "eddsa", "gcm", "hkdf", "hmac", "md", "mgf", "no", "oaep",
    "ofb", "padding", "pbe", "pbkdf", "pkcs", "poly", "ripemd", "rsa", "scrypt", "sede", "sha",
    "siv", "triple", "twofish", "with", "xchacha", "xts",
]) });

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn names_of_algorithms_are_told_by_their_words() {
        for value in [
            "PBKDF2WithHmacSHA256",
            "PBEWithMD5AndTripleDES",
            "AES/CBC/PKCS5Padding",
            "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
            "DESede/CBC/NoPadding",
            "aes-256-gcm",
            "HmacSHA512",
        ] {
            assert!(is_named(value.as_bytes()), "{value}");
        }
        for value in [
            "aes",
            "AES256",
            "Hmac-Kz8xQ",
            "aes.256.gcm!",
            "des-and-padding-81726354",
            "with love",
            "",
        ] {
            assert!(!is_named(value.as_bytes()), "{value}");
        }
    }
}
