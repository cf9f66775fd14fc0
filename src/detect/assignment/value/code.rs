//! Values for programs: calls, selectors, patterns, rules of forms, names of types.

use crate::detect::{readable, word};

/// A call, a selector, markup, an expression.
pub(super) fn is_code(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const MARKS: &[&[u8]] = &[
        b"()", b"::", b"\\w", b"\\d", b"\\s", b"[^", b"(?", b".*", b"0-9", b"a-z", b"A-Z", b"->", b"=>", b"&&", b"||", b"</", b"/>", b"[\"", b"['", b"\\n",
    ];
    let may_have = value.iter().any(|byte| b"(:\\[*->&|<".contains(byte));
    let is_in = |mark: &&[u8]| memchr::memmem::find(value, mark).is_some();
    if may_have && MARKS.iter().any(is_in) {
        return true;
    }
    // No letter follows what closes a call: `getKey(1)`, but not `Tr7(x)Qp`.
    let closes = memchr::memrchr(b')', value)
        .is_some_and(|at| !value.get(at + 1).is_some_and(u8::is_ascii_alphanumeric));
    let called = memchr::memchr(b'(', value).is_some_and(|at| {
        at > 2
            && closes
            && value[..at]
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(byte))
    });
    let selector = matches!(value.first(), Some(b'#' | b'.'))
        && value[1..]
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || b"_-. ".contains(byte));
    let attribute = matches!(value.first(), Some(b'[')) && value.contains(&b'=');
    // What stands between two strings that are joined: `'+x[i]+'`.
    let joined = value.len() > 2
        && matches!(
            value,
            [b'+', .., b'+' | b'['] | [b'+', b'a'..=b'z' | b' ', ..]
        )
        && value.iter().any(|byte| b"[(. ".contains(byte));
    // An attribute's expression: `'tl' + reply.id`.
    let joined = joined
        || value.first() == Some(&b'\'')
            && [b"'+".as_slice(), b"' +"]
                .iter()
                .any(|mark| memchr::memmem::find(value, mark).is_some());
    // What stands behind a string that ends in a name: `"Password: "),t=x`.
    let behind = matches!(value, [b')', b',' | b';' | b'.' | b'}' | b')' | b' ', ..]);
    let written =
        is_validation(value) || is_action(value) || is_qualified(value) || is_anchored(value);
    called || selector || attribute || joined || behind || written
}

/// Laravel's rules for a field: `required|min:8`, `nullable|confirmed`.
fn is_validation(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const RULES: &[&str] = &[
        "required", "nullable", "confirmed", "string", "min", "max", "sometimes", "present", "filled", "integer",
    ];
    let name = |rule: &[u8]| rule.iter().take_while(|byte| **byte != b':').count();
    let is_rule = |rule: &[u8]| {
        let name = &rule[..name(rule)];
        !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
    };
    let known = |rule: &[u8]| word::is_any(&rule[..name(rule)], RULES);
    let mut rules = value.split(|byte| *byte == b'|');
    let is_one = !value.contains(&b'|') && value.contains(&b':');
    rules.clone().all(is_rule) && rules.any(known) && (is_one || value.contains(&b'|'))
}

/// A regular expression for all of a text: `^.{8,32}$`.
fn is_anchored(value: &[u8]) -> bool {
    let inner = value
        .strip_prefix(b"^")
        .and_then(|rest| rest.strip_suffix(b"$"));
    inner.is_some_and(|inner| inner.iter().any(|byte| b"[({*+\\|".contains(byte)))
}

/// A controller and its method: `SettingsController@password`.
fn is_action(value: &[u8]) -> bool {
    let name = |part: &[u8]| {
        part.iter()
            .all(|byte| byte.is_ascii_alphabetic() || *byte == b'\\')
    };
    memchr::memchr(b'@', value).is_some_and(|at| {
        let (class, method) = (&value[..at], &value[at + 1..]);
        class.ends_with(b"Controller") && name(class) && name(method)
    })
}

/// The name of a type or a method, with all that it is in: `org.acme.web.Form#getLogin`.
fn is_qualified(value: &[u8]) -> bool {
    let mut parts = value.split(|byte| matches!(byte, b'.' | b'#'));
    let is_part = |part: &[u8]| {
        let digits = part.iter().rev().take_while(|byte| byte.is_ascii_digit());
        let name = &part[..part.len() - digits.count().min(2)];
        !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
    };
    parts.clone().count() > 2
        && parts.all(is_part)
        && readable::surprise(value) < value.len() as f64 / 4.0
}
