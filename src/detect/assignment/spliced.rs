//! Literals that a call puts together: `concat!("a", "b")`, `["a", "b"].join("")`.

use super::cursor::Cursor;
use super::literal::{Form, Literal};
use super::{joined, quoted};
use crate::language::Language;

/// Pieces in one call, at most.
const MOST_PIECES: usize = 16;
/// Calls whose arguments are put together.
const CALLS: &[&[u8]] = &[
    b"concat!(",
    b"concat(",
    b"Concat(",
    b"CONCAT(",
    b"string.Concat(",
    b"String.Concat(",
    b"paste0(",
    b"strcat(",
    b"table.concat({",
];
/// Calls that put a list together with nothing between its items.
const JOINS: &[&[u8]] = &[
    b"\"\".join(",
    b"''.join(",
    b"join(\"\", ",
    b"join('', ",
    b"join(\"\",",
    b"join('',",
    b"implode('', ",
    b"implode(\"\", ",
    b"String.join(\"\", ",
];
/// How lists begin.
const OPENS: &[&[u8]] = &[b"[]string{", b"array(", b"[", b"(", b"{"];
/// What puts a list together behind it.
const TAILS: &[&[u8]] = &[
    b".join(\"\")",
    b".join('')",
    b".join(``)",
    b".join;",
    b".join\n",
    b", \"\")",
];

/// The literal at `cursor`, from the first byte of its first piece to the last of its last.
pub(super) fn read(cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    let mut cursor = cursor;
    let may_begin =
        |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'"' | b'\'' | b'[' | b'(');
    may_begin(cursor.peek()).then_some(())?;
    let called = if cursor.eat_any(CALLS) {
        true
    } else if cursor.eat_any(JOINS) {
        cursor.eat_any(OPENS);
        true
    } else {
        cursor.eat(b"strings.Join(");
        cursor.eat_any(&[b"[]string{", b"["]).then_some(())?;
        false
    };
    let mut range: Option<std::ops::Range<usize>> = None;
    for _ in 0..MOST_PIECES {
        cursor.skip_gap();
        if !joined::is_quote(cursor.peek(), language) {
            break;
        }
        let piece = quoted::quoted(cursor, language)?;
        let start = range.map_or(piece.range.start, |range| range.start);
        range = Some(start..piece.range.end);
        cursor.at = piece.behind;
        cursor.skip_gap();
        if !cursor.eat(b",") {
            break;
        }
    }
    cursor.skip_gap();
    cursor.eat_any(&[b"]", b"}", b")"]).then_some(())?;
    (called || cursor.eat_any(TAILS)).then_some(())?;
    Literal::new(range?, Form::Joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: Language, text: &str) -> Option<String> {
        let literal = read(Cursor::new(text.as_bytes(), 0), language)?;
        let said = joined::read(text.as_bytes(), &literal.range, language);
        Some(String::from_utf8(said).unwrap())
    }

    #[test]
    fn arguments_are_put_together() {
        for (language, text) in [
            (Language::Rust, "concat!(\"ab\", \"cd\", \"ef\");"),
            (Language::Rust, "concat!(\n    \"ab\",\n    \"cdef\",\n);"),
            (Language::R, "paste0(\"ab\", 'cdef')"),
            (Language::CSharp, "string.Concat(\"abc\", \"def\");"),
            (Language::Sql, "CONCAT('ab', 'cdef');"),
            (Language::Python, "\"\".join([\"ab\", \"cdef\"])"),
            (Language::Python, "''.join(('ab', 'cdef'))"),
            (Language::Terraform, "join(\"\", [\"abc\", \"def\"])"),
            (Language::Php, "implode('', ['ab', 'cdef']);"),
            (Language::Perl, "join('', 'ab', 'cdef');"),
            (Language::JavaScript, "[\"ab\", \"cd\", 'ef'].join(\"\");"),
            (
                Language::Go,
                "strings.Join([]string{\"ab\", \"cdef\"}, \"\")",
            ),
        ] {
            assert_eq!(said(language, text).as_deref(), Some("abcdef"), "{text}");
        }
    }

    #[test]
    fn other_lists_and_calls_put_nothing_together() {
        for (language, text) in [
            (Language::Rust, "concat!(\"ab\", env!(\"X\"))"),
            (Language::Python, "[\"ab\", \"cd\"]"),
            (Language::Python, "os.path.join(\"ab\", \"cd\")"),
            (Language::JavaScript, "[\"ab\", \"cd\"].join(\"-\")"),
            (Language::JavaScript, "path.join(\"ab\", \"cd\")"),
            (Language::Php, "implode(',', ['ab', 'cd'])"),
            (Language::JavaScript, "[\"ab\", x].join(\"\")"),
            (Language::JavaScript, "[].join(\"\")"),
            (Language::JavaScript, "x"),
        ] {
            assert_eq!(said(language, text), None, "{text}");
        }
    }
}
