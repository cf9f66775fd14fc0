//! What all anchors that are looked up together have round their windows: it tells of most places
//! that none of them stands there, and costs no branch that depends on the text.

use super::target::Target;

/// Bytes that are looked at, and how many of them stand before the window.
const BYTES: usize = size_of::<u64>();
const BEFORE: usize = 2;

/// The bytes that all have, from `BEFORE` a window on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Row {
    /// Those bytes, without what `mask` leaves out.
    bytes: u64,
    mask: u64,
}

impl Row {
    /// Holds nowhere: no anchor is there.
    const EMPTY: Self = Self {
        bytes: u64::MAX,
        mask: 0,
    };

    /// That of some anchors; `texts` are those stored.
    pub(super) fn of(targets: &[Target], texts: &[u8]) -> Self {
        let rows = targets.iter().map(|target| {
            let known = |place| target.known(place, BEFORE, texts);
            let known: [_; BYTES] = std::array::from_fn(known);
            Self {
                bytes: u64::from_le_bytes(known.map(|(byte, _)| byte)),
                mask: u64::from_le_bytes(known.map(|(_, mask)| mask)),
            }
        });
        rows.reduce(|row, next| {
            let mask = row.mask & next.mask & !(row.bytes ^ next.bytes);
            Self {
                bytes: row.bytes & mask,
                mask,
            }
        })
        .unwrap_or(Self::EMPTY)
    }

    /// Whether one of them may stand where this stands [round](around) a window.
    #[inline]
    pub(super) fn holds(&self, around: u64) -> bool {
        around & self.mask == self.bytes
    }
}

/// What stands round a window at `at`; `None` near a text's beginning and its end.
#[inline]
pub(super) fn around(text: &[u8], at: usize) -> Option<u64> {
    let bytes = text.get(at.checked_sub(BEFORE)?..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

/// The first four bytes of a window.
#[inline]
pub(super) fn word(around: u64) -> u32 {
    (around >> (8 * BEFORE)) as u32
}
