//! Keys in base58 whose last four bytes are a doubled SHA-256 of the others.

use bitcoin_hashes::{Hash, sha256d};

use super::Verdict;
use super::radix::{BASE58_BITCOIN, BASE58_RIPPLE, base58, to_base58};
use crate::rule::template::Dice;

/// A kind of key: how its text begins and how long it is, what its bytes begin and end with, and
/// how many bytes stand between.
struct Kind {
    text: &'static [&'static str],
    length: usize,
    head: &'static [u8],
    body: usize,
    end: &'static [u8],
    digits: &'static [u8; 58],
}

const fn bitcoin(
    text: &'static [&'static str],
    length: usize,
    head: &'static [u8],
    body: usize,
    end: &'static [u8],
) -> Kind {
    Kind {
        text,
        length,
        head,
        body,
        end,
        digits: BASE58_BITCOIN,
    }
}

const fn extended(text: &'static [&'static str], head: &'static [u8]) -> Kind {
    // Depth, parent, child number, chain code, a zero byte, the key.
    bitcoin(text, 111, head, 1 + 4 + 4 + 32 + 1 + 32, &[])
}

const KINDS: [Kind; 13] = [
    bitcoin(&["5"], 51, &[0x80], 32, &[]),
    bitcoin(&["K", "L"], 52, &[0x80], 32, &[1]),
    bitcoin(&["9"], 51, &[0xEF], 32, &[]),
    bitcoin(&["c"], 52, &[0xEF], 32, &[1]),
    extended(&["xprv"], &[0x04, 0x88, 0xAD, 0xE4]),
    extended(&["tprv"], &[0x04, 0x35, 0x83, 0x94]),
    // SLIP-132: nested and native witness keys, main and test network.
    extended(&["yprv"], &[0x04, 0x9D, 0x78, 0x78]),
    extended(&["zprv"], &[0x04, 0xB2, 0x43, 0x0C]),
    extended(&["uprv"], &[0x04, 0x4A, 0x4E, 0x28]),
    extended(&["vprv"], &[0x04, 0x5F, 0x18, 0xBC]),
    bitcoin(&["edsk"], 54, &[0x0D, 0x0F, 0x3A, 0x07], 32, &[]),
    Kind {
        text: &["sEd"],
        length: 31,
        head: &[0x01, 0xE1, 0x4B],
        body: 16,
        end: &[],
        digits: BASE58_RIPPLE,
    },
    Kind {
        text: &["s"],
        length: 29,
        head: &[0x21],
        body: 16,
        end: &[],
        digits: BASE58_RIPPLE,
    },
];
/// What an extended private key has before its last 32 bytes.
const EXTENDED_BODY: usize = 74;

impl Kind {
    /// The kind whose text is as long as `token` and begins like it.
    fn of(token: &[u8]) -> Option<&'static Self> {
        KINDS.iter().find(|kind| {
            kind.length == token.len()
                && kind
                    .text
                    .iter()
                    .any(|text| token.starts_with(text.as_bytes()))
        })
    }

    fn has(&self, payload: &[u8]) -> bool {
        payload.len() == self.head.len() + self.body + self.end.len()
            && payload.starts_with(self.head)
            && payload.ends_with(self.end)
    }
}

pub(super) fn verify(token: &[u8]) -> Verdict {
    let Some(kind) = Kind::of(token) else {
        return Verdict::Unknown;
    };
    open(token, kind.digits)
        .is_some_and(|payload| kind.has(&payload))
        .into()
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let Some(kind) = Kind::of(&token) else {
        return token;
    };
    let mut payload = kind.head.to_vec();
    payload.extend((0..kind.body).map(|_| dice.below(256) as u8));
    if kind.body == EXTENDED_BODY {
        let key = payload.len() - 32;
        payload[key - 1] = 0;
    }
    payload.extend(kind.end);
    close(payload, kind.digits)
}

/// The payload, if its check holds.
fn open(token: &[u8], digits: &[u8; 58]) -> Option<Vec<u8>> {
    let mut payload = base58(token, digits).filter(|bytes| bytes.len() > 4)?;
    let check = payload.split_off(payload.len() - 4);
    (check_of(&payload) == *check).then_some(payload)
}

fn close(mut payload: Vec<u8>, digits: &[u8; 58]) -> Vec<u8> {
    let check = check_of(&payload);
    payload.extend(check);
    to_base58(&payload, digits)
}

fn check_of(payload: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = sha256d::Hash::hash(payload).to_byte_array();
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_keys_begin_as_their_version_bytes_say() {
        let mut dice = Dice::new(3);
        for kind in &KINDS {
            for text in kind.text {
                let mut shape = text.as_bytes().to_vec();
                shape.resize(kind.length, b'x');
                let key = complete(shape, &mut dice);
                assert_eq!(key.len(), kind.length, "{text}");
                assert!(
                    kind.text
                        .iter()
                        .any(|text| key.starts_with(text.as_bytes())),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn public_keys_are_not_private_ones() {
        let payload = [&[0x04, 0x88, 0xB2, 0x1E][..], &[7; 74]].concat();
        let public = close(payload, BASE58_BITCOIN);
        assert!(public.starts_with(b"xpub"));
        assert_eq!(verify(&public), Verdict::Unknown);
    }
}
