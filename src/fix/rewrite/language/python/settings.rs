//! Fields of pydantic's settings classes: the default goes, and pydantic reads the variable that
//! the field stands for.

use std::ops::Range;

use tree_sitter::Node;

use super::super::draft::Draft;
use super::super::tree::{Code, Literal, ancestors, children};

/// A field, and what of it goes.
struct Field<'t> {
    /// `name: type = …`
    assignment: Node<'t>,
    /// `Field(…)`, if the default stands in one.
    call: Option<Node<'t>>,
    /// The default, as an argument of that.
    argument: Node<'t>,
}

/// The field without its default, if the literal is one's.
pub(super) fn field(code: &Code<'_>, literal: &Literal<'_>) -> Option<Draft> {
    let field = around(code, literal)?;
    let name = field.assignment.child_by_field_name("left")?;
    let kind = field.assignment.child_by_field_name("type")?;
    let mut above = ancestors(field.assignment).skip_while(|node| node.kind() != "block");
    let body = code.text(above.next()?);
    let class = above.next()?;
    let bases = class.child_by_field_name("superclasses")?;
    if !literal.is_whole() || class.kind() != "class_definition" || name.kind() != "identifier" {
        return None;
    }
    if !has(code.text(bases), "BaseSettings") {
        return None;
    }
    let entry = variable(code, &field, code.text(name), body)?;
    let range = match field.call {
        Some(call) => without_argument(call, field.argument),
        None => None,
    };
    let range = range.unwrap_or(kind.end_byte()..field.assignment.end_byte());
    let mut draft = Draft::new(range.clone(), literal.value.clone());
    draft.replace(range, "");
    if !has(body, "env_file") {
        draft.note("pydantic reads .env only where the settings class says env_file=\".env\"");
    }
    draft.reads(entry);
    Some(draft)
}

fn has(text: &[u8], word: &str) -> bool {
    memchr::memmem::find(text, word.as_bytes()).is_some()
}

/// The literal itself, `SecretStr("…")`, `Field("…")`, `Field(default=SecretStr("…"))`.
fn around<'t>(code: &Code<'t>, literal: &Literal<'t>) -> Option<Field<'t>> {
    let mut argument = literal.node;
    loop {
        let parent = argument.parent()?;
        match parent.kind() {
            "assignment" => {
                let is_value = parent.child_by_field_name("right") == Some(argument);
                return is_value.then_some(Field {
                    assignment: parent,
                    call: None,
                    argument,
                });
            }
            "keyword_argument" => {
                let name = parent.child_by_field_name("name")?;
                (code.text(name) == b"default").then_some(())?;
                argument = parent;
            }
            "argument_list" => {
                let call = parent.parent()?;
                let function = code.text(call.child_by_field_name("function")?);
                let name = function.rsplit(|byte| *byte == b'.').next()?;
                match name {
                    b"SecretStr" | b"SecretBytes" => argument = call,
                    b"Field" => {
                        let is_first = parent.named_child(0) == Some(argument);
                        let is_default = argument.kind() == "keyword_argument";
                        let assignment = call.parent()?;
                        let is_field = assignment.kind() == "assignment";
                        return (is_field && (is_first || is_default)).then_some(Field {
                            assignment,
                            call: Some(call),
                            argument,
                        });
                    }
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
}

/// The variable that a field reads.
fn variable(code: &Code<'_>, field: &Field<'_>, name: &[u8], body: &[u8]) -> Option<String> {
    let mut name = String::from_utf8(name.to_vec()).ok()?;
    let arguments = field
        .call
        .and_then(|call| call.child_by_field_name("arguments"));
    let alias = arguments.into_iter().flat_map(children).find(|argument| {
        let key = argument
            .child_by_field_name("name")
            .map(|name| code.text(name));
        argument.kind() == "keyword_argument"
            && matches!(key, Some(b"alias" | b"validation_alias" | b"env"))
    });
    if let Some(alias) = alias {
        name = plain(code.text(alias.child_by_field_name("value")?))?;
    } else if has(body, "env_prefix") {
        let at = memchr::memmem::find(body, b"env_prefix")? + "env_prefix".len();
        let rest = body[at..].trim_ascii_start().strip_prefix(b"=")?;
        let rest = rest.trim_ascii_start();
        let quote = *rest.first()?;
        let end = memchr::memchr(quote, &rest[1..])?;
        name.insert_str(0, &plain(&rest[..end + 2])?);
    }
    let keeps_case = has(body, "case_sensitive=True") || has(body, "case_sensitive = True");
    Some(if keeps_case {
        name
    } else {
        name.to_ascii_uppercase()
    })
}

/// What a simple literal says.
fn plain(literal: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(literal).ok()?;
    let inside = text.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    inside.chars().all(is_name).then(|| inside.to_owned())
}

/// An argument with its comma; `None` if there are no others.
fn without_argument(call: Node<'_>, argument: Node<'_>) -> Option<Range<usize>> {
    let arguments = call.child_by_field_name("arguments")?;
    let all: Vec<Node<'_>> = children(arguments).filter(Node::is_named).collect();
    let at = all.iter().position(|other| *other == argument)?;
    if let Some(next) = all.get(at + 1) {
        return Some(argument.start_byte()..next.start_byte());
    }
    let before = all.get(at.checked_sub(1)?)?;
    Some(before.end_byte()..argument.end_byte())
}
