//! Literals in other marks than quotes: `%q(…)`, `[[…]]`, `''…''`, `R"(…)"`, here-strings.

use super::cursor::Cursor;
use super::literal::{Form, LONGEST_QUOTED, Literal};
use crate::detect::work;
use crate::language::Language;

/// A heredoc's word, and the delimiter of a raw literal, are not longer.
const LONGEST_WORD: usize = 16;

/// The literal that begins at `cursor`; one of several lines is none.
pub(super) fn read(cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    match (language, cursor.peek()) {
        (Language::Ruby | Language::Code, b'%') => bracketed(cursor, &[b"%q", b"%Q", b"%w", b"%"]),
        (Language::Perl, b'q') => bracketed(cursor, &[b"qq", b"qw", b"q"]),
        (Language::Elixir, b'~') => bracketed(cursor, &[b"~s", b"~S", b"~c"]),
        (Language::Lua, b'[') => long(cursor),
        (Language::Nix, b'\'') if cursor.ahead(1) == b'\'' => between(cursor, b"''", b"''"),
        (Language::C, b'R' | b'L' | b'u' | b'U') => raw(cursor),
        (Language::PowerShell, b'@') => here(cursor),
        (Language::Php, b'<') => heredoc(cursor),
        _ => None,
    }
}

/// `%q(…)`, `q{…}`, `~s[…]`: any of `marks`, and what stands in brackets behind it.
fn bracketed(cursor: Cursor<'_>, marks: &[&[u8]]) -> Option<Literal> {
    marks.iter().find_map(|mark| {
        let mut cursor = cursor;
        cursor.eat(mark).then_some(())?;
        let (open, close) = match cursor.peek() {
            b'(' => (b"(", b")"),
            b'[' => (b"[", b"]"),
            b'{' => (b"{", b"}"),
            b'<' => (b"<", b">"),
            b'|' => (b"|", b"|"),
            b'!' => (b"!", b"!"),
            _ => return None,
        };
        between(cursor, open, close)
    })
}

/// What stands between `open`, which is next, and `close` on the same line.
fn between(mut cursor: Cursor<'_>, open: &[u8], close: &[u8]) -> Option<Literal> {
    cursor.eat(open).then_some(())?;
    let line = line(cursor);
    let end = memchr::memmem::find(line, close)?;
    Literal::new(cursor.at..cursor.at + end, Form::Quoted)
}

/// `[[…]]`, `[=[…]=]`.
fn long(mut cursor: Cursor<'_>) -> Option<Literal> {
    cursor.eat(b"[").then_some(())?;
    let level = cursor.skip(LONGEST_WORD, |byte| byte == b'=');
    let close = [b"]", "=".repeat(level).as_bytes(), b"]"].concat();
    between(cursor, b"[", &close)
}

/// `R"(…)"`, `LR"x(…)x"`.
fn raw(mut cursor: Cursor<'_>) -> Option<Literal> {
    cursor.skip(2, |byte| b"Lu8U".contains(&byte));
    cursor.eat(b"R\"").then_some(())?;
    let start = cursor.at;
    cursor.skip(LONGEST_WORD, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    let close = [b")", &cursor.text[start..cursor.at], b"\""].concat();
    between(cursor, b"(", &close)
}

/// `@"`, a line, and `"@` on the next.
fn here(mut cursor: Cursor<'_>) -> Option<Literal> {
    let close: &[u8] = match cursor.ahead(1) {
        b'"' => b"\"@",
        b'\'' => b"'@",
        _ => return None,
    };
    cursor.at += 2;
    below(cursor, close)
}

/// `<<<'X'`, a line, and `X` on the next.
fn heredoc(mut cursor: Cursor<'_>) -> Option<Literal> {
    cursor.eat(b"<<<").then_some(())?;
    cursor.eat_any(&[b"'", b"\""]);
    let start = cursor.at;
    cursor.skip(LONGEST_WORD, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    let word = &cursor.text[start..cursor.at];
    cursor.eat_any(&[b"'", b"\""]);
    (!word.is_empty()).then(|| below(cursor, word)).flatten()
}

/// The next line, when the one behind it begins with `close`.
fn below(mut cursor: Cursor<'_>, close: &[u8]) -> Option<Literal> {
    cursor.eat(b"\r");
    cursor.eat(b"\n").then_some(())?;
    let line = line(cursor);
    let end = cursor.at + line.len();
    let mut behind = Cursor::new(cursor.text, end);
    behind.eat(b"\n").then_some(())?;
    behind.skip_spaces();
    let kept = line.strip_suffix(b"\r").unwrap_or(line).len();
    behind
        .eat(close)
        .then(|| Literal::new(cursor.at..cursor.at + kept, Form::Quoted))
        .flatten()
}

/// The rest of the line, as far as literals go.
fn line(cursor: Cursor<'_>) -> &[u8] {
    let rest = cursor.rest(LONGEST_QUOTED);
    let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    work::read(line.len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: Language, text: &str) -> Option<&str> {
        read(Cursor::new(text.as_bytes(), 0), language).map(|literal| &text[literal.range])
    }

    #[test]
    fn what_stands_between_the_marks_is_the_value() {
        for (language, text) in [
            (Language::Ruby, "%q(ab!c)"),
            (Language::Ruby, "%Q[ab!c]"),
            (Language::Ruby, "%q{ab!c}"),
            (Language::Perl, "q(ab!c);"),
            (Language::Perl, "qq{ab!c};"),
            (Language::Elixir, "~s(ab!c)"),
            (Language::Lua, "[[ab!c]]"),
            (Language::Lua, "[==[ab!c]==]"),
            (Language::Nix, "''ab!c'';"),
            (Language::C, "R\"(ab!c)\";"),
            (Language::C, "LR\"x(ab!c)x\";"),
            (Language::PowerShell, "@\"\nab!c\n\"@"),
            (Language::PowerShell, "@'\r\nab!c\r\n'@"),
            (Language::Php, "<<<'PW'\nab!c\nPW;"),
        ] {
            assert_eq!(said(language, text), Some("ab!c"), "{text}");
        }
    }

    #[test]
    fn what_does_not_close_on_its_line_is_none() {
        for (language, text) in [
            (Language::Ruby, "%q(ab\nc)"),
            (Language::Perl, "quote(x)"),
            (Language::Lua, "[[ab"),
            (Language::Lua, "[1]"),
            (Language::C, "Random(\"ab\")"),
            (Language::PowerShell, "@{ a = 1 }"),
            (Language::PowerShell, "@\"\nab\ncd\n\"@"),
            (Language::Php, "<<<PW\nab\ncd\nPW;"),
            (Language::Python, "%q(ab)"),
        ] {
            assert_eq!(said(language, text), None, "{text}");
        }
    }
}
