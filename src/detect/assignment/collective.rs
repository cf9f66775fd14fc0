//! Secrets in maps and lists that are called after them: `API_KEYS = ["…", "…"]`,
//! `passwords: {admin: "…"}`, `[secrets]`.

use std::ops::Range;

use super::collection::{named, opened};
use super::leaf::{self, Leaf};
use super::literal::Form;
use super::operator::Operator;
use super::{Assignment, Cursor, Stem, name};
use crate::detect::{line, named, word};
use crate::language::Language;

/// Bytes of a map or a list that are read.
const REACH: usize = 4 << 10;
/// What may follow a stem in the name of many.
const PLURALS: [&[u8]; 2] = [b"s", b"words"];
/// How maps and lists begin, behind the operator.
const TYPES: &[&[u8]] = &[
    b"[]string",
    b"map[string]string",
    b"new String[]",
    b"new string[]",
    b"vec!",
    b"array",
    b"dict",
    b"Map.of",
    b"&",
];
/// What is called by such a plural and no more has so many bytes.
const SHORTEST: usize = 16;
/// Bytes of a line before a name.
const INDENT: usize = 64;
/// What ends the keys of what is no secret beside others that are.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "email", "file", "host", "label", "login", "name", "path", "pub", "public", "type", "url", "user",
    "username",
];

/// Whether the name that holds `stem` is the plural of one that `tells`, which may be too vague to
/// tell of any but what it holds: `keys: [`.
pub(super) fn may_tell(
    text: &[u8],
    stem: &Stem,
    mut tells: impl FnMut(&Range<usize>) -> bool,
) -> bool {
    named(text, stem, &PLURALS[..1]).is_some_and(|name| {
        let behind = text.get(name.end);
        let may_hold = behind.is_some_and(|byte| b" :=\"']".contains(byte));
        may_hold && tells(&(name.start..stem.at.end))
    })
}

/// The values in the map or the list that is called by the name that holds `stem`; `None`: that is
/// no plural, and no more was looked at than the name. Of what is no password only what
/// looks like nothing else counts.
pub(super) fn held(text: &[u8], stem: &Stem, language: Language) -> Option<Vec<Assignment>> {
    let whole = named(text, stem, &PLURALS)?;
    if name::are_refused(&text[whole.clone()]) {
        return Some(Vec::new());
    }
    let leaves = leaves(text, whole, language).unwrap_or_default();
    let is_plain = text[stem.at.end..whole.end].eq_ignore_ascii_case(PLURALS[1]);
    // `keys` says little, but each of them is a key.
    let name = if is_plain {
        whole.clone()
    } else {
        whole.start..stem.at.end
    };
    // `tokens` alone are pieces of a text, too.
    let least = if whole.start == stem.at.start {
        SHORTEST
    } else {
        0
    };
    let counts = |leaf: &Leaf| is_plain || leaf.value.len() >= least && may_be_secret(text, leaf);
    let each = leaves.into_iter().filter(counts).map(|leaf| {
        let (operator, form) = if is_plain && !leaf.key.is_empty() {
            (Operator::Entry, Form::Quoted)
        } else {
            (Operator::Assign, Form::Chosen)
        };
        Assignment {
            name: name.clone(),
            value: leaf.value,
            operator,
            form,
        }
    });
    Some(each.collect())
}

fn leaves(text: &[u8], name: &Range<usize>, language: Language) -> Option<Vec<Leaf>> {
    if let Some(cursor) = opened(text, name, TYPES) {
        return Some(leaf::enclosed(text, cursor.at, REACH, language).0);
    }
    let mut cursor = Cursor::new(text, name.end);
    let before = line::before(text, name.start, INDENT);
    match language {
        Language::Yaml if before.iter().all(|byte| b" -\"'".contains(byte)) => {
            cursor.eat_any(&[b"\"", b"'"]);
            cursor.eat(b":").then_some(())?;
            let indent = before.iter().filter(|byte| b" -".contains(byte)).count();
            let start = below(cursor)?;
            Some(leaf::block(text, start, REACH, indent))
        }
        Language::Toml if before == b"[" => {
            cursor.eat(b"]").then_some(())?;
            Some(leaf::table(text, below(cursor)?, REACH))
        }
        _ => None,
    }
}

/// Where the next line begins, if nothing but a comment stands on the rest of this one.
fn below(mut cursor: Cursor<'_>) -> Option<usize> {
    cursor.skip_spaces();
    if cursor.peek() == b'#' {
        cursor.skip(INDENT, |byte| byte != b'\n');
    }
    cursor.eat(b"\r");
    cursor.eat(b"\n").then_some(cursor.at)
}

/// What pieces of code have, and no token.
const CODE: &[u8] = b"()\"'\\,;<> ";

/// Whether the key of a value beside secrets does not say that it is something else.
fn may_be_secret(text: &[u8], leaf: &Leaf) -> bool {
    let key = &text[leaf.key.clone()];
    let last = word::split(key).last().unwrap_or_default();
    // `"ed25519:a": …` verifies.
    !key.contains(&b':')
        && !word::is_any(last, OTHERS)
        && !text[leaf.value.clone()]
            .iter()
            .any(|byte| CODE.contains(byte))
        && !is_key_id(&text[leaf.value.clone()])
        && !named::is_no_secret(text, &leaf.value, &[], &[])
}

/// Whether the value is as long as the ids and fingerprints of OpenPGP's public keys.
pub(super) fn is_key_id(value: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
    let is_lower = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    match value.len() {
        16 => value.iter().all(is_digit) || value.iter().all(is_lower),
        40 => value.iter().all(is_digit),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<'t>(text: &'t str, stem: &str, language: Language) -> Vec<(&'t str, Operator)> {
        let at = text.to_ascii_lowercase().find(stem).unwrap();
        let stem = Stem::new(text.as_bytes(), at..at + stem.len());
        held(text.as_bytes(), &stem, language)
            .unwrap_or_default()
            .into_iter()
            .map(|found| (&text[found.value], found.operator))
            .collect()
    }

    #[test]
    fn pieces_of_code_are_no_tokens() {
        let token = ["8sJ2kQzT", "9wvQ7xLm"].concat();
        let text = format!("OF_TOKENS = [\"a(1),t='kT9wvQz2',b(2)\", \"{token}\"]");
        let found = said(&text, "token", Language::Python);
        assert_eq!(found, [(token.as_str(), Operator::Assign)]);
    }

    #[test]
    fn every_entry_of_a_map_of_passwords_is_one() {
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
            (
                Language::Yaml,
                "passwords:  # of all\n  admin: tr0ub\n  ops: h4ll0\n",
            ),
            (Language::Yaml, "passwords: {admin: tr0ub, ops: h4ll0}\n"),
            (
                Language::Toml,
                "[passwords]\nadmin = \"tr0ub\"\nops = \"h4ll0\"\n",
            ),
            (
                Language::Terraform,
                "passwords = {\n  admin = \"tr0ub\"\n  ops = \"h4ll0\"\n}\n",
            ),
        ] {
            let both = [("tr0ub", Operator::Entry), ("h4ll0", Operator::Entry)];
            assert_eq!(said(text, "pass", language), both, "{text}");
        }
    }

    #[test]
    fn every_element_of_a_list_is_read() {
        for (language, text) in [
            (Language::Python, "api_keys = [\"v1\", 'v2']"),
            (
                Language::Python,
                "API_KEYS = (\n    \"v1\",\n    \"v2\",\n)",
            ),
            (Language::Python, "API_KEYS: list[str] = [\"v1\", \"v2\"]"),
            (Language::Json, "\"api_keys\": [\"v1\", \"v2\"]"),
            (Language::Go, "apiKeys := []string{\"v1\", \"v2\"}"),
            (Language::Shell, "API_KEYS=(\"v1\" 'v2')"),
            (Language::Java, "String[] myKeys = {\"v1\", \"v2\"};"),
            (Language::JavaScript, "x({ cookieKeys: ['v1', 'v2'] })"),
            (Language::Yaml, "api_keys:\n- v1\n- v2\n"),
            (
                Language::Yaml,
                "  - \"api_keys\":\n      - v1\n      - v2\n",
            ),
        ] {
            let both = [("v1", Operator::Assign), ("v2", Operator::Assign)];
            assert_eq!(said(text, "key", language), both, "{text}");
        }
    }

    #[test]
    fn what_is_in_maps_has_keys_that_may_say_otherwise() {
        for text in [
            "api_keys = {\"geo\": \"v1\", \"geo_id\": \"x\", \"user\": \"y\", \"maps\": \"v2\"}",
            "api_keys = {\"geo\": \"v1\", \"ed25519:1\": \"x\", \"n\": {\"a\": \"y\"}, \"maps\": \"v2\"}",
        ] {
            let both = [("v1", Operator::Assign), ("v2", Operator::Assign)];
            assert_eq!(said(text, "key", Language::Python), both, "{text}");
        }
    }

    #[test]
    fn other_names_hand_nothing_on() {
        for (language, text) in [
            (Language::Python, "api_key = [\"v1\"]"),
            (Language::Python, "api_keys_of([\"v1\"])"),
            (Language::Python, "api_keys = f(\"v1\")"),
            (Language::Python, "BANNED_KEYS = [\"v1\"]"),
            (Language::Python, "keys = [\"4AEE18F83AFDEB23\"]"),
            (Language::Python, "api_keys"),
            (Language::Python, "api_keys = {"),
            (Language::Yaml, "api_keys: x\n  a: v1\n"),
            (Language::Yaml, "a: b api_keys:\n  a: v1\n"),
            (Language::Yaml, "api_keys:\na: v1\n"),
            (Language::Toml, "x = [api_keys]\na = \"v1\"\n"),
            (Language::Toml, "[api_keys.x]\na = \"v1\"\n"),
        ] {
            assert_eq!(said(text, "key", language), [], "{text}");
        }
    }
}
