//! PHP: `getenv('X')`, `env('X')` in the configuration of Laravel, `$_ENV['X']` where phpdotenv
//! loads it; in a heredoc `{$_SERVER['X']}`.

use std::ops::Range;

use tree_sitter::Node;

use super::Refusal;
use super::draft::{Draft, Join};
use super::escape::Escapes;
use super::named::{alternative, second_argument};
use super::tree::{
    Code, Kinds, Literal, Quoting, ancestors, children, itself_and_ancestors, stands_in,
};

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
const HEREDOC: Escapes = Escapes {
    simple: &[
        (b'n', "\n"),
        (b't', "\t"),
        (b'r', "\r"),
        (b'v', "\x0b"),
        (b'e', "\x1b"),
        (b'f', "\x0c"),
        (b'\\', "\\"),
        (b'$', "$"),
    ],
    ..TEXT
};
const SINGLE: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[(b'\\', "\\"), (b'\'', "'")],
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &["string", "encapsed_string", "heredoc_body", "nowdoc_body"],
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
            b'\n' | b'\r' => {
                // The body of a heredoc, from the end of the line that began it.
                return Some(Quoting {
                    open: memchr::memchr(b'\n', literal)? + 1,
                    close: 0,
                    escapes: &HEREDOC,
                });
            }
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
    "const_element",
    "parenthesized_expression",
    "return_statement",
];

const NOT_BY_ITSELF: &str = "PHP does not read .env by itself: vlucas/phpdotenv does, with createUnsafeImmutable for getenv()";

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let literal = code.literal(&KINDS)?;
    if let Some(mut draft) = named(code, &literal) {
        draft.note(NOT_BY_ITSELF);
        return Ok(draft);
    }
    let constant = constant(code, literal.node);
    if constant.is_none() {
        refuse_where_no_code_can_stand(code, &literal)?;
    }
    let library = Library::of(code);
    let declares = |node: Node<'_>| {
        let name = node.child_by_field_name("name").map(|name| code.text(name));
        node.kind() == "function_definition" && matches!(name, Some(b"getenv" | b"env"))
    };
    if code.has("getenv is something else", declares) {
        return Err(Refusal::taken("getenv", code.site.variable));
    }
    let mut draft = if matches!(literal.node.kind(), "heredoc_body" | "nowdoc_body") {
        heredoc(code, &literal, library)?
    } else {
        let raw = &code.site.text[literal.whole.clone()];
        let quote = if raw.starts_with(b"\"") { "\"" } else { "'" };
        let join = Join {
            plus: " . ",
            open: quote,
            close: quote,
            alone: stands_in(literal.node, ALONE),
        };
        Draft::joined(&literal, &library.lookup(code.site.variable, quote), &join)
    };
    if let Some((name, before, after)) = constant {
        draft.replace(before, &format!("define('{name}', "));
        draft.insert(after, ")");
    }
    if memchr::memmem::find(code.site.text, b"Illuminate\\").is_some()
        && library != Library::Laravel
    {
        draft.note("once Laravel's configuration is cached it no longer reads .env: move the look-up to a file in config/ and use config() here");
    } else if library == Library::None {
        draft.note(NOT_BY_ITSELF);
    }
    Ok(draft)
}

/// What becomes of a literal beside which its variable is named: `getenv('X') ?: '…'`.
fn named(code: &Code<'_>, literal: &Literal<'_>) -> Option<Draft> {
    const LOOKUPS: &[&str] = &["$_ENV", "$_SERVER", "env", "getenv"];
    let text = code.site.text;
    if let Some(named) = alternative(text, literal, &["?:", "??"], LOOKUPS) {
        return Some(named.kept(literal));
    }
    let mut named = second_argument(text, literal, None, &["env"])?;
    named.whole.end = literal.whole.end;
    Some(named.kept(literal))
}

/// Who loads `.env`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Library {
    /// Laravel, in a file of its configuration.
    Laravel,
    /// phpdotenv.
    Dotenv,
    /// Nobody that the file names.
    None,
}

impl Library {
    fn of(code: &Code<'_>) -> Self {
        let site = code.site;
        let has = |word: &str| memchr::memmem::find(site.text, word.as_bytes()).is_some();
        let in_config = site.path.starts_with("config/") || site.path.contains("/config/");
        if in_config && (has("env(") || has("return [")) {
            Self::Laravel
        } else if has("Dotenv") {
            Self::Dotenv
        } else {
            Self::None
        }
    }

    fn lookup(self, variable: &str, quote: &str) -> String {
        match self {
            Self::Laravel => format!("env({quote}{variable}{quote})"),
            Self::Dotenv => format!("$_ENV[{quote}{variable}{quote}]"),
            Self::None => format!("getenv({quote}{variable}{quote})"),
        }
    }
}

/// `const K = '…';` outside of classes and namespaces can be `define('K', …);`: its name, what
/// `define` stands for, and where its bracket is closed.
fn constant(code: &Code<'_>, literal: Node<'_>) -> Option<(String, Range<usize>, usize)> {
    let element = itself_and_ancestors(literal).find(|node| node.kind() == "const_element")?;
    let declaration = element.parent()?;
    let is_alone = children(declaration).filter(Node::is_named).count() == 1
        && declaration.kind() == "const_declaration"
        && stands_in(declaration, &["program"]);
    let has_namespace = children(code.root()).any(|node| node.kind() == "namespace_definition");
    let parts: Vec<Node<'_>> = children(element).collect();
    let [name, sign, value] = parts[..] else {
        return None;
    };
    if !is_alone || has_namespace || code.text(sign) != b"=" {
        return None;
    }
    let name = String::from_utf8(code.text(name).to_vec()).ok()?;
    Some((
        name,
        declaration.start_byte()..value.start_byte(),
        value.end_byte(),
    ))
}

/// A heredoc takes variables, but no calls: `$_SERVER` has the environment, too.
fn heredoc(code: &Code<'_>, literal: &Literal<'_>, library: Library) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let whole = literal.node.parent().ok_or_else(Refusal::does_not_parse)?;
    let indent = code.site.text[literal.whole.end..whole.end_byte()].iter();
    let indent = indent.filter(|byte| b" \t".contains(byte)).count();
    let is_plain = literal.node.kind() == "nowdoc_body";
    let decoded = |range: &Range<usize>| {
        let raw = dedented(&code.site.text[range.clone()], indent)?;
        if is_plain {
            return Some(raw);
        }
        Some(HEREDOC.decode(&raw)?.all().to_vec())
    };
    let not_understood = || Refusal::not_understood(variable);
    if literal.is_whole() {
        let value = decoded(&literal.content).ok_or_else(not_understood)?;
        let mut draft = Draft::new(whole.byte_range(), value);
        draft.replace(whole.byte_range(), &library.lookup(variable, "'"));
        return Ok(draft);
    }
    if is_plain {
        return Err(Refusal::new(
            "it is a part of a nowdoc, which is taken as it is",
            format!(
                "take the quotes off its name, see to its `$`, and write {{$_SERVER['{variable}']}}"
            ),
        ));
    }
    if indent > 0 && literal.value.contains(&b'\n') {
        return Err(not_understood());
    }
    let mut draft = Draft::inside(literal, &format!("{{$_SERVER['{variable}']}}"));
    draft.note("a heredoc takes no calls: $_SERVER has the environment on the command line, and what phpdotenv loads");
    Ok(draft)
}

/// The lines without the indentation of the heredoc's end.
fn dedented(text: &[u8], indent: usize) -> Option<Vec<u8>> {
    let lines = text.split(|byte| *byte == b'\n').map(|line| {
        let cut = line
            .get(indent..)
            .filter(|_| line[..indent].trim_ascii().is_empty());
        cut.or_else(|| line.trim_ascii().is_empty().then_some(&b""[..]))
    });
    Some(lines.collect::<Option<Vec<&[u8]>>>()?.join(&b'\n'))
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
