//! Discord's bot tokens: the bot's user id in base64, a time, a signature.

use data_encoding::BASE64URL_NOPAD;

use super::{Verdict, radix};
use crate::rule::template::{Dice, expand};

pub(super) fn verify(token: &[u8]) -> Verdict {
    match id(token).map(radix::base64) {
        None => Verdict::Unknown,
        Some(bytes) => bytes.is_some_and(|bytes| is_snowflake(&bytes)).into(),
    }
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let Some(length) = id(&token).map(<[u8]>::len) else {
        return token;
    };
    let digits = (length * 3 / 4).clamp(17, 20) - 1;
    let id = expand(&format!("{{1-9:1}}{{digit:{digits}}}"), dice).unwrap_or_default();
    let id = BASE64URL_NOPAD.encode(id.as_bytes());
    [id.as_bytes(), &token[length..]].concat()
}

/// The first of three parts.
fn id(token: &[u8]) -> Option<&[u8]> {
    let mut parts = token.split(|c| *c == b'.');
    let first = parts.next()?;
    (parts.count() == 2).then_some(first)
}

/// A user id: 17 to 20 digits, the first of them not zero.
fn is_snowflake(bytes: &[u8]) -> bool {
    (17..=20).contains(&bytes.len()) && bytes[0] != b'0' && bytes.iter().all(u8::is_ascii_digit)
}
