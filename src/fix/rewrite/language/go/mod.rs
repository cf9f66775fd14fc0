//! Go: `os.Getenv("X")`; a constant that held the value becomes a variable.

use tree_sitter::Node;

mod declared;
mod fit;
mod import;
mod kind;

pub(in crate::fix::rewrite) use self::declared::declared;
pub(in crate::fix::rewrite) use self::import::others;
use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::layout::{line_start, next_line};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, children, descendants, stands_in};
use super::{Fit, Refusal, Shared};
use crate::newline::newline;

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'a', "\x07"),
        (b'b', "\x08"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
        (b'v', "\x0b"),
        (b'\\', "\\"),
        (b'"', "\""),
    ],
    octal: 3,
    hex: (2, 2),
    u4: true,
    u8: true,
    bytes: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
const RAW: Escapes = Escapes {
    one_newline: true,
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &["interpreted_string_literal", "raw_string_literal"],
    code: &[],
    joins: &["binary_expression"],
    quoting: |literal| {
        let escapes = match literal.first()? {
            b'"' => &TEXT,
            b'`' => &RAW,
            _ => return None,
        };
        Some(Quoting::marked(escapes))
    },
};
/// What a sum can stand in without parentheses.
const ALONE: &[&str] = &[
    "argument_list",
    "expression_list",
    "literal_element",
    "literal_value",
    "parenthesized_expression",
];

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let literal = code.literal(&KINDS)?;
    refuse_where_no_code_can_stand(code, &literal)?;
    let os = import::package(code)?;
    let getenv = format!("{}.Getenv(\"{variable}\")", os.as_deref().unwrap_or("os"));
    let spec =
        ancestors(literal.node).find(|node| matches!(node.kind(), "const_spec" | "var_spec"));
    let named = spec
        .and_then(|spec| spec.child_by_field_name("type"))
        .map(|kind| String::from_utf8_lossy(code.text(kind)).into_owned())
        .filter(|kind| kind != "string");
    let lookup = match named {
        Some(kind) if literal.is_whole() => format!("{kind}({getenv})"),
        _ => getenv,
    };
    let raw = &code.site.text[literal.whole.clone()];
    let quote = if raw.starts_with(b"`") { "`" } else { "\"" };
    let join = Join {
        plus: " + ",
        open: quote,
        close: quote,
        alone: stands_in(literal.node, ALONE),
    };
    let mut draft = Draft::joined(&literal, &lookup, &join);
    if let Some(spec) = spec.filter(|spec| spec.kind() == "const_spec") {
        make_variable(code, spec, &mut draft)?;
    }
    if os.is_none() {
        import::add(code, &mut draft);
    }
    let is_of_spec = spec.is_some_and(|spec| {
        let value = literal.node.parent().and_then(|list| list.parent());
        value == Some(spec) && literal.is_whole()
    });
    if !is_of_spec {
        draft.fit(fit::of(code.root(), code.site.text, literal.node));
    }
    let is_early = ancestors(literal.node).all(|node| {
        !matches!(
            node.kind(),
            "function_declaration" | "method_declaration" | "func_literal"
        )
    });
    draft.note(if is_early {
        "a package's variables are set before main runs: .env must be loaded before the program starts, or by importing github.com/joho/godotenv/autoload"
    } else {
        "Go does not read .env by itself: godotenv.Load() does, or `set -a; . ./.env` before the program starts"
    });
    Ok(draft)
}

fn refuse_where_no_code_can_stand(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    let by_hand = format!(
        "read {} with os.Getenv where it is used",
        code.site.variable
    );
    let mut around = ancestors(literal.node).map(|node| node.kind());
    let what = match literal.node.parent().map(|parent| parent.kind()) {
        Some("import_spec") => "an import",
        Some("field_declaration") => "the tag of a field",
        _ if around.any(|kind| kind == "array_type") => "the length of an array",
        _ => return Ok(()),
    };
    Err(Refusal::constant(what, by_hand))
}

/// What another file puts a constant of this name into, and where.
pub(in crate::fix::rewrite) fn uses(text: &[u8], name: &str) -> Vec<(usize, Fit)> {
    let tree = super::grammar::of("a.go").and_then(|grammar| super::parse(&grammar, text));
    let Some(tree) = tree else { return Vec::new() };
    let is_it = |node: &Node<'_>| {
        text[node.byte_range()] == *name.as_bytes()
            && match node.kind() {
                "identifier" => !fit::is_another(tree.root_node(), text, *node),
                // `k.APIKey` of another package.
                "field_identifier" => fit::is_of_package(tree.root_node(), text, *node),
                _ => false,
            }
    };
    let uses = descendants(tree.root_node()).filter(is_it);
    uses.map(|node| {
        // `k.APIKey` of another package.
        let whole = node
            .parent()
            .filter(|parent| parent.kind() == "selector_expression");
        let whole = whole.unwrap_or(node);
        (node.start_byte(), fit::of(tree.root_node(), text, whole))
    })
    .filter(|(_, fit)| *fit != Fit::Text)
    .collect()
}

/// A call is no constant: `const` becomes `var`, out of its group if it has company.
fn make_variable(code: &Code<'_>, spec: Node<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let constant = |why: &str| {
        Refusal::new(
            format!("it is a constant {why}"),
            format!(
                "make it a variable set by os.Getenv(\"{}\")",
                code.site.variable
            ),
        )
    };
    let Some(group) = spec
        .parent()
        .filter(|node| node.kind() == "const_declaration")
    else {
        return Err(Refusal::would_break());
    };
    let mut cursor = spec.walk();
    let names: Vec<Node<'_>> = spec.children_by_field_name("name", &mut cursor).collect();
    let [name] = names[..] else {
        return Err(constant("beside others on its line"));
    };
    let name = code.text(name);
    let uses = || {
        code.named(name).filter(|node| {
            node.kind() == "identifier" && !spec.byte_range().contains(&node.start_byte())
        })
    };
    let is_in = |kind: &str| uses().any(|node| ancestors(node).any(|node| node.kind() == kind));
    if is_in("const_spec") {
        return Err(constant("that others are made of"));
    }
    if is_in("array_type") {
        return Err(constant("that the length of an array is made of"));
    }
    if spec.child_by_field_name("type").is_none() {
        let others = |node: &Node<'_>| !fit::is_another(code.root(), code.site.text, *node);
        for used in uses().filter(others) {
            draft.fit(fit::of(code.root(), code.site.text, used));
        }
    }
    let is_local = group
        .parent()
        .is_some_and(|parent| parent.kind() != "source_file");
    if is_local && uses().next().is_none() {
        return Err(constant("that nothing uses"));
    }
    if !is_local {
        draft.share(Shared {
            is_of_folder: !name.first().is_some_and(u8::is_ascii_uppercase),
            ..Shared::constant(name, &constant("").advice)
        });
    }
    let specs: Vec<Node<'_>> = children(group)
        .filter(|node| node.kind() == "const_spec")
        .collect();
    if let [only] = specs[..] {
        debug_assert_eq!(only.id(), spec.id());
        let keyword = group.start_byte()..group.start_byte() + "const".len();
        draft.replace(keyword, "var");
        return Ok(());
    }
    let counts = descendants(group).any(|node| code.text(node) == b"iota");
    let repeats = specs
        .iter()
        .any(|spec| spec.child_by_field_name("value").is_none());
    if counts || repeats {
        return Err(constant("of a group that counts"));
    }
    leave_group(code, spec, group, draft)
}

/// Takes a line out of `const ( … )` and adds it below as a variable.
fn leave_group(
    code: &Code<'_>,
    spec: Node<'_>,
    group: Node<'_>,
    draft: &mut Draft,
) -> Result<(), Refusal> {
    let text = code.site.text;
    let line = line_start(text, spec.start_byte())..next_line(text, spec.end_byte());
    let before = text[line.start..spec.start_byte()].trim_ascii();
    let after = text[spec.end_byte()..line.end].trim_ascii();
    if !before.is_empty() || !(after.is_empty() || after.starts_with(b"//")) {
        return Err(Refusal::would_break());
    }
    let newline = newline(text);
    let kept = spec.start_byte()..line.start + text[line.clone()].trim_ascii_end().len();
    draft.relocate(
        text,
        line,
        &kept,
        group.end_byte(),
        &format!("{newline}{newline}var "),
    )
}
