//! A string literal and what of it is moved, whoever found it: a grammar or a lexer.

use std::ops::Range;

use super::escape::Escapes;
use super::{Refusal, Site};

/// What is moved of one literal, or of several that are joined.
pub(super) struct Cut {
    /// From the first quote to the last.
    pub(super) whole: Range<usize>,
    /// Between the quotes.
    pub(super) content: Range<usize>,
    /// The value's bytes: the content, or what of it is to be moved.
    pub(super) moved: Range<usize>,
    /// The value, decoded.
    pub(super) value: Vec<u8>,
}

impl Cut {
    /// Takes the site's value out of a literal. Where nothing but blanks stands around it, they
    /// go with it. `code` are the pieces of code inside, in order.
    pub(super) fn of(
        site: &Site<'_>,
        whole: Range<usize>,
        content: Range<usize>,
        escapes: &Escapes,
        code: &[Range<usize>],
    ) -> Result<Self, Refusal> {
        let value = &inside(site, &content);
        if value.start < content.start || value.end > content.end {
            return Err(Refusal::not_a_literal(site.variable));
        }
        if code
            .iter()
            .any(|code| code.start < value.end && value.start < code.end)
        {
            return Err(Refusal::computed(site.variable));
        }
        // Escapes are read from the end of the code before the value.
        let before = code
            .iter()
            .map(|code| code.end)
            .filter(|end| *end <= value.start);
        let from = before.max().unwrap_or(content.start);
        let after = code
            .iter()
            .map(|code| code.start)
            .filter(|start| *start >= value.end);
        let to = after.min().unwrap_or(content.end);
        let not_understood = || Refusal::not_understood(site.variable);
        let decoded = escapes
            .decode(&site.text[from..to])
            .ok_or_else(not_understood)?;
        let part = |range: &Range<usize>| decoded.of(range.start - from..range.end - from);
        let is_blank =
            |rest: &Range<usize>| part(rest).is_some_and(|rest| rest.trim_ascii().is_empty());
        let rests = [content.start..value.start, value.end..content.end];
        let moved = if code.is_empty() && rests.iter().all(is_blank) {
            content.clone()
        } else {
            value.clone()
        };
        let value = part(&moved).ok_or_else(not_understood)?.to_vec();
        Ok(Self {
            whole,
            content,
            moved,
            value,
        })
    }

    /// Whether nothing of the literal stays.
    pub(super) fn is_whole(&self) -> bool {
        self.moved == self.content
    }
}

/// The value without quotes of the literal's that were taken for a part of it.
fn inside(site: &Site<'_>, content: &Range<usize>) -> Range<usize> {
    let value = site.value.clone();
    let within = value.start.max(content.start)..value.end.min(content.end);
    if within.is_empty() {
        return value;
    }
    let around = [value.start..within.start, within.end..value.end];
    let is_quote = |at: usize| matches!(site.text.get(at), Some(b'"' | b'\'' | b'`'));
    if around.into_iter().flatten().all(is_quote) {
        within
    } else {
        value
    }
}
