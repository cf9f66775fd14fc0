//! The trees of a history as a graph of small numbers: every name in every folder once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::names::{NameId, Names};
use super::reading::Reading;
use crate::git::objects::{Number, ObjectId, Objects};

/// Parts that lists are kept in, so that threads need not wait for one another.
const PARTS: usize = 64;

/// A name in a folder together with what it stands for: the number of an object, where it has
/// the name by which it was met first; else one behind all of them.
pub(super) type EntryId = u32;

/// What an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Child {
    Tree(Number),
    Blob(Number),
    /// The object is not there: what [`Trees::missing`] knows it by.
    Missing(u32),
    /// Nothing of this repository.
    Submodule,
}

/// What was read of trees.
pub(super) struct Trees<'o> {
    objects: &'o Objects,
    lists: Vec<AtomicU64>,
    firsts: Vec<AtomicU32>,
    others: Others,
    /// The lists, one behind the other.
    parts: Vec<Vec<EntryId>>,
}

/// Where a list lies: of 64 bits the first says that it is there, the next one that its tree is
/// damaged from some entry on; 24 are its length, 6 its part, 32 its place there.
#[derive(Clone, Copy)]
pub(super) struct Place(u64);

impl Place {
    const IS_READ: u64 = 1 << 63;
    const IS_DAMAGED: u64 = 1 << 62;
    /// A tree of 16 million entries would be a pack of its own.
    const LONGEST: usize = (1 << 24) - 1;

    /// `None`: no list can lie there.
    pub(super) fn new(part: usize, start: usize, len: usize, is_damaged: bool) -> Option<Self> {
        let start = u64::from(u32::try_from(start).ok()?);
        let damaged = if is_damaged { Self::IS_DAMAGED } else { 0 };
        let len = (len.min(Self::LONGEST) as u64) << 38;
        Some(Self(
            Self::IS_READ | damaged | len | (part as u64) << 32 | start,
        ))
    }

    fn is_read(self) -> bool {
        self.0 & Self::IS_READ != 0
    }

    fn of(self, parts: &[Vec<EntryId>]) -> &[EntryId] {
        let start = self.0 as u32 as usize;
        let len = (self.0 >> 38) as usize & Self::LONGEST;
        &parts[(self.0 >> 32) as usize % PARTS][start..start + len]
    }
}

/// By object, what trees say of it; from several threads.
#[derive(Clone, Copy)]
pub(super) struct Tables<'t> {
    pub(super) objects: &'t Objects,
    /// Where the list of a tree lies.
    lists: &'t [AtomicU64],
    /// How an object was first called, and whether as a folder; 0: not met.
    firsts: &'t [AtomicU32],
}

impl Tables<'_> {
    pub(super) fn store(&self, tree: Number, place: Place) {
        self.lists[tree as usize].store(place.0, Ordering::Relaxed);
    }

    /// The entry for an object of this name, if it had no other name before.
    pub(super) fn first(&self, child: Child, name: NameId) -> Option<EntryId> {
        let (number, is_tree) = match child {
            Child::Tree(number) => (number, true),
            Child::Blob(number) => (number, false),
            Child::Missing(_) | Child::Submodule => return None,
        };
        let called = name << 1 | u32::from(is_tree);
        let first = &self.firsts[number as usize];
        let before = match first.load(Ordering::Relaxed) {
            0 => first.compare_exchange(0, called, Ordering::Relaxed, Ordering::Relaxed),
            known => Err(known),
        };
        before
            .map_or_else(|known| known == called, |_| true)
            .then_some(number)
    }
}

/// Entries of objects that had another name before, or are not there.
#[derive(Default)]
pub(super) struct Others {
    pub(super) names: Names,
    known: HashMap<(Child, NameId), u32>,
    all: Vec<(Child, NameId)>,
    missing: Vec<ObjectId>,
    missing_known: HashMap<ObjectId, u32>,
}

impl Others {
    /// The place of an entry among the others.
    pub(super) fn number(&mut self, child: Child, name: NameId) -> u32 {
        let next = self.all.len() as u32;
        let number = *self.known.entry((child, name)).or_insert(next);
        if number == next {
            self.all.push((child, name));
        }
        number
    }

    /// What stands for an object that is not there.
    pub(super) fn missing(&mut self, id: &[u8]) -> Child {
        let Some(id) = ObjectId::from_bytes(id) else {
            return Child::Submodule;
        };
        let next = self.missing.len() as u32;
        let number = *self.missing_known.entry(id).or_insert(next);
        if number == next {
            self.missing.push(id);
        }
        Child::Missing(number)
    }
}

/// A set of entries.
#[derive(Clone, Debug, Default)]
pub(super) struct EntrySet(Vec<u64>);

impl EntrySet {
    pub(super) fn has(&self, entry: EntryId) -> bool {
        let word = self.0.get(entry as usize / 64);
        word.is_some_and(|word| word >> (entry % 64) & 1 == 1)
    }

    pub(super) fn insert(&mut self, entry: EntryId) {
        let word = entry as usize / 64;
        if self.0.len() <= word {
            self.0.resize((word + 1).next_power_of_two(), 0);
        }
        self.0[word] |= 1 << (entry % 64);
    }
}

impl<'o> Trees<'o> {
    pub(super) fn new(objects: &'o Objects) -> Self {
        Self {
            lists: (0..objects.len()).map(|_| AtomicU64::new(0)).collect(),
            firsts: (0..objects.len()).map(|_| AtomicU32::new(0)).collect(),
            ..Self::none(objects)
        }
    }

    /// Those of a history without any.
    pub(super) fn none(objects: &'o Objects) -> Self {
        Self {
            objects,
            lists: Vec::new(),
            firsts: Vec::new(),
            others: Others::default(),
            parts: vec![Vec::new(); PARTS],
        }
    }

    /// Takes trees in from several threads.
    pub(super) fn reading(&mut self) -> Reading<'_> {
        self.with(PARTS)
    }

    /// Takes in one tree.
    pub(super) fn read(&mut self, tree: Number, bytes: &[u8]) {
        self.with(1).read(tree, bytes);
    }

    fn with(&mut self, parts: usize) -> Reading<'_> {
        let tables = Tables {
            objects: self.objects,
            lists: &self.lists,
            firsts: &self.firsts,
        };
        Reading::new(tables, &mut self.others, &mut self.parts[..parts])
    }

    fn place(&self, tree: Number) -> Place {
        Place(self.lists[tree as usize].load(Ordering::Relaxed))
    }

    /// Whether a tree was read.
    pub(super) fn is_read(&self, tree: Number) -> bool {
        self.place(tree).is_read()
    }

    /// Whether a tree that was read is damaged from some entry on.
    pub(super) fn is_damaged(&self, tree: Number) -> bool {
        self.place(tree).0 & Place::IS_DAMAGED != 0
    }

    /// The entries of a tree that was read.
    pub(super) fn list(&self, tree: Number) -> &[EntryId] {
        self.place(tree).of(&self.parts)
    }

    /// The entries of blobs by the names that they were met by first.
    pub(super) fn blobs(&self) -> impl Iterator<Item = EntryId> {
        let firsts = self
            .firsts
            .iter()
            .map(|first| first.load(Ordering::Relaxed));
        let blobs = firsts
            .zip(0..)
            .filter(|(called, _)| *called != 0 && called & 1 == 0);
        blobs.map(|(_, entry)| entry)
    }

    pub(super) fn child(&self, entry: EntryId) -> Child {
        match self.firsts.get(entry as usize) {
            Some(first) if first.load(Ordering::Relaxed) & 1 == 1 => Child::Tree(entry),
            Some(_) => Child::Blob(entry),
            None => self.other(entry).0,
        }
    }

    /// What an entry is called, by number.
    pub(super) fn name_id(&self, entry: EntryId) -> NameId {
        match self.firsts.get(entry as usize) {
            Some(first) => first.load(Ordering::Relaxed) >> 1,
            None => self.other(entry).1,
        }
    }

    /// What an entry is called.
    pub(super) fn name(&self, entry: EntryId) -> &[u8] {
        self.called(self.name_id(entry))
    }

    /// The name of this number.
    pub(super) fn called(&self, name: NameId) -> &[u8] {
        self.others.names.get(name)
    }

    fn other(&self, entry: EntryId) -> (Child, NameId) {
        self.others.all[entry as usize - self.firsts.len()]
    }

    /// The id of an object that is not there.
    pub(super) fn missing(&self, number: u32) -> ObjectId {
        self.others.missing[number as usize]
    }
}
