//! The paths that `scan --staged` was given, and the staged files that they name.

use std::collections::HashSet;
use std::path::PathBuf;

use tightlip::git::{Changes, Repository};

/// Paths as the index has them.
#[derive(Debug, Default)]
pub(crate) struct Named {
    files: HashSet<Vec<u8>>,
    /// Each ends with `/`, but for the root itself, which is empty.
    folders: Vec<Vec<u8>>,
    /// Whether a path lies outside the repository.
    strays: bool,
}

impl Named {
    pub(crate) fn new(repository: &Repository, paths: &[PathBuf]) -> Self {
        let mut named = Self::default();
        for path in paths {
            let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
            match repository.index_path(path) {
                None => named.strays = true,
                Some(place) if !is_folder => {
                    named.files.insert(place);
                }
                Some(mut place) => {
                    if !place.is_empty() {
                        place.push(b'/');
                    }
                    named.folders.push(place);
                }
            }
        }
        if paths.is_empty() {
            named.folders.push(Vec::new());
        }
        named
    }

    /// Whether something is staged of every file that was named. `pre-commit` names the files of
    /// the commit, but with `--all-files` or a range of commits it names any others.
    pub(crate) fn are_staged(&self, changes: &Changes) -> bool {
        !self.strays && self.files.iter().all(|file| changes.touch(file))
    }

    /// Whether a staged file was named, or lies in a folder that was.
    pub(crate) fn includes(&self, path: &[u8]) -> bool {
        let within = |folder: &Vec<u8>| path.starts_with(folder);
        self.folders.iter().any(within) || self.files.contains(path)
    }
}
