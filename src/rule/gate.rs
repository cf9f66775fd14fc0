//! Which bytes a match can begin with, place by place, and which it needs: a test of a few
//! nanoseconds that most anchors in ordinary text fail, so that the regular expression is not
//! even compiled for them.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

use super::alphabet::Alphabet;

/// A set of ASCII bytes, one bit each.
type Set = u128;

/// Places that are looked at: most tokens of one length are no longer.
const MOST: usize = 64;

/// Bytes read one by one for what a match needs, before the rest is searched.
const NEAR: usize = 24;

/// A head of fewer bytes is made longer, to no more than `LONG_HEAD` bytes.
const SHORT_HEAD: usize = 3;
const LONG_HEAD: usize = 4;
/// Heads that are made of one, at most.
const MOST_HEADS: usize = 256;

/// What is known of the bytes of a match without its regular expression.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Which ones a match's first bytes may be: so many places in a row each. No longer than the
    /// shortest match.
    runs: Vec<(u8, Set)>,
    /// How many places that are.
    places: u8,
    /// How many bytes of a match `rest` does not speak of.
    head: u8,
    /// Which bytes may stand behind the head.
    rest: Alphabet,
    /// Bytes that stand behind the head of every match.
    needed: Set,
}

impl Gate {
    /// The gate of a pattern, all of whose matches begin where it is tried.
    pub(super) fn of(hir: &Hir) -> Self {
        let mut places = walk(hir).places;
        places.truncate(MOST);
        let mut runs: Vec<(u8, Set)> = Vec::new();
        for set in &places {
            match runs.last_mut() {
                Some((times, last)) if last == set => *times += 1,
                _ => runs.push((1, *set)),
            }
        }
        let parts = match bare(hir).kind() {
            HirKind::Concat(parts) => parts.as_slice(),
            _ => std::slice::from_ref(hir),
        };
        // What begins every match, and is no part of what comes behind it.
        let head = match parts {
            [first, _, ..] => Some(walk(first))
                .filter(|walk| walk.exact && walk.places.len() < MOST)
                .map_or(0, |walk| walk.places.len()),
            _ => 0,
        };
        let parts = &parts[usize::from(head > 0)..];
        let mut gate = Self {
            runs,
            places: places.len() as u8,
            head: head as u8,
            ..Self::default()
        };
        for part in parts {
            gate.rest.add(part);
            gate.needed |= needed(part);
        }
        gate
    }

    /// Whether a match may begin where `text` does.
    pub(super) fn lets_in(&self, text: &[u8]) -> bool {
        text.len() >= usize::from(self.places)
            && self.strange(text).is_none()
            && (self.needed == 0 || self.has_needed(&text[usize::from(self.head)..]))
    }

    /// The first place whose byte no match has there.
    fn strange(&self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        for (times, set) in &self.runs {
            let end = text.len().min(at + usize::from(*times));
            let differs = |byte: &u8| !holds(*set, *byte);
            if let Some(strange) = text[at..end].iter().position(differs) {
                return Some(at + strange);
            }
            at = end;
        }
        None
    }

    /// What may stand in each of the places.
    fn sets(&self) -> impl Iterator<Item = Set> + '_ {
        let runs = self.runs.iter();
        runs.flat_map(|(times, set)| std::iter::repeat_n(*set, usize::from(*times)))
    }

    /// `head`, with which matches begin, together with what may stand behind it, where that is
    /// little: a few bytes that are seldom rather than one or two that stand everywhere.
    #[must_use]
    pub fn heads(&self, head: &[u8]) -> Vec<Vec<u8>> {
        let mut heads = vec![head.to_vec()];
        let behind = self.sets().take(LONG_HEAD).skip(head.len());
        for set in behind.take_while(|_| head.len() < SHORT_HEAD) {
            if heads.len() * set.count_ones() as usize > MOST_HEADS {
                break;
            }
            let members = (0..=0x7F).filter(|byte| holds(set, *byte));
            let longer = heads.iter().flat_map(|head| {
                let with = |byte: u8| [head.as_slice(), &[byte]].concat();
                members.clone().map(with)
            });
            heads = longer.collect();
        }
        heads
    }

    /// How many bytes of `text`, which begins no match, say so.
    pub(super) fn looked(&self, text: &[u8]) -> usize {
        if let Some(at) = self.strange(text) {
            return at + 1;
        }
        let head = usize::from(self.head).min(text.len());
        let run = text[head..].iter().take_while(|byte| self.goes_on(**byte));
        // What ends the run is looked at, too.
        head + run.count() + 1
    }

    /// Whether the bytes with which a match could go on hold all that one needs.
    fn has_needed(&self, rest: &[u8]) -> bool {
        let mut needed = self.needed;
        for (at, byte) in rest.iter().enumerate() {
            if !self.goes_on(*byte) {
                return false;
            }
            if byte.is_ascii() {
                needed &= !(1 << byte);
                if needed == 0 {
                    return true;
                }
            }
            // A long way on: what stands nowhere is seen faster so.
            if at == NEAR && !stand_in(needed, &rest[at..]) {
                return false;
            }
        }
        false
    }

    /// How many bytes of a match [`goes_on`](Self::goes_on) does not speak of.
    pub(super) fn head(&self) -> usize {
        usize::from(self.head)
    }

    /// Whether `byte` may stand behind the head.
    pub(super) fn goes_on(&self, byte: u8) -> bool {
        self.rest.has(byte)
    }
}

/// Whether `set` has `byte`.
fn holds(set: Set, byte: u8) -> bool {
    byte.is_ascii() && set >> byte & 1 == 1
}

/// Whether all bytes of `set` stand in `text`.
fn stand_in(set: Set, text: &[u8]) -> bool {
    (0..128u8)
        .filter(|byte| holds(set, *byte))
        .all(|byte| memchr::memchr(byte, text).is_some())
}

/// What a pattern is without the groups round all of it.
fn bare(hir: &Hir) -> &Hir {
    match hir.kind() {
        HirKind::Capture(capture) => bare(&capture.sub),
        _ => hir,
    }
}

/// The ASCII bytes that every match of a part has.
fn needed(hir: &Hir) -> Set {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let ascii = literal.0.iter().filter(|byte| byte.is_ascii());
            ascii.fold(0, |set, byte| set | 1 << byte)
        }
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Concat(parts) => parts.iter().fold(0, |set, part| set | needed(part)),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        _ => 0,
    }
}

/// The places known, and whether a match of this part ends just behind them.
struct Walk {
    places: Vec<Set>,
    exact: bool,
}

fn walk(hir: &Hir) -> Walk {
    let nothing = |exact| Walk {
        places: Vec::new(),
        exact,
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => nothing(true),
        HirKind::Literal(literal) => {
            let known = literal.0.iter().take_while(|byte| byte.is_ascii());
            let places: Vec<Set> = known.take(MOST).map(|byte| 1 << byte).collect();
            Walk {
                exact: places.len() == literal.0.len(),
                places,
            }
        }
        HirKind::Class(class) => set(class).map_or(nothing(false), |set| Walk {
            places: vec![set],
            exact: true,
        }),
        HirKind::Capture(capture) => walk(&capture.sub),
        HirKind::Repetition(repetition) => {
            let one = walk(&repetition.sub);
            let times = if one.exact { repetition.min } else { 1 };
            let times = times.min(repetition.min).min(MOST as u32);
            Walk {
                places: one.places.repeat(times as usize),
                exact: one.exact && repetition.max == Some(times),
            }
        }
        HirKind::Concat(parts) => {
            let mut whole = nothing(true);
            for part in parts {
                if !whole.exact || whole.places.len() >= MOST {
                    whole.exact = false;
                    break;
                }
                let next = walk(part);
                whole.places.extend(next.places);
                whole.exact = next.exact;
            }
            whole
        }
        HirKind::Alternation(options) => {
            let options: Vec<Walk> = options.iter().map(walk).collect();
            let length = |walk: &Walk| walk.places.len();
            let least = options.iter().map(length).min().unwrap_or(0);
            let places = (0..least).map(|at| options.iter().fold(0, |set, o| set | o.places[at]));
            Walk {
                places: places.collect(),
                exact: options.iter().all(|o| o.exact && length(o) == least),
            }
        }
    }
}

/// The class as a set, unless it has members beyond ASCII.
fn set(class: &Class) -> Option<Set> {
    let fold = |set: Set, (start, end): (u32, u32)| {
        (end < 128).then(|| (start..=end).fold(set, |set, byte| set | 1 << byte))
    };
    match class {
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .try_fold(0, |set, r| fold(set, (r.start().into(), r.end().into()))),
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .try_fold(0, |set, r| fold(set, (r.start().into(), r.end().into()))),
    }
}

#[cfg(test)]
mod tests;
