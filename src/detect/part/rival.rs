//! Another secret that has a like part, and whether a part is rather its.

use std::ops::Range;

use crate::detect::candidate::Candidate;
use crate::rule::{Companion, RuleSet, Sought};

/// Whether what was found has such a part, too.
pub(super) fn has_such(other: &Candidate, companion: &Companion, rules: &RuleSet) -> bool {
    let parts = &rules.compiled(other.rule).rule.parts;
    parts.iter().any(|part| part.name == companion.name)
}

/// Whether the part at `pair.1` stands fewer lines from what is on its far side, a credential with
/// no such part of its own behind it, than from what is on the side of the secret at `pair.0`.
pub(super) fn is_nearer(
    text: &[u8],
    candidates: &[Candidate],
    rules: &RuleSet,
    pair: (usize, usize),
    companion: &Companion,
) -> bool {
    let (secret, at) = pair;
    let part = &candidates[at].secret;
    let is_near = |other: &&Candidate| gap(part, &other.secret).len() <= companion.within;
    if secret < at {
        let near = candidates[at + 1..].iter().take_while(is_near);
        is_other_side_nearer(text, &candidates[at - 1], part, near, (companion, rules))
    } else {
        let near = candidates[..at].iter().rev().take_while(is_near);
        is_other_side_nearer(text, &candidates[at + 1], part, near, (companion, rules))
    }
}

/// `own` is what stands beside the part on the side of its secret, `far` what stands on the other,
/// the nearest first.
fn is_other_side_nearer<'c>(
    text: &[u8],
    own: &Candidate,
    part: &Range<usize>,
    far: impl Iterator<Item = &'c Candidate> + Clone,
    (companion, rules): (&Companion, &RuleSet),
) -> bool {
    let is_such = |other: &Candidate| match &companion.sought {
        Sought::Found { rules: ids } => ids.contains(&rules.compiled(other.rule).rule.id),
        Sought::Matched { .. } => false,
    };
    let Some(beside) = far.clone().next() else {
        return false;
    };
    let mut owners = 0;
    for other in far {
        if is_such(other) {
            return false;
        }
        owners += usize::from(has_such(other, companion, rules));
        if owners == 2 {
            break;
        }
    }
    let lines = |other: &Candidate| {
        let between = &text[gap(part, &other.secret)];
        memchr::memchr_iter(b'\n', between).count()
    };
    owners > 0 && lines(beside) < lines(own)
}

/// What stands between the two.
pub(super) fn gap(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    let (start, end) = (one.end.min(other.end), one.start.max(other.start));
    start..end.max(start)
}
