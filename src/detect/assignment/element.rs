//! Names and values in tags: `<name>value</name>`, `key="name" value="…"`.

use super::cursor::Cursor;
use super::operator::{Name, Operator};
use crate::detect::line;
use crate::language::Language;

/// A tag's namespace is not longer.
pub(super) const LONGEST_PREFIX: usize = 24;
/// Attributes between a name and its value, at most.
pub(super) const MOST_ATTRIBUTES: usize = 3;

/// `>`: behind `<name` or `<x name="name"`.
pub(super) fn element(
    cursor: &mut Cursor<'_>,
    name: &Name,
    language: Language,
) -> Option<Operator> {
    let opens = if name.quoted {
        language == Language::Xml
    } else {
        // Not `(?<name>…)`.
        let before = &cursor.text[..prefix(cursor.text, name.range.start)];
        before.ends_with(b"<") && !before.ends_with(b"?<") && !before.ends_with(b"?P<")
    };
    (opens && cursor.eat(b">")).then_some(Operator::Element)
}

/// Where the namespace before a tag's name begins: `<db:password>`.
pub(super) fn prefix(text: &[u8], name: usize) -> usize {
    let before = &text[name.saturating_sub(LONGEST_PREFIX)..name];
    let Some(space) = before.strip_suffix(b":") else {
        return name;
    };
    let length = line::tail(space, u8::is_ascii_alphanumeric).len();
    name - 1 - length
}

/// `<key>name</key><string>value`, as in property lists.
pub(super) fn sibling_element(cursor: &mut Cursor<'_>) -> Option<Operator> {
    let text = cursor.text;
    let tag = |cursor: &mut Cursor<'_>| {
        let start = cursor.at;
        cursor.skip(16, |byte| byte.is_ascii_alphanumeric());
        &text[start..cursor.at]
    };
    cursor.eat(b"</").then_some(())?;
    let key = tag(cursor);
    cursor.eat(b">").then_some(())?;
    cursor.skip_line_break();
    cursor.eat(b"<").then_some(())?;
    // One more of the same kind is the next word of a list.
    let differs = tag(cursor) != key;
    (differs && cursor.eat(b">")).then_some(Operator::Element)
}

/// Moves behind `value=` of `key="name" value="…"`, over the attributes between the two, which may
/// stand on lines of their own.
pub(super) fn attribute(cursor: &mut Cursor<'_>) -> bool {
    cursor.skip_line_break();
    for _ in 0..=MOST_ATTRIBUTES {
        // `android:value=`
        let start = cursor.at;
        cursor.skip(LONGEST_PREFIX, |byte| byte.is_ascii_alphanumeric());
        if !cursor.eat(b":") {
            cursor.at = start;
        }
        if cursor.eat_any(&[b"value=", b"Value=", b"content=", b"val="]) {
            return true;
        }
        let named = cursor.skip(16, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if named == 0 || !cursor.eat(b"=\"") {
            return false;
        }
        cursor.skip(48, |byte| !matches!(byte, b'"' | b'\n' | b'<'));
        let apart = cursor.eat(b"\"") && (cursor.skip_line_break() || cursor.skip_spaces() > 0);
        if !apart {
            return false;
        }
    }
    false
}
