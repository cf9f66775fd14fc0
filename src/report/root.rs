//! Paths from the root of the repository, for formats whose readers know nothing of the folder
//! that the scan ran in.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use crate::blob::{Origin, Skipped};
use crate::finding::Finding;
use crate::path::shown;

/// Where the repository's root is, seen from where paths were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// `/`-separated, without a `/` at its end.
    top: Option<String>,
    /// That of the only other repository that findings lie in.
    other: Option<String>,
    here: String,
}

impl Root {
    /// The root of the repository that the folder `here` lies in, found by its `.git`. Both must
    /// be absolute.
    #[must_use]
    pub fn above(here: &Path) -> Self {
        Self {
            top: repository(here),
            other: None,
            here: shown(here),
        }
    }

    /// The same root; and if all findings that lie outside of it lie in one other repository,
    /// paths of those begin at its root. Where none lies outside, what could not be read says it.
    #[must_use]
    pub fn reaching(mut self, findings: &[Finding], skipped: &[Skipped]) -> Self {
        let found = findings.iter().filter_map(|finding| match &finding.origin {
            Origin::File { path } => Some(&**path),
            _ => None,
        });
        let failed = skipped.iter();
        let failed = failed.filter(|skipped| skipped.is_typed && skipped.reason.is_failure());
        let mut others = self.outside(found);
        if others.is_empty() {
            others = self.outside(failed.map(|skipped| &*skipped.path));
        }
        if let (1, Some(Some(only))) = (others.len(), others.pop_first()) {
            self.other = Some(only);
        }
        self
    }

    /// The repositories that those of the paths lie in which lie outside of this one.
    fn outside<'p>(&self, paths: impl Iterator<Item = &'p str>) -> BTreeSet<Option<String>> {
        let mut folders = HashSet::new();
        let mut others = BTreeSet::new();
        for path in paths {
            if self.is_here(path) {
                continue;
            }
            let absolute = self.absolute(path);
            let folder = absolute.rsplit_once('/').map_or("", |(folder, _)| folder);
            let is_outside = self
                .top
                .as_ref()
                .is_none_or(|top| below(top, &absolute).is_none());
            if is_outside && folders.insert(folder.to_owned()) {
                others.insert(repository(Path::new(folder)));
            }
        }
        others
    }

    /// The path from the root; of what lies outside, the path as it is, without `.` and `a/..`.
    #[must_use]
    pub fn path<'o>(&self, origin: &'o Origin) -> Cow<'o, str> {
        match origin {
            Origin::File { path } => self.file(path),
            other => Cow::Borrowed(other.path()),
        }
    }

    /// The same for what was not scanned.
    #[must_use]
    pub fn skipped<'s>(&self, skipped: &'s Skipped) -> Cow<'s, str> {
        if skipped.is_typed {
            self.file(&skipped.path)
        } else {
            Cow::Borrowed(&skipped.path)
        }
    }

    fn file<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if self.is_here(path) || self.top.is_none() && self.other.is_none() {
            return tidy(path);
        }
        let absolute = self.absolute(path);
        let tops = self.top.iter().chain(&self.other);
        match tops.into_iter().find_map(|top| below(top, &absolute)) {
            Some(below) => Cow::Owned(below.to_owned()),
            None => tidy(path),
        }
    }

    /// Whether it was typed at the root, and leads to what lies below it.
    fn is_here(&self, path: &str) -> bool {
        let is_top = self.top.as_ref() == Some(&self.here);
        is_top && !path.starts_with('/') && !tidy(path).starts_with("../")
    }

    fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            return tidy(path).into_owned();
        }
        tidy(&format!("{}/{path}", self.here)).into_owned()
    }
}

/// The path from `top`, if it lies below.
fn below<'p>(top: &str, absolute: &'p str) -> Option<&'p str> {
    absolute.strip_prefix(top)?.strip_prefix('/')
}

/// The root of the repository that a folder lies in.
fn repository(folder: &Path) -> Option<String> {
    let mut folders = folder.ancestors();
    let top = folders.find(|folder| folder.join(".git").symlink_metadata().is_ok());
    top.map(shown)
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
    use super::super::sample;
    use super::*;
    use crate::blob::SkipReason;

    fn from(top: &str, here: &str, path: &str) -> String {
        let root = Root {
            top: (!top.is_empty()).then(|| top.to_owned()),
            other: None,
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
    fn in_another_repository_paths_begin_at_its_root() {
        let folder = tempfile::TempDir::new().unwrap();
        let base = folder.path().canonicalize().unwrap();
        for name in ["one/.git", "two/.git", "two/src", "three/.git"] {
            std::fs::create_dir_all(base.join(name)).unwrap();
        }
        let base = shown(&base);
        let paths = |here: &str, paths: &[&str]| -> Vec<String> {
            let findings: Vec<Finding> = paths
                .iter()
                .map(|path| Finding {
                    origin: Origin::File {
                        path: path.replace("BASE", &base),
                    },
                    ..sample::findings().swap_remove(0)
                })
                .collect();
            let root =
                Root::above(Path::new(&here.replace("BASE", &base))).reaching(&findings, &[]);
            let paths = findings.iter().map(|finding| root.path(&finding.origin));
            paths.map(Cow::into_owned).collect()
        };
        assert_eq!(paths("BASE/one", &["../two/src/a.py"]), ["src/a.py"]);
        assert_eq!(paths("/", &["BASE/two/a.py"]), ["a.py"]);
        assert_eq!(
            paths("BASE", &["two/src/a.py", "two/b.py"]),
            ["src/a.py", "b.py"]
        );
        assert_eq!(
            paths("BASE/one", &["a.py", "../two/a.py"]),
            ["a.py", "a.py"]
        );
        // Of two others it could not be told which is meant.
        let both = ["two/a.py", "three/a.py"];
        assert_eq!(paths("BASE", &both), both);
    }

    #[test]
    fn what_could_not_be_read_stands_below_the_root_too() {
        let root = Root {
            top: Some("/r".to_owned()),
            other: None,
            here: "/r/src".to_owned(),
        };
        let failed = || SkipReason::Failed("permission denied".to_owned());
        let typed = |path: &str| Skipped::typed(path.to_owned(), failed());
        assert_eq!(root.skipped(&typed("../b/a.py")), "b/a.py");
        let named = Skipped::named("refs/../x".to_owned(), failed());
        assert_eq!(root.skipped(&named), "refs/../x");
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let other = folder.path().canonicalize().unwrap();
        let lies_there = typed(&format!("{}/a.py", shown(&other)));
        let root = root.reaching(&[], std::slice::from_ref(&lies_there));
        assert_eq!(root.skipped(&lies_there), "a.py");
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
