//! Secrets in lists that are called after them: `API_KEYS = ["…", "…"]`.

use std::ops::Range;

use super::collection::{named, opened};
use super::literal::Form;
use super::operator::Operator;
use super::{Assignment, Stem, quoted};
use crate::language::Language;

/// Elements that are read, at most.
const MOST: usize = 64;
/// Bytes between two of them, at most.
const APART: usize = 64;
/// What may follow a stem in the name of a list.
const PLURALS: [&[u8]; 2] = [b"s", b"words"];
/// How lists begin, behind the operator.
const TYPES: &[&[u8]] = &[
    b"[]string",
    b"new String[]",
    b"new string[]",
    b"vec!",
    b"array",
    b"&",
];

/// The elements of the list that is called by the name that holds `stem`. Lists are long and of all
/// kinds: only what looks like nothing else counts. `None`: no list begins there.
pub(super) fn listed(text: &[u8], stem: &Stem, language: Language) -> Option<Vec<Assignment>> {
    let name = named(text, stem, &PLURALS);
    name.and_then(|name| read(text, name, language))
}

fn read(text: &[u8], name: &Range<usize>, language: Language) -> Option<Vec<Assignment>> {
    let mut cursor = opened(text, name, TYPES)?;
    let mut elements = Vec::new();
    while elements.len() < MOST {
        cursor.skip(APART, |byte| byte.is_ascii_whitespace());
        let Some(literal) = quoted::quoted(cursor, language) else {
            break;
        };
        if quoted::is_key(text, literal.behind) {
            break;
        }
        cursor.at = literal.behind;
        elements.push(Assignment {
            name: name.clone(),
            value: literal.range,
            operator: Operator::Assign,
            form: Form::Chosen,
        });
        let spaces = cursor.skip(APART, |byte| byte.is_ascii_whitespace());
        if !(cursor.eat(b",") || language == Language::Shell && spaces > 0) {
            break;
        }
    }
    Some(elements)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, language: Language) -> Vec<&str> {
        let at = text.to_ascii_lowercase().find("key").unwrap();
        listed(
            text.as_bytes(),
            &Stem::new(text.as_bytes(), at..at + 3),
            language,
        )
        .unwrap_or_default()
        .into_iter()
        .map(|found| &text[found.value])
        .collect()
    }

    #[test]
    fn every_element_of_a_list_is_read() {
        for (language, text) in [
            (Language::Python, "api_keys = [\"v1\", 'v2']"),
            (
                Language::Python,
                "API_KEYS = (\n    \"v1\",\n    \"v2\",\n)",
            ),
            (Language::Json, "\"api_keys\": [\"v1\", \"v2\"]"),
            (Language::Go, "apiKeys := []string{\"v1\", \"v2\"}"),
            (Language::Shell, "API_KEYS=(\"v1\" 'v2')"),
            (Language::Java, "String[] keys = {\"v1\", \"v2\"};"),
        ] {
            assert_eq!(said(text, language), ["v1", "v2"], "{text}");
        }
    }

    #[test]
    fn other_lists_are_not_called_after_secrets() {
        for text in [
            "api_key = [\"v1\"]",
            "api_keys_of([\"v1\"])",
            "api_keys = {\"v1\": \"v2\"}",
            "api_keys = f(\"v1\")",
            "api_keys",
        ] {
            assert!(said(text, Language::Python).is_empty(), "{text}");
        }
    }
}
