//! Passwords in a map from users: `PASSWORDS = {"admin": "…", "backup": "…"}`.

use std::ops::Range;

use super::collection::{named, opened};
use super::cursor::Cursor;
use super::literal::Form;
use super::operator::Operator;
use super::{Assignment, Stem, quoted};
use crate::language::Language;

/// What follows the stem `pass` in the name of such a map.
const REST: &[u8] = b"words";
/// Entries that are read, at most.
const MOST: usize = 64;
/// Bytes of a user's name, and of spaces round one.
const LONGEST_USER: usize = 64;
/// How maps begin, and what may stand before that.
const TYPES: [&[u8]; 4] = [b"map[string]string", b"array", b"dict", b"Map.of"];

/// The passwords in the map that is called by the name that holds `stem`; `None`: no
/// map begins there.
pub(super) fn by_user(text: &[u8], stem: &Stem, language: Language) -> Option<Vec<Assignment>> {
    let name = named(text, stem, &[REST]);
    name.and_then(|name| read(text, name, language))
}

fn read(text: &[u8], name: &Range<usize>, language: Language) -> Option<Vec<Assignment>> {
    let mut cursor = opened(text, name, &TYPES)?;
    let mut entries = Vec::new();
    while entries.len() < MOST {
        let Some(value) = entry(&mut cursor, language) else {
            break;
        };
        entries.push(Assignment {
            name: name.clone(),
            value,
            operator: Operator::Entry,
            form: Form::Quoted,
        });
    }
    Some(entries)
}

/// Moves over `"user": "value",`; where the value stands.
fn entry(cursor: &mut Cursor<'_>, language: Language) -> Option<Range<usize>> {
    space(cursor);
    let quoted_user = cursor.eat_any(&[b"\"", b"'"]);
    let in_user = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.@+".contains(&byte);
    (cursor.skip(LONGEST_USER, in_user) > 0).then_some(())?;
    if quoted_user {
        cursor.eat_any(&[b"\"", b"'"]).then_some(())?;
    }
    space(cursor);
    cursor.eat_any(&[b"=>", b":", b"="]).then_some(())?;
    space(cursor);
    let value = quoted::quoted(*cursor, language)?;
    cursor.at = value.behind;
    space(cursor);
    cursor.eat(b",");
    Some(value.range)
}

fn space(cursor: &mut Cursor<'_>) {
    cursor.skip(LONGEST_USER, |byte| byte.is_ascii_whitespace());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, language: Language) -> Vec<&str> {
        let at = text.to_ascii_lowercase().find("pass").unwrap();
        by_user(
            text.as_bytes(),
            &Stem::new(text.as_bytes(), at..at + 4),
            language,
        )
        .unwrap_or_default()
        .into_iter()
        .map(|found| &text[found.value])
        .collect()
    }

    #[test]
    fn every_entry_of_a_map_is_a_password() {
        for (language, text) in [
            (
                Language::Python,
                "PASSWORDS = {\"admin\": \"tr0ub\", \"ops\": \"h4ll0\"}",
            ),
            (
                Language::Python,
                "user_passwords = {\n    'admin': 'tr0ub',\n    'ops': 'h4ll0',\n}",
            ),
            (
                Language::JavaScript,
                "const passwords = { admin: 'tr0ub', ops: 'h4ll0' };",
            ),
            (
                Language::Json,
                "\"passwords\": {\"admin\": \"tr0ub\", \"ops\": \"h4ll0\"}",
            ),
            (
                Language::Php,
                "$passwords = array('admin' => 'tr0ub', 'ops' => 'h4ll0');",
            ),
            (
                Language::Php,
                "$passwords = ['admin' => 'tr0ub', 'ops' => 'h4ll0'];",
            ),
            (
                Language::Go,
                "passwords := map[string]string{\"admin\": \"tr0ub\", \"ops\": \"h4ll0\"}",
            ),
        ] {
            assert_eq!(said(text, language), ["tr0ub", "h4ll0"], "{text}");
        }
    }

    #[test]
    fn other_lists_hold_no_entries() {
        for text in [
            "passwords = [\"admin\", \"root\"]",
            "passwords = load({\"a\": \"b\"})",
            "password = {\"a\": \"b\"}",
            "passwordsOf({\"a\": \"b\"})",
            "passwords",
            "passwords = {",
        ] {
            assert!(said(text, Language::Python).is_empty(), "{text}");
        }
    }
}
