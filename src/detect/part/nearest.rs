//! Which of several parts near a secret is its own.

use std::ops::Range;

use super::apart::is_apart;
use super::kinship::{Account, Kinship};
use super::rival::has_such;
use super::{Gathering, Part, around};
use crate::detect::candidate::Candidate;
use crate::rule::{Companion, RuleSet};

impl Gathering<'_> {
    /// What the names of a secret and a part say of their accounts.
    pub(super) fn kinship(
        &self,
        candidates: &[Candidate],
        pair: (usize, usize),
        companion: &Companion,
        rules: &RuleSet,
    ) -> Kinship {
        let owner = &rules.compiled(candidates[pair.0].rule).rule;
        let account =
            |at: usize| Account::of(self.text, candidates[at].secret.start, owner, companion);
        account(pair.0).kinship(&account(pair.1))
    }

    /// Of the parts `near` a secret, its own: the one that its name is of, else the one at the
    /// same place in a row of as many, else the nearest.
    pub(super) fn nearest(
        &self,
        candidates: &[Candidate],
        index: usize,
        (companion, rules): (&Companion, &RuleSet),
        mut near: Vec<Range<usize>>,
    ) -> Option<Range<usize>> {
        near.sort_by_key(|part| part.start);
        let candidate = &candidates[index];
        let owner = &rules.compiled(candidate.rule).rule;
        let account = |start| Account::of(self.text, start, owner, companion);
        let own = account(candidate.secret.start);
        let is_taken = |part: &Range<usize>| self.taken.contains(&part.start);
        let closeness = |part: &Range<usize>| {
            let kinship = own.kinship(&account(part.start));
            let is_apart = is_apart(self.text, &candidate.secret, part);
            (kinship != Kinship::Same, is_apart, kinship)
        };
        let ranked: Vec<_> = near.iter().map(|part| (closeness(part), part)).collect();
        let open = ranked
            .iter()
            .filter(|((_, _, kinship), part)| match kinship {
                Kinship::Elsewhere => false,
                Kinship::Other => !is_taken(part),
                _ => true,
            });
        let closest = open.clone().map(|(closeness, _)| *closeness).min()?;
        let like: Vec<Range<usize>> = open
            .filter(|(closeness, _)| *closeness == closest)
            .map(|(_, part)| (*part).clone())
            .collect();
        let owners: Vec<Range<usize>> = around(candidates, index, companion.within)
            .map(|at| &candidates[at])
            .filter(|other| has_such(other, companion, rules) && !near.contains(&other.secret))
            .map(|other| other.secret.clone())
            .collect();
        in_row(&candidate.secret, &owners, &near, &like)
            .filter(|part| !is_taken(part))
            .or_else(|| {
                like.iter()
                    .min_by_key(|part| self.remoteness(candidate, part))
            })
            .cloned()
    }

    /// How far a part is from its secret and what that has already: those that are taken are
    /// further than all others; those behind the secret are twice as far as those before it.
    fn remoteness(&self, candidate: &Candidate, part: &Range<usize>) -> (bool, usize) {
        let secret = &candidate.secret;
        let own = || candidate.parts.iter().filter_map(Part::range);
        let gap = if part.start < secret.start {
            let first = own().map(|own| own.start).fold(secret.start, usize::min);
            first.saturating_sub(part.end)
        } else {
            let last = own().map(|own| own.end).fold(secret.end, usize::max);
            2 * part.start.saturating_sub(last)
        };
        let is_taken = self.taken.contains(&part.start);
        (is_taken, gap)
    }
}

/// The part of `like` at the place that the secret has in its row, where parts stand in a row
/// before a row of as many secrets. `near` are all parts, in order; `owners` the other secrets.
fn in_row<'p>(
    secret: &Range<usize>,
    owners: &[Range<usize>],
    near: &[Range<usize>],
    like: &'p [Range<usize>],
) -> Option<&'p Range<usize>> {
    let before = || like.iter().take_while(|part| part.end <= secret.start);
    let last = before().last()?;
    let others = owners.iter().filter(|owner| owner.end <= last.start);
    let first = others.map(|owner| owner.end).max().unwrap_or(0);
    let row: Vec<&Range<usize>> = before().filter(|part| part.start >= first).collect();
    let next = near.iter().find(|part| part.start >= secret.end);
    let end = next.map_or(usize::MAX, |part| part.start);
    let beside = || {
        let is_beside = |owner: &&Range<usize>| (last.end..end).contains(&owner.start);
        owners.iter().filter(is_beside)
    };
    let place = beside().filter(|owner| owner.start < secret.start).count();
    let is_row = row.len() > 1 && row.len() == beside().count() + 1;
    row.get(place).filter(|_| is_row).copied()
}
