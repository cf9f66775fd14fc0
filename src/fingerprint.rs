//! The identity of a finding: a keyed hash that survives line moves and rebases.

use std::fmt;

use crate::secret::Secret;

/// Names what the key is for, so that the same phrase used elsewhere gives another key.
const CONTEXT: &str = "tightlip 2026 finding fingerprint v1";
/// Used when nobody gave a key: fingerprints are then the same for everybody, and a weak
/// password behind one can be guessed by trying.
const DEFAULT_PHRASE: &str = "tightlip";

/// How fingerprints of findings begin, and how many hex digits follow.
const SCHEME: &str = "tl1:";
const DIGITS: usize = 32;

/// The key under which fingerprints are made.
#[derive(Clone)]
pub struct FingerprintKey([u8; 32]);

impl FingerprintKey {
    /// A key from a phrase: a baseline's salt, or the value of `TIGHTLIP_FINGERPRINT_KEY`.
    #[must_use]
    pub fn from_phrase(phrase: &str) -> Self {
        Self(blake3::derive_key(CONTEXT, phrase.as_bytes()))
    }

    /// `tl1:` and 32 hex digits over rule, path and secret.
    #[must_use]
    pub fn fingerprint(&self, rule: &str, path: &str, secret: &Secret) -> String {
        self.keyed(SCHEME, &[rule.as_bytes(), path.as_bytes(), secret.reveal()])
    }

    /// `ts1:` and 32 hex digits over the secret alone: the same wherever it stands, whichever
    /// rule saw it. Of a finding about a file as a whole, over its fingerprint.
    #[must_use]
    pub fn secret_id(&self, secret: &Secret, fingerprint: &str) -> String {
        match secret.reveal() {
            [] => self.keyed("ts1:", &[b"file", fingerprint.as_bytes()]),
            bytes => self.keyed("ts1:", &[bytes]),
        }
    }

    fn keyed(&self, scheme: &str, parts: &[&[u8]]) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let hex = hasher.finalize().to_hex();
        format!("{scheme}{}", &hex[..DIGITS])
    }
}

/// Whether this is written as findings' fingerprints are.
#[must_use]
pub fn is_fingerprint(text: &str) -> bool {
    let hex = text.strip_prefix(SCHEME);
    hex.is_some_and(|hex| hex.len() == DIGITS && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Default for FingerprintKey {
    fn default() -> Self {
        Self::from_phrase(DEFAULT_PHRASE)
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depends_on_rule_path_secret_and_key_alone() {
        let key = FingerprintKey::default();
        let one = key.fingerprint("r", "a.py", &Secret::new(b"s3cret", 0));
        assert_eq!(one.len(), 4 + 32);
        assert!(is_fingerprint(&one));
        assert!(!is_fingerprint(&one[..35]) && !is_fingerprint(&one[4..]));
        assert_eq!(
            one,
            key.fingerprint("r", "a.py", &Secret::new(b"s3cret", 2))
        );
        assert_ne!(
            one,
            key.fingerprint("q", "a.py", &Secret::new(b"s3cret", 0))
        );
        assert_ne!(
            one,
            key.fingerprint("r", "b.py", &Secret::new(b"s3cret", 0))
        );
        assert_ne!(
            one,
            key.fingerprint("r", "a.py", &Secret::new(b"s3cres", 0))
        );
        let other = FingerprintKey::from_phrase("salt");
        assert_ne!(
            one,
            other.fingerprint("r", "a.py", &Secret::new(b"s3cret", 0))
        );
    }

    #[test]
    fn a_secret_is_the_same_wherever_it_stands() {
        let key = FingerprintKey::default();
        let id = |secret: &[u8], fingerprint| key.secret_id(&Secret::new(secret, 0), fingerprint);
        assert_eq!(id(b"s3cret", "tl1:a"), id(b"s3cret", "tl1:b"));
        assert_ne!(id(b"s3cret", "tl1:a"), id(b"s3cres", "tl1:a"));
        assert_ne!(id(b"", "tl1:a"), id(b"", "tl1:b"));
        assert!(id(b"s3cret", "").starts_with("ts1:"));
    }

    #[test]
    fn parts_do_not_run_together() {
        let key = FingerprintKey::default();
        assert_ne!(
            key.fingerprint("ab", "c", &Secret::new(b"s", 0)),
            key.fingerprint("a", "bc", &Secret::new(b"s", 0))
        );
    }
}
