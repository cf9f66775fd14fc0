//! Perl: `$ENV{X}`. Only Perl can read Perl: a literal is replaced where its line leaves no doubt
//! about what is code, and it stands neither in a heredoc nor in documentation.

use super::super::cut::Cut;
use super::super::draft::{Draft, Join};
use super::super::escape::{Escapes, Unknown};
use super::super::layout::{line_start, next_line};
use super::super::{Refusal, Rewrite, Site};

const DOUBLE: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'a', "\x07"),
        (b'b', "\x08"),
        (b'e', "\x1b"),
        (b'f', "\x0c"),
        (b'n', "\n"),
        (b'r', "\r"),
        (b't', "\t"),
    ],
    unknown: Unknown::Dropped,
    refused: b"ulULQEFNcox01234567",
    ..Escapes::NONE
};
const SINGLE: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[(b'\\', "\\"), (b'\'', "'")],
    ..Escapes::NONE
};

/// How the value is moved.
pub(in super::super) fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let variable = site.variable;
    refuse_other_text(site)?;
    let cut = literal(site)?;
    let text = site.text;
    let is_double = text[cut.whole.start] == b'"';
    let raw = &text[cut.moved.clone()];
    if is_double && raw.iter().any(|byte| b"$@".contains(byte)) && !is_escaped(raw) {
        return Err(Refusal::computed(variable));
    }
    let lookup = format!("$ENV{{{variable}}}");
    let after = text.get(cut.moved.end);
    let would_go_on = after.is_some_and(|byte| b"[{-".contains(byte));
    let mut draft = if is_double && !cut.is_whole() && !would_go_on {
        Draft::inside(&cut, &lookup)
    } else {
        let quote = if is_double { "\"" } else { "'" };
        let join = Join {
            plus: " . ",
            open: quote,
            close: quote,
            alone: false,
        };
        Draft::joined(&cut, &lookup, &join)
    };
    draft.note("Perl does not read .env by itself: the module Dotenv does, or `set -a; . ./.env` before the program starts");
    draft.finish()
}

/// Whether each `$` and `@` has a backslash before it.
fn is_escaped(raw: &[u8]) -> bool {
    let mut bytes = raw.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'$' | b'@' => return false,
            _ => {}
        }
    }
    true
}

/// Documentation, data after the program, heredocs.
fn refuse_other_text(site: &Site<'_>) -> Result<(), Refusal> {
    let before = &site.text[..site.value.start];
    let mut in_pod = false;
    let mut heredoc: Option<Vec<u8>> = None;
    for line in before.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii_end();
        if let Some(end) = &heredoc {
            if line.trim_ascii() == end.as_slice() {
                heredoc = None;
            }
            continue;
        }
        let begins_pod =
            line.first() == Some(&b'=') && line.get(1).is_some_and(u8::is_ascii_alphabetic);
        if line.starts_with(b"=cut") {
            in_pod = false;
        } else if begins_pod || matches!(line, b"__END__" | b"__DATA__") {
            in_pod = true;
        } else if let Some(at) = memchr::memmem::find(line, b"<<") {
            heredoc = delimiter(&line[at + 2..]);
        }
    }
    if in_pod || heredoc.is_some() {
        return Err(Refusal::new(
            "it stands in a heredoc, documentation or data",
            format!("read $ENV{{{}}} by hand, or delete it", site.variable),
        ));
    }
    Ok(())
}

/// `EOT`, `"EOT"`, `~'EOT'` after `<<`.
fn delimiter(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_prefix(b"~").unwrap_or(text);
    let text = text
        .strip_prefix(b"\"")
        .or_else(|| text.strip_prefix(b"'"))
        .unwrap_or(text);
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let name: Vec<u8> = text.iter().take_while(is_part).copied().collect();
    (name.first().is_some_and(u8::is_ascii_alphabetic)).then_some(name)
}

/// The literal on the value's line, if all before it is plain.
fn literal(site: &Site<'_>) -> Result<Cut, Refusal> {
    let text = site.text;
    let refused = || Refusal::not_a_literal(site.variable);
    let mut at = line_start(text, site.value.start);
    let end = next_line(text, site.value.start);
    while at < site.value.start {
        let byte = text[at];
        match byte {
            b'"' | b'\'' => {
                let content = at + 1;
                let close = close(text, content, end, byte).ok_or_else(refused)?;
                if site.value.start < close {
                    let escapes = if byte == b'"' { &DOUBLE } else { &SINGLE };
                    return Cut::of(site, at..close + 1, content..close, escapes, &[]);
                }
                at = close + 1;
            }
            b'#' if at == 0 || text[at - 1] != b'$' => return Err(Refusal::comment()),
            // Patterns, and what they are matched with.
            b'/' | b'`' | b'~' => return Err(refused()),
            _ if byte.is_ascii_alphabetic() => {
                let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
                let length = text[at..end].iter().take_while(is_part).count();
                let is_name = at > 0 && b"$@%&{>:".contains(&text[at - 1]);
                let quotes = ["q", "qq", "qw", "qx", "qr", "m", "s", "y", "tr"];
                let word = &text[at..at + length];
                if !is_name && quotes.iter().any(|quote| quote.as_bytes() == word) {
                    return Err(refused());
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    Err(refused())
}

fn close(text: &[u8], mut at: usize, end: usize, quote: u8) -> Option<usize> {
    while at < end {
        match text[at] {
            b'\\' => at += 2,
            byte if byte == quote => return Some(at),
            _ => at += 1,
        }
    }
    None
}
