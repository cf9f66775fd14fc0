//! What commits say, kept until a core has nothing else to do.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::said::MESSAGE;
use crate::git::objects::Number;

/// Bytes that are kept, at most.
const ROOM: usize = 32 << 20;
/// Messages that one thread takes at once.
const BATCH: usize = 256;

/// Messages that are still to be told.
pub(super) struct Messages<'m> {
    tell: &'m (dyn Fn(Number, &str, &[u8]) + Sync),
    room: usize,
    kept: Mutex<Kept>,
}

/// They stand behind one another.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    /// Whose each is, and where it begins and ends.
    places: Vec<(Number, usize, usize)>,
}

impl<'m> Messages<'m> {
    /// Keeps no more than a part of `memory`.
    pub(super) fn new(tell: &'m (dyn Fn(Number, &str, &[u8]) + Sync), memory: usize) -> Self {
        Self {
            tell,
            room: ROOM.min(memory / 8),
            kept: Mutex::default(),
        }
    }

    /// Keeps a message, or tells it at once where there is no more room.
    pub(super) fn take(&self, number: Number, message: &[u8]) {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let start = kept.bytes.len();
            let end = start + message.len();
            if end <= self.room {
                kept.bytes.extend_from_slice(message);
                kept.places.push((number, start, end));
                return;
            }
        }
        (self.tell)(number, MESSAGE, message);
    }

    /// Tells all that were kept, unless it is to stop.
    pub(super) fn tell(self, stop: &AtomicBool) {
        let kept = self.kept.into_inner();
        let Kept { bytes, places } = kept.unwrap_or_else(PoisonError::into_inner);
        places.par_chunks(BATCH).for_each(|places| {
            for (number, start, end) in places {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                (self.tell)(*number, MESSAGE, &bytes[*start..*end]);
            }
        });
    }
}
