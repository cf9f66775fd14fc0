//! Google's service accounts: JSON objects, one member of which is the secret. The object may stand
//! in a string, its quotes escaped.

use std::ops::Range;

use memchr::memmem;

use super::object::{BRACES, FURTHEST_END, closing, opening};
use super::{Examined, Verdict, pem};

/// `found` holds the `BEGIN` line of the object's `private_key`, which is the secret. What is no
/// service account's is left to the rule for keys.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let key = pem::examine(text, found.clone());
    if key.verdict == Verdict::NotASecret {
        return key;
    }
    let back = key.secret.start.saturating_sub(FURTHEST_END);
    let limit = text.len().min(key.secret.end + FURTHEST_END);
    let start = opening(text, back..key.secret.start, BRACES).unwrap_or(back);
    let end = closing(text, key.secret.end..limit, BRACES).unwrap_or(limit);
    let object = &text[start..end];
    if is_one(object) {
        key.because("service-account")
    } else {
        Examined::not_a_secret(found, "no-service-account")
    }
}

/// Whether an object says that it is one of Google's service accounts.
pub(super) fn is_one(object: &[u8]) -> bool {
    let signs = [&b"service_account"[..], b"gserviceaccount.com"];
    signs
        .iter()
        .any(|sign| memmem::find(object, sign).is_some())
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    fn find(text: &str, word: &str) -> Range<usize> {
        let start = text.find(word).unwrap();
        start..start + word.len()
    }

    fn account(key: &str) -> String {
        format!(
            "{{\n  \"type\": \"service_account\",\n  \"private_key_id\": \"x\",\n  \"private_key\": \"{key}\",\n  \"universe\": {{}}\n}}"
        )
    }

    fn key() -> String {
        let mut der = vec![0x30, 0x82, 0x04, 0x00];
        der.extend((0..1024u32).map(|i| (i * i % 251) as u8));
        format!(
            "-----BEGIN PRIVATE KEY-----\\n{}\\n-----END PRIVATE KEY-----",
            BASE64.encode(&der)
        )
    }

    #[test]
    fn a_service_accounts_key_is_named_and_others_are_left() {
        let text = account(&key());
        let examined = examine(text.as_bytes(), find(&text, "-----BEGIN PRIVATE KEY-----"));
        assert_eq!(examined.verdict, Verdict::Genuine);
        assert_eq!(&text[examined.secret], key());
        let other = text.replace("service_account", "something");
        let examined = examine(
            other.as_bytes(),
            find(&other, "-----BEGIN PRIVATE KEY-----"),
        );
        assert_eq!(examined.verdict, Verdict::NotASecret);
        let elided = account("-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----");
        let examined = examine(
            elided.as_bytes(),
            find(&elided, "-----BEGIN PRIVATE KEY-----"),
        );
        assert_eq!(examined.verdict, Verdict::NotASecret);
    }
}
