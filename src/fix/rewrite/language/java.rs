//! Java: `System.getenv("X")`, but never in an annotation, and not in an app for Android.

use tree_sitter::Node;

use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::named::{in_braces, second_argument};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, children, descendants, stands_in};
use super::{Refusal, Shared};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'b', "\x08"),
        (b't', "\t"),
        (b'n', "\n"),
        (b'f', "\x0c"),
        (b'r', "\r"),
        (b's', " "),
        (b'"', "\""),
        (b'\'', "'"),
        (b'\\', "\\"),
    ],
    octal: 3,
    octal_byte: true,
    u4: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
const BLOCK: Escapes = Escapes {
    joins_lines: true,
    one_newline: true,
    ..TEXT
};
const KINDS: Kinds = Kinds {
    strings: &["string_literal"],
    code: &["string_interpolation"],
    joins: &["binary_expression"],
    quoting: |literal| {
        if literal.starts_with(b"\"\"\"") {
            let open = memchr::memchr(b'\n', literal)? + 1;
            return Some(Quoting {
                open,
                close: 3,
                escapes: &BLOCK,
            });
        }
        Some(Quoting::marked(&TEXT))
    },
};
/// What a sum can stand in without parentheses.
const ALONE: &[&str] = &[
    "argument_list",
    "array_initializer",
    "assignment_expression",
    "parenthesized_expression",
    "return_statement",
    "variable_declarator",
];

const NOT_BY_ITSELF: &str = "Java does not read .env by itself: `set -a; . ./.env` before the program starts, or a plug-in of the build or the IDE";

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    refuse_android(code.site.text, variable)?;
    let mut literal = code.literal(&KINDS)?;
    if let Some(mut draft) = named(code, &literal) {
        draft.note(NOT_BY_ITSELF);
        return Ok(draft);
    }
    refuse_where_no_code_can_stand(code, &literal)?;
    if code.site.text[literal.whole.clone()].starts_with(b"\"\"\"") {
        if !literal.is_whole() {
            return Err(Refusal::new(
                "it is a part of a text block",
                format!("put System.getenv(\"{variable}\") into it with formatted() by hand"),
            ));
        }
        let value = text_block(&code.site.text[literal.content.clone()]);
        literal.cut.value = value.ok_or_else(|| Refusal::not_understood(variable))?;
    }
    let join = Join {
        plus: " + ",
        open: "\"",
        close: "\"",
        alone: stands_in(literal.node, ALONE),
    };
    let declares = |node: Node<'_>| {
        let name = node.child_by_field_name("name").map(|name| code.text(name));
        node.kind() == "class_declaration" && name == Some(b"System")
    };
    let system = if code.has("System is something else", declares) {
        "java.lang.System"
    } else {
        "System"
    };
    let lookup = format!("{system}.getenv(\"{variable}\")");
    let mut draft = Draft::joined(&literal, &lookup, &join);
    if let Some(shared) = shared(code, &literal) {
        draft.share(shared);
    }
    draft.note(NOT_BY_ITSELF);
    Ok(draft)
}

/// The constant that the literal is the value of, if other files can name it.
fn shared(code: &Code<'_>, literal: &Literal<'_>) -> Option<Shared> {
    let field = ancestors(literal.node)
        .find(|node| matches!(node.kind(), "field_declaration" | "constant_declaration"))?;
    let declarator = field.child_by_field_name("declarator")?;
    let name = declarator.child_by_field_name("name")?;
    let modifiers = children(field).find(|node| node.kind() == "modifiers");
    let modifiers = modifiers.map_or(&b""[..], |node| code.text(node));
    let has = |word: &[u8]| memchr::memmem::find(modifiers, word).is_some();
    let is_constant = field.kind() == "constant_declaration" || has(b"final");
    let variable = code.site.variable;
    let advice = || format!("read {variable} from the environment where it is used");
    (is_constant && !has(b"private")).then(|| Shared::constant(code.text(name), &advice()))
}

/// What becomes of a literal beside which its variable is named: `getOrDefault("X", "…")`, and
/// Spring's `@Value("${x.y:…}")`.
fn named(code: &Code<'_>, literal: &Literal<'_>) -> Option<Draft> {
    let calls = &["System.getenv().getOrDefault"];
    if let Some(named) = second_argument(code.site.text, literal, None, calls) {
        let lookup = format!("System.getenv({})", named.quoted);
        return Some(named.replaced(literal, &lookup));
    }
    let is_value = ancestors(literal.node)
        .find(|node| node.kind() == "annotation")
        .and_then(|annotation| annotation.child_by_field_name("name"))
        .is_some_and(|name| code.text(name) == b"Value");
    let (property, range) = in_braces(code.site, &[":"]).filter(|_| is_value)?;
    let mut draft = Draft::new(literal.whole.clone(), literal.value.clone());
    draft.replace(range, "");
    draft.reads(of_property(&property));
    Some(draft)
}

/// The variable from which Spring takes a property: `x.y-z` is `X_Y_Z`.
pub(super) fn of_property(property: &str) -> String {
    property.replace(['.', '-'], "_").to_ascii_uppercase()
}

/// Code for Android stays as it is.
pub(super) fn refuse_android(text: &[u8], variable: &str) -> Result<(), Refusal> {
    let is_app = [b"import android.".as_slice(), b"import androidx."]
        .iter()
        .any(|import| memchr::memmem::find(text, import).is_some());
    if !is_app {
        return Ok(());
    }
    Err(Refusal::app(variable))
}

fn refuse_where_no_code_can_stand(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    let variable = code.site.variable;
    for node in ancestors(literal.node) {
        match node.kind() {
            "annotation" => {
                return Err(Refusal::constant(
                    "an annotation's value",
                    format!(
                        "Spring reads \"${{{variable}}}\" in @Value; elsewhere read it in code"
                    ),
                ));
            }
            "annotation_type_element_declaration" => {
                return Err(Refusal::constant(
                    "an annotation's default",
                    format!("read System.getenv(\"{variable}\") where it is used"),
                ));
            }
            "switch_label" => {
                return Err(Refusal::constant(
                    "a case",
                    format!("compare with System.getenv(\"{variable}\") in an `if`"),
                ));
            }
            "variable_declarator" => {
                let name = node.child_by_field_name("name").map(|name| code.text(name));
                let needed = name.and_then(|name| used(code.root(), code.site.text, name));
                if needed.is_some() {
                    return Err(Refusal::constant(
                        "what an annotation or a case names",
                        format!("read {variable} from the environment where it is used"),
                    ));
                }
                return Ok(());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where a file needs a name to be that of a constant.
pub(super) fn needed(text: &[u8], name: &[u8]) -> Option<usize> {
    let tree = super::grammar::of("A.java").and_then(|grammar| super::parse(&grammar, text))?;
    used(tree.root_node(), text, name)
}

/// The same, by way of the constants that are made of it, too.
fn used(root: Node<'_>, text: &[u8], name: &[u8]) -> Option<usize> {
    let mut names = vec![name];
    let mut at = 0;
    while let Some(name) = names.get(at).copied() {
        let is_it =
            |node: &Node<'_>| node.kind() == "identifier" && text[node.byte_range()] == *name;
        for node in descendants(root).filter(is_it) {
            for around in ancestors(node) {
                match around.kind() {
                    "annotation" | "annotation_type_element_declaration" | "switch_label" => {
                        return Some(node.start_byte());
                    }
                    "variable_declarator" => {
                        let made = around.child_by_field_name("name");
                        let made = made.map(|made| &text[made.byte_range()]);
                        let is_final = around.parent().is_some_and(|declaration| {
                            let head = &text[declaration.start_byte()..around.start_byte()];
                            declaration.kind() == "constant_declaration"
                                || memchr::memmem::find(head, b"final").is_some()
                        });
                        names.extend(made.filter(|made| is_final && !names.contains(made)));
                        break;
                    }
                    _ => {}
                }
            }
        }
        at += 1;
    }
    None
}

/// The value of a text block, by the text between its delimiters: the indentation that all lines
/// share goes, and the blank ends of lines.
fn text_block(content: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(content).ok()?.replace("\r\n", "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len() - 1;
    let blank = |line: &str| line.len() - line.trim_start_matches([' ', '\t', '\x0c']).len();
    let counts = lines
        .iter()
        .enumerate()
        .filter(|(at, line)| *at == last || !line.trim().is_empty());
    let indent = counts.map(|(_, line)| blank(line)).min()?;
    let stripped: Vec<&str> = lines
        .iter()
        .map(|line| {
            line.get(indent..)
                .unwrap_or("")
                .trim_end_matches([' ', '\t', '\x0c'])
        })
        .collect();
    let decoded = BLOCK.decode(stripped.join("\n").as_bytes())?;
    Some(decoded.all().to_vec())
}

#[cfg(test)]
mod tests {
    use super::text_block;

    #[test]
    fn a_text_block_loses_what_its_lines_share() {
        for (content, value) in [
            ("    a\n      b  \n    ", "a\n  b\n"),
            ("    a\r\n\r\n  b\\n\\\n    c", "  a\n\nb\n  c"),
            ("    a\n  ", "  a\n"),
            ("    a", "a"),
        ] {
            let block = text_block(content.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(block).unwrap(), value, "{content:?}");
        }
    }
}
