//! A value in a string of TOML that stands on one line.

use super::super::cut::Cut;
use super::super::draft::Draft;
use super::super::escape::{Escapes, Unknown};
use super::super::layout::{line_start, next_line};
use super::super::{Refusal, Site};
use super::dialect::Dialect;

const BASIC: Escapes = Escapes {
    lead: Some(b'\\'),
    simple: &[
        (b'b', "\x08"),
        (b't', "\t"),
        (b'n', "\n"),
        (b'f', "\x0c"),
        (b'r', "\r"),
        (b'"', "\""),
        (b'\\', "\\"),
    ],
    u4: true,
    u8: true,
    unknown: Unknown::Refused,
    ..Escapes::NONE
};

pub(super) fn draft(site: &Site<'_>, dialect: &Dialect) -> Result<Draft, Refusal> {
    let cut = cut(site)?;
    if dialect.is_whole && !cut.is_whole() {
        return Err(Refusal::not_a_literal(site.variable));
    }
    let around = site.text[cut.whole.start];
    let mut draft = Draft::inside(&cut, &dialect.lookup(site.variable, around));
    draft.go_to(dialect.destination);
    draft.note(dialect.note);
    Ok(draft)
}

/// Whether the value stands behind a `#` that is in no string.
pub(super) fn is_comment(site: &Site<'_>) -> bool {
    cut(site).is_err_and(|refusal| refusal == Refusal::comment())
}

/// The string that holds the value.
fn cut(site: &Site<'_>) -> Result<Cut, Refusal> {
    let not_a_literal = || Refusal::not_a_literal(site.variable);
    let line = line_start(site.text, site.value.start)..next_line(site.text, site.value.start);
    let before = &site.text[..line.start];
    let has_open_block = [b"\"\"\"".as_slice(), b"'''"]
        .iter()
        .any(|quotes| memchr::memmem::find_iter(before, quotes).count() % 2 == 1);
    if has_open_block {
        return Err(not_a_literal());
    }
    let mut at = line.start;
    while at < line.end && at <= site.value.start {
        match site.text[at] {
            b'#' => return Err(Refusal::comment()),
            quote @ (b'"' | b'\'') => {
                let end =
                    string_end(&site.text[..line.end], at, quote).ok_or_else(not_a_literal)?;
                if (at..end).contains(&site.value.start) {
                    let after = site.text[end + 1..line.end].trim_ascii_start().first();
                    if matches!(after, Some(b'=' | b'.')) {
                        return Err(Refusal::constant("a key", "name it otherwise"));
                    }
                    let escapes = if quote == b'"' {
                        &BASIC
                    } else {
                        &Escapes::NONE
                    };
                    return Cut::of(site, at..end + 1, at + 1..end, escapes, &[]);
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    Err(not_a_literal())
}

/// Where the string that opens at `at` is closed; none of several lines is.
fn string_end(text: &[u8], at: usize, quote: u8) -> Option<usize> {
    if text[at..].starts_with(&[quote; 3]) {
        return None;
    }
    let mut end = at + 1;
    while *text.get(end)? != quote {
        end += if quote == b'"' && text[end] == b'\\' {
            2
        } else {
            1
        };
    }
    Some(end)
}
