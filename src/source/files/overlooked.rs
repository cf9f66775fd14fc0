//! Files that a walk passes over though git would take them: its library reads some lines of
//! ignore files otherwise than git ([`is_read_otherwise`]), and a secret behind such a line would
//! be neither scanned nor ignored.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use ignore::gitignore::gitconfig_excludes_path;
use ignore::{DirEntry, WalkState};

use super::root::Roots;
use super::{Files, Heeded};
use crate::error::Result;
use crate::git::Repository;
use crate::git::ignores::{Ignores, is_read_otherwise};

/// Watches a walk for ignore files that it reads otherwise than git.
#[derive(Debug, Default)]
pub(super) struct Watch(AtomicBool);

impl Watch {
    /// Watches a walk from these folders, whose rules may stand above them, too.
    pub(super) fn over(roots: &Roots) -> Self {
        let watch = Self::default();
        if roots.has_folder {
            if let Some(file) = gitconfig_excludes_path() {
                watch.look_at(&file);
            }
            for root in &roots.paths {
                let root = fs::canonicalize(root).unwrap_or_default();
                for folder in root.ancestors() {
                    watch.look_at(&folder.join(".gitignore"));
                    if folder.join(".git").exists() {
                        watch.look_at(&folder.join(".git/info/exclude"));
                        break;
                    }
                }
            }
        }
        watch
    }

    /// Takes note of what the walk came by.
    pub(super) fn see(&self, entry: &DirEntry) {
        if entry.depth() > 0 && entry.file_type().is_some_and(|kind| kind.is_dir()) {
            self.look_at(&entry.path().join(".gitignore"));
        }
    }

    fn look_at(&self, file: &Path) {
        if fs::read(file).is_ok_and(|rules| is_read_otherwise(&rules)) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

impl Files {
    /// What the watched walk passed over though git would take it, sorted.
    pub(super) fn overlooked(&self, watch: &Watch) -> Result<Vec<PathBuf>> {
        if !self.options.heeds_ignores || !watch.0.load(Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        let taken: HashSet<PathBuf> = self.paths_by(Heeded::All)?.into_iter().collect();
        let mut git = Git::default();
        let mut overlooked = self.paths_by(Heeded::ButGits)?;
        overlooked.retain(|path| !taken.contains(path) && git.takes(path));
        overlooked.sort_unstable();
        Ok(overlooked)
    }

    /// The files that a walk which heeds these rules comes by.
    fn paths_by(&self, heeded: Heeded) -> Result<Vec<PathBuf>> {
        let found = Mutex::new(Vec::new());
        if let Some(walk) = self.walk(Roots::resolve(&self.paths)?, heeded) {
            walk.run(|| {
                Box::new(|entry| {
                    // What cannot be read was said by the walk that is watched.
                    if let Some(entry) = entry.ok().filter(|entry| self.is_file(entry)) {
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        found.push(entry.into_path());
                    }
                    WalkState::Continue
                })
            });
        }
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The top of a repository, and its rules.
type Ground = Option<Rc<(PathBuf, Ignores)>>;

/// Says what git would take; a repository is opened once.
#[derive(Default)]
struct Git {
    /// What governs each folder that was asked for.
    grounds: HashMap<PathBuf, Ground>,
}

impl Git {
    fn takes(&mut self, path: &Path) -> bool {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return false;
        };
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let Ok(folder) = fs::canonicalize(folder) else {
            return false;
        };
        let Some(ground) = self.ground(&folder) else {
            return false;
        };
        let (top, ignores) = &*ground;
        let path = folder.join(name);
        path.strip_prefix(top).is_ok_and(|inside| {
            let inside = inside.to_string_lossy().replace('\\', "/");
            !ignores.ruling(&inside).is_some_and(|ruling| ruling.ignores)
        })
    }

    fn ground(&mut self, folder: &Path) -> Ground {
        if let Some(known) = self.grounds.get(folder) {
            return known.clone();
        }
        let ground = if folder.join(".git").exists() {
            open(folder)
        } else {
            folder.parent().and_then(|above| self.ground(above))
        };
        self.grounds.insert(folder.to_owned(), ground.clone());
        ground
    }
}

fn open(top: &Path) -> Ground {
    let repository = Repository::containing(top).ok()??;
    let index = repository.index().ok();
    let ignores = Ignores::of_repository(&repository, index.as_ref(), top);
    Some(Rc::new((top.to_owned(), ignores)))
}
