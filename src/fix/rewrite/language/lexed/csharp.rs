//! C#: `Environment.GetEnvironmentVariable("X")`; a constant becomes `static readonly`.

use super::super::cut::Cut;
use super::super::draft::{Draft, Join};
use super::super::escape::{Escapes, Unknown};
use super::super::{Refusal, Shared};
use super::Found;
use super::scan::{Hole, Opening, Scanned, Syntax, last_word, no_code, word};

const TEXT: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'\\', "\\"),
        (b'"', "\""),
        (b'\'', "'"),
        (b'0', "\0"),
        (b'a', "\x07"),
        (b'b', "\x08"),
        (b'e', "\x1b"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
        (b'v', "\x0b"),
    ],
    hex: (1, 4),
    u4: true,
    u8: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};
const FORMAT: Escapes = Escapes {
    doubled: b"{}",
    ..TEXT
};
const VERBATIM: Escapes = Escapes {
    doubled: b"\"",
    ..Escapes::NONE
};
const VERBATIM_FORMAT: Escapes = Escapes {
    doubled: b"\"{}",
    ..Escapes::NONE
};

pub(super) const SYNTAX: Syntax = Syntax {
    line_comment: "//",
    block_comment: ("/*", "*/"),
    nests_comments: false,
    string,
    skip: character,
};

fn string(text: &[u8], at: usize) -> Option<Opening> {
    let signs = text[at..]
        .iter()
        .take_while(|byte| b"$@".contains(byte))
        .count();
    let signed = &text[at..at + signs];
    let rest = &text[at + signs..];
    let (is_verbatim, is_format) = (signed.contains(&b'@'), signed.contains(&b'$'));
    // `@"""a"` begins with a quote that is written twice.
    let is_raw = rest.starts_with(b"\"\"\"") && !is_verbatim;
    if !rest.starts_with(b"\"") || is_raw && signed.len() > 1 {
        return None;
    }
    let escapes = match (is_raw, is_verbatim, is_format) {
        (true, ..) => &Escapes::NONE,
        (_, true, true) => &VERBATIM_FORMAT,
        (_, true, false) => &VERBATIM,
        (_, false, true) => &FORMAT,
        (_, false, false) => &TEXT,
    };
    Some(Opening {
        length: signs + if is_raw { 3 } else { 1 },
        close: if is_raw { "\"\"\"" } else { "\"" },
        escapes,
        spans_lines: is_raw || is_verbatim,
        code: if is_format { hole } else { no_code },
    })
}

fn hole(text: &[u8], at: usize) -> Option<Hole> {
    (text[at] == b'{').then_some(Hole::closed_by(1, b'}'))
}

/// `'"'`, `'\''`.
pub(super) fn character(text: &[u8], at: usize) -> usize {
    if text[at] != b'\'' {
        return 0;
    }
    let escaped = usize::from(text.get(at + 1) == Some(&b'\\'));
    let rest = text.get(at + 2 + escaped..).unwrap_or_default();
    let end = rest.iter().take(10).position(|byte| *byte == b'\'');
    end.map_or(0, |end| end + 3 + escaped)
}

const NOT_BY_ITSELF: &str =
    ".NET does not read .env by itself: the package DotNetEnv does, or whoever starts the program";

pub(super) fn draft(found: &Found<'_>) -> Result<Draft, Refusal> {
    let (site, cut, scanned) = (found.site, &found.cut, found.scanned);
    let variable = site.variable;
    let by_hand =
        format!("read it with Environment.GetEnvironmentVariable(\"{variable}\") in code");
    if let Some(what) = must_be_constant(scanned, cut.whole.start, cut.whole.end) {
        return Err(Refusal::constant(what, by_hand));
    }
    if site.text[cut.whole.end..].starts_with(b"u8") {
        return Err(Refusal::constant("a literal of bytes (`u8`)", by_hand));
    }
    let asking = [
        "Environment.GetEnvironmentVariable",
        "System.Environment.GetEnvironmentVariable",
    ];
    if let Some(mut draft) = found.alternative("??", &asking) {
        draft.note(NOT_BY_ITSELF);
        return Ok(draft);
    }
    let uses_system = memchr::memmem::find(site.text, b"using System;").is_some();
    let name = if uses_system {
        "Environment"
    } else {
        "System.Environment"
    };
    let lookup = format!("{name}.GetEnvironmentVariable(\"{variable}\")");
    let raw = &site.text[cut.whole.clone()];
    let open = std::str::from_utf8(&raw[..cut.content.start - cut.whole.start]);
    let open = open.map_err(|_| Refusal::not_a_literal(variable))?;
    let close = open.trim_start_matches(['$', '@']);
    if close.len() == 3 && memchr::memchr(b'\n', raw).is_some() {
        let value = raw_lines(&site.text[cut.content.clone()]).filter(|_| cut.is_whole());
        let Some(value) = value else {
            return Err(Refusal::new(
                "it stands in a raw string of several lines",
                by_hand,
            ));
        };
        let mut draft = Draft::new(cut.whole.clone(), value);
        draft.replace(cut.whole.clone(), &lookup);
        draft.note(NOT_BY_ITSELF);
        return Ok(draft);
    }
    let join = Join {
        plus: " + ",
        open,
        close,
        alone: stands_alone(scanned, cut),
    };
    let mut draft = Draft::joined(cut, &lookup, &join);
    let statement = scanned.statement(cut.whole.start);
    if let Some(at) = word(statement, "const") {
        let has_access = ["public", "private", "internal", "protected"]
            .iter()
            .any(|access| word(statement, access).is_some());
        let name = last_word(statement.trim_end().trim_end_matches('='));
        let declared = cut.whole.start - statement.len() + statement.rfind(name).unwrap_or(0);
        let uses = scanned.uses(name, declared);
        let is_needed = uses.into_iter().any(|at| needs_constant(scanned, at, name));
        if !has_access || name.is_empty() || is_needed {
            return Err(Refusal::constant("a `const`", by_hand));
        }
        let at = cut.whole.start - statement.len() + at;
        draft.replace(at..at + "const".len(), "static readonly");
        if word(statement, "private").is_none() {
            draft.share(Shared::constant(name.as_bytes(), &by_hand));
        }
    }
    draft.note(NOT_BY_ITSELF);
    Ok(draft)
}

/// Whether a constant that is named here must stay one.
pub(super) fn needs_constant(scanned: &Scanned, at: usize, name: &str) -> bool {
    let in_constant = word(scanned.statement(at), "const").is_some();
    in_constant || must_be_constant(scanned, at, at + name.len()).is_some()
}

/// What a raw string of several lines says: what its last line begins with is not a part of any.
fn raw_lines(content: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(content).ok()?;
    let lines: Vec<&str> = text.split('\n').collect();
    let [first, inner @ .., indent] = &lines[..] else {
        return None;
    };
    if !first.trim().is_empty() || !indent.trim().is_empty() || text.contains('\r') {
        return None;
    }
    let strip = |line: &&str| {
        let rest = line.strip_prefix(indent);
        rest.or_else(|| line.trim().is_empty().then_some(""))
            .map(str::to_owned)
    };
    let inner: Option<Vec<String>> = inner.iter().map(strip).collect();
    Some(inner?.join("\n").into_bytes())
}

/// Whether a sum in the literal's place needs no parentheses.
fn stands_alone(scanned: &Scanned, cut: &Cut) -> bool {
    let before = scanned.mask[..cut.whole.start].trim_ascii_end();
    let after = scanned.mask[cut.whole.end..].trim_ascii_start();
    let begins = before.last().is_some_and(|byte| b"(,=".contains(byte))
        || before.ends_with(b"=>")
        || before.ends_with(b"return");
    begins && after.first().is_some_and(|byte| b"),;".contains(byte))
}

/// What an expression would stand in that only takes constants.
fn must_be_constant(scanned: &Scanned, start: usize, end: usize) -> Option<&'static str> {
    let statement = scanned.statement(start);
    if matches!(last_word(statement), "case" | "is" | "and" | "or" | "not") {
        return Some("a pattern");
    }
    if scanned.mask[end..].trim_ascii_start().starts_with(b"=>") {
        return Some("a pattern");
    }
    if scanned.is_in_attribute(start) {
        return Some("an attribute's argument");
    }
    let assigned = statement.trim_end();
    let is_default = !scanned.brackets(start).is_empty()
        && assigned.ends_with('=')
        && !assigned.ends_with("==")
        && !assigned.ends_with("!=");
    is_default.then_some("a parameter's default")
}
