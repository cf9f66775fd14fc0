//! `.vscode/mcp.json`: `${input:…}`, which VS Code asks for once and keeps in its own safe.

use tree_sitter::Node;

use super::super::draft::Draft;
use super::super::tree::{Code, children};
use super::super::{Destination, Refusal};
use super::dialect::File;
use super::json;
use crate::newline::newline;

pub(super) fn is_for(file: &File<'_>) -> bool {
    file.is(".vscode/mcp.json")
}

pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let literal = json::value(code)?;
    let id = code.site.variable.to_ascii_lowercase().replace('_', "-");
    let mut draft = Draft::inside(&literal, &format!("${{input:{id}}}"));
    declare(code, &id, &mut draft)?;
    draft.go_to(Destination::ClientEnvironment);
    draft.note("VS Code asks for the value when the server first starts, and keeps it");
    Ok(draft)
}

/// Adds the input at the start of `inputs`, which is made if it is not there.
fn declare(code: &Code<'_>, id: &str, draft: &mut Draft) -> Result<(), Refusal> {
    let newline = newline(code.site.text);
    let object = children(code.root()).find(|node| node.kind() == "object");
    let object = object.ok_or_else(Refusal::does_not_parse)?;
    let input = format!(
        "{{ \"type\": \"promptString\", \"id\": \"{id}\", \"description\": \"{}\", \"password\": true }}",
        code.site.variable
    );
    let inputs = children(object).find(|pair| {
        let key = pair.child_by_field_name("key");
        key.is_some_and(|key| code.text(key) == b"\"inputs\"")
    });
    let Some(inputs) = inputs else {
        let indent = indent(code, object, newline);
        draft.insert(
            object.start_byte() + 1,
            &format!(
                "{newline}{indent}\"inputs\": [{newline}{indent}{indent}{input}{newline}{indent}],"
            ),
        );
        return Ok(());
    };
    let array = inputs.child_by_field_name("value");
    let array = array
        .filter(|array| array.kind() == "array")
        .ok_or_else(Refusal::would_break)?;
    let is_declared = memchr::memmem::find(code.text(array), format!("\"{id}\"").as_bytes());
    if is_declared.is_some() {
        return Ok(());
    }
    let first = children(array).find(Node::is_named);
    let (lead, comma) = match first {
        Some(first) => {
            let between = &code.site.text[array.start_byte() + 1..first.start_byte()];
            (String::from_utf8_lossy(between).into_owned(), ",")
        }
        None => (String::new(), ""),
    };
    draft.insert(array.start_byte() + 1, &format!("{lead}{input}{comma}"));
    Ok(())
}

/// How the object's members are indented.
fn indent(code: &Code<'_>, object: Node<'_>, newline: &str) -> String {
    let text = &code.site.text[object.byte_range()];
    let line = memchr::memmem::find(text, newline.as_bytes()).map(|at| &text[at + newline.len()..]);
    let blank = line.unwrap_or_default().iter();
    let blank: Vec<u8> = blank
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .copied()
        .collect();
    match String::from_utf8(blank) {
        Ok(blank) if !blank.is_empty() => blank,
        _ => "  ".to_owned(),
    }
}
