//! Values that are made to be seen: public keys and ids, digests, hashes of passwords.

use super::begins_with;

/// How values that are made to be public begin.
#[rustfmt::skip]
const PUBLIC: &[&[u8]] = &[
    b"pk_live_", b"pk_test_", b"pk.eyJ", b"phc_", b"sb_publishable_", b"NRBR-", b"NRJS-", b"mob-",
    b"price_", b"prod_", b"cus_", b"age1", b"npub1", b"xpub", b"ssh-", b"ecdsa-sha2-", b"sk-ssh-",
    b"AAAAB3NzaC1", b"AAAAC3NzaC1", b"AAAAE2VjZHNh", b"-----BEGIN PUB", b"-----BEGIN CERT",
    b"-----BEGIN RSA PUB", b"-----BEGIN PGP PUB", b"-----BEGIN X509", b"MIIBIjANBgkq", b"MIICIjANBgkq", b"MFkwEwYHKoZIzj0", b"MHYwEAYHKoZIzj0", b"MCowBQYDK2V",
    b"MIGfMA0GCSq", b"appl_", b"goog_", b"amzn_", b"AROA", b"AIDA", b"BEGIN ", b"openpgp4fpr:",
    // Armor of certificates and public keys, in base64.
    b"LS0tLS1CRUdJTiBDRVJU", b"LS0tLS1CRUdJTiBQVUJM",
    // WebAssembly and gzip, in base64.
    b"AGFzbQ", b"H4sIA",
    // Images, fonts, sounds and documents, in base64: PNG, JPEG, GIF, WebP, SVG, WOFF, OpenType,
    // MP3 and PDF.
    b"iVBORw0KGgo", b"/9j/", b"R0lGODdh", b"R0lGODlh", b"UklGR", b"PHN2Zy", b"d09GMg", b"d09GRg",
    b"AAEAAAA", b"T1RUTw", b"SUQzAwAA", b"SUQzBAAA", b"JVBERi0",
];
/// How digests and password hashes begin.
#[rustfmt::skip]
const HASHES: &[&[u8]] = &[
    b"sha1-", b"sha256-", b"sha384-", b"sha512-", b"sha1:", b"sha256:", b"sha512:", b"md5:",
    b"SHA256:", b"MD5:", b"h1:", b"$2a$", b"$2b$", b"$2y$", b"$1$", b"$5$", b"$6$", b"$argon2",
    b"$pbkdf2", b"pbkdf2", b"{SSHA}", b"{SHA}",
];

pub(super) fn is_public(value: &[u8]) -> bool {
    // Omise's public keys: of tests, and of business.
    let omise = value.strip_prefix(b"pkey_").is_some_and(|rest| {
        let rest = rest.strip_prefix(b"test_").unwrap_or(rest);
        rest.len() == 19 && rest.iter().all(u8::is_ascii_alphanumeric)
    });
    // Datadog's client tokens.
    let client = value
        .strip_prefix(b"pub")
        .is_some_and(|rest| rest.len() == 32 && rest.iter().all(u8::is_ascii_hexdigit));
    omise || client || is_account(value) || begins_with(value, PUBLIC)
}

/// The address of an account or of a contract on Ethereum's chains: capitals among its digits are
/// its checksum, which no secret's digits have.
fn is_account(value: &[u8]) -> bool {
    let has = |kind: fn(&u8) -> bool| value[2..].iter().any(kind);
    value.len() == 42
        && value.starts_with(b"0x")
        && value[2..].iter().all(u8::is_ascii_hexdigit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
}

pub(super) fn is_hash(value: &[u8]) -> bool {
    // MySQL's: a star and a SHA-1.
    let mysql = value
        .strip_prefix(b"*")
        .is_some_and(|rest| rest.len() == 40 && rest.iter().all(u8::is_ascii_hexdigit));
    mysql || is_salted(value) || begins_with(value, HASHES)
}

/// A hash and its salt, both in base64: `…=…==`.
fn is_salted(value: &[u8]) -> bool {
    let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    let Some(padding) = memchr::memchr(b'=', value) else {
        return false;
    };
    let (hash, salt) = (&value[..padding], &value[padding..]);
    let salt = &salt[salt.iter().take_while(|byte| **byte == b'=').count()..];
    let body = &salt[..salt.len() - salt.iter().rev().take_while(|byte| **byte == b'=').count()];
    hash.len() > 20 && body.len() > 10 && hash.iter().all(base64) && body.iter().all(base64)
}
