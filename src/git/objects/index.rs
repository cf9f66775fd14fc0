//! A pack's index, versions 1 and 2: which objects a pack holds, and where.

use std::ops::Range;
use std::sync::OnceLock;

/// Entries of the first level: how many ids begin with a byte, or a lower one.
const FANOUT: usize = 256 * 4;
/// How version 2 begins; version 1 has no mark.
const MAGIC: &[u8] = b"\xFFtOc\0\0\0\x02";
/// An offset with this bit is one into the table of 64-bit offsets.
const LONG: u32 = 1 << 31;

/// How far from where an id should stand it is looked for next.
const NEAR: usize = 8;
/// Ids that begin alike, as far as the finer level tells, about.
const ALIKE: usize = 4;
/// Bits of an id that the finer level tells apart, at most.
const MOST_BITS: u32 = 24;

/// An index in memory.
#[derive(Debug)]
pub(super) struct PackIndex {
    data: Vec<u8>,
    hash: usize,
    count: usize,
    layout: Layout,
    finer: OnceLock<Finer>,
}

/// Where ids that begin alike stand: those whose first `bits` bits are `n` from `starts[n]` on.
#[derive(Debug)]
struct Finer {
    bits: u32,
    starts: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
enum Layout {
    /// Offset and id, one behind the other.
    One,
    Two {
        offsets: usize,
        long: usize,
    },
}

impl PackIndex {
    /// Takes the file's bytes; `hash` is the length of an id.
    pub(super) fn parse(data: Vec<u8>, hash: usize) -> Result<Self, &'static str> {
        let two = data.starts_with(MAGIC);
        if data.starts_with(&MAGIC[..4]) && !two {
            return Err("its version is unknown");
        }
        let first = if two { MAGIC.len() } else { 0 };
        let fanout = data.get(first..first + FANOUT).ok_or(SHORT)?;
        let counts: Vec<u32> = fanout.chunks_exact(4).map(big).collect();
        if !counts.is_sorted() {
            return Err("its table is not sorted");
        }
        let count = counts[255] as usize;
        let body = first + FANOUT;
        let (layout, end) = if two {
            let offsets = body + count * (hash + 4);
            let long = offsets + count * 4;
            (Layout::Two { offsets, long }, long + 2 * hash)
        } else {
            (Layout::One, body + count * (4 + hash) + 2 * hash)
        };
        if data.len() < end {
            return Err(SHORT);
        }
        Ok(Self {
            data,
            hash,
            count,
            layout,
            finer: OnceLock::new(),
        })
    }

    /// Prepares for many ids to be found.
    pub(super) fn refine(&self) {
        self.finer.get_or_init(|| {
            let bits = (self.count / ALIKE).max(1).ilog2().clamp(1, MOST_BITS);
            let mut starts = vec![0; (1 << bits) + 1];
            for position in 0..self.count {
                starts[(head(self.id(position)) >> (u64::BITS - bits)) as usize + 1] += 1;
            }
            let mut before = 0;
            for start in &mut starts {
                before += *start;
                *start = before;
            }
            Finer { bits, starts }
        });
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The id of the object at `position` of the sorted ids.
    pub(super) fn id(&self, position: usize) -> &[u8] {
        let at = match self.layout {
            Layout::One => FANOUT + position * (4 + self.hash) + 4,
            Layout::Two { .. } => MAGIC.len() + FANOUT + position * self.hash,
        };
        &self.data[at..at + self.hash]
    }

    /// Where its entry begins in the pack; `None`: the index is damaged.
    pub(super) fn offset(&self, position: usize) -> Option<u64> {
        match self.layout {
            Layout::One => {
                let at = FANOUT + position * (4 + self.hash);
                Some(u64::from(big(&self.data[at..at + 4])))
            }
            Layout::Two { offsets, long } => {
                let at = offsets + position * 4;
                let offset = big(&self.data[at..at + 4]);
                if offset & LONG == 0 {
                    return Some(u64::from(offset));
                }
                let at = long + (offset & !LONG) as usize * 8;
                let end = self.data.len() - 2 * self.hash;
                let bytes = self.data[..end].get(at..at + 8)?;
                Some(u64::from_be_bytes(bytes.try_into().ok()?))
            }
        }
    }

    /// The position of an id.
    pub(super) fn find(&self, id: &[u8]) -> Option<usize> {
        let aim = head(id);
        let (mut range, bits) = match self.finer.get() {
            Some(finer) => (finer.beginning_with(aim), finer.bits),
            None => (self.beginning_with(*id.first()?), u8::BITS),
        };
        // Ids are spread evenly: what is sought is mostly near where it should stand.
        let share = u128::from(aim << bits) * range.len() as u128;
        let mut middle = range.start + (share >> 64) as usize;
        let mut step = NEAR;
        while !range.is_empty() {
            let found = self.id(middle);
            let order = head(found).cmp(&aim).then_with(|| found.cmp(id));
            match order {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => {
                    range.start = middle + 1;
                    middle = (middle + step).min(range.start + range.len() / 2);
                }
                std::cmp::Ordering::Greater => {
                    range.end = middle;
                    middle = middle
                        .saturating_sub(step)
                        .max(range.start + range.len() / 2);
                }
            }
            step *= 2;
        }
        None
    }

    /// The positions of the ids that begin with this byte.
    fn beginning_with(&self, first: u8) -> Range<usize> {
        let base = match self.layout {
            Layout::One => 0,
            Layout::Two { .. } => MAGIC.len(),
        };
        let below = |byte: usize| {
            let at = base + byte * 4;
            big(&self.data[at..at + 4]) as usize
        };
        let first = usize::from(first);
        let start = if first == 0 { 0 } else { below(first - 1) };
        start..below(first)
    }
}

impl Finer {
    /// The positions of the ids that begin as this one does.
    fn beginning_with(&self, head: u64) -> Range<usize> {
        let at = (head >> (u64::BITS - self.bits)) as usize;
        self.starts[at] as usize..self.starts[at + 1] as usize
    }
}

const SHORT: &str = "it is cut short";

/// The first bytes of an id as a number.
fn head(id: &[u8]) -> u64 {
    id.first_chunk().map_or(0, |head| u64::from_be_bytes(*head))
}

fn big(bytes: &[u8]) -> u32 {
    u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of these objects, which are sorted.
    fn index(version: u32, objects: &[([u8; 20], u64)]) -> Vec<u8> {
        let mut data = Vec::new();
        if version == 2 {
            data.extend(MAGIC);
        }
        for first in 0..=255u8 {
            let count = objects.iter().filter(|(id, _)| id[0] <= first).count();
            data.extend((count as u32).to_be_bytes());
        }
        let mut long = Vec::new();
        if version == 2 {
            data.extend(objects.iter().flat_map(|(id, _)| *id));
            data.extend(vec![0; 4 * objects.len()]);
            for (_, offset) in objects {
                match u32::try_from(*offset) {
                    Ok(offset) if offset & LONG == 0 => data.extend(offset.to_be_bytes()),
                    _ => {
                        data.extend((LONG | (long.len() / 8) as u32).to_be_bytes());
                        long.extend(offset.to_be_bytes());
                    }
                }
            }
        } else {
            for (id, offset) in objects {
                data.extend((*offset as u32).to_be_bytes());
                data.extend(id);
            }
        }
        data.extend(long);
        data.extend([0; 40]);
        data
    }

    fn objects() -> Vec<([u8; 20], u64)> {
        (0..40u8)
            .map(|at| {
                let mut id = [at; 20];
                id[0] = at / 3 * 19;
                (id, u64::from(at) * 77 + 12)
            })
            .collect()
    }

    #[test]
    fn finds_every_object_and_no_other() {
        for version in [1, 2] {
            let objects = objects();
            let index = PackIndex::parse(index(version, &objects), 20).unwrap();
            assert_eq!(index.len(), objects.len());
            for (position, (id, offset)) in objects.iter().enumerate() {
                assert_eq!(index.id(position), id);
                assert_eq!(index.offset(position), Some(*offset));
            }
            let finds_all = || {
                for (position, (id, _)) in objects.iter().enumerate() {
                    assert_eq!(index.find(id), Some(position));
                    let mut other = *id;
                    other[19] ^= 1;
                    assert_eq!(index.find(&other), None);
                }
            };
            finds_all();
            index.refine();
            finds_all();
        }
    }

    #[test]
    fn an_index_of_nothing_holds_nothing() {
        let index = PackIndex::parse(index(2, &[]), 20).unwrap();
        index.refine();
        assert_eq!(index.find(&[7; 20]), None);
    }

    #[test]
    fn packs_over_four_gigabytes_have_long_offsets() {
        let objects = [
            ([1; 20], 12),
            ([2; 20], 5 << 30),
            ([3; 20], u64::from(LONG)),
        ];
        let data = index(2, &objects);
        let read = PackIndex::parse(data.clone(), 20).unwrap();
        assert_eq!(read.offset(1), Some(5 << 30));
        assert_eq!(read.offset(2), Some(u64::from(LONG)));
        let mut damaged = data;
        let at = MAGIC.len() + FANOUT + 3 * 24 + 4;
        damaged[at..at + 4].copy_from_slice(&(LONG | 9).to_be_bytes());
        assert_eq!(PackIndex::parse(damaged, 20).unwrap().offset(1), None);
    }

    #[test]
    fn an_index_cut_short_is_refused_wherever_it_is_cut() {
        for version in [1, 2] {
            let data = index(version, &objects());
            for len in 0..data.len() {
                assert!(PackIndex::parse(data[..len].to_vec(), 20).is_err(), "{len}");
            }
        }
    }
}
