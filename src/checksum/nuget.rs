//! NuGet API keys: `v4` and ten bytes that are not zero, then sixteen bytes, in base32.

use data_encoding::BASE32_NOPAD;

use super::{Verdict, radix, roll};
use crate::rule::template::Dice;

const LENGTH: usize = 46;
/// The first part ends here.
const SPLIT: usize = 20;
const VERSION: &[u8] = b"v4";

pub(super) fn verify(token: &[u8]) -> Verdict {
    if token.len() != LENGTH {
        return Verdict::Unknown;
    }
    let (first, second) = token.split_at(SPLIT);
    let first =
        radix::base32(first).is_some_and(|bytes| bytes.starts_with(VERSION) && !bytes.contains(&0));
    (first && radix::base32(second).is_some()).into()
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if token.len() != LENGTH {
        return token;
    }
    let first = [VERSION, &roll::<10>(dice).map(|byte| byte.max(1))].concat();
    let key = [first, roll::<16>(dice).to_vec()].map(|part| BASE32_NOPAD.encode(&part));
    if token[0].is_ascii_lowercase() {
        key.concat().to_ascii_lowercase().into_bytes()
    } else {
        key.concat().into_bytes()
    }
}
