//! `env::var("X").unwrap_or("…".into())`: the variable is named, and what counts without it goes.

use tree_sitter::Node;

use super::super::draft::Draft;
use super::super::tree::{Code, Literal, ancestors};

/// What becomes of a literal beside which its variable is named.
pub(super) fn draft(code: &Code<'_>, literal: &Literal<'_>) -> Option<Draft> {
    let mut around = ancestors(literal.node).take_while(|node| {
        matches!(
            node.kind(),
            "arguments" | "call_expression" | "closure_expression" | "field_expression"
        )
    });
    let (method, call) = around.find_map(|node| Some((default_of(code, node, literal)?, node)))?;
    let entry = asked_for(code.text(method.child_by_field_name("value")?))?;
    if !literal.is_whole() {
        return None;
    }
    let field = method.child_by_field_name("field")?;
    let range = field.start_byte()..call.end_byte();
    let mut draft = Draft::new(range.clone(), literal.value.clone());
    draft.replace(range, &format!("expect(\"{entry} is set\")"));
    draft.reads(entry);
    Some(draft)
}

/// `….unwrap_or` of a call that has the literal among its arguments.
fn default_of<'t>(code: &Code<'_>, call: Node<'t>, literal: &Literal<'_>) -> Option<Node<'t>> {
    let method = call.child_by_field_name("function")?;
    let name = code.text(method.child_by_field_name("field")?);
    let is_default = matches!(name, b"unwrap_or" | b"unwrap_or_else");
    (is_default && method.end_byte() <= literal.whole.start).then_some(method)
}

/// The name in `std::env::var("X")`.
fn asked_for(text: &[u8]) -> Option<String> {
    let text: String = std::str::from_utf8(text).ok()?.split_whitespace().collect();
    let rest = text.strip_prefix("std::").unwrap_or(&text);
    let name = rest.strip_prefix("env::var(\"")?.strip_suffix("\")")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
}
