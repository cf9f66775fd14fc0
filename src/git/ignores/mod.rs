//! What git's ignore rules say of a path. libgit2 is not asked: it drops a negation that undoes a
//! rule of another file.

mod line;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Index, Repository};
use line::exact;
pub use line::is_read_otherwise;

/// The ignore rules of a repository, or of a folder that is none. All paths are `/`-separated,
/// from its top.
pub struct Ignores {
    top: PathBuf,
    fold_case: bool,
    /// What a repository and its user ignore besides, the stronger first.
    besides: Vec<Rules>,
    /// The `.gitignore` files that git tracks; `None`: there is no repository.
    tracked: Option<HashSet<String>>,
    /// The `.gitignore` of each folder that was asked for.
    files: RefCell<HashMap<String, Rules>>,
}

/// An ignore file.
struct Rules {
    matcher: Gitignore,
    /// As reports name it.
    name: String,
    /// Whether only this clone, or this user, has it.
    is_local: bool,
    lines: Vec<Line>,
}

/// A line of one.
struct Line {
    written: String,
    /// So that globs of the crate mean by it what git means by what is written.
    read: String,
}

/// The line that decides about a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Whether the path is ignored; if not, the line is a negation.
    pub ignores: bool,
    /// The line, as written.
    pub text: String,
    /// The file it stands in, as reports name it.
    pub file: String,
    /// 1-based.
    pub line: usize,
    /// Whether only this clone, or this user, has the file.
    pub is_local: bool,
}

impl Ruling {
    /// Whether the path is ignored wherever the repository is cloned.
    #[must_use]
    pub fn is_for_everybody(&self) -> bool {
        self.ignores && !self.is_local
    }
}

impl std::fmt::Display for Ruling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` (line {} of {})", self.text, self.line, self.file)
    }
}

impl Ignores {
    /// The rules of `.gitignore` files in `top` and below.
    #[must_use]
    pub fn of_folder(top: &Path) -> Self {
        Self {
            top: top.to_owned(),
            fold_case: false,
            besides: Vec::new(),
            tracked: None,
            files: RefCell::default(),
        }
    }

    /// The rules of a repository whose working tree is `top`.
    #[must_use]
    pub fn of_repository(repository: &Repository, index: Option<&Index>, top: &Path) -> Self {
        let excludes = repository.excludes();
        let mut ignores = Self::of_folder(top);
        ignores.tracked = index.map(|index| {
            let paths = index.entries().map(|entry| entry.path);
            let paths = paths.filter(|path| path.ends_with(b".gitignore"));
            paths
                .map(|path| String::from_utf8_lossy(path).into_owned())
                .collect()
        });
        ignores.fold_case = excludes.fold_case;
        let names = [".git/info/exclude", "your own excludes file"];
        let besides = excludes.files.iter().zip(names);
        ignores.besides = besides
            .map(|(file, name)| Rules {
                is_local: true,
                ..ignores.read(top, file, name)
            })
            .collect();
        ignores
    }

    /// The line that decides about a file of this path, be there one or not; `None` if none says
    /// anything. Git's order: a folder that is out takes all it holds with it; else the nearest
    /// file that says anything decides, by its last line that does.
    #[must_use]
    pub fn ruling(&self, path: &str) -> Option<Ruling> {
        let mut ruling = self.ruling_here(path)?;
        ruling.is_local |= self.is_left_out(&ruling);
        Some(ruling)
    }

    /// Whether git leaves out the file of a ruling, so that nobody else gets it. Where one line
    /// takes both out, all of a folder is one person's, as tools have it that make one with `*`.
    fn is_left_out(&self, ruling: &Ruling) -> bool {
        let file = &ruling.file;
        let is_new = self.tracked.as_ref().is_some_and(|all| !all.contains(file));
        is_new
            && self
                .ruling_here(file)
                .is_some_and(|of_file| of_file.ignores && of_file != *ruling)
    }

    /// The line that decides on this machine.
    fn ruling_here(&self, path: &str) -> Option<Ruling> {
        let folders = path.match_indices('/').map(|(end, _)| (&path[..end], true));
        let mut last = None;
        for (part, is_folder) in folders.chain([(path, false)]) {
            last = self.decides(part, is_folder);
            if last.as_ref().is_some_and(|ruling| ruling.ignores) {
                break;
            }
        }
        last
    }

    /// The line that decides about a file or folder, its parents left aside.
    fn decides(&self, part: &str, is_folder: bool) -> Option<Ruling> {
        let path = self.top.join(part);
        let above = part.rmatch_indices('/').map(|(end, _)| &part[..end]);
        let nearest = above
            .chain([""])
            .map(|folder| self.matched(folder, &path, is_folder));
        let besides = self.besides.iter();
        let besides = besides.map(|rules| rules.ruling(&path, is_folder));
        nearest.chain(besides).flatten().next()
    }

    /// Whether a folder is ignored, be it by rules that only this machine has; its parents left
    /// aside.
    #[must_use]
    pub fn leave_out(&self, folder: &str) -> bool {
        let ruling = self.decides(folder, true);
        ruling.is_some_and(|ruling| ruling.ignores)
    }

    /// What the `.gitignore` of a folder says of a path.
    fn matched(&self, folder: &str, path: &Path, is_folder: bool) -> Option<Ruling> {
        let mut files = self.files.borrow_mut();
        let rules = files.entry(folder.to_owned()).or_insert_with(|| {
            let name = match folder {
                "" => ".gitignore".to_owned(),
                _ => format!("{folder}/.gitignore"),
            };
            let folder = self.top.join(folder);
            self.read(&folder, &folder.join(".gitignore"), &name)
        });
        rules.ruling(path, is_folder)
    }

    /// Reads an ignore file whose rules begin in `folder`; one that is not there has none.
    fn read(&self, folder: &Path, file: &Path, name: &str) -> Rules {
        let bytes = fs::read(file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.trim_start_matches('\u{FEFF}').lines();
        let lines: Vec<Line> = lines
            .map(|line| Line {
                written: line.to_owned(),
                read: exact(line).into_owned(),
            })
            .collect();
        let read: Vec<String> = lines.iter().map(|line| line.read.clone()).collect();
        Rules {
            matcher: matcher(folder, &read, self.fold_case),
            name: name.to_owned(),
            is_local: false,
            lines,
        }
    }
}

impl Rules {
    fn ruling(&self, path: &Path, is_folder: bool) -> Option<Ruling> {
        let found = self.matcher.matched(path, is_folder);
        let glob = found.inner()?;
        let is_it = |line: &Line| line.read.trim_end() == glob.original().trim_end();
        let at = self.lines.iter().rposition(is_it).unwrap_or(0);
        Some(Ruling {
            ignores: found.is_ignore(),
            text: self.lines.get(at)?.written.trim_end().to_owned(),
            file: self.name.clone(),
            line: at + 1,
            is_local: self.is_local,
        })
    }
}

/// Rules in the notation of `.gitignore`, as the `ignore` crate reads them, that begin in `folder`.
#[must_use]
pub fn matcher(folder: &Path, lines: &[String], fold_case: bool) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    if lines.is_empty() || builder.case_insensitive(fold_case).is_err() {
        return Gitignore::empty();
    }
    for line in lines {
        // A line that means nothing says nothing; the others still hold.
        drop(builder.add_line(None, line));
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
