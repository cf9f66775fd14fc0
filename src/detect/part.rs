//! Credentials of several parts: what belongs to a secret and stands near it is reported with it,
//! once.
//!
//! A part is either what another rule finds (the id of a key), or text that a pattern of the
//! secret's own rule matches (the account that a password opens). Each secret takes the nearest,
//! rather before it than behind, and rather one that no other secret took: so every id goes with
//! its own secret in a file that lists many. Names that say of which account each is count first.

mod apart;
mod issuer;
mod kinship;
mod nearest;
mod rival;
mod whose;

use std::collections::HashSet;
use std::ops::Range;

use regex_automata::Anchored;

use apart::{crosses_section, is_apart, is_unnamed_row};
pub(super) use issuer::tell as tell_issuers;
use kinship::Kinship;
use rival::{has_such, is_nearer};
use whose::{NAME, is_others, name_before};

use super::candidate::Candidate;
use super::{boundary, placeholder, structure, token};
use crate::finding::Signal;
use crate::level::Confidence;
use crate::place::Place;
use crate::rule::{Boundary, Companion, Matcher, Pattern, Rule, RuleSet, Sought};

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

    /// Whether it would have been a finding of its own, about a secret.
    pub(super) fn is_secret_finding(&self) -> bool {
        self.absorbed
            && matches!(
                self.inside,
                Inside::Here {
                    hidden: Some(_),
                    ..
                }
            )
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
            let seen = match &companion.sought {
                Sought::Found { .. } => gathering.neighbour(&candidates, index, companion, rules),
                Sought::Matched { .. } => compiled.part(number).and_then(|pattern| {
                    gathering.matched(&candidates, index, (companion, pattern), rules)
                }),
            };
            let Some((part, twin)) = seen else {
                continue;
            };
            found = true;
            let is_secret = part.is_secret_finding();
            candidates[index].parts.push(part);
            if let Some(twin) = twin {
                gathering.absorbed.insert(twin);
                // What it took goes along; all together are as bad as the worst,
                // and as sure as what is surest.
                let taken = std::mem::take(&mut candidates[twin].parts);
                let taken = taken.into_iter().filter(|part| part.absorbed);
                candidates[index].parts.extend(taken);
                let severity = candidates[twin].severity;
                candidates[index].severity = severity.max(candidates[index].severity);
                if is_secret {
                    let confidence = candidates[twin].confidence;
                    candidates[index].confidence = confidence.max(candidates[index].confidence);
                }
            }
        }
        let mut told = HashSet::new();
        let parts = &mut candidates[index].parts;
        parts.retain(|part| part.range().is_none_or(|range| told.insert(range.clone())));
        let own = &compiled.rule;
        // A user beside any password is told, and proves nothing.
        if found && own.structure.is_none() && !matches!(own.matcher, Matcher::Assigned { .. }) {
            let candidate = &mut candidates[index];
            candidate.signals.push(Signal::fixed("paired"));
            // What made it less sure than its rule is, a second part does not undo.
            if is_unnamed_row(text, candidate) {
                candidate.confidence = candidate.confidence.min(Confidence::Medium);
            } else if place.word().is_none() && candidate.confidence >= own.confidence {
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
    /// The nearest candidate of the wanted kind, and its index.
    fn neighbour(
        &mut self,
        candidates: &[Candidate],
        index: usize,
        companion: &Companion,
        rules: &RuleSet,
    ) -> Option<(Part, Option<usize>)> {
        let Sought::Found { rules: ids } = &companion.sought else {
            return None;
        };
        let is_wanted = |other: &Candidate| ids.contains(&rules.compiled(other.rule).rule.id);
        let secret = &candidates[index].secret;
        let near = around(candidates, index, companion.within)
            .filter(|at| {
                let other = &candidates[*at];
                is_wanted(other)
                    && !crosses_section(self.text, secret, &other.secret)
                    && (companion.public
                        || self.is_free(candidates, rules, (index, *at), companion))
            })
            .map(|at| candidates[at].secret.clone());
        let nearest = self.nearest(candidates, index, (companion, rules), near.collect())?;
        let nearest = at(candidates, &nearest)?;
        let other = &candidates[nearest];
        self.taken.insert(other.secret.start);
        let part = Part {
            name: companion.name.clone(),
            inside: Inside::Here {
                range: other.secret.clone(),
                hidden: (!companion.public).then_some(other.public_prefix),
            },
            absorbed: true,
        };
        Some((part, Some(nearest)))
    }

    /// The nearest match of the companion's own pattern, and the index of the candidate that it
    /// is, if another rule sees it.
    fn matched(
        &mut self,
        candidates: &[Candidate],
        index: usize,
        (companion, pattern): (&Companion, &Pattern),
        rules: &RuleSet,
    ) -> Option<(Part, Option<usize>)> {
        let (text, secret) = (self.text, &candidates[index].secret);
        if is_called_as(text, secret, pattern) {
            return None;
        }
        let before = secret.start.saturating_sub(companion.within)..secret.start;
        let after = secret.end..text.len().min(secret.end + companion.within);
        let mut near = matches(text, before, pattern);
        near.extend(matches(text, after, pattern));
        near.retain(|part| !crosses_section(text, secret, part));
        let nearest = self.nearest(candidates, index, (companion, rules), near)?;
        let owner = &rules.compiled(candidates[index].rule).rule;
        let twin = match at(candidates, &nearest) {
            Some(_) if is_others(name_before(text, nearest.start), owner, companion) => {
                return None;
            }
            Some(other) => is_twin(owner, &candidates[other], companion, rules).then_some(other),
            None => None,
        };
        self.taken.insert(nearest.start);
        let hidden = twin.map_or(0, |at| candidates[at].public_prefix);
        let end = nearest.end.min(nearest.start + LONGEST_PUBLIC);
        let part = Part {
            name: companion.name.clone(),
            inside: Inside::Here {
                range: nearest.start..end,
                hidden: (!companion.public).then_some(hidden),
            },
            absorbed: twin.is_some(),
        };
        Some((part, twin))
    }

    /// Whether the secret part at `pair.1` belongs to no other secret than that at `pair.0`: none
    /// took it, none that has such a part, too, stands between the two, or beside the part
    /// where a blank line stands before this one, and to none it is nearer.
    fn is_free(
        &self,
        candidates: &[Candidate],
        rules: &RuleSet,
        pair: (usize, usize),
        companion: &Companion,
    ) -> bool {
        let (first, last) = (pair.0.min(pair.1), pair.0.max(pair.1));
        let has_such = |other: &Candidate| has_such(other, companion, rules);
        let (secret, part) = (&candidates[pair.0].secret, &candidates[pair.1].secret);
        let is_elsewhere = || {
            around(candidates, pair.1, companion.within).any(|at| {
                at != pair.0
                    && has_such(&candidates[at])
                    && !is_apart(self.text, &candidates[at].secret, part)
            })
        };
        match self.kinship(candidates, pair, companion, rules) {
            Kinship::Same => return !self.taken.contains(&part.start),
            Kinship::Other | Kinship::Elsewhere => return false,
            Kinship::Unsaid | Kinship::Open => {}
        }
        let is_others = self.taken.contains(&part.start)
            || candidates[first + 1..last].iter().any(has_such)
            || is_apart(self.text, secret, part) && is_elsewhere()
            || is_nearer(self.text, candidates, rules, pair, companion);
        !is_others
    }
}

/// The indices of the other candidates that stand `within` bytes of the one at `index`.
fn around(
    candidates: &[Candidate],
    index: usize,
    within: usize,
) -> impl Iterator<Item = usize> + '_ {
    let secret = &candidates[index].secret;
    let before = (0..index)
        .rev()
        .take_while(move |at| candidates[*at].secret.end + within >= secret.start);
    let after = (index + 1..candidates.len())
        .take_while(move |at| candidates[*at].secret.start <= secret.end + within);
    before.chain(after)
}

/// The candidate that stands at `range`.
fn at(candidates: &[Candidate], range: &Range<usize>) -> Option<usize> {
    let at = candidates.partition_point(|other| other.secret.start < range.start);
    (candidates.get(at)?.secret == *range).then_some(at)
}

/// Whether a candidate is a part of what `owner` found: it was found because its name says
/// secret, or, if it is a secret part, by a rule of the same provider.
fn is_twin(owner: &Rule, other: &Candidate, companion: &Companion, rules: &RuleSet) -> bool {
    let other = &rules.compiled(other.rule).rule;
    let is_assigned = |rule: &Rule| matches!(rule.matcher, Matcher::Assigned { .. });
    let is_same = is_assigned(other) || !companion.public && owner.provider == other.provider;
    !is_assigned(owner) && is_same
}

/// Whether the secret itself is what the pattern looks for: a key, near which another may stand.
fn is_called_as(text: &[u8], secret: &Range<usize>, pattern: &Pattern) -> bool {
    let mut span = secret.start.saturating_sub(NAME)..text.len().min(secret.end + 1);
    while span.start <= secret.start {
        let Some(next) = token::search_for(pattern, text, span.clone(), Anchored::No) else {
            break;
        };
        if next.secret == *secret {
            return true;
        }
        span.start = next.whole.end.max(span.start + 1);
    }
    false
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
