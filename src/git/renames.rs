//! Which new files are old ones under other names, by git's measure: half of the content.

use std::collections::HashMap;

use super::objects::ObjectId;
use super::store::Store;

/// Longer lines are compared in pieces of so many bytes.
const PIECE: usize = 64;
/// Larger files are renamed only if nothing in them changed.
const LARGEST: u64 = 16 << 20;
/// Pairs of files that are compared; where there are more, changed ones count as new.
const MOST_PAIRS: usize = 1 << 18;
/// Similarity counts in so many parts; half of them are enough.
const WHOLE: u64 = 1 << 16;

/// A file on one side: its path and its blob.
pub(super) type File<'p> = (&'p [u8], ObjectId);

/// A file's pieces: how many of its bytes lie in pieces that look the same.
struct Pieces {
    size: u64,
    counts: HashMap<u64, u64>,
}

/// The place in `deleted` of each of `added` that is the same file under another name.
pub(super) fn find(
    store: &dyn Store,
    deleted: &[File<'_>],
    added: &[File<'_>],
) -> HashMap<usize, usize> {
    let mut found = HashMap::new();
    let mut used = vec![false; deleted.len()];
    let mut by_id: HashMap<ObjectId, Vec<usize>> = HashMap::new();
    for (old, (_, id)) in deleted.iter().enumerate() {
        by_id.entry(*id).or_default().push(old);
    }
    for (new, (path, id)) in added.iter().enumerate() {
        let same = by_id.get(id).map_or(&[][..], Vec::as_slice);
        let free = || same.iter().copied().filter(|old| !used[*old]);
        let namesake = free().find(|old| name(deleted[*old].0) == name(path));
        if let Some(old) = namesake.or_else(|| free().next()) {
            used[old] = true;
            found.insert(new, old);
        }
    }
    let olds: Vec<usize> = (0..deleted.len()).filter(|old| !used[*old]).collect();
    let news: Vec<usize> = (0..added.len())
        .filter(|new| !found.contains_key(new))
        .collect();
    if olds.is_empty() || olds.len().saturating_mul(news.len()) > MOST_PAIRS {
        return found;
    }
    let pieces = |(_, id): &File<'_>| Pieces::of(store, *id);
    let old_pieces: Vec<_> = olds.iter().map(|old| pieces(&deleted[*old])).collect();
    let mut pairs = Vec::new();
    for new in news {
        let Some(of_new) = pieces(&added[new]) else {
            continue;
        };
        for (old, of_old) in olds.iter().zip(&old_pieces) {
            let likeness = of_old.as_ref().map_or(0, |of_old| of_old.likeness(&of_new));
            if likeness >= WHOLE / 2 {
                let is_namesake = name(deleted[*old].0) == name(added[new].0);
                pairs.push((likeness, is_namesake, new, *old));
            }
        }
    }
    pairs.sort_by(|a, b| {
        (b.0, b.1)
            .cmp(&(a.0, a.1))
            .then((a.2, a.3).cmp(&(b.2, b.3)))
    });
    for (_, _, new, old) in pairs {
        if !used[old] && !found.contains_key(&new) {
            used[old] = true;
            found.insert(new, old);
        }
    }
    found
}

fn name(path: &[u8]) -> &[u8] {
    memchr::memrchr(b'/', path).map_or(path, |slash| &path[slash + 1..])
}

impl Pieces {
    /// `None`: it cannot be read, is too large, or is empty.
    fn of(store: &dyn Store, id: ObjectId) -> Option<Self> {
        let size = store
            .size(id)
            .ok()
            .filter(|size| (1..=LARGEST).contains(size))?;
        let content = store.read(id).ok()?;
        let mut counts = HashMap::new();
        for line in content.bytes().split_inclusive(|byte| *byte == b'\n') {
            for piece in line.chunks(PIECE) {
                *counts.entry(hash(piece)).or_default() += piece.len() as u64;
            }
        }
        Some(Self { size, counts })
    }

    /// How much of the larger of two files is in both, of [`WHOLE`].
    fn likeness(&self, other: &Self) -> u64 {
        let (few, many) = if self.counts.len() < other.counts.len() {
            (self, other)
        } else {
            (other, self)
        };
        let most = self.size.max(other.size);
        if self.size.min(other.size) * 2 < most {
            return 0;
        }
        let same: u64 = few
            .counts
            .iter()
            .map(|(piece, count)| *count.min(many.counts.get(piece).unwrap_or(&0)))
            .sum();
        same * WHOLE / most
    }
}

/// Of a piece without the CR that may end its line.
fn hash(piece: &[u8]) -> u64 {
    let piece = match piece {
        [text @ .., b'\r', b'\n'] | [text @ .., b'\n'] => text,
        all => all,
    };
    piece.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::sync::Arc;

    use super::super::store::{Content, TreeEntry};
    use super::*;

    /// Blobs whose ids are their places.
    #[derive(Default)]
    struct Texts(RefCell<Vec<String>>);

    impl Texts {
        fn put(&self, text: &str) -> ObjectId {
            let mut texts = self.0.borrow_mut();
            let known = texts.iter().position(|known| known == text);
            let at = known.unwrap_or_else(|| {
                texts.push(text.to_owned());
                texts.len() - 1
            });
            ObjectId::from_bytes(&[at as u8; 20]).unwrap()
        }
    }

    impl Store for Texts {
        fn size(&self, id: ObjectId) -> Result<u64, String> {
            Ok(self.read(id)?.bytes().len() as u64)
        }

        fn read(&self, id: ObjectId) -> Result<Content<'_>, String> {
            let text = self.0.borrow()[usize::from(id.as_bytes()[0])].clone();
            Ok(Content::Own(Arc::new(text.into_bytes())))
        }

        fn tree(&self, _: ObjectId) -> Result<Vec<TreeEntry>, String> {
            Err("there are no folders".to_owned())
        }
    }

    fn files(side: &[(String, ObjectId)]) -> Vec<File<'_>> {
        let files = side.iter().map(|(path, id)| (path.as_bytes(), *id));
        files.collect()
    }

    fn renamed(deleted: &[(&str, &str)], added: &[(&str, &str)]) -> Vec<(String, String)> {
        let texts = Texts::default();
        let side = |files: &[(&str, &str)]| {
            let files = files
                .iter()
                .map(|(path, text)| (path.to_string(), texts.put(text)));
            files.collect::<Vec<_>>()
        };
        let (old, new) = (side(deleted), side(added));
        let found = find(&texts, &files(&old), &files(&new));
        let mut pairs: Vec<_> = found
            .into_iter()
            .map(|(to, from)| (old[from].0.clone(), new[to].0.clone()))
            .collect();
        pairs.sort();
        pairs
    }

    fn pair(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn what_is_the_same_goes_before_what_is_alike() {
        let text = "one\ntwo\nthree\nfour\n";
        let more = "one\ntwo\nthree\nfour\nfive\n";
        assert_eq!(renamed(&[("a", text)], &[("b", text)]), [pair("a", "b")]);
        assert_eq!(
            renamed(&[("a", more), ("x/c", text)], &[("b", text), ("y/c", text)]),
            [pair("a", "y/c"), pair("x/c", "b")]
        );
        assert_eq!(renamed(&[("a", text)], &[("b", more)]), [pair("a", "b")]);
        assert_eq!(renamed(&[("a", "1\n2\n3\n")], &[("b", "4\n5\n6\n")]), []);
        assert_eq!(renamed(&[("a", "1\n")], &[("b", more)]), []);
        assert_eq!(renamed(&[], &[("b", more)]), []);
    }

    #[test]
    fn each_old_file_is_renamed_once() {
        let text = "one\ntwo\nthree\nfour\n";
        let near = "one\ntwo\nthree\n4\n";
        let far = "one\ntwo\n3\n4\n";
        assert_eq!(
            renamed(&[("a", text)], &[("far", far), ("near", near)]),
            [pair("a", "near")]
        );
        assert_eq!(
            renamed(&[("a", "x\r\ny\r\n")], &[("b", "x\ny\n")]),
            [pair("a", "b")]
        );
    }
}
