//! Whether a match stands on its own, or is a piece of a longer word.

use std::ops::Range;

use crate::rule::Boundary;

/// The longest of the escapes that [`left`] knows: `\u0022`.
pub(super) const LONGEST_ESCAPE: usize = 6;

/// Whether what touches `found` on either side lets it stand on its own.
pub(super) fn holds(boundary: Boundary, text: &[u8], found: &Range<usize>) -> bool {
    match boundary {
        Boundary::None => true,
        Boundary::Word => {
            left(text, found.start) && right(text, found.end) && !is_encoded(text, found)
        }
    }
}

/// Whether a word may begin at `start`.
pub(super) fn left(text: &[u8], start: usize) -> bool {
    if start == 0 || start >= text.len() || !is_word(text[start]) || !is_word(text[start - 1]) {
        return true;
    }
    escaped(&text[..start])
}

/// Whether a word may end just before `end`.
fn right(text: &[u8], end: usize) -> bool {
    end == 0 || end >= text.len() || !is_word(text[end - 1]) || !is_word(text[end])
}

/// Bytes of base64 without a break that are an image, a font or an archive, not a path.
const BLOB: usize = 64;

/// Whether `found` is a piece of a longer base64 text, which by chance looks like a token
/// between a `/` or `+` and the next.
fn is_encoded(text: &[u8], found: &Range<usize>) -> bool {
    let before = &text[found.start.saturating_sub(BLOB)..found.start];
    let after = &text[found.end..text.len().min(found.end + BLOB)];
    let touches = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'/' | b'+'));
    (touches(before.last()) && is_base64(before)) || (touches(after.first()) && is_base64(after))
}

fn is_base64(run: &[u8]) -> bool {
    run.len() == BLOB
        && run
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        && run.iter().any(u8::is_ascii_digit)
        && run.iter().any(u8::is_ascii_uppercase)
        && run.iter().any(u8::is_ascii_lowercase)
}

/// Whether `before` ends in an escape that stands for a character that is no part of a word:
/// `\n`, `\t`, `\u0022`, `\x27`, `%3D`. A token may follow it at once, as in JSON inside a string.
fn escaped(before: &[u8]) -> bool {
    let ends_with = |intro: &[u8], digits: usize| {
        let tail = before
            .len()
            .checked_sub(intro.len() + digits)
            .map(|at| &before[at..]);
        tail.is_some_and(|tail| tail.starts_with(intro) && is_hex(&tail[intro.len()..]))
    };
    matches!(
        before,
        [
            ..,
            b'\\',
            b'n' | b't' | b'r' | b'b' | b'f' | b'v' | b'a' | b'0'
        ]
    ) || ends_with(b"%", 2)
        || ends_with(b"\\x", 2)
        || ends_with(b"\\u", 4)
}

fn is_hex(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_hexdigit)
}

/// A byte that continues a word.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(text: &str) -> bool {
        let start = text.find("tok").unwrap();
        holds(Boundary::Word, text.as_bytes(), &(start..start + 3))
    }

    #[test]
    fn words_do_not_touch_words() {
        for alone in ["tok", "=tok;", "\"tok\"", "é-tok.", "a\ttok\n"] {
            assert!(stands(alone), "{alone}");
        }
        for part in ["atok", "tokens", "_tok", "tok_", "9tok", "tok9"] {
            assert!(!stands(part), "{part}");
        }
    }

    #[test]
    fn an_escape_sequence_is_not_a_word() {
        for escaped in ["\\ntok", "key%3Dtok", "\\u0022tok", "\\x27tok", "\\ttok"] {
            assert!(stands(escaped), "{escaped}");
        }
        for word in ["ntok", "3Dtok", "u0022tok", "x27tok"] {
            assert!(!stands(word), "{word}");
        }
    }

    #[test]
    fn a_piece_of_base64_does_not_stand_alone() {
        let blob = "Ab3d".repeat(16);
        assert!(!stands(&format!("{blob}/tok+x")));
        assert!(!stands(&format!("x/tok/{blob}")));
        assert!(stands(&format!("{}/tok", "path/to/".repeat(10))));
        assert!(stands(&format!("{blob} tok")));
    }

    #[test]
    fn anything_goes_without_a_boundary() {
        assert!(holds(Boundary::None, b"atoks", &(1..4)));
    }
}
