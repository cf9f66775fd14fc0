//! What git's ignore rules say of a path. libgit2 is not asked: it drops a negation that undoes a
//! rule of another file.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::exposure::Addition;
use super::name::Name;
use crate::git::Repository;

/// The ignore rules of a repository, or of a folder that is none. All paths are `/`-separated,
/// from its top.
pub(super) struct Ignores {
    top: PathBuf,
    fold_case: bool,
    /// What a repository and its user ignore besides, the stronger first.
    besides: Vec<Gitignore>,
    /// The `.gitignore` of each folder that was asked for.
    files: RefCell<HashMap<String, Gitignore>>,
}

impl Ignores {
    /// The rules of `.gitignore` files in `top` and below.
    pub(super) fn of_folder(top: &Path) -> Self {
        Self {
            top: top.to_owned(),
            fold_case: false,
            besides: Vec::new(),
            files: RefCell::default(),
        }
    }

    /// The rules of a repository whose working tree is `top`.
    pub(super) fn of_repository(repository: &Repository, top: &Path) -> Self {
        let excludes = repository.excludes();
        let mut ignores = Self::of_folder(top);
        ignores.fold_case = excludes.fold_case;
        ignores.besides = excludes
            .files
            .iter()
            .map(|file| ignores.read(top, file))
            .collect();
        ignores
    }

    /// Whether they keep a file of this path out, be there one or not. Git's order: a folder that
    /// is out takes all it holds with it; else the nearest file that says anything decides, by its
    /// last line that does.
    pub(super) fn ignore(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(end, _)| (&path[..end], true));
        folders.chain([(path, false)]).any(|(part, is_folder)| {
            let path = self.top.join(part);
            let above = part.rmatch_indices('/').map(|(end, _)| &part[..end]);
            let nearest = above
                .chain([""])
                .map(|folder| self.matched(folder, &path, is_folder));
            let besides = self
                .besides
                .iter()
                .map(|rules| rules.matched(&path, is_folder).map(drop));
            nearest
                .chain(besides)
                .find(|found| !found.is_none())
                .is_some_and(|found| found.is_ignore())
        })
    }

    /// What keeps a file of this path out. The line goes into the nearest `.gitignore`, whose last
    /// line overrides all else, or into the one at the top.
    pub(super) fn addition(&self, name: Name, path: &str) -> Addition {
        let folders = path.rmatch_indices('/').map(|(at, _)| at + 1);
        let (to, from_there) = folders
            .map(|end| (format!("{}.gitignore", &path[..end]), &path[end..]))
            .find(|(file, _)| self.top.join(file).is_file())
            .unwrap_or_else(|| (".gitignore".to_owned(), path));
        Addition::new(name, to, from_there)
    }

    /// What the `.gitignore` of a folder says of a path.
    fn matched(&self, folder: &str, path: &Path, is_folder: bool) -> ignore::Match<()> {
        let mut files = self.files.borrow_mut();
        let rules = files.entry(folder.to_owned()).or_insert_with(|| {
            let folder = self.top.join(folder);
            self.read(&folder, &folder.join(".gitignore"))
        });
        rules.matched(path, is_folder).map(drop)
    }

    /// Reads an ignore file whose rules begin in `folder`; one that is not there has none.
    fn read(&self, folder: &Path, file: &Path) -> Gitignore {
        let Ok(bytes) = fs::read(file) else {
            return Gitignore::empty();
        };
        let mut builder = GitignoreBuilder::new(folder);
        let builder = builder.case_insensitive(self.fold_case);
        let Ok(builder) = builder else {
            return Gitignore::empty();
        };
        let text = String::from_utf8_lossy(&bytes);
        for line in text.trim_start_matches('\u{FEFF}').lines() {
            // A line that means nothing says nothing; the others still hold.
            drop(builder.add_line(None, line));
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }
}
