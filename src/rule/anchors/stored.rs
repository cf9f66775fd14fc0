//! The index as bytes, so that the built-in one is used where it lies in the binary.

use std::borrow::Cow;

use super::AnchorIndex;
use super::reach::Triples;
use super::sieve::Sieve;

/// Sections begin at multiples of this many bytes.
pub(super) const ALIGN: usize = 8;
/// Words before the first section: the longest anchor, the windows' widths and six lengths.
const HEADER_WORDS: usize = 8;

impl AnchorIndex {
    /// The index as bytes for [`AnchorIndex::from_static`], in this machine's byte order.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let sections: [&[u8]; 6] = [
            bytemuck::cast_slice(&self.sieve.cells),
            bytemuck::cast_slice(&self.triples.bits),
            bytemuck::cast_slice(&self.bounds),
            bytemuck::cast_slice(&self.rows),
            bytemuck::cast_slice(&self.targets),
            &self.text,
        ];
        let mut header = vec![self.longest as u32, self.widths];
        header.extend(sections.iter().map(|section| section.len() as u32));
        header.resize(HEADER_WORDS, 0);
        let mut bytes = Vec::new();
        bytes.extend_from_slice(bytemuck::cast_slice(&header));
        for section in sections {
            bytes.extend_from_slice(section);
            bytes.resize(bytes.len().next_multiple_of(ALIGN), 0);
        }
        bytes
    }

    /// Uses what [`AnchorIndex::to_bytes`] wrote, without copying it.
    ///
    /// # Panics
    /// When `bytes` are not such bytes, or not aligned to eight.
    #[must_use]
    pub fn from_static(bytes: &'static [u8]) -> Self {
        let (header, mut rest) = bytes.split_at(HEADER_WORDS * size_of::<u32>());
        let header: &[u32] = bytemuck::cast_slice(header);
        let mut section = |len: u32| {
            let (section, tail) = rest.split_at((len as usize).next_multiple_of(ALIGN));
            rest = tail;
            &section[..len as usize]
        };
        Self {
            longest: header[0] as usize,
            widths: header[1],
            sieve: Sieve {
                cells: Cow::Borrowed(bytemuck::cast_slice(section(header[2]))),
            },
            triples: Triples {
                bits: Cow::Borrowed(bytemuck::cast_slice(section(header[3]))),
            },
            bounds: Cow::Borrowed(bytemuck::cast_slice(section(header[4]))),
            rows: Cow::Borrowed(bytemuck::cast_slice(section(header[5]))),
            targets: Cow::Borrowed(bytemuck::cast_slice(section(header[6]))),
            text: Cow::Borrowed(section(header[7])),
        }
    }
}
