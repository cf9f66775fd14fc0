//! A value in the text of `format!` and its like: `{name}`, and the look-up as an argument of that
//! name behind the others.

use tree_sitter::Node;

use super::super::Refusal;
use super::super::draft::Draft;
use super::super::tree::{Code, Literal, children};
use super::look_up;

/// Macros whose text comes first.
const FIRST: &[&str] = &[
    "anyhow", "bail", "eprint", "eprintln", "format", "panic", "print", "println",
];
/// Macros whose text comes behind what is written to.
const SECOND: &[&str] = &["write", "writeln"];

/// What becomes of a literal that is such a text; `None` if it is none.
///
/// # Errors
/// Refuses braces in the value, and a name that means something else.
pub(super) fn draft(code: &Code<'_>, literal: &Literal<'_>) -> Result<Option<Draft>, Refusal> {
    let Some(tokens) = text_of(code, literal) else {
        return Ok(None);
    };
    let variable = code.site.variable;
    let name = variable.to_ascii_lowercase();
    if literal.value.iter().any(|byte| b"{}".contains(byte)) {
        return Err(Refusal::not_understood(variable));
    }
    if memchr::memmem::find(code.text(tokens), name.as_bytes()).is_some() {
        return Err(Refusal::taken(&name, variable));
    }
    let inner: Vec<Node<'_>> = children(tokens).collect();
    let [.., last, close] = &inner[..] else {
        return Ok(None);
    };
    let comma = if last.kind() == "," { " " } else { ", " };
    let mut draft = Draft::new(literal.whole.clone(), literal.value.clone());
    draft.replace(literal.moved.clone(), &format!("{{{name}}}"));
    draft.insert(
        if last.kind() == "," {
            close.start_byte()
        } else {
            last.end_byte()
        },
        &format!("{comma}{name} = {}", look_up(variable)),
    );
    Ok(Some(draft))
}

/// The arguments of the macro whose text the literal is.
fn text_of<'t>(code: &Code<'t>, literal: &Literal<'t>) -> Option<Node<'t>> {
    let tokens = literal.node.parent()?;
    let call = tokens
        .parent()
        .filter(|node| node.kind() == "macro_invocation")?;
    let name = String::from_utf8_lossy(code.text(call.child_by_field_name("macro")?)).into_owned();
    let name = name.rsplit(':').next()?;
    let before = children(tokens).take_while(|node| node.end_byte() <= literal.whole.start);
    let commas = before.filter(|node| node.kind() == ",").count();
    let opens = literal.node.prev_sibling()?;
    let is_first = FIRST.contains(&name) && matches!(opens.kind(), "(" | "[" | "{");
    let is_second = SECOND.contains(&name) && commas == 1 && opens.kind() == ",";
    let ends = literal.node.next_sibling()?;
    let is_alone = matches!(ends.kind(), "," | ")" | "]" | "}");
    ((is_first || is_second) && is_alone).then_some(tokens)
}
