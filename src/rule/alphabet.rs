//! Which bytes the matches of a pattern are made of.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

/// The bytes that stand in some match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alphabet {
    /// Those of ASCII, one bit each.
    ascii: u128,
    /// Whether bytes beyond ASCII may stand there.
    wide: bool,
}

impl Alphabet {
    /// The alphabet of a pattern.
    pub(super) fn of(hir: &Hir) -> Self {
        let mut alphabet = Self::default();
        alphabet.add(hir);
        alphabet
    }

    /// Whether it has `byte`.
    #[inline]
    pub(crate) fn has(self, byte: u8) -> bool {
        if byte.is_ascii() {
            self.ascii >> byte & 1 == 1
        } else {
            self.wide
        }
    }

    /// Where in `text` the first `least` of its bytes in a row begin; most bytes are not looked at
    /// where there are none.
    pub(crate) fn run(self, text: &[u8], least: usize) -> Option<usize> {
        let mut start = 0;
        loop {
            let row = text.get(start..start + least)?;
            match row.iter().rposition(|byte| !self.has(*byte)) {
                Some(strange) => start += strange + 1,
                None => return Some(start),
            }
        }
    }

    /// Adds all bytes that stand in some match of `hir`.
    pub(super) fn add(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                for byte in &literal.0 {
                    self.span(u32::from(*byte), u32::from(*byte));
                }
            }
            HirKind::Class(Class::Bytes(class)) => {
                for range in class.ranges() {
                    self.span(u32::from(range.start()), u32::from(range.end()));
                }
            }
            HirKind::Class(Class::Unicode(class)) => {
                for range in class.ranges() {
                    self.span(u32::from(range.start()), u32::from(range.end()));
                }
            }
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Repetition(repetition) => self.add(&repetition.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => {
                for part in parts {
                    self.add(part);
                }
            }
        }
    }

    fn span(&mut self, start: u32, end: u32) {
        for byte in start..=end.min(0x7F) {
            self.ascii |= 1 << byte;
        }
        self.wide |= end > 0x7F;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alphabet(pattern: &str) -> Alphabet {
        Alphabet::of(&regex_syntax::parse(pattern).unwrap())
    }

    #[test]
    fn all_bytes_of_all_matches_are_in_it() {
        let alphabet = alphabet("(?:x[a-f]{3,9}|é+)(?P<k>[0-9]?)$");
        let bytes: Vec<u8> = (0..=255).filter(|byte| alphabet.has(*byte)).collect();
        assert_eq!(&bytes[..17], b"0123456789abcdefx");
        assert_eq!(bytes.len(), 17 + 128);
    }

    proptest! {
        #[test]
        fn a_run_is_where_as_many_of_its_bytes_stand_first(text in "[a-c.]{0,40}", least in 1..6usize) {
            let text = text.as_bytes();
            let is_run = |row: &[u8]| row.iter().all(|byte| b"abc".contains(byte));
            let first = text.windows(least).position(is_run);
            prop_assert_eq!(alphabet("[a-c]+").run(text, least), first);
        }
    }
}
