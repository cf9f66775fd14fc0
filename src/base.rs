//! The folder from which paths are written in configuration files, baselines and fingerprints,
//! wherever a scan starts.

use std::borrow::Cow;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::blob::Origin;
use crate::path::shown;

/// The top of the repository, or, outside of one, of what is scanned.
#[derive(Clone, Debug)]
pub struct Base {
    top: PathBuf,
    start: PathBuf,
    cwd: PathBuf,
}

impl Base {
    /// Looks upwards from `start`, a file or folder as the user typed it.
    #[must_use]
    pub fn find(start: &Path) -> Self {
        let cwd = std::env::current_dir()
            .and_then(|cwd| cwd.canonicalize())
            .unwrap_or_default();
        let found = start.canonicalize().unwrap_or_else(|_| cwd.clone());
        let start = match found.parent() {
            Some(folder) if !found.is_dir() => folder.to_owned(),
            _ => found,
        };
        let repository = start
            .ancestors()
            .find(|folder| folder.join(".git").symlink_metadata().is_ok());
        let top = match repository {
            Some(top) => top.to_owned(),
            None if start.starts_with(&cwd) => cwd.clone(),
            None => start.clone(),
        };
        Self { top, start, cwd }
    }

    /// The folder itself, absolute.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Whether a link leads to a folder below the top, or to one that it lies in.
    #[must_use]
    pub fn is_linked(&self, folder: &str) -> bool {
        let mut path = self.top.clone();
        let mut parts = folder.split('/');
        parts.any(|part| {
            path.push(part);
            path.symlink_metadata()
                .is_ok_and(|found| found.is_symlink())
        })
    }

    /// The same, for a scan of everything below the top.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.start.clone_from(&self.top);
        self
    }

    /// The folders from the top down to where the scan starts, both included.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        let mut folders: Vec<&Path> = self
            .start
            .ancestors()
            .take_while(|folder| folder.starts_with(&self.top))
            .collect();
        folders.reverse();
        folders.into_iter()
    }

    /// The path of what is scanned, from the top; as reports show it if it lies outside.
    #[must_use]
    pub fn path<'o>(&self, origin: &'o Origin) -> Cow<'o, str> {
        match origin {
            Origin::Staged { path } | Origin::Commit { path, .. } => Cow::Borrowed(path),
            Origin::File { path } | Origin::Stdin { path } => match self.inside(Path::new(path)) {
                Some(inside) => Cow::Owned(inside),
                None => Cow::Borrowed(path),
            },
        }
    }

    /// The path from the top of `path`, which is as typed from the current directory; `None` if
    /// it lies outside.
    #[must_use]
    pub fn inside(&self, path: &Path) -> Option<String> {
        let whole = tidy(&self.cwd.join(path));
        let inside = if let Ok(inside) = whole.strip_prefix(&self.top) {
            inside.to_owned()
        } else {
            // Perhaps a symbolic link leads there.
            let folder = fs::canonicalize(whole.parent()?).ok()?;
            let folder = folder.strip_prefix(&self.top).ok()?;
            folder.join(whole.file_name()?)
        };
        Some(shown(&inside))
    }

    /// How a file is called in messages: from the current directory where it lies below.
    #[must_use]
    pub fn name(&self, file: &Path) -> String {
        shown(file.strip_prefix(&self.cwd).unwrap_or(file))
    }
}

/// The path without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(top: &str, cwd: &str) -> Base {
        Base {
            top: top.into(),
            start: cwd.into(),
            cwd: cwd.into(),
        }
    }

    #[test]
    fn a_file_has_one_path_wherever_the_scan_starts() {
        let file = |path: &str| Origin::File {
            path: path.to_owned(),
        };
        assert_eq!(base("/r", "/r").path(&file("src/a.py")), "src/a.py");
        assert_eq!(base("/r", "/r/src").path(&file("a.py")), "src/a.py");
        assert_eq!(base("/r", "/r/src").path(&file("../b.py")), "b.py");
        assert_eq!(base("/r", "/tmp").path(&file("/r/./a.py")), "a.py");
        assert_eq!(base("/r", "/r").path(&file("../q/a.py")), "../q/a.py");
        let staged = Origin::Staged {
            path: "src/a.py".to_owned(),
        };
        assert_eq!(base("/r", "/r/src").path(&staged), "src/a.py");
    }

    #[test]
    fn folders_go_from_the_top_down() {
        let base = base("/r", "/r/a/b");
        let folders: Vec<&Path> = base.folders().collect();
        assert_eq!(folders, ["/r", "/r/a", "/r/a/b"].map(Path::new));
    }
}
