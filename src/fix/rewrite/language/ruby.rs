//! Ruby: `ENV.fetch("X")`.

mod changed;

use tree_sitter::Node;

use super::Refusal;
use super::draft::{Draft, Join};
use super::escape::{Escapes, Unknown};
use super::named::{Named, alternative, assigned, second_argument};
use super::tree::{Code, Kinds, Literal, Quoting, ancestors, descendants, stands_in};

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
            b'%' => {
                let is_plain = literal.get(1) == Some(&b'q');
                let named = matches!(literal.get(1), Some(b'q' | b'Q'));
                let escapes = if is_plain { &SINGLE } else { &TEXT };
                (if named { 3 } else { 2 }, 1, escapes)
            }
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
    let in_pattern = ancestors(literal.node).any(|node| {
        let pattern = node.child_by_field_name("pattern");
        let is_match = matches!(node.kind(), "in_clause" | "match_pattern" | "test_pattern");
        is_match && pattern.is_some_and(|pattern| pattern.end_byte() >= literal.whole.end)
    });
    if in_pattern {
        return Err(Refusal::constant(
            "a pattern",
            format!("pin it: `^(ENV.fetch(\"{variable}\"))`"),
        ));
    }
    let is_shadowed = |node: Node<'_>| {
        let left = node.child_by_field_name("left").map(|left| code.text(left));
        node.kind() == "assignment" && left == Some(b"ENV")
    };
    if code.has("ENV is something else", is_shadowed) {
        return Err(Refusal::taken("ENV", variable));
    }
    let mut draft = if literal.node.kind() == "heredoc_body" {
        heredoc(code, &literal)?
    } else if let Some(draft) = named(code, &literal) {
        draft
    } else {
        string(code, &literal)?
    };
    draft.note("Ruby does not read .env by itself: the dotenv gem does (in Rails, dotenv-rails)");
    Ok(draft)
}

/// What becomes of a literal beside which its variable is named: `ENV["X"] || "…"`.
fn named(code: &Code<'_>, literal: &Literal<'_>) -> Option<Draft> {
    let text = code.site.text;
    let asked = alternative(text, literal, &["||", " or"], &["ENV", "ENV.fetch"])
        .or_else(|| second_argument(text, literal, None, &["ENV.fetch"]))
        .or_else(|| {
            // `ENV.fetch("X") { "…" }`
            let mut named = alternative(text, literal, &["{"], &["ENV.fetch"])?;
            let after = &text[literal.whole.end..];
            let blank = after.len() - after.trim_ascii_start().len();
            named.whole.end += blank + 1;
            (after.get(blank) == Some(&b'}')).then_some(named)
        });
    if let Some(named) = asked {
        let lookup = format!("ENV.fetch({})", named.quoted);
        return Some(named.replaced(literal, &lookup));
    }
    let Named { entry, .. } = assigned(text, literal, &["||=", "="], &["ENV"])?;
    let mut around = ancestors(literal.node);
    let statement = around.find(|node| node.kind().ends_with("assignment"))?;
    Draft::deleted(code, statement, literal, entry)
}

fn string(code: &Code<'_>, literal: &Literal<'_>) -> Result<Draft, Refusal> {
    let variable = code.site.variable;
    let quote = char::from(code.site.text[literal.whole.start]);
    if quote == '%' && !literal.is_whole() {
        return Err(Refusal::not_a_literal(variable));
    }
    let (quote, other) = if quote == '"' {
        ("\"", '\'')
    } else {
        ("'", '"')
    };
    let copied = if changed::is_changed(code, literal) {
        ".dup"
    } else {
        ""
    };
    let lookup = format!("ENV.fetch({quote}{variable}{quote}){copied}");
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

/// A part of a heredoc that has interpolation, or all of one.
fn heredoc(code: &Code<'_>, literal: &Literal<'_>) -> Result<Draft, Refusal> {
    let text = code.site.text;
    let variable = code.site.variable;
    let refused = || {
        Refusal::new(
            "it fills a heredoc",
            format!("write ENV.fetch(\"{variable}\") in its place by hand"),
        )
    };
    let name = text[literal.content.end..literal.whole.end].trim_ascii();
    let begin = descendants(code.root())
        .filter(|node| node.kind() == "heredoc_beginning" && node.end_byte() <= literal.whole.start)
        .filter(|node| memchr::memmem::find(code.text(*node), name).is_some())
        .last();
    let begin = begin.filter(|begin| !code.text(*begin).contains(&b'`'));
    let begin = begin.ok_or_else(refused)?;
    let takes_code = !code.text(begin).contains(&b'\'');
    let lookup = format!("ENV.fetch(\"{variable}\")");
    let raw = &text[code.site.value.clone()];
    if !raw.contains(&b'\n') && takes_code {
        let decoded = TEXT.decode(raw).ok_or_else(refused)?;
        let mut draft = Draft::new(literal.whole.clone(), decoded.all().to_vec());
        draft.replace(code.site.value.clone(), &format!("#{{{lookup}}}"));
        return Ok(draft);
    }
    if !literal.is_whole() || !raw.contains(&b'\n') {
        return Err(refused());
    }
    let is_dedented = code.text(begin).starts_with(b"<<~");
    let content = dedented(&text[literal.content.clone()], is_dedented).ok_or_else(refused)?;
    let value = if takes_code {
        let decoded = TEXT.decode(content.as_bytes()).ok_or_else(refused)?;
        decoded.all().to_vec()
    } else {
        content.into_bytes()
    };
    let mut draft = Draft::new(literal.whole.clone(), value);
    draft.replace(begin.byte_range(), &lookup);
    draft.replace(literal.whole.clone(), "");
    Ok(draft)
}

/// The lines of `<<~` lose the indentation that they share; one of tabs is not understood.
fn dedented(content: &[u8], is_dedented: bool) -> Option<String> {
    let text = std::str::from_utf8(content).ok()?;
    if !is_dedented {
        return Some(text.to_owned());
    }
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    let blank = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let indent = filled.map(blank).min()?;
    let has_tabs = text
        .lines()
        .any(|line| line.trim_start_matches(' ').starts_with('\t'));
    let lines = text
        .split_inclusive('\n')
        .map(|line| line.get(indent..).unwrap_or("\n"));
    (!has_tabs).then(|| lines.collect())
}
