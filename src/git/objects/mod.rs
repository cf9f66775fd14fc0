//! Git's objects, read from packs and loose files without libgit2: SHA-1 and SHA-256, several
//! packs, alternates. Every object has a [`Number`], so that histories of millions of objects
//! are tables of small numbers.
//!
//! Replacements (`refs/replace`) are not followed: what they hide is still in the repository,
//! and is pushed with it.

mod alternates;
mod delta;
mod forest;
mod id;
mod index;
mod inflate;
mod loose;
mod number;
mod pack;
mod walk;
mod whole;

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub use id::ObjectId;
pub use number::{Mix, NumberMap, NumberSet};
pub use walk::{Derived, Visit, Wanted};
pub(super) use whole::{loose_size, see_whole};

use forest::Forest;
use inflate::Inflate;
use pack::{Content, Pack, Window};

/// An object's place in [`Objects`].
pub type Number = u32;

/// Packs whose deltas have their bases in one another are followed so far.
const MOST_PACKS: usize = 5;
/// Bytes of bases that one reader keeps.
const KEPT: usize = 32 << 20;
/// No chain of deltas is longer: git makes none over 4,095.
const LONGEST_CHAIN: usize = 10_000;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who changed what, when and why.
    Commit,
    /// A folder.
    Tree,
    /// A file's content.
    Blob,
    /// A name for another object, with a message.
    Tag,
}

/// All objects of a repository.
#[derive(Debug)]
pub struct Objects {
    packs: Vec<Pack>,
    /// The number of each pack's first object, and of the first loose one.
    bases: Vec<Number>,
    /// Of each pack, once it was walked.
    forests: Vec<OnceLock<Arc<Forest>>>,
    loose: Vec<(ObjectId, Arc<PathBuf>)>,
    loose_numbers: HashMap<ObjectId, Number>,
    hash: usize,
    /// Packs and folders that could not be opened, and why.
    damaged: Vec<(PathBuf, String)>,
    /// Objects of more bytes are not read.
    most: usize,
}

impl Objects {
    /// Opens what lies in these `objects` folders and in their alternates; ids have `hash` bytes.
    #[must_use]
    pub fn open(folders: &[PathBuf], hash: usize) -> Self {
        let mut found = Self {
            packs: Vec::new(),
            bases: Vec::new(),
            forests: Vec::new(),
            loose: Vec::new(),
            loose_numbers: HashMap::new(),
            hash,
            damaged: Vec::new(),
            most: usize::MAX,
        };
        let folders = alternates::with(folders, &mut found.damaged);
        for folder in &folders {
            found.open_packs(&folder.join("pack"));
        }
        let mut next = 0;
        for pack in &found.packs {
            found.bases.push(next);
            next += pack.index.len() as Number;
        }
        found.bases.push(next);
        found.forests.resize_with(found.packs.len(), OnceLock::new);
        for folder in folders {
            let folder = Arc::new(folder);
            for id in loose::list(&folder, hash, &mut found.damaged) {
                if let std::collections::hash_map::Entry::Vacant(vacant) =
                    found.loose_numbers.entry(id)
                {
                    vacant.insert(next + found.loose.len() as Number);
                    found.loose.push((id, Arc::clone(&folder)));
                }
            }
        }
        found
    }

    /// The objects of this kind that lie in packs.
    #[must_use]
    pub fn packed(&self, kind: Kind) -> Vec<Number> {
        let mut numbers = Vec::new();
        for (number, pack) in self.packs.iter().enumerate() {
            let forest = self.forest(number);
            let ranks = (0..forest.len()).filter(|rank| forest.kind(*rank) == Some(kind));
            numbers.extend(ranks.map(|rank| self.bases[number] + pack.sorted()[rank].1));
        }
        numbers
    }

    /// The ids of loose objects.
    pub fn loose_ids(&self) -> impl Iterator<Item = ObjectId> + use<'_> {
        self.loose.iter().map(|(id, _)| *id)
    }

    fn forest(&self, pack: usize) -> Arc<Forest> {
        let forest = self.forests[pack].get_or_init(|| {
            let forest = Forest::new(pack, &self.packs[pack]);
            Arc::new(forest)
        });
        Arc::clone(forest)
    }

    /// Does not read objects of more bytes.
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    fn open_packs(&mut self, folder: &Path) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => return self.damaged.push((folder.to_owned(), error.to_string())),
        };
        let mut indexes: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "idx"))
            .collect();
        indexes.sort();
        for index in indexes {
            match Pack::open(&index, self.hash) {
                Ok(pack) => self.packs.push(pack),
                Err(why) => self.damaged.push((index, why)),
            }
        }
    }

    /// How many objects there are; one that lies in two packs counts twice.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bases[self.packs.len()] as usize + self.loose.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of an id.
    #[must_use]
    pub fn hash_len(&self) -> usize {
        self.hash
    }

    /// Packs and folders that could not be opened, and why.
    #[must_use]
    pub fn damaged(&self) -> &[(PathBuf, String)] {
        &self.damaged
    }

    /// The number of an object; of one that lies in several packs, always the same one.
    #[must_use]
    pub fn find(&self, id: &[u8]) -> Option<Number> {
        for (pack, base) in self.packs.iter().zip(&self.bases) {
            if let Some(position) = pack.index.find(id) {
                return Some(base + position as Number);
            }
        }
        if self.loose_numbers.is_empty() {
            return None;
        }
        self.loose_numbers.get(&ObjectId::from_bytes(id)?).copied()
    }

    /// The id of an object.
    ///
    /// # Panics
    /// For a number that is no object's.
    #[must_use]
    pub fn id(&self, number: Number) -> ObjectId {
        ObjectId::from_bytes(self.id_bytes(number))
            .expect("ids of an index have the length that it was opened with")
    }

    /// The bytes of an object's id.
    ///
    /// # Panics
    /// For a number that is no object's.
    #[must_use]
    pub fn id_bytes(&self, number: Number) -> &[u8] {
        let (pack, position) = self.locate(number);
        match self.packs.get(pack) {
            Some(pack) => pack.index.id(position),
            None => self.loose[position].0.as_bytes(),
        }
    }

    /// The pack that holds an object, and its position there; behind the last pack: loose.
    fn locate(&self, number: Number) -> (usize, usize) {
        let pack = self.bases.partition_point(|base| *base <= number) - 1;
        // Empty packs share their base with the next one; the last of them holds it.
        (pack, (number - self.bases[pack]) as usize)
    }

    /// A reader for one thread.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            objects: self,
            window: Window::default(),
            inflate: Inflate::new(),
            kept: HashMap::new(),
            kept_bytes: 0,
        }
    }
}

/// Refuses an object of more than `most` bytes.
fn check(size: u64, most: usize) -> Result<(), String> {
    if size > most as u64 {
        return Err(format!("its {size} bytes are over the memory limit"));
    }
    Ok(())
}

/// Said of an object that is not here, behind its name.
pub const MISSING: &str =
    "is missing; if the clone is partial, `git fetch --refetch --no-filter` brings it";

/// An object that was read.
pub type Read = (Kind, Arc<Vec<u8>>);

/// Reads single objects; keeps some of those that others are deltas against.
pub struct Reader<'o> {
    objects: &'o Objects,
    window: Window,
    inflate: Inflate,
    kept: HashMap<(usize, u64), Read>,
    kept_bytes: usize,
}

impl Reader<'_> {
    /// Reads an object; where one of its copies is damaged, another one.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn read(&mut self, number: Number) -> Result<Read, String> {
        let id = self.objects.id(number);
        self.read_with(id, 0)
            .map_err(|why| format!("git object {id}: {why}"))
    }

    fn read_with(&mut self, id: ObjectId, depth: usize) -> Result<Read, String> {
        if depth > MOST_PACKS {
            return Err("its deltas go round in circles".to_owned());
        }
        let mut why = format!("it {MISSING}");
        let objects = self.objects;
        for (number, pack) in objects.packs.iter().enumerate() {
            let offset = pack.index.find(id.as_bytes());
            let Some(offset) = offset.and_then(|position| pack.index.offset(position)) else {
                continue;
            };
            match self.packed_at(number, offset, depth) {
                Ok(found) => return Ok(found),
                Err(wrong) => why = wrong,
            }
        }
        if let Some(number) = objects.loose_numbers.get(&id) {
            let at = (number - objects.bases[objects.packs.len()]) as usize;
            let path = loose::path(&objects.loose[at].1, id);
            match loose::read((&path, id), &mut self.inflate, objects.most) {
                Ok((kind, bytes)) => return Ok((kind, Arc::new(bytes))),
                Err(wrong) => why = wrong,
            }
        }
        Err(why)
    }

    fn packed_at(&mut self, number: usize, offset: u64, depth: usize) -> Result<Read, String> {
        let pack = &self.objects.packs[number];
        let mut chain = Vec::new();
        let mut at = offset;
        let mut piece = Vec::new();
        let (kind, mut bytes) = loop {
            if let Some((kind, bytes)) = self.kept.get(&(number, at)) {
                break (*kind, Arc::clone(bytes));
            }
            let entry = pack.entry_at(at);
            let header = pack.header(number, entry, &mut self.window)?;
            self.check(header.size)?;
            match header.content {
                Content::Whole(kind) => {
                    let tools = (&mut self.window, &mut self.inflate);
                    pack.inflate(number, (entry, &header), tools, &mut piece)?;
                    let bytes = Arc::new(std::mem::take(&mut piece));
                    self.keep((number, at), kind, &bytes);
                    break (kind, bytes);
                }
                Content::OffsetDelta(base) => {
                    chain.push((entry, header));
                    at = base;
                }
                Content::RefDelta(id) => {
                    chain.push((entry, header));
                    let id = &id[..self.objects.hash];
                    let found = pack.index.find(id);
                    let Some(base) = found.and_then(|found| pack.index.offset(found)) else {
                        let id = ObjectId::from_bytes(id).ok_or("its base is damaged")?;
                        break self.read_with(id, depth + 1)?;
                    };
                    at = base;
                }
            }
            if chain.len() > LONGEST_CHAIN {
                return Err("its deltas go round in circles".to_owned());
            }
        };
        let mut copied = Vec::new();
        while let Some((entry, header)) = chain.pop() {
            let tools = (&mut self.window, &mut self.inflate);
            pack.inflate(number, (entry, &header), tools, &mut piece)?;
            self.check(delta::result_size(&piece).unwrap_or(0))?;
            let mut object = Vec::new();
            delta::apply(&bytes, &piece, &mut object, &mut copied).ok_or("its delta is damaged")?;
            bytes = Arc::new(object);
            self.keep((number, entry.offset), kind, &bytes);
        }
        Ok((kind, bytes))
    }

    fn check(&self, size: u64) -> Result<(), String> {
        check(size, self.objects.most)
    }

    fn keep(&mut self, at: (usize, u64), kind: Kind, bytes: &Arc<Vec<u8>>) {
        if bytes.len() > KEPT / 8 {
            return;
        }
        if self.kept_bytes + bytes.len() > KEPT {
            self.kept.clear();
            self.kept_bytes = 0;
        }
        self.kept_bytes += bytes.len();
        self.kept.insert(at, (kind, Arc::clone(bytes)));
    }
}
