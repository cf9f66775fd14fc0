//! What a text must end with for the anchors of a state: it disregards case where they do not,
//! and in ordinary text most of what it seems to find is written otherwise.

use super::Anchor;

/// The last bytes of anchors, as one number; what `mask` leaves out may be anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Tail {
    mask: u32,
    bytes: u32,
}

/// Bytes of a [`Tail`].
const BYTES: usize = size_of::<u32>();

impl Tail {
    /// The last bytes of an anchor, if their case matters.
    pub(super) fn of(anchor: &Anchor<'_>) -> Self {
        let mut tail = [[0; BYTES]; 2];
        if !anchor.fold_case {
            for (at, byte) in (0..BYTES).rev().zip(anchor.text.iter().rev()) {
                tail[0][at] = u8::MAX;
                tail[1][at] = *byte;
            }
        }
        let [mask, bytes] = tail.map(u32::from_le_bytes);
        Self { mask, bytes }
    }

    /// The bytes in which both are the same.
    pub(super) fn common(self, other: Self) -> Self {
        let differ = (self.bytes ^ other.bytes).to_le_bytes();
        let same = differ.map(|byte| if byte == 0 { u8::MAX } else { 0 });
        let mask = self.mask & other.mask & u32::from_le_bytes(same);
        Self {
            mask,
            bytes: self.bytes & mask,
        }
    }

    /// Whether `text` may end so.
    #[inline]
    pub(super) fn ends(self, text: &[u8]) -> bool {
        let last = text.last_chunk().copied();
        last.is_none_or(|last| u32::from_le_bytes(last) & self.mask == self.bytes)
    }
}
