//! Inflates what git deflated. The size of what comes out is known beforehand, which the decoder
//! is fastest with.

use libdeflater::Decompressor;

/// No deflated stream grows by more than this.
const MOST_GROWTH: usize = 1032;

/// One thread's decoder.
pub(super) struct Inflate(Decompressor);

impl Inflate {
    pub(super) fn new() -> Self {
        Self(Decompressor::new())
    }

    /// Inflates the zlib stream that `deflated` begins with, which holds exactly `size` bytes.
    /// `None`: it is damaged.
    pub(super) fn exactly(&mut self, deflated: &[u8], size: u64, into: &mut Vec<u8>) -> Option<()> {
        let size = usize::try_from(size).ok()?;
        if size > deflated.len().saturating_mul(MOST_GROWTH) {
            return None;
        }
        // What it holds is written over: only what it grows by is made zero.
        into.try_reserve(size.saturating_sub(into.len())).ok()?;
        into.resize(size, 0);
        let len = self.0.zlib_decompress(deflated, into).ok()?;
        (len == size).then_some(())
    }
}
