//! What the escapes of a string literal stand for, one table a kind of literal, and one decoder
//! for all of them.

use std::ops::Range;

/// How a kind of literal writes what cannot stand in it as it is.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a language"
)]
pub(super) struct Escapes {
    /// What begins an escape; `None`: nothing does.
    pub(super) lead: Option<u8>,
    /// One letter after the lead, and what both stand for.
    pub(super) simple: &'static [(u8, &'static str)],
    /// Most octal digits after the lead; 0: no octal escapes.
    pub(super) octal: usize,
    /// Three octal digits only up to 377; from 400 on, the third is a character of its own.
    pub(super) octal_byte: bool,
    /// Least and most digits after `x`; 0: no such escapes.
    pub(super) hex: (usize, usize),
    /// `\uXXXX`, surrogate pairs joined.
    pub(super) u4: bool,
    /// `\UXXXXXXXX`.
    pub(super) u8: bool,
    /// `\u{X…}`.
    pub(super) braced: bool,
    /// Octal and `x` numbers are bytes, not characters.
    pub(super) bytes: bool,
    /// Lead and line end together stand for nothing.
    pub(super) joins_lines: bool,
    /// Letters whose escapes are not decoded here.
    pub(super) refused: &'static [u8],
    /// Any other character after the lead.
    pub(super) unknown: Unknown,
    /// Characters that are written twice to stand once.
    pub(super) doubled: &'static [u8],
    /// A line ends in `\n` for the program, whatever the file has.
    pub(super) one_newline: bool,
}

/// What a lead means before a character that has no escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// Both stand for themselves.
    Kept,
    /// The lead vanishes.
    Dropped,
    /// The language refuses it, and so do we.
    Refused,
}

/// A piece of a literal that cannot be taken apart further.
#[derive(Debug)]
struct Unit {
    /// Where it ends, in the raw text.
    end: usize,
    /// Where what it stands for ends, in the decoded text.
    decoded: usize,
}

/// A literal's content, decoded.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    bytes: Vec<u8>,
    units: Vec<Unit>,
}

impl Decoded {
    /// What a range of the raw text stands for; `None` if the range cuts an escape.
    pub(super) fn of(&self, raw: Range<usize>) -> Option<&[u8]> {
        let at = |offset: usize| {
            if offset == 0 {
                return Some(0);
            }
            let unit = self.units.binary_search_by_key(&offset, |unit| unit.end);
            unit.ok().map(|unit| self.units[unit].decoded)
        };
        self.bytes.get(at(raw.start)?..at(raw.end)?)
    }

    /// Where in the raw text stands what is at an offset of the decoded one; `None` inside of an
    /// escape.
    pub(super) fn raw(&self, decoded: usize) -> Option<usize> {
        if decoded == 0 {
            return Some(0);
        }
        let unit = self.units.iter().find(|unit| unit.decoded >= decoded)?;
        (unit.decoded == decoded).then_some(unit.end)
    }

    /// All of it.
    pub(super) fn all(&self) -> &[u8] {
        &self.bytes
    }
}

impl Escapes {
    /// Nothing is an escape.
    pub(super) const NONE: Self = Self {
        lead: None,
        simple: &[],
        octal: 0,
        octal_byte: false,
        hex: (0, 0),
        u4: false,
        u8: false,
        braced: false,
        bytes: false,
        joins_lines: false,
        refused: &[],
        unknown: Unknown::Kept,
        doubled: &[],
        one_newline: false,
    };

    /// Decodes the content of a literal, quotes taken off; `None` where the language itself would
    /// refuse it or where its meaning is not known here (`\N{…}`).
    pub(super) fn decode(&self, raw: &[u8]) -> Option<Decoded> {
        let mut decoded = Decoded::default();
        let mut at = 0;
        while at < raw.len() {
            let byte = raw[at];
            let length = if Some(byte) == self.lead {
                self.escape(&raw[at..], &mut decoded.bytes)?
            } else if self.one_newline && raw[at..].starts_with(b"\r\n") {
                decoded.bytes.push(b'\n');
                2
            } else {
                decoded.bytes.push(byte);
                let twice = self.doubled.contains(&byte) && raw.get(at + 1) == Some(&byte);
                if twice { 2 } else { 1 }
            };
            at += length;
            decoded.units.push(Unit {
                end: at,
                decoded: decoded.bytes.len(),
            });
        }
        Some(decoded)
    }

    /// Decodes the escape at the start of `raw` and returns its length.
    fn escape(&self, raw: &[u8], out: &mut Vec<u8>) -> Option<usize> {
        let letter = *raw.get(1)?;
        if self.refused.contains(&letter) {
            return None;
        }
        if self.joins_lines && letter == b'\n' {
            return Some(2);
        }
        if self.joins_lines && raw[1..].starts_with(b"\r\n") {
            return Some(3);
        }
        if self.octal > 0 && matches!(letter, b'0'..=b'7') {
            let most = if self.octal_byte && letter > b'3' {
                2
            } else {
                self.octal
            };
            return self.number(raw, 1, (1, most), 8, out);
        }
        if let Some((_, meaning)) = self.simple.iter().find(|(of, _)| *of == letter) {
            out.extend_from_slice(meaning.as_bytes());
            return Some(2);
        }
        match letter {
            b'x' if self.hex.1 > 0 => self.number(raw, 2, self.hex, 16, out),
            b'u' if self.braced && raw.get(2) == Some(&b'{') => braced(raw, out),
            b'u' if self.u4 => utf16(raw, out),
            b'U' if self.u8 => {
                let code = digits(raw.get(2..10)?, 16)?;
                push(char::from_u32(code)?, out);
                Some(10)
            }
            _ => match self.unknown {
                Unknown::Kept => {
                    out.extend_from_slice(&raw[..1]);
                    Some(1)
                }
                Unknown::Dropped => {
                    out.push(letter);
                    Some(2)
                }
                Unknown::Refused => None,
            },
        }
    }

    fn number(
        &self,
        raw: &[u8],
        from: usize,
        (least, most): (usize, usize),
        base: u32,
        out: &mut Vec<u8>,
    ) -> Option<usize> {
        let count = raw[from..]
            .iter()
            .take(most)
            .take_while(|byte| char::from(**byte).is_digit(base))
            .count();
        if count < least {
            return None;
        }
        let code = digits(&raw[from..from + count], base)?;
        if self.bytes {
            out.push(u8::try_from(code).ok()?);
        } else {
            push(char::from_u32(code)?, out);
        }
        Some(from + count)
    }
}

fn digits(digits: &[u8], base: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    if digits.starts_with('+') {
        return None;
    }
    u32::from_str_radix(digits, base).ok()
}

fn push(character: char, out: &mut Vec<u8>) {
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// `\u{1F511}`.
fn braced(raw: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let close = raw.iter().take(12).position(|byte| *byte == b'}')?;
    push(char::from_u32(digits(&raw[3..close], 16)?)?, out);
    Some(close + 1)
}

/// `\u00e9`, or `\ud83d\udd11` for one character beyond the first 65,536.
fn utf16(raw: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let first = digits(raw.get(2..6)?, 16)?;
    if let Some(character) = char::from_u32(first) {
        push(character, out);
        return Some(6);
    }
    let rest = raw.get(6..12)?.strip_prefix(b"\\u")?;
    let pair = [
        u16::try_from(first).ok()?,
        u16::try_from(digits(rest, 16)?).ok()?,
    ];
    let character = char::decode_utf16(pair).next()?.ok()?;
    push(character, out);
    Some(12)
}

#[cfg(test)]
mod tests {
    use super::{Escapes, Unknown};

    const ALL: Escapes = Escapes {
        lead: Some(b'\\'),
        simple: &[(b'n', "\n"), (b'\\', "\\"), (b'"', "\"")],
        octal: 3,
        hex: (2, 2),
        u4: true,
        u8: true,
        braced: true,
        joins_lines: true,
        unknown: Unknown::Kept,
        doubled: b"{}",
        ..Escapes::NONE
    };

    fn decoded(raw: &str) -> Option<String> {
        let decoded = ALL.decode(raw.as_bytes())?;
        Some(String::from_utf8(decoded.all().to_vec()).unwrap())
    }

    #[test]
    fn decodes_every_kind_of_escape() {
        for (raw, meaning) in [
            ("plain", Some("plain")),
            (r"a\nb\\c\q", Some("a\nb\\c\\q")),
            (r"\x41\101\0", Some("AA\0")),
            (r"\u00e9\ud83d\udd11\U0001F511\u{1f511}", Some("é🔑🔑🔑")),
            ("{{a}}", Some("{a}")),
            ("a\\\nb\\\r\nc", Some("abc")),
            (r"\ud83d", None),
            (r"\x4", None),
            ("end\\", None),
        ] {
            assert_eq!(decoded(raw).as_deref(), meaning, "{raw}");
        }
    }

    #[test]
    fn no_escape_is_cut_in_two() {
        let decoded = ALL.decode(br"ab\ncd").unwrap();
        assert_eq!(decoded.of(2..4), Some(b"\n".as_slice()));
        assert_eq!(decoded.of(0..6), Some(b"ab\ncd".as_slice()));
        assert_eq!(decoded.of(3..6), None);
        assert_eq!(decoded.of(0..3), None);
    }

    #[test]
    fn a_dropped_lead_takes_the_next_character_along() {
        let dropped = Escapes {
            unknown: Unknown::Dropped,
            simple: &[(b'n', "\n")],
            ..ALL
        };
        let decoded = dropped.decode("\\\\n\\é\\q\\n".as_bytes()).unwrap();
        assert_eq!(decoded.all(), "\\néq\n".as_bytes());
    }

    #[test]
    fn a_byte_above_127_is_a_byte_or_a_character() {
        let bytes = Escapes { bytes: true, ..ALL };
        assert_eq!(bytes.decode(br"\xc3\xa9").unwrap().all(), "é".as_bytes());
        assert_eq!(ALL.decode(br"\xe9").unwrap().all(), "é".as_bytes());
    }
}
