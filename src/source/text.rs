//! Tells text from binary, and finds out how text is encoded.
//!
//! Everything else, be it UTF-8, Latin-1 or a mixture, is scanned as the bytes it is: secrets and
//! the names beside them are ASCII.

use super::wide::{Order, WIDEST, Wide};
use crate::blob::{Blob, Encoding, Origin};
use crate::span::Position;

/// So many bytes of a file decide what it is.
pub const SNIFFED: usize = 8 << 10;

/// Byte order marks. UTF-32's comes first: it begins with that of UTF-16.
const MARKS: [(&[u8], Option<Wide>); 5] = [
    (b"\xFF\xFE\0\0", Some(Wide::Four(Order::Little))),
    (b"\0\0\xFE\xFF", Some(Wide::Four(Order::Big))),
    (b"\xFF\xFE", Some(Wide::Two(Order::Little))),
    (b"\xFE\xFF", Some(Wide::Two(Order::Big))),
    (b"\xEF\xBB\xBF", None),
];

/// How binary formats begin whose first 8 KiB may lack a NUL, and a few that are met often.
const BINARY: [&[u8]; 16] = [
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1F\x8B\x08",
    b"BZh91AY&SY",
    b"\xFD7zXZ",
    b"7z\xBC\xAF\x27\x1C",
    b"\x28\xB5\x2F\xFD",
    b"Rar!\x1A\x07",
    b"\x89PNG\r\n\x1A\n",
    b"\xFF\xD8\xFF",
    b"GIF87a",
    b"GIF89a",
    b"\x7FELF",
    b"\xCA\xFE\xBA\xBE",
    b"\xCF\xFA\xED\xFE",
];

/// How a file's bytes become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What it must be transcoded from; `None`: the bytes are the text.
    pub wide: Option<Wide>,
    /// Bytes of the byte order mark, which is no part of the text.
    pub mark: usize,
}

impl Layout {
    /// Judges a file by its first [`SNIFFED`] bytes; `None`: it is binary.
    ///
    /// A NUL makes a file binary unless its NULs are those of UTF-16 or UTF-32.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Option<Self> {
        let head = &head[..head.len().min(SNIFFED)];
        let marked = MARKS.iter().find(|(mark, _)| head.starts_with(mark));
        if let Some((mark, wide)) = marked {
            let layout = Self {
                wide: *wide,
                mark: mark.len(),
            };
            let text = wide.is_some() || memchr::memchr(0, head).is_none();
            return text.then_some(layout);
        }
        if BINARY.iter().any(|magic| head.starts_with(magic)) || is_der(head) {
            return None;
        }
        let wide = match memchr::memchr(0, head) {
            None => None,
            Some(_) => Some(Wide::guess(head)?),
        };
        Some(Self { wide, mark: 0 })
    }

    /// What a blob of this text says of its offsets.
    #[must_use]
    pub fn encoding(self) -> Encoding {
        match self.wide {
            None => Encoding::Bytes,
            Some(Wide::Two(_)) => Encoding::Utf16,
            Some(Wide::Four(_)) => Encoding::Utf32,
        }
    }
}

/// Whether a file begins as keys and certificates in DER do: a sequence, in it a number or one
/// more sequence. Small ones may have no NUL.
fn is_der(head: &[u8]) -> bool {
    matches!(
        head,
        [0x30, 0x20..=0x7F, 2, 1, ..]
            | [0x30, 0x81, _, 2 | 0x30, ..]
            | [0x30, 0x82, _, _, 2 | 0x30, ..]
    )
}

/// The text of something that is in memory already.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// What detectors see.
    pub bytes: &'a [u8],
    /// How `bytes` lies in the raw content.
    pub encoding: Encoding,
    /// Where `bytes` begins in the raw content: behind a byte order mark.
    pub raw_start: u64,
}

impl<'a> Text<'a> {
    /// Reads the content of a file, transcoding into `buffer` if it must; `None`: it is binary.
    #[must_use]
    pub fn of(raw: &'a [u8], buffer: &'a mut Vec<u8>) -> Option<Self> {
        let layout = Layout::sniff(raw)?;
        let body = &raw[layout.mark..];
        let bytes = match layout.wide {
            None => body,
            Some(wide) => {
                // A unit of two bytes becomes at most three.
                buffer.resize(body.len() / 2 * 3 + WIDEST, 0);
                let (_, len) = wide.transcode(body, buffer);
                &buffer[..len]
            }
        };
        Some(Self {
            bytes,
            encoding: layout.encoding(),
            raw_start: layout.mark as u64,
        })
    }

    /// The whole text as one blob.
    #[must_use]
    pub fn blob(self, origin: &'a Origin) -> Blob<'a> {
        Blob {
            origin,
            text: self.bytes,
            core: 0..self.bytes.len(),
            raw_start: self.raw_start,
            position: Position::START,
            encoding: self.encoding,
            lines: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16(text: &str, order: Order) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| match order {
                Order::Little => unit.to_le_bytes(),
                Order::Big => unit.to_be_bytes(),
            })
            .collect()
    }

    fn utf32(text: &str, order: Order) -> Vec<u8> {
        text.chars()
            .flat_map(|char| match order {
                Order::Little => u32::from(char).to_le_bytes(),
                Order::Big => u32::from(char).to_be_bytes(),
            })
            .collect()
    }

    fn text_of(raw: &[u8]) -> Option<(Encoding, String)> {
        let mut buffer = Vec::new();
        let text = Text::of(raw, &mut buffer)?;
        let shown = String::from_utf8_lossy(text.bytes).into_owned();
        Some((text.encoding, shown))
    }

    #[test]
    fn reads_wide_text_with_and_without_a_mark() {
        for text in [
            "key = \"value\"\r\n",
            "ключ = \"значение\" # комментарий\n",
            "名前 = 値 𝄞\n",
        ] {
            let marked = format!("\u{FEFF}{text}");
            for order in [Order::Little, Order::Big] {
                let utf16_read = Some((Encoding::Utf16, text.to_owned()));
                assert_eq!(text_of(&utf16(text, order)), utf16_read);
                assert_eq!(text_of(&utf16(&marked, order)), utf16_read);
                let utf32_read = Some((Encoding::Utf32, text.to_owned()));
                assert_eq!(text_of(&utf32(text, order)), utf32_read);
                assert_eq!(text_of(&utf32(&marked, order)), utf32_read);
            }
        }
    }

    #[test]
    fn a_mark_of_utf8_is_no_part_of_the_text() {
        let mut buffer = Vec::new();
        let text = Text::of("\u{FEFF}a = 1".as_bytes(), &mut buffer).unwrap();
        assert_eq!(text.bytes, b"a = 1");
        let origin = Origin::Stdin { path: "x".into() };
        assert_eq!(text.blob(&origin).raw_offset(2), 5);
    }

    #[test]
    fn other_encodings_are_scanned_as_bytes() {
        for raw in [
            &b""[..],
            b"plain",
            b"caf\xE9 = 1",
            b"\xFF\x80 broken",
            "ключ".as_bytes(),
        ] {
            let mut buffer = Vec::new();
            let text = Text::of(raw, &mut buffer).unwrap();
            assert_eq!((text.bytes, text.encoding), (raw, Encoding::Bytes));
        }
    }

    #[test]
    fn a_nul_makes_binary_only_where_it_is_looked_for() {
        let mut raw = vec![b'a'; SNIFFED + 1];
        raw[SNIFFED] = 0;
        assert!(Layout::sniff(&raw).is_some());
        raw[SNIFFED - 1] = 0;
        assert!(Layout::sniff(&raw).is_none());
        assert!(Layout::sniff(b"\xEF\xBB\xBFmarked, yet\0binary").is_none());
    }

    #[test]
    fn known_binary_formats_are_binary_without_a_nul() {
        for magic in BINARY {
            let raw = [magic, b"no zero byte here at all"].concat();
            assert!(Layout::sniff(&raw).is_none(), "{magic:x?}");
        }
        assert!(Layout::sniff(b"wOFF\0\x01\0\0\0\0\x35\x1C\0\x12\0\0").is_none());
        assert!(Layout::sniff(b"PKG_NAME=x").is_some());
        assert!(Layout::sniff(b"BZh is a word here").is_some());
    }

    #[test]
    fn tables_of_small_numbers_are_not_utf16() {
        let table: Vec<u8> = (1..900_u16).flat_map(u16::to_le_bytes).collect();
        assert!(Layout::sniff(&table[..60]).is_none());
        let pixels: Vec<u8> = (0..4000_u32)
            .flat_map(|i| [(i * 7 % 251) as u8, 0, 0, 255])
            .collect();
        assert!(Layout::sniff(&pixels).is_none());
        // Samples of a sound: both signs, so both NULs and 0xFF.
        let sound: Vec<u8> = (0..4000_i16)
            .flat_map(|i| (i % 90 - 45).to_le_bytes())
            .collect();
        assert!(Layout::sniff(&sound).is_none());
    }

    #[test]
    fn a_code_unit_that_means_nothing_still_counts() {
        // A high surrogate alone, a low one alone, both the wrong way round, half a unit.
        let units = [
            0xFEFF, 0x61, 0xD800, 0x62, 0xDC00, 0xDC00, 0xD800, 0x63, 0xD800,
        ];
        let mut raw: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
        raw.push(0x64);
        let (encoding, text) = text_of(&raw).unwrap();
        assert_eq!(text, "a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}c");
        assert_eq!(encoding.raw_len(text.as_bytes()), 14);
    }

    proptest! {
        #[test]
        fn offsets_of_wide_text_lead_back_to_the_raw_bytes(
            units in proptest::collection::vec(any::<u16>(), 0..200),
            scalars in proptest::collection::vec(0..0x0012_0000_u32, 0..200),
        ) {
            let origin = Origin::Stdin { path: "x".into() };
            let two = [0xFEFF].iter().chain(&units).flat_map(|u| u.to_be_bytes()).collect();
            let four = [0xFEFF].iter().chain(&scalars).flat_map(|u| u.to_le_bytes()).collect();
            for (raw, wide) in [(two, Wide::Two(Order::Big)), (four, Wide::Four(Order::Little))] {
                let raw: Vec<u8> = raw;
                let mut buffer = Vec::new();
                let text = Text::of(&raw, &mut buffer).unwrap();
                let blob = text.blob(&origin);
                for (at, char) in std::str::from_utf8(text.bytes).unwrap().char_indices() {
                    let raw_at = blob.raw_offset(at) as usize;
                    prop_assert_eq!(wide.first(&raw[raw_at..]).unwrap().0, char);
                }
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(raw: Vec<u8>) {
            let mut buffer = Vec::new();
            if let Some(text) = Text::of(&raw, &mut buffer) {
                prop_assert!(text.encoding.raw_len(text.bytes) <= raw.len() as u64);
            }
        }
    }
}
