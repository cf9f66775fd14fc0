//! Why what a pattern matched is no secret, when its own bytes say so.

use super::{assignment, placeholder, readable};
use crate::checksum::radix;
use crate::rule::{Matcher, Rule, Structure};

/// Bits of [surprise](readable::surprise) from which letters are no name.
const RANDOM: f64 = 8.0;
/// `-----BEGIN CERT` and `-----BEGIN PUBL`, in base64.
const PUBLIC_ARMOR: [&[u8]; 2] = [b"LS0tLS1CRUdJTiBDRVJU", b"LS0tLS1CRUdJTiBQVUJM"];

/// What a match of `rule` is, when its own bytes say that it is no secret. It counts as `harmless`
/// where it stands in tests or leads nowhere.
pub(super) fn of(
    rule: &Rule,
    secret: &[u8],
    public_prefix: usize,
    harmless: bool,
) -> Option<&'static str> {
    if let Some(placeholder) = placeholder::of(&secret[public_prefix..]) {
        return Some(placeholder.word());
    }
    // Beside a provider's name words of the right length are names, too; so are some behind a prefix.
    let is_name = match rule.matcher {
        Matcher::Beside { .. } => reads(secret, RANDOM),
        Matcher::Token { .. } if is_format(rule) => {
            let body = &secret[public_prefix..];
            body.iter().any(|byte| b"_-".contains(byte)) && reads(body, 0.0)
        }
        _ => false,
    };
    if is_name {
        return Some("words");
    }
    if PUBLIC_ARMOR.iter().any(|head| secret.starts_with(head)) {
        return Some("public-value");
    }
    if public_prefix > 0 {
        return None;
    }
    if assignment::is_constant(secret) {
        return Some("constant");
    }
    if may_be_chosen(rule) && memchr::memmem::find(secret, b"://").is_some() {
        return Some("address");
    }
    let speaks = assignment::speaks_of_secrets;
    let says_nothing =
        || speaks(secret) || radix::base64(secret).is_some_and(|decoded| speaks(&decoded));
    (harmless && says_nothing()).then_some("speaks-of-secrets")
}

/// Whether what the rule finds may be a password that people choose.
pub(super) fn may_be_chosen(rule: &Rule) -> bool {
    matches!(rule.structure, Some(Structure::Password | Structure::Call))
}

/// Whether a value without digits reads like words: it surprises by fewer bits.
fn reads(value: &[u8], bits: f64) -> bool {
    !value.iter().any(u8::is_ascii_digit) && readable::surprise(value) < bits
}

/// Whether nothing but the pattern of a rule of the catalogue tells what it finds.
fn is_format(rule: &Rule) -> bool {
    rule.structure.is_none() && rule.checksum.is_none() && rule.category != "custom"
}
