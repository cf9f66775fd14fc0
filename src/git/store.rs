//! What gives objects by their ids: a repository as libgit2 opens it, or our own reader of packs.

use std::cell::RefCell;
use std::sync::Arc;

use super::objects::{Kind, MISSING, ObjectId, Objects, Reader};

/// The ids of the folder that holds nothing, in SHA-1 and SHA-256.
const EMPTY_TREES: [&str; 2] = [
    "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
];

/// Gives objects; stays on its thread.
pub trait Store {
    /// The size of a blob in bytes.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn size(&self, id: ObjectId) -> Result<u64, String>;

    /// Reads a blob.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn read(&self, id: ObjectId) -> Result<Content<'_>, String>;

    /// Reads a folder.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, String>;
}

/// A blob in memory.
pub enum Content<'s> {
    /// Libgit2's.
    Libgit(git2::Blob<'s>),
    /// Our own.
    Own(Arc<Vec<u8>>),
}

impl Content<'_> {
    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Libgit(blob) => blob.content(),
            Self::Own(bytes) => bytes,
        }
    }
}

/// What a folder has under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// Its name.
    pub name: Vec<u8>,
    /// What it is, as git writes it.
    pub mode: u32,
    /// The object.
    pub id: ObjectId,
}

/// One thread's view of all objects.
pub struct Stock<'o> {
    objects: &'o Objects,
    reader: RefCell<Reader<'o>>,
}

impl<'o> Stock<'o> {
    /// Of these objects.
    #[must_use]
    pub fn of(objects: &'o Objects) -> Self {
        Self {
            objects,
            reader: RefCell::new(objects.reader()),
        }
    }

    /// An object of any kind.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn object(&self, id: ObjectId) -> Result<(Kind, Arc<Vec<u8>>), String> {
        match self.objects.find(id.as_bytes()) {
            Some(number) => self.reader.borrow_mut().read(number),
            None => Err(missing(id)),
        }
    }

    /// A blob's bytes.
    pub(super) fn bytes(&self, id: ObjectId) -> Result<Arc<Vec<u8>>, String> {
        self.of_kind(id, Kind::Blob)
    }

    /// The tree of a commit.
    pub(super) fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, String> {
        let bytes = self.of_kind(commit, Kind::Commit)?;
        let tree = bytes
            .strip_prefix(b"tree ")
            .and_then(|rest| rest.split(|byte| *byte == b'\n').next());
        tree.and_then(ObjectId::from_hex)
            .ok_or_else(|| format!("git object {commit}: it is damaged"))
    }

    fn of_kind(&self, id: ObjectId, kind: Kind) -> Result<Arc<Vec<u8>>, String> {
        match self.object(id)? {
            (found, bytes) if found == kind => Ok(bytes),
            (found, _) => Err(format!("git object {id} is a {found:?}, not a {kind:?}")),
        }
    }
}

impl Store for Stock<'_> {
    fn size(&self, id: ObjectId) -> Result<u64, String> {
        Ok(self.bytes(id)?.len() as u64)
    }

    fn read(&self, id: ObjectId) -> Result<Content<'_>, String> {
        self.bytes(id).map(Content::Own)
    }

    fn tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, String> {
        // Git knows it without an object.
        let is_empty = || EMPTY_TREES.iter().any(|hex| id.to_string() == **hex);
        if self.objects.find(id.as_bytes()).is_none() && is_empty() {
            return Ok(Vec::new());
        }
        let bytes = self.of_kind(id, Kind::Tree)?;
        entries(&bytes, id.as_bytes().len())
            .ok_or_else(|| format!("git object {id}: it is damaged"))
    }
}

/// That an object is not there.
pub(super) fn missing(id: ObjectId) -> String {
    format!("git object {id} {MISSING}")
}

/// The entries of a tree; `None`: it is damaged. Ids have `hash` bytes.
fn entries(tree: &[u8], hash: usize) -> Option<Vec<TreeEntry>> {
    let mut entries = Vec::new();
    let mut rest = tree;
    while !rest.is_empty() {
        let space = memchr::memchr(b' ', rest)?;
        let mode = std::str::from_utf8(&rest[..space]).ok()?;
        let end = space + memchr::memchr(0, &rest[space..])?;
        let id = rest.get(end + 1..end + 1 + hash)?;
        entries.push(TreeEntry {
            name: rest[space + 1..end].to_vec(),
            mode: u32::from_str_radix(mode, 8).ok()?,
            id: ObjectId::from_bytes(id)?,
        });
        rest = &rest[end + 1 + hash..];
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_and_a_damaged_one_refused() {
        let tree = [b"100644 a b\0".as_slice(), &[7; 20], b"40000 c\0", &[9; 20]].concat();
        let read = entries(&tree, 20).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(
            (read[0].name.as_slice(), read[0].mode),
            (&b"a b"[..], 0o100_644)
        );
        assert_eq!(read[1].id.as_bytes(), [9; 20]);
        for end in (1..tree.len()).filter(|end| *end != 31) {
            assert_eq!(entries(&tree[..end], 20), None, "{end}");
        }
        assert_eq!(entries(b"", 20), Some(Vec::new()));
    }
}
