//! What is built into pages, where everybody may read it: variables, `NEXT_PUBLIC_ACME_KEY`, and
//! attributes, `data-acme-key`.
//!
//! Only those whose names say so are less sure: who writes `VITE_ACME_KEY` need not know.

use std::ops::Range;

use super::{line, named, word};
use crate::language::Language;

/// How their names begin.
const HEADS: [&[u8]; 3] = [b"NEXT_PUBLIC_", b"NUXT_PUBLIC_", b"EXPO_PUBLIC_"];
/// How the names begin of those that do not say so, or not as plainly.
const OTHERS: [&[u8]; 6] = [
    b"REACT_APP_",
    b"VUE_APP_",
    b"NG_APP_",
    b"VITE_",
    b"GATSBY_",
    b"PUBLIC_",
];
/// Bytes before a value in which its variable stands.
const NEAR: usize = 96;
/// Bytes before an attribute in which its tag begins.
const TAG: usize = 400;
/// What names of keys say that no page should hold.
const INTERNAL: [&[u8]; 5] = [b"access", b"admin", b"encrypt", b"master", b"sign"];

/// What stands before the value at `start`, on its line, behind how the name of such a variable
/// begins: `ACME_KEY=`.
pub(super) fn rest(text: &[u8], start: usize) -> Option<&[u8]> {
    behind(text, start, &HEADS)
}

/// Whether the value at `start` is given to a variable that pages are built with, whether or not
/// its name says public. What stands in for one, `VITE_ACME_KEY || "VALUE"`, is not.
pub(super) fn is_variable(text: &[u8], start: usize) -> bool {
    let rest = rest(text, start).or_else(|| behind(text, start, &OTHERS));
    let gives = |byte: &u8| byte.is_ascii_alphanumeric() || b"_ \t\"'`\\]:=>".contains(byte);
    rest.is_some_and(|rest| {
        matches!(line::unquoted(rest), [.., b':' | b'=']) && rest.iter().all(gives)
    })
}

fn behind<'t>(text: &'t [u8], start: usize, heads: &[&[u8]]) -> Option<&'t [u8]> {
    let line = line::before(text, start, NEAR);
    heads.iter().find_map(|head| {
        let at = memchr::memmem::rfind(line, head)?;
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let begins = !line[..at].last().is_some_and(in_name);
        begins.then(|| &line[at + head.len()..])
    })
}

/// Whether the value at `start` is that of such a variable, whose name calls it no secret.
pub(super) fn is_public(text: &[u8], start: usize) -> bool {
    // What nobody may read there, either, got there by mistake.
    let is_private = |name| named::says_private(name) || word::speaks(name, &[b"passphrase"]);
    rest(text, start).is_some_and(|rest| !is_private(rest))
}

/// Whether `name` is that of a tag's attribute, and calls its value no secret.
pub(super) fn is_attribute(text: &[u8], name: &Range<usize>, language: Language) -> bool {
    let is_markup = matches!(
        language,
        Language::JavaScript | Language::Markdown | Language::Php | Language::Xml
    );
    let called = &text[name.clone()];
    let line = || line::before(text, name.start, TAG);
    let opens_tag = |pair: &[u8]| pair[0] == b'<' && pair[1].is_ascii_alphabetic();
    is_markup
        && called.starts_with(b"data-")
        && called.ends_with(b"key")
        && !named::says_private(called)
        && !word::speaks(called, &INTERNAL)
        && line().windows(2).any(opens_tag)
}

#[cfg(test)]
mod tests {
    use crate::language::Language;

    /// Whether the name before the `=` or the `:` is that of such an attribute.
    fn is_attribute(language: Language, text: &str) -> bool {
        let end = text.find(['=', ':']).unwrap();
        let start = text[..end].rfind([' ', '\n']).map_or(0, |at| at + 1);
        super::is_attribute(text.as_bytes(), &(start..end), language)
    }

    #[test]
    fn attributes_of_tags_hold_keys_that_are_public() {
        for (language, text) in [
            (Language::Xml, "<div data-app-key=\"VALUE\">"),
            (Language::Markdown, "See <script async data-app-key=VALUE>"),
            (Language::JavaScript, "return <Map data-key=\"VALUE\" />"),
        ] {
            assert!(is_attribute(language, text), "{text}");
        }
        for name in [
            "data-secret-key",
            "data-encryption-key",
            "data-signing-key",
            "data-access-key",
            "data-admin-key",
            "data-master-key",
            "data-token",
            "app-key",
            "DATA_API_KEY",
        ] {
            let text = format!("<div {name}=\"VALUE\">");
            assert!(!is_attribute(Language::Xml, &text), "{text}");
        }
        for (language, text) in [
            (Language::Yaml, "data-app-key: VALUE"),
            (Language::Yaml, "a <b data-app-key: VALUE"),
            (Language::Shell, "srv <a --data-app-key=VALUE"),
            (Language::Xml, "data-app-key=\"VALUE\""),
            (Language::Xml, "<b>\ndata-app-key=\"VALUE\""),
            (Language::JavaScript, "a < b, data-app-key=\"VALUE\""),
        ] {
            assert!(!is_attribute(language, text), "{text}");
        }
    }

    fn is_public(text: &str) -> bool {
        super::is_public(text.as_bytes(), text.find("VALUE").unwrap())
    }

    #[test]
    fn variables_are_built_in_wherever_they_are_set() {
        for text in [
            "NEXT_PUBLIC_ACME_KEY=VALUE",
            "export NEXT_PUBLIC_ACME_KEY=VALUE",
            "FROM a\nENV NUXT_PUBLIC_ACME_KEY=VALUE",
            "env:\n    EXPO_PUBLIC_ACME_KEY: \"VALUE\"",
            "NEXT_PUBLIC_A_VERY_LONG_NAME_OF_A_KEY_OF_ACME_THAT_GOES_ON=VALUE",
        ] {
            assert!(is_public(text), "{text}");
        }
    }

    #[test]
    fn variables_that_pages_are_built_with_need_not_say_public() {
        let is_variable =
            |text: &str| super::is_variable(text.as_bytes(), text.find("VALUE").unwrap());
        for text in [
            "VITE_ACME_KEY=VALUE",
            "  REACT_APP_ACME_KEY: \"VALUE\"",
            "NEXT_PUBLIC_ACME_SECRET=VALUE",
            "PUBLIC_ACME_KEY=VALUE",
            "env[\"VITE_ACME_KEY\"] = \"VALUE\"",
            "{\\\"VITE_ACME_KEY\\\": \\\"VALUE\\\"}",
        ] {
            assert!(is_variable(text), "{text}");
        }
        for text in [
            "ACME_KEY=VALUE",
            "INVITE_ACME_KEY=VALUE",
            "NOT_PUBLIC_KEY=VALUE",
            "VITE_A=1\nACME_KEY=VALUE",
            "process.env.VITE_ACME_KEY || \"VALUE\"",
            "import.meta.env.VITE_ACME_KEY ?? 'VALUE'",
            "get('VITE_ACME_KEY', 'VALUE')",
            "f(env.VITE_ACME_ID, { key: \"VALUE\" })",
        ] {
            assert!(!is_variable(text), "{text}");
        }
    }

    #[test]
    fn what_is_called_secret_or_does_not_say_public_is_no_less_a_secret() {
        for text in [
            "NEXT_PUBLIC_ACME_SECRET_KEY=VALUE",
            "export NEXT_PUBLIC_ACME_PASSWORD=VALUE",
            "  EXPO_PUBLIC_ACME_PRIVATE_KEY: VALUE",
            "VITE_ACME_KEY=VALUE",
            "REACT_APP_ACME_KEY=VALUE",
            "MY_NEXT_PUBLIC_ACME_KEY=VALUE",
            "NEXT_PUBLIC_A=1\nACME_KEY=VALUE",
        ] {
            assert!(!is_public(text), "{text}");
        }
    }
}
