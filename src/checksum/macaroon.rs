//! Macaroons, second version: typed fields in sections, then a signature that only the issuer's key
//! could verify.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};

use super::{Verdict, radix, roll};
use crate::rule::template::{Dice, expand};

const VERSION: u8 = 2;
const END_OF_SECTION: u8 = 0;
const LOCATION: u8 = 1;
const IDENTIFIER: u8 = 2;
const SIGNATURE: u8 = 6;
const SIGNATURE_LENGTH: usize = 32;
const PYPI: &[u8] = b"pypi-";
/// How Lightning's macaroons begin: version, then the location `lnd`.
const LIGHTNING: &[u8] = b"0201036c6e64";

pub(super) fn verify(token: &[u8]) -> Verdict {
    let bytes = if let Some(body) = token.strip_prefix(PYPI) {
        radix::base64(body)
    } else if token.starts_with(LIGHTNING) {
        HEXLOWER_PERMISSIVE.decode(token).ok()
    } else {
        return Verdict::Unknown;
    };
    bytes.is_some_and(|bytes| is_macaroon(&bytes)).into()
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let caveat = br#"{"permissions": "user", "version": 1}"#;
    if let Some(body) = token.strip_prefix(PYPI) {
        // The location's length is the third byte; TestPyPI's name is longer.
        let location: &[u8] = if body.starts_with(b"AgEN") {
            b"test.pypi.org"
        } else {
            b"pypi.org"
        };
        let id = expand("{uuid}", dice).unwrap_or_default();
        let bytes = macaroon(location, id.as_bytes(), caveat, dice);
        [PYPI, BASE64URL_NOPAD.encode(&bytes).as_bytes()].concat()
    } else if token.starts_with(LIGHTNING) {
        let id: [u8; 50] = roll(dice);
        HEXLOWER
            .encode(&macaroon(b"lnd", &id, caveat, dice))
            .into_bytes()
    } else {
        token
    }
}

/// Whether all lengths fit and a signature of 32 bytes ends the data.
fn is_macaroon(bytes: &[u8]) -> bool {
    let Some((&VERSION, mut rest)) = bytes.split_first() else {
        return false;
    };
    while let Some((kind, tail)) = rest.split_first() {
        if *kind == END_OF_SECTION {
            rest = tail;
            continue;
        }
        let Some((length, tail)) = varint(tail) else {
            return false;
        };
        if *kind == SIGNATURE {
            return length == SIGNATURE_LENGTH && tail.len() == length;
        }
        let Some(next) = tail.get(length..) else {
            return false;
        };
        rest = next;
    }
    false
}

/// A length in seven bits a byte, the lowest first; none of ours needs over two bytes.
fn varint(bytes: &[u8]) -> Option<(usize, &[u8])> {
    match bytes {
        [low @ 0..0x80, rest @ ..] => Some((usize::from(*low), rest)),
        [low, high @ 0..0x80, rest @ ..] => {
            Some((usize::from(*high) << 7 | usize::from(low & 0x7F), rest))
        }
        _ => None,
    }
}

/// A macaroon with one caveat and a random signature. Every field is shorter than 128 bytes.
fn macaroon(location: &[u8], identifier: &[u8], caveat: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    let mut field = |kind: u8, value: &[u8], ends: bool| {
        bytes.extend([kind, value.len() as u8]);
        bytes.extend(value);
        bytes.extend(ends.then_some(END_OF_SECTION));
    };
    field(LOCATION, location, false);
    field(IDENTIFIER, identifier, true);
    field(IDENTIFIER, caveat, true);
    bytes.push(END_OF_SECTION);
    bytes.extend([SIGNATURE, SIGNATURE_LENGTH as u8]);
    bytes.extend(roll::<SIGNATURE_LENGTH>(dice));
    bytes
}
