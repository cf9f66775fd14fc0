//! Bare curve keys: all there is to check is whether the number may be a key at all.

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};

use super::{Verdict, radix, roll};
use crate::rule::template::Dice;

const KEY: usize = 32;
/// A key's length in base64.
const TEXT: usize = 44;
/// The order of secp256k1's group; keys lie between zero and it.
const SECP256K1_ORDER: [u8; KEY] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
    0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B, 0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x41,
];

/// Whether 32 bytes are clamped: the low three bits of the first clear, the top two of the last `01`.
pub(super) fn verify_wireguard(token: &[u8]) -> Verdict {
    let Some(bytes) = radix::base64(token).filter(|bytes| bytes.len() == KEY) else {
        return Verdict::Fails;
    };
    if bytes[0].trailing_zeros() >= 3 && bytes[KEY - 1] & 0b1100_0000 == 0b0100_0000 {
        Verdict::Holds
    } else {
        Verdict::Unknown
    }
}

pub(super) fn complete_wireguard(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if token.len() != TEXT {
        return token;
    }
    let mut bytes: [u8; KEY] = roll(dice);
    bytes[0] &= !0b111;
    bytes[KEY - 1] = bytes[KEY - 1] & 0b0011_1111 | 0b0100_0000;
    BASE64.encode(&bytes).into_bytes()
}

pub(super) fn verify_secp256k1(token: &[u8]) -> Verdict {
    let digits = token.strip_prefix(b"0x").unwrap_or(token);
    match HEXLOWER_PERMISSIVE.decode(digits) {
        Ok(key) if key.len() == KEY => {
            (key[..] < SECP256K1_ORDER[..] && key.iter().any(|byte| *byte != 0)).into()
        }
        _ => Verdict::Unknown,
    }
}

pub(super) fn complete_secp256k1(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if verify_secp256k1(&token) != Verdict::Fails {
        return token;
    }
    let prefix = if token.starts_with(b"0x") { "0x" } else { "" };
    let mut key: [u8; KEY] = roll(dice);
    key[0] &= 0x7F;
    format!("{prefix}{}", HEXLOWER.encode(&key)).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lie_between_zero_and_the_order() {
        let hex = |bytes: &[u8]| verify_secp256k1(HEXLOWER.encode(bytes).as_bytes());
        let mut below = SECP256K1_ORDER;
        below[KEY - 1] -= 1;
        assert_eq!(hex(&below), Verdict::Holds);
        assert_eq!(hex(&SECP256K1_ORDER), Verdict::Fails);
        assert_eq!(hex(&[0; KEY]), Verdict::Fails);
        assert_eq!(hex(&[0; 20]), Verdict::Unknown);
    }
}
