//! Values in objects of their own: `"password": {"value": "…"}`, `default: …` on the next line.

use super::cursor::Cursor;
use crate::detect::line;
use crate::language::Language;

/// Keys whose value is that of the name above them.
const HOLDERS: &[&[u8]] = &[
    b"value",
    b"Value",
    b"default",
    b"Default",
    b"defaultValue",
    b"DefaultValue",
    b"S",
];
/// Keys of such an object that are read, at most, and bytes of what else stands in it.
const MOST_KEYS: usize = 4;
const LONGEST_KEY: usize = 24;
const LONGEST_OTHER: usize = 80;
/// Bytes of indentation.
const LONGEST_INDENT: usize = 64;

/// Moves `cursor`, which stands at a `{`, to the value that the object is there for.
pub(super) fn enter(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    if !ahead.eat(b"{") {
        return;
    }
    for _ in 0..MOST_KEYS {
        space(&mut ahead);
        let Some(key) = key(&mut ahead) else {
            return;
        };
        if HOLDERS.contains(&key) {
            space(&mut ahead);
            *cursor = ahead;
            return;
        }
        let next = |byte: u8| !matches!(byte, b',' | b'{' | b'}' | b'[' | b'\n' | b'(');
        ahead.skip(LONGEST_OTHER, next);
        if !ahead.eat(b",") {
            return;
        }
    }
}

/// Moves `cursor`, which stands behind a YAML key's colon, to the value on a line below it: alone
/// on the next one, or under a key of its own.
pub(super) fn descend(cursor: &mut Cursor<'_>, name: usize, language: Language) {
    let mut ahead = *cursor;
    if language != Language::Yaml || !matches!(cursor.peek(), b'\n' | b'\r') {
        return;
    }
    let Some(indent) = indent(cursor.text, name) else {
        return;
    };
    for at in 0..MOST_KEYS {
        ahead.eat(b"\r");
        if !ahead.eat(b"\n") || ahead.skip(LONGEST_INDENT, |byte| byte == b' ') <= indent {
            return;
        }
        let mut inner = ahead;
        match key(&mut inner) {
            Some(key) if HOLDERS.contains(&key) => {
                inner.skip_spaces();
                *cursor = inner;
                return;
            }
            Some(_) => {}
            None if at == 0 && is_alone(&ahead) => {
                *cursor = ahead;
                return;
            }
            None => return,
        }
        ahead.skip(LONGEST_OTHER, |byte| byte != b'\n' && byte != b'\r');
    }
}

/// Whether a scalar stands next and nothing else on its line.
fn is_alone(cursor: &Cursor<'_>) -> bool {
    let rest = cursor.rest(LONGEST_OTHER);
    let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    let begins = line
        .first()
        .is_some_and(|byte| !b"-#[{!&*?|>".contains(byte));
    begins && memchr::memmem::find(line, b": ").is_none() && !line.trim_ascii_end().ends_with(b":")
}

/// How far the line of the name at `at` is indented; `None`: something else stands before it.
fn indent(text: &[u8], at: usize) -> Option<usize> {
    let line = line::before(text, at, LONGEST_INDENT);
    line.iter()
        .all(|byte| b" -\"'".contains(byte))
        .then_some(line.len())
}

/// Moves behind a key and its colon.
fn key<'t>(cursor: &mut Cursor<'t>) -> Option<&'t [u8]> {
    let mut ahead = *cursor;
    let quoted = ahead.eat_any(&[b"\\\"", b"\"", b"'"]);
    let start = ahead.at;
    ahead.skip(LONGEST_KEY, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    let key = &ahead.text[start..ahead.at];
    if key.is_empty() || quoted && !ahead.eat_any(&[b"\\\"", b"\"", b"'"]) {
        return None;
    }
    ahead.skip_spaces();
    ahead.eat(b":").then_some(())?;
    *cursor = ahead;
    Some(key)
}

fn space(cursor: &mut Cursor<'_>) {
    cursor.skip(LONGEST_INDENT, |byte| byte.is_ascii_whitespace());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(text: &str) -> &str {
        let mut cursor = Cursor::new(text.as_bytes(), 0);
        enter(&mut cursor);
        &text[cursor.at..]
    }

    fn descended(text: &str) -> &str {
        let name = text.find("name").unwrap();
        let mut cursor = Cursor::new(text.as_bytes(), name + 5);
        descend(&mut cursor, name, Language::Yaml);
        &text[cursor.at..]
    }

    #[test]
    fn objects_hold_the_value_of_their_name() {
        for text in [
            "{\"value\": 'v'",
            "{ \"type\": \"securestring\", \"defaultValue\": 'v'",
            "{\n  type: String,\n  default: 'v'",
            "{\\\"value\\\": 'v'",
            "{\"S\":'v'",
        ] {
            assert_eq!(entered(text), "'v'", "{text}");
        }
        for text in [
            "{\"a\": {\"value\": 'v'}}",
            "{\"a\": [1, 'v']}",
            "{}",
            "{value",
            "'v'",
            "{a, value: 1}",
        ] {
            assert_eq!(entered(text), text, "{text}");
        }
    }

    #[test]
    fn values_stand_below_a_key() {
        for text in [
            "name:\n  v1",
            "  name:\r\n    v1",
            "- name:\n    v1",
            "name:\n  value: v1",
            "name:\n  Type: String\n  NoEcho: true\n  Default: v1",
        ] {
            assert_eq!(descended(text), "v1", "{text}");
        }
        for text in [
            "name:\n  - v1",
            "name:\nv1",
            "name:\n  a: v1\n  b: v2\nvalue: v3",
            "name:\n  a:\n    b",
            "name:\n  # v1",
            "x: {name:\n  v1",
            "name: v1",
        ] {
            let rest = &text[text.find("name").unwrap() + 5..];
            assert_eq!(descended(text), rest, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "[{}a-c:,\"\\\\\n value-]{0,60}") {
            entered(&text);
            descended(&format!("name:{text}"));
        }
    }
}
