//! Rust: `std::env::var("X").expect("…")`, where a `String` can stand for what was a `&str`.

use tree_sitter::Node;

use super::Refusal;
use super::draft::Draft;
use super::escape::{Escapes, Unknown};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors};

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

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let literal = code.literal(&KINDS)?;
    let is_borrowed = place(code, &literal)?;
    let and = if is_borrowed { "&" } else { "" };
    let lookup = format!("std::env::var(\"{variable}\").expect(\"{variable} is set\")");
    let mut draft = if literal.is_whole() {
        Draft::whole(&literal, &format!("{and}{lookup}"))
    } else {
        let mut draft = Draft::new(literal.whole.clone(), literal.value.clone());
        draft.insert(literal.whole.start, &format!("{and}format!("));
        for rest in [
            literal.content.start..literal.moved.start,
            literal.moved.end..literal.content.end,
        ] {
            for at in rest {
                match code.site.text[at] {
                    b'{' => draft.insert(at, "{"),
                    b'}' => draft.insert(at, "}"),
                    _ => {}
                }
            }
        }
        draft.replace(literal.moved.clone(), "{}");
        draft.insert(literal.whole.end, &format!(", {lookup})"));
        draft
    };
    draft.note("it was a &'static str and is a String now: see that it still compiles");
    draft.note("Rust does not read .env by itself: dotenvy::dotenv() does, at the start of main");
    Ok(draft)
}

/// Whether a reference must stand here.
///
/// # Errors
/// Refuses places where no call can stand, or where a reference would not live long enough.
fn place(code: &Code<'_>, literal: &Literal<'_>) -> Result<bool, Refusal> {
    let variable = code.site.variable;
    let lookup = format!("std::env::var(\"{variable}\")");
    for node in ancestors(literal.node) {
        match node.kind() {
            "const_item" | "static_item" => {
                let name = node.child_by_field_name("name").map(|name| code.text(name));
                let name = String::from_utf8_lossy(name.unwrap_or_default());
                return Err(Refusal::constant(
                    "a `const` or `static`",
                    format!(
                        "write `static {name}: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {lookup}.expect(\"{variable} is set\"));` and `&{name}` where it is used"
                    ),
                ));
            }
            "attribute_item" | "inner_attribute_item" => {
                return Err(Refusal::constant(
                    "an attribute",
                    format!("read {lookup} in code; clap has `env = \"{variable}\"`"),
                ));
            }
            "match_pattern" => {
                return Err(Refusal::constant(
                    "a pattern",
                    format!("compare with {lookup}"),
                ));
            }
            "block" | "source_file" => break,
            _ => {}
        }
    }
    let parent = literal.node.parent();
    match parent.map(|parent| (parent.kind(), parent)) {
        Some(("field_expression", _)) => Ok(false),
        Some(("arguments", _)) => Ok(true),
        Some(("let_declaration", parent)) => {
            let kind = parent.child_by_field_name("type");
            Ok(kind.is_none_or(|kind| code.text(kind).starts_with(b"&")))
        }
        Some(("token_tree", parent)) if literal.is_whole() && is_json(code, parent) => Ok(false),
        _ => Err(Refusal::new(
            "a value made here would not live long enough, or be of another type",
            format!("read {lookup} into a variable that lives as long as it is needed"),
        )),
    }
}

/// `json!({ "key": "…" })` takes expressions.
fn is_json(code: &Code<'_>, tokens: Node<'_>) -> bool {
    let call = ancestors(tokens).find(|node| node.kind() == "macro_invocation");
    let name = call.and_then(|call| call.child_by_field_name("macro"));
    name.is_some_and(|name| matches!(code.text(name), b"json" | b"serde_json::json"))
}
