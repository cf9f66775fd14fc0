//! What `git diff` shows: files of the working tree that are not as the index has them. A file is
//! read whole, and what is found counts on the lines that the index does not have.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::blob::{Origin, Sink, SkipReason, Skipped};
use crate::error::Result;
use crate::git::{Edit, Repository, edits};
use crate::path::shown;
use crate::source::git::reader::Reader;

/// What is changed and not staged, at and below one folder.
pub struct Unstaged {
    repository: Repository,
    folder: PathBuf,
    edits: Vec<Edit>,
    max_bytes: Option<u64>,
}

impl Unstaged {
    /// What is changed in the files at and below `folder`.
    ///
    /// # Errors
    /// [`Error::NotARepository`](crate::error::Error::NotARepository), or
    /// [`Error::Git`](crate::error::Error::Git) in git's words.
    pub fn open(folder: &Path) -> Result<Self> {
        let repository = Repository::open(folder)?;
        Ok(Self {
            repository,
            folder: folder.to_owned(),
            edits: edits(folder)?,
            max_bytes: None,
        })
    }

    /// Skips files of more bytes.
    #[must_use]
    pub fn max_bytes(self, max_bytes: Option<u64>) -> Self {
        Self { max_bytes, ..self }
    }

    /// Reads every changed file for which `keep` does not say no; paths are from the folder.
    pub fn push(&self, keep: impl Fn(&Path) -> bool, sink: &dyn Sink) {
        let mut reader = Reader::new(&self.repository, None, sink);
        for edit in &self.edits {
            if sink.is_over() {
                return;
            }
            let path = native(&edit.path);
            if !keep(&path) {
                continue;
            }
            let origin = Origin::File { path: shown(&path) };
            match self.content(edit, &path) {
                Ok(content) => reader.push_file(&content, edit.before, &origin),
                Err(reason) => sink.skipped(Skipped::of(&origin, reason)),
            }
        }
    }

    fn content(&self, edit: &Edit, path: &Path) -> std::result::Result<Vec<u8>, SkipReason> {
        let path = self.folder.join(path);
        let failed = |error: io::Error| SkipReason::from(&error);
        if edit.is_link {
            let target = fs::read_link(path).map_err(failed)?;
            return Ok(target.into_os_string().into_encoded_bytes());
        }
        if let Some(max) = self.max_bytes
            && fs::metadata(&path).map_err(failed)?.len() > max
        {
            return Err(SkipReason::TooLarge);
        }
        fs::read(path).map_err(failed)
    }
}

/// A path of git's as the system has it.
#[cfg(unix)]
fn native(path: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(path.to_vec()).into()
}

/// A path of git's as the system has it.
#[cfg(not(unix))]
fn native(path: &[u8]) -> PathBuf {
    OsString::from(String::from_utf8_lossy(path).into_owned()).into()
}
