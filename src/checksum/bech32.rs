//! Bech32 text (BIP-173): a readable part, `1`, five bits a character, six characters of check.

use super::Verdict;
use crate::rule::template::Dice;

const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR: [u32; 5] = [
    0x3B6A_57B2,
    0x2650_8E6D,
    0x1EA1_19FA,
    0x3D42_33DD,
    0x2A14_62B3,
];
const CHECK: usize = 6;
/// Readable parts of secrets, and how many bytes follow.
const KNOWN: [(&[u8], usize); 4] = [
    (b"age-secret-key-", 32),
    (b"age-secret-key-pq-", 32),
    (b"nsec", 32),
    (b"suiprivkey", 33),
];

pub(super) fn verify(token: &[u8]) -> Verdict {
    let Some((readable, data)) = split(token) else {
        return Verdict::Unknown;
    };
    values(&data)
        .is_some_and(|values| polymod(&readable, &values) == 1)
        .into()
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let Some((readable, data)) = split(&token) else {
        return token;
    };
    let mut values: Vec<u8> = (CHECK..data.len()).map(|_| dice.below(32) as u8).collect();
    // Whole bytes leave spare bits in the last character: 32 bytes four, 33 one. Clear all it may have.
    if let Some(last) = values.last_mut() {
        *last &= 0b10000;
    }
    values.extend([0; CHECK]);
    let check = polymod(&readable, &values) ^ 1;
    let body = values.len() - CHECK;
    for (place, value) in values[body..].iter_mut().enumerate() {
        *value = (check >> (5 * (CHECK - 1 - place)) & 31) as u8;
    }
    let mut text = readable;
    text.push(b'1');
    text.extend(values.iter().map(|value| CHARSET[usize::from(*value)]));
    if token.iter().any(u8::is_ascii_uppercase) {
        text.make_ascii_uppercase();
    }
    text
}

/// The readable part and the rest, in lower case; `None` for mixed case, or what no known secret has.
fn split(token: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mixed =
        token.iter().any(u8::is_ascii_lowercase) && token.iter().any(u8::is_ascii_uppercase);
    let one = token.iter().rposition(|c| *c == b'1')?;
    let lower = token.to_ascii_lowercase();
    let (readable, data) = (&lower[..one], &lower[one + 1..]);
    let known = KNOWN
        .iter()
        .any(|(known, bytes)| readable == *known && data.len() == (bytes * 8).div_ceil(5) + CHECK);
    (known && !mixed).then(|| (readable.to_vec(), data.to_vec()))
}

fn values(data: &[u8]) -> Option<Vec<u8>> {
    data.iter()
        .map(|c| {
            CHARSET
                .iter()
                .position(|member| member == c)
                .map(|value| value as u8)
        })
        .collect()
}

fn polymod(readable: &[u8], values: &[u8]) -> u32 {
    let high = readable.iter().map(|c| c >> 5);
    let low = readable.iter().map(|c| c & 31);
    high.chain([0])
        .chain(low)
        .chain(values.iter().copied())
        .fold(1, |sum, value| {
            let top = sum >> 25;
            GENERATOR
                .iter()
                .enumerate()
                .filter(|(bit, _)| top >> bit & 1 == 1)
                .fold(
                    (sum & 0x01FF_FFFF) << 5 ^ u32::from(value),
                    |sum, (_, term)| sum ^ term,
                )
        })
}
