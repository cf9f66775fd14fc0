//! Literals in several pieces: `"abc" + "def"`, `'abc' . 'def'`, `"abc" "def"`.

use std::ops::Range;

use super::cursor::Cursor;
use super::literal::{Form, LONGEST_QUOTED, Literal, scheme_length};
use super::quoted::closing;
use crate::language::Language;

/// Pieces of one literal, at most.
const MOST_PIECES: usize = 64;

/// The literal with all its pieces: from the first byte of the first to the last of the last.
pub(super) fn whole(text: &[u8], first: Literal, language: Language) -> Literal {
    let quote = text.get(first.range.end).copied().unwrap_or(0);
    let opened = first.range.start.checked_sub(1).map(|at| text[at]);
    let is_plain = first.form == Form::Quoted
        && matches!(quote, b'"' | b'\'')
        && opened == Some(quote)
        && scheme_length(&text[first.range.clone()]) == 0;
    if !is_plain {
        return first;
    }
    let start = first.range.start;
    match pieces(text, start, start + LONGEST_QUOTED, language).last() {
        Some(last) if last.end > first.range.end => Literal {
            range: start..last.end,
            form: Form::Joined,
        },
        _ => first,
    }
}

/// What the pieces in `range` say together.
pub(super) fn read(text: &[u8], range: &Range<usize>, language: Language) -> Vec<u8> {
    let pieces = pieces(text, range.start, range.end, language);
    pieces.flat_map(|piece| &text[piece]).copied().collect()
}

/// The pieces of the literal whose first byte is at `start`, as far as they end by `limit`.
fn pieces(
    text: &[u8],
    start: usize,
    limit: usize,
    language: Language,
) -> impl Iterator<Item = Range<usize>> {
    let is_first_in_brackets = {
        let before = &text[start.saturating_sub(64)..start - 1];
        before.trim_ascii_end().ends_with(b"(")
    };
    let mut next = Some(start);
    let pieces = std::iter::from_fn(move || {
        let body = next?;
        let quote = text[body - 1];
        let end = closing(&Cursor::new(text, body), quote, language).filter(|end| *end <= limit)?;
        let mut cursor = Cursor::new(text, end + 1);
        let joined = joint(&mut cursor, language, is_first_in_brackets);
        next = (joined && matches!(cursor.peek(), b'"' | b'\'')).then_some(cursor.at + 1);
        Some(body..end)
    });
    pieces.take(MOST_PIECES)
}

/// Moves over what puts two strings together, to the second.
fn joint(cursor: &mut Cursor<'_>, language: Language, in_brackets: bool) -> bool {
    let broken = cursor.skip_line_break();
    cursor.skip_spaces();
    let sign: &[u8] = match language {
        Language::Php | Language::Perl => b".",
        Language::Lua => b"..",
        Language::Elixir => b"<>",
        Language::C
        | Language::Code
        | Language::CSharp
        | Language::Go
        | Language::Groovy
        | Language::Java
        | Language::JavaScript
        | Language::Kotlin
        | Language::PowerShell
        | Language::Python
        | Language::Ruby
        | Language::Swift => b"+",
        _ => return false,
    };
    let mut joined = cursor.eat(sign);
    if !joined && matches!(language, Language::Python | Language::Ruby) {
        joined = cursor.eat(b"\\");
    }
    // Side by side, as C and Python have them; on another line of Python's only in brackets.
    joined |= language == Language::C || language == Language::Python && (!broken || in_brackets);
    cursor.skip_spaces();
    cursor.skip_line_break();
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, language: Language) -> String {
        let start = text.find(['"', '\'']).unwrap() + 1;
        let quote = text.as_bytes()[start - 1];
        let end = closing(&Cursor::new(text.as_bytes(), start), quote, language).unwrap();
        let first = Literal::new(start..end, Form::Quoted).unwrap();
        let whole = whole(text.as_bytes(), first, language);
        match whole.form {
            Form::Joined => {
                String::from_utf8(read(text.as_bytes(), &whole.range, language)).unwrap()
            }
            _ => text[whole.range].to_owned(),
        }
    }

    #[test]
    fn pieces_are_put_together() {
        for (language, text) in [
            (Language::JavaScript, "x = \"ab\" + \"cd\" +\n  \"ef\";"),
            (Language::Java, "x = \"ab\"\n  + \"cd\"\n  + \"ef\";"),
            (Language::Python, "x = (\n  \"ab\"\n  \"cd\"\n  \"ef\"\n)"),
            (Language::Python, "x = \"ab\" \\\n  \"cd\" 'ef'"),
            (Language::C, "x =\n  \"ab\"\n  \"cd\" \"ef\";"),
            (Language::Php, "$x = 'ab' . 'cd' .\n 'ef';"),
            (Language::Lua, "x = 'ab' .. 'cdef'"),
            (Language::Go, "x := \"ab\" +\n\t\"cdef\""),
        ] {
            assert_eq!(said(text, language), "abcdef", "{text}");
        }
    }

    #[test]
    fn what_only_stands_near_is_no_piece() {
        for (language, text) in [
            (Language::Python, "x = \"ab\"\n\"\"\"Says what x is.\"\"\""),
            (Language::JavaScript, "x = [\"ab\", \"cd\"]"),
            (Language::JavaScript, "x = \"ab\" + y"),
            (Language::Yaml, "x: \"ab\"\n\"cd\": 1"),
            (Language::Shell, "x=\"ab\" \"cd\""),
        ] {
            assert_eq!(said(text, language), "ab", "{text}");
        }
    }
}
