//! A set of objects that threads share.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::git::objects::{Number, Objects};

/// A set of objects.
pub(super) struct Bits(Vec<AtomicU64>);

impl Bits {
    pub(super) fn of(objects: &Objects, members: &[Number]) -> Self {
        let words = objects.len().div_ceil(64);
        let bits = Self((0..words).map(|_| AtomicU64::new(0)).collect());
        for member in members {
            bits.set(*member);
        }
        bits
    }

    pub(super) fn has(&self, number: Number) -> bool {
        let word = self.0[number as usize / 64].load(Ordering::Relaxed);
        word >> (number % 64) & 1 == 1
    }

    /// Puts a member in; returns whether it was there.
    pub(super) fn set(&self, number: Number) -> bool {
        let bit = 1 << (number % 64);
        self.0[number as usize / 64].fetch_or(bit, Ordering::Relaxed) & bit != 0
    }
}
