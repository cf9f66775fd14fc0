//! Elements whose tags have attributes: `<password type="plain">…</password>`.

use super::cursor::Cursor;
use super::element::{LONGEST_PREFIX, MOST_ATTRIBUTES, prefix};
use super::operator::Name;
use crate::language::Language;

/// Bytes of an attribute's value, at most.
const LONGEST_VALUE: usize = 128;

/// Moves behind the rest of a tag that has attributes: `<name type="plain">`, `<setting name="name" a="b">`.
pub(super) fn opens(cursor: &mut Cursor<'_>, name: &Name, language: Language) -> bool {
    let before = &cursor.text[..prefix(cursor.text, name.range.start)];
    let is_tag = !name.quoted && before.ends_with(b"<");
    if !(is_tag || name.quoted && language == Language::Xml) {
        return false;
    }
    let mut ahead = *cursor;
    for _ in 0..=MOST_ATTRIBUTES {
        let named = ahead.skip(LONGEST_PREFIX, |byte| {
            byte.is_ascii_alphanumeric() || b"_-:.".contains(&byte)
        });
        // A value among the attributes is the name's.
        let is_value = cursor.text[..ahead.at].ends_with(b"alue");
        if named == 0 || is_value || !ahead.eat(b"=\"") {
            return false;
        }
        ahead.skip(LONGEST_VALUE, |byte| !matches!(byte, b'"' | b'\n' | b'<'));
        if !ahead.eat(b"\"") {
            return false;
        }
        if ahead.eat(b">") {
            *cursor = ahead;
            return true;
        }
        if ahead.skip_spaces() == 0 {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(text: &str) -> Option<&str> {
        let start = text.find("name").unwrap();
        let mut cursor = Cursor::new(text.as_bytes(), start + 4);
        let name = Name {
            range: start..start + 4,
            quoted: cursor.eat(b"\""),
        };
        cursor.skip_spaces();
        opens(&mut cursor, &name, Language::Xml).then(|| &text[cursor.at..])
    }

    #[test]
    fn attributes_stand_between_a_name_and_its_value() {
        for text in [
            "<name type=\"plain\">v",
            "<ns:name a=\"b\" c:d=\"e\">v",
            "<setting name=\"name\" serializeAs=\"String\">v",
        ] {
            let text = text.replacen("<setting name=", "<setting x=", 1);
            assert_eq!(behind(&text), Some("v"), "{text}");
        }
        for text in [
            "<a name type=\"plain\">v",
            "<name type=\"plain\"/>",
            "<name value=\"v\">x",
            "<name a=b>v",
            "<name",
        ] {
            assert_eq!(behind(text), None, "{text}");
        }
    }
}
