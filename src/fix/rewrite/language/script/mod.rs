//! JavaScript and TypeScript: `process.env.X`, never in code that goes to a browser.

mod client;

use self::client::Audience;
pub(super) use self::client::judge;
use super::Refusal;
use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::named::{alternative, assigned};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, descendants, stands_in};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'b', "\x08"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
        (b'v', "\x0b"),
    ],
    octal: 3,
    octal_byte: true,
    hex: (2, 2),
    u4: true,
    braced: true,
    joins_lines: true,
    unknown: Unknown::Dropped,
    one_newline: true,
    ..Escapes::NONE
};

const KINDS: Kinds = Kinds {
    strings: &["string", "template_string"],
    code: &["template_substitution"],
    joins: &["binary_expression"],
    quoting: |literal| {
        matches!(literal.first(), Some(b'"' | b'\'' | b'`')).then_some(Quoting::marked(&TEXT))
    },
};

const ENVIRONMENT: &[&str] = &["process.env", "Deno.env.get"];
const ASSERTED: &str = "`!` tells TypeScript that the variable is set: check it once at start-up, or it is undefined at run time";

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let site = code.site;
    let audience = judge(site.path, site.text, site.variable)?;
    let literal = code.literal(&KINDS)?;
    refuse_where_no_code_can_stand(code, &literal)?;
    let extension = site.path.rsplit('.').next().unwrap_or_default();
    let is_typed = matches!(extension, "ts" | "tsx" | "mts" | "cts");
    let has = |word: &str| memchr::memmem::find(site.text, word.as_bytes()).is_some();
    let is_deno = has("Deno.") || site.path.contains("supabase/functions/");
    let variable = site.variable;
    let lookup = if is_deno {
        let quote = char::from(site.text[literal.whole.start]);
        let quote = if quote == '`' { '"' } else { quote };
        format!("Deno.env.get({quote}{variable}{quote})")
    } else {
        format!("process.env.{variable}")
    };
    if !is_deno && is_shadowed(code) {
        return Err(Refusal::taken("process", variable));
    }
    let asserted = if is_typed {
        format!("{lookup}!")
    } else {
        lookup.clone()
    };
    let mut draft = match named(code, &literal, is_typed) {
        Some(draft) => draft,
        None if literal.is_whole() => Draft::whole(&literal, &asserted),
        None => template(code, &literal, &lookup),
    };
    if stands_in(literal.node, &["jsx_attribute"]) {
        draft.insert(literal.whole.start, "{");
        draft.insert(literal.whole.end, "}");
    }
    if is_typed && literal.is_whole() {
        draft.note(ASSERTED);
    }
    if audience == Audience::Unknown {
        draft.note(
            "if a bundler sends this file to browsers, the value belongs on a server instead",
        );
    }
    if !is_deno && !has("dotenv") {
        draft.note("Node does not read .env by itself: start it with --env-file=.env, or import \"dotenv/config\" first");
    }
    Ok(draft)
}

/// Whether the file gives `process` a meaning of its own. What it imports of Node's under that
/// name is the same.
fn is_shadowed(code: &Code<'_>) -> bool {
    let name = b"process";
    code.has("process is something else", |node| {
        let Some(parent) = node.parent().filter(|_| code.text(node) == name) else {
            return false;
        };
        let is_name = parent.child_by_field_name("name") == Some(node);
        match parent.kind() {
            "variable_declarator" => {
                let value = parent.child_by_field_name("value");
                let value = value.map_or(&b""[..], |value| code.text(value));
                is_name && !value.starts_with(b"require(")
            }
            "class_declaration" | "function_declaration" => is_name,
            // `import process from "node:process"` is the same thing.
            "import_clause" | "import_specifier" | "namespace_import" => {
                let mut around = ancestors(node);
                let statement = around.find(|node| node.kind() == "import_statement");
                let source = statement.and_then(|node| node.child_by_field_name("source"));
                source.is_some_and(|source| {
                    let module = code.text(source);
                    let module = &module[1..module.len().saturating_sub(1).max(1)];
                    ![&b"process"[..], b"node:process"].contains(&module)
                })
            }
            "formal_parameters" | "optional_parameter" | "required_parameter" => true,
            _ => false,
        }
    })
}

/// What becomes of a literal beside which its variable is named: `process.env.X ?? "…"`.
fn named(code: &Code<'_>, literal: &Literal<'_>, is_typed: bool) -> Option<Draft> {
    let text = code.site.text;
    if let Some(named) = alternative(text, literal, &["||", "??"], ENVIRONMENT) {
        let lookup = String::from_utf8_lossy(&text[named.lookup.clone()]).into_owned();
        let asserted = if is_typed { "!" } else { "" };
        return Some(named.replaced(literal, &format!("{lookup}{asserted}")));
    }
    let named = assigned(text, literal, &["||=", "??=", "="], &["process.env"])?;
    let mut around = ancestors(literal.node);
    let statement = around.find(|node| node.kind() == "expression_statement")?;
    Draft::deleted(code, statement, literal, named.entry)
}

/// Makes the literal a template, or extends one that is.
fn template(code: &Code<'_>, literal: &Literal<'_>, lookup: &str) -> Draft {
    let text = code.site.text;
    let rests = [
        literal.content.start..literal.moved.start,
        literal.moved.end..literal.content.end,
    ];
    let quote = text[literal.whole.start];
    if quote != b'`' && rests.iter().any(|rest| has_octal(&text[rest.clone()])) {
        // Templates refuse octal escapes.
        let quote = if quote == b'"' { "\"" } else { "'" };
        let join = Join {
            plus: " + ",
            open: quote,
            close: quote,
            alone: false,
        };
        return Draft::joined(literal, lookup, &join);
    }
    let mut draft = Draft::new(literal.whole.clone(), literal.value.clone());
    if quote != b'`' {
        draft.replace(literal.whole.start..literal.content.start, "`");
        draft.replace(literal.content.end..literal.whole.end, "`");
        for at in rests.into_iter().flatten() {
            let is_special = text[at] == b'`' || text[at..].starts_with(b"${");
            if is_special && !is_escaped(&text[literal.content.start..at]) {
                draft.insert(at, "\\");
            }
        }
    }
    draft.replace(literal.moved.clone(), &format!("${{{lookup}}}"));
    draft
}

/// Whether an odd number of backslashes stands at the end.
fn is_escaped(before: &[u8]) -> bool {
    before
        .iter()
        .rev()
        .take_while(|byte| **byte == b'\\')
        .count()
        % 2
        == 1
}

/// `\0` alone is none.
fn has_octal(text: &[u8]) -> bool {
    memchr::memchr_iter(b'\\', text).any(|at| {
        let rest = &text[at + 1..];
        let is_digit = |at: usize| rest.get(at).is_some_and(u8::is_ascii_digit);
        is_digit(0) && (rest[0] != b'0' || is_digit(1))
    })
}

fn refuse_where_no_code_can_stand(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    let Some(parent) = literal.node.parent() else {
        return Err(Refusal::does_not_parse());
    };
    let by_hand = format!("read {} from the environment by hand", code.site.variable);
    let is_field = |name| parent.child_by_field_name(name) == Some(literal.node);
    let what = match parent.kind() {
        "pair" if is_field("key") => Some("a key"),
        "pair_pattern" | "method_definition" | "public_field_definition" | "property_signature"
            if !is_field("value") =>
        {
            Some("a name")
        }
        "call_expression" if literal.node.kind() == "template_string" => Some("a tagged template"),
        "import_statement" | "export_statement" | "import_specifier" | "export_specifier" => {
            Some("the name of a module")
        }
        // Entities and backslashes mean something else there than in code.
        "jsx_attribute"
            if code
                .text(literal.node)
                .iter()
                .any(|byte| b"\\&".contains(byte)) =>
        {
            Some("an attribute in JSX")
        }
        "expression_statement" => Some("a directive"),
        "enum_assignment" => Some("a member of an enum"),
        "as_expression" if code.text(parent).ends_with(b"const") => {
            Some("what stands before `as const`")
        }
        _ => None,
    };
    if let Some(what) = what {
        return Err(Refusal::constant(what, by_hand));
    }
    let is_type = |node: tree_sitter::Node<'_>| {
        matches!(node.kind(), "literal_type" | "template_literal_type")
    };
    let typed = (parent.kind() == "variable_declarator")
        .then(|| parent.child_by_field_name("type"))
        .flatten();
    let is_typed = typed.is_some_and(|typed| descendants(typed).any(is_type));
    if is_typed || ancestors(literal.node).any(is_type) {
        return Err(Refusal::constant("a type", by_hand));
    }
    Ok(())
}
