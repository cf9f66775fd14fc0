//! Plain text in base64: what it says is what counts.

use super::password;
use super::readable;
use crate::checksum::radix;

/// Fewer bytes are printable by chance.
const SHORTEST: usize = 6;
/// Bits of surprise up to which a text reads like words.
const READS: f64 = 4.0;

/// What `value` says, if it is plain text in base64.
pub(super) fn text(value: &[u8]) -> Option<Vec<u8>> {
    if !value.len().is_multiple_of(4) {
        return None;
    }
    let text = radix::base64(value)?;
    let printable = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    (text.len() >= SHORTEST && text.iter().all(printable)).then_some(text)
}

/// Whether a decoded text is words.
pub(super) fn is_prose(text: &[u8]) -> bool {
    text.contains(&b' ') && readable::surprise(text) < READS
}

/// Whether a decoded text is a password that people choose, or a login with one.
pub(super) fn is_weak(text: &[u8]) -> bool {
    let password = memchr::memchr(b':', text).map_or(text, |colon| &text[colon + 1..]);
    // A long one may hold a few odd letters.
    password::is_weak(password) || readable::surprise(password) < password.len() as f64 / 4.0
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    #[test]
    fn plain_text_is_seen_through() {
        let said = text(&BASE64.encode(b"hello world this is a test").into_bytes()).unwrap();
        assert!(is_prose(&said));
        assert_eq!(text(b"jTwHFosLrmxa75eL2Il0AeTMSxQd21gS"), None);
        assert_eq!(text(b"bXlw"), None, "too short to tell");
    }

    #[test]
    fn weak_passwords_stay_weak() {
        for (plain, weak) in [
            ("mypass", true),
            ("test1:test1111", true),
            (
                "my-key-that-should-be-another-in-production-and-be-longer",
                true,
            ),
            ("ci:kT9w:vQz2xW8pLm", false),
        ] {
            let said = text(BASE64.encode(plain.as_bytes()).as_bytes()).unwrap();
            assert_eq!(is_weak(&said), weak, "{plain}");
        }
    }
}
