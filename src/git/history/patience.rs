//! How long paths are followed, of which a repository may be made to have no end.

use std::sync::atomic::{AtomicBool, Ordering};

/// Versions of folders, and what they hold, that are looked at. A repository may be made so that
/// one folder stands at more paths than there is memory for.
const MOST_PLACES: usize = 4 << 20;

/// How much may still be looked at.
pub(super) struct Patience<'s> {
    places: usize,
    stop: &'s AtomicBool,
    /// Whether there was more.
    pub(super) is_over: bool,
}

impl<'s> Patience<'s> {
    pub(super) fn new(stop: &'s AtomicBool) -> Self {
        Self {
            places: MOST_PLACES,
            stop,
            is_over: false,
        }
    }

    /// Takes note of something that is looked at; says whether it may be.
    pub(super) fn bears(&mut self) -> bool {
        self.is_over |= self.places == 0 || self.stop.load(Ordering::Relaxed);
        self.places = self.places.saturating_sub(1);
        !self.is_over
    }
}
