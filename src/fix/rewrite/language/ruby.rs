//! Ruby: `ENV.fetch("X")`.

use super::Refusal;
use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::tree::{Code, Kinds, Literal, Quoting, descendants, stands_in};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'a', "\x07"),
        (b'b', "\x08"),
        (b'e', "\x1b"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b's', " "),
        (b't', "\t"),
        (b'v', "\x0b"),
    ],
    octal: 3,
    hex: (1, 2),
    u4: true,
    braced: true,
    bytes: true,
    joins_lines: true,
    unknown: Unknown::Dropped,
    refused: b"cCM",
    one_newline: true,
    ..Escapes::NONE
};
const SINGLE: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[(b'\\', "\\"), (b'\'', "'")],
    one_newline: true,
    ..Escapes::NONE
};
const KINDS: Kinds = Kinds {
    strings: &["string", "heredoc_body"],
    code: &["interpolation"],
    joins: &["chained_string", "binary"],
    quoting: |literal| {
        let (open, close, escapes) = match literal.first()? {
            b'"' => (1, 1, &TEXT),
            b'\'' => (1, 1, &SINGLE),
            b'\n' | b'\r' => {
                // A heredoc: its body, from the end of the line that began it.
                let end = literal.trim_ascii_end();
                let last = memchr::memrchr(b'\n', end)?;
                let open = memchr::memchr(b'\n', literal)? + 1;
                (open, literal.len() - last - 1, &TEXT)
            }
            _ => return None,
        };
        Some(Quoting {
            open,
            close,
            escapes,
        })
    },
};
/// What a sum can stand in without parentheses.
const ALONE: &[&str] = &[
    "argument_list",
    "array",
    "assignment",
    "hash",
    "pair",
    "parenthesized_statements",
    "return",
];

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let literal = code.literal(&KINDS)?;
    let parent = literal.node.parent();
    let is_key = parent.is_some_and(|parent| {
        parent.kind() == "pair" && parent.child_by_field_name("key") == Some(literal.node)
    });
    if is_key {
        return Err(Refusal::constant(
            "a key",
            format!("read ENV.fetch(\"{variable}\") by hand"),
        ));
    }
    let mut draft = if literal.node.kind() == "heredoc_body" {
        heredoc(code, &literal)?
    } else {
        string(code, &literal)?
    };
    draft.note("Ruby does not read .env by itself: the dotenv gem does (in Rails, dotenv-rails)");
    Ok(draft)
}

fn string(code: &Code<'_>, literal: &Literal<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let quote = char::from(code.site.text[literal.whole.start]);
    let (quote, other) = if quote == '"' {
        ("\"", '\'')
    } else {
        ("'", '"')
    };
    let lookup = format!("ENV.fetch({quote}{variable}{quote})");
    let is_chained = stands_in(literal.node, &["chained_string"])
        || literal.node.kind() == "chained_string" && literal.whole != literal.node.byte_range();
    if is_chained && literal.is_whole() {
        // Only literals can stand side by side.
        return Ok(Draft::whole(
            literal,
            &format!("\"#{{ENV.fetch('{variable}')}}\""),
        ));
    }
    if literal.is_whole() {
        return Ok(Draft::whole(literal, &lookup));
    }
    if quote == "\"" {
        return Ok(Draft::inside(
            literal,
            &format!("#{{ENV.fetch({other}{variable}{other})}}"),
        ));
    }
    if is_chained {
        return Err(Refusal::not_a_literal(variable));
    }
    let join = Join {
        plus: " + ",
        open: quote,
        close: quote,
        alone: stands_in(literal.node, ALONE),
    };
    Ok(Draft::joined(literal, &lookup, &join))
}

/// A part of a heredoc that has interpolation.
fn heredoc(code: &Code<'_>, literal: &Literal<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let name = code.site.text[literal.content.end..literal.whole.end].trim_ascii();
    let begin = descendants(code.root())
        .filter(|node| node.kind() == "heredoc_beginning" && node.end_byte() <= literal.whole.start)
        .filter(|node| memchr::memmem::find(code.text(*node), name).is_some())
        .last();
    let begin = begin.map(|begin| code.text(begin));
    let is_plain = begin.is_some_and(|begin| !begin.contains(&b'\'') && !begin.contains(&b'`'));
    let raw = &code.site.text[code.site.value.clone()];
    let decoded = TEXT.decode(raw);
    match decoded {
        Some(decoded) if is_plain && !raw.contains(&b'\n') => {
            let mut draft = Draft::new(literal.whole.clone(), decoded.all().to_vec());
            let lookup = format!("#{{ENV.fetch(\"{variable}\")}}");
            draft.replace(code.site.value.clone(), &lookup);
            Ok(draft)
        }
        _ => Err(Refusal::new(
            "it fills a heredoc",
            format!("write ENV.fetch(\"{variable}\") in its place by hand"),
        )),
    }
}
