//! Literals that are one of two values: `a if b else "v"`, `c ? a : "v"`, `coalesce(a, "v")`.

use super::cursor::Cursor;
use super::literal::{Form, Literal};
use super::quoted::{is_key, quoted};
use crate::language::Language;

/// Bytes of an expression, at most.
const LONGEST: usize = 200;
/// Functions that give the first of their arguments that is there.
const FIRST_OF: &[&[u8]] = &[
    b"coalesce(",
    b"COALESCE(",
    b"nvl(",
    b"NVL(",
    b"ifnull(",
    b"IFNULL(",
];

/// The literal that the expression at `cursor` may come to.
pub(super) fn read(cursor: Cursor<'_>, language: Language) -> Option<Literal> {
    let rest = cursor.rest(LONGEST);
    let line = &rest[..memchr::memchr2(b'\n', b';', rest).unwrap_or(rest.len())];
    let begins = |byte: &u8| byte.is_ascii_alphabetic() || b"$_(!".contains(byte);
    if !line.first().is_some_and(begins) {
        return None;
    }
    memchr::memchr2(b'"', b'\'', line)?;
    let places = [
        other(line),
        ternary(line, b"?"),
        ternary(line, b" : "),
        last(line),
    ];
    places
        .into_iter()
        .flatten()
        .find_map(|at| {
            let mut value = Cursor::new(cursor.text, cursor.at + at);
            value.skip_spaces();
            quoted(value, language)
        })
        .filter(|value| value.range.end <= cursor.at + line.len())
        .map(|value| Literal {
            form: Form::Chosen,
            ..value
        })
}

/// The other literal of a choice whose first ends at `end`: `c ? "u" : "v"`, `"u" if c else "v"`.
pub(super) fn second(text: &[u8], end: usize, language: Language) -> Option<Literal> {
    let mut cursor = Cursor::new(text, end);
    if !matches!(cursor.peek(), b'"' | b'\'' | b'`') {
        return None;
    }
    cursor.at += 1;
    if language == Language::Python {
        cursor.eat(b" if ").then_some(())?;
        let rest = cursor.rest(LONGEST);
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        cursor.at += other(line)?;
    } else {
        cursor.skip_gap();
        cursor.eat(b": ").then_some(())?;
    }
    let literal = quoted(cursor, language)?;
    // `c ? "u" : "v": …` is no choice of two.
    let form = Form::Chosen;
    (!is_key(text, literal.behind)).then_some(Literal { form, ..literal })
}

/// Behind `else`.
fn other(line: &[u8]) -> Option<usize> {
    let at = memchr::memmem::find(line, b" else ")? + b" else ".len();
    Some(at + usize::from(line[at..].starts_with(b"{ ")) * 2)
}

/// Behind `mark` of `condition ? value : value`.
fn ternary(line: &[u8], mark: &[u8]) -> Option<usize> {
    let condition = memchr::memchr(b'?', line)?;
    let choices = &line[condition + 1..];
    // `a?.b`, `a ?? b`, `f?(x)`
    if !choices.starts_with(b" ") || !line[..condition].ends_with(b" ") {
        return None;
    }
    let colon = memchr::memmem::find(choices, b" : ")?;
    let apart = choices[..colon].iter().any(|byte| b",{}?".contains(byte));
    match mark {
        _ if apart => None,
        b"?" => Some(condition + 1),
        _ => Some(condition + 1 + colon + mark.len()),
    }
}

/// The last argument of what gives the first that is there.
fn last(line: &[u8]) -> Option<usize> {
    FIRST_OF
        .iter()
        .any(|call| line.starts_with(call))
        .then_some(())?;
    memchr::memmem::rfind(line, b", ").map(|at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<&str> {
        read(Cursor::new(text.as_bytes(), 0), Language::Code).map(|literal| &text[literal.range])
    }

    #[test]
    fn what_an_expression_may_come_to() {
        for text in [
            "x if x else \"v1\"",
            "if (x) { y } else { \"v1\" }",
            "process.env.PW ? process.env.PW : 'v1';",
            "is_prod ? \"v1\" : load()",
            "var.p != \"\" ? var.p : \"v1\"",
            "coalesce(var.p, \"v1\")",
        ] {
            assert_eq!(said(text), Some("v1"), "{text}");
        }
    }

    #[test]
    fn a_choice_has_two_literals() {
        let second = |language, text: &str| {
            let end = text.find("u1").unwrap() + 2;
            let literal = second(text.as_bytes(), end, language)?;
            Some(text[literal.range].to_owned())
        };
        for (language, text) in [
            (Language::JavaScript, "a ? 'u1' : 'v1';"),
            (Language::Java, "a\n  ? \"u1\"\n  : \"v1\";"),
            (Language::Python, "'u1' if x else 'v1'"),
        ] {
            assert_eq!(second(language, text).as_deref(), Some("v1"), "{text}");
        }
        for (language, text) in [
            (Language::JavaScript, "f('u1'), 'v1'"),
            (Language::JavaScript, "a ? 'u1' : x"),
            (Language::Python, "'u1'\nif x: 'v1'"),
        ] {
            assert_eq!(second(language, text), None, "{text}");
        }
    }

    #[test]
    fn what_only_stands_on_the_line() {
        for text in [
            "a?.b, c: \"v1\"",
            "a ? b : c, label: \"v1\"",
            "a ? { b : \"v1\" } : c",
            "load(\"v1\")",
            "x;  y = a ? b : \"v1\"",
            "\"v1\"",
            "",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
