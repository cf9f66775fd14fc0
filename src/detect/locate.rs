//! From offsets of a text to what people and tools read: lines, columns, raw offsets.

use crate::blob::Blob;
use crate::span::Position;

/// Where a number of offsets lie, found in time linear in the text for all of them together.
pub(super) struct Places {
    /// Sorted, without twins.
    offsets: Vec<usize>,
    places: Vec<Place>,
}

impl Places {
    pub(super) fn of(blob: &Blob<'_>, mut offsets: Vec<usize>) -> Self {
        offsets.sort_unstable();
        offsets.dedup();
        let mut locator = Locator::new(blob);
        let places = offsets.iter().map(|at| locator.advance(*at)).collect();
        Self { offsets, places }
    }

    /// Where the byte at `offset` lies, or the last one before it that was asked for.
    pub(super) fn at(&self, offset: usize) -> Place {
        let behind = self.offsets.partition_point(|known| *known <= offset);
        self.places[behind.saturating_sub(1)]
    }
}

/// Answers for offsets that rise.
struct Locator<'b, 't> {
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
    fn new(blob: &'b Blob<'t>) -> Self {
        Self {
            blob,
            offset: 0,
            position: blob.position,
            raw: blob.raw_start,
        }
    }

    /// Moves on to `offset`, which is no less than the last one, and says where it lies.
    fn advance(&mut self, offset: usize) -> Place {
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
    fn places_are_known_in_any_order() {
        let origin = Origin::Stdin { path: "x".into() };
        let blob = Blob::whole(&origin, b"a\nbc\nd");
        let places = Places::of(&blob, vec![5, 2, 0, 2]);
        let at = |offset| {
            let Place { position, raw } = places.at(offset);
            (position.line, position.column, raw)
        };
        assert_eq!([at(5), at(0), at(2)], [(3, 1, 5), (1, 1, 0), (2, 1, 2)]);
    }

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
