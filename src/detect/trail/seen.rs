//! What is left of an anchor once it was judged: where it stands, and how far that looked.

use crate::detect::look::Look;
use crate::detect::{beside, service, structure};
use crate::rule::{Hit, Matcher, Rule, RuleId};
use crate::span::Copied;

/// Bytes looked at beyond a match: boundaries, escapes, what introduces it.
const ROUND: usize = 256;
/// How far a judgement of an assignment looks back from the stem of its name, and ahead. Its
/// parts are at most: a literal of 4 KiB, a default of 1 KiB, look-ups, wrappers and spaces; and
/// before them the 2 KiB in which a heredoc may have begun.
const ASSIGNED: (usize, usize) = (4 << 10, 12 << 10);
/// So many entries are passed one by one before the next one is searched for.
const NEAR: usize = 16;

/// An anchor that was seen. A text has many: they are small.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) start: u32,
    pub(super) rule: RuleId,
    len: u16,
    /// What was looked at to see that it leads to nothing.
    reach: Reach,
    /// Whether it leads to nothing.
    pub(super) barren: bool,
    /// Whether its rule's tries are counted, and this is one.
    pub(super) far: bool,
}

impl Seen {
    /// An anchor that may lead to something.
    pub(super) fn new(hit: &Hit, far: bool) -> Self {
        Self {
            start: hit.start as u32,
            rule: hit.rule,
            len: (hit.end - hit.start) as u16,
            reach: Reach::default(),
            barren: false,
            far,
        }
    }

    /// Notes that it leads to nothing, as `look` says, or may by its rule.
    pub(super) fn is_barren(&mut self, look: Look, rule: impl FnOnce() -> Reach) {
        self.barren = true;
        let near = look.bytes().map(|(back, ahead)| Reach::new(back, ahead));
        self.reach = near.unwrap_or_else(rule);
    }

    pub(super) fn hit(&self) -> Hit {
        let start = self.start as usize;
        Hit {
            start,
            end: start + usize::from(self.len),
            rule: self.rule,
        }
    }

    /// The same where a piece that holds it was copied to.
    pub(super) fn moved(self, copied: &Copied) -> Self {
        Self {
            start: (self.start as usize - copied.from + copied.to) as u32,
            ..self
        }
    }

    /// Whether it leads to nothing wherever `copied` is; `lens` are those of the two texts.
    #[inline]
    pub(super) fn stays_barren(&self, copied: &Copied, lens: (usize, usize)) -> bool {
        self.barren && self.reach.is_inside(self.start as usize, copied, lens)
    }
}

/// How far from an anchor's first byte its judgement looks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    back: u16,
    ahead: u16,
}

/// All there is.
const ALL: u16 = u16::MAX;

impl Reach {
    /// How far a judgement by this rule may look.
    pub(super) fn of(rule: &Rule) -> Self {
        let around = if rule.context.is_empty() {
            ROUND
        } else {
            ROUND + rule.within
        };
        let (mut back, mut ahead) = match rule.matcher {
            Matcher::Token {
                before, longest, ..
            } => (before + around, longest + around),
            Matcher::Beside { longest, .. } => {
                let far = rule.within.max(beside::DECLARATION).max(service::FAR);
                let either = far + longest + around;
                (either, either)
            }
            Matcher::Assigned { .. } | Matcher::File | Matcher::Binary { .. } => ASSIGNED,
        };
        if let Some(structure) = rule.structure {
            let (before, behind) = structure::reach(structure);
            back += before;
            ahead += behind;
        }
        Self::new(back, ahead)
    }

    fn new(back: usize, ahead: usize) -> Self {
        let bytes = |count| u16::try_from(count).unwrap_or(ALL);
        Self {
            back: bytes(back),
            ahead: bytes(ahead),
        }
    }

    /// Whether all that it covers round `start` of the earlier text lies in `copied`, or beyond
    /// an end that both texts have there.
    #[inline]
    fn is_inside(self, start: usize, copied: &Copied, (old, new): (usize, usize)) -> bool {
        let end = copied.from + copied.len;
        let left = self.back < ALL && start >= copied.from + usize::from(self.back)
            || (copied.from == 0 && copied.to == 0);
        let right = self.ahead < ALL && start + usize::from(self.ahead) <= end
            || (end == old && copied.to + copied.len == new);
        left && right
    }
}

/// The first entry at or behind `from`. It is looked for at `next` first: pieces mostly follow
/// one another.
pub(super) fn first(seen: &[Seen], from: usize, next: usize) -> usize {
    let before = |seen: &Seen| (seen.start as usize) < from;
    if !next.checked_sub(1).is_none_or(|last| before(&seen[last])) {
        return seen[..next].partition_point(before);
    }
    let rest = &seen[next..];
    let near = &rest[..rest.len().min(NEAR)];
    match near.iter().position(|seen| !before(seen)) {
        Some(passed) => next + passed,
        None => next + rest.partition_point(before),
    }
}
