//! The paths of folders, each once.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::names::NameId;
use crate::git::objects::Mix;

/// A path of a folder, by number.
pub(super) type PathId = u32;

/// What a path is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Path {
    /// Where paths begin: one of several roots.
    Root(u32),
    /// A folder of this name in another.
    Below(PathId, NameId),
}

/// Paths and their numbers.
#[derive(Debug, Default)]
pub(super) struct Paths {
    known: HashMap<Path, PathId, BuildHasherDefault<Mix>>,
    all: Vec<Path>,
}

impl Paths {
    pub(super) fn number(&mut self, path: Path) -> PathId {
        let next = self.all.len() as PathId;
        let number = *self.known.entry(path).or_insert(next);
        if number == next {
            self.all.push(path);
        }
        number
    }

    /// The number of a path; `None`: it is new, and there are `most` already.
    pub(super) fn number_of(&mut self, path: Path, most: usize) -> Option<PathId> {
        if self.all.len() < most {
            return Some(self.number(path));
        }
        self.known.get(&path).copied()
    }

    pub(super) fn is_root(&self, path: PathId) -> bool {
        matches!(self.all[path as usize], Path::Root(_))
    }

    /// The root that a path begins at, and the names behind it.
    pub(super) fn names(&self, path: PathId) -> (u32, Vec<NameId>) {
        let mut names = Vec::new();
        let mut at = self.all[path as usize];
        loop {
            match at {
                Path::Root(root) => {
                    names.reverse();
                    return (root, names);
                }
                Path::Below(folder, name) => {
                    names.push(name);
                    at = self.all[folder as usize];
                }
            }
        }
    }
}

/// Puts a name behind a path.
pub(super) fn join(path: &mut Vec<u8>, name: &[u8]) {
    if !path.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
}
