//! Bare formats (32 hex digits, a UUID): secrets only beside their provider's name, and only
//! where a value stands: in an assignment, a call, a header or a URL.

use std::ops::Range;

use regex_automata::Anchored;

use super::{boundary, context, token, work};
use crate::rule::{Boundary, CompiledRule, Hit};

/// Bytes looked back over for what introduces a value.
const INTRODUCTION: usize = 24;
/// Words that introduce a value in a header or on a command line.
const INTRODUCERS: [&[u8]; 7] = [
    b"bearer",
    b"basic",
    b"token",
    b"key",
    b"apikey",
    b"secret",
    b"password",
];

/// How long the value may be, and how far from its provider's name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) shortest: usize,
    pub(super) longest: usize,
    pub(super) within: usize,
}

/// The values beside the provider's name seen at `hit`: behind it, or before it on its line.
pub(super) fn around(
    text: &[u8],
    hit: &Hit,
    reach: Reach,
    compiled: &CompiledRule,
    mut each: impl FnMut(Range<usize>),
) {
    if !context::is_word(text, &(hit.start..hit.end)) {
        return;
    }
    let ahead = hit.end..text.len().min(hit.end + reach.within + reach.longest);
    let furthest = hit.start.saturating_sub(reach.within + reach.longest);
    let newline = memchr::memrchr(b'\n', &text[furthest..hit.start]);
    let behind = newline.map_or(furthest, |newline| furthest + newline + 1)..hit.start;
    for (span, starts) in [
        (ahead, hit.end..hit.end + reach.within),
        (behind, 0..hit.start),
    ] {
        work::read(span.len());
        if has_run(&text[span.clone()], reach.shortest) {
            values(text, span, &starts, compiled, &mut each);
        }
    }
}

/// Every match in `span` that begins in `starts` and stands where a value does.
fn values(
    text: &[u8],
    span: Range<usize>,
    starts: &Range<usize>,
    compiled: &CompiledRule,
    each: &mut impl FnMut(Range<usize>),
) {
    let mut start = span.start;
    while let Some(found) = token::search(text, start..span.end, Anchored::No, compiled) {
        if starts.contains(&found.whole.start)
            && boundary::holds(Boundary::Word, text, &found.whole)
            && is_whole(text, &found.whole)
            && is_introduced(text, found.whole.start)
        {
            each(found.secret);
        }
        start = found.whole.end.max(start + 1);
        while start < span.end && !boundary::left(text, start) {
            start += 1;
        }
    }
}

/// Whether the value ends where it seems to: a digest in base64 goes on behind a `/` or `+`, a
/// slug behind a `-`, a file name behind a `.`.
fn is_whole(text: &[u8], value: &Range<usize>) -> bool {
    let [joint, next, ..] = text[value.end..] else {
        return true;
    };
    let in_path = joint == b'/' && value.start > 0 && text[value.start - 1] == b'/';
    !(b"-+/.~".contains(&joint) && next.is_ascii_alphanumeric()) || in_path
}

/// Whether there are `least` bytes in a row of which a value may be made. A cheap test that
/// most of the text round a provider's name fails.
fn has_run(text: &[u8], least: usize) -> bool {
    let mut run = 0;
    text.iter().any(|byte| {
        run = if byte.is_ascii_alphanumeric() || b"-_+/=.~:@".contains(byte) {
            run + 1
        } else {
            0
        };
        run >= least
    })
}

/// Whether the value at `start` is assigned, passed, or sent: what stands before it, quotes and
/// spaces apart, is `=`, `:`, `(`, `,`, `[`, `>` or a word such as `Bearer`. On a line of its own
/// it must be quoted: what follows `KEY=` and a newline is the next variable's name.
fn is_introduced(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(INTRODUCTION)..start];
    let quoted = before.trim_ascii_end();
    let bare = trim_quotes(quoted);
    let Some(last) = bare.last() else {
        return false;
    };
    let open = bare.len() < quoted.len();
    if !open && before[bare.len()..].contains(&b'\n') {
        return false;
    }
    match last {
        b'=' | b':' | b'>' | b'@' => true,
        b'(' | b',' | b'[' | b'{' => open,
        b'/' | b'?' | b'&' => quoted.len() == before.len(),
        _ => INTRODUCERS.iter().any(|word| {
            let at = bare.len().checked_sub(word.len());
            at.is_some_and(|at| bare[at..].eq_ignore_ascii_case(word))
        }),
    }
}

/// `before` without the quotes, and the spaces outside them, that it ends in.
fn trim_quotes(mut before: &[u8]) -> &[u8] {
    while let [rest @ .., b'"' | b'\'' | b'`' | b'\\'] = before {
        before = rest;
    }
    before.trim_ascii_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn introduced(text: &str) -> bool {
        is_introduced(text.as_bytes(), text.find("VALUE").unwrap())
    }

    #[test]
    fn a_piece_of_a_longer_value_is_none() {
        let whole = |text: &str| {
            let start = text.find("VALUE").unwrap();
            is_whole(text.as_bytes(), &(start..start + 5))
        };
        for text in [
            "VALUE",
            "x: VALUE.\n",
            "/v3/VALUE/eth",
            "=VALUE&b",
            "\"VALUE\"",
            "VALUE==",
        ] {
            assert!(whole(text), "{text}");
        }
        for text in [
            "sha512-VALUE/x",
            "VALUE+x",
            "/VALUE.png",
            "=VALUE-x",
            "=VALUE/x",
        ] {
            assert!(!whole(text), "{text}");
        }
    }

    #[test]
    fn values_are_assigned_passed_or_sent() {
        for text in [
            "X=VALUE",
            "x: VALUE",
            "\"x\": \"VALUE\"",
            "{\\\"x\\\": \\\"VALUE\\\"}",
            "f('VALUE')",
            "f(a, \"VALUE\")",
            "Authorization: Token VALUE",
            "Bearer VALUE",
            "<key>VALUE</key>",
            "https://x.io/VALUE",
            "?k=VALUE",
            "x => 'VALUE'",
            "x:\n  'VALUE'",
        ] {
            assert!(introduced(text), "{text}");
        }
        for text in [
            "VALUE",
            "commit VALUE",
            "a / VALUE",
            "see VALUE",
            "f(VALUE)",
            "EMPTY=\nVALUE=",
            "# the key\nVALUE",
        ] {
            assert!(!introduced(text), "{text}");
        }
    }
}
