//! What came to a whole history since an earlier scan: only new commits are read, and what is
//! other in their trees than in those before them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use super::History;
use super::chronicle::{Chronicle, Merged};
use super::commit;
use super::said::MESSAGE;
use super::select::{Commit, Commits, Shape};
use super::survey::{OLD, ORPHAN, Survey};
use super::trees::Trees;
use crate::git::objects::{Kind, Number};

/// For more new commits than these, everything is read: trees are read quicker all at once than
/// one by one.
const MOST_NEW: usize = 1_000;

/// What is new, held against a [`Chronicle`].
pub struct Since<'h> {
    /// All commits; of the trees, those of the new ones; of the blobs, those that are new.
    pub survey: Survey<'h>,
    /// Where blobs stand that were seen before, where they are perhaps another thing.
    pub again: Vec<Again>,
    /// Where each commit of the chronicle is now.
    pub moved: Vec<u32>,
    new: Vec<u32>,
}

/// A blob that was seen before, at a place that is new.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Again {
    /// The blob.
    pub blob: Number,
    /// The order of the commit that brought it there.
    pub order: u32,
    /// Where that is.
    pub path: Vec<u8>,
    /// The number of what it is there.
    pub guise: u16,
}

/// Messages as they are met: the commit or tag, its path in reports, what it says.
pub(super) type Message<'m> = dyn Fn(Number, &str, &[u8]) + Sync + 'm;

impl History {
    /// Whether all of it is asked for, and nothing was cut off or mended.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let Shape { shallow, grafts } = &self.shape;
        let is_sound = shallow.is_empty() && grafts.is_empty() && self.objects.damaged().is_empty();
        is_sound && !self.is_narrowed() && !self.all_objects
    }

    /// What came since `earlier`; `None`: that is no part of what is there now, or too much came,
    /// or something cannot be read.
    #[must_use]
    pub fn since(
        &self,
        earlier: &Chronicle,
        message: &Message<'_>,
        stop: &AtomicBool,
    ) -> Option<Since<'_>> {
        if !self.is_whole() {
            return None;
        }
        let mut survey = Survey::blank(self, Trees::new(&self.objects));
        survey.follows_old = true;
        let mut commits = Commits::new(&self.objects, &self.shape);
        let merged = survey.merge(earlier, &mut commits, message)?;
        survey.walk_new(&merged, &mut commits, message, stop)?;
        let again = survey.seen_again(earlier);
        if !survey.problems.is_empty() || stop.load(Ordering::Relaxed) {
            return None;
        }
        Some(Since {
            survey,
            again,
            moved: merged.moved,
            new: merged.new,
        })
    }
}

impl Since<'_> {
    /// How many commits are new.
    #[must_use]
    pub fn commits(&self) -> usize {
        self.new.len()
    }

    /// The order of the first commit that is new.
    #[must_use]
    pub fn first(&self) -> Option<u32> {
        self.new.first().copied()
    }
}

impl Survey<'_> {
    /// Takes a blob that was seen before for one that came in this order, or later.
    pub fn place(&mut self, blob: Number, order: u32) {
        let first = &mut self.met[blob as usize].order;
        *first = if *first < ORPHAN {
            order.max(*first)
        } else {
            order
        };
    }

    /// Says the message of a commit; `None`: it cannot be read.
    pub fn say(&mut self, commit: Number, message: &Message<'_>) -> Option<()> {
        let (kind, bytes) = self.reader.read(commit).ok()?;
        let parsed = commit::parse(&bytes).filter(|_| kind == Kind::Commit)?;
        message(commit, MESSAGE, &bytes[parsed.message]);
        Some(())
    }

    /// Whether an object is a tag.
    #[must_use]
    pub fn is_tag(&self, object: Number) -> bool {
        self.tags.contains_key(&object)
    }

    /// The last order in which a blob came to be another thing than it was.
    #[must_use]
    pub fn latest(&self, blob: Number) -> Option<u32> {
        let first = Some(self.met[blob as usize].order);
        let further = self.further(blob).iter().map(|further| further.order);
        let all = first.into_iter().chain(further);
        all.filter(|order| *order < ORPHAN).max()
    }

    /// Finds the new commits and orders all.
    fn merge(
        &mut self,
        earlier: &Chronicle,
        commits: &mut Commits<'_>,
        message: &Message<'_>,
    ) -> Option<Merged> {
        let history = self.history;
        let objects = &history.objects;
        let numbers = earlier.numbers(objects)?;
        let places: HashMap<Number, u32> = numbers.iter().copied().zip(0..).collect();
        let mut queue = Vec::new();
        for (name, id) in &history.include {
            let old = objects.find(id.as_bytes());
            queue.push(match old.filter(|number| places.contains_key(number)) {
                Some(number) => number,
                None => match self.peel(name, *id, commits, message)? {
                    (Kind::Commit, number) => number,
                    _ => return None,
                },
            });
        }
        let mut met = HashSet::new();
        let mut new: HashMap<Number, Commit> = HashMap::new();
        while let Some(number) = queue.pop() {
            if let Some(at) = places.get(&number) {
                met.insert(*at);
            } else if let Entry::Vacant(vacant) = new.entry(number) {
                let commit = commits.get(number)?;
                queue.extend(&commit.parents);
                vacant.insert(commit.clone());
            }
            if new.len() > MOST_NEW {
                return None;
            }
        }
        let is_part = earlier.last().all(|last| met.contains(&last));
        if !is_part || !commits.problems.is_empty() {
            return None;
        }
        let mut merged = earlier.merged(&numbers, new, objects)?;
        self.commits = std::mem::take(&mut merged.commits);
        self.order = self.commits.iter().map(|one| one.number).zip(0..).collect();
        Some(merged)
    }

    /// Reads the messages of new commits, and what is new in their trees.
    fn walk_new(
        &mut self,
        merged: &Merged,
        commits: &mut Commits<'_>,
        message: &Message<'_>,
        stop: &AtomicBool,
    ) -> Option<()> {
        let is_new: HashSet<u32> = merged.new.iter().copied().collect();
        let mut before = HashSet::new();
        for at in &merged.new {
            for parent in self.commits[*at as usize].parents.clone() {
                let is_old = !is_new.contains(self.order.get(&parent)?);
                if is_old && before.insert(parent) {
                    let tree = commits.get(parent)?.tree?;
                    self.visit(tree, OLD);
                }
            }
        }
        for at in &merged.new {
            let Commit { number, tree, .. } = self.commits[*at as usize];
            self.say(number, message)?;
            self.visit(tree?, *at);
            if stop.load(Ordering::Relaxed) {
                return None;
            }
        }
        Some(())
    }

    /// Leaves as blobs to scan those that are new, and gives the new places of the others.
    fn seen_again(&mut self, earlier: &Chronicle) -> Vec<Again> {
        let objects = &self.history.objects;
        let blobs = std::mem::take(&mut self.blobs);
        let is_old = |blob: &Number| earlier.has(objects.id(*blob));
        let (old, new): (Vec<Number>, Vec<Number>) = blobs.into_iter().partition(is_old);
        self.blobs = new;
        let mut again: Vec<Again> = old
            .iter()
            .map(|blob| Again {
                blob: *blob,
                order: self.order(*blob),
                path: self.path(*blob),
                guise: self.guise(*blob).number(),
            })
            .collect();
        let old: HashSet<Number> = old.into_iter().collect();
        for (blob, further) in self.guises.all_further() {
            if old.contains(&blob) || self.met[blob as usize].order == OLD {
                let new = further.iter().filter(|further| further.order < ORPHAN);
                again.extend(new.map(|further| Again {
                    blob,
                    order: further.order,
                    path: further.path.clone(),
                    guise: further.guise.number(),
                }));
            }
        }
        again.sort_unstable();
        again
    }
}
