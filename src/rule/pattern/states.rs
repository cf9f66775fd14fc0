//! A pattern as a table of states, made when the program is built: where it matches nothing is
//! seen without compiling anything.
//!
//! A table lies in the binary as a [`Header`] of numbers, the class of each byte, then for each
//! state the numbers of those that the classes lead to. Numbers are of two bytes, little-endian;
//! those of states of one, where there are [`FEW`]. State 0 is where no match is possible any
//! more; those where a match ended before the byte last read come last.

use std::ops::Range;

use regex_automata::{Anchored, Input};

/// So many states, at most, are told apart by one byte.
pub(crate) const FEW: usize = 256;
/// The header: how many states there are; how many classes; the first state where a match ended;
/// whether matches begin where a search does; how far the table [counts](States::counts); how long
/// each match is, 0 where they differ; then the states that searches begin in, by what stands
/// before them.
pub(crate) type Header = [u16; 6 + BEFORE.len()];
/// Counts as far as the pattern does.
pub(crate) const ALL: u16 = u16::MAX;
/// A text's beginning, line feeds, carriage returns, bytes of words, and all others.
pub(crate) const BEFORE: [Option<u8>; 5] = [None, Some(b'\n'), Some(b'\r'), Some(b'a'), Some(b' ')];

/// A table of states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct States {
    header: Header,
    classes: &'static [u8; 256],
    next: &'static [u8],
}

impl States {
    /// The table that lies in these bytes; `None` if they are none.
    pub(crate) fn new(bytes: &'static [u8]) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(size_of::<Header>())?;
        let (classes, next) = rest.split_first_chunk()?;
        let (numbers, _) = header.as_chunks();
        let mut header = Header::default();
        for (here, number) in header.iter_mut().zip(numbers) {
            *here = u16::from_le_bytes(*number);
        }
        Some(Self {
            header,
            classes,
            next,
        })
    }

    /// How many repetitions are told from more; [`ALL`] where it matches what the pattern does. Else
    /// it may see a match where there is none.
    pub(crate) fn counts(&self) -> u16 {
        let [_, _, _, _, counts, ..] = self.header;
        counts
    }

    /// How many bytes each match has, where all have as many.
    pub(crate) fn length(&self) -> Option<usize> {
        let [_, _, _, _, _, length, ..] = self.header;
        (length > 0).then_some(length.into())
    }

    /// Where the leftmost match ends, if there is one; an error where matches are sought to begin
    /// elsewhere than the table was made for.
    pub(crate) fn search(&self, input: &Input<'_>) -> Result<Option<usize>, ()> {
        let [_, width, matched, is_begun, _, _, starts @ ..] = self.header;
        if (is_begun != 0) != (input.get_anchored() == Anchored::Yes) {
            return Err(());
        }
        let text = input.haystack();
        let Range { start, end } = input.get_range();
        let Some(span) = text.get(start..end) else {
            return Ok(None);
        };
        let before = start.checked_sub(1).map(|at| text[at]);
        let mut state = starts[kind(before)];
        let mut found = None;
        for (at, byte) in (start..).zip(span) {
            state = self.next(state, self.classes[usize::from(*byte)]);
            if state == 0 {
                return Ok(found);
            }
            if state >= matched {
                found = Some(at);
            }
        }
        // What stands behind the span says only whether a match ends there. A text's end is the
        // last class.
        let behind = text.get(end).map(|byte| self.classes[usize::from(*byte)]);
        let last = self.next(state, behind.unwrap_or((width - 1) as u8));
        Ok(if last >= matched { Some(end) } else { found })
    }

    fn next(&self, state: u16, class: u8) -> u16 {
        let [states, width, ..] = self.header;
        let at = usize::from(state) * usize::from(width) + usize::from(class);
        if usize::from(states) <= FEW {
            u16::from(self.next[at])
        } else {
            u16::from_le_bytes([self.next[2 * at], self.next[2 * at + 1]])
        }
    }
}

/// Which of [`BEFORE`] a byte is like.
fn kind(before: Option<u8>) -> usize {
    match before {
        None => 0,
        Some(b'\n') => 1,
        Some(b'\r') => 2,
        Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_' => 3,
        Some(_) => 4,
    }
}
