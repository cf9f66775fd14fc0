//! One anchor of one rule, as it is stored and compared.

use super::sieve::WORD;
use super::window::Window;
use super::{Anchor, AnchorsTooLong, Hit};

/// Bytes of an anchor that are compared at once.
const BYTES: usize = size_of::<u64>();

/// The bit in which both cases of a letter differ.
const CASE: u8 = 0x20;

/// An anchor. Its last eight bytes, in which those of one provider differ, lie where it is looked
/// up: mostly they tell that it is another, without a second look at memory.
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Target {
    /// Those bytes, without what `mask` leaves out.
    bytes: u64,
    mask: u64,
    rule: u32,
    text_at: u32,
    len: u16,
    /// Where in the anchor its window stands.
    window_at: u16,
    exact: u16,
    /// How many bytes it is looked up by.
    width: u16,
}

impl Target {
    /// An anchor whose text is stored at `text_at`.
    ///
    /// # Errors
    /// [`AnchorsTooLong`] when its length or the offset cannot be counted.
    pub(super) fn new(
        anchor: &Anchor<'_>,
        window: &Window<'_>,
        text_at: usize,
    ) -> Result<Self, AnchorsTooLong> {
        let len = u16::try_from(anchor.text.len()).map_err(|_| AnchorsTooLong)?;
        let last = anchor.text.len().saturating_sub(BYTES);
        let mut bytes = [0; BYTES];
        let mut mask = [0; BYTES];
        for (place, byte) in anchor.text[last..].iter().enumerate() {
            (bytes[place], mask[place]) = masked(*byte, anchor.fold_case);
        }
        Ok(Self {
            bytes: u64::from_le_bytes(bytes),
            mask: u64::from_le_bytes(mask),
            rule: anchor.rule,
            text_at: u32::try_from(text_at).map_err(|_| AnchorsTooLong)?,
            len,
            window_at: window.at as u16,
            exact: u16::from(!anchor.fold_case),
            width: window.width() as u16,
        })
    }

    /// Index of its rule.
    pub(super) fn rule(&self) -> u32 {
        self.rule
    }

    /// What it is looked for by; `texts` are those stored.
    pub(super) fn window<'t>(&self, texts: &'t [u8]) -> Window<'t> {
        let at = usize::from(self.window_at);
        let anchor = &texts[self.text_at as usize..][..usize::from(self.len)];
        let width = anchor.len().min(WORD);
        Window {
            at,
            bytes: &anchor[at..at + width],
            fold_case: self.exact == 0,
        }
    }

    /// The byte at `place`, counted from `before` bytes ahead of its window, and the bits of it
    /// that count; none where the anchor has no byte. `texts` are those stored.
    pub(super) fn known(&self, place: usize, before: usize, texts: &[u8]) -> (u8, u8) {
        let at = (usize::from(self.window_at) + place).checked_sub(before);
        let anchor = &texts[self.text_at as usize..][..usize::from(self.len)];
        let byte = at.and_then(|at| anchor.get(at));
        byte.map_or((0, 0), |byte| masked(*byte, self.exact == 0))
    }

    /// How many bytes it is looked up by.
    #[inline]
    pub(super) fn width(&self) -> u32 {
        u32::from(self.width)
    }

    /// The anchor, if it stands where its window is at `at`; `texts` are those stored.
    #[inline]
    pub(super) fn hit(&self, text: &[u8], at: usize, texts: &[u8]) -> Option<Hit> {
        let len = usize::from(self.len);
        let start = at.checked_sub(usize::from(self.window_at))?;
        if eight(text, start + len.saturating_sub(BYTES))? & self.mask != self.bytes {
            return None;
        }
        let there = text.get(start..start + len)?;
        if len > BYTES {
            let anchor = &texts[self.text_at as usize..][..len];
            let is_it = match self.exact {
                0 => there.eq_ignore_ascii_case(anchor),
                _ => there == anchor,
            };
            if !is_it {
                return None;
            }
        }
        Some(Hit {
            start,
            end: start + len,
            rule: self.rule,
        })
    }
}

/// The bits of an anchor's byte that count, and which these are.
fn masked(byte: u8, fold_case: bool) -> (u8, u8) {
    let is_folded = fold_case && byte.is_ascii_alphabetic();
    let mask = if is_folded { !CASE } else { u8::MAX };
    (byte & mask, mask)
}

/// Eight bytes of a text from `at`; 0 for those it has not.
#[inline]
fn eight(text: &[u8], at: usize) -> Option<u64> {
    let rest = text.get(at..)?;
    Some(match rest.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest
            .iter()
            .rev()
            .fold(0, |all, byte| all << 8 | u64::from(*byte)),
    })
}
