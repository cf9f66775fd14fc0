//! Which entry of a pack is a delta against which: trees whose roots are whole objects.

use std::ops::Range;

use rayon::prelude::*;

use super::Kind;
use super::pack::{Content, Pack, Window};

/// Entries whose headers one thread reads before it takes more.
const BATCH: usize = 4096;

/// The trees of one pack. A rank is an entry's place in the order of offsets.
#[derive(Debug)]
pub(super) struct Forest {
    kinds: Vec<Option<Kind>>,
    /// Of rank `r`, the children are `children[starts[r]..starts[r + 1]]`.
    starts: Vec<u32>,
    children: Vec<u32>,
}

/// What a rank is made from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Nothing(Kind),
    Rank(u32),
    /// Its header is damaged, or its base lies elsewhere.
    Unknown,
}

impl Forest {
    /// Reads the headers of all entries of a pack.
    pub(super) fn new(number: usize, pack: &Pack) -> Self {
        let entries = pack.sorted();
        let ranks = ranks_by_position(entries, pack.index.len());
        let bases: Vec<Base> = entries
            .par_chunks(BATCH)
            .enumerate()
            .flat_map_iter(|(at, batch)| {
                let mut window = Window::default();
                let ranks = &ranks;
                (at * BATCH..at * BATCH + batch.len())
                    .map(move |rank| base((number, pack), rank, ranks, &mut window))
            })
            .collect();
        Self::of(&bases)
    }

    fn of(bases: &[Base]) -> Self {
        let mut starts = vec![0u32; bases.len() + 1];
        for base in bases {
            if let Base::Rank(base) = base {
                starts[*base as usize + 1] += 1;
            }
        }
        for rank in 0..bases.len() {
            starts[rank + 1] += starts[rank];
        }
        let mut next = starts.clone();
        let mut children = vec![0; starts[bases.len()] as usize];
        let mut kinds = vec![None; bases.len()];
        let mut queue = Vec::new();
        for (rank, base) in bases.iter().enumerate() {
            match base {
                Base::Rank(base) => {
                    let place = &mut next[*base as usize];
                    children[*place as usize] = rank as u32;
                    *place += 1;
                }
                Base::Nothing(kind) => {
                    kinds[rank] = Some(*kind);
                    queue.push(rank);
                }
                Base::Unknown => {}
            }
        }
        while let Some(rank) = queue.pop() {
            for child in starts[rank]..starts[rank + 1] {
                let child = children[child as usize] as usize;
                kinds[child] = kinds[rank];
                queue.push(child);
            }
        }
        Self {
            kinds,
            starts,
            children,
        }
    }

    /// What the object at a rank is; `None` where that cannot be told.
    pub(super) fn kind(&self, rank: usize) -> Option<Kind> {
        self.kinds[rank]
    }

    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Places of [`Forest::child`] that belong to a rank.
    pub(super) fn children(&self, rank: usize) -> Range<u32> {
        self.starts[rank]..self.starts[rank + 1]
    }

    pub(super) fn child(&self, place: u32) -> usize {
        self.children[place as usize] as usize
    }

    /// Ranks of this kind that are made from no other.
    pub(super) fn roots(&self, kind: Kind) -> Vec<u32> {
        let mut is_root = vec![true; self.len()];
        for child in &self.children {
            is_root[*child as usize] = false;
        }
        (0..self.len())
            .filter(|rank| is_root[*rank] && self.kinds[*rank] == Some(kind))
            .map(|rank| rank as u32)
            .collect()
    }

    /// How many of `wanted` each rank and what is made from it hold.
    pub(super) fn weights(&self, roots: &[u32], wanted: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut weights = vec![0u32; self.len()];
        let mut order = Vec::new();
        let mut queue = roots.to_vec();
        while let Some(rank) = queue.pop() {
            order.push(rank);
            let children = self.children(rank as usize);
            queue.extend(children.map(|place| self.children[place as usize]));
        }
        for rank in order.into_iter().rev() {
            let rank = rank as usize;
            let below: u32 = self
                .children(rank)
                .map(|place| weights[self.child(place)])
                .sum();
            weights[rank] = below + u32::from(wanted(rank));
        }
        weights
    }
}

fn ranks_by_position(entries: &[(u64, u32)], len: usize) -> Vec<u32> {
    let mut ranks = vec![u32::MAX; len];
    for (rank, (_, position)) in entries.iter().enumerate() {
        ranks[*position as usize] = rank as u32;
    }
    ranks
}

fn base((number, pack): (usize, &Pack), rank: usize, ranks: &[u32], window: &mut Window) -> Base {
    let Ok(header) = pack.header(number, pack.entry(rank), window) else {
        return Base::Unknown;
    };
    let rank = match header.content {
        Content::Whole(kind) => return Base::Nothing(kind),
        Content::OffsetDelta(base) => {
            // Most bases are near.
            let before = &pack.sorted()[..rank];
            let mut near = 16.min(rank);
            while near < rank && before[rank - near].0 > base {
                near = (near * 4).min(rank);
            }
            let place = before[rank - near..].binary_search_by_key(&base, |(offset, _)| *offset);
            place.ok().map(|place| (rank - near + place) as u32)
        }
        Content::RefDelta(id) => pack
            .index
            .find(&id[..pack.hash()])
            .map(|position| ranks[position])
            .filter(|rank| *rank != u32::MAX),
    };
    rank.map_or(Base::Unknown, Base::Rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_from_the_root_and_circles_have_none() {
        let forest = Forest::of(&[
            Base::Rank(2),
            Base::Rank(4),
            Base::Nothing(Kind::Blob),
            Base::Rank(0),
            Base::Rank(1),
            Base::Nothing(Kind::Tree),
        ]);
        let kinds: Vec<_> = (0..6).map(|rank| forest.kind(rank)).collect();
        let blob = Some(Kind::Blob);
        assert_eq!(kinds, [blob, None, blob, blob, None, Some(Kind::Tree)]);
        assert_eq!(forest.roots(Kind::Blob), [2]);
        assert_eq!(forest.child(forest.children(2).start), 0);
        assert_eq!(
            forest.weights(&[2, 5], |rank| rank != 0),
            [1, 0, 2, 1, 0, 1]
        );
    }
}
