//! Words of shells: pieces in quotes of several kinds, and without, side by side: `'it'\''s'`,
//! `ab'c d'`, `a\ b`.

use std::ops::Range;

use super::cursor::Cursor;
use super::literal::{Form, Literal};
use super::quoted::quoted;
use super::{joined, plain};
use crate::language::Language;

/// Pieces of one word, at most.
const MOST_PIECES: usize = 16;
/// Bytes of one piece without quotes, at most.
const LONGEST_PIECE: usize = 256;

/// A piece of a word, and where the next one begins.
struct Piece {
    body: Range<usize>,
    behind: usize,
}

/// The word that begins with `first`, as far as that is one literal. Inside a string the next
/// quote is that string's.
pub(super) fn whole(text: &[u8], first: Literal, language: Language) -> Literal {
    let mut last = Piece {
        body: first.range.clone(),
        behind: first.behind,
    };
    for _ in 0..MOST_PIECES {
        let Some(next) = piece(text, last.behind, language) else {
            break;
        };
        last = next;
    }
    let is_more = last.behind > first.behind
        && !plain::is_in_string(text, first.range.start.saturating_sub(1));
    let is_broken = first.form == Form::Quoted && joined::is_broken(text, &first.range, language);
    if !is_more {
        let form = if is_broken { Form::Joined } else { first.form };
        return Literal { form, ..first };
    }
    Literal {
        range: first.range.start..last.body.end,
        form: Form::Joined,
        behind: last.behind,
    }
}

/// What the pieces in `range` say together.
pub(super) fn read(text: &[u8], range: &Range<usize>, language: Language) -> Vec<u8> {
    let mut said = Vec::new();
    let mut at = range.start;
    if let Some(end) = joined::closing(text, at, language) {
        let end = end.min(range.end);
        joined::say(&mut said, &text[at..end], language);
        at = end + 1;
    }
    while at < range.end {
        let piece = piece(text, at, language).unwrap_or(Piece {
            body: at..range.end,
            behind: range.end,
        });
        let body = piece.body.start..piece.body.end.min(range.end);
        joined::say(&mut said, &text[body], language);
        at = piece.behind;
    }
    said
}

/// How many bytes of `line` a word without quotes has; what a backslash stands before ends none.
pub(super) fn length(line: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(byte) = line.get(at) {
        match byte {
            b'\\' if at + 1 == line.len() => return at,
            b'\\' => at += 1,
            byte if ends(*byte) => return at,
            _ => {}
        }
        at += 1;
    }
    at.min(line.len())
}

/// The piece at `at` that belongs to the word before it.
fn piece(text: &[u8], at: usize, language: Language) -> Option<Piece> {
    let mut cursor = Cursor::new(text, at);
    match cursor.peek() {
        b'\\' if !matches!(cursor.ahead(1), b'\r' | b'\n' | 0) => Some(Piece {
            body: at + 1..at + 2,
            behind: at + 2,
        }),
        b'\'' | b'"' => from(quoted(cursor, language)?),
        b'$' if matches!(cursor.ahead(1), b'\'' | b'"') => from(quoted(cursor, language)?),
        _ => {
            let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=!^~-".contains(&byte);
            let length = cursor.skip(LONGEST_PIECE, goes_on);
            (length > 0).then_some(Piece {
                body: at..at + length,
                behind: at + length,
            })
        }
    }
}

fn from(literal: Literal) -> Option<Piece> {
    (literal.form == Form::Quoted).then_some(Piece {
        body: literal.range,
        behind: literal.behind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        let at = text.find('=').unwrap() + 1;
        let first = quoted(Cursor::new(text.as_bytes(), at), Language::Shell)?;
        let whole = whole(text.as_bytes(), first, Language::Shell);
        Some(match whole.form {
            Form::Joined => {
                let said = read(text.as_bytes(), &whole.range, Language::Shell);
                String::from_utf8(said).unwrap()
            }
            _ => text[whole.range].to_owned(),
        })
    }

    #[test]
    fn pieces_side_by_side_are_one_word() {
        for (text, word) in [
            ("X='it'\\''s'", "it's"),
            ("X='it'\"'\"'s' y", "it's"),
            ("X=\"ab\"cd", "abcd"),
            ("X=\"ab\"$'c\\'d'", "abc\\'d"),
            ("X='ab'\\ cd;", "ab cd"),
            ("X='ab' 'cd'", "ab"),
            ("X='ab',", "ab"),
            ("X='ab'\\\n", "ab"),
            ("X='ab'$Y", "ab"),
            ("bash -c \"X='ab'\" 'y'", "ab"),
        ] {
            assert_eq!(said(text).as_deref(), Some(word), "{text}");
        }
    }

    #[test]
    fn a_word_ends_at_what_no_backslash_takes() {
        let ends = |byte: u8| b" ;".contains(&byte);
        for (line, word) in [
            ("a\\ b c", "a\\ b"),
            ("a\\\\ b", "a\\\\"),
            ("a;b", "a"),
            ("ab\\", "ab"),
            ("", ""),
        ] {
            assert_eq!(&line[..length(line.as_bytes(), ends)], word, "{line}");
        }
    }
}
