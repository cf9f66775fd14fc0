//! Names that are values themselves, with their secret beside them: `name: X` and `value: y`.

use super::cursor::Cursor;
use super::element;
use super::operator::Name;
use crate::detect::line;
use crate::language::Language;

/// Bytes of a Terraform block searched for the variable's default.
const BLOCK: usize = 300;
/// Bytes of a tag searched for the value before a name.
const TAG: usize = 256;
/// Names of what holds the value.
const HOLDERS: [&[u8]; 6] = [
    b"value",
    b"Value",
    b"val",
    b"defaultValue",
    b"ParameterValue",
    b"parameterValue",
];
/// What stands between a name and the value beside it is not longer.
const OTHER: usize = 80;
/// Other entries between the two, at most.
const MOST_OTHERS: usize = 2;

/// Moves behind the dash of the entry after a flag: `- --password` and `- value`.
fn argument(cursor: &mut Cursor<'_>, name: &Name) -> Option<()> {
    let mut ahead = *cursor;
    let flag = cursor.text[..name.range.start].ends_with(b"- --");
    (flag && ahead.skip_line_break() && ahead.eat(b"- ")).then_some(())?;
    *cursor = ahead;
    Some(())
}

/// Moves `cursor`, which stands behind the name and its quote, to the value of the entry that
/// the name names.
pub(super) fn value(cursor: &mut Cursor<'_>, name: &Name, language: Language) -> Option<()> {
    match language {
        Language::Terraform if name.quoted => {
            entry(cursor, name).or_else(|| variable_default(cursor))
        }
        Language::Java | Language::Kotlin if name.quoted => entry(cursor, name),
        Language::Xml | Language::Ini if name.quoted => attribute_before(cursor, name),
        Language::Yaml if !name.quoted && argument(cursor, name).is_some() => Some(()),
        Language::Yaml if !name.quoted && complex_key(cursor, name).is_some() => Some(()),
        Language::Yaml | Language::Json | Language::JavaScript | Language::Python => {
            entry(cursor, name).or_else(|| entry_before(cursor, name, language))
        }
        _ => None,
    }
}

/// `- name: X` and `value: y` on the next line, `{"name": "X", "value": "y"}`, `name = "X"` and
/// `value = "y"`; others may stand between the two.
fn entry(cursor: &mut Cursor<'_>, name: &Name) -> Option<()> {
    let mut ahead = *cursor;
    let apart = ahead.eat(b",") | ahead.skip_line_break();
    if !apart || !is_named(&cursor.text[..name.range.start]) {
        return None;
    }
    for _ in 0..=MOST_OTHERS {
        ahead.skip_spaces();
        let key = key(&mut ahead)?;
        if HOLDERS.contains(&key) {
            *cursor = ahead;
            return Some(());
        }
        ahead.skip(OTHER, |byte| !b",\n\r{}[]".contains(&byte));
        (ahead.eat(b",") | ahead.skip_line_break()).then_some(())?;
    }
    None
}

/// Moves behind a key and what assigns to it.
fn key<'t>(cursor: &mut Cursor<'t>) -> Option<&'t [u8]> {
    const QUOTES: &[&[u8]] = &[b"\"", b"'", b"\\\""];
    let quoted = cursor.eat_any(QUOTES);
    let start = cursor.at;
    cursor.skip(OTHER, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let key = &cursor.text[start..cursor.at];
    if quoted {
        cursor.eat_any(QUOTES).then_some(())?;
    }
    cursor.skip_spaces();
    cursor.eat_any(&[b":", b"="]).then_some(key)
}

/// `{"value": "y", "name": "X"}`, `- value: y` and `name: X` on the next line: the entry just
/// before the name. One behind it is preferred.
fn entry_before(cursor: &mut Cursor<'_>, name: &Name, language: Language) -> Option<()> {
    let before = &cursor.text[name.range.start.saturating_sub(TAG)..name.range.start];
    if !is_named(before) {
        return None;
    }
    let colon = memchr::memrchr(b':', before)?;
    let key = trimmed(&before[..colon]);
    let word = line::tail(key, u8::is_ascii_alphabetic);
    let pairs = key[..key.len() - word.len()].trim_ascii_end();
    let pairs = pairs.strip_suffix(b"\"").unwrap_or(pairs).trim_ascii_end();
    let pairs = match pairs.strip_suffix(b",") {
        Some(pairs) => pairs.trim_ascii_end(),
        // `value: y name: X` on one line is one value.
        None if language == Language::Yaml && key[pairs.len()..].contains(&b'\n') => pairs,
        None => return None,
    };
    let value = memchr::memmem::rfind(pairs, b"value")?;
    let begins = pairs[..value]
        .last()
        .is_none_or(|byte| b" \n\"'{,".contains(byte));
    let start = name.range.start - before.len();
    let mut ahead = Cursor::new(cursor.text, start + value + b"value".len());
    ahead.eat_any(&[b"\"", b"'"]);
    ahead.skip_spaces();
    if !begins || !ahead.eat(b":") {
        return None;
    }
    ahead.skip_spaces();
    // Nothing else stands between the two; and a key without a value has nothing there at all.
    let between = cursor.text.get(ahead.at..start + pairs.len())?;
    let alone = match between {
        [quote @ (b'"' | b'\''), inner @ .., close] => {
            quote == close && memchr::memchr(*quote, inner).is_none()
        }
        plain => language == Language::Yaml && !plain.iter().any(|byte| b"\n,{}".contains(byte)),
    };
    if !alone || between.is_empty() {
        return None;
    }
    *cursor = ahead;
    Some(())
}

/// `? name` and `: value` on the next line.
fn complex_key(cursor: &mut Cursor<'_>, name: &Name) -> Option<()> {
    let mut ahead = *cursor;
    let asked = cursor.text[..name.range.start].ends_with(b"? ");
    (asked && ahead.skip_line_break() && ahead.eat(b": ")).then_some(())?;
    *cursor = ahead;
    Some(())
}

/// `value="y" name="X"`: the same tag's attribute, before the name. One behind it is preferred.
fn attribute_before(cursor: &mut Cursor<'_>, name: &Name) -> Option<()> {
    let before = &cursor.text[name.range.start.saturating_sub(TAG)..name.range.start];
    let tag = &before[memchr::memrchr2(b'<', b'>', before)?..];
    let is_named = [
        b"name=\"".as_slice(),
        b"key=\"",
        b"Name=\"",
        b"name='",
        b"key='",
    ]
    .iter()
    .any(|attribute| tag.ends_with(attribute));
    if tag[0] != b'<' || !is_named {
        return None;
    }
    let mut ahead = *cursor;
    if ahead.skip_spaces() > 0 && element::attribute(&mut ahead) {
        return None;
    }
    let value =
        memchr::memmem::find(tag, b" value=").or_else(|| memchr::memmem::find(tag, b" Value="))?;
    cursor.at = name.range.start - tag.len() + value + b" value=".len();
    Some(())
}

/// Whether `before` ends in `name: ` or the like, quotes aside.
fn is_named(before: &[u8]) -> bool {
    let before = &before[before.len().saturating_sub(24)..];
    let before = trimmed(before);
    let assigned = before
        .strip_suffix(b":")
        .or_else(|| before.strip_suffix(b"="));
    assigned.is_some_and(|rest| {
        let rest = trimmed(rest);
        [b"name".as_slice(), b"Name", b"key", b"Key"]
            .iter()
            .any(|word| rest.ends_with(word))
    })
}

/// `text` without the quotes and spaces that it ends in.
fn trimmed(text: &[u8]) -> &[u8] {
    let last = text
        .iter()
        .rposition(|byte| !matches!(byte, b'"' | b'\'' | b'\\' | b' '));
    &text[..last.map_or(0, |at| at + 1)]
}

/// `variable "x" { default = "y" }`.
fn variable_default(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.skip_spaces();
    let block = cursor.rest(BLOCK);
    let end = memchr::memchr(b'}', block).filter(|_| block[0] == b'{')?;
    let mut default = *cursor;
    default.at += memchr::memmem::find(&block[..end], b"default")? + b"default".len();
    default.skip_spaces();
    default.eat(b"=").then_some(())?;
    *cursor = default;
    Some(())
}
