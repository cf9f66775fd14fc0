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

    /// Inflates a zlib stream that holds an unknown number of bytes, no more than `most`.
    pub(super) fn all(&mut self, deflated: &[u8], most: usize) -> Option<Vec<u8>> {
        let most = most.min(deflated.len().saturating_mul(MOST_GROWTH));
        let mut room = deflated
            .len()
            .saturating_mul(4)
            .max(4 << 10)
            .min(most.max(1));
        loop {
            let mut into = vec![0; room];
            match self.0.zlib_decompress(deflated, &mut into) {
                Ok(len) => {
                    into.truncate(len);
                    return Some(into);
                }
                Err(libdeflater::DecompressionError::InsufficientSpace) if room < most => {
                    room = room.saturating_mul(4).min(most);
                }
                Err(_) => return None,
            }
        }
    }
}
