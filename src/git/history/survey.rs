//! The commits and trees that are asked for, read once: which blobs are new in them, and where
//! each of those stood first.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::History;
use super::commit::{self, Tag};
use super::guise::{Further, Guise, Guises};
use super::messages::Messages;
use super::met::Met;
use super::paths::{PathId, Paths, join};
use super::said::MESSAGE;
use super::select::{Commit, Commits};
use super::tips::Tips;
use super::trees::Trees;
use crate::git::objects::{Kind, MISSING, Number, NumberMap, NumberSet, ObjectId, Reader, Wanted};
use crate::path::shown_bytes;

/// For fewer commits than this, trees are read one by one as they are met.
pub(super) const FEW: usize = 1_000;

/// Not met in any commit.
pub(super) const UNSEEN: u32 = u32::MAX;
/// Met in a commit that is not asked for.
pub(super) const OLD: u32 = u32::MAX - 1;
/// Not reachable from any commit.
pub(super) const ORPHAN: u32 = u32::MAX - 2;
/// Where the paths of commits begin; those of other trees begin at the number of the tree.
pub(super) const TOP: Number = Number::MAX;

/// What was read of a history.
pub struct Survey<'h> {
    pub(super) history: &'h History,
    pub(super) trees: Trees<'h>,
    pub(super) reader: Reader<'h>,
    /// In the order in which they came.
    pub(super) commits: Vec<Commit>,
    pub(super) order: NumberMap<u32>,
    pub(super) tags: NumberMap<Tag>,
    /// By object.
    pub(super) met: Vec<Met>,
    /// The paths of all folders that were walked through.
    pub(super) folders: Paths,
    /// Folders in the order in which they were left: behind all that they hold.
    pub(super) left: Vec<Number>,
    pub(super) guises: Guises,
    pub(super) blobs: Vec<Number>,
    /// Blobs that were met in commits that are not asked for.
    pub(super) old: Vec<Number>,
    /// The trees of commits that come right before those that are asked for, and are not.
    pub(super) before: NumberMap<Number>,
    /// The references that lead to trees and blobs.
    pub(super) names: NumberMap<Vec<String>>,
    /// The paths that are looked at; none: all.
    pub(super) scope: &'h [Vec<u8>],
    pub(super) problems: Vec<(String, String)>,
    /// Objects that are not there, and were told.
    pub(super) missing: HashSet<ObjectId>,
    /// Of each path that was asked for, whether a commit had something there.
    pub(super) answered: Vec<bool>,
    /// Whether it matters where else what is old goes.
    pub(super) follows_old: bool,
}

impl<'h> Survey<'h> {
    pub(super) fn new(
        history: &'h History,
        message: &(dyn Fn(Number, &str, &[u8]) + Sync),
        stop: &AtomicBool,
        memory: usize,
    ) -> Self {
        let objects = &history.objects;
        let mut survey = Self::blank(history, Trees::none(objects));
        for (path, why) in objects.damaged() {
            survey.problem(crate::path::shown(path), why.clone());
        }
        let mut commits = Commits::new(objects, &history.shape);
        let messages = Messages::new(message, memory);
        if history.exclude.is_empty() {
            commits.sweep(&messages, stop, memory);
        }
        let swept: NumberSet = commits.known().collect();
        // To choose keeps one thread busy: whoever wants everything has trees read meanwhile.
        let wants_all = history.part.is_none() && swept.len() > FEW;
        let mut trees = Trees::new(objects);
        let mut read = || {
            let wanted = Wanted {
                kind: Kind::Tree,
                only: &|_| true,
                memory,
                stop,
            };
            objects.walk(&wanted, &trees.reading());
        };
        let tips = rayon::in_place_scope(|scope| {
            if wants_all {
                scope.spawn(|_| read());
            }
            survey.chosen(&mut commits, &swept, message)
        });
        if !wants_all && (survey.commits.len() > FEW || history.all_objects) {
            read();
        }
        survey.trees = trees;
        // One thread walks over the trees; the others have nothing to do but this.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| messages.tell(stop));
            survey.find_blobs(&mut commits, &tips, stop);
        });
        if !stop.load(Ordering::Relaxed) {
            survey.nothing();
        }
        survey
    }

    /// Chooses the commits, and says what those say that were not swept. Comes back with what
    /// else names lead to.
    fn chosen(
        &mut self,
        commits: &mut Commits<'_>,
        swept: &NumberSet,
        message: &(dyn Fn(Number, &str, &[u8]) + Sync),
    ) -> Tips {
        let tips = self.tips(commits, message);
        self.choose(commits, &tips.commits);
        for at in 0..self.commits.len() {
            let number = self.commits[at].number;
            self.order.insert(number, at as u32);
            if !swept.contains(&number)
                && let Ok((Kind::Commit, bytes)) = self.reader.read(number)
                && let Some(parsed) = commit::parse(&bytes)
            {
                message(number, MESSAGE, &bytes[parsed.message]);
            }
        }
        self.problems.extend_from_slice(&self.history.unknown);
        self.problems.extend_from_slice(&self.history.refs.broken);
        self.cut_off();
        for (what, why) in std::mem::take(&mut commits.problems) {
            self.problem(what, self.history.or_all(why));
        }
        tips
    }

    /// One of nothing yet, with these trees.
    pub(super) fn blank(history: &'h History, trees: Trees<'h>) -> Self {
        let objects = &history.objects;
        Self {
            history,
            trees,
            reader: objects.reader(),
            commits: Vec::new(),
            order: NumberMap::default(),
            tags: NumberMap::default(),
            met: vec![Met::NOT; objects.len()],
            folders: Paths::default(),
            left: Vec::new(),
            guises: Guises::new(),
            blobs: Vec::new(),
            old: Vec::new(),
            before: NumberMap::default(),
            names: NumberMap::default(),
            scope: &history.paths,
            problems: Vec::new(),
            missing: HashSet::new(),
            answered: vec![false; history.paths.len()],
            follows_old: false,
        }
    }

    /// The blobs to scan, in the order in which they came.
    #[must_use]
    pub fn blobs(&self) -> &[Number] {
        &self.blobs
    }

    /// How many commits were asked for.
    #[must_use]
    pub fn commits(&self) -> usize {
        self.commits.len()
    }

    /// What could not be read, and why.
    #[must_use]
    pub fn problems(&self) -> &[(String, String)] {
        &self.problems
    }

    /// The order in which the first commit that has a blob came; that of a blob in no commit is
    /// behind all of them.
    #[must_use]
    pub fn order(&self, blob: Number) -> u32 {
        self.met[blob as usize].order
    }

    /// Further places of a blob, one for each guise that it has not where it was first.
    #[must_use]
    pub fn further(&self, blob: Number) -> &[Further] {
        self.guises.further(blob)
    }

    /// What a blob is where it was first.
    #[must_use]
    pub fn guise(&self, blob: Number) -> Guise {
        match self.met[blob as usize].place() {
            None => Guise::of(&shown_bytes(&self.path(blob))),
            Some((_, name, kind)) => Guise::inside(kind, self.trees.called(name)),
        }
    }

    /// The path of a blob in the first commit that has it.
    #[must_use]
    pub fn path(&self, blob: Number) -> Vec<u8> {
        let met = self.met[blob as usize];
        let path = match met.place() {
            Some((folder, name, _)) => self.path_in(folder, self.trees.called(name)),
            None if met.order == ORPHAN => self.apart(blob).into_bytes(),
            None => Vec::new(),
        };
        if path.is_empty() {
            return format!("<blob {}>", self.history.objects.id(blob)).into_bytes();
        }
        path
    }

    /// The path of what has this name in a folder.
    pub(super) fn path_in(&self, folder: PathId, name: &[u8]) -> Vec<u8> {
        let mut path = self.path_of(folder);
        join(&mut path, name);
        path
    }

    /// The path of a folder.
    pub(super) fn path_of(&self, folder: PathId) -> Vec<u8> {
        let (top, names) = self.folders.names(folder);
        let mut path = match top {
            TOP => Vec::with_capacity(64),
            tree => self.apart(tree).into_bytes(),
        };
        for name in names {
            join(&mut path, self.trees.called(name));
        }
        path
    }

    pub(super) fn problem(&mut self, what: String, why: String) {
        self.problems.push((what, why));
    }

    /// Says so where a history ends because it was not cloned further.
    fn cut_off(&mut self) {
        let objects = &self.history.objects;
        let shallow = &self.history.shape.shallow;
        let ends = |commit: &&Commit| shallow.contains(&objects.id(commit.number));
        let cut = if shallow.is_empty() {
            0
        } else {
            self.commits.iter().filter(ends).count()
        };
        if cut > 0 {
            let why = format!(
                "the clone is shallow: what came before {cut} of its commits is not here; `git \
                 fetch --unshallow` brings it"
            );
            self.problem("<history>".to_owned(), why);
        }
    }

    /// Says so where a part, or a path, was asked for in which nothing is: a name may have been
    /// mistyped.
    fn nothing(&mut self) {
        let History { part, paths, .. } = self.history;
        let is_nothing = self.commits.is_empty() && self.blobs.is_empty();
        if is_nothing && part.is_none() && self.problems.is_empty() && self.had_commits() {
            let why = "no reference leads to a commit, so nothing was scanned; `--all-objects` \
                       scans what is left";
            self.problem("<history>".to_owned(), why.to_owned());
        }
        if self.commits.is_empty() {
            let is_understood = self.blobs.is_empty() && self.history.unknown.is_empty();
            if let Some(part) = part.as_ref().filter(|_| is_understood) {
                let why = super::EMPTY_RANGE;
                self.problem(format!("<{part}>"), why.to_owned());
            }
            return;
        }
        // Where folders are missing, nobody knows what was in them.
        if !self.missing.is_empty() || self.commits.iter().any(|one| one.tree.is_none()) {
            return;
        }
        let why = match part {
            None => "no commit ever had anything there, so nothing was scanned",
            Some(_) => "no commit of this part has anything there, so nothing was scanned",
        };
        for (path, _) in paths
            .iter()
            .zip(self.answered.clone())
            .filter(|(_, met)| !met)
        {
            self.problem(shown_bytes(path), why.to_owned());
        }
    }

    /// Whether there were commits once.
    fn had_commits(&self) -> bool {
        let log = self.history.common.join("logs").join("HEAD");
        log.metadata().is_ok_and(|log| log.len() > 0)
            || !self.history.objects.packed(Kind::Commit).is_empty()
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn read(&mut self, blob: Number) -> Result<Arc<Vec<u8>>, String> {
        Ok(self.reader.read(blob)?.1)
    }

    fn find_blobs(&mut self, commits: &mut Commits<'_>, tips: &Tips, stop: &AtomicBool) {
        self.mark_border(commits);
        for order in 0..self.commits.len() {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let Commit { tree, number, .. } = self.commits[order];
            if let Some(tree) = tree {
                self.visit(tree, order as u32);
            } else {
                let id = self.history.objects.id(number);
                self.problem(format!("commit {id}"), format!("its tree {MISSING}"));
            }
            self.bring_back(order as u32);
        }
        for tree in &tips.trees {
            if self.met[*tree as usize].order == UNSEEN {
                self.visit(*tree, ORPHAN);
            }
        }
        for blob in &tips.blobs {
            // One that stands alone lies at no path.
            if self.met[*blob as usize].order == UNSEEN && self.history.paths.is_empty() {
                self.met[*blob as usize].order = ORPHAN;
                self.blobs.push(*blob);
            }
        }
    }
}
