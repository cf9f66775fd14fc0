//! A value inside a scalar of YAML.

use tree_sitter::Node;

use super::super::Refusal;
use super::super::cut::Cut;
use super::super::draft::Draft;
use super::super::escape::{Escapes, Unknown};
use super::super::tree::{Code, Kinds, Literal, Quoting, ancestors, itself_and_ancestors};
use super::dialect::Dialect;
use super::place;

const DOUBLE: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'0', "\0"),
        (b'a', "\x07"),
        (b'b', "\x08"),
        (b't', "\t"),
        (b'\t', "\t"),
        (b'n', "\n"),
        (b'v', "\x0b"),
        (b'f', "\x0c"),
        (b'r', "\r"),
        (b'e', "\x1b"),
        (b' ', " "),
        (b'"', "\""),
        (b'/', "/"),
        (b'\\', "\\"),
        (b'N', "\u{85}"),
        (b'_', "\u{a0}"),
        (b'L', "\u{2028}"),
        (b'P', "\u{2029}"),
    ],
    hex: (2, 2),
    u4: true,
    u8: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
const SINGLE: Escapes = Escapes {
    doubled: b"'",
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &[
        "block_scalar",
        "double_quote_scalar",
        "plain_scalar",
        "single_quote_scalar",
    ],
    code: &[],
    joins: &[],
    quoting: |scalar| {
        let (quotes, escapes) = match scalar.first()? {
            b'"' => (1, &DOUBLE),
            b'\'' => (1, &SINGLE),
            _ => (0, &Escapes::NONE),
        };
        Some(Quoting {
            open: quotes,
            close: quotes,
            escapes,
        })
    },
};

pub(super) fn draft(code: &Code<'_>, dialect: &Dialect) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let mut scalar = code.literal(&KINDS)?;
    refuse_keys(code, &scalar)?;
    place::refuse(code, &scalar, dialect)?;
    let is_block = scalar.node.kind() == "block_scalar";
    if is_block {
        scalar.cut = block(code, scalar.node)?;
    }
    let has_lines = code.text(scalar.node).contains(&b'\n');
    if has_lines && !is_block || dialect.is_whole && !scalar.is_whole() {
        return Err(Refusal::not_a_literal(variable));
    }
    if dialect.doubles_dollars {
        let value = String::from_utf8_lossy(&scalar.value).replace("$$", "$");
        scalar.cut.value = value.into_bytes();
    }
    let first = code.site.text[scalar.whole.start];
    let around = if is_block { b' ' } else { first };
    let lookup = dialect.lookup(variable, around);
    let mut draft = if is_block && scalar.is_whole() {
        let quote = if dialect.is_quoted { "\"" } else { "" };
        Draft::whole(&scalar, &format!("{quote}{lookup}{quote}"))
    } else {
        Draft::inside(&scalar, &lookup)
    };
    let is_plain = scalar.node.kind() == "plain_scalar";
    let in_flow = ancestors(scalar.node)
        .any(|node| node.kind().starts_with("flow_") && node.kind() != "flow_node");
    let needs_quotes = dialect.is_quoted && scalar.moved.start == scalar.content.start || in_flow;
    if is_plain && needs_quotes {
        let kept = [
            &code.site.text[scalar.content.start..scalar.moved.start],
            &code.site.text[scalar.moved.end..scalar.content.end],
        ];
        if kept
            .iter()
            .any(|kept| kept.contains(&b'"') || kept.contains(&b'\\'))
        {
            return Err(Refusal::would_break());
        }
        draft.insert(scalar.whole.start, "\"");
        draft.insert(scalar.whole.end, "\"");
    }
    refuse_templates_that_would_not_hold(&scalar, dialect, is_plain, variable)?;
    draft.go_to(dialect.destination);
    draft.note(dialect.note);
    Ok(draft)
}

/// A key is no value; and a variable that is set to itself is empty.
fn refuse_keys(code: &Code<'_>, scalar: &Literal<'_>) -> Result<(), Refusal> {
    for pair in itself_and_ancestors(scalar.node) {
        if !matches!(pair.kind(), "block_mapping_pair" | "flow_pair") {
            continue;
        }
        let Some(key) = pair.child_by_field_name("key") else {
            continue;
        };
        if key.byte_range().contains(&scalar.whole.start) {
            return Err(Refusal::constant("a key", "name it otherwise"));
        }
        let is_ci = code.site.path.contains(".gitlab") || code.site.path.contains("pipelines");
        if is_ci && code.text(key) == code.site.variable.as_bytes() {
            return Err(Refusal::new(
                "the variable would be set to itself",
                format!(
                    "delete the entry and add {} to the project's secret variables: jobs have it in their environment",
                    code.site.variable
                ),
            ));
        }
        break;
    }
    Ok(())
}

/// ERB puts the value in before YAML is read: what has a meaning there must not be in it.
fn refuse_templates_that_would_not_hold(
    scalar: &Cut,
    dialect: &Dialect,
    is_plain: bool,
    variable: &str,
) -> Result<(), Refusal> {
    let is_early = dialect.lookup(variable, b' ').starts_with("<%");
    let is_simple = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./+=".contains(byte);
    let has_meaning = if is_plain {
        !scalar.value.iter().all(is_simple)
    } else {
        scalar.value.iter().any(|byte| b"\"'\\\n".contains(byte))
    };
    if is_early && has_meaning {
        return Err(Refusal::new(
            "the value has characters that YAML would read once ERB has put it in",
            format!("write <%= ENV.fetch(\"{variable}\").to_json %> in place of the whole value"),
        ));
    }
    Ok(())
}

/// What is moved of a block scalar: a part of a line, or all of a literal one (`|`).
fn block(code: &Code<'_>, node: Node<'_>) -> Result<Cut, Refusal> {
    let site = code.site;
    let value = &site.value;
    let raw = &site.text[value.clone()];
    if !raw.contains(&b'\n') {
        return Ok(Cut {
            whole: node.byte_range(),
            content: node.byte_range(),
            moved: value.clone(),
            value: raw.to_vec(),
        });
    }
    let refused = || Refusal::not_a_literal(site.variable);
    let text = std::str::from_utf8(code.text(node)).map_err(|_| refused())?;
    let (header, body) = text.split_once('\n').ok_or_else(refused)?;
    let keeps_end = match header.trim() {
        "|" => "\n",
        "|-" => "",
        _ => return Err(refused()),
    };
    let start = node.start_byte() + header.len() + 1;
    let around = [start..value.start, value.end..node.end_byte()];
    let is_blank = |range: &std::ops::Range<usize>| {
        let rest = site.text.get(range.clone());
        rest.is_some_and(|rest| rest.trim_ascii().is_empty())
    };
    if !around.iter().all(is_blank) {
        return Err(refused());
    }
    let lines: Vec<&str> = body.lines().collect();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let indent = filled
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min();
    let indent = indent.ok_or_else(refused)?;
    let dedented: Vec<&str> = lines
        .iter()
        .map(|line| line.get(indent..).unwrap_or(""))
        .collect();
    let value = format!("{}{keeps_end}", dedented.join("\n").trim_end_matches('\n'));
    // What ends the last line is not the scalar's.
    let end = node.start_byte() + text.trim_end().len();
    Ok(Cut {
        whole: node.start_byte()..end,
        content: node.start_byte()..end,
        moved: node.start_byte()..end,
        value: value.into_bytes(),
    })
}
