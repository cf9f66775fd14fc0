//! What was found in a history, gathered by secret.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::finding::Finding;
use crate::git::history::{Guise, Spread};
use crate::git::objects::Number;
use crate::level::{Confidence, Severity};
use crate::source::git::{Place, Spot, Survey};

/// What was found so far.
#[derive(Default)]
pub(super) struct Found {
    pub(super) groups: HashMap<Key, Group>,
    pub(super) messages: Vec<(Number, Finding)>,
}

/// One secret: the rule that sees it, and the secret's identity.
pub(super) type Key = (String, String);

/// Everything that holds one secret.
#[derive(Default)]
pub(super) struct Group {
    /// By guise, the surest finding, and of those the first.
    pub(super) best: BTreeMap<u16, Best>,
    pub(super) blobs: Vec<Number>,
    /// Commits and tags whose messages hold it.
    pub(super) messages: Vec<Number>,
}

/// A finding that may be the one to report.
#[derive(Clone)]
pub(super) struct Best {
    pub(super) rank: Rank,
    pub(super) finding: Finding,
    /// What it is in: a blob, a commit or a tag.
    pub(super) place: Place,
    is_blob: bool,
}

/// Orders findings of one secret; the least is reported.
pub(super) type Rank = (
    bool,
    Reverse<Confidence>,
    Reverse<Severity>,
    u32,
    String,
    u64,
);

impl Best {
    pub(super) fn new(finding: Finding, place: Place, is_blob: bool) -> Self {
        let rank = (
            finding.allowed.is_some(),
            Reverse(finding.confidence),
            Reverse(finding.severity),
            place.order,
            finding.origin.path().to_owned(),
            finding.byte_start,
        );
        Self {
            rank,
            finding,
            place,
            is_blob,
        }
    }

    /// Whether it is in a message.
    pub(super) fn is_said(&self) -> bool {
        !self.is_blob
    }

    /// Where it stands; `None`: in a message.
    pub(super) fn spot(&self) -> Option<Spot> {
        self.is_blob.then(|| Spot {
            place: self.place,
            path: self.finding.origin.path().to_owned(),
        })
    }
}

impl Found {
    pub(super) fn add(&mut self, finding: Finding, place: Place, is_blob: bool) {
        let key = (finding.rule.id.clone(), finding.secret_id.clone());
        let guise = Guise::of(finding.origin.path()).number();
        let new = Best::new(finding, place, is_blob);
        let group = self.groups.entry(key).or_default();
        match group.best.entry(guise) {
            Entry::Vacant(vacant) => drop(vacant.insert(new)),
            Entry::Occupied(mut known) if new.rank < known.get().rank => {
                known.insert(new);
            }
            Entry::Occupied(_) => {}
        }
        let list = if is_blob {
            &mut group.blobs
        } else {
            &mut group.messages
        };
        if list.last() != Some(&place.number) {
            list.push(place.number);
        }
    }

    /// Takes in the messages of the commits that were asked for.
    pub(super) fn hear(&mut self, survey: &Survey<'_>) {
        for (number, finding) in std::mem::take(&mut self.messages) {
            if let Some(order) = survey.message_order(number) {
                self.add(finding, Place { number, order }, false);
            }
        }
    }

    /// All groups, in an order that does not depend on the threads.
    pub(super) fn sorted(self) -> Vec<(Key, Group)> {
        let mut groups: Vec<_> = self.groups.into_iter().collect();
        groups.sort_by(|a, b| a.0.cmp(&b.0));
        groups
    }
}

impl Group {
    /// Whether what was asked for brought it, and it was not there before.
    pub(super) fn is_news(&self, spread: &Spread, survey: &Survey<'_>) -> bool {
        let is_apart =
            |blob: &Number| Survey::is_apart(survey.order(*blob)) && !survey.is_old(*blob);
        let brought = spread.brought.as_ref();
        brought.is_none_or(|brought| !brought.is_empty())
            || !self.messages.is_empty()
            || self.blobs.iter().any(is_apart)
    }

    /// The surest finding, of those the first, whatever the configuration says.
    pub(super) fn into_best(self) -> Option<Finding> {
        let best = self.best.into_values();
        let best = best.min_by(|a, b| a.rank.cmp(&b.rank));
        best.map(|best| best.finding)
    }
}
