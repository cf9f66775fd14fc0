//! Distinctive formats: a rule's pattern, tried where one of its anchors was seen.

use std::ops::Range;

use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};

use super::look::Look;
use super::tries::Tries;
use super::{boundary, work};
use crate::rule::{Boundary, CompiledRule, Hit, Pattern};

/// A rule's match and the secret in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) whole: Range<usize>,
    pub(super) secret: Range<usize>,
}

/// The match that holds the anchor seen at `hit`: the one that begins first, no more than
/// `before` bytes ahead of it, and is at most `longest` bytes long. It depends on nothing
/// further away, so a window of a file gives what the whole file gives.
///
/// # Errors
/// What was looked at, where there is none.
pub(super) fn at(
    text: &[u8],
    hit: &Hit,
    reach: Reach,
    compiled: &CompiledRule,
    tries: &mut Tries,
) -> Result<Match, Look> {
    let boundary = compiled.rule.boundary;
    let end = text.len().min(hit.start + reach.longest);
    if reach.before == 0 {
        if boundary == Boundary::Word && !boundary::left(text, hit.start) {
            return Err(Look::new(boundary::LONGEST_ESCAPE, 1));
        }
        let (matcher, span) = (&compiled.rule.matcher, &text[hit.start..end]);
        let begins = matcher.may_begin(span);
        if begins && !tries.allow(hit.rule, hit.start, reach) {
            return Err(Look::WIDE);
        }
        let found = begins.then(|| search(text, hit.start..end, Anchored::Yes, compiled));
        let Some(found) = found.flatten() else {
            let ahead = matcher.looked(span);
            return Err(Look::new(boundary::LONGEST_ESCAPE, ahead));
        };
        let stands = boundary::holds(boundary, text, &found.whole);
        return stands.then_some(found).ok_or(Look::WIDE);
    }
    if !tries.allow(hit.rule, hit.start, reach) {
        return Err(Look::WIDE);
    }
    unanchored(text, hit, (reach.before, end), compiled).ok_or(Look::WIDE)
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
    let Pattern { regex, group } = pattern;
    let input = Input::new(text).span(span).anchored(anchored);
    if *group == 0 {
        let whole = regex.search(&input)?.range();
        return Some(Match {
            secret: whole.clone(),
            whole,
        });
    }
    let mut slots = vec![None::<NonMaxUsize>; 2 * (group + 1)];
    regex.search_slots(&input, &mut slots)?;
    let range = |group: usize| Some(slots[2 * group]?.get()..slots[2 * group + 1]?.get());
    let whole = range(0)?;
    Some(Match {
        secret: range(*group).unwrap_or_else(|| whole.clone()),
        whole,
    })
}
