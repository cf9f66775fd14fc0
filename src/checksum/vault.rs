//! HashiCorp Vault's tokens: a signed protocol-buffer message (`hvs.CAES…`) or an encrypted blob
//! under key version one (`hvb.AAAAAQ…`). Short ones are random and carry no check.

use data_encoding::BASE64URL_NOPAD;

use super::{Verdict, radix, roll};
use crate::rule::template::{Dice, expand};

const SERVICE: &[u8] = b"hvs.";
const BATCH: &[u8] = b"hvb.";
/// Field 1 is the number 1; field 2, the signature, has 32 bytes.
const MESSAGE_HEAD: [u8; 4] = [0x08, 0x01, 0x12, 0x20];
const SIGNATURE: usize = 32;
/// Field 3, the token itself, with its length in the byte behind.
const INNER: u8 = 0x1A;
/// The head's first three bytes, as text.
const MESSAGE_TEXT: &[u8] = b"CAES";
const FIRST_KEY: [u8; 4] = [0, 0, 0, 1];
/// A batch token is encrypted: key version, nonce and tag at least.
const SHORTEST_BATCH: usize = 4 + 12 + 16;

pub(super) fn verify(token: &[u8]) -> Verdict {
    if let Some(body) = token.strip_prefix(SERVICE) {
        if !body.starts_with(MESSAGE_TEXT) || body.len() < 48 {
            return Verdict::Unknown;
        }
        radix::base64(body)
            .is_some_and(|bytes| is_signed(&bytes))
            .into()
    } else if let Some(body) = token.strip_prefix(BATCH) {
        match radix::base64(body) {
            Some(bytes) if bytes.starts_with(&FIRST_KEY) && bytes.len() > SHORTEST_BATCH => {
                Verdict::Holds
            }
            _ => Verdict::Unknown,
        }
    } else {
        Verdict::Unknown
    }
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if token.starts_with(SERVICE) && token.len() > SERVICE.len() + 48 {
        let inner = expand("\n\u{1c}hvs.{alnum:24}", dice).unwrap_or_default();
        let bytes = [
            &MESSAGE_HEAD[..],
            &roll::<SIGNATURE>(dice),
            &[INNER, inner.len() as u8],
            inner.as_bytes(),
        ]
        .concat();
        [SERVICE, BASE64URL_NOPAD.encode(&bytes).as_bytes()].concat()
    } else if token.starts_with(BATCH) {
        let bytes = [&FIRST_KEY[..], &roll::<116>(dice)].concat();
        [BATCH, BASE64URL_NOPAD.encode(&bytes).as_bytes()].concat()
    } else {
        token
    }
}

fn is_signed(bytes: &[u8]) -> bool {
    bytes
        .strip_prefix(&MESSAGE_HEAD)
        .and_then(|rest| rest.get(SIGNATURE..))
        .is_some_and(|rest| match rest {
            [INNER, length @ 0..0x80, inner @ ..] => usize::from(*length) == inner.len(),
            [INNER, low, high @ 0..0x80, inner @ ..] => {
                usize::from(*high) << 7 | usize::from(low & 0x7F) == inner.len()
            }
            _ => false,
        })
}
