//! What stands in maps and lists: the values under their keys, in brackets, in a block of YAML, in
//! a table of TOML.

use std::ops::Range;

use super::cursor::Cursor;
use super::quoted;
use crate::detect::work;
use crate::language::Language;

/// Leaves that are read, at most.
const MOST: usize = 64;
/// A key is not longer, nor the spaces between two things.
const LONGEST_KEY: usize = 128;

/// A scalar in a map or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Leaf {
    /// Its key, without quotes; empty in a list.
    pub(in crate::detect) key: Range<usize>,
    /// The value, inside its quotes.
    pub(in crate::detect) value: Range<usize>,
}

/// Those between the bracket that ends before `at` and the one that closes it, no more than `reach`
/// bytes away, and where that stands. What is nested is passed over.
pub(in crate::detect) fn enclosed(
    text: &[u8],
    at: usize,
    reach: usize,
    language: Language,
) -> (Vec<Leaf>, Option<usize>) {
    let mut cursor = Cursor::new(&text[..text.len().min(at + reach)], at);
    let mut leaves = Vec::new();
    let mut key = 0..0;
    while leaves.len() < MOST {
        space(&mut cursor);
        let start = cursor.at;
        let scalar = match cursor.peek() {
            b'}' | b']' | b')' => return (leaves, Some(start)),
            0 => break,
            b',' => {
                cursor.at += 1;
                key = 0..0;
                continue;
            }
            _ => {
                if let Some(literal) = quoted::quoted(cursor, language) {
                    cursor.at = literal.behind;
                    Some(literal.range)
                } else {
                    cursor.skip(LONGEST_KEY, in_key);
                    Some(start..cursor.at).filter(|word| !word.is_empty())
                }
            }
        };
        let is_word = scalar.as_ref().is_some_and(|scalar| scalar.start == start);
        cursor.skip_spaces();
        if let Some(scalar) = &scalar
            && key.is_empty()
            && eat_link(&mut cursor)
        {
            key = scalar.clone();
            continue;
        }
        let ends = matches!(
            cursor.peek(),
            b',' | b'}' | b']' | b')' | b';' | b'\r' | b'\n' | b'#' | b'/'
        ) || language == Language::Shell;
        if let Some(value) = scalar
            && ends
            && (!is_word || language == Language::Yaml)
        {
            leaves.push(Leaf { key, value });
        } else if !pass(&mut cursor) {
            break;
        }
        key = 0..0;
    }
    (leaves, None)
}

/// Those of a block of YAML: the lines from `at` on, no more than `reach` bytes, that are further
/// in than `indent`.
pub(in crate::detect) fn block(text: &[u8], at: usize, reach: usize, indent: usize) -> Vec<Leaf> {
    let end = text.len().min(at + reach);
    work::read(end - at);
    let mut leaves = Vec::new();
    let mut depth = None;
    let mut start = at;
    while start < end && leaves.len() < MOST {
        let rest = &text[start..end];
        let Some(length) =
            memchr::memchr(b'\n', rest).or((end == text.len()).then_some(rest.len()))
        else {
            break;
        };
        let line = &rest[..length];
        let begin = start;
        start += length + 1;
        let inner = line.trim_ascii_start();
        if matches!(inner, [] | [b'#', ..]) {
            continue;
        }
        let column = line.len() - inner.len();
        let is_item = inner.starts_with(b"- ");
        if column < indent + usize::from(!is_item) || column < *depth.get_or_insert(column) {
            break;
        }
        if Some(column) == depth {
            leaves.extend(of_line(
                text,
                begin + column..begin + line.trim_ascii_end().len(),
            ));
        }
    }
    leaves
}

/// The leaf on a line of a block: `key: value`, `- value`.
fn of_line(text: &[u8], line: Range<usize>) -> Option<Leaf> {
    let mut cursor = Cursor::new(&text[..line.end], line.start);
    let mut key = 0..0;
    if cursor.eat(b"- ") {
        cursor.skip_spaces();
    } else {
        let quote = cursor.eat_any(&[b"\"", b"'"]);
        let start = cursor.at;
        cursor.skip(LONGEST_KEY, |byte| in_key(byte) || quote && byte == b' ');
        key = start..cursor.at;
        if quote {
            cursor.eat_any(&[b"\"", b"'"]).then_some(())?;
        }
        (cursor.eat(b":") && cursor.skip_spaces() > 0).then_some(())?;
    }
    if let Some(literal) = quoted::quoted(cursor, Language::Yaml) {
        cursor.at = literal.behind;
        cursor.skip_spaces();
        return matches!(cursor.peek(), 0 | b'#').then_some(Leaf {
            key,
            value: literal.range,
        });
    }
    let value = &text[cursor.at..line.end];
    let end = memchr::memmem::find(value, b" #").unwrap_or(value.len());
    let value = value[..end].trim_ascii_end();
    let is_plain = value
        .first()
        .is_some_and(|byte| !b"|>{}[]&*!#\"'%@`".contains(byte))
        && memchr::memmem::find(value, b": ").is_none()
        && !value.ends_with(b":");
    is_plain.then_some(Leaf {
        key,
        value: cursor.at..cursor.at + value.len(),
    })
}

/// Those of a table of TOML: the lines from `at` on, no more than `reach` bytes, up to the next
/// table.
pub(in crate::detect) fn table(text: &[u8], at: usize, reach: usize) -> Vec<Leaf> {
    let mut cursor = Cursor::new(&text[..text.len().min(at + reach)], at);
    let mut leaves = Vec::new();
    while leaves.len() < MOST && cursor.at < cursor.text.len() {
        cursor.skip_spaces();
        if cursor.peek() == b'[' {
            break;
        }
        let quoted_key = cursor.eat_any(&[b"\"", b"'"]);
        let start = cursor.at;
        cursor.skip(LONGEST_KEY, in_key);
        let key = start..cursor.at;
        if quoted_key {
            cursor.eat_any(&[b"\"", b"'"]);
        }
        cursor.skip_spaces();
        if !key.is_empty() && cursor.eat(b"=") {
            cursor.skip_spaces();
            if let Some(literal) = quoted::quoted(cursor, Language::Toml) {
                cursor.at = literal.behind;
                leaves.push(Leaf {
                    key,
                    value: literal.range,
                });
            }
        }
        let rest = cursor.rest(reach);
        work::read(rest.len().min(LONGEST_KEY));
        cursor.at += memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    }
    leaves
}

/// Moves over what links a key and its value.
fn eat_link(cursor: &mut Cursor<'_>) -> bool {
    !(cursor.peek() == b':' && cursor.ahead(1) == b':' || cursor.rest(2) == b"==")
        && cursor.eat_any(&[b"=>", b":", b"="])
}

/// Moves over a value that is no scalar, up to where it ends; whether it does.
fn pass(cursor: &mut Cursor<'_>) -> bool {
    let mut depth = 0_usize;
    let mut quote = 0;
    while cursor.at < cursor.text.len() {
        let byte = cursor.peek();
        match byte {
            b'\\' => cursor.at += 1,
            b'"' | b'\'' | b'`' if quote == 0 => quote = byte,
            _ if quote != 0 && (byte == quote || byte == b'\n') => quote = 0,
            _ if quote != 0 => {}
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' | b',' | b'\n' if depth == 0 => return true,
            b'}' | b']' | b')' => depth -= 1,
            _ => {}
        }
        cursor.at += 1;
        work::read(1);
    }
    false
}

/// Moves over white space and comments.
fn space(cursor: &mut Cursor<'_>) {
    loop {
        cursor.skip(LONGEST_KEY, |byte| byte.is_ascii_whitespace());
        if !matches!(cursor.rest(2), [b'#', ..] | b"//") {
            return;
        }
        let rest = cursor.rest(cursor.text.len());
        cursor.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }
}

fn in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.@+$/".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, leaves: Vec<Leaf>) -> Vec<(&str, &str)> {
        let each = leaves.into_iter();
        each.map(|leaf| (&text[leaf.key], &text[leaf.value]))
            .collect()
    }

    #[test]
    fn brackets_hold_keys_and_values() {
        let all = [("a", "v1"), ("b-c", "v2")];
        for (language, text) in [
            (Language::Json, "{\"a\": \"v1\", \"b-c\": \"v2\"}"),
            (
                Language::Json,
                "{\n  \"a\":\"v1\",\n  \"n\": {\"x\": [1, \"}\"]},\n  \"b-c\":\"v2\"\n}",
            ),
            (
                Language::Json,
                "{\"a\": null, \"a\": \"v1\", \"n\": 12, \"b-c\": \"v2\"}",
            ),
            (
                Language::JavaScript,
                "{ a: 'v1', // one\n  n: f('x', {y: 2}), 'b-c': `v2` };",
            ),
            (
                Language::Python,
                "{\n    'a': 'v1',  # one\n    'b-c': 'v2',\n}",
            ),
            (
                Language::Terraform,
                "{\n  a = \"v1\"\n  n = var.x\n  \"b-c\" = \"v2\"\n}",
            ),
            (Language::Php, "['a' => 'v1', 'n' => $x, 'b-c' => 'v2'];"),
            (Language::Yaml, "{a: v1, b-c: v2}"),
        ] {
            let (leaves, end) = enclosed(text.as_bytes(), 1, 400, language);
            assert_eq!(said(text, leaves), all, "{text}");
            assert!(
                end.is_some_and(|end| b"}]".contains(&text.as_bytes()[end])),
                "{text}"
            );
        }
    }

    #[test]
    fn lists_hold_values() {
        for (language, text) in [
            (Language::JavaScript, "['v1', 'v2']"),
            (
                Language::Python,
                "[\n  'v1',\n  f('x'),\n  {'a': 'b'},\n  'v2'\n]",
            ),
            (Language::Yaml, "[v1, 'v2']"),
        ] {
            let (leaves, _) = enclosed(text.as_bytes(), 1, 400, language);
            assert_eq!(said(text, leaves), [("", "v1"), ("", "v2")], "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_has_no_end() {
        for text in ["{'a': 'v1'", "{'a': {'b': ", "{", "{'a"] {
            let (_, end) = enclosed(text.as_bytes(), 1, 400, Language::Python);
            assert_eq!(end, None, "{text}");
        }
        let (leaves, end) = enclosed(b"{a: 'v1', b: 'v2'}", 1, 9, Language::Yaml);
        assert_eq!((leaves.len(), end), (1, None));
    }

    #[test]
    fn blocks_last_as_long_as_lines_are_further_in() {
        let text = "p:\n  # one\n  a: v1  # x\n\n  n:\n    x: y\n  'b c': \"v2\"\nq: r\n";
        assert_eq!(
            said(text, block(text.as_bytes(), 3, 400, 0)),
            [("a", "v1"), ("b c", "v2")]
        );
        let text = "  p:\n  - v1\n  - 'v2'\n  - n: x\n  q: r\n";
        assert_eq!(
            said(text, block(text.as_bytes(), 5, 400, 2)),
            [("", "v1"), ("", "v2")]
        );
        let text = "p:\n  a: |\n    x: y\n  b: &n v\n  c: *n\n  d: {e: f}\n  g: h: i\n";
        assert_eq!(said(text, block(text.as_bytes(), 3, 400, 0)), []);
    }

    #[test]
    fn tables_last_until_the_next_one() {
        let text = "a = \"v1\"\n# b = \"x\"\nn = 12\n\"b-c\" = 'v2' # y\n\n[t]\nd = \"z\"\n";
        assert_eq!(
            said(text, table(text.as_bytes(), 0, 400)),
            [("a", "v1"), ("b-c", "v2")]
        );
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "[{}a-c:,\"\\[\\]()'\\\\\n =>v#/-]{0,60}") {
            let bytes = text.as_bytes();
            for language in [Language::Yaml, Language::JavaScript] {
                let (leaves, _) = enclosed(bytes, 0, 40, language);
                said(&text, leaves);
            }
            said(&text, block(bytes, 0, 40, 0));
            said(&text, table(bytes, 0, 40));
        }
    }
}
