//! Git's index file, versions 2 to 4: which blobs the next commit records, and the tree ids that
//! git has cached for the folders in which nothing is staged.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::objects::ObjectId;
use crate::error::{Error, Result};

/// Bytes of the shortest id of an object.
const ID: usize = 20;
/// Flags of an entry.
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
/// Among the further flags of an extended entry.
const INTENT_TO_ADD: u16 = 0x2000;

/// The index, in git's order of paths.
#[derive(Debug, Default)]
pub struct Index {
    records: Vec<Record>,
    /// All paths, one behind the other.
    paths: Vec<u8>,
    /// Cached trees, each folder before its sub-folders.
    folders: Vec<Folder>,
}

/// One entry of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'i> {
    /// From the repository's root; ends with `/` for a folder.
    pub path: &'i [u8],
    /// What it is.
    pub kind: Kind,
    /// Whether it is a file that may be run.
    pub executable: bool,
    /// Its blob; of a folder, its tree.
    pub id: ObjectId,
    /// Whether a merge left it without a decision.
    pub unmerged: bool,
    /// Whether only its name is known (`git add -N`): nothing of it would be committed.
    pub intent_to_add: bool,
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file, executable or not.
    File,
    /// A symbolic link; its blob is the target's path.
    Symlink,
    /// A commit of another repository.
    Submodule,
    /// A folder that a sparse index keeps whole.
    Folder,
}

impl Kind {
    /// From the mode in a tree or an index.
    #[must_use]
    pub fn of_mode(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Folder,
            0o120_000 => Self::Symlink,
            0o160_000 => Self::Submodule,
            _ => Self::File,
        }
    }
}

/// Whether a mode in a tree or an index is that of a file that may be run.
pub(super) fn is_executable(mode: u32) -> bool {
    mode & 0o170_111 == 0o100_111
}

#[derive(Debug)]
struct Record {
    path_end: u32,
    id: ObjectId,
    kind: Kind,
    executable: bool,
    unmerged: bool,
    intent_to_add: bool,
}

#[derive(Debug)]
struct Folder {
    name: Vec<u8>,
    /// The tree that the folder's entries make, if git has computed it since they changed.
    tree: Option<ObjectId>,
    /// Behind the last of its sub-folders.
    end: usize,
}

/// A folder whose cached tree may be asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct CachedFolder(usize);

impl Index {
    /// Reads an index file; ids have `hash` bytes. Like git, it takes the file's own checksum on
    /// trust.
    ///
    /// # Errors
    /// [`Error::Git`] when the file is damaged or needs a feature that we cannot read.
    pub fn parse(data: &[u8], hash: usize) -> Result<Self> {
        let mut index = Self::default();
        let mut input = Input { rest: data };
        if input.take(4)? != b"DIRC" {
            return Err(damaged("it has no signature"));
        }
        let version = input.number()?;
        if !(2..=4).contains(&version) {
            return Err(Error::Git(format!(
                "the index has version {version}, which tightlip cannot read"
            )));
        }
        let entries = input.number()?;
        // No entry is shorter than this.
        let room = (entries as usize).min(data.len() / (40 + ID));
        index.records.reserve(room);
        for _ in 0..entries {
            index.read_entry(&mut input, version, hash)?;
        }
        while input.rest.len() > hash {
            let name = input.take(4)?;
            let size = input.number()? as usize;
            index.read_extension(name, input.take(size)?, hash)?;
        }
        Ok(index)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The entries in git's order: by the bytes of their paths.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).map(|at| self.entry(at))
    }

    /// An entry of this path; of a file in conflict, one of its sides.
    #[must_use]
    pub fn get(&self, path: &[u8]) -> Option<Entry<'_>> {
        let mut range = 0..self.len();
        while !range.is_empty() {
            let middle = range.start.midpoint(range.end);
            let entry = self.entry(middle);
            match entry.path.cmp(path) {
                Ordering::Less => range.start = middle + 1,
                Ordering::Greater => range.end = middle,
                Ordering::Equal => return Some(entry),
            }
        }
        None
    }

    /// The entry with this number.
    pub(super) fn entry(&self, at: usize) -> Entry<'_> {
        let record = &self.records[at];
        Entry {
            path: &self.paths[self.path_start(at)..record.path_end as usize],
            kind: record.kind,
            executable: record.executable,
            id: record.id,
            unmerged: record.unmerged,
            intent_to_add: record.intent_to_add,
        }
    }

    /// The root folder, if any tree is cached.
    pub(super) fn cached_root(&self) -> Option<CachedFolder> {
        (!self.folders.is_empty()).then_some(CachedFolder(0))
    }

    /// A folder's own folders by their names.
    pub(super) fn cached_children(&self, of: CachedFolder) -> HashMap<&[u8], CachedFolder> {
        let mut children = HashMap::new();
        let mut child = of.0 + 1;
        while child < self.folders[of.0].end {
            children.insert(self.folders[child].name.as_slice(), CachedFolder(child));
            child = self.folders[child].end;
        }
        children
    }

    /// The tree that a commit would record for this folder, if it is known.
    pub(super) fn cached_tree(&self, folder: CachedFolder) -> Option<ObjectId> {
        self.folders[folder.0].tree
    }

    fn path_start(&self, at: usize) -> usize {
        at.checked_sub(1)
            .map_or(0, |before| self.records[before].path_end as usize)
    }

    fn read_entry(&mut self, input: &mut Input<'_>, version: u32, hash: usize) -> Result<()> {
        let whole = input.rest;
        input.take(24)?;
        let mode = input.number()?;
        input.take(12)?;
        let id = input.id(hash)?;
        let flags = input.short()?;
        let extended = if flags & EXTENDED == 0 {
            0
        } else {
            input.short()?
        };
        if version == 4 {
            let strip = input.offset()?;
            let last = self.records.len();
            let kept = match last.checked_sub(1) {
                None => 0..0,
                Some(last) => self.path_start(last)..self.records[last].path_end as usize,
            };
            let Some(end) = kept.end.checked_sub(strip).filter(|end| *end >= kept.start) else {
                return Err(damaged("a path strips more than the one before has"));
            };
            self.paths.extend_from_within(kept.start..end);
        }
        self.paths.extend_from_slice(input.until(0)?);
        if version < 4 {
            // Entries are padded to eight bytes with at least one NUL, which `until` took.
            let length = whole.len() - input.rest.len();
            input.take(length.next_multiple_of(8) - length)?;
        }
        self.records.push(Record {
            path_end: u32::try_from(self.paths.len()).map_err(|_| damaged("it is too large"))?,
            id,
            kind: Kind::of_mode(mode),
            executable: is_executable(mode),
            unmerged: flags & STAGE != 0,
            intent_to_add: extended & INTENT_TO_ADD != 0,
        });
        Ok(())
    }

    fn read_extension(&mut self, name: &[u8], data: &[u8], hash: usize) -> Result<()> {
        match name {
            b"TREE" => self.read_folders(data, hash),
            b"link" => Err(Error::Git(
                "the index is split, which tightlip cannot read; run `git update-index \
                 --no-split-index`"
                    .to_owned(),
            )),
            // Git marks what a reader may pass over by a capital; `sdir` merely says that some
            // entries are folders.
            [b'A'..=b'Z', ..] | b"sdir" => Ok(()),
            _ => Err(Error::Git(format!(
                "the index needs the extension `{}`, which tightlip cannot read",
                name.escape_ascii()
            ))),
        }
    }

    /// Reads the cached trees. They lie in the file each before its children, with the number of
    /// the latter; `open` holds the folders whose children are still to come.
    fn read_folders(&mut self, data: &[u8], hash: usize) -> Result<()> {
        let mut input = Input { rest: data };
        let mut open: Vec<(usize, u64)> = Vec::new();
        while !input.rest.is_empty() {
            let name = input.until(0)?.to_vec();
            // A negative count says that entries changed since.
            let valid = decimal(input.until(b' ')?).is_some();
            let children = decimal(input.until(b'\n')?)
                .ok_or_else(|| damaged("a cached tree has no number of children"))?;
            let tree = if valid { Some(input.id(hash)?) } else { None };
            let at = self.folders.len();
            self.folders.push(Folder {
                name,
                tree,
                end: at + 1,
            });
            if let Some((_, left)) = open.last_mut() {
                *left -= 1;
            } else if at > 0 {
                return Err(damaged("a cached tree belongs to no folder"));
            }
            open.push((at, children));
            while let Some((done, _)) = open.pop_if(|(_, left)| *left == 0) {
                self.folders[done].end = self.folders.len();
            }
        }
        if open.is_empty() {
            Ok(())
        } else {
            Err(damaged("a cached tree is missing"))
        }
    }
}

fn damaged(why: &str) -> Error {
    Error::Git(format!("the index is damaged: {why}"))
}

fn decimal(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Bytes still to read; every read beyond the end is an error.
struct Input<'d> {
    rest: &'d [u8],
}

impl<'d> Input<'d> {
    fn take(&mut self, size: usize) -> Result<&'d [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(size)
            .ok_or_else(|| damaged("it ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn id(&mut self, hash: usize) -> Result<ObjectId> {
        let id = ObjectId::from_bytes(self.take(hash)?);
        id.ok_or_else(|| damaged("its ids have no known length"))
    }

    /// What stands before `stop`, which is taken too.
    fn until(&mut self, stop: u8) -> Result<&'d [u8]> {
        let end = memchr::memchr(stop, self.rest).ok_or_else(|| damaged("it ends too early"))?;
        let taken = self.take(end)?;
        self.take(1)?;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32> {
        let bytes = self.take(4)?.try_into().expect("four were taken");
        Ok(u32::from_be_bytes(bytes))
    }

    fn short(&mut self) -> Result<u16> {
        let bytes = self.take(2)?.try_into().expect("two were taken");
        Ok(u16::from_be_bytes(bytes))
    }

    /// A number in the variable-length form of pack files' offsets.
    fn offset(&mut self) -> Result<usize> {
        let mut value = 0usize;
        loop {
            let byte = self.take(1)?[0];
            value = value << 7 | usize::from(byte & 0x7F);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
            if value > u32::MAX as usize {
                return Err(damaged("a path strips too much"));
            }
            value += 1;
        }
    }
}
