//! A value inside a string of JSON, comments allowed.

use super::super::Refusal;
use super::super::draft::Draft;
use super::super::escape::{Escapes, Unknown};
use super::super::tree::{Code, Kinds, Literal, Quoting};
use super::dialect::Dialect;

pub(in super::super) const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'"', "\""),
        (b'\\', "\\"),
        (b'/', "/"),
        (b'b', "\x08"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
    ],
    u4: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &["string"],
    code: &[],
    joins: &[],
    quoting: |_| Some(Quoting::marked(&TEXT)),
};

pub(super) fn draft(code: &Code<'_>, dialect: &Dialect) -> Result<Draft, Refusal> {
    let literal = value(code)?;
    if dialect.is_whole && !literal.is_whole() {
        return Err(Refusal::not_a_literal(code.site.variable));
    }
    let lookup = dialect.lookup(code.site.variable, b'"');
    let mut draft = Draft::inside(&literal, &lookup);
    draft.go_to(dialect.destination);
    draft.note(dialect.note);
    Ok(draft)
}

/// The string that holds the value, if it is no key.
pub(super) fn value<'t>(code: &Code<'t>) -> Result<Literal<'t>, Refusal> {
    let literal = code.literal(&KINDS)?;
    let is_key = literal
        .node
        .parent()
        .is_some_and(|pair| pair.child_by_field_name("key") == Some(literal.node));
    if is_key {
        return Err(Refusal::constant("a key", "name it otherwise"));
    }
    Ok(literal)
}
