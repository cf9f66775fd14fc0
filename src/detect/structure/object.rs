//! Where the object round a member begins and ends.

use std::ops::Range;

/// An object's ends are looked for this far from what was found in it, in bytes.
pub(super) const FURTHEST_END: usize = 4 << 10;
/// What an object stands in, mostly.
pub(super) const BRACES: [u8; 2] = *b"{}";

/// The bracket in `before` that is not closed in it.
pub(super) fn opening(text: &[u8], before: Range<usize>, brackets: [u8; 2]) -> Option<usize> {
    let mut depth = 0;
    let at = text[before.clone()].iter().rposition(|c| {
        depth += i32::from(*c == brackets[0]) - i32::from(*c == brackets[1]);
        depth > 0
    })?;
    Some(before.start + at)
}

/// The bracket in `after` that closes nothing in it.
pub(super) fn closing(text: &[u8], after: Range<usize>, brackets: [u8; 2]) -> Option<usize> {
    let mut depth = 0;
    let at = text[after.clone()].iter().position(|c| {
        depth += i32::from(*c == brackets[1]) - i32::from(*c == brackets[0]);
        depth > 0
    })?;
    Some(after.start + at)
}
