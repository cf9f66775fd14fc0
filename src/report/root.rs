//! Paths from the root of the repository, for formats whose readers know nothing of the folder
//! that the scan ran in.

use std::borrow::Cow;
use std::path::Path;

use crate::blob::Origin;
use crate::path::shown;

/// Where the repository's root is, seen from where paths were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// `/`-separated, without a `/` at its end.
    top: Option<String>,
    here: String,
}

impl Root {
    /// The root of the repository that the folder `here` lies in, found by its `.git`. Both must
    /// be absolute.
    #[must_use]
    pub fn above(here: &Path) -> Self {
        let top = here
            .ancestors()
            .find(|folder| folder.join(".git").symlink_metadata().is_ok());
        Self {
            top: top.map(shown),
            here: shown(here),
        }
    }

    /// The path from the root; of what lies outside, the path as it is, without `.` and `a/..`.
    #[must_use]
    pub fn path<'o>(&self, origin: &'o Origin) -> Cow<'o, str> {
        match origin {
            Origin::File { path } => self.file(path),
            other => Cow::Borrowed(other.path()),
        }
    }

    fn file<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let Some(top) = &self.top else {
            return tidy(path);
        };
        if self.here == *top && !path.starts_with('/') {
            let tidied = tidy(path);
            if !tidied.starts_with("../") {
                return tidied;
            }
        }
        let absolute = if path.starts_with('/') {
            tidy(path).into_owned()
        } else {
            tidy(&format!("{}/{path}", self.here)).into_owned()
        };
        let below = absolute.strip_prefix(top.as_str());
        match below.and_then(|below| below.strip_prefix('/')) {
            Some(below) => Cow::Owned(below.to_owned()),
            None => tidy(path),
        }
    }
}

/// Without `.`, empty parts and `a/..`.
fn tidy(path: &str) -> Cow<'_, str> {
    let is_tidy = |part: &str| !matches!(part, "" | "." | "..");
    if path.split('/').all(is_tidy) {
        return Cow::Borrowed(path);
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(&last)) if last != ".." => {
                parts.pop();
            }
            ("..", None) if rooted => {}
            _ => parts.push(part),
        }
    }
    let root = if rooted { "/" } else { "" };
    Cow::Owned(format!("{root}{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(top: &str, here: &str, path: &str) -> String {
        let root = Root {
            top: (!top.is_empty()).then(|| top.to_owned()),
            here: here.to_owned(),
        };
        let origin = Origin::File {
            path: path.to_owned(),
        };
        root.path(&origin).into_owned()
    }

    #[test]
    fn paths_begin_at_the_root_wherever_they_were_typed() {
        assert_eq!(from("/r", "/r", "src/a.py"), "src/a.py");
        assert_eq!(from("/r", "/r/src", "a.py"), "src/a.py");
        assert_eq!(from("/r", "/r/src", "../b/./a.py"), "b/a.py");
        assert_eq!(from("/r", "/r/src", "/r/c.py"), "c.py");
        assert_eq!(from("/r", "/r", "../r/c.py"), "c.py");
    }

    #[test]
    fn what_lies_outside_stays_as_it_is() {
        assert_eq!(from("/r", "/r", "../x/a.py"), "../x/a.py");
        assert_eq!(from("/r", "/r", "/rest/a.py"), "/rest/a.py");
        assert_eq!(from("", "/x", "a/../b//c.py"), "b/c.py");
        assert_eq!(from("", "/x", "/../b"), "/b");
        let staged = Origin::Staged {
            path: "a.py".to_owned(),
        };
        assert_eq!(Root::default().path(&staged), "a.py");
    }

    #[test]
    fn the_root_is_the_folder_that_has_a_git_folder_or_file() {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
        std::fs::write(folder.path().join("a/.git"), "gitdir: elsewhere").unwrap();
        let root = Root::above(&folder.path().join("a/b"));
        assert_eq!(root.top, Some(shown(&folder.path().join("a"))));
    }
}
