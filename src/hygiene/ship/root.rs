//! The folder that is packed. Its files are read as they are on the disk: no tool asks git for
//! them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::super::content::READ;

/// So many folders of one are looked at.
const MOST: usize = 256;

/// A folder with a manifest.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// The top of the repository, or of the folder that is none.
    top: PathBuf,
    /// From there, with a `/` behind it.
    folder: String,
}

impl Root {
    pub(super) fn new(top: &Path, folder: String) -> Self {
        Self {
            top: top.to_owned(),
            folder,
        }
    }

    /// The text of a file, by its path from this folder.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        self.text_at(&self.folder, path)
    }

    /// The text of a file in another folder of the repository, which is given from the top.
    pub(super) fn text_at(&self, folder: &str, path: &str) -> Option<String> {
        let mut bytes = Vec::new();
        let file = File::open(self.top.join(folder).join(path)).ok()?;
        file.take(READ).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Whether there is a file or folder of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.top.join(&self.folder).join(path).exists()
    }

    /// This folder and those above it up to the top, with a `/` behind each.
    pub(super) fn upwards(&self) -> impl Iterator<Item = &str> {
        let above = self.folder.rmatch_indices('/');
        above.map(|(at, _)| &self.folder[..=at]).chain([""])
    }

    /// This folder from one above it, without a `/` behind it.
    pub(super) fn below(&self, above: &str) -> &str {
        self.folder
            .strip_prefix(above)
            .unwrap_or("")
            .trim_end_matches('/')
    }

    /// The names of the folders in a folder of this one.
    pub(super) fn folders(&self, path: &str) -> Vec<String> {
        let entries = fs::read_dir(self.top.join(&self.folder).join(path));
        let folders = entries.into_iter().flatten().flatten().filter(|entry| {
            let kind = entry.file_type();
            kind.is_ok_and(|kind| kind.is_dir())
        });
        let names = folders.filter_map(|folder| folder.file_name().into_string().ok());
        names.take(MOST).collect()
    }
}
