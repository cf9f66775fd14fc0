//! Tables by the numbers of objects.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::Number;

/// A table by numbers.
pub type NumberMap<V> = HashMap<Number, V, BuildHasherDefault<Mix>>;
/// A set of numbers.
pub type NumberSet = HashSet<Number, BuildHasherDefault<Mix>>;

/// Numbers say where an object stands among others, which nobody chooses: to mix them once is
/// enough.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
