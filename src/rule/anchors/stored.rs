//! The index as bytes, so that the built-in one is used where it lies in the binary.

use std::borrow::Cow;

use super::AnchorIndex;

/// Sections begin at multiples of this many bytes.
pub(super) const ALIGN: usize = 4;
/// Words before the first section: longest, first match, ten lengths.
const HEADER_WORDS: usize = 12;

impl AnchorIndex {
    /// The index as bytes for [`AnchorIndex::from_static`], in this machine's byte order.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let sections: [&[u8]; 10] = [
            &self.classes,
            bytemuck::cast_slice(&self.columns),
            bytemuck::cast_slice(&self.table),
            &self.depths,
            bytemuck::cast_slice(&self.triples),
            bytemuck::cast_slice(&self.tails),
            bytemuck::cast_slice(&self.bounds),
            bytemuck::cast_slice(&self.outputs),
            bytemuck::cast_slice(&self.targets),
            &self.text,
        ];
        let mut bytes = Vec::new();
        let mut header = vec![self.longest as u32, u32::from(self.first_match)];
        header.extend(sections.iter().map(|section| section.len() as u32));
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
    /// When `bytes` are not such bytes, or not aligned to four.
    #[must_use]
    pub fn from_static(bytes: &'static [u8]) -> Self {
        let (header, mut rest) = bytes.split_at(HEADER_WORDS * ALIGN);
        let header: &[u32] = bytemuck::cast_slice(header);
        let mut section = |len: u32| {
            let (section, tail) = rest.split_at((len as usize).next_multiple_of(ALIGN));
            rest = tail;
            &section[..len as usize]
        };
        Self {
            longest: header[0] as usize,
            first_match: header[1] as u16,
            classes: Cow::Borrowed(section(header[2])),
            columns: Cow::Borrowed(bytemuck::cast_slice(section(header[3]))),
            table: Cow::Borrowed(bytemuck::cast_slice(section(header[4]))),
            depths: Cow::Borrowed(section(header[5])),
            triples: Cow::Borrowed(bytemuck::cast_slice(section(header[6]))),
            tails: Cow::Borrowed(bytemuck::cast_slice(section(header[7]))),
            bounds: Cow::Borrowed(bytemuck::cast_slice(section(header[8]))),
            outputs: Cow::Borrowed(bytemuck::cast_slice(section(header[9]))),
            targets: Cow::Borrowed(bytemuck::cast_slice(section(header[10]))),
            text: Cow::Borrowed(section(header[11])),
        }
    }
}
