//! Byte ranges, and the lines and columns people read.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

/// Where something stands for a person: both 1-based; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1 is the first line.
    pub line: u64,
    /// 1 is the first character of the line.
    pub column: u64,
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// As a report says that it is: whatever that says, both are 1 to 2³²-1.
    #[must_use]
    pub fn told(line: u64, column: u64) -> Self {
        let bounded = |number: u64| number.clamp(1, u64::from(u32::MAX));
        Self {
            line: bounded(line),
            column: bounded(column),
        }
    }

    /// Where the text after `text` begins, if `text` begins here.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        match memchr::memrchr(b'\n', text) {
            None => Self {
                line: self.line,
                column: self.column + count_chars(text),
            },
            Some(last) => Self {
                line: self.line + memchr::memchr_iter(b'\n', text).count() as u64,
                column: 1 + count_chars(&text[last + 1..]),
            },
        }
    }
}

/// Bytes of a text that are bytes of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where they begin in the earlier one.
    pub from: usize,
    /// Where they begin in the new one.
    pub to: usize,
    /// How many they are.
    pub len: usize,
}

impl Copied {
    /// Where they stand in the new one.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.to..self.to + self.len
    }
}

/// The lines of one text, each looked for when it is asked for.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t [u8],
    origin: Position,
    /// Where each line begins, once a position was asked for.
    starts: OnceCell<Vec<usize>>,
    /// The lines that were asked for, in order, up to their newlines.
    met: RefCell<Vec<Range<usize>>>,
}

impl<'t> LineIndex<'t> {
    /// Indexes `text`, whose first byte stands at `origin` of its file.
    #[must_use]
    pub fn new(text: &'t [u8], origin: Position) -> Self {
        Self {
            text,
            origin,
            starts: OnceCell::new(),
            met: RefCell::default(),
        }
    }

    /// The position of the byte at `offset` of the text.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let starts = self.starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text);
            std::iter::once(0)
                .chain(newlines.map(|at| at + 1))
                .collect()
        });
        let row = starts.partition_point(|start| *start <= offset) - 1;
        let column = count_chars(&self.text[starts[row]..offset]);
        Position {
            line: self.origin.line + row as u64,
            column: if row == 0 { self.origin.column } else { 1 } + column,
        }
    }

    /// The line that holds the byte at `offset`, without its line ending.
    #[must_use]
    pub fn line(&self, offset: usize) -> Range<usize> {
        let Range { start, end } = self.whole(offset);
        match self.text[start..end].strip_suffix(b"\r") {
            Some(line) => start..start + line.len(),
            None => start..end,
        }
    }

    /// The line that holds the byte at `offset`, without its newline.
    fn whole(&self, offset: usize) -> Range<usize> {
        let mut met = self.met.borrow_mut();
        let next = met.partition_point(|line| line.start <= offset);
        if let Some(line) = next.checked_sub(1).map(|last| met[last].clone())
            && offset <= line.end
        {
            return line;
        }
        let start = memchr::memrchr(b'\n', &self.text[..offset]).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', &self.text[offset..]).map(|at| offset + at);
        let line = start..end.unwrap_or(self.text.len());
        met.insert(next, line.clone());
        line
    }
}

/// Unicode scalar values in `text`; a byte that is not part of valid UTF-8 counts by the same
/// rule as every editor's fallback: continuation bytes are not counted.
fn count_chars(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        let text = "é=1\nабв x\r\nlast".as_bytes();
        let lines = LineIndex::new(text, Position::START);
        assert_eq!(lines.position(0), Position { line: 1, column: 1 });
        assert_eq!(lines.position(2), Position { line: 1, column: 2 });
        let x = text.iter().position(|b| *b == b'x').unwrap();
        assert_eq!(lines.position(x), Position { line: 2, column: 5 });
        assert_eq!(&text[lines.line(x)], "абв x".as_bytes());
        assert_eq!(&text[lines.line(text.len() - 1)], b"last");
    }

    #[test]
    fn lines_are_known_in_any_order() {
        let text = b"one\r\n\n\r\nfour\n";
        let all = [0..3, 5..5, 6..6, 8..12, 13..13];
        let line = |at: usize| all.iter().rposition(|line| line.start <= at).unwrap();
        let len = text.len();
        for step in 1..=len {
            let lines = LineIndex::new(text, Position::START);
            for at in (0..=len).map(|at| at * step % (len + 1)) {
                assert_eq!(lines.line(at), all[line(at)], "{at}, by {step}");
            }
        }
    }

    #[test]
    fn a_later_window_carries_its_origin() {
        let whole = b"one\ntwo three\nfour".as_slice();
        for cut in 0..whole.len() {
            let origin = Position::START.after(&whole[..cut]);
            let lines = LineIndex::new(&whole[cut..], origin);
            let full = LineIndex::new(whole, Position::START);
            for at in cut..whole.len() {
                assert_eq!(
                    lines.position(at - cut),
                    full.position(at),
                    "cut {cut} at {at}"
                );
            }
        }
    }
}
