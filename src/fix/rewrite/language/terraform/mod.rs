//! Terraform: `var.x`, declared as sensitive, set by `TF_VAR_x`.

mod place;

use tree_sitter::Node;

use self::place::Place;
pub(super) use self::place::exposes;
use super::draft::{Draft, apply};
use super::escape::{Escapes, Unknown};
use super::layout::{line_start, next_line};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, children, descendants};
use super::trees::parse;
use super::{Destination, Edit, Refusal, Shared, grammar};
use crate::newline::newline;

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
        (b'"', "\""),
        (b'\\', "\\"),
    ],
    u4: true,
    u8: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
const HEREDOC: Escapes = Escapes {
    one_newline: true,
    ..Escapes::NONE
};
pub(super) const KINDS: Kinds = Kinds {
    strings: &["string_lit", "quoted_template", "heredoc_template"],
    code: &["template_interpolation", "template_directive"],
    joins: &[],
    quoting: |literal| {
        let has = |marker: &[u8]| memchr::memmem::find(literal, marker).is_some();
        if has(b"$${") || has(b"%%{") {
            return None;
        }
        if literal.starts_with(b"\"") {
            return Some(Quoting::marked(&TEXT));
        }
        let end = literal.trim_ascii_end();
        let last = memchr::memrchr(b'\n', end)? + 1;
        Some(Quoting {
            open: memchr::memchr(b'\n', literal)? + 1,
            close: literal.len() - last,
            escapes: &HEREDOC,
        })
    },
};

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let literal = code.literal(&KINDS)?;
    let place = Place::of(code, &literal)?;
    let raw = &code.site.text[literal.whole.clone()];
    let is_indented = raw.starts_with(b"<<-");
    if is_indented && literal.value.contains(&b'\n') {
        return Err(Refusal::new(
            "it stands in an indented heredoc",
            "put it into a sensitive variable by hand",
        ));
    }
    let block = place
        .block
        .filter(|block| block_type(code, *block) == b"variable");
    if let Some(block) = block {
        let mut draft = default(code, &literal, block)?;
        share(code, &place, &mut draft)?;
        return Ok(draft);
    }
    let name = name(code.site.variable);
    let mut draft = if literal.is_whole() {
        Draft::whole(&literal, &format!("var.{name}"))
    } else {
        Draft::inside(&literal, &format!("${{var.{name}}}"))
    };
    place.mark(code, &mut draft)?;
    share(code, &place, &mut draft)?;
    declare(code, &name, &mut draft);
    draft.go_to(Destination::TerraformVariable);
    draft.note(format!(
        "Terraform reads it from TF_VAR_{name}; it still ends up in the state, which must be kept as safe as the value"
    ));
    Ok(draft)
}

/// Whoever hands the value on must not show or count it, here or in the module's other files.
fn share(code: &Code<'_>, place: &Place<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let (exposed, carriers) = place.carried(code);
    let advice = "mark what shows it as sensitive, and count by something else";
    if let Some((line, carrier)) = exposed {
        return Err(Refusal::new(
            format!("line {line} shows or counts {carrier}, which would be sensitive"),
            advice,
        ));
    }
    for name in carriers {
        draft.share(Shared {
            needed: format!("shows or counts {name}, which would be sensitive"),
            name,
            is_of_folder: true,
            advice: advice.to_owned(),
        });
    }
    Ok(())
}

/// `TF_VAR_DB_PASSWORD` and `DB_PASSWORD` are both `db_password`.
fn name(variable: &str) -> String {
    let bare = variable.strip_prefix("TF_VAR_").unwrap_or(variable);
    bare.to_ascii_lowercase()
}

fn block_type<'t>(code: &Code<'t>, block: Node<'t>) -> &'t [u8] {
    block.child(0).map_or(b"", |name| code.text(name))
}

/// A variable's default goes; the variable becomes sensitive.
fn default(code: &Code<'_>, literal: &Literal<'_>, block: Node<'_>) -> Result<Draft, Refusal> {
    let text = code.site.text;
    let attribute = ancestors(literal.node).find(|node| node.kind() == "attribute");
    let attribute = attribute.ok_or_else(Refusal::would_break)?;
    let is_default = attribute
        .child(0)
        .is_some_and(|name| code.text(name) == b"default");
    let expression = attribute.child(2).map(|node| node.byte_range());
    if !is_default || !literal.is_whole() || expression != Some(literal.whole.clone()) {
        return Err(Refusal::constant(
            "what a variable is declared with",
            "make the secret a variable of its own, without a default",
        ));
    }
    let is_sensitive = descendants(block).any(|node| {
        node.kind() == "attribute"
            && node
                .child(0)
                .is_some_and(|name| code.text(name) == b"sensitive")
    });
    let line = line_start(text, attribute.start_byte())..next_line(text, attribute.end_byte());
    let rest = [
        line.start..attribute.start_byte(),
        attribute.end_byte()..line.end,
    ];
    let is_alone = rest
        .iter()
        .all(|rest| text[rest.clone()].trim_ascii().is_empty());
    let zone = if is_sensitive {
        line.clone()
    } else {
        attribute.byte_range()
    };
    let mut draft = Draft::new(zone, literal.value.clone());
    if is_sensitive && is_alone {
        draft.replace(line, "");
    } else if is_sensitive {
        return Err(Refusal::would_break());
    } else {
        draft.replace(attribute.byte_range(), "sensitive = true");
    }
    let label = children(block).find(|node| node.kind() == "string_lit");
    let label = label.map(|label| String::from_utf8_lossy(code.text(label)).replace('"', ""));
    let entry = format!("TF_VAR_{}", label.unwrap_or_default());
    draft.go_to(Destination::TerraformVariable);
    draft.note(format!(
        "the variable has no default any more: Terraform reads it from {entry}"
    ));
    draft.reads(entry);
    Ok(draft)
}

/// Declares the variable at the end of the file, unless the file has it.
fn declare(code: &Code<'_>, name: &str, draft: &mut Draft) {
    let text = code.site.text;
    let label = format!("\"{name}\"");
    let is_named = memchr::memmem::find(text, label.as_bytes()).is_some();
    let mut blocks = descendants(code.root()).take_while(|_| is_named);
    let is_declared = blocks.any(|node| {
        node.kind() == "block"
            && block_type(code, node) == b"variable"
            && children(node).any(|child| code.text(child) == label.as_bytes())
    });
    if is_declared {
        return;
    }
    let newline = newline(text);
    let end = if text.ends_with(b"\n") { "" } else { newline };
    let lines = [
        format!("variable {label} {{"),
        "  type      = string".to_owned(),
        "  sensitive = true".to_owned(),
        "}".to_owned(),
    ];
    draft.insert(
        text.len(),
        &format!("{end}{newline}{}{newline}", lines.join(newline)),
    );
}

/// The edit that adds `sensitive = true` to the declaration of a variable that has none.
pub(super) fn made_sensitive(text: &[u8], name: &str) -> Option<Edit> {
    let grammar = grammar::of("a.tf")?;
    let tree = parse(&grammar, text)?;
    if tree.root_node().has_error() {
        return None;
    }
    let label = format!("\"{name}\"");
    let block = descendants(tree.root_node()).find(|node| {
        let mut parts = children(*node).map(|part| &text[part.byte_range()]);
        node.kind() == "block"
            && parts.next() == Some(b"variable")
            && parts.next() == Some(label.as_bytes())
    })?;
    let is_said = descendants(block).any(|node| {
        let said = node.child(0).map(|name| &text[name.byte_range()]);
        node.kind() == "attribute" && said == Some(b"sensitive")
    });
    let part = |kind: &str| children(block).find(|part| part.kind() == kind);
    let inside = part("block_start")?.end_byte()..part("block_end")?.start_byte();
    if is_said {
        return None;
    }
    let newline = newline(text);
    let said = format!("  sensitive = true{newline}");
    let edit = if text[inside.clone()].contains(&b'\n') {
        let at = line_start(text, inside.end);
        Edit {
            range: at..at,
            with: said,
        }
    } else {
        // On one line only one argument may stand.
        let held = std::str::from_utf8(&text[inside.clone()]).ok()?.trim();
        let held = match held {
            "" => String::new(),
            held => format!("  {held}{newline}"),
        };
        Edit {
            range: inside,
            with: format!("{newline}{held}{said}"),
        }
    };
    let after = parse(&grammar, &apply(text, std::slice::from_ref(&edit)))?;
    (!after.root_node().has_error()).then_some(edit)
}
