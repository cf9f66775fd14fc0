//! Literals in several pieces: `"abc" + "def"`, `'abc' . 'def'`, `"abc" "def"`, and those that go
//! on behind a backslash at the end of a line.

use std::ops::Range;

use super::cursor::Cursor;
use super::dialect;
use super::literal::{Form, LONGEST_QUOTED, Literal, scheme_length};
use super::quoting::Quoting;
use super::word;
use crate::language::Language;

/// Pieces of one literal, at most.
const MOST_PIECES: usize = 64;
/// Methods that put their argument behind a literal.
const METHODS: &[&[u8]] = &[b".concat(", b".append(", b".plus("];

/// The literal with all its pieces: from the first byte of the first to the last of the last.
pub(super) fn whole(text: &[u8], first: Literal, language: Language) -> Literal {
    let start = first.range.start;
    let is_plain = first.form == Form::Quoted
        && first.behind == first.range.end + 1
        && opened(text, start, language)
            .is_some_and(|way| way.quote() == text.get(first.range.end).copied())
        && scheme_length(&text[first.range.clone()]) == 0;
    if !is_plain {
        return first;
    }
    if language.has_words() {
        return word::whole(text, first, language);
    }
    let (end, behind) = last(text, &first, language);
    let form = if end > first.range.end || is_broken(text, &first.range, language) {
        Form::Joined
    } else {
        first.form
    };
    Literal {
        form,
        range: start..end,
        behind,
    }
}

/// Whether the piece at `range` goes on in the next line.
pub(super) fn is_broken(text: &[u8], range: &Range<usize>, language: Language) -> bool {
    breaks(&text[range.clone()], language).is_some()
}

/// The way in which the literal is written whose first byte is at `body`, where literals in such
/// quotes are put together.
fn opened(text: &[u8], body: usize, language: Language) -> Option<&'static Quoting> {
    let way = dialect::before(text, body, language)?;
    way.quote().filter(|quote| is_quote(*quote, language))?;
    Some(way)
}

/// Where the quotes close that open before `body`.
pub(super) fn closing(text: &[u8], body: usize, language: Language) -> Option<usize> {
    let way = opened(text, body, language)?;
    way.close(&Cursor::new(text, body), &[way.quote()?])
}

/// Whether a literal may stand in these quotes.
pub(super) fn is_quote(byte: u8, language: Language) -> bool {
    matches!(byte, b'"' | b'\'')
        || byte == b'`' && matches!(language, Language::JavaScript | Language::Go)
}

/// What the pieces in `range`, from the first byte of one to the last of another, say together.
pub(super) fn read(text: &[u8], range: &Range<usize>, language: Language) -> Vec<u8> {
    if language.has_words() {
        return word::read(text, range, language);
    }
    let mut said = Vec::new();
    let mut body = range.start;
    loop {
        let end = closing(text, body, language).map_or(range.end, |end| end.min(range.end));
        say(&mut said, &text[body..end], language);
        let between = text.get(end + 1..range.end).unwrap_or_default();
        let Some(next) = between.iter().position(|byte| is_quote(*byte, language)) else {
            return said;
        };
        body = end + 2 + next;
    }
}

/// Adds what one piece says.
pub(super) fn say(said: &mut Vec<u8>, piece: &[u8], language: Language) {
    let mut rest = piece;
    while let Some(Range { start, end }) = breaks(rest, language) {
        said.extend_from_slice(&rest[..start]);
        rest = &rest[end..];
    }
    said.extend_from_slice(rest);
}

/// Where a backslash lets a literal go on in the next line, with the indentation there where that
/// is no part of it.
fn breaks(piece: &[u8], language: Language) -> Option<Range<usize>> {
    let indented = matches!(
        language,
        Language::Ini | Language::Properties | Language::Rust | Language::Yaml
    );
    let continues = indented
        || matches!(
            language,
            Language::C
                | Language::JavaScript
                | Language::Python
                | Language::Ruby
                | Language::Shell
                | Language::Dockerfile
        );
    if !continues {
        return None;
    }
    let newline = memchr::memchr(b'\n', piece)?;
    let line = &piece[..newline];
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let start = line.strip_suffix(b"\\")?.len();
    let rest = &piece[newline + 1..];
    let spaces = rest.len() - rest.trim_ascii_start().len();
    Some(start..newline + 1 + if indented { spaces } else { 0 })
}

/// Where the last piece ends of the literal that begins with `first`, and its quotes.
fn last(text: &[u8], first: &Literal, language: Language) -> (usize, usize) {
    let start = first.range.start;
    let before = &text[start.saturating_sub(64)..start - 1];
    let in_brackets = before.trim_ascii_end().ends_with(b"(");
    let limit = start + LONGEST_QUOTED;
    let mut last = (first.range.end, first.behind);
    let mut cursor = Cursor::new(text, first.behind);
    for _ in 1..MOST_PIECES {
        let called = has_methods(language) && cursor.eat_any(METHODS);
        let joined = called || joint(&mut cursor, language, in_brackets);
        if !joined || !opens(&mut cursor, language) {
            break;
        }
        let end = closing(text, cursor.at, language).filter(|end| *end <= limit);
        let Some(end) = end else {
            break;
        };
        cursor.at = end + 1;
        if called && !cursor.eat(b")") {
            break;
        }
        last = (end, cursor.at);
    }
    last
}

/// Moves behind the quote, and what may stand before it, that opens the next piece.
fn opens(cursor: &mut Cursor<'_>, language: Language) -> bool {
    cursor.skip(2, |byte| b"bBrRuUfFL@".contains(&byte));
    let quote = cursor.peek();
    let opens = is_quote(quote, language) && cursor.rest(3) != [quote; 3];
    cursor.at += usize::from(opens);
    opens
}

/// Moves over what puts two strings together, to the second.
fn joint(cursor: &mut Cursor<'_>, language: Language, in_brackets: bool) -> bool {
    let broken = cursor.skip_line_break();
    let spaces = cursor.skip_spaces();
    let mut joined = cursor.eat_any(signs(language));
    if !joined && matches!(language, Language::C | Language::Python | Language::Ruby) {
        joined = cursor.eat(b"\\");
    }
    // Side by side; in some languages not on another line, or there only in brackets.
    joined |= match language {
        Language::C | Language::Swift => true,
        Language::Elixir => !broken,
        Language::Python => !broken || in_brackets,
        Language::Ruby => !broken && spaces > 0,
        _ => false,
    };
    cursor.skip_spaces();
    // Visual Basic's sign for a line that goes on.
    if language == Language::VisualBasic {
        cursor.eat(b"_");
    }
    cursor.skip_line_break();
    joined
}

/// Signs that put two strings together.
fn signs(language: Language) -> &'static [&'static [u8]] {
    match language {
        Language::Php | Language::Perl => &[b"."],
        Language::Lua => &[b".."],
        Language::Elixir => &[b"<>", b"++"],
        Language::Sql => &[b"||", b"+"],
        Language::Ruby => &[b"+", b"<<"],
        Language::VisualBasic => &[b"+", b"&"],
        Language::Code => &[b"++", b"+", b"&", b"^", b"*", b"<>", b"~", b"||"],
        Language::C
        | Language::CSharp
        | Language::Go
        | Language::Groovy
        | Language::Java
        | Language::JavaScript
        | Language::Kotlin
        | Language::PowerShell
        | Language::Python
        | Language::Swift => &[b"+"],
        _ => &[],
    }
}

fn has_methods(language: Language) -> bool {
    matches!(
        language,
        Language::Groovy | Language::Java | Language::JavaScript | Language::Kotlin
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::assignment::quoted::quoted;

    fn said(text: &str, language: Language) -> String {
        let start = text.find(['"', '\'']).unwrap();
        let first = quoted(Cursor::new(text.as_bytes(), start), language).unwrap();
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
            (
                Language::JavaScript,
                "x = \"ab\".concat(\"cd\").concat('ef');",
            ),
            (Language::C, "#define X \"ab\" \\\n  \"cdef\""),
            (Language::C, "x = @\"ab\" @\"cdef\";"),
            (Language::C, "x = \"ab\\\ncdef\";"),
            (Language::JavaScript, "x = \"ab\\\r\ncdef\";"),
            (Language::Rust, "x = \"ab\\\n    cdef\";"),
            (Language::Shell, "x=\"ab\"'cdef'"),
            (Language::Ruby, "x = \"ab\" << \"cdef\""),
            (Language::VisualBasic, "x = \"ab\" & _\n  \"cdef\""),
            (Language::Sql, "x := 'ab' || 'cdef';"),
            (Language::Code, "x = \"ab\" ++ \"cdef\""),
            (Language::Elixir, "x = \"ab\" <> \"cdef\""),
            (Language::Swift, "x = 'ab'\n  'cdef';"),
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
            (Language::JavaScript, "x = \"ab\".concat(y)"),
            (Language::JavaScript, "x = \"ab\".concat(\"cd\", y)"),
            (Language::Python, "x = \"ab\" \"\"\"cd\"\"\""),
            (Language::Java, "x = \"ab\" \"cd\""),
            (Language::Ruby, "x = \"ab\"\n\"cd\""),
        ] {
            assert_eq!(said(text, language), "ab", "{text}");
        }
    }
}
