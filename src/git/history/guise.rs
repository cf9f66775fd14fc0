//! What a path makes of a blob: the same bytes mean less in a test than in a product, and another
//! thing in YAML than in C. A blob that was copied or moved may have several guises.

use super::names::NameId;
use super::trees::EntrySet;
use crate::git::objects::{Number, NumberMap};
use crate::language::Language;
use crate::path::shown_bytes;
use crate::place::{Folder, Site};

/// All that a path says of the bytes that stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Guise {
    site: Site,
    language: Language,
}

impl Guise {
    /// Of a path as reports show it.
    #[must_use]
    pub fn of(path: &str) -> Self {
        Self {
            site: Site::of(path),
            language: Language::of(path),
        }
    }

    pub(super) fn inside(folder: Folder, name: &[u8]) -> Self {
        let name = shown_bytes(name);
        Self {
            site: folder.file(&name),
            language: Language::of(&name),
        }
    }

    /// A number that no other guise has.
    #[must_use]
    pub fn number(self) -> u16 {
        u16::from(self.site.number()) << 8 | self.language as u16
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
    /// By kind of folder: entries that were passed.
    passed: Vec<EntrySet>,
    /// By name: which kind of folder one of this name is in each kind, once it is known.
    inside: Vec<Option<Box<[Option<Folder>; Folder::KINDS]>>>,
    further: NumberMap<Vec<Further>>,
}

impl Guises {
    pub(super) fn new() -> Self {
        Self {
            passed: vec![EntrySet::default(); Folder::KINDS],
            inside: Vec::new(),
            further: NumberMap::default(),
        }
    }

    /// The kind of a folder of this name in another.
    pub(super) fn inside(&mut self, folder: Folder, number: NameId, name: &[u8]) -> Folder {
        let number = number as usize;
        if self.inside.len() <= number {
            let len = (number + 1).next_power_of_two();
            self.inside.resize(len, None);
        }
        let known = self.inside[number].get_or_insert_with(|| Box::new([None; Folder::KINDS]));
        *known[usize::from(folder.number())]
            .get_or_insert_with(|| folder.inside(&shown_bytes(name)))
    }

    /// The entries that were passed in folders of this kind.
    pub(super) fn passed(&mut self, folder: Folder) -> &mut EntrySet {
        &mut self.passed[usize::from(folder.number())]
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
