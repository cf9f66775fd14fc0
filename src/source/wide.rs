//! UTF-16 and UTF-32: which of them bytes are, and what they say in UTF-8.

/// The longest character in UTF-8.
pub const WIDEST: usize = 4;

/// Which byte of a code unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The least significant.
    Little,
    /// The most significant.
    Big,
}

/// An encoding whose code units are wider than a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    /// UTF-16.
    Two(Order),
    /// UTF-32.
    Four(Order),
}

impl Wide {
    const ALL: [Self; 4] = [
        Self::Four(Order::Little),
        Self::Four(Order::Big),
        Self::Two(Order::Little),
        Self::Two(Order::Big),
    ];

    /// Fills `text` with what `raw` says in UTF-8, and returns how many bytes it took of `raw`
    /// and wrote to `text`.
    ///
    /// Only whole characters are taken: the rest of `raw` belongs before what is read next. A
    /// code unit that means nothing becomes U+FFFD, so that [`Encoding::raw_len`](crate::blob::Encoding::raw_len) still counts
    /// it right.
    #[must_use]
    pub fn transcode(self, raw: &[u8], text: &mut [u8]) -> (usize, usize) {
        let (mut taken, mut written) = (0, 0);
        while text.len() - written >= WIDEST {
            let Some((char, len)) = self.first(&raw[taken..]) else {
                break;
            };
            written += char.encode_utf8(&mut text[written..]).len();
            taken += len;
        }
        (taken, written)
    }

    /// The encoding in which bytes that hold a NUL are plausible text.
    pub(super) fn guess(head: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|wide| wide.is_plausible(head))
    }

    /// Text in another script still has ASCII spaces and line ends, and hardly any control
    /// characters. In the wrong byte order ASCII becomes anything but ASCII.
    fn is_plausible(self, head: &[u8]) -> bool {
        let (mut chars, mut ascii, mut strange, mut at) = (0, 0, 0, 0);
        while let Some((char, len)) = self.first(&head[at..]) {
            at += len;
            chars += 1;
            match char {
                ' '..='~' | '\t' | '\n' | '\r' => ascii += 1,
                char::REPLACEMENT_CHARACTER | '\u{FFFE}' | '\u{FFFF}' => strange += 1,
                _ if char.is_control() => strange += 1,
                _ => {}
            }
        }
        ascii > 0 && ascii * 8 >= chars && strange * 64 <= chars
    }

    /// The first character of `raw` and how many bytes it takes; `None` if `raw` ends within it.
    pub(super) fn first(self, raw: &[u8]) -> Option<(char, usize)> {
        match self {
            Self::Two(order) => {
                let unit = |at: usize| {
                    let bytes = raw.get(at..)?.first_chunk()?;
                    Some(match order {
                        Order::Little => u16::from_le_bytes(*bytes),
                        Order::Big => u16::from_be_bytes(*bytes),
                    })
                };
                let first = unit(0)?;
                if let Some(char) = char::from_u32(u32::from(first)) {
                    return Some((char, 2));
                }
                let pair = char::decode_utf16([first, unit(2)?]).next();
                Some(match pair {
                    Some(Ok(char)) => (char, 4),
                    _ => (char::REPLACEMENT_CHARACTER, 2),
                })
            }
            Self::Four(order) => {
                let bytes = raw.first_chunk()?;
                let scalar = match order {
                    Order::Little => u32::from_le_bytes(*bytes),
                    Order::Big => u32::from_be_bytes(*bytes),
                };
                let char = char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER);
                Some((char, 4))
            }
        }
    }
}
