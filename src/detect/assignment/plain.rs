//! Values without quotes of their own: in formats that need none, between tags, and inside
//! longer strings.

use super::cursor::Cursor;
use super::literal::{Form, LONGEST_QUOTED, Literal};
use super::{command, word};
use crate::detect::line;
use crate::language::Language;

/// No value without quotes is longer than this.
const LONGEST_PLAIN: usize = 1 << 10;
/// Bytes looked back over to tell whether a place is inside a string or braces.
const STRING_REACH: usize = 400;
/// Lines in which a value goes on, at most.
const MOST_LINES: usize = 8;
/// A YAML tag or anchor is not longer.
const LONGEST_PROPERTY: usize = 48;
/// Bytes before a name that may begin its line.
const LINE_START: usize = 96;

/// What stands between two tags.
pub(super) fn element(cursor: Cursor<'_>) -> Option<Literal> {
    let mut cursor = cursor;
    cursor.skip_line_break();
    // `<property name="x"><value>y</value>`
    if cursor.eat_any(&[b"<value>", b"<Value>"]) {
        cursor.skip_line_break();
    }
    let is_verbatim = cursor.eat(b"<![CDATA[");
    let body = cursor.rest(LONGEST_QUOTED);
    let end = if is_verbatim {
        memchr::memmem::find(body, b"]]>")?
    } else {
        memchr::memchr(b'<', body)?
    };
    // A value ends at a closing tag; `<user>:<password>@<host>` is a template.
    if body[end] == b'<' && body.get(end + 1) != Some(&b'/') {
        return None;
    }
    Literal::new(
        cursor.at..cursor.at + body[..end].trim_ascii_end().len(),
        Form::Plain,
    )
}

/// Whether a YAML value says where the value is: `*alias`, `!secret name`.
pub(super) fn is_looked_up(cursor: &Cursor<'_>) -> bool {
    #[rustfmt::skip]
    const TAGS: &[&[u8]] = &[
        b"!secret ", b"!vault ", b"!env ", b"!ENV ", b"!Env ", b"!env_var ", b"!include ", b"!Ref ",
        b"!GetAtt ", b"!ImportValue ", b"!FindInMap ", b"!reference ", b"!Sub ",
    ];
    let rest = cursor.rest(LONGEST_PROPERTY);
    let line = rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())].trim_ascii_end();
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let alias = line.strip_prefix(b"*").unwrap_or_default();
    TAGS.iter().any(|tag| line.starts_with(tag)) || !alias.is_empty() && alias.iter().all(name)
}

/// Moves behind a YAML node's tag and anchor: `!!str x`, `&name x`.
pub(super) fn skip_properties(cursor: &mut Cursor<'_>) {
    for mark in [b'!', b'&'] {
        if cursor.peek() == mark && cursor.ahead(1) != b' ' {
            let mut ahead = *cursor;
            ahead.skip(LONGEST_PROPERTY, |byte| {
                byte.is_ascii_alphanumeric() || b"!&_-:/.".contains(&byte)
            });
            if ahead.skip_spaces() > 0 {
                *cursor = ahead;
            }
        }
    }
}

/// Moves behind `|`, `>-` and the like, and a remark, to the first line of the block; says whether
/// one begins.
pub(super) fn enter_block(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    if !matches!(ahead.peek(), b'|' | b'>') {
        return false;
    }
    ahead.at += 1;
    ahead.skip(2, |byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'));
    if ahead.skip_spaces() > 0 && ahead.peek() == b'#' {
        ahead.skip(LINE_START, |byte| !matches!(byte, b'\r' | b'\n'));
    }
    let begins = ahead.skip_line_break();
    if begins {
        *cursor = ahead;
    }
    begins
}

/// The line that the cursor stands in, to its end.
pub(super) fn line(cursor: Cursor<'_>) -> Option<Literal> {
    let rest = cursor.rest(LONGEST_PLAIN);
    let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    let end = cursor.at + line.trim_ascii_end().len();
    (line.len() < LONGEST_PLAIN).then(|| Literal::new(cursor.at..end, Form::Plain))?
}

/// A value without quotes, in a format whose values need none; its name begins at `name`.
pub(super) fn unquoted(cursor: Cursor<'_>, name: usize, language: Language) -> Option<Literal> {
    let rest = cursor.rest(LONGEST_PLAIN);
    let line = memchr::memchr(b'\n', rest);
    if line.is_none() && rest.len() == LONGEST_PLAIN {
        return None;
    }
    let line = rest[..line.unwrap_or(rest.len())].trim_ascii_end();
    if let Some(length) = command::value(cursor.text, name..cursor.at, line, language) {
        return Literal::new(cursor.at..cursor.at + length, Form::Plain);
    }
    // `--token v --other x`
    let is_flag = cursor.text[..name].ends_with(b"--");
    let splits = is_flag || language.splits_at_spaces();
    let whole_line = !splits
        && begins_line(cursor.text, name)
        && !(language == Language::Make && is_recipe(cursor.text, name));
    let end = if whole_line && !is_in_string(cursor.text, cursor.at) {
        let comment =
            (1..line.len()).find(|at| matches!(line[*at], b'#' | b';') && line[at - 1] == b' ');
        comment.unwrap_or(line.len())
    } else if !whole_line && !splits && in_flow(&cursor) && !is_in_string(cursor.text, cursor.at) {
        memchr::memchr2(b',', b'}', line).unwrap_or(line.len())
    } else if language.has_words() && !is_escaped_by_string(&cursor, line) {
        word::length(line, |byte| ends_word(byte, language))
    } else {
        line.iter()
            .position(|byte| ends_word(*byte, language))
            .unwrap_or(line.len())
    };
    let end = line[..end].trim_ascii_end().len();
    // What calls or indexes is code, whatever the file's name.
    if line.get(end).is_some_and(|byte| *byte == b'(')
        || matches!(line.first(), Some(b'(' | b'[' | b'{' | b'<')) && language.splits_at_spaces()
    {
        return None;
    }
    let value = &line[..end];
    let kept = if language.is_prose() {
        value.len() - line::tail(value, |byte| b".,:".contains(byte)).len()
    } else {
        value.len()
    };
    let literal = Literal::new(cursor.at..cursor.at + kept, Form::Plain)?;
    Some(if language.has_words() {
        word::whole(cursor.text, literal, language)
    } else if whole_line && goes_on(value) {
        continued(cursor.text, &literal, language)
    } else {
        literal
    })
}

/// Whether a backslash in `line` belongs to the string that the cursor stands in.
fn is_escaped_by_string(cursor: &Cursor<'_>, line: &[u8]) -> bool {
    memchr::memchr(b'\\', line).is_some() && is_in_string(cursor.text, cursor.at)
}

/// Whether a backslash that nothing else takes lets a line go on at once in the next.
fn goes_on(line: &[u8]) -> bool {
    let slashes = line::tail(line, |byte| *byte == b'\\').len();
    !slashes.is_multiple_of(2) && !line[..line.len() - slashes].ends_with(b" ")
}

/// The value that begins with the line of `first` and goes on in those below it.
fn continued(text: &[u8], first: &Literal, language: Language) -> Literal {
    let mut last = first.range.clone();
    let is_known = matches!(language, Language::Ini | Language::Properties);
    for _ in 0..MOST_LINES {
        if !is_known || !goes_on(&text[last.clone()]) {
            break;
        }
        let mut next = Cursor::new(text, last.end);
        if !next.skip_line_break() {
            break;
        }
        let Some(line) = line(next) else {
            break;
        };
        last = line.range;
    }
    Literal {
        range: first.range.start..last.end,
        form: if last.start > first.range.start {
            Form::Joined
        } else {
            first.form
        },
        behind: last.end,
    }
}

/// Moves over a backslash at the end of a line, to the value on the next.
pub(super) fn skip_continuation(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    if ahead.eat(b"\\") && ahead.skip_line_break() {
        *cursor = ahead;
    }
}

/// The literal without the backslash that continues its line.
pub(super) fn without_continuation(text: &[u8], literal: &Literal) -> Option<Literal> {
    let value = &text[literal.range.clone()];
    let kept = value
        .strip_suffix(b"\\")
        .unwrap_or(value)
        .trim_ascii_end()
        .len();
    Literal::new(
        literal.range.start..literal.range.start + kept,
        literal.form,
    )
}

/// Whether nothing but indentation and words such as `export` stands before the name on its
/// line; a name further on is part of another's value, or in braces.
pub(super) fn begins_line(text: &[u8], name: usize) -> bool {
    let before = &text[name.saturating_sub(LINE_START)..name];
    let line = match memchr::memrchr(b'\n', before) {
        Some(newline) => &before[newline + 1..],
        None if name <= LINE_START => before,
        None => return false,
    };
    !line.iter().any(|byte| matches!(byte, b'=' | b'{' | b','))
        && memchr::memmem::find(line, b": ").is_none()
}

/// Whether the name stands on a recipe's line, which a shell reads.
fn is_recipe(text: &[u8], name: usize) -> bool {
    let line = line::before(text, name, LINE_START);
    line.first() == Some(&b'\t')
}

/// Whether a value inside a string ends before this byte.
fn ends_inner(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b'\\' | b',' | b';'
    ) || matches!(
        byte,
        b'&' | b'<' | b'>' | b'(' | b')' | b'{' | b'}' | b'[' | b']'
    )
}

fn ends_word(byte: u8, language: Language) -> bool {
    match language {
        Language::Batch | Language::Shell | Language::Dockerfile | Language::Make => {
            b" \t\"'`;&|<>()".contains(&byte)
        }
        _ => b" \t\"'`;&|<>()[]{},".contains(&byte),
    }
}

/// Whether the value stands in `{a: b, c: d}`: its line, up to here, opens a brace that stays open.
fn in_flow(cursor: &Cursor<'_>) -> bool {
    let before = &cursor.text[cursor.at.saturating_sub(STRING_REACH)..cursor.at];
    let line = line::last(before);
    let count = |wanted: u8| memchr::memchr_iter(wanted, line).count();
    count(b'{') > count(b'}')
}

/// A value without quotes of its own, inside a string.
pub(super) fn inside(cursor: Cursor<'_>, constant: bool) -> Option<Literal> {
    let rest = cursor.rest(LONGEST_PLAIN);
    let end = rest
        .iter()
        .position(|byte| ends_inner(*byte))
        .or((rest.len() < LONGEST_PLAIN).then_some(rest.len()))?;
    let next = rest.get(end).copied().unwrap_or(b'\n');
    // Short values inside strings are words; a value that opens something is code.
    if end < 6 || matches!(next, b'(' | b'[' | b'{') {
        return None;
    }
    // `NAME=value \` in a comment, or in a text of several lines.
    let statement = constant && next.is_ascii_whitespace();
    if !statement && !is_in_string(cursor.text, cursor.at) {
        return None;
    }
    Literal::new(cursor.at..cursor.at + end, Form::Inner)
}

/// Whether a string that began on this line is still open at `at`.
pub(super) fn is_in_string(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(STRING_REACH)..at];
    let Some(line) = memchr::memrchr(b'\n', before)
        .map(|newline| &before[newline + 1..])
        .or_else(|| (at <= STRING_REACH).then_some(before))
    else {
        return false;
    };
    let mut open = 0;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' | b'\'' | b'`' if open == 0 => open = *byte,
            _ if *byte == open => open = 0,
            _ => {}
        }
    }
    open != 0
}
