//! Keeps what the scanner considered, when somebody asks; costs nothing when nobody does.

use std::ops::Range;

use super::assignment::Features;
use super::candidate::Candidate;
use crate::finding::Signal;
use crate::rule::RuleId;

/// Told of what rules looked at and let be.
pub(super) trait Ledger {
    /// Whether anything is kept: what costs time to tell is told only then.
    const LISTENS: bool;

    /// A rule let something be.
    fn dropped(&mut self, entry: Dropped);

    /// An assigned literal became a candidate.
    fn weighed(&mut self, candidate: &Candidate, features: Features);
}

/// Nobody asked.
impl Ledger for () {
    const LISTENS: bool = false;

    #[inline]
    fn dropped(&mut self, _: Dropped) {}

    #[inline]
    fn weighed(&mut self, _: &Candidate, _: Features) {}
}

/// Something that a rule looked at and let be.
#[derive(Clone, Debug)]
pub(super) struct Dropped {
    pub(super) rule: RuleId,
    /// The name it is assigned to.
    pub(super) name: Option<Range<usize>>,
    /// What was looked at.
    pub(super) subject: Range<usize>,
    pub(super) why: Why,
}

/// Why something is no secret.
#[derive(Clone, Debug, Default)]
pub(super) struct Why {
    /// A word for it.
    pub(super) reason: &'static str,
    /// What was seen before that was clear.
    pub(super) signals: Vec<Signal>,
    /// What was weighed.
    pub(super) features: Features,
}

impl From<&'static str> for Why {
    fn from(reason: &'static str) -> Self {
        Self {
            reason,
            ..Self::default()
        }
    }
}

/// Everything that was considered in one text.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) dropped: Vec<Dropped>,
    /// Rule and bytes of candidates, with what was weighed.
    pub(super) weighed: Vec<(RuleId, Range<usize>, Features)>,
}

impl Ledger for Kept {
    const LISTENS: bool = true;

    fn dropped(&mut self, entry: Dropped) {
        self.dropped.push(entry);
    }

    fn weighed(&mut self, candidate: &Candidate, features: Features) {
        self.weighed
            .push((candidate.rule, candidate.secret.clone(), features));
    }
}
