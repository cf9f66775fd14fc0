//! Python: `os.environ["X"]`, or what the file already reads its settings with.

mod idiom;
mod import;
mod named;
mod settings;

use tree_sitter::Node;

use self::idiom::Idiom;
use super::Refusal;
use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, children};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'\\', "\\"),
        (b'\'', "'"),
        (b'"', "\""),
        (b'a', "\x07"),
        (b'b', "\x08"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
        (b'v', "\x0b"),
    ],
    octal: 3,
    hex: (2, 2),
    u4: true,
    u8: true,
    joins_lines: true,
    refused: b"N",
    unknown: Unknown::Kept,
    one_newline: true,
    ..Escapes::NONE
};
const FORMAT: Escapes = Escapes {
    doubled: b"{}",
    ..TEXT
};
const BYTES: Escapes = Escapes {
    u4: false,
    u8: false,
    bytes: true,
    refused: b"",
    ..TEXT
};
const RAW: Escapes = Escapes {
    one_newline: true,
    ..Escapes::NONE
};
const RAW_FORMAT: Escapes = Escapes {
    doubled: b"{}",
    ..RAW
};

const KINDS: Kinds = Kinds {
    strings: &["string"],
    code: &["interpolation"],
    joins: &["concatenated_string", "binary_operator"],
    quoting,
};

const NOT_BY_ITSELF: &str = "Python does not read .env by itself: python-dotenv's load_dotenv() does, before this line runs";

/// The letters before the first quote.
#[derive(Clone, Copy)]
struct Prefix<'t>(&'t [u8]);

impl<'t> Prefix<'t> {
    /// `None`: the literal is a template, which is no string.
    fn of(literal: &'t [u8]) -> Option<Self> {
        let length = literal
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\''))?;
        let letters = &literal[..length];
        let is_known = |letter: &u8| b"rRbBfFuU".contains(letter);
        letters.iter().all(is_known).then_some(Self(letters))
    }

    fn has(self, letter: u8) -> bool {
        self.0.iter().any(|byte| byte.eq_ignore_ascii_case(&letter))
    }

    fn length(self) -> usize {
        self.0.len()
    }
}

fn quoting(literal: &[u8]) -> Option<Quoting> {
    let prefix = Prefix::of(literal)?;
    let rest = &literal[prefix.length()..];
    let is_triple = rest.starts_with(b"\"\"\"") || rest.starts_with(b"'''");
    let quotes = if is_triple { 3 } else { 1 };
    let escapes = match (prefix.has(b'r'), prefix.has(b'b'), prefix.has(b'f')) {
        (true, _, true) => &RAW_FORMAT,
        (true, _, false) => &RAW,
        (false, true, _) => &BYTES,
        (false, false, true) => &FORMAT,
        (false, false, false) => &TEXT,
    };
    Some(Quoting {
        open: prefix.length() + quotes,
        close: quotes,
        escapes,
    })
}

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let literal = code.literal(&KINDS)?;
    refuse_where_no_code_can_stand(code, &literal)?;
    if let Some(draft) = settings::field(code, &literal) {
        return Ok(draft);
    }
    if let Some(mut draft) = named::draft(code, &literal) {
        draft.note(NOT_BY_ITSELF);
        return Ok(draft);
    }
    let idiom = Idiom::of(code, &literal)?;
    let raw = &code.site.text[literal.whole.clone()];
    let prefix = Prefix::of(raw).ok_or_else(|| Refusal::not_a_literal(variable))?;
    let quote = raw[prefix.length()];
    let mut draft = if literal.is_whole() {
        let lookup = idiom.lookup(variable, quote, prefix.has(b'b'));
        Draft::whole(&literal, &lookup)
    } else if prefix.has(b'b') {
        let open = &raw[..literal.content.start - literal.whole.start];
        let open = std::str::from_utf8(open).map_err(|_| Refusal::not_a_literal(variable))?;
        let join = Join {
            plus: " + ",
            open,
            close: &open[prefix.length()..],
            alone: stands_alone(&literal),
        };
        Draft::joined(&literal, &idiom.lookup(variable, quote, true), &join)
    } else {
        formatted(code, &literal, prefix, &idiom)?
    };
    idiom.add_import(code, &mut draft);
    add_notes(&literal, &idiom, variable, &mut draft);
    Ok(draft)
}

/// Makes the literal a formatted one, or extends one that is.
fn formatted(
    code: &Code<'_>,
    literal: &Literal<'_>,
    prefix: Prefix<'_>,
    idiom: &Idiom,
) -> Result<Draft, Refusal> {
    let text = code.site.text;
    let variable = code.site.variable;
    if ancestors(literal.node).any(|node| node.kind() == "interpolation") {
        return Err(Refusal::not_a_literal(variable));
    }
    let inner = if text[literal.whole.start + prefix.length()] == b'"' {
        b'\''
    } else {
        b'"'
    };
    let mut draft = Draft::new(literal.whole.clone(), literal.value.clone());
    if !prefix.has(b'f') {
        let at = literal.whole.start;
        draft.replace(at..at + usize::from(prefix.has(b'u')), "f");
        for rest in [
            literal.content.start..literal.moved.start,
            literal.moved.end..literal.content.end,
        ] {
            for at in rest {
                match text[at] {
                    b'{' => draft.insert(at, "{"),
                    b'}' => draft.insert(at, "}"),
                    _ => {}
                }
            }
        }
    }
    let lookup = idiom.lookup(variable, inner, false);
    draft.replace(literal.moved.clone(), &format!("{{{lookup}}}"));
    Ok(draft)
}

fn refuse_where_no_code_can_stand(code: &Code<'_>, literal: &Literal<'_>) -> Result<(), Refusal> {
    let variable = code.site.variable;
    let parent = literal.node.parent();
    if parent.is_some_and(|parent| parent.kind() == "expression_statement") {
        return Err(Refusal::new(
            "it stands in text that nothing reads",
            "delete it from the documentation",
        ));
    }
    for node in ancestors(literal.node) {
        match node.kind() {
            "type" => {
                return Err(Refusal::constant(
                    "a type",
                    "read the value where it is used",
                ));
            }
            "subscript" if code.text(node).starts_with(b"Literal[") => {
                return Err(Refusal::constant(
                    "a type",
                    "read the value where it is used",
                ));
            }
            "case_pattern" => {
                return Err(Refusal::constant(
                    "a pattern",
                    format!("compare with the value of {variable} in an `if`"),
                ));
            }
            "block" | "module" => break,
            _ => {}
        }
    }
    // What a placeholder was to its template, it would be no longer.
    let formats = parent.is_some_and(|parent| match parent.kind() {
        "binary_operator" => children(parent).any(|child| child.kind() == "%"),
        "attribute" => code.text(parent).ends_with(b"format"),
        _ => false,
    });
    let has_placeholder = literal.value.iter().any(|byte| b"{}%".contains(byte));
    if formats && has_placeholder && !literal.is_whole() {
        return Err(Refusal::computed(variable));
    }
    Ok(())
}

/// Whether an expression in its place needs no parentheses.
fn stands_alone(literal: &Literal<'_>) -> bool {
    literal.node.parent().is_some_and(|parent: Node<'_>| {
        matches!(
            parent.kind(),
            "argument_list"
                | "assignment"
                | "default_parameter"
                | "keyword_argument"
                | "list"
                | "pair"
                | "parenthesized_expression"
                | "return_statement"
                | "tuple"
        )
    })
}

fn add_notes(literal: &Literal<'_>, idiom: &Idiom, variable: &str, draft: &mut Draft) {
    let early = ancestors(literal.node)
        .take_while(|node| !matches!(node.kind(), "block" | "module"))
        .find_map(|node| match node.kind() {
            "default_parameter" | "typed_default_parameter" => Some("a default argument"),
            "decorator" => Some("a decorator"),
            _ => None,
        });
    if let Some(early) = early {
        draft.note(format!(
            "{early} is evaluated once, when the module is imported: {variable} must be set by then"
        ));
    }
    if idiom.is_plain() {
        draft.note(NOT_BY_ITSELF);
    }
}
