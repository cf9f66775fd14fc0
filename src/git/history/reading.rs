//! Trees as they are read: each entry gets its number, and those that a tree shares with the one
//! it is made from are taken over.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::names::Lately;
use super::trees::{Child, EntryId, Others, Place, Tables};
use crate::git::objects::{Derived, Number, Visit};

/// Takes trees in.
pub(super) struct Reading<'t> {
    tables: Tables<'t>,
    others: Mutex<&'t mut Others>,
    desks: Vec<Mutex<Desk<'t>>>,
}

/// What one thread works with.
struct Desk<'t> {
    lists: &'t mut Vec<EntryId>,
    lately: Lately,
}

/// What descends from one tree to those made from it: where its list lies, and where in the tree
/// each entry ends.
pub(super) struct Ends {
    desk: usize,
    start: usize,
    each: Vec<u32>,
}

impl<'t> Reading<'t> {
    pub(super) fn new(
        tables: Tables<'t>,
        others: &'t mut Others,
        parts: &'t mut [Vec<EntryId>],
    ) -> Self {
        let desk = |lists| {
            Mutex::new(Desk {
                lists,
                lately: Lately::default(),
            })
        };
        Self {
            tables,
            others: Mutex::new(others),
            desks: parts.iter_mut().map(desk).collect(),
        }
    }

    /// Takes in a tree on its own.
    pub(super) fn read(&self, tree: Number, bytes: &[u8]) {
        self.visit(tree, bytes, None);
    }

    /// Reads entries from `at` on until one ends at or behind `until`; returns where that is.
    fn parse(
        &self,
        (tree, mut at): (&[u8], usize),
        desk: &mut Desk<'_>,
        ends: &mut Vec<u32>,
        until: usize,
    ) -> usize {
        while at < until {
            let Some((entry, end)) = self.entry(tree, at, desk) else {
                break;
            };
            desk.lists.push(entry);
            ends.push(end);
            at = end as usize;
        }
        at
    }

    /// The entry that begins at `at`, and where it ends; `None`: it is damaged.
    fn entry(&self, tree: &[u8], at: usize, desk: &mut Desk<'_>) -> Option<(EntryId, u32)> {
        let rest = tree.get(at..)?;
        let space = rest.iter().take(8).position(|byte| *byte == b' ')?;
        let nul = space + 1 + memchr::memchr(0, &rest[space + 1..])?;
        let id = rest.get(nul + 1..nul + 1 + self.tables.objects.hash_len())?;
        let end = u32::try_from(at + nul + 1 + id.len()).ok()?;
        let (mode, name) = (&rest[..space], &rest[space + 1..nul]);
        Some((self.number(mode, name, id, desk), end))
    }

    fn number(&self, mode: &[u8], name: &[u8], id: &[u8], desk: &mut Desk<'_>) -> EntryId {
        let ask = || lock(&self.others).names.number(name);
        let name = match self.desks.len() {
            1 => ask().0,
            _ => desk.lately.number(name, ask),
        };
        let child = self.child(mode, id);
        let objects = self.tables.objects.len() as EntryId;
        let other = || objects + lock(&self.others).number(child, name);
        self.tables.first(child, name).unwrap_or_else(other)
    }

    fn child(&self, mode: &[u8], id: &[u8]) -> Child {
        if mode == b"160000" {
            return Child::Submodule;
        }
        match self.tables.objects.find(id) {
            Some(number) if matches!(mode, b"40000" | b"040000") => Child::Tree(number),
            Some(number) => Child::Blob(number),
            None => lock(&self.others).missing(id),
        }
    }
}

impl Visit for Reading<'_> {
    type State = Ends;

    fn visit(&self, tree: Number, bytes: &[u8], base: Option<&Derived<'_, Ends>>) -> Ends {
        let number = rayon::current_thread_index().unwrap_or(0) % self.desks.len();
        let desk = &mut *lock(&self.desks[number]);
        let start = desk.lists.len();
        // What another thread read is out of reach here; where so long a tree ends, no entry does.
        let in_reach = |base: &&Derived<'_, Ends>| base.state.desk == number;
        let base = base.filter(|_| u32::try_from(bytes.len()).is_ok());
        let base = base.filter(in_reach);
        let mut ends = Vec::with_capacity(base.map_or(16, |base| base.state.each.len() + 1));
        let mut at = 0;
        for copied in base.map_or(&[][..], |base| base.copied) {
            at = self.parse((bytes, at), desk, &mut ends, copied.to);
            let Some(base) = base.filter(|_| at >= copied.to) else {
                break;
            };
            // Entries that begin at `at` here begin at `from` there, if one does.
            let from = copied.from + (at - copied.to);
            let theirs = &base.state.each;
            let first = match theirs.partition_point(|end| (*end as usize) < from) {
                _ if from == 0 => 0,
                before if theirs.get(before).is_some_and(|end| *end as usize == from) => before + 1,
                _ => continue,
            };
            let whole = |end: &u32| *end as usize <= copied.from + copied.len;
            let last = first + theirs[first..].partition_point(whole);
            let (to, from) = (copied.to as u32, copied.from as u32);
            ends.extend(theirs[first..last].iter().map(|end| end - from + to));
            let begin = base.state.start;
            desk.lists.extend_from_within(begin + first..begin + last);
            at = ends.last().map_or(at, |end| *end as usize);
        }
        at = self.parse((bytes, at), desk, &mut ends, bytes.len());
        let place = Place::new(number, start, ends.len(), at < bytes.len());
        if let Some(place) = place {
            self.tables.store(tree, place);
        }
        Ends {
            desk: number,
            start,
            each: ends,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::trees::Trees;
    use super::*;
    use crate::git::objects::Objects;
    use crate::span::Copied;

    /// A tree of files and folders; each has a letter of its name, and a byte of its id.
    fn tree(entries: &[(u8, u8)]) -> Vec<u8> {
        let mut tree = Vec::new();
        for (name, id) in entries {
            let mode = ["100644", "40000", "160000"][usize::from(id % 3)];
            tree.extend(format!("{mode} f{name}\0").bytes());
            tree.extend([*id; 20]);
        }
        tree
    }

    /// What both have in common at their ends, in two pieces each.
    fn common(base: &[u8], tree: &[u8], cut: usize) -> Vec<Copied> {
        let same = |(a, b): &(&u8, &u8)| a == b;
        let head = base.iter().zip(tree).take_while(same).count();
        let (base_rest, rest) = (&base[head..], &tree[head..]);
        let both = base_rest.iter().rev().zip(rest.iter().rev());
        let tail = both.take_while(same).count();
        let pieces = [(0, 0, head), (base.len() - tail, tree.len() - tail, tail)];
        let mut copied = Vec::new();
        for (from, to, len) in pieces {
            let cut = cut.min(len);
            for (skip, len) in [(0, cut), (cut, len - cut)] {
                let (from, to) = (from + skip, to + skip);
                copied.extend((len > 0).then_some(Copied { from, to, len }));
            }
        }
        copied
    }

    proptest! {
        #[test]
        fn a_tree_made_from_another_is_read_as_if_alone(
            first: Vec<(u8, u8)>,
            at in 0..20usize,
            gone in 0..3usize,
            new in prop::collection::vec(any::<(u8, u8)>(), 0..3),
            cut in 0..200usize,
            damage in prop::option::of(1..25usize),
        ) {
            let mut second = first.clone();
            let at = at.min(second.len());
            let end = (at + gone).min(second.len());
            second.splice(at..end, new);
            let (base, mut bytes) = (tree(&first), tree(&second));
            let is_damaged = damage.is_some() && !bytes.is_empty();
            // No entry is so short.
            bytes.truncate(bytes.len().saturating_sub(damage.unwrap_or(0)));
            let folder = tempfile::tempdir().unwrap();
            let loose = folder.path().join("aa");
            std::fs::create_dir(&loose).unwrap();
            for name in ["0", "1", "2"] {
                std::fs::write(loose.join(name.repeat(38)), "").unwrap();
            }
            let objects = Objects::open(&[folder.path().to_owned()], 20);
            let mut trees = Trees::new(&objects);
            let reading = trees.reading();
            let state = reading.visit(0, &base, None);
            let copied = common(&base, &bytes, cut);
            let derived = Derived { state: &state, bytes: &base, copied: &copied };
            reading.visit(1, &bytes, Some(&derived));
            drop(reading);
            trees.read(2, &bytes);
            prop_assert_eq!(trees.list(1), trees.list(2));
            prop_assert_eq!(trees.is_damaged(1), trees.is_damaged(2));
            prop_assert_eq!(trees.is_damaged(2), is_damaged);
            let names: Vec<&[u8]> = trees.list(1).iter().map(|one| trees.name(*one)).collect();
            for (name, (number, _)) in names.into_iter().zip(&second) {
                let called = format!("f{number}");
                prop_assert_eq!(name, called.as_bytes());
            }
        }
    }
}
