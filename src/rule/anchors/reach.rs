//! How far the anchors that stand across a place may reach to either side of it.

use std::borrow::Cow;

use super::sieve::{self, CELLS, WORD};

/// A bit for each three bytes that stand in some anchor, and perhaps for others.
#[derive(Clone, Debug)]
pub(super) struct Triples {
    pub(super) bits: Cow<'static, [u32]>,
}

impl Triples {
    pub(super) fn new() -> Self {
        Self {
            bits: Cow::Owned(vec![0; CELLS / 32]),
        }
    }

    /// Adds those of an anchor.
    pub(super) fn add(&mut self, anchor: &[u8]) {
        let bits = self.bits.to_mut();
        for three in anchor.windows(3) {
            let bit = sieve::cell(sieve::word(three) << 8);
            bits[bit / 32] |= 1 << (bit % 32);
        }
    }

    /// Whether some anchor may have the three bytes before `end`; not told at a text's start.
    #[inline]
    fn may_end(&self, text: &[u8], end: usize) -> bool {
        let Some(start) = end.checked_sub(WORD) else {
            return true;
        };
        let bit = sieve::cell(sieve::word(&text[start..end]));
        self.bits[bit / 32] >> (bit % 32) & 1 == 1
    }

    /// Where the first anchor may begin that has the byte before `at` and the one at it; `at` if
    /// none has.
    #[inline]
    pub(super) fn before(&self, text: &[u8], at: usize, longest: usize) -> usize {
        if at == 0 || at == text.len() {
            return at;
        }
        let first = (at + 1).saturating_sub(longest);
        let mut start = at - 1;
        while start > first && self.may_end(text, start + 2) {
            start -= 1;
        }
        start
    }

    /// Where the last anchor may end that has the byte before `at` and the one at it; `at` if
    /// none has.
    #[inline]
    pub(super) fn behind(&self, text: &[u8], at: usize, longest: usize) -> usize {
        if at == 0 || at == text.len() {
            return at;
        }
        let last = text.len().min((at - 1).saturating_add(longest));
        let mut end = at + 1;
        while end < last && self.may_end(text, end + 1) {
            end += 1;
        }
        end
    }
}
