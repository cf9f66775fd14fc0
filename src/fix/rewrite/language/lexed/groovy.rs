//! Groovy, scripts of Gradle among it: `System.getenv('X')`; not in a `Jenkinsfile`, where Jenkins
//! keeps secrets itself.

use super::super::Refusal;
use super::super::draft::{Draft, Join};
use super::super::escape::{Escapes, Unknown};
use super::Found;
use super::kotlin::in_annotation;
use super::scan::{Hole, Opening, Syntax, last_word, no_code, word};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b't', "\t"),
        (b'b', "\x08"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b'f', "\x0c"),
        (b'\'', "'"),
        (b'"', "\""),
        (b'\\', "\\"),
        (b'$', "$"),
    ],
    u4: true,
    joins_lines: true,
    one_newline: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
/// Only the slash is escaped.
const SLASHY: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[(b'/', "/")],
    ..Escapes::NONE
};
const DOLLAR: Escapes = Escapes {
    lead: Some(b'$'),
    simple: &[(b'/', "/"), (b'$', "$")],
    ..Escapes::NONE
};

pub(super) const SYNTAX: Syntax = Syntax {
    line_comment: "//",
    block_comment: ("/*", "*/"),
    nests_comments: false,
    string,
    skip: |_, _| 0,
};

fn string(text: &[u8], at: usize) -> Option<Opening> {
    let opening = |length, close, escapes, code: fn(&[u8], usize) -> Option<Hole>| {
        Some(Opening {
            length,
            close,
            escapes,
            spans_lines: length > 1 || close == "/",
            code,
        })
    };
    match &text[at..] {
        [b'"', b'"', b'"', ..] => opening(3, "\"\"\"", &TEXT, template),
        [b'\'', b'\'', b'\'', ..] => opening(3, "'''", &TEXT, no_code),
        [b'"', ..] => opening(1, "\"", &TEXT, template),
        [b'\'', ..] => opening(1, "'", &TEXT, no_code),
        [b'$', b'/', ..] => opening(2, "/$", &DOLLAR, no_code),
        [b'/', ..] if begins_a_value(&text[..at]) => opening(1, "/", &SLASHY, template),
        _ => None,
    }
}

/// Whether a slash here cannot divide anything.
fn begins_a_value(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    before
        .last()
        .is_none_or(|byte| b"=(,~[:!&|?{};<>+-*".contains(byte))
        || [b"return".as_slice(), b"assert", b"case", b"in"]
            .iter()
            .any(|word| before.ends_with(word))
}

/// `${…}`, `$name`.
fn template(text: &[u8], at: usize) -> Option<Hole> {
    if text[at] != b'$' {
        return None;
    }
    match text.get(at + 1)? {
        b'{' => Some(Hole::closed_by(2, b'}')),
        byte if byte.is_ascii_alphabetic() || *byte == b'_' => {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_.".contains(byte);
            let length = text[at + 1..].iter().take_while(is_part).count();
            Some(Hole::alone(1 + length))
        }
        _ => None,
    }
}

pub(super) fn draft(found: &Found<'_>) -> Result<Draft, Refusal> {
    let (site, cut) = (found.site, &found.cut);
    let variable = site.variable;
    let name = site.path.rsplit('/').next().unwrap_or(site.path);
    if name.starts_with("Jenkinsfile") {
        let id = variable.to_ascii_lowercase().replace('_', "-");
        return Err(Refusal::new(
            "Jenkins keeps secrets among its credentials",
            format!(
                "add it there as `{id}`, and write {variable} = credentials('{id}') under `environment`"
            ),
        ));
    }
    let lookup = format!("System.getenv('{variable}')");
    let by_hand = format!("read {lookup} in code");
    if in_annotation(found.scanned, cut.whole.start) {
        return Err(Refusal::constant("an annotation's value", by_hand));
    }
    let head = found.scanned.statement(cut.whole.start);
    let head = head.rsplit('\n').next().unwrap_or("");
    let name = last_word(head.trim_end().trim_end_matches('='));
    let is_constant = word(head, "final").is_some() && !name.is_empty();
    let mut uses = found.scanned.uses(name, usize::MAX).into_iter();
    if is_constant && uses.any(|at| in_annotation(found.scanned, at)) {
        return Err(Refusal::constant("what an annotation names", by_hand));
    }
    let after = site.text[cut.whole.end..].trim_ascii_start();
    let before = found.scanned.mask[..cut.whole.start]
        .trim_ascii_end()
        .last();
    let is_key = after.starts_with(b":") && matches!(before, Some(b'[' | b'(' | b','));
    if is_key || before == Some(&b'.') {
        return Err(Refusal::constant("a name", by_hand));
    }
    let open = &site.text[cut.whole.start..cut.content.start];
    let named = found.alternative("?:", &["System.getenv"]);
    let mut draft = match open {
        _ if named.is_some() => named.ok_or_else(Refusal::would_break)?,
        _ if cut.is_whole() => Draft::whole(cut, &lookup),
        b"\"" | b"\"\"\"" => Draft::inside(cut, &format!("${{{lookup}}}")),
        b"'" => {
            let join = Join {
                plus: " + ",
                open: "'",
                close: "'",
                alone: false,
            };
            Draft::joined(cut, &lookup, &join)
        }
        _ => return Err(Refusal::not_a_literal(variable)),
    };
    draft.note("neither Gradle nor Groovy reads .env by itself: `set -a; . ./.env` before the program starts");
    Ok(draft)
}
