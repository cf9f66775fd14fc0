//! The trees of a history as a graph of small numbers: every name in every folder once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::git::objects::{Derived, Number, ObjectId, Objects, Visit};

/// Independent parts, so that threads seldom wait for one another.
const SHARDS: usize = 64;
/// Bits of an [`EntryId`] that say where in its shard an entry lies.
const SHARD_BITS: u32 = 26;
/// Bits of a list's place that are its length.
const LENGTH_BITS: u32 = 24;

/// A name in a folder together with what it stands for.
pub(super) type EntryId = u32;
/// A submodule: nothing of this repository.
const SUBMODULE: EntryId = EntryId::MAX;

/// What an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Child {
    Tree(Number),
    Blob(Number),
    /// The object is not there: an index for [`Trees::missing`].
    Missing(EntryId),
}

/// Tables that grow while trees are read, from several threads.
pub(super) struct Trees<'o> {
    objects: &'o Objects,
    /// By object: where its list lies, 1 higher than that; 0: it was not read.
    lists: Vec<AtomicU64>,
    arenas: Vec<Mutex<Vec<EntryId>>>,
    shards: Vec<Mutex<Shard>>,
    /// Trees that are damaged from some entry on.
    damaged: Mutex<Vec<Number>>,
}

#[derive(Default)]
struct Shard {
    known: HashMap<u64, u32, BuildHasherDefault<AsIs>>,
    entries: Vec<Entry>,
    names: Vec<u8>,
    missing: Vec<ObjectId>,
}

#[derive(Clone, Copy)]
struct Entry {
    /// A number, or, where the object is missing, an index of `missing`.
    child: u32,
    name_start: u32,
    name_len: u16,
    is_tree: bool,
    is_missing: bool,
}

/// A hash that was mixed already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A set of entries.
#[derive(Clone, Debug, Default)]
pub(super) struct EntrySet {
    /// By shard, a bit for each of its entries.
    shards: Vec<Vec<u64>>,
}

impl EntrySet {
    pub(super) fn has(&self, entry: EntryId) -> bool {
        let (shard, at) = place(entry);
        let bits = self.shards.get(shard).and_then(|bits| bits.get(at / 64));
        bits.is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Puts an entry in; returns whether it was there.
    pub(super) fn insert(&mut self, entry: EntryId) -> bool {
        let (shard, at) = place(entry);
        if self.shards.len() <= shard {
            self.shards.resize(shard + 1, Vec::new());
        }
        let bits = &mut self.shards[shard];
        let word = at / 64;
        if bits.len() <= word {
            bits.resize((word + 1).next_power_of_two(), 0);
        }
        let bit = 1 << (at % 64);
        let was = bits[word] & bit != 0;
        bits[word] |= bit;
        was
    }
}

/// What descends from one tree to those made from it: its entries and where each one ends.
pub(super) type Ends = Vec<(u32, EntryId)>;

impl<'o> Trees<'o> {
    pub(super) fn new(objects: &'o Objects) -> Self {
        Self {
            objects,
            lists: (0..objects.len()).map(|_| AtomicU64::new(0)).collect(),
            arenas: (0..SHARDS).map(|_| Mutex::default()).collect(),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            damaged: Mutex::default(),
        }
    }

    /// Whether a tree was read.
    pub(super) fn is_read(&self, tree: Number) -> bool {
        self.lists[tree as usize].load(Ordering::Relaxed) != 0
    }

    /// Whether a tree that was read is damaged from some entry on.
    pub(super) fn is_damaged(&self, tree: Number) -> bool {
        lock(&self.damaged).contains(&tree)
    }

    /// The entries of a tree that was read, submodules left out.
    pub(super) fn list(&mut self, tree: Number, into: &mut Vec<EntryId>) {
        into.clear();
        let Some(place) = self.lists[tree as usize]
            .load(Ordering::Relaxed)
            .checked_sub(1)
        else {
            return;
        };
        let len = (place & ((1 << LENGTH_BITS) - 1)) as usize;
        let start = (place >> LENGTH_BITS) as usize;
        let arena = owned(&mut self.arenas[tree as usize % SHARDS]);
        into.extend_from_slice(&arena[start..start + len]);
    }

    pub(super) fn child(&mut self, entry: EntryId) -> Child {
        let (shard, at) = place(entry);
        let found = owned(&mut self.shards[shard]).entries[at];
        match (found.is_missing, found.is_tree) {
            (true, _) => Child::Missing(entry),
            (false, true) => Child::Tree(found.child),
            (false, false) => Child::Blob(found.child),
        }
    }

    /// Puts an entry's name behind `path`.
    pub(super) fn name(&self, entry: EntryId, path: &mut Vec<u8>) {
        let (shard, at) = self.shard(entry);
        path.extend_from_slice(shard.name(at));
    }

    /// The id of an object that is not there.
    pub(super) fn missing(&self, entry: EntryId) -> ObjectId {
        let (shard, at) = self.shard(entry);
        shard.missing[shard.entries[at].child as usize]
    }

    fn shard(&self, entry: EntryId) -> (MutexGuard<'_, Shard>, usize) {
        let (shard, at) = place(entry);
        (lock(&self.shards[shard]), at)
    }

    fn store(&self, tree: Number, ends: &Ends) {
        let list = ends.iter().map(|(_, entry)| *entry);
        let mut arena = lock(&self.arenas[tree as usize % SHARDS]);
        let start = arena.len();
        arena.reserve(ends.len());
        arena.extend(list.filter(|entry| *entry != SUBMODULE));
        let len = arena.len() - start;
        // A tree of 16 million entries would be a pack of its own.
        let len = len.min((1 << LENGTH_BITS) - 1);
        let place = (start as u64) << LENGTH_BITS | len as u64;
        self.lists[tree as usize].store(place + 1, Ordering::Relaxed);
    }

    /// Reads entries from `at` on until one ends at or behind `until`; returns where that is.
    fn parse(&self, bytes: &[u8], mut at: usize, ends: &mut Ends, until: usize) -> usize {
        while at < until {
            let Some(end) = self.entry(bytes, at, ends) else {
                break;
            };
            at = end;
        }
        at
    }

    fn entry(&self, bytes: &[u8], at: usize, ends: &mut Ends) -> Option<usize> {
        let rest = &bytes[at..];
        let space = memchr::memchr(b' ', rest.get(..rest.len().min(8))?)?;
        let name = space + 1..memchr::memchr(0, rest)?;
        let id = rest.get(name.end + 1..name.end + 1 + self.objects.hash_len())?;
        let end = at + name.end + 1 + id.len();
        let entry = match &rest[..space] {
            b"160000" => SUBMODULE,
            mode => self.intern(rest.get(name)?, id, matches!(mode, b"40000" | b"040000")),
        };
        ends.push((u32::try_from(end).ok()?, entry));
        Some(end)
    }

    fn intern(&self, name: &[u8], id: &[u8], is_tree: bool) -> EntryId {
        let mut key = mixed(name, id, is_tree);
        let number = (key >> 58) as usize;
        let mut shard = lock(&self.shards[number]);
        loop {
            match shard.known.get(&key) {
                None => break,
                Some(at) if shard.is(*at as usize, name, id, is_tree, self.objects) => {
                    return (number as u32) << SHARD_BITS | *at;
                }
                Some(_) => key = key.wrapping_add(1),
            }
        }
        let at = shard.entries.len() as u32;
        let child = self.objects.find(id);
        let entry = Entry {
            child: child.unwrap_or(shard.missing.len() as u32),
            name_start: shard.names.len() as u32,
            name_len: name.len().min(usize::from(u16::MAX)) as u16,
            is_tree,
            is_missing: child.is_none(),
        };
        if child.is_none() {
            shard.missing.extend(ObjectId::from_bytes(id));
        }
        shard
            .names
            .extend_from_slice(&name[..usize::from(entry.name_len)]);
        shard.entries.push(entry);
        shard.known.insert(key, at);
        (number as u32) << SHARD_BITS | at
    }
}

impl Shard {
    fn name(&self, at: usize) -> &[u8] {
        let Entry {
            name_start,
            name_len,
            ..
        } = self.entries[at];
        &self.names[name_start as usize..name_start as usize + usize::from(name_len)]
    }

    fn is(&self, at: usize, name: &[u8], id: &[u8], is_tree: bool, objects: &Objects) -> bool {
        let entry = self.entries[at];
        if entry.is_tree != is_tree || self.name(at) != name {
            return false;
        }
        if entry.is_missing {
            self.missing[entry.child as usize].as_bytes() == id
        } else {
            objects.id_bytes(entry.child) == id
        }
    }
}

/// Reads a tree with the entries that it shares with its base taken over.
impl Visit for Trees<'_> {
    type State = Ends;

    fn visit(&self, tree: Number, bytes: &[u8], base: Option<&Derived<'_, Ends>>) -> Ends {
        let mut ends = Ends::with_capacity(base.map_or(16, |base| base.state.len() + 1));
        let mut at = 0;
        for copied in base.map_or(&[][..], |base| base.copied) {
            at = self.parse(bytes, at, &mut ends, copied.to);
            let Some(base) = base.filter(|_| at >= copied.to) else {
                break;
            };
            // Entries that begin at `at` here begin at `from` there, if one does.
            let from = copied.from + (at - copied.to);
            let first = base
                .state
                .partition_point(|(end, _)| (*end as usize) < from);
            let first = match base.state.get(first) {
                _ if from == 0 => 0,
                Some((end, _)) if *end as usize == from => first + 1,
                _ => continue,
            };
            for (end, entry) in &base.state[first..] {
                let end = *end as usize;
                if end > copied.from + copied.len {
                    break;
                }
                at = copied.to + (end - copied.from);
                ends.push((at as u32, *entry));
            }
        }
        if self.parse(bytes, at, &mut ends, bytes.len()) < bytes.len() {
            lock(&self.damaged).push(tree);
        }
        self.store(tree, &ends);
        ends
    }
}

fn mixed(name: &[u8], id: &[u8], is_tree: bool) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut mixed = u64::from(is_tree) ^ ODD;
    let head = id.first_chunk().map_or(0, |head| u64::from_le_bytes(*head));
    for chunk in name.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mixed = (mixed ^ u64::from_le_bytes(word))
            .wrapping_mul(ODD)
            .rotate_left(29);
    }
    (mixed ^ head).wrapping_mul(ODD)
}

/// An entry's shard, and its place there.
fn place(entry: EntryId) -> (usize, usize) {
    let at = entry & ((1 << SHARD_BITS) - 1);
    ((entry >> SHARD_BITS) as usize, at as usize)
}

/// What no other thread can reach just now.
fn owned<T>(mutex: &mut Mutex<T>) -> &mut T {
    mutex.get_mut().unwrap_or_else(PoisonError::into_inner)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
