//! Files that hold secrets by convention (`.env`, private keys, `secrets/`): whether git tracks
//! them, whether its ignore rules keep them out, and whether something else ships them.

mod ci;
mod client;
mod content;
mod example;
mod exposure;
mod future;
mod ground;
mod held;
mod hidden;
mod ignores;
mod literal;
mod missing;
mod name;
mod remedy;
mod rule;
mod ship;
mod staged;
mod tree;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use example::variables;
pub use exposure::{Addition, Exposure, Place};
use ignore::{WalkBuilder, WalkState};
pub use missing::missing_rule;
use name::Name;
pub use remedy::{Edit, Remedy};
pub use rule::Exposed;
pub use staged::inspect_staged;
pub use tree::inspect;

use crate::error::{Error, Result};

/// What hygiene has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// In order of path.
    pub exposures: Vec<Exposure>,
    /// Whether git was asked. If not, `.gitignore` files alone were, and a report must say so.
    pub in_repository: bool,
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
                // What cannot be read is the scan's to report.
                let file = entry.ok().filter(|entry| {
                    let kind = entry.file_type();
                    kind.is_some_and(|kind| kind.is_file())
                });
                if let Some(path) = file.as_ref().and_then(|file| below(root, file.path())) {
                    names.see(&format!("{}{path}", names.prefix));
                }
                WalkState::Continue
            })
        });
        Ok(names)
    }

    /// What was seen, sorted, each once.
    fn sorted(&self) -> Vec<String> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.sort_unstable();
        seen.dedup();
        seen.clone()
    }
}

/// The path from `root`, `/`-separated; `None` if it is not UTF-8: no name that matters is.
fn below(root: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(root).ok()?.to_str()?;
    Some(if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    })
}
