//! Where a literal stands, and what a look-up must be there: a `&'static str` may be kept by
//! whoever gets it, a `String` is gone at the end of the statement.

use std::ops::Range;

use tree_sitter::Node;

use super::super::Refusal;
use super::super::tree::{Code, Literal, ancestors, children};

/// What must stand in the literal's place.
pub(super) enum Place {
    /// A `String`.
    Owned,
    /// A reference to one.
    Borrowed,
    /// Nothing less than a `&'static str`.
    Static,
}

/// Methods and functions that keep what they are given, or hand it on.
const KEEPERS: &[&str] = &[
    "chain",
    "entry",
    "extend",
    "from",
    "insert",
    "map_or",
    "new",
    "or",
    "push",
    "push_back",
    "push_front",
    "replace",
    "set",
    "then_some",
    "unwrap_or",
];
/// Of those, the ones that are known to keep are methods and these types' functions.
const HOLDERS: &[&str] = &[
    "Arc", "Box", "Cell", "Cow", "HashMap", "Mutex", "Rc", "RefCell",
];
/// Macros whose further arguments are only shown.
const SHOWING: &[&str] = &[
    "anyhow", "bail", "debug", "eprint", "eprintln", "error", "format", "info", "panic", "print",
    "println", "trace", "warn", "write", "writeln",
];
/// Macros whose arguments are expressions.
const TAKING: &[&str] = &["assert", "assert_eq", "assert_ne", "dbg", "vec"];

/// What a look-up must be.
///
/// # Errors
/// Refuses places where no call can stand.
pub(super) fn of(code: &Code<'_>, literal: &Literal<'_>) -> Result<Place, Refusal> {
    refuse_where_no_code_can_stand(code, literal)?;
    let Some(parent) = literal.node.parent() else {
        return Err(Refusal::does_not_parse());
    };
    match parent.kind() {
        "field_expression" => Ok(Place::Owned),
        "arguments" if is_kept(code, parent) => Ok(Place::Static),
        "arguments" => Ok(Place::Borrowed),
        "let_declaration" => {
            let kind = parent.child_by_field_name("type");
            let kind = kind.map_or(&b"&str"[..], |kind| code.text(kind));
            Ok(if kind == b"&str" {
                Place::Borrowed
            } else {
                Place::Static
            })
        }
        "token_tree" => in_macro(code, literal, parent),
        "array_expression"
        | "assignment_expression"
        | "binary_expression"
        | "block"
        | "closure_expression"
        | "field_initializer"
        | "match_arm"
        | "parenthesized_expression"
        | "reference_expression"
        | "return_expression"
        | "tuple_expression" => Ok(Place::Static),
        _ => Err(Refusal::not_a_literal(code.site.variable)),
    }
}

/// `"…".to_string()` and its like, which only make a `String`.
pub(super) fn made_owned(code: &Code<'_>, literal: &Literal<'_>) -> Option<Range<usize>> {
    let method = literal.node.parent()?;
    let call = method.parent()?;
    let name = code.text(method.child_by_field_name("field")?);
    let is_made = matches!(name, b"to_string" | b"to_owned");
    let is_call = call.kind() == "call_expression" && method.kind() == "field_expression";
    (is_made && is_call).then(|| call.byte_range())
}

fn refuse_where_no_code_can_stand(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    let variable = code.site.variable;
    let look_up = format!("std::env::var(\"{variable}\")");
    for node in ancestors(literal.node) {
        let (what, advice) = match node.kind() {
            "const_item" | "static_item" => (
                "a part of a `const` or `static`",
                format!("make it a function that reads {look_up}"),
            ),
            "attribute_item" | "inner_attribute_item" => (
                "an attribute",
                format!("read {look_up} in code; clap has `env = \"{variable}\"`"),
            ),
            "match_pattern" => ("a pattern", format!("compare with {look_up}")),
            "macro_definition" => ("a part of a macro", format!("read {look_up} by hand")),
            "const_block" | "type_arguments" | "array_type" | "enum_variant" => (
                "what the compiler computes",
                format!("read {look_up} where it is used"),
            ),
            "function_item" if is_constant(code, node) => (
                "a part of a `const fn`",
                format!("read {look_up} in a function that is none"),
            ),
            "function_item" | "closure_expression" | "source_file" => return Ok(()),
            _ => continue,
        };
        return Err(Refusal::constant(what, advice));
    }
    Ok(())
}

/// Whether a function is a `const fn`.
fn is_constant(code: &Code<'_>, function: Node<'_>) -> bool {
    let modifiers = children(function).find(|child| child.kind() == "function_modifiers");
    modifiers.is_some_and(|node| memchr::memmem::find(code.text(node), b"const").is_some())
}

/// Whether the call that has these arguments may keep them: `Some("…")`, `list.push("…")`.
fn is_kept(code: &Code<'_>, arguments: Node<'_>) -> bool {
    let call = arguments.parent();
    let Some(function) = call.and_then(|call| call.child_by_field_name("function")) else {
        return true;
    };
    let text = String::from_utf8_lossy(code.text(function));
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let Some(last) = words.last() else {
        return true;
    };
    let is_variant = last.starts_with(char::is_uppercase);
    let is_method = function.kind() == "field_expression";
    let of_holder = words.iter().any(|word| HOLDERS.contains(word));
    is_variant || (is_method || of_holder) && KEEPERS.contains(last)
}

/// Whether brackets are those of a call, and the brackets around them, up to the macro's.
fn in_calls(tokens: Node<'_>) -> bool {
    let trees = std::iter::successors(Some(tokens), Node::parent);
    let mut inner = trees.take_while(|node| {
        let is_macros = node
            .parent()
            .is_some_and(|parent| parent.kind() == "macro_invocation");
        node.kind() == "token_tree" && !is_macros
    });
    inner.all(|tree| {
        let called = tree.prev_sibling().map(|node| node.kind());
        let opens = tree.child(0).map(|node| node.kind());
        called == Some("identifier") && opens == Some("(")
    })
}

/// A macro takes its tokens apart as it likes; of the usual ones it is known how.
fn in_macro(code: &Code<'_>, literal: &Literal<'_>, tokens: Node<'_>) -> Result<Place, Refusal> {
    let name = ancestors(tokens)
        .find(|node| node.kind() == "macro_invocation")
        .and_then(|call| call.child_by_field_name("macro"))
        .map(|name| String::from_utf8_lossy(code.text(name)).into_owned())
        .unwrap_or_default();
    let name = name.rsplit(':').next().unwrap_or_default();
    if name == "json" && literal.is_whole() {
        return Ok(Place::Owned);
    }
    let is_argument = |node: Option<Node<'_>>, signs: &[&str]| {
        node.is_some_and(|node| signs.contains(&node.kind()))
    };
    let node = literal.node;
    let ends = is_argument(node.next_sibling(), &[",", ")", "]", "}"]);
    let is_outermost = tokens
        .parent()
        .is_some_and(|node| node.kind() == "macro_invocation");
    let follows = is_argument(node.prev_sibling(), &[","]) && is_outermost && ends;
    let begins = is_argument(node.prev_sibling(), &["(", "[", "{"]) && is_outermost && ends;
    if SHOWING.contains(&name) && follows {
        return Ok(Place::Owned);
    }
    if TAKING.contains(&name) && (follows || begins) {
        return Ok(Place::Static);
    }
    let is_argument_of_call = is_argument(node.prev_sibling(), &["(", ","])
        && is_argument(node.next_sibling(), &[",", ")"])
        && (SHOWING.contains(&name) || TAKING.contains(&name))
        && !is_outermost
        && in_calls(tokens);
    if is_argument_of_call {
        return Ok(Place::Static);
    }
    Err(Refusal::new(
        "a macro takes the text that it stands in apart",
        format!(
            "read std::env::var(\"{}\") before it, and hand that to the macro",
            code.site.variable
        ),
    ))
}
