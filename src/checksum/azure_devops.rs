//! Azure DevOps personal access tokens of the older form: 52 base32 characters with a CRC32
//! scattered over four places.

use data_encoding::BASE32_NOPAD;

use super::Verdict;
use super::crc::crc32;
use super::radix;

const LENGTH: usize = 52;
/// Where the CRC's bytes stand, the lowest first.
const PLACES: [usize; 4] = [22, 8, 7, 2];
/// The CRC is masked: one mask for people's tokens, one for applications'.
const MASKS: [u32; 2] = [0xE0B9_692D, 0x1019_F92E];

pub(super) fn verify(token: &[u8]) -> Verdict {
    let Some(bytes) = decode(token) else {
        return Verdict::Unknown;
    };
    let stored = u32::from_le_bytes(PLACES.map(|place| bytes[place]));
    MASKS.contains(&(stored ^ crc(&bytes))).into()
}

pub(super) fn complete(token: Vec<u8>) -> Vec<u8> {
    let Some(mut bytes) = decode(&token) else {
        return token;
    };
    let stored = (crc(&bytes) ^ MASKS[0]).to_le_bytes();
    for (place, byte) in PLACES.into_iter().zip(stored) {
        bytes[place] = byte;
    }
    BASE32_NOPAD
        .encode(&bytes)
        .to_ascii_lowercase()
        .into_bytes()
}

fn crc(bytes: &[u8]) -> u32 {
    let covered: Vec<u8> = (0..bytes.len())
        .filter(|place| !PLACES.contains(place))
        .map(|place| bytes[place])
        .collect();
    crc32(&covered)
}

/// 32 bytes. The last character carries four spare bits, which a random example may have set.
fn decode(token: &[u8]) -> Option<Vec<u8>> {
    if token.len() != LENGTH || token.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    radix::base32(token)
}
