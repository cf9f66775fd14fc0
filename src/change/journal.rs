//! The record of changes, written before each of them, so that they can be taken back whatever
//! happens. It holds what files held, secrets included: only its owner may read it, and it lies
//! in git's own folder, which is never committed.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::draft::Access;
use super::folder::{Folder, Version, failed};
use crate::error::Result;

/// A line of the journal.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    /// The first: which folder is changed.
    Top(PathBuf),
    /// A file is about to be written.
    Write {
        path: String,
        /// `None` if there was no file.
        before: Option<Saved>,
        /// What it holds afterwards, hashed.
        after: String,
        /// Folders above it that did not exist.
        made: Vec<String>,
    },
    /// Something else was done, which whoever wrote it can undo.
    Note(String),
}

/// A file as it was.
#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    bytes: String,
    mode: Option<u32>,
}

impl Saved {
    fn new(version: &Version) -> Self {
        Self {
            bytes: BASE64.encode(&version.bytes),
            mode: version.mode,
        }
    }

    /// `None` when the journal is damaged.
    pub(super) fn version(&self) -> Option<Version> {
        Some(Version {
            bytes: BASE64.decode(self.bytes.as_bytes()).ok()?,
            mode: self.mode,
        })
    }
}

/// Changes as they are made.
#[derive(Debug)]
pub struct Journal {
    folder: Folder,
    place: PathBuf,
    name: String,
    /// Made with the first change.
    file: Option<File>,
}

impl Journal {
    /// A journal of changes in `folder`, kept in `place` under a name that says whose they are
    /// (`fix`). Nothing is written before the first change.
    #[must_use]
    pub fn new(folder: Folder, place: &Path, name: &str) -> Self {
        Self {
            folder: folder.drafts_in(place),
            place: place.to_owned(),
            name: name.to_owned(),
            file: None,
        }
    }

    /// The folder whose files are changed.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Puts a file in place, whole, once the journal knows what was there: see [`Folder::write`].
    ///
    /// # Errors
    /// As [`Folder::write`]; nothing was changed if the journal cannot be written.
    pub fn write(
        &mut self,
        path: &str,
        before: Option<&[u8]>,
        bytes: &[u8],
        access: Access,
    ) -> Result<()> {
        let old = self.folder.read(path)?;
        self.add(&Entry::Write {
            path: path.to_owned(),
            before: old.as_ref().map(Saved::new),
            after: hash(bytes),
            made: self.folder.missing(path),
        })?;
        self.folder.write(path, before, bytes, access)
    }

    /// Takes note of something else that is about to be done; [`Undo::notes`](super::Undo::notes)
    /// gives it back.
    ///
    /// # Errors
    /// [`Error::Io`](crate::error::Error::Io) when the journal cannot be written.
    pub fn note(&mut self, text: &str) -> Result<()> {
        self.add(&Entry::Note(text.to_owned()))
    }

    fn add(&mut self, entry: &Entry) -> Result<()> {
        if self.file.is_none() {
            self.folder.step()?;
            fs::create_dir_all(&self.place).map_err(failed("make the folder", &self.place))?;
            let file = self.create()?;
            let top = Entry::Top(self.folder.top().to_owned());
            self.append(&file, &top)?;
            self.file = Some(file);
        }
        self.folder.step()?;
        let file = self.file.as_ref().expect("it was made just now");
        self.append(file, entry)
    }

    fn append(&self, mut file: &File, entry: &Entry) -> Result<()> {
        let mut line = serde_json::to_vec(entry).expect("its maps have strings as keys");
        line.push(b'\n');
        let written = file.write_all(&line).and_then(|()| file.sync_data());
        written.map_err(failed("write the journal in", &self.place))
    }

    /// A new file that comes after all others of this name.
    fn create(&self) -> Result<File> {
        let mut number = last(&self.place, &self.name).map_or(1, |(number, _)| number + 1);
        loop {
            let path = self.place.join(format!("{}-{number}{ENDING}", self.name));
            match private().open(&path) {
                Ok(file) => return Ok(file),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(failed("write", &path)(error)),
            }
        }
    }
}

const ENDING: &str = ".undo";

/// The newest journal of this name, and its number.
pub(super) fn last(place: &Path, name: &str) -> Option<(u32, PathBuf)> {
    let files = fs::read_dir(place).ok()?.flatten();
    let numbered = files.filter_map(|file| {
        let number = file.file_name().into_string().ok()?;
        let number = number.strip_prefix(name)?.strip_prefix('-')?;
        let number = number.strip_suffix(ENDING)?.parse().ok()?;
        Some((number, file.path()))
    });
    numbered.max()
}

/// What a file holds, in a word.
pub(super) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.append(true).create_new(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.append(true).create_new(true);
    options
}
