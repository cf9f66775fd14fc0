//! `PowerShell`: `$env:X`.

use super::super::Refusal;
use super::super::draft::{Draft, Join};
use super::super::escape::{Escapes, Unknown};
use super::Found;
use super::scan::{Hole, Opening, Syntax, no_code};

const DOUBLE: Escapes = Escapes {
    lead: Some(b'`'),
    simple: &[
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
    unknown: Unknown::Dropped,
    refused: b"u",
    doubled: b"\"",
    ..Escapes::NONE
};
const SINGLE: Escapes = Escapes {
    doubled: b"'",
    ..Escapes::NONE
};

pub(super) const SYNTAX: Syntax = Syntax {
    line_comment: "#",
    block_comment: ("<#", "#>"),
    nests_comments: false,
    string,
    skip: |text, at| if text[at] == b'`' { 2 } else { 0 },
};

fn string(text: &[u8], at: usize) -> Option<Opening> {
    let rest = &text[at..];
    let opening = |length, close, escapes, code| {
        Some(Opening {
            length,
            close,
            escapes,
            spans_lines: true,
            code,
        })
    };
    match rest {
        [b'@', b'\'', b'\r' | b'\n', ..] => opening(2, "\n'@", &Escapes::NONE, no_code),
        [b'@', b'"', b'\r' | b'\n', ..] => opening(2, "\n\"@", &Escapes::NONE, code),
        [b'\'', ..] => opening(1, "'", &SINGLE, no_code),
        [b'"', ..] => opening(1, "\"", &DOUBLE, code),
        _ => None,
    }
}

/// `$(…)`, `$name`, `${name}`.
fn code(text: &[u8], at: usize) -> Option<Hole> {
    if text[at] != b'$' {
        return None;
    }
    match text.get(at + 1)? {
        b'(' => Some(Hole::closed_by(2, b')')),
        b'{' => Some(Hole::closed_by(2, b'}')),
        byte if byte.is_ascii_alphanumeric() || b"_?^$:".contains(byte) => Some(Hole::alone(2)),
        _ => None,
    }
}

/// `$env:X = "…"`: the variable keeps what it has.
fn set(found: &Found<'_>) -> Option<Draft> {
    let (site, cut) = (found.site, &found.cut);
    let before = site.text[..cut.whole.start].trim_ascii_end();
    let before = before.strip_suffix(b"=").filter(|_| cut.is_whole())?;
    let before = String::from_utf8_lossy(before.trim_ascii_end());
    let at = before.to_ascii_lowercase().rfind("$env:")?;
    let name = &before[at + "$env:".len()..];
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let mut draft = Draft::whole(cut, &format!("$env:{name}"));
    draft.reads(name);
    Some(draft)
}

pub(super) fn draft(found: &Found<'_>) -> Result<Draft, Refusal> {
    let (site, cut) = (found.site, &found.cut);
    let variable = site.variable;
    let lookup = format!("$env:{variable}");
    if site.path.to_ascii_lowercase().ends_with(".psd1") {
        return Err(Refusal::new(
            "a data file of PowerShell runs no code",
            format!("read {lookup} in the script that loads it"),
        ));
    }
    let is_here = site.text[cut.whole.start] == b'@';
    if found.scanned.is_in_attribute(cut.whole.start) {
        return Err(Refusal::constant(
            "an attribute's argument",
            format!("read {lookup} in the body"),
        ));
    }
    let is_double = site.text[cut.content.start - 1] == b'"';
    let mut draft = if let Some(named) = set(found) {
        named
    } else if is_here {
        if !is_double || cut.value.contains(&b'\n') || cut.is_whole() {
            return Err(Refusal::new(
                "it fills a here-string",
                format!("write {lookup} in its place by hand"),
            ));
        }
        Draft::inside(cut, &format!("$({lookup})"))
    } else if cut.is_whole() {
        Draft::whole(cut, &lookup)
    } else if is_double {
        Draft::inside(cut, &format!("$({lookup})"))
    } else {
        let join = Join {
            plus: " + ",
            open: "'",
            close: "'",
            alone: false,
        };
        Draft::joined(cut, &lookup, &join)
    };
    draft.note("PowerShell does not read .env by itself: set the variable before the script runs");
    Ok(draft)
}
