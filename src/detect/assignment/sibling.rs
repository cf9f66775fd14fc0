//! Names that are values themselves, with their secret beside them: `name: X` and `value: y`.

use super::cursor::Cursor;
use super::element;
use super::operator::Name;
use crate::language::Language;

/// Bytes of a Terraform block searched for the variable's default.
const BLOCK: usize = 300;
/// Bytes of a tag searched for the value before a name.
const TAG: usize = 256;
/// Names of what holds the value.
const HOLDERS: [&[u8]; 4] = [b"value", b"Value", b"val", b"defaultValue"];

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
        Language::Terraform if name.quoted => variable_default(cursor),
        Language::Xml | Language::Ini if name.quoted => attribute_before(cursor, name),
        Language::Yaml if !name.quoted && argument(cursor, name).is_some() => Some(()),
        Language::Yaml | Language::Json | Language::JavaScript | Language::Python => {
            entry(cursor, name)
        }
        _ => None,
    }
}

/// `- name: X` and `value: y` on the next line, `{"name": "X", "value": "y"}`.
fn entry(cursor: &mut Cursor<'_>, name: &Name) -> Option<()> {
    let mut ahead = *cursor;
    let comma = ahead.eat(b",");
    let broken = ahead.skip_line_break();
    if !comma && !broken || !is_named(&cursor.text[..name.range.start]) {
        return None;
    }
    ahead.skip_spaces();
    let quoted = ahead.eat_any(&[b"\"", b"'", b"\\\""]);
    ahead.eat_any(&HOLDERS).then_some(())?;
    if quoted {
        ahead.eat_any(&[b"\"", b"'", b"\\\""]).then_some(())?;
    }
    ahead.eat(b":").then_some(())?;
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
    trimmed(before).strip_suffix(b":").is_some_and(|rest| {
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
