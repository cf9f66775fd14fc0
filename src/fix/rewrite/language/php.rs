//! PHP: `getenv('X')`, `env('X')` in the configuration of Laravel, `$_ENV['X']` where phpdotenv
//! loads it.

use tree_sitter::Node;

use super::Refusal;
use super::draft::{Draft, Join};
use super::escape::Escapes;
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, stands_in};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'n', "\n"),
        (b't', "\t"),
        (b'r', "\r"),
        (b'v', "\x0b"),
        (b'e', "\x1b"),
        (b'f', "\x0c"),
        (b'\\', "\\"),
        (b'$', "$"),
        (b'"', "\""),
    ],
    octal: 3,
    hex: (1, 2),
    braced: true,
    bytes: true,
    ..Escapes::NONE
};
const SINGLE: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[(b'\\', "\\"), (b'\'', "'")],
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &["string", "encapsed_string"],
    code: &[
        "variable_name",
        "dynamic_variable_name",
        "member_access_expression",
        "nullsafe_member_access_expression",
        "member_call_expression",
        "nullsafe_member_call_expression",
        "subscript_expression",
        "scoped_call_expression",
        "scoped_property_access_expression",
        "function_call_expression",
    ],
    joins: &["binary_expression"],
    quoting: |literal| {
        let escapes = match literal.first()? {
            b'"' => &TEXT,
            b'\'' => &SINGLE,
            _ => return None,
        };
        Some(Quoting::marked(escapes))
    },
};
/// What a sum can stand in without parentheses.
const ALONE: &[&str] = &[
    "argument",
    "array_element_initializer",
    "assignment_expression",
    "parenthesized_expression",
    "return_statement",
];

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let literal = code.literal(&KINDS)?;
    refuse_where_no_code_can_stand(code, &literal)?;
    let site = code.site;
    let has = |word: &str| memchr::memmem::find(site.text, word.as_bytes()).is_some();
    let in_config = site.path.starts_with("config/") || site.path.contains("/config/");
    let is_laravel = in_config && (has("env(") || has("return ["));
    let loads_dotenv = has("Dotenv");
    let raw = &site.text[literal.whole.clone()];
    let quote = if raw.starts_with(b"\"") { "\"" } else { "'" };
    let variable = site.variable;
    let lookup = if is_laravel {
        format!("env({quote}{variable}{quote})")
    } else if loads_dotenv {
        format!("$_ENV[{quote}{variable}{quote}]")
    } else {
        format!("getenv({quote}{variable}{quote})")
    };
    let join = Join {
        plus: " . ",
        open: quote,
        close: quote,
        alone: stands_in(literal.node, ALONE),
    };
    let mut draft = Draft::joined(&literal, &lookup, &join);
    if has("Illuminate\\") && !is_laravel {
        draft.note("once Laravel's configuration is cached it no longer reads .env: move the look-up to a file in config/ and use config() here");
    } else if !is_laravel && !loads_dotenv {
        draft.note("PHP does not read .env by itself: vlucas/phpdotenv does, with createUnsafeImmutable for getenv()");
    }
    Ok(draft)
}

/// Whether arguments are those of an attribute, `#[X('…')]`.
fn is_of_attribute(arguments: Node<'_>) -> bool {
    let parent = arguments.parent();
    parent.is_some_and(|parent| parent.kind() == "attribute")
}

fn refuse_where_no_code_can_stand(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    for node in ancestors(literal.node) {
        let what = match node.kind() {
            "const_element" => "a constant's value",
            "property_element" | "property_promotion_parameter" => "a property's first value",
            "simple_parameter" => "a parameter's default",
            "static_variable_declaration" => "a static variable's first value",
            "enum_case" => "a case of an enum",
            "attribute" => "an attribute's argument",
            "compound_statement" => return Ok(()),
            "arguments" if !is_of_attribute(node) => return Ok(()),
            _ => continue,
        };
        return Err(Refusal::constant(
            what,
            format!(
                "set it to getenv('{}') where code can run, such as in the constructor",
                code.site.variable
            ),
        ));
    }
    Ok(())
}
