//! A whole history as one scan saw it: its commits in the order in which they came, and the ids
//! of its blobs. The next scan goes on where it ended.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::select::Commit;
use super::survey::{ORPHAN, Survey};
use crate::git::objects::{Number, ObjectId, Objects};

/// Commits and blobs, by their ids.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Chronicle {
    commits: Vec<Told>,
    /// Sorted.
    blobs: Vec<ObjectId>,
}

/// A commit.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    id: ObjectId,
    time: i64,
    /// Where its parents stand.
    parents: Vec<u32>,
}

/// The commits of a chronicle and those that came since, in one order.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) commits: Vec<Commit>,
    /// Where each commit of the chronicle is now.
    pub(super) moved: Vec<u32>,
    /// Where the new ones are.
    pub(super) new: Vec<u32>,
}

impl Chronicle {
    /// Of a survey of everything; `None`: something is in it that no commit holds, or that could
    /// not be read. The blobs of an earlier one are taken over.
    #[must_use]
    pub fn of(survey: &Survey<'_>, earlier: Option<&Self>) -> Option<Self> {
        let is_apart = |blob: &Number| survey.order(*blob) >= ORPHAN;
        if !survey.problems().is_empty() || survey.blobs().iter().any(is_apart) {
            return None;
        }
        let objects = &survey.history.objects;
        let place = |number: &Number| survey.order.get(number).copied();
        let told = |commit: &Commit| {
            let parents: Option<Vec<u32>> = commit.parents.iter().map(place).collect();
            Some(Told {
                id: objects.id(commit.number),
                time: commit.time,
                parents: parents?,
            })
        };
        let commits: Option<Vec<Told>> = survey.commits.iter().map(told).collect();
        let mut blobs: Vec<ObjectId> = survey.blobs().iter().map(|one| objects.id(*one)).collect();
        blobs.extend(earlier.into_iter().flat_map(|earlier| &earlier.blobs));
        blobs.par_sort_unstable();
        blobs.dedup();
        Some(Self {
            commits: commits?,
            blobs,
        })
    }

    /// Whether a blob is in it.
    pub(super) fn has(&self, blob: ObjectId) -> bool {
        self.blobs.binary_search(&blob).is_ok()
    }

    /// The numbers of its commits; `None`: one of them is gone.
    pub(super) fn numbers(&self, objects: &Objects) -> Option<Vec<Number>> {
        let commits = self.commits.par_iter();
        commits
            .map(|commit| objects.find(commit.id.as_bytes()))
            .collect()
    }

    /// Where those commits stand that come before no other.
    pub(super) fn last(&self) -> impl Iterator<Item = u32> {
        let mut is_parent = vec![false; self.commits.len()];
        for parent in self.commits.iter().flat_map(|commit| &commit.parents) {
            if let Some(is_parent) = is_parent.get_mut(*parent as usize) {
                *is_parent = true;
            }
        }
        let all = (0..).zip(is_parent);
        all.filter(|(_, is_parent)| !is_parent).map(|(at, _)| at)
    }

    /// Puts new commits where they would be had all been ordered together. `numbers` are those
    /// of the commits in it.
    ///
    /// None of its commits comes after a new one, so those keep their order among themselves,
    /// and the new ones are merged in by the rule by which all are ordered: parents first, and
    /// of those that may be next the one that was committed first.
    pub(super) fn merged(
        &self,
        numbers: &[Number],
        mut new: HashMap<Number, Commit>,
        objects: &Objects,
    ) -> Option<Merged> {
        let mut children: HashMap<Number, Vec<Number>> = HashMap::new();
        let mut waiting: HashMap<Number, usize> = HashMap::new();
        let mut ready = BinaryHeap::new();
        for (number, commit) in &new {
            for parent in &commit.parents {
                children.entry(*parent).or_default().push(*number);
            }
            waiting.insert(*number, commit.parents.len());
            if commit.parents.is_empty() {
                ready.push(Reverse((commit.time, objects.id(*number), *number)));
            }
        }
        let mut merged = Merged::default();
        let mut old = 0;
        loop {
            let next = self.commits.get(old).map(|told| (told.time, told.id));
            let first = ready.peek().map(|Reverse((time, id, _))| (*time, *id));
            let at = merged.commits.len() as u32;
            let number = match (next, first) {
                (None, None) => return new.is_empty().then_some(merged),
                (Some(next), first) if first.is_none_or(|first| next < first) => {
                    let number = *numbers.get(old)?;
                    merged.commits.push(self.commit(old, numbers)?);
                    merged.moved.push(at);
                    old += 1;
                    number
                }
                _ => {
                    let Reverse((.., number)) = ready.pop()?;
                    merged.commits.push(new.remove(&number)?);
                    merged.new.push(at);
                    number
                }
            };
            for child in children.remove(&number).unwrap_or_default() {
                let count = waiting.get_mut(&child)?;
                *count -= 1;
                if *count == 0 {
                    let time = new.get(&child)?.time;
                    ready.push(Reverse((time, objects.id(child), child)));
                }
            }
        }
    }

    /// A commit of it, without its tree: that was read before.
    fn commit(&self, at: usize, numbers: &[Number]) -> Option<Commit> {
        let told = &self.commits[at];
        let number = |parent: &u32| numbers.get(*parent as usize).copied();
        let parents: Option<Vec<Number>> = told.parents.iter().map(number).collect();
        Some(Commit {
            number: numbers[at],
            tree: None,
            parents: parents?,
            time: told.time,
        })
    }
}
