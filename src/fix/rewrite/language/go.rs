//! Go: `os.Getenv("X")`; a constant that held the value becomes a variable.

use tree_sitter::Node;

use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::layout::{line_start, next_line};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, children, descendants, stands_in};
use super::{Refusal, Shared};
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
    let os = package(code)?;
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
        add_import(code, &mut draft);
    }
    if has_kinds_of_text(code) {
        draft.note("see that it still compiles: a literal fits each type that is a string, os.Getenv gives a string alone");
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

/// Whether the file makes types of its own of `string`.
fn has_kinds_of_text(code: &Code<'_>) -> bool {
    descendants(code.root()).any(|node| {
        let kind = node.child_by_field_name("type");
        node.kind() == "type_spec" && kind.is_some_and(|kind| code.text(kind) == b"string")
    })
}

fn refuse_where_no_code_can_stand(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    let by_hand = format!(
        "read {} with os.Getenv where it is used",
        code.site.variable
    );
    let what = match literal.node.parent().map(|parent| parent.kind()) {
        Some("import_spec") => "an import",
        Some("field_declaration") => "the tag of a field",
        _ => return Ok(()),
    };
    Err(Refusal::constant(what, by_hand))
}

/// The name of package `os` here; `None`: it is not imported.
fn package(code: &Code<'_>) -> Result<Option<String>, Refusal> {
    for spec in imports(code) {
        let path = spec.child_by_field_name("path");
        if path.map(|path| code.text(path)) == Some(b"\"os\"") {
            let name = spec.child_by_field_name("name").map(|name| code.text(name));
            match name {
                None => return Ok(Some("os".to_owned())),
                Some(b"_" | b".") => {}
                Some(name) => return Ok(Some(String::from_utf8_lossy(name).into_owned())),
            }
        }
    }
    let is_taken = descendants(code.root()).any(|node| {
        matches!(node.kind(), "identifier" | "package_identifier") && code.text(node) == b"os"
    });
    if is_taken {
        return Err(Refusal::taken("os", code.site.variable));
    }
    Ok(None)
}

fn imports<'t>(code: &Code<'t>) -> impl Iterator<Item = Node<'t>> {
    children(code.root())
        .filter(|node| node.kind() == "import_declaration")
        .flat_map(descendants)
        .filter(|node| node.kind() == "import_spec")
}

/// Into the first block of imports, before the first that sorts after it; else on its own.
fn add_import(code: &Code<'_>, draft: &mut Draft) {
    let text = code.site.text;
    let newline = newline(text);
    let is_block = |node: &Node<'_>| node.kind() == "import_spec_list";
    let mut declarations = children(code.root()).filter(|node| node.kind() == "import_declaration");
    let block = declarations.find_map(|node| children(node).find(is_block));
    if let Some(block) = block {
        let specs: Vec<Node<'_>> = children(block)
            .filter(|node| node.kind() == "import_spec")
            .collect();
        let path = |spec: &Node<'_>| spec.child_by_field_name("path").map(|path| code.text(path));
        let next = specs.iter().find(|spec| {
            // Beyond a blank line, or with a dot, stand other people's packages.
            let is_foreign = |path: &[u8]| path.contains(&b'.');
            path(spec).is_some_and(|path| is_foreign(path) || path > b"\"os\"".as_slice())
        });
        let same_line = |spec: &Node<'_>| spec.start_position().row == block.start_position().row;
        match (next, specs.last()) {
            (Some(next), _) if !same_line(next) => {
                let mut at = line_start(text, next.start_byte());
                let first = next.id() == specs[0].id();
                let blank = path(next).is_some_and(|path| path.contains(&b'.'));
                let apart = if blank && first { newline } else { "" };
                if blank && !first {
                    // After the last of the standard library.
                    let last = specs
                        .iter()
                        .take_while(|spec| spec.id() != next.id())
                        .last();
                    at = last.map_or(at, |last| next_line(text, last.end_byte()));
                }
                draft.insert(at, &format!("\t\"os\"{newline}{apart}"));
                return;
            }
            (None, Some(last)) if !same_line(last) => {
                draft.insert(
                    next_line(text, last.end_byte()),
                    &format!("\t\"os\"{newline}"),
                );
                return;
            }
            _ => {}
        }
    }
    let clause = children(code.root())
        .find(|node| matches!(node.kind(), "import_declaration" | "package_clause"));
    let Some(clause) = clause else { return };
    let first = children(code.root()).find(|node| node.kind() == "import_declaration");
    match first {
        Some(first) => draft.insert(first.start_byte(), &format!("import \"os\"{newline}")),
        None => draft.insert(
            clause.end_byte(),
            &format!("{newline}{newline}import \"os\""),
        ),
    }
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
        descendants(code.root()).filter(|node| {
            node.kind() == "identifier"
                && code.text(*node) == name
                && !spec.byte_range().contains(&node.start_byte())
        })
    };
    let is_in = |kind: &str| uses().any(|node| ancestors(node).any(|node| node.kind() == kind));
    if is_in("const_spec") {
        return Err(constant("that others are made of"));
    }
    if is_in("array_type") {
        return Err(constant("that the length of an array is made of"));
    }
    let is_local = group
        .parent()
        .is_some_and(|parent| parent.kind() != "source_file");
    if is_local && uses().next().is_none() {
        return Err(constant("that nothing uses"));
    }
    if !is_local {
        draft.share(Shared {
            name: String::from_utf8_lossy(name).into_owned(),
            is_of_folder: !name.first().is_some_and(u8::is_ascii_uppercase),
            advice: constant("").advice,
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
