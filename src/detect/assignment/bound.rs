//! Names that a page or a template binds to an expression: Angular's `[(password)]="model.x"`,
//! Vue's `:password="form.x"`, a chart's `{{- $password := index $list 0 }}`; and constants that
//! name the entries of a map: `headers[keyLocale] = "…"`.

use std::ops::Range;

use super::name::{self, Said};
use crate::detect::{line, word};
use crate::language::Language;
use crate::rule::TellingNames;

/// Bytes looked back over for the beginning of an action.
const ACTION: usize = 200;
/// What the constants are called that name entries.
const KEY: &[u8] = b"key";
/// What says of an entry what it is, to other rules.
const OTHERS: &[&[u8]] = &[b"secret", b"token", b"pass", b"pwd", b"credential"];

/// Whether the attribute that `name` is in holds an expression, not a text.
pub(super) fn is_attribute(text: &[u8], name: &Range<usize>, language: Language) -> bool {
    if !matches!(language, Language::Xml | Language::JavaScript) {
        return false;
    }
    let (before, behind) = (&text[..name.start], &text[name.end..]);
    let brackets = (before.ends_with(b"[(") && behind.starts_with(b")]="))
        || (before.ends_with(b" [") && behind.starts_with(b"]="));
    let colon = [b" :".as_slice(), b"\n:", b"\t:", b"v-bind:", b"v-model:"];
    brackets || behind.starts_with(b"=\"") && colon.iter().any(|head| before.ends_with(head))
}

/// Whether `at` is inside of a template's `{{ … }}`, where words are code.
pub(super) fn is_in_action(text: &[u8], at: usize, language: Language) -> bool {
    if language == Language::JavaScript {
        return false;
    }
    let line = line::before(text, at, ACTION);
    memchr::memmem::rfind(line, b"{{")
        .is_some_and(|open| memchr::memmem::find(&line[open..], b"}}").is_none())
}

/// What the name says. Where nothing but the `key` of a constant between the brackets of a map says
/// secret, only what chance makes is one.
pub(super) fn said(names: &TellingNames, text: &[u8], name: &Range<usize>) -> Option<Said> {
    let rest = without_key(text, name);
    name::said(names, rest).or_else(|| {
        if word::speaks(rest, OTHERS) {
            return None;
        }
        let said = name::said(names, &text[name.clone()])?;
        Some(Said {
            doubtful: true,
            ..said
        })
    })
}

/// The name without the `key` that it begins with where it is a constant between the brackets of
/// a map: that says of the constant that it is a key, not of the entry.
pub(super) fn without_key<'t>(text: &'t [u8], name: &Range<usize>) -> &'t [u8] {
    let whole = &text[name.clone()];
    let is_index = text[..name.start].ends_with(b"[") && text[name.end..].starts_with(b"]");
    match whole.split_at_checked(KEY.len()) {
        Some((head, rest))
            if is_index
                && head.eq_ignore_ascii_case(KEY)
                && matches!(rest, [b'_' | b'A'..=b'Z', ..]) =>
        {
            rest
        }
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_between_brackets_name_entries() {
        for (text, said) in [
            ("records[keyRaw] = 1", "Raw"),
            ("map[KEY_API_TOKEN] = 1", "_API_TOKEN"),
            ("map[keyring] = 1", "keyring"),
            ("map[\"keyRaw\"] = 1", "keyRaw"),
            ("key = 1", "key"),
            ("map[key] = 1", "key"),
            ("keyRaw = 1", "keyRaw"),
        ] {
            let start = text.to_ascii_lowercase().find("key").unwrap();
            let length = text[start..].find([']', '"', ' ']).unwrap();
            let name = without_key(text.as_bytes(), &(start..start + length));
            assert_eq!(name, said.as_bytes(), "{text}");
        }
    }

    fn name(text: &str) -> Range<usize> {
        let start = text.find("password").unwrap();
        start..start + "password".len()
    }

    #[test]
    fn attributes_of_pages_may_hold_expressions() {
        for (text, bound) in [
            ("<x [(password)]=\"m.p1\">", true),
            ("<x [password]=\"m.p1\">", true),
            ("<x :password=\"f.p2\">", true),
            ("<x v-bind:password=\"f.p2\">", true),
            ("<x password=\"f.p2\">", false),
            ("<db:password=\"f.p2\">", false),
            ("a[password]=\"f.p2\"", false),
        ] {
            let is_bound = is_attribute(text.as_bytes(), &name(text), Language::Xml);
            assert_eq!(is_bound, bound, "{text}");
        }
        let text = " :password=\"x\"";
        assert!(!is_attribute(text.as_bytes(), &name(text), Language::Ruby));
    }

    #[test]
    fn actions_are_open_until_they_close() {
        for (text, inside) in [
            ("{{- $password := index $x 1 }}", true),
            ("{{ x }} password: y", false),
            ("{{ x\npassword: y", false),
            ("password: y", false),
        ] {
            let at = name(text).start;
            assert_eq!(
                is_in_action(text.as_bytes(), at, Language::Yaml),
                inside,
                "{text}"
            );
        }
    }
}
