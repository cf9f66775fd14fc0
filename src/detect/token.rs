//! Distinctive formats: a rule's pattern, tried where one of its anchors was seen.

use std::ops::Range;

use regex_automata::Anchored;

use super::look::Look;
use super::{boundary, work};
use crate::rule::{Boundary, CompiledRule, Hit, Pattern};

/// A rule's match and the secret in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) whole: Range<usize>,
    pub(super) secret: Range<usize>,
}

/// Whether a match may hold the anchor seen at `hit`, as far as its first bytes tell.
pub(super) fn glance(text: &[u8], hit: &Hit, reach: Reach, compiled: &CompiledRule) -> bool {
    reach.before > 0 || {
        let (boundary, matcher) = (compiled.rule.boundary, &compiled.rule.matcher);
        (boundary == Boundary::None || boundary::left(text, hit.start))
            && matcher.may_begin(&text[hit.start..reach.end(text, hit)])
    }
}

/// The match that holds the anchor seen at `hit`, at which a [`glance`] was taken: the one that
/// begins first, no more than `before` bytes ahead of it, and is at most `longest` bytes long. It
/// depends on nothing further away, so a window of a file gives what the whole file gives.
///
/// # Errors
/// Whether it is the bytes before the anchor and those of which a match is made that say so.
pub(super) fn at(
    text: &[u8],
    hit: &Hit,
    reach: Reach,
    compiled: &CompiledRule,
) -> Result<Match, Near> {
    let end = reach.end(text, hit);
    if reach.before > 0 {
        return unanchored(text, hit, (reach.before, end), compiled).ok_or(Near(false));
    }
    let found = search(text, hit.start..end, Anchored::Yes, compiled).ok_or(Near(true))?;
    let stands = boundary::holds(compiled.rule.boundary, text, &found.whole);
    stands.then_some(found).ok_or(Near(false))
}

/// Whether [`looked`] says how far a try looked that came to nothing.
pub(super) struct Near(pub(super) bool);

/// What says that no match holds the anchor seen at `hit`, where [`glance`] or [`at`] saw none.
pub(super) fn looked(text: &[u8], hit: &Hit, reach: Reach, compiled: &CompiledRule) -> Look {
    if reach.before > 0 {
        return Look::WIDE;
    }
    if compiled.rule.boundary == Boundary::Word && !boundary::left(text, hit.start) {
        return Look::new(boundary::LONGEST_ESCAPE, 1);
    }
    let span = &text[hit.start..reach.end(text, hit)];
    Look::new(boundary::LONGEST_ESCAPE, compiled.rule.matcher.looked(span))
}

/// The same where a match may begin `before` bytes ahead of the anchor; none ends behind `end`.
fn unanchored(
    text: &[u8],
    hit: &Hit,
    (before, end): (usize, usize),
    compiled: &CompiledRule,
) -> Option<Match> {
    let boundary = compiled.rule.boundary;
    let mut start = hit.start.saturating_sub(before);
    let mut held = 0;
    while held < MOST_HELD {
        let found = search(text, start..end, Anchored::No, compiled)?;
        if found.whole.start > hit.start {
            return None;
        }
        let holds_hit = hit.end <= found.whole.end;
        if holds_hit && boundary::holds(boundary, text, &found.whole) {
            return Some(found);
        }
        // A match that ends before the anchor takes no try: each is read once.
        start = if holds_hit {
            held += 1;
            found.whole.start + 1
        } else {
            found.whole.end.max(start + 1)
        };
        // Inside a word no match could stand on its own: on to the next one.
        while start < hit.start && !boundary::left(text, start) {
            start += 1;
        }
    }
    None
}

/// Matches that hold one anchor and are looked at before giving up, so that a text made to match
/// everywhere costs no more than a constant a byte.
const MOST_HELD: usize = 16;

/// How far round an anchor a match may lie, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) before: usize,
    pub(super) longest: usize,
}

impl Reach {
    /// Where a match that holds `hit` has ended.
    fn end(self, text: &[u8], hit: &Hit) -> usize {
        text.len().min(hit.start + self.longest)
    }
}

/// The leftmost match in `span`; what stands round the span is seen by look-arounds only.
pub(super) fn search(
    text: &[u8],
    span: Range<usize>,
    anchored: Anchored,
    compiled: &CompiledRule,
) -> Option<Match> {
    search_for(compiled.pattern()?, text, span, anchored)
}

/// The leftmost match of `pattern` in `span`, and its capture group.
pub(super) fn search_for(
    pattern: &Pattern,
    text: &[u8],
    span: Range<usize>,
    anchored: Anchored,
) -> Option<Match> {
    work::read(span.len());
    let found = pattern.search(text, span, anchored)?;
    Some(Match {
        whole: found.whole,
        secret: found.group,
    })
}
