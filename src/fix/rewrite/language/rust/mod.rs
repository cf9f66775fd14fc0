//! Rust: `std::env::var("X").expect("…")`, where a `String` can stand for what was a `&str`; a
//! constant becomes a `static` that is read when it is first used.

mod constant;
mod format;
mod named;
mod place;

use self::place::Place;
use super::Refusal;
use super::draft::Draft;
use super::escape::{Escapes, Unknown};
use super::tree::{Code, Kinds, Literal, Quoting};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
        (b'0', "\0"),
        (b'\\', "\\"),
        (b'\'', "'"),
        (b'"', "\""),
    ],
    hex: (2, 2),
    braced: true,
    unknown: Unknown::Refused,
    one_newline: true,
    ..Escapes::NONE
};
const RAW: Escapes = Escapes {
    one_newline: true,
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &["string_literal", "raw_string_literal"],
    code: &[],
    joins: &[],
    quoting: |literal| {
        if literal.starts_with(b"\"") {
            return Some(Quoting::marked(&TEXT));
        }
        let hashes = literal.strip_prefix(b"r")?;
        let hashes = hashes.iter().take_while(|byte| **byte == b'#').count();
        (literal.get(hashes + 1) == Some(&b'"')).then_some(Quoting {
            open: hashes + 2,
            close: hashes + 1,
            escapes: &RAW,
        })
    },
};
/// A `String` that is made when it is first asked for.
const LAZY: &str = "std::sync::LazyLock";
const SINCE: &str = "LazyLock needs Rust 1.80";

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let literal = code.literal(&KINDS)?;
    let mut draft = if let Some(draft) = named::draft(code, &literal) {
        draft
    } else if let Some(item) = constant::holder(code, &literal) {
        constant::draft(code, &literal, item)?
    } else if let Some(draft) = format::draft(code, &literal)? {
        draft
    } else {
        expression(code, &literal)?
    };
    draft.note("Rust does not read .env by itself: dotenvy::dotenv() does, at the start of main");
    Ok(draft)
}

fn expression(code: &Code<'_>, literal: &Literal<'_>) -> Result<Draft, Refusal> {
    let mut draft = Draft::new(literal.whole.clone(), literal.value.clone());
    match place::of(code, literal)? {
        Place::Owned if literal.is_whole() => {
            // What made a `String` of it has nothing to do any more.
            let whole = place::made_owned(code, literal).unwrap_or(literal.whole.clone());
            draft.widen(&whole);
            draft.replace(whole, &look_up(code.site.variable));
        }
        Place::Owned => replace(code, literal, ("", ""), &mut draft),
        Place::Borrowed => {
            replace(code, literal, ("&", ""), &mut draft);
            draft.note("it was a &'static str and is a String now: see that it still compiles");
        }
        Place::Static => {
            let name = code.site.variable;
            let before = format!("{{ static {name}: {LAZY}<String> = {LAZY}::new(|| ");
            let after = format!("); {name}.as_str() }}");
            replace(code, literal, (&before, &after), &mut draft);
            draft.note(SINCE);
        }
    }
    Ok(draft)
}

fn look_up(variable: &str) -> String {
    format!("std::env::var(\"{variable}\").expect(\"{variable} is set\")")
}

/// Puts the look-up in the literal's place, in a `format!` with what stays of the literal.
fn replace(code: &Code<'_>, literal: &Literal<'_>, around: (&str, &str), draft: &mut Draft) {
    let (before, after) = around;
    let look_up = look_up(code.site.variable);
    if literal.is_whole() {
        draft.replace(literal.whole.clone(), &format!("{before}{look_up}{after}"));
        return;
    }
    draft.insert(literal.whole.start, &format!("{before}format!("));
    let is_raw = code.site.text[literal.whole.start] == b'r';
    for rest in [
        literal.content.start..literal.moved.start,
        literal.moved.end..literal.content.end,
    ] {
        for at in braces(&code.site.text[rest.clone()], is_raw) {
            let at = rest.start + at;
            draft.insert(at, if code.site.text[at] == b'{' { "{" } else { "}" });
        }
    }
    draft.replace(literal.moved.clone(), "{}");
    draft.insert(literal.whole.end, &format!(", {look_up}){after}"));
}

/// Where braces stand that `format!` would take for its own: not those of `\u{…}`.
fn braces(text: &[u8], is_raw: bool) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'\\' && !is_raw {
            let is_braced = text[at..].starts_with(b"\\u{");
            let close = memchr::memchr(b'}', &text[at..]).filter(|_| is_braced);
            at += close.map_or(2, |close| close + 1);
            continue;
        }
        if matches!(text[at], b'{' | b'}') {
            found.push(at);
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::braces;

    #[test]
    fn braces_of_escapes_are_no_braces() {
        assert_eq!(braces(br"{a\u{e9}}\\{", false), [0, 8, 11]);
        assert_eq!(braces(br"\u{e9}", true), [2, 5]);
    }
}
