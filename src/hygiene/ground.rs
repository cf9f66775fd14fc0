//! What git has and would take: asked of the repository in which a file lies, or, where there is
//! none, of the `.gitignore` files alone.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::content::READ;
use crate::error::Result;
use crate::git::ignores::Ignores;
use crate::git::{Index, Kind, Oid, Repository};

/// A repository, or a folder that is none. All paths are `/`-separated, from its top.
pub(super) struct Ground {
    /// The top, as the file system knows it.
    top: PathBuf,
    repository: Option<(Repository, Index)>,
    pub(super) ignores: Ignores,
}

impl Ground {
    /// The repository that holds `folder`, and the folder's path in it; else the folder itself.
    pub(super) fn of(folder: &Path) -> Result<(Self, String)> {
        let repository = Repository::containing(folder)?;
        let inside = repository.and_then(|repository| {
            let inside = repository.relative(folder)?;
            let top = repository.root()?.to_owned();
            Some((repository, top, inside))
        });
        let Some((repository, top, inside)) = inside else {
            let ground = Self {
                top: folder.to_owned(),
                repository: None,
                ignores: Ignores::of_folder(folder),
            };
            return Ok((ground, String::new()));
        };
        let index = repository.index()?;
        let ground = Self {
            ignores: Ignores::of_repository(&repository, Some(&index), &top),
            repository: Some((repository, index)),
            top,
        };
        let inside = inside.to_string_lossy().replace('\\', "/");
        Ok((ground, inside))
    }

    /// The top, as the file system knows it.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// Whether there is a repository at all.
    pub(super) fn is_repository(&self) -> bool {
        self.repository.is_some()
    }

    /// Files that git tracks.
    pub(super) fn tracked(&self) -> impl Iterator<Item = &str> {
        let entries = self
            .repository
            .iter()
            .flat_map(|(_, index)| index.entries());
        entries
            .filter(|entry| entry.kind == Kind::File && !entry.intent_to_add)
            .filter_map(|entry| std::str::from_utf8(entry.path).ok())
    }

    /// Whether git tracks this file.
    pub(super) fn tracks(&self, path: &str) -> bool {
        let known = |(_, index): &(_, Index)| index.get(path.as_bytes()).is_some();
        self.repository.as_ref().is_some_and(known)
    }

    /// The beginning of a file: of the working tree, else as git has it.
    ///
    /// # Errors
    /// Those of the file system.
    pub(super) fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::File::open(self.top.join(path)) {
            Ok(file) => {
                let mut bytes = Vec::new();
                file.take(READ).read_to_end(&mut bytes)?;
                Ok(Some(bytes))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(self.staged(path)),
            Err(error) => Err(error),
        }
    }

    /// The beginning of a file as the next commit has it.
    pub(super) fn staged(&self, path: &str) -> Option<Vec<u8>> {
        let (repository, index) = self.repository.as_ref()?;
        read_blob(repository, index.get(path.as_bytes())?.id)
    }

    /// Names of the ordinary files and of the folders in a folder, whether git ignores them or
    /// not, and which of both each is.
    pub(super) fn entries(&self, folder: &str) -> impl Iterator<Item = (String, bool)> + use<> {
        let entries = fs::read_dir(self.top.join(folder)).into_iter().flatten();
        let known = entries.flatten().filter_map(|entry| {
            let kind = entry.file_type().ok()?;
            let is_meant = kind.is_file() || kind.is_dir();
            let name = is_meant.then(|| entry.file_name().into_string().ok())??;
            Some((name, kind.is_dir()))
        });
        known.take(10_000)
    }

    /// Whether any `.gitignore` lies at the top.
    pub(super) fn has_ignore_file(&self) -> bool {
        self.top.join(".gitignore").is_file()
    }
}

/// The beginning of a blob.
pub(super) fn read_blob(repository: &Repository, id: Oid) -> Option<Vec<u8>> {
    let content = repository.read(id).ok()?;
    let bytes = content.bytes();
    Some(bytes[..bytes.len().min(READ as usize)].to_vec())
}
