//! Which bytes of an anchor it is looked for by: those that stand seldom elsewhere, and such as
//! other anchors are looked for by already.

use std::collections::HashMap;

use super::Anchor;
use super::often::often;
use super::sieve::{self, WORD};

/// How often all anchors are gone through: later ones change little.
const ROUNDS: usize = 4;

/// How many bytes of a window it is looked up by at most.
pub(super) const WIDEST: u32 = 3;

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
    /// The windows of anchors, none of which is empty. One that others have costs nothing more:
    /// of those the seldomest, else of all; of those that stand equally often the first one.
    pub(super) fn of_all(anchors: &[Anchor<'a>]) -> Vec<Self> {
        let mut chosen: Vec<Self> = anchors
            .iter()
            .map(|anchor| Self::seldomest(anchor, |_| false))
            .collect();
        let mut users: HashMap<u32, u32> = HashMap::new();
        for told in chosen.iter().flat_map(Self::told) {
            *users.entry(told).or_default() += 1;
        }
        for _ in 0..ROUNDS {
            for (anchor, window) in anchors.iter().zip(&mut chosen) {
                for told in window.told() {
                    users.entry(told).and_modify(|users| *users -= 1);
                }
                let is_used = |told: u32| users.get(&told).is_some_and(|users| *users > 0);
                *window = Self::seldomest(anchor, is_used);
                for told in window.told() {
                    *users.entry(told).or_default() += 1;
                }
            }
        }
        chosen
    }

    /// The window of one anchor, where some are looked for anyway.
    fn seldomest(anchor: &Anchor<'a>, is_used: impl Fn(u32) -> bool) -> Self {
        let fold_case = anchor.fold_case;
        let width = anchor.text.len().min(WORD);
        let windows = anchor.text.windows(width).enumerate();
        let windows = windows.map(|(at, bytes)| Self {
            at,
            bytes,
            fold_case,
        });
        let cost = |window: &Self| {
            let is_new = !window.told().all(&is_used);
            (is_new, often(window.bytes, fold_case))
        };
        windows.min_by_key(cost).unwrap_or(Self {
            at: 0,
            bytes: anchor.text,
            fold_case,
        })
    }

    /// What the sieve lets through for it, as far as it tells words apart.
    fn told(&self) -> impl Iterator<Item = u32> + use<> {
        let word = sieve::word(self.bytes);
        let [first, behind @ ..] = word.to_le_bytes();
        let cases = [first.to_ascii_lowercase(), first.to_ascii_uppercase()];
        let is_letter = self.fold_case && first.is_ascii_alphabetic();
        let firsts = if is_letter { cases } else { [first; 2] };
        let [b, c, d] = behind;
        let told = firsts.map(|first| sieve::told(u32::from_le_bytes([first, b, c, d])));
        told.into_iter().take(1 + usize::from(is_letter))
    }

    /// How many bytes it is looked up by: windows of three bytes and of four at once.
    pub(super) fn width(&self) -> u32 {
        WIDEST.min(self.bytes.len() as u32)
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
