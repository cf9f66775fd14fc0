//! What a path makes of a blob: the same bytes mean less in a test than in a product, and another
//! thing in YAML than in C. A blob that was copied or moved may have several guises.

use super::trees::{EntryId, EntrySet};
use crate::git::objects::{Number, NumberMap};
use crate::language::Language;
use crate::path::shown_bytes;
use crate::place::{Folder, Place};

/// All that a path says of the bytes that stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Guise {
    place: Place,
    language: Language,
}

impl Guise {
    /// Of a path as reports show it.
    #[must_use]
    pub fn of(path: &str) -> Self {
        Self {
            place: Place::of(path),
            language: Language::of(path),
        }
    }

    pub(super) fn inside(folder: Folder, name: &[u8]) -> Self {
        let name = shown_bytes(name);
        Self {
            place: folder.file(&name),
            language: Language::of(&name),
        }
    }

    /// A number that no other guise has.
    #[must_use]
    pub fn number(self) -> u16 {
        (self.place as u16) << 8 | self.language as u16
    }
}

/// A place where a blob has another guise than where it was first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Further {
    /// What it is there.
    pub guise: Guise,
    /// The order in which the first commit came that has it there.
    pub order: u32,
    /// Where that is.
    pub path: Vec<u8>,
}

/// The guises of everything that was met so far.
pub(super) struct Guises {
    /// By object: of a folder, as which kinds of folders it was passed, a bit each; of a blob,
    /// the kind of the folder that it was first in.
    folders: Vec<u8>,
    /// By kind of folder: entries that were passed.
    passed: Vec<EntrySet>,
    further: NumberMap<Vec<Further>>,
}

impl Guises {
    pub(super) fn new(objects: usize) -> Self {
        Self {
            folders: vec![0; objects],
            passed: vec![EntrySet::default(); Folder::KINDS],
            further: NumberMap::default(),
        }
    }

    /// Whether a folder was passed as one of this kind.
    pub(super) fn was(&self, tree: Number, folder: Folder) -> bool {
        self.folders[tree as usize] >> folder.number() & 1 == 1
    }

    /// Notes that it is.
    pub(super) fn enter(&mut self, tree: Number, folder: Folder) {
        self.folders[tree as usize] |= 1 << folder.number();
    }

    /// Marks an entry as passed in a folder of this kind; returns whether it was before.
    pub(super) fn pass(&mut self, entry: EntryId, folder: Folder) -> bool {
        self.passed[usize::from(folder.number())].insert(entry)
    }

    /// Notes the folder that a blob is first met in.
    pub(super) fn meet(&mut self, blob: Number, folder: Folder) {
        self.folders[blob as usize] = folder.number();
    }

    /// The kind of the folder that a blob was first in.
    pub(super) fn first(&self, blob: Number) -> Folder {
        Folder::numbered(self.folders[blob as usize])
    }

    /// Notes another place of a blob, if it has this guise nowhere else.
    pub(super) fn add(
        &mut self,
        blob: Number,
        guise: Guise,
        place: impl FnOnce() -> (u32, Vec<u8>),
    ) {
        let further = self.further.entry(blob).or_default();
        if further.iter().all(|known| known.guise != guise) {
            let (order, path) = place();
            further.push(Further { guise, order, path });
        }
    }

    /// All blobs that have other guises than their first.
    pub(super) fn all_further(&self) -> impl Iterator<Item = (Number, &[Further])> {
        self.further
            .iter()
            .map(|(blob, further)| (*blob, further.as_slice()))
    }

    pub(super) fn further(&self, blob: Number) -> &[Further] {
        self.further.get(&blob).map_or(&[], Vec::as_slice)
    }
}
