//! A repository's past: which commits are asked for, what they hold, at which paths, and who
//! brought it.
//!
//! [`History::open`] finds the repository and resolves names; [`History::survey`] reads commits
//! and trees; [`Survey`] then answers for single blobs. Blobs themselves are not read here.

mod border;
mod brought;
mod chronicle;
mod commit;
mod ground;
mod guise;
mod holdings;
mod known;
mod messages;
mod met;
mod names;
mod paths;
mod patience;
mod reading;
mod record;
pub(in crate::git) mod refs;
mod said;
mod seal;
mod select;
mod shelf;
mod since;
mod spread;
mod survey;
mod tips;
mod trees;
mod visit;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::error::{Error, Result};
use crate::git::objects::{Number, ObjectId, Objects};
use crate::nearest::did_you_mean;

pub use brought::{Addition, Deed, Range, Span};
pub use chronicle::Chronicle;
pub use commit::Signature;
pub use guise::{Further, Guise};
pub use known::{BINARY, Known};
pub use record::{Record, object_apart};
pub use said::{MESSAGE, message_of_tag, named_tag};
pub use since::{Again, Since};
pub use spread::{MOST_PATHS, Spread, Stood};
pub use survey::Survey;

use ground::Ground;
use refs::Refs;
use select::Shape;

/// What is said where no commit is in what was asked for.
pub const EMPTY_RANGE: &str = "no commit is in this range, so nothing was scanned";

/// What part of a history is asked for.
#[derive(Clone, Debug, Default)]
pub struct Revisions {
    /// Names or ids of commits (or tags, or trees) that lead to what is asked for; `A..B` and
    /// `A...B` as git has them. Empty: every reference and every HEAD.
    pub include: Vec<String>,
    /// Names or ids of commits whose history is left out. A full id that names no object here
    /// leaves out nothing: it is how a remote says what it has.
    pub exclude: Vec<String>,
    /// A commit that is left out with all before it, or a day (`YYYY-MM-DD`) before which
    /// commits are left out.
    pub since: Option<String>,
    /// Only so many commits, the latest ones.
    pub max_count: Option<usize>,
    /// Only what lies at or below these paths, from the repository's root.
    pub paths: Vec<Vec<u8>>,
    /// Objects that no reference leads to, too: dropped stashes, what only reflogs know, what
    /// was staged once.
    pub all_objects: bool,
}

/// A repository and the part of its past that is asked for.
#[derive(Debug)]
pub struct History {
    /// Where the search for it began.
    cwd: PathBuf,
    /// The git folder that worktrees share.
    common: PathBuf,
    objects: Objects,
    refs: Refs,
    shape: Shape,
    include: Vec<(String, ObjectId)>,
    exclude: Vec<ObjectId>,
    since: Option<i64>,
    max_count: Option<usize>,
    paths: Vec<Vec<u8>>,
    all_objects: bool,
    /// What was asked for, in words, if that is less than everything.
    part: Option<String>,
    /// Names that mean nothing, and why; what was asked for by them is not scanned.
    unknown: Vec<(String, String)>,
}

impl History {
    /// Opens the repository at `path`, or, without one, that which `git` would use in `cwd`;
    /// objects of more than `most` bytes will not be read.
    ///
    /// # Errors
    /// [`Error::NotARepository`], and [`Error::Git`] where git's owner check refuses it. A name
    /// that means nothing is among the problems of the survey.
    pub fn open(
        cwd: &Path,
        path: Option<&Path>,
        revisions: &Revisions,
        most: usize,
    ) -> Result<Self> {
        let ground = Ground::find(cwd, path)?;
        let objects = Objects::open(&ground.objects, ground.hash).at_most(most);
        let refs = Refs::read(&ground.git_dir, &ground.common);
        let mut history = Self {
            shape: ground.shape(),
            objects,
            refs,
            include: Vec::new(),
            exclude: Vec::new(),
            since: None,
            max_count: revisions.max_count,
            paths: revisions.paths.iter().map(|path| trimmed(path)).collect(),
            all_objects: revisions.all_objects,
            part: revisions.part(),
            unknown: Vec::new(),
            cwd: cwd.to_owned(),
            common: ground.common.clone(),
        };
        // The root is all there is, whatever else is named.
        if history.paths.iter().any(Vec::is_empty) {
            history.paths.clear();
        }
        history.resolve(&ground, revisions)?;
        Ok(history)
    }

    /// The objects.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// What earlier scans by the holder of `key` saw that holds nothing; `catalogue` is a digest
    /// of all that decides what is found.
    #[must_use]
    pub fn known(&self, key: &[u8; 32], catalogue: &[u8; 32]) -> Known {
        Known::read(&self.common, key, catalogue)
    }

    /// Reads commits and trees, and says what is to be scanned. `message` gets the message of
    /// every commit and annotated tag that is met, wanted or not, from several threads; none where
    /// paths narrow it, as messages stand at none.
    #[must_use]
    pub fn survey(
        &self,
        message: &(dyn Fn(Number, &str, &[u8]) + Sync),
        stop: &AtomicBool,
        memory: usize,
    ) -> Survey<'_> {
        if self.paths.is_empty() {
            Survey::new(self, message, stop, memory)
        } else {
            Survey::new(self, &|_, _, _| {}, stop, memory)
        }
    }

    fn resolve(&mut self, ground: &Ground, revisions: &Revisions) -> Result<()> {
        for text in &revisions.include {
            let Some((ends, is_symmetric)) = ends(text) else {
                if let Some(id) = self.revision(ground, text) {
                    self.include.push((text.clone(), id));
                }
                continue;
            };
            let ids = ends.map(|end| self.revision(ground, end));
            let [Some(from), Some(to)] = ids else {
                continue;
            };
            if is_symmetric {
                self.objects.see_commits_whole().map_err(Error::Git)?;
                self.exclude.extend(ground.merge_bases(from, to)?);
                self.include.push((or_head(ends[0]), from));
            } else {
                self.exclude.push(from);
            }
            self.include.push((or_head(ends[1]), to));
        }
        if revisions.include.is_empty() {
            self.include = self.refs.named.clone().into_iter().collect();
            self.include
                .extend(self.refs.head.map(|id| ("HEAD".to_owned(), id)));
        } else {
            // Nobody asked for what these lead to, but what HEAD has is told of all.
            self.refs.broken.retain(|(name, _)| name == "HEAD");
        }
        let known = self.unknown.len();
        for text in &revisions.exclude {
            let full = ObjectId::from_hex(text.as_bytes());
            if full.is_none_or(|id| self.objects.find(id.as_bytes()).is_some()) {
                let id = self.revision(ground, text);
                self.exclude.extend(id);
            }
        }
        if let Some(text) = &revisions.since {
            match (self.find(ground, text), commit::day(text)) {
                (Some(id), _) => self.exclude.push(id),
                (None, Some(day)) => self.since = Some(day),
                (None, None) => {
                    let day = if commit::is_like_a_day(text) {
                        "has the calendar such a day"
                    } else {
                        "is it a day (`2024-02-29`)"
                    };
                    let why = format!(
                        "it names no commit of this repository, nor {day}, so nothing was scanned{}",
                        self.hint(text)
                    );
                    self.unknown.push((text.clone(), why));
                }
            }
        }
        if self.unknown.len() > known {
            // Nobody knows how much of it was to be left out.
            self.include.clear();
        }
        Ok(())
    }

    /// What a name leads to; one that means nothing is taken note of.
    fn revision(&mut self, ground: &Ground, text: &str) -> Option<ObjectId> {
        let found = self.find(ground, text);
        if found.is_none() {
            let name = or_head(text);
            let hint = self.hint(&name);
            let why = format!("it names no commit of this repository{hint}");
            self.unknown.push((name, why));
        }
        found
    }

    fn find(&self, ground: &Ground, text: &str) -> Option<ObjectId> {
        let name = or_head(text);
        let id = ObjectId::from_hex(name.as_bytes());
        let full = id.filter(|id| self.objects.find(id.as_bytes()).is_some());
        let named = || {
            let folders = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
            let mut names = folders.iter().map(|folder| format!("{folder}{name}"));
            names.find_map(|full| self.refs.named.get(&full).copied())
        };
        let head = || self.refs.head.filter(|_| name == "HEAD");
        full.or_else(named).or_else(head).or_else(|| {
            self.objects.see_commits_whole().ok()?;
            ground.revision(&name)
        })
    }

    /// Why something leads nowhere, and what scans all the same what it led to.
    fn or_all(&self, why: String) -> String {
        if self.all_objects {
            why
        } else {
            format!("{why}; `--all-objects` scans what is left")
        }
    }

    /// Names like one that means nothing.
    fn hint(&self, name: &str) -> String {
        let folders = ["refs/heads/", "refs/tags/", "refs/remotes/"];
        let short = |full: &'_ String| -> Option<usize> {
            let folder = folders.iter().find(|folder| full.starts_with(**folder))?;
            Some(folder.len())
        };
        let names = self.refs.named.keys();
        did_you_mean(name, names.filter_map(|full| Some(&full[short(full)?..])))
    }
}

impl Revisions {
    /// What is asked for, in words; `None`: everything.
    fn part(&self) -> Option<String> {
        let mut words = self.include.clone();
        words.extend(self.since.iter().map(|since| format!("since {since}")));
        words.extend(self.max_count.map(|count| format!("the latest {count}")));
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// The ends of a range, and whether it is `A...B`.
fn ends(text: &str) -> Option<([&str; 2], bool)> {
    let symmetric = text.split_once("...");
    let (from, to) = symmetric.or_else(|| text.split_once(".."))?;
    Some(([from, to], symmetric.is_some()))
}

fn or_head(name: &str) -> String {
    if name.is_empty() { "HEAD" } else { name }.to_owned()
}

fn trimmed(path: &[u8]) -> Vec<u8> {
    let path = path.strip_prefix(b"./").unwrap_or(path);
    let path = if path == b"." { b"" } else { path };
    path.strip_suffix(b"/").unwrap_or(path).to_vec()
}
