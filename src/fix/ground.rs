//! The project whose files are changed: its top, its repository if it is one, and where the
//! journal of changes is kept.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

use crate::base::Base;
use crate::change::{Folder, Journal, Undo};
use crate::error::Result;
use crate::git::{Index, Repository};

/// The name that the journals of `fix` have.
pub const JOURNAL: &str = "fix";
const DOTENV: &str = ".env";

/// A project. Paths are `/`-separated, from its top.
pub struct Ground {
    base: Base,
    folder: Folder,
    git: Option<Git>,
}

struct Git {
    repository: Repository,
    index: Index,
    /// Paths whose staged version is not that of HEAD.
    staged: OnceCell<HashSet<Vec<u8>>>,
}

impl Ground {
    /// The project below the top of `base`.
    ///
    /// # Errors
    /// [`Error::Io`](crate::error::Error::Io) when the folder cannot be read,
    /// [`Error::Git`](crate::error::Error::Git) when its repository cannot.
    pub fn of(base: &Base) -> Result<Self> {
        let top = base.top();
        let repository = Repository::containing(top)?.filter(|repository| {
            let inside = repository.relative(top);
            inside.is_some_and(|inside| inside.as_os_str().is_empty())
        });
        let git = match repository {
            None => None,
            Some(repository) => Some(Git {
                index: repository.index()?,
                repository,
                staged: OnceCell::new(),
            }),
        };
        Ok(Self {
            folder: Folder::new(top)?,
            base: base.clone(),
            git,
        })
    }

    /// A journal for changes to the project.
    ///
    /// # Errors
    /// [`Error::Io`](crate::error::Error::Io) when the folder cannot be read.
    pub fn journal(&self) -> Result<Journal> {
        let folder = Folder::new(self.base.top())?;
        Ok(Journal::new(folder, &self.place(), JOURNAL))
    }

    /// The changes that were made last, if any are left to take back.
    ///
    /// # Errors
    /// As [`Undo::last`].
    pub fn undo(&self) -> Result<Option<Undo>> {
        let last = Undo::last(&self.place(), JOURNAL)?;
        Ok(last.map(|undo| undo.at(self.base.top())))
    }

    /// Whether there is a repository.
    #[must_use]
    pub fn is_repository(&self) -> bool {
        self.git.is_some()
    }

    /// The top, absolute.
    #[must_use]
    pub fn top(&self) -> &Path {
        self.base.top()
    }

    /// How a file is called in messages.
    #[must_use]
    pub fn name(&self, path: &str) -> String {
        self.base.name(&self.base.top().join(path))
    }

    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The dotenv file that goes with a file: the nearest one upwards, else one at the top.
    pub(super) fn dotenv_of(&self, path: &str) -> String {
        let folders = path.rmatch_indices('/').map(|(end, _)| &path[..=end]);
        let mut places = folders.map(|folder| format!("{folder}{DOTENV}"));
        let found = places.find(|place| self.base.top().join(place).is_file());
        found.unwrap_or_else(|| DOTENV.to_owned())
    }

    /// Whether a symbolic link below the top has a part in a path.
    pub(super) fn leads_elsewhere(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        folders.chain([path]).any(|part| {
            let found = self.base.top().join(part).symlink_metadata();
            found.is_ok_and(|found| found.is_symlink())
        })
    }

    /// Whether git tracks this file.
    pub(super) fn tracks(&self, path: &str) -> bool {
        let git = self.git.as_ref();
        git.is_some_and(|git| git.index.get(path.as_bytes()).is_some())
    }

    /// What the next commit has of this file.
    pub(super) fn staged(&self, path: &str) -> Option<Vec<u8>> {
        let git = self.git.as_ref()?;
        let entry = git.index.get(path.as_bytes())?;
        let content = git.repository.read(entry.id).ok()?;
        Some(content.bytes().to_vec())
    }

    /// Whether the next commit changes this file.
    pub(super) fn is_staged(&self, path: &str) -> bool {
        self.git.as_ref().is_some_and(|git| {
            let staged = git.staged.get_or_init(|| {
                let staged = git.repository.staged().ok();
                let staged = staged.into_iter().flat_map(|all| all.changed);
                staged.map(|change| change.path).collect()
            });
            staged.contains(path.as_bytes())
        })
    }

    /// Where journals are kept: in git's own folder, else among the user's.
    fn place(&self) -> PathBuf {
        if let Some(git) = &self.git {
            return git.repository.own_folder();
        }
        let top = self.base.top().as_os_str().as_encoded_bytes();
        let name = blake3::hash(top).to_hex();
        state_folder().join("tightlip").join(&name[..32])
    }
}

/// Where programs keep what is neither settings nor a cache.
fn state_folder() -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let named = set("XDG_STATE_HOME").or_else(|| set("LOCALAPPDATA"));
    let home = || set("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    named
        .map(PathBuf::from)
        .or_else(home)
        .unwrap_or_else(env::temp_dir)
}
