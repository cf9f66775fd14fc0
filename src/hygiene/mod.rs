//! Files that hold secrets by convention (`.env`, private keys, `secrets/`): whether git tracks
//! them, whether its ignore rules keep them out, and whether something else ships them.

mod ci;
mod client;
mod content;
mod dump;
mod example;
mod exposure;
mod future;
mod ground;
mod held;
mod hidden;
mod literal;
mod missing;
mod name;
mod packages;
mod remedy;
mod rule;
mod seal;
mod ship;
mod staged;
mod token;
mod tree;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use example::variables;
pub use exposure::{Addition, Exposure, Place};
use ignore::{DirEntry, WalkBuilder, WalkState};
pub use missing::missing_rule;
use name::Name;
pub use remedy::{Edit, Remedy};
pub use rule::Exposed;
pub use staged::inspect_staged;
pub use token::{Token, Tokens};
pub use tree::inspect;

use crate::blob::{SkipReason, Skipped, walked};
use crate::error::{Error, Result};

/// What hygiene has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// In order of path.
    pub exposures: Vec<Exposure>,
    /// Whether git was asked. If not, `.gitignore` files alone were, and a report must say so.
    pub in_repository: bool,
    /// What could not be read, in order of path: it may be exposed or not.
    pub unread: Vec<Skipped>,
}

/// The files below a folder whose names matter, collected while something walks it.
///
/// The scanner's walk can [`see`](Self::see) every file it passes, so that nothing is walked twice;
/// [`walk`](Self::walk) does it alone.
#[derive(Debug)]
pub struct Names {
    root: PathBuf,
    /// What stands before the names of files below the root, as reports show them.
    prefix: String,
    seen: Mutex<Vec<String>>,
    /// What a walk could not read.
    unread: Mutex<Vec<Skipped>>,
}

impl Names {
    /// Names below `root`, which is given as the user typed it, and `shown` as reports show it.
    #[must_use]
    pub fn new(root: &Path, shown: &str) -> Self {
        let prefix = match shown.trim_end_matches('/') {
            "" if shown.starts_with('/') => "/".to_owned(),
            "" | "." => String::new(),
            folder => format!("{folder}/"),
        };
        Self {
            root: root.to_owned(),
            prefix,
            seen: Mutex::default(),
            unread: Mutex::default(),
        }
    }

    /// Takes note of a regular file, by its path as reports show it, if its name matters. Those
    /// that are not below the root are passed over; one that is seen twice counts once.
    pub fn see(&self, path: &str) {
        let Some(path) = path.strip_prefix(&self.prefix) else {
            return;
        };
        if Name::of(path).is_some() {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.push(path.to_owned());
        }
    }

    /// Walks a folder, by several threads: every file that git would not ignore. Of a file, its
    /// folder is meant.
    ///
    /// # Errors
    /// [`Error::NoSuchPath`] when there is nothing of this name.
    pub fn walk(root: &Path, shown: &str) -> Result<Self> {
        if root.is_file() {
            let parent = root
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty());
            let folder = shown.rsplit_once('/').map_or("", |(folder, _)| folder);
            return Self::walk(parent.unwrap_or(Path::new(".")), folder);
        }
        if !root.is_dir() {
            return Err(Error::NoSuchPath {
                path: root.to_owned(),
            });
        }
        let names = Self::new(root, shown);
        let walk = WalkBuilder::new(root)
            .hidden(false)
            .ignore(false)
            .require_git(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build_parallel();
        walk.run(|| {
            Box::new(|entry| {
                match entry {
                    Ok(entry) => names.pass(root, &entry),
                    Err(error) => names.fail(root, &error),
                }
                WalkState::Continue
            })
        });
        Ok(names)
    }

    /// Takes note of what a walk comes by.
    fn pass(&self, root: &Path, entry: &DirEntry) {
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            return;
        }
        if let Some(path) = below(root, entry.path()) {
            self.see(&format!("{}{path}", self.prefix));
            return;
        }
        let shown = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let shown = shown.to_string_lossy();
        if Name::sensitive(&shown).is_some_and(Name::is_sensitive) {
            let why = "its name is no text in UTF-8".to_owned();
            self.miss(&shown, SkipReason::Failed(why));
        }
    }

    /// Takes note of what a walk could not read.
    fn fail(&self, root: &Path, error: &ignore::Error) {
        let path = walked(error).and_then(|path| path.strip_prefix(root).ok());
        let reason = match error.io_error() {
            Some(error) => SkipReason::from(error),
            None => SkipReason::Failed(error.to_string()),
        };
        let shown = path.map_or(Cow::Borrowed(""), Path::to_string_lossy);
        self.miss(&shown, reason);
    }

    fn miss(&self, path: &str, reason: SkipReason) {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        let path = match (path, self.prefix.as_str()) {
            ("", "") => ".".to_owned(),
            (path, prefix) => format!("{prefix}{path}"),
        };
        unread.push(Skipped::typed(path, reason));
    }

    /// What could not be read.
    fn unread(&self) -> Vec<Skipped> {
        let unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        unread.clone()
    }

    /// What was seen, sorted, each once.
    fn sorted(&self) -> Vec<String> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.sort_unstable();
        seen.dedup();
        seen.clone()
    }
}

/// The path from `root`, `/`-separated; `None` if it is not UTF-8.
fn below(root: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(root).ok()?.to_str()?;
    Some(if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    })
}
