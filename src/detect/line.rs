//! The line that a place stands on.

use std::ops::Range;

/// What stands on the last line of `before`, a text or the end of one.
pub(super) fn last(before: &[u8]) -> &[u8] {
    memchr::memrchr(b'\n', before).map_or(before, |newline| &before[newline + 1..])
}

/// What stands before `at` on its line, of at most `reach` bytes.
pub(super) fn before(text: &[u8], at: usize, reach: usize) -> &[u8] {
    last(&text[at.saturating_sub(reach)..at])
}

/// The last bytes of `text` that are such.
pub(super) fn tail(text: &[u8], is_part: impl Fn(&u8) -> bool) -> &[u8] {
    let length = text.iter().rev().take_while(|byte| is_part(byte)).count();
    &text[text.len() - length..]
}

/// Without the quotes and spaces that it ends in.
pub(super) fn unquoted(text: &[u8]) -> &[u8] {
    let ends = text
        .iter()
        .rposition(|byte| !byte.is_ascii_whitespace() && !b"\"'`\\".contains(byte));
    &text[..ends.map_or(0, |last| last + 1)]
}

/// The same, and without the bracket of an index: `headers["name"]`.
pub(super) fn unindexed(text: &[u8]) -> &[u8] {
    let bare = unquoted(text);
    bare.strip_suffix(b"]").map_or(bare, unquoted)
}

/// Bytes of a line looked at on either side of a name.
const REACH: usize = 200;
/// Bytes of a literal that may be a value, at least.
const SHORTEST: usize = 6;

/// Whether a literal that may be a value, and no name, stands on the line of the name at `name`.
pub(super) fn holds_literal(text: &[u8], name: &Range<usize>) -> bool {
    let start = name.start - before(text, name.start, REACH).len();
    let behind = &text[name.end..text.len().min(name.end + REACH)];
    let end = name.end + memchr::memchr(b'\n', behind).unwrap_or(behind.len());
    let mut at = start;
    while let Some(open) = memchr::memchr3(b'"', b'\'', b'`', &text[at..end]) {
        let open = at + open;
        let inside = open + 1;
        let Some(length) = memchr::memchr(text[open], &text[inside..end]) else {
            at = inside;
            continue;
        };
        let literal = inside..inside + length;
        let value = &text[literal.clone()];
        let is_apart = literal.end <= name.start || name.end <= literal.start;
        let is_value = value.len() >= SHORTEST
            && value.iter().any(u8::is_ascii_digit)
            && value.iter().any(u8::is_ascii_lowercase);
        if is_apart && is_value {
            return true;
        }
        at = literal.end + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> bool {
        let name = text.find("token").unwrap();
        holds_literal(text.as_bytes(), &(name..name + 5))
    }

    #[test]
    fn a_literal_on_the_line_of_a_name() {
        for text in [
            "use(\"v123456\", x.token)",
            "token(a, 'v123456')",
            "it's token, `v123456`",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in [
            "token = env[\"TOKEN\"]",
            "\"your-token-here1\"",
            "token\n\"v123456\"",
            "token \"v12",
            "token",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_bytes(text: Vec<u8>, from: proptest::sample::Index, to: proptest::sample::Index) {
            let (a, b) = (from.index(text.len() + 1), to.index(text.len() + 1));
            let _ = holds_literal(&text, &(a.min(b)..a.max(b)));
        }
    }
}
