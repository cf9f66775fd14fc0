//! Which blobs an earlier scan saw that hold nothing, kept beside the repository's objects.
//!
//! An entry is 16 bytes of a keyed hash over a blob's id and its guise. The key is made of one
//! that only this user has, and of all that decides what is found (rules, options, the program).
//! So the file says nothing about what it knows, entries by anybody else are never met, and
//! damage can only make it forget.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::seal;
use super::shelf::Shelf;
use crate::git::objects::ObjectId;

/// What the names of these files begin with.
const CLEAN: &str = "clean-";
/// And those of files that say what a whole history held.
const WHOLE: &str = "whole-";
/// How a file begins; as long as an entry.
const HEAD: &[u8; ENTRY] = b"tightlip clean 1";
const ENTRY: usize = 16;
/// A file may have so many entries for every object before what is gone is forgotten.
const SLACK: usize = 4;

/// Stands for the guise of a blob that is not text, and holds nothing as bytes.
pub const BINARY: u16 = u16::MAX;

/// Blobs that hold nothing.
#[derive(Debug)]
pub struct Known {
    shelf: Shelf,
    name: String,
    key: [u8; 32],
    /// Sorted.
    old: Vec<u128>,
    /// Which of them were asked for, a bit each.
    met: Vec<AtomicU64>,
    new: Mutex<Vec<u128>>,
}

impl Known {
    /// Reads what is known of the repository whose git folder this is. `key` is the user's own;
    /// `catalogue` is a digest of all that decides what is found.
    #[must_use]
    pub(super) fn read(git_dir: &Path, key: &[u8; 32], catalogue: &[u8; 32]) -> Self {
        let key = *blake3::keyed_hash(key, catalogue).as_bytes();
        let shelf = Shelf::of(git_dir);
        let name = named(CLEAN, &key);
        let old = entries(&shelf, &name);
        let met = (0..old.len().div_ceil(64)).map(|_| AtomicU64::new(0));
        Self {
            met: met.collect(),
            shelf,
            name,
            key,
            old,
            new: Mutex::default(),
        }
    }

    /// What an earlier run kept of the whole history under the same `stance`: whatever decides,
    /// beside the catalogue, what is kept.
    #[must_use]
    pub fn recall<T: DeserializeOwned>(&self, stance: &[u8]) -> Option<T> {
        let key = self.own(stance);
        let sealed = self.shelf.read(&named(WHOLE, &key))?;
        postcard::from_bytes(&seal::open(&key, &sealed)?).ok()
    }

    /// Keeps something of the whole history for the next run, so that only the holder of the key
    /// can read it.
    ///
    /// # Errors
    /// What the operating system says; what was kept before is then still there.
    pub fn keep<T: Serialize>(&self, stance: &[u8], whole: &T) -> io::Result<()> {
        let key = self.own(stance);
        let packed = postcard::to_stdvec(whole).map_err(io::Error::other)?;
        let sealed = seal::seal(&key, &packed);
        self.shelf.write(WHOLE, &named(WHOLE, &key), &sealed)
    }

    fn own(&self, stance: &[u8]) -> [u8; 32] {
        *blake3::keyed_hash(&self.key, stance).as_bytes()
    }

    /// Whether a blob holds nothing where it has this guise.
    #[must_use]
    pub fn has(&self, blob: ObjectId, guise: u16) -> bool {
        let found = self.old.binary_search(&self.entry(blob, guise));
        if let Ok(at) = found {
            self.met[at / 64].fetch_or(1 << (at % 64), Ordering::Relaxed);
        }
        found.is_ok()
    }

    /// Notes that it holds nothing.
    pub fn add(&self, blob: ObjectId, guise: u16) {
        let entry = self.entry(blob, guise);
        self.learned().push(entry);
    }

    /// Writes what was learned, in one step; what another run wrote meanwhile is kept. `objects`
    /// is how many the repository has.
    ///
    /// # Errors
    /// What the operating system says; the file is then as it was.
    pub fn save(&self, objects: usize) -> io::Result<()> {
        let mut all = self.learned().clone();
        if all.is_empty() {
            return Ok(());
        }
        let there = entries(&self.shelf, &self.name);
        if there.len() > objects.saturating_mul(SLACK) {
            let met = |at: &usize| self.met[at / 64].load(Ordering::Relaxed) >> (at % 64) & 1 == 1;
            all.extend((0..self.old.len()).filter(met).map(|at| self.old[at]));
        } else {
            all.extend(there);
            all.extend_from_slice(&self.old);
        }
        all.sort_unstable();
        all.dedup();
        let mut bytes = Vec::with_capacity((all.len() + 1) * ENTRY);
        bytes.extend_from_slice(HEAD);
        bytes.extend(all.into_iter().flat_map(u128::to_be_bytes));
        self.shelf.write(CLEAN, &self.name, &bytes)
    }

    fn entry(&self, blob: ObjectId, guise: u16) -> u128 {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(blob.as_bytes()).update(&guise.to_be_bytes());
        let hash = hasher.finalize();
        let first = hash.as_bytes().first_chunk();
        u128::from_be_bytes(*first.expect("a hash has 32 bytes"))
    }

    fn learned(&self) -> std::sync::MutexGuard<'_, Vec<u128>> {
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a file for this key.
fn named(kind: &str, key: &[u8; 32]) -> String {
    let name = blake3::keyed_hash(key, b"name").to_hex();
    format!("{kind}{}", &name[..16])
}

/// The entries of a file, sorted; none where it is not there or is not ours.
fn entries(shelf: &Shelf, name: &str) -> Vec<u128> {
    let bytes = shelf.read(name);
    let Some(entries) = bytes.as_deref().and_then(|bytes| bytes.strip_prefix(HEAD)) else {
        return Vec::new();
    };
    let (entries, _) = entries.as_chunks();
    let mut entries: Vec<u128> = entries
        .iter()
        .map(|one| u128::from_be_bytes(*one))
        .collect();
    entries.sort_unstable();
    entries
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn id(byte: u8) -> ObjectId {
        ObjectId::from_bytes(&[byte; 20]).unwrap()
    }

    fn known(folder: &tempfile::TempDir, key: u8, catalogue: u8) -> Known {
        Known::read(folder.path(), &[key; 32], &[catalogue; 32])
    }

    #[test]
    fn what_is_added_is_known_next_time_to_the_same_user_and_catalogue() {
        let folder = tempfile::tempdir().unwrap();
        let first = known(&folder, 1, 1);
        first.add(id(7), 3);
        assert!(!first.has(id(7), 3));
        first.save(10).unwrap();
        let next = known(&folder, 1, 1);
        assert!(next.has(id(7), 3));
        assert!(!next.has(id(7), 4) && !next.has(id(8), 3));
        assert!(!known(&folder, 2, 1).has(id(7), 3));
        assert!(!known(&folder, 1, 2).has(id(7), 3));
        // Another's file in the place of ours.
        let other = known(&folder, 2, 2);
        other.add(id(7), 3);
        other.save(10).unwrap();
        let (ours, theirs) = (folder.path().join("tightlip").join(&next.name), other.name);
        fs::copy(folder.path().join("tightlip").join(theirs), ours).unwrap();
        assert!(!known(&folder, 1, 1).has(id(7), 3));
    }

    #[test]
    fn two_runs_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (known(&folder, 1, 1), known(&folder, 1, 1));
        one.add(id(1), 0);
        two.add(id(2), 0);
        one.save(10).unwrap();
        two.save(10).unwrap();
        let next = known(&folder, 1, 1);
        assert!(next.has(id(1), 0) && next.has(id(2), 0));
    }

    #[test]
    fn damage_only_makes_it_forget() {
        let folder = tempfile::tempdir().unwrap();
        let first = known(&folder, 1, 1);
        for byte in 0..20 {
            first.add(id(byte), 0);
        }
        first.save(100).unwrap();
        let file = folder.path().join("tightlip").join(&first.name);
        let whole = fs::read(&file).unwrap();
        assert_eq!(whole.len(), 21 * ENTRY);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x40;
            fs::write(&file, &damaged).unwrap();
            let found = known(&folder, 1, 1);
            let count = (0..20).filter(|byte| found.has(id(*byte), 0)).count();
            assert_eq!(count, if at < ENTRY { 0 } else { 19 });
            fs::write(&file, &whole[..at]).unwrap();
            let found = known(&folder, 1, 1);
            let count = (0..20).filter(|byte| found.has(id(*byte), 0)).count();
            assert_eq!(count, (at / ENTRY).saturating_sub(1));
            assert!(!found.has(id(30), 0));
        }
    }

    #[test]
    fn what_is_gone_is_forgotten_once_it_is_much() {
        let folder = tempfile::tempdir().unwrap();
        let first = known(&folder, 1, 1);
        (0..50).for_each(|byte| first.add(id(byte), 0));
        first.save(100).unwrap();
        let next = known(&folder, 1, 1);
        assert!(next.has(id(3), 0));
        next.add(id(200), 0);
        next.save(10).unwrap();
        let last = known(&folder, 1, 1);
        assert!(last.has(id(3), 0) && last.has(id(200), 0) && !last.has(id(4), 0));
    }

    #[test]
    fn what_is_kept_is_had_again_under_the_same_stance_and_key_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = known(&folder, 1, 1);
        let whole = (id(7), vec!["src/a.py".to_owned()]);
        assert_eq!(first.recall::<(ObjectId, Vec<String>)>(b"high"), None);
        first.keep(b"high", &whole).unwrap();
        let again = |known: &Known, stance: &[u8]| known.recall(stance);
        assert_eq!(again(&known(&folder, 1, 1), b"high"), Some(whole.clone()));
        assert_eq!(
            again(&known(&folder, 1, 1), b"low"),
            None::<(ObjectId, Vec<String>)>
        );
        assert_eq!(
            again(&known(&folder, 2, 1), b"high"),
            None::<(ObjectId, Vec<String>)>
        );
        assert_eq!(
            again(&known(&folder, 1, 2), b"high"),
            None::<(ObjectId, Vec<String>)>
        );
    }
}
