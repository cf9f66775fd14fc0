//! Credentials of several parts: what belongs to a secret and stands near it is reported with it,
//! once.
//!
//! A part is either what another rule finds (the id of a key), or text that a pattern of the
//! secret's own rule matches (the account that a password opens). Each secret takes the nearest,
//! rather before it than behind, and rather one that no other secret took: so every id goes with
//! its own secret in a file that lists many.

use std::collections::HashSet;
use std::ops::Range;

use regex_automata::Anchored;

use super::candidate::Candidate;
use super::{boundary, placeholder, structure, token};
use crate::finding::Signal;
use crate::place::Place;
use crate::rule::{Boundary, Companion, Matcher, Pattern, RuleSet, Sought};

/// A part that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) inside: Inside,
    /// Whether it would have been a finding of its own.
    pub(super) absorbed: bool,
}

/// What a part is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// Bytes of the text.
    Here {
        range: Range<usize>,
        /// How many of the first bytes of a secret part may be shown; `None`: all are public.
        hidden: Option<usize>,
    },
    /// Public text that was decoded from the secret.
    Decoded(String),
}

/// The most bytes of a public part that are kept.
const LONGEST_PUBLIC: usize = 256;

impl Part {
    /// Where it stands, unless it was decoded.
    pub(super) fn range(&self) -> Option<&Range<usize>> {
        match &self.inside {
            Inside::Here { range, .. } => Some(range),
            Inside::Decoded(_) => None,
        }
    }
}

impl From<structure::Part> for Part {
    fn from(part: structure::Part) -> Self {
        Self {
            name: part.name.to_owned(),
            absorbed: false,
            inside: match part.value {
                structure::Value::At(range) => Inside::Here {
                    range: range.start..range.end.min(range.start + LONGEST_PUBLIC),
                    hidden: None,
                },
                structure::Value::Hidden(range) => Inside::Here {
                    range,
                    hidden: Some(0),
                },
                structure::Value::Decoded(text) => {
                    Inside::Decoded(text.chars().take(LONGEST_PUBLIC).collect())
                }
            },
        }
    }
}

/// Gives the candidates, sorted and apart, their parts; what became a part of another is no
/// candidate of its own any more.
pub(super) fn gather(
    text: &[u8],
    mut candidates: Vec<Candidate>,
    rules: &RuleSet,
    place: Place,
) -> Vec<Candidate> {
    let mut gathering = Gathering {
        text,
        taken: HashSet::new(),
        absorbed: HashSet::new(),
    };
    for index in 0..candidates.len() {
        let compiled = rules.compiled(candidates[index].rule);
        if compiled.rule.parts.is_empty() || gathering.absorbed.contains(&index) {
            continue;
        }
        let mut found = false;
        for (number, companion) in compiled.rule.parts.iter().enumerate() {
            let part = match &companion.sought {
                Sought::Found { .. } => gathering.neighbour(&candidates, index, companion, rules),
                Sought::Matched { .. } => compiled.part(number).and_then(|pattern| {
                    gathering.matched(&candidates[index].secret, companion, pattern)
                }),
            };
            found |= part.is_some();
            if let Some(range) = part.as_ref().and_then(Part::range)
                && companion.public
                && !matches!(compiled.rule.matcher, Matcher::Assigned { .. })
            {
                gathering.absorb_assigned(&candidates, range, rules);
            }
            candidates[index].parts.extend(part);
        }
        let own = &compiled.rule;
        // A user beside any password is told, and proves nothing.
        if found && own.structure.is_none() && !matches!(own.matcher, Matcher::Assigned { .. }) {
            let candidate = &mut candidates[index];
            candidate.signals.push(Signal::fixed("paired"));
            // What made it less sure than its rule is, a second part does not undo.
            if place.word().is_none() && candidate.confidence >= own.confidence {
                candidate.confidence = candidate.confidence.raised();
            }
        }
    }
    let absorbed = gathering.absorbed;
    let mut index = 0;
    candidates.retain(|_| {
        index += 1;
        !absorbed.contains(&(index - 1))
    });
    hide(&mut candidates);
    candidates
}

/// What holds bytes of a secret is not public.
fn hide(candidates: &mut [Candidate]) {
    let secrets: Vec<(Range<usize>, usize)> = candidates
        .iter()
        .map(|candidate| (candidate.secret.clone(), candidate.public_prefix))
        .collect();
    for part in candidates.iter_mut().flat_map(|c| &mut c.parts) {
        let Inside::Here { range, hidden } = &mut part.inside else {
            continue;
        };
        let first = secrets.partition_point(|(secret, _)| secret.end <= range.start);
        if let Some((secret, public_prefix)) = secrets.get(first)
            && secret.start < range.end
        {
            let same_start = secret.start == range.start;
            *hidden = Some(if same_start { *public_prefix } else { 0 });
        }
    }
}

/// What is gathered in one text.
struct Gathering<'t> {
    text: &'t [u8],
    /// Where the parts begin that a secret has already.
    taken: HashSet<usize>,
    /// Candidates that are parts of others, by index.
    absorbed: HashSet<usize>,
}

impl Gathering<'_> {
    /// The nearest candidate of the wanted kind.
    fn neighbour(
        &mut self,
        candidates: &[Candidate],
        index: usize,
        companion: &Companion,
        rules: &RuleSet,
    ) -> Option<Part> {
        let Sought::Found { rules: ids } = &companion.sought else {
            return None;
        };
        let is_wanted = |other: &Candidate| ids.contains(&rules.compiled(other.rule).rule.id);
        let secret = &candidates[index].secret;
        let before = (0..index)
            .rev()
            .take_while(|at| candidates[*at].secret.end + companion.within >= secret.start);
        let after = (index + 1..candidates.len())
            .take_while(|at| candidates[*at].secret.start <= secret.end + companion.within);
        let nearest = before
            .chain(after)
            .filter(|at| {
                let other = &candidates[*at];
                is_wanted(other)
                    && !crosses_section(self.text, secret, &other.secret)
                    && (companion.public
                        || self.is_free(candidates, rules, (index, *at), companion))
            })
            .min_by_key(|at| self.remoteness(secret, &candidates[*at].secret))?;
        let other = &candidates[nearest];
        self.taken.insert(other.secret.start);
        self.absorbed.insert(nearest);
        Some(Part {
            name: companion.name.clone(),
            inside: Inside::Here {
                range: other.secret.clone(),
                hidden: (!companion.public).then_some(other.public_prefix),
            },
            absorbed: true,
        })
    }

    /// The nearest match of the companion's own pattern.
    fn matched(
        &mut self,
        secret: &Range<usize>,
        companion: &Companion,
        pattern: &Pattern,
    ) -> Option<Part> {
        let text = self.text;
        let before = secret.start.saturating_sub(companion.within)..secret.start;
        let after = secret.end..text.len().min(secret.end + companion.within);
        let nearest = [before, after]
            .into_iter()
            .flat_map(|span| matches(text, span, pattern))
            .filter(|part| !crosses_section(text, secret, part))
            .min_by_key(|range| self.remoteness(secret, range))?;
        self.taken.insert(nearest.start);
        let end = nearest.end.min(nearest.start + LONGEST_PUBLIC);
        Some(Part {
            name: companion.name.clone(),
            inside: Inside::Here {
                range: nearest.start..end,
                hidden: (!companion.public).then_some(0),
            },
            absorbed: false,
        })
    }

    /// Whether the secret part at `pair.1` belongs to no other secret than that at `pair.0`: none
    /// took it, and none that has such a part, too, stands between the two.
    fn is_free(
        &self,
        candidates: &[Candidate],
        rules: &RuleSet,
        pair: (usize, usize),
        companion: &Companion,
    ) -> bool {
        let (first, last) = (pair.0.min(pair.1), pair.0.max(pair.1));
        let has_such = |other: &Candidate| {
            let parts = &rules.compiled(other.rule).rule.parts;
            parts.iter().any(|part| part.name == companion.name)
        };
        !self.taken.contains(&candidates[pair.1].secret.start)
            && !candidates[first + 1..last].iter().any(has_such)
    }

    /// What is public by its secret's rule is no secret because its name says so.
    fn absorb_assigned(&mut self, candidates: &[Candidate], part: &Range<usize>, rules: &RuleSet) {
        let at = candidates.partition_point(|other| other.secret.start < part.start);
        if let Some(other) = candidates.get(at)
            && other.secret == *part
            && matches!(
                rules.compiled(other.rule).rule.matcher,
                Matcher::Assigned { .. }
            )
        {
            self.absorbed.insert(at);
        }
    }

    /// How far a part is from its secret: taken ones are further than all others, those behind
    /// twice as far as those before.
    fn remoteness(&self, secret: &Range<usize>, part: &Range<usize>) -> (bool, usize) {
        let gap = if part.start < secret.start {
            secret.start.saturating_sub(part.end)
        } else {
            2 * part.start.saturating_sub(secret.end)
        };
        (self.taken.contains(&part.start), gap)
    }
}

/// Whether a line between the two begins another section: `[staging]`, as in `.ini` files.
fn crosses_section(text: &[u8], one: &Range<usize>, other: &Range<usize>) -> bool {
    let between = &text[one.end.min(other.end)..one.start.max(other.start)];
    let mut lines = between.split(|byte| *byte == b'\n');
    // The first and the last line hold the two.
    lines.next();
    lines.next_back();
    lines.any(|line| {
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b" _.:/@-".contains(byte);
        let name = line.trim_ascii().strip_prefix(b"[");
        let name = name.and_then(|line| line.strip_suffix(b"]"));
        name.is_some_and(|name| !name.is_empty() && name.iter().all(in_name))
    })
}

/// What the pattern matches in `span` and is no stand-in.
fn matches(text: &[u8], span: Range<usize>, pattern: &Pattern) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = span.start;
    while start < span.end {
        let Some(next) = token::search_for(pattern, text, start..span.end, Anchored::No) else {
            break;
        };
        start = next.whole.end.max(start + 1);
        if boundary::holds(Boundary::Word, text, &next.secret)
            && placeholder::of(&text[next.secret.clone()]).is_none()
        {
            found.push(next.secret);
        }
    }
    found
}

#[cfg(test)]
mod tests;
