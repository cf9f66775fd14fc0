//! Names of algorithms, which stand where a key is made or used: `PBKDF2WithHmacSHA256`,
//! `AES/CBC/PKCS5Padding`, `aes-256-gcm`.

use crate::detect::word::{self, List, by_length};

/// Digits of a number in such a name, at most: `RSA4096`.
const MOST_DIGITS: usize = 4;
/// What a number in such a name is.
#[rustfmt::skip]
const NUMBERS: &[&[u8]] = &[
    b"1", b"2", b"3", b"4", b"5", b"7", b"8", b"20", b"128", b"160", b"192", b"224", b"256", b"384",
    b"512", b"1024", b"1305", b"2048", b"3072", b"4096",
];

/// Whether the value of a password is one: people think up `TripleDes3`, too, but hardly more words
/// than that, nor the length of a key or a digest.
pub(super) fn is_named_in_full(value: &[u8]) -> bool {
    let numbers = || {
        let numbers = value.split(|byte| !byte.is_ascii_digit());
        numbers.filter(|number| !number.is_empty())
    };
    is_named(value)
        && numbers().all(|number| NUMBERS.contains(&number))
        && (word::split(value).count() > 2 || numbers().any(|number| number.len() > 2))
}

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
    use super::{is_named, is_named_in_full};

    #[test]
    fn passwords_of_such_words_are_none() {
        for value in [
            "PBKDF2WithHmacSHA256",
            "PBEWithMD5AndTripleDES",
            "DESede/CBC/NoPadding",
            "aes-256-gcm",
            "HmacSHA512",
        ] {
            assert!(is_named_in_full(value.as_bytes()), "{value}");
        }
        for value in [
            "NoDes2024",
            "TripleDes3",
            "Blowfish-and-Camellia-77",
            "NoDes",
        ] {
            assert!(!is_named_in_full(value.as_bytes()), "{value}");
        }
    }

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
