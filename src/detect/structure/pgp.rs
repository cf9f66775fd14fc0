//! OpenPGP private keys in armour: whether they are whole, and whether a passphrase guards them.

use std::ops::Range;

use super::Examined;
use super::armor::{self, Armor};
use crate::checksum::radix;
use crate::level::Severity;

const LABEL: &[u8] = b"PGP PRIVATE KEY BLOCK";
/// The numbers of packets that hold a secret key, or a secret subkey.
const SECRET: [u8; 2] = [5, 7];

pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let Some(armor) = Armor::open(text, &found) else {
        return Examined::not_a_secret(found, "no-armour");
    };
    let secret = armor.whole.clone();
    if armor.label != LABEL {
        return Examined::not_a_secret(secret, "public");
    }
    let body = armor.body();
    if body.elided {
        return Examined::not_a_secret(secret, "elided");
    }
    let whole = body.base64.len() / 4 * 4;
    let bytes = armor::decode(&body.base64[..whole]);
    if !armor.ended {
        return Examined::doubtful(secret.start..body.end, "truncated");
    }
    let check = body.check.as_deref().map(radix::base64);
    let Some(bytes) = bytes.filter(|bytes| {
        check.is_none_or(|check| check.as_deref() == Some(&crc24(bytes).to_be_bytes()[1..]))
    }) else {
        return Examined::doubtful(secret, "bad-checksum");
    };
    let examined = Examined::genuine(secret.clone()).because("openpgp");
    match guard(&bytes) {
        None => Examined::doubtful(secret, "undecodable"),
        Some(Guard::None) => examined,
        Some(Guard::Passphrase) => examined.because("encrypted").severity(Severity::Medium),
        Some(Guard::Elsewhere) => Examined::not_a_secret(secret, "no-key-inside"),
    }
}

/// What stands between a reader and a key, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Guard {
    None,
    Passphrase,
    /// The key itself is on a card, or was left out (GnuPG's `--export-secret-subkeys`).
    Elsewhere,
}

/// The weakest guard of all keys; `None` when there is no secret-key packet.
fn guard(mut bytes: &[u8]) -> Option<Guard> {
    let mut weakest = None;
    while let Some((number, body, rest)) = packet(bytes) {
        if SECRET.contains(&number) {
            let guard = guard_of(body)?;
            weakest = Some(weakest.map_or(guard, |weakest: Guard| weakest.min(guard)));
        }
        bytes = rest;
    }
    weakest
}

/// Reads a secret-key packet as far as the byte that says how the secret part is kept.
fn guard_of(body: &[u8]) -> Option<Guard> {
    let (version, rest) = body.split_first()?;
    // Version, four bytes of time, algorithm; version 6 says how long the public part is.
    let (algorithm, rest) = rest.get(4..)?.split_first()?;
    let rest = if *version == 6 { rest.get(4..)? } else { rest };
    let rest = match algorithm {
        1..=3 => numbers(rest, 2)?,
        16 => numbers(rest, 3)?,
        17 => numbers(rest, 4)?,
        18 => counted(numbers(counted(rest)?, 1)?)?,
        19 | 22 => numbers(counted(rest)?, 1)?,
        25 | 27 => rest.get(32..)?,
        26 => rest.get(56..)?,
        28 => rest.get(57..)?,
        _ => return None,
    };
    let (usage, rest) = rest.split_first()?;
    // GnuPG's own way to derive a key, 101, means that there is none.
    let left_out = matches!(rest, [_, 101, _, b'G', b'N', b'U', ..]);
    Some(match usage {
        0 => Guard::None,
        253..=255 if left_out => Guard::Elsewhere,
        _ => Guard::Passphrase,
    })
}

/// The first packet's number and content, and what follows it. A key's packets have no partial
/// lengths.
fn packet(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (head, rest) = bytes.split_first()?;
    let (number, length, rest) = match (head, rest) {
        (0xC0.., [length @ 0..192, rest @ ..]) => (head & 0x3F, usize::from(*length), rest),
        (0xC0.., [high @ 192..224, low, rest @ ..]) => {
            let length = (usize::from(*high - 192) << 8) + usize::from(*low) + 192;
            (head & 0x3F, length, rest)
        }
        (0xC0.., [255, a, b, c, d, rest @ ..]) => {
            let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
            (head & 0x3F, length, rest)
        }
        (0x80..0xC0, _) => {
            let width = [1, 2, 4, 0][usize::from(head & 3)];
            let (length, rest) = rest.split_at_checked(width)?;
            let length = match length {
                [] => rest.len(),
                bytes => bytes
                    .iter()
                    .fold(0, |sum, byte| (sum << 8) | usize::from(*byte)),
            };
            ((head >> 2) & 0x0F, length, rest)
        }
        _ => return None,
    };
    let (body, rest) = rest.split_at_checked(length)?;
    Some((number, body, rest))
}

/// What follows `count` numbers, each with its length in bits before it.
fn numbers(mut bytes: &[u8], count: usize) -> Option<&[u8]> {
    for _ in 0..count {
        let (bits, rest) = bytes.split_first_chunk::<2>()?;
        bytes = rest.get(usize::from(u16::from_be_bytes(*bits)).div_ceil(8)..)?;
    }
    Some(bytes)
}

/// What follows a field with its length in one byte before it.
fn counted(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first()?;
    rest.get(usize::from(*length)..)
}

/// CRC-24 as in OpenPGP's armour: polynomial `864CFB`, from `B704CE`.
fn crc24(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x00B7_04CE, |crc, byte| {
        (0..8).fold(crc ^ (u32::from(*byte) << 16), |crc, _| {
            let shifted = crc << 1;
            shifted ^ (0x0186_4CFB * (shifted >> 24))
        })
    })
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::super::Verdict;
    use super::*;

    /// An Ed25519 secret-key packet whose secret part is kept as `usage` says.
    fn key(usage: &[u8]) -> Vec<u8> {
        let mut body = vec![4, 0x60, 0, 0, 0, 22, 9];
        body.extend([0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1]);
        body.extend([1, 7]);
        body.extend(0x40..=0x60);
        body.extend(usage);
        body.extend(0..40);
        [&[0x94, body.len() as u8], &body[..]].concat()
    }

    fn armored(bytes: &[u8], check: &str) -> String {
        let body = BASE64.encode(bytes);
        let label = "PGP PRIVATE KEY BLOCK";
        format!(
            "-----BEGIN {label}-----\nVersion: GnuPG v2\n\n{}\n{}\n{check}\n-----END {label}-----",
            &body[..64],
            &body[64..]
        )
    }

    fn check(bytes: &[u8]) -> String {
        format!("={}", BASE64.encode(&crc24(bytes).to_be_bytes()[1..]))
    }

    fn examined(text: &str) -> Examined {
        examine(text.as_bytes(), 0..37)
    }

    #[test]
    fn the_check_value_comes_out() {
        assert_eq!(crc24(b"123456789"), 0x0021_CF02);
        assert_eq!(check(b""), "=twTO");
    }

    #[test]
    fn passphrases_lower_the_severity_and_stubs_hold_no_secret() {
        let open = key(&[0]);
        let text = armored(&open, &check(&open));
        assert_eq!(examined(&text).verdict, Verdict::Genuine);
        assert_eq!(examined(&text).severity, None);
        assert_eq!(examined(&text).secret, 0..text.len());
        let guarded = key(&[254, 7, 3, 8]);
        let examined_guarded = examined(&armored(&guarded, &check(&guarded)));
        assert_eq!(examined_guarded.severity, Some(Severity::Medium));
        let stub = key(&[255, 0, 101, 0, b'G', b'N', b'U', 1]);
        let examined_stub = examined(&armored(&stub, &check(&stub)));
        assert_eq!(examined_stub.verdict, Verdict::NotASecret);
        let mut subkey = guarded;
        subkey[0] = 0x9C;
        let with_subkey = [stub, subkey].concat();
        let examined_subkey = examined(&armored(&with_subkey, ""));
        assert_eq!(examined_subkey.severity, Some(Severity::Medium));
    }

    #[test]
    fn the_checksum_may_be_missing_but_not_wrong() {
        let open = key(&[0]);
        assert_eq!(examined(&armored(&open, "")).verdict, Verdict::Genuine);
        assert_eq!(
            examined(&armored(&open, "=AAAA")).verdict,
            Verdict::Doubtful
        );
    }

    #[test]
    fn public_keys_and_elided_ones_are_no_secrets() {
        let mut public = key(&[0]);
        public[0] = 0x98;
        let text = armored(&public, "").replace("PRIVATE", "PUBLIC");
        assert_eq!(examined(&text).verdict, Verdict::NotASecret);
        let elided =
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n...\n-----END PGP PRIVATE KEY BLOCK-----";
        assert_eq!(examined(elided).verdict, Verdict::NotASecret);
    }
}
