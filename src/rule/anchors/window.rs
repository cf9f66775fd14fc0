//! Which bytes of an anchor it is looked for by: those that stand seldom elsewhere.

use super::Anchor;
use super::often::often;
use super::sieve::{self, WORD};

/// The bytes in a row that an anchor is looked for by: four, or all of a shorter anchor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window<'a> {
    /// Where in the anchor they stand.
    pub(super) at: usize,
    pub(super) bytes: &'a [u8],
    /// Whether ASCII case is disregarded.
    pub(super) fold_case: bool,
}

impl<'a> Window<'a> {
    /// The window of an anchor; of those that stand equally often the first one. An empty anchor
    /// has none.
    pub(super) fn of(anchor: &Anchor<'a>) -> Option<Self> {
        let width = anchor.text.len().min(WORD);
        if width == 0 {
            return None;
        }
        let windows = anchor.text.windows(width).enumerate();
        let (at, bytes) = windows.min_by_key(|(_, bytes)| often(bytes, anchor.fold_case))?;
        Some(Self {
            at,
            bytes,
            fold_case: anchor.fold_case,
        })
    }

    /// How many bytes it is looked up by: windows of three bytes and of four at once.
    pub(super) fn width(&self) -> u32 {
        self.bytes.len().min(3) as u32
    }

    /// What it is looked up by, see [`key`].
    pub(super) fn key(&self) -> u32 {
        key(sieve::word(self.bytes), self.width())
    }
}

/// The first `width` bytes of a word, one to four, without the case of letters.
#[inline]
pub(super) fn key(word: u32, width: u32) -> u32 {
    (word | 0x2020_2020) & (u32::MAX >> (u32::BITS - 8 * width))
}
