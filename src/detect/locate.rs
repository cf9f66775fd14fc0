//! From offsets of a text to what people and tools read: lines, columns, raw offsets.

use crate::blob::Blob;
use crate::span::Position;

/// Answers for offsets that rise, in time linear in the text for all of them together.
#[derive(Clone)]
pub(super) struct Locator<'b, 't> {
    blob: &'b Blob<'t>,
    offset: usize,
    position: Position,
    raw: u64,
}

/// Where a byte of the text lies in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) position: Position,
    /// Offset in the raw file.
    pub(super) raw: u64,
}

impl<'b, 't> Locator<'b, 't> {
    pub(super) fn new(blob: &'b Blob<'t>) -> Self {
        Self {
            blob,
            offset: 0,
            position: blob.position,
            raw: blob.raw_start,
        }
    }

    /// Moves on to `offset`, which is no less than the last one, and says where it lies.
    pub(super) fn advance(&mut self, offset: usize) -> Place {
        let between = &self.blob.text[self.offset..offset];
        self.offset = offset;
        self.position = self.position.after(between);
        self.raw += self.blob.encoding.raw_len(between);
        Place {
            position: self.position,
            raw: self.raw,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::{Encoding, Origin};

    #[test]
    fn counts_on_from_where_it_was() {
        let origin = Origin::Stdin { path: "x".into() };
        let mut blob = Blob::whole(&origin, "aé\nb漢c".as_bytes());
        blob.encoding = Encoding::Utf16;
        blob.raw_start = 2;
        let mut locator = Locator::new(&blob);
        let place = |line, column, raw| Place {
            position: Position { line, column },
            raw,
        };
        assert_eq!(locator.advance(1), place(1, 2, 4));
        assert_eq!(locator.advance(1), place(1, 2, 4));
        assert_eq!(locator.advance(4), place(2, 1, 8));
        assert_eq!(locator.advance(8), place(2, 3, 12));
    }
}
