//! AWS access key ids: base32 with the account's number inside.

use data_encoding::BASE32_NOPAD;

use super::{Verdict, radix};
use crate::rule::template::Dice;

/// `AKIA` and its kin, then the body.
const PREFIX: usize = 4;
const LENGTH: usize = 20;
/// Account numbers have twelve digits.
const ACCOUNTS: u64 = 1_000_000_000_000;
/// The account's number lies in these bits of the first six bytes.
const MASK: u64 = 0x7FFF_FFFF_FF80;
const SHIFT: u32 = 7;
/// The bit above them is set in every id that holds an account; ids from before 2019 have it clear.
const MARK: u64 = 0x8000_0000_0000;

/// The account that owns an access key id, or `None` for an id that holds none.
#[must_use]
pub fn account(key_id: &[u8]) -> Option<u64> {
    let head = head(key_id)?;
    let account = (head & MASK) >> SHIFT;
    (head & MARK != 0 && (1..ACCOUNTS).contains(&account)).then_some(account)
}

pub(super) fn verify(token: &[u8]) -> Verdict {
    match (head(token), account(token)) {
        (None, _) => Verdict::Fails,
        (Some(_), Some(_)) => Verdict::Holds,
        (Some(_), None) => Verdict::Unknown,
    }
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let Some(bytes) = body(&token) else {
        return token;
    };
    let mut bytes = bytes;
    let account = (1 + dice.below(999_999)) as u64 * 1_000_000 + dice.below(1_000_000) as u64;
    let low = u64::from(bytes[5]) & ((1 << SHIFT) - 1);
    let head = (MARK | account << SHIFT | low).to_be_bytes();
    bytes[..6].copy_from_slice(&head[2..]);
    [&token[..PREFIX], BASE32_NOPAD.encode(&bytes).as_bytes()].concat()
}

/// The first six bytes as one number.
fn head(key_id: &[u8]) -> Option<u64> {
    let bytes = body(key_id)?;
    Some(
        bytes[..6]
            .iter()
            .fold(0, |head, byte| head << 8 | u64::from(*byte)),
    )
}

fn body(key_id: &[u8]) -> Option<Vec<u8>> {
    (key_id.len() == LENGTH).then(|| radix::base32(&key_id[PREFIX..]))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_comes_out() {
        let id = ["AKIA", "RZPUZDIKCV6G62IZ"].concat();
        assert_eq!(account(id.as_bytes()), Some(123_456_789_012));
        assert_eq!(verify(id.as_bytes()), Verdict::Holds);
    }

    #[test]
    fn old_ids_hold_none_and_other_characters_are_wrong() {
        let documented = ["AKIA", "IOSFODNN7EXAMPLE"].concat();
        assert_eq!(verify(documented.as_bytes()), Verdict::Unknown);
        let outside = ["AKIA", "1234567890ABCDEF"].concat();
        assert_eq!(verify(outside.as_bytes()), Verdict::Fails);
    }
}
