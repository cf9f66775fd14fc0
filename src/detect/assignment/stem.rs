//! A stem as it is seen in a text, and what looks like a name round it.

use std::ops::Range;

use super::{name, signs};
use crate::detect::look::Look;
use crate::detect::{line, work};

/// Bytes of a name on either side of the stem, at most.
pub(super) const LONGEST_NAME: usize = 96;

/// A stem and the name that it is part of, in offsets of the text.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Stem {
    /// The stem itself.
    pub(super) at: Range<usize>,
    /// What looks like a name round it.
    pub(super) round: Range<usize>,
    /// The identifier in that, with dots and dashes between its parts; `None`: it is too long for
    /// one.
    pub(super) name: Option<Range<usize>>,
}

impl Stem {
    /// The stem seen at `at`, without what an anchor has behind it: `pw=`.
    pub(in crate::detect) fn new(text: &[u8], at: Range<usize>) -> Self {
        let mut at = at;
        while at.len() > 1 && !in_name(text[at.end - 1]) {
            at.end -= 1;
        }
        let after = length(&text[at.end..]);
        let before = &text[at.start.saturating_sub(LONGEST_NAME)..at.start];
        let before = line::tail(before, |byte| in_name(*byte)).len();
        let round = at.start - before..at.end + after;
        work::read(after + before);
        let inside = signs::name(text, round.clone(), &at);
        let is_cut = (inside.start > round.start, inside.end < round.end);
        if after == LONGEST_NAME && !is_cut.1 || before == LONGEST_NAME && !is_cut.0 {
            return Self {
                at,
                round,
                name: None,
            };
        }
        let (after, before) = (inside.end - at.end, at.start - inside.start);
        let whole = &text[inside.clone()];
        let edge = |byte: &&u8| matches!(byte, b'-' | b'.');
        let start = inside.start + whole.iter().take_while(edge).count().min(before);
        let end = inside.end - whole.iter().rev().take_while(edge).count().min(after);
        Self {
            at,
            round,
            name: Some(start..end),
        }
    }

    /// So many bytes on either side of what looks like a name.
    pub(super) fn look(&self, back: usize, ahead: usize) -> Look {
        Look::new(
            self.at.start - self.round.start + back,
            self.round.end - self.at.start + ahead,
        )
    }

    /// Whether the name may go on before the identifier, as quoted names of several words do.
    pub(super) fn may_be_quoted(&self, text: &[u8]) -> bool {
        let Some(name) = &self.name else {
            return false;
        };
        let before = name.start.checked_sub(1).map(|at| text[at]);
        let behind = text.get(name.end);
        before.is_some_and(in_quoted)
            && behind.is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b'&'))
    }
}

/// Where a quoted name of several words begins: `"Secret Key": …`.
pub(super) fn opening(text: &[u8], name: &Range<usize>) -> usize {
    let before = &text[name.start.saturating_sub(LONGEST_NAME)..name.start];
    let words = line::tail(before, |byte| in_quoted(*byte)).len();
    let start = name.start - words;
    let opens = start
        .checked_sub(1)
        .is_some_and(|at| matches!(text[at], b'"' | b'\'' | b'`'));
    if opens { start } else { name.start }
}

/// How many bytes of a name `text` begins with: `\u00f1` is a letter, too.
fn length(text: &[u8]) -> usize {
    let text = &text[..text.len().min(LONGEST_NAME)];
    let mut length = 0;
    loop {
        let rest = &text[length..];
        length += rest.iter().take_while(|byte| in_name(**byte)).count();
        if !is_escape(&text[length..]) {
            return length;
        }
        length += name::ESCAPE;
    }
}

fn is_escape(text: &[u8]) -> bool {
    let digits = text.get(2..name::ESCAPE);
    text.starts_with(b"\\u00")
        && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Whether names hold this byte.
#[inline]
pub(super) fn in_name(byte: u8) -> bool {
    const HOLD: [bool; 256] = {
        let mut hold = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            let letter = byte as u8;
            hold[byte] =
                letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-' | b'.' | 0x80..);
            byte += 1;
        }
        hold
    };
    HOLD[usize::from(byte)]
}

/// Whether names in quotes hold this byte.
fn in_quoted(byte: u8) -> bool {
    in_name(byte) || matches!(byte, b' ' | b'/' | b':' | b'@')
}
