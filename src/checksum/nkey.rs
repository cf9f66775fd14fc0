//! Seeds in base32 with a type in front and a CRC16 behind: NATS and Stellar.

use data_encoding::BASE32_NOPAD;

use super::crc::crc16;
use super::{Verdict, radix, roll};
use crate::rule::template::Dice;

/// Top five bits of every seed's first byte: the letter `S`.
const SEED: u8 = 18 << 3;
/// NATS: the kinds of key, whose letter is the text's second.
const NATS_KINDS: [(u8, u8); 6] = [
    (b'N', 13 << 3),
    (b'C', 2 << 3),
    (b'O', 14 << 3),
    (b'A', 0),
    (b'U', 20 << 3),
    (b'X', 23 << 3),
];
const NATS_LENGTH: usize = 58;
const STELLAR_LENGTH: usize = 56;

pub(super) fn verify_nats(token: &[u8]) -> Verdict {
    if token.len() != NATS_LENGTH {
        return Verdict::Unknown;
    }
    open(token)
        .is_some_and(|body| {
            NATS_KINDS
                .iter()
                .any(|(_, kind)| body.starts_with(&nats_head(*kind)))
        })
        .into()
}

pub(super) fn verify_stellar(token: &[u8]) -> Verdict {
    if token.len() != STELLAR_LENGTH {
        return Verdict::Unknown;
    }
    open(token).is_some_and(|body| body[0] == SEED).into()
}

pub(super) fn complete_nats(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let kind = NATS_KINDS
        .iter()
        .find(|(letter, _)| token.get(1) == Some(letter));
    match kind {
        Some((_, kind)) if token.len() == NATS_LENGTH => close(&nats_head(*kind), dice),
        _ => token,
    }
}

pub(super) fn complete_stellar(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if token.len() == STELLAR_LENGTH {
        close(&[SEED], dice)
    } else {
        token
    }
}

fn nats_head(kind: u8) -> [u8; 2] {
    [SEED | kind >> 5, (kind & 31) << 3]
}

/// What stands before the CRC, if that holds.
fn open(token: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = radix::base32(token).filter(|bytes| bytes.len() > 2)?;
    let crc = bytes.split_off(bytes.len() - 2);
    (crc16(&bytes).to_le_bytes() == *crc).then_some(bytes)
}

/// A seed: its head, 32 random bytes, the CRC.
fn close(head: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.extend(roll::<32>(dice));
    bytes.extend(crc16(&bytes).to_le_bytes());
    BASE32_NOPAD.encode(&bytes).into_bytes()
}
