//! A secret's bytes, which no formatter can print by accident.

use std::fmt;

/// Characters shown after the public prefix of a redacted secret, at most.
const SHOWN_AFTER_PREFIX: usize = 4;
/// A redacted secret never shows more than one part in this many.
const SHOWN_SHARE: usize = 4;

/// The bytes of a secret. `Debug` and `Display` are redacted, and nothing serialises it:
/// the only way to the raw bytes is [`Secret::reveal`], which is easy to search for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret {
    bytes: Box<[u8]>,
    /// `None`: nothing of it may be shown.
    public_prefix: Option<usize>,
    /// Somebody else redacted it: what is left may be shown.
    is_rest: bool,
}

impl Secret {
    /// Takes the raw bytes and how many of the first ones are the same in every secret of
    /// its kind (`ghp_`: 4), so may be shown.
    #[must_use]
    pub fn new(bytes: &[u8], public_prefix: usize) -> Self {
        Self {
            bytes: bytes.into(),
            public_prefix: Some(public_prefix.min(bytes.len())),
            is_rest: false,
        }
    }

    /// Takes what a report shows of a secret: all that is left of it, redacted already.
    #[must_use]
    pub fn already_redacted(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().into(),
            public_prefix: None,
            is_rest: true,
        }
    }

    /// Takes bytes of which nothing may be shown: a part of a secret, or several that overlap.
    #[must_use]
    pub fn hidden(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.into(),
            public_prefix: None,
            is_rest: false,
        }
    }

    /// The raw bytes. Call it only to match, to hash, or because the user said `--show-secrets`.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.bytes
    }

    /// How many of the first bytes may be shown; `None`: none of it may.
    #[must_use]
    pub fn public_prefix(&self) -> Option<usize> {
        self.public_prefix
    }

    /// Whether it is only what somebody else left of a secret.
    #[must_use]
    pub fn is_rest(&self) -> bool {
        self.is_rest
    }

    /// The public prefix and at most four more characters, never over a quarter of the whole,
    /// then `…`. An empty secret, that of a finding about a file as a whole, stays empty.
    #[must_use]
    pub fn redacted(&self) -> String {
        if self.bytes.is_empty() {
            return String::new();
        }
        if self.is_rest {
            return String::from_utf8_lossy(&self.bytes).into_owned();
        }
        let Some(public_prefix) = self.public_prefix else {
            return "…".to_owned();
        };
        let text = String::from_utf8_lossy(&self.bytes);
        let total = text.chars().count();
        let prefix = String::from_utf8_lossy(&self.bytes[..public_prefix])
            .chars()
            .count();
        let shown = (prefix + SHOWN_AFTER_PREFIX).min(total / SHOWN_SHARE);
        text.chars()
            .take(shown)
            .take_while(|c| !c.is_control())
            .chain(std::iter::once('…'))
            .collect()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.redacted())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_prefix_and_four_more() {
        let secret = Secret::new(b"ghp_abcdefghijklmnopqrstuvwxyz0123456789", 4);
        assert_eq!(secret.redacted(), "ghp_abcd…");
        assert_eq!(format!("{secret:?}"), "Secret(ghp_abcd…)");
        assert_eq!(format!("{secret}"), "ghp_abcd…");
    }

    #[test]
    fn never_shows_over_a_quarter() {
        assert_eq!(Secret::new(b"sk-1234567890", 3).redacted(), "sk-…");
        assert_eq!(Secret::new(b"abc", 0).redacted(), "…");
        assert_eq!(Secret::new(b"", 0).redacted(), "");
        assert_eq!(Secret::hidden(b"abcdefghijklmnop").redacted(), "…");
        assert_eq!(Secret::new("пароль12".as_bytes(), 0).redacted(), "па…");
    }

    #[test]
    fn survives_invalid_utf8_and_control_characters() {
        assert_eq!(
            Secret::new(b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", 0).redacted(),
            "\u{fffd}\u{fffd}…"
        );
        assert_eq!(Secret::new(b"a\x1b[31mabcdefghijkl", 0).redacted(), "a…");
    }
}
