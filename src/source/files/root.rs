//! The paths that the user named: do they exist, what are they, and which of them are the same.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::blob::{SkipReason, Skipped};
use crate::error::{Error, Result};
use crate::path::shown;

/// Where walking starts.
#[derive(Debug, Default)]
pub(super) struct Roots {
    /// Files and folders, none of them twice.
    pub(super) paths: Vec<PathBuf>,
    /// Whether one of them is a folder.
    pub(super) has_folder: bool,
    /// Paths below a root, as a walk from there meets them, that are roots of their own.
    pub(super) claimed: HashSet<PathBuf>,
    /// What was named and cannot be scanned.
    pub(super) skipped: Vec<Skipped>,
}

/// A path that was named and exists.
struct Named {
    path: PathBuf,
    is_folder: bool,
}

impl Roots {
    /// Looks at every path before anything is scanned.
    pub(super) fn resolve(paths: &[PathBuf]) -> Result<Self> {
        let mut roots = Self::default();
        let mut named = Vec::with_capacity(paths.len());
        for path in paths {
            match look(path)? {
                Ok(found) => named.push(found),
                Err(reason) => {
                    let path = shown(&tidy(path));
                    roots.skipped.push(Skipped::typed(path, reason));
                }
            }
        }
        roots.has_folder = named.iter().any(|named| named.is_folder);
        if named.len() > 1 {
            roots.add_apart(named);
        } else {
            roots
                .paths
                .extend(named.into_iter().map(|named| named.path));
        }
        Ok(roots)
    }

    /// Adds what was named, without doubles, and claims what lies below another root.
    fn add_apart(&mut self, named: Vec<Named>) {
        let mut folders = HashMap::new();
        let mut seen = HashSet::new();
        let mut places = Vec::new();
        for Named { path, is_folder } in named {
            let place = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if !seen.insert(place.clone()) {
                continue;
            }
            if is_folder {
                folders.insert(place.clone(), path.clone());
            }
            places.push(place);
            self.paths.push(path);
        }
        for place in &places {
            for above in place.ancestors().skip(1) {
                let below = folders.get(above).zip(place.strip_prefix(above).ok());
                if let Some((folder, rest)) = below {
                    self.claimed.insert(folder.join(rest));
                }
            }
        }
    }
}

/// What is at a path; the inner error says why it cannot be scanned.
fn look(path: &Path) -> Result<std::result::Result<Named, SkipReason>> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() || found.is_dir() => Ok(Ok(Named {
            path: tidy(path),
            is_folder: found.is_dir(),
        })),
        Ok(_) => Ok(Err(SkipReason::Failed(
            "neither a file nor a folder".to_owned(),
        ))),
        Err(error) => match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Err(Error::NoSuchPath {
                path: path.to_owned(),
            }),
            _ => Ok(Err(SkipReason::from(&error))),
        },
    }
}

/// The path as typed, but for `.` and doubled slashes in it. A walk takes `-` for standard input.
fn tidy(path: &Path) -> PathBuf {
    let tidy: PathBuf = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .collect();
    if tidy.as_os_str().is_empty() {
        PathBuf::from(".")
    } else if tidy == Path::new("-") {
        PathBuf::from("./-")
    } else {
        tidy
    }
}
