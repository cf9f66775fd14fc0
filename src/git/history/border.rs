//! What a part of a history borders on: the commits right before it, what its own commits bring
//! back of that, and HEAD.

use std::collections::{HashMap, HashSet};

use super::names::NameId;
use super::select::Commits;
use super::survey::{OLD, Survey};
use super::trees::{Child, EntryId};
use super::visit::Scope;
use crate::git::objects::{Number, NumberSet};

/// A folder of a commit, and what its parents have in its place.
struct Pair {
    tree: Number,
    before: Vec<Number>,
    path: Vec<u8>,
}

impl Survey<'_> {
    /// Marks what the commits have that come right before those that were asked for.
    pub(super) fn mark_border(&mut self, commits: &mut Commits<'_>) {
        for at in 0..self.commits.len() {
            for parent in self.commits[at].parents.clone() {
                if self.order.contains_key(&parent) || self.before.contains_key(&parent) {
                    continue;
                }
                let tree = commits.get(parent).and_then(|commit| commit.tree);
                if let Some(tree) = tree {
                    self.before.insert(parent, tree);
                    self.visit(tree, OLD);
                }
            }
        }
    }

    /// The tree of a commit that was asked for, or comes right before one.
    pub(super) fn tree_of(&self, commit: Number) -> Option<Number> {
        match self.order.get(&commit) {
            Some(order) => self.commits[*order as usize].tree,
            None => self.before.get(&commit).copied(),
        }
    }

    /// Takes for new what a commit brings back (a revert does): it stands where none of the
    /// parents has it, though commits before may have.
    pub(super) fn bring_back(&mut self, order: u32) {
        if self.old.is_empty() {
            return;
        }
        let commit = &self.commits[order as usize];
        let before = commit.parents.iter();
        let before = before.filter_map(|parent| self.tree_of(*parent)).collect();
        let mut queue = Vec::from_iter(commit.tree.map(|tree| Pair {
            tree,
            before,
            path: Vec::new(),
        }));
        let mut seen = HashSet::new();
        while let Some(pair) = queue.pop() {
            self.hold_against(&pair, order, &mut queue, &mut seen);
        }
    }

    fn hold_against(
        &mut self,
        pair: &Pair,
        order: u32,
        queue: &mut Vec<Pair>,
        seen: &mut HashSet<(Number, Vec<Number>)>,
    ) {
        let before = pair.before.iter();
        let all: Vec<EntryId> = before
            .flat_map(|tree| self.trees.list(*tree))
            .copied()
            .collect();
        let known: NumberSet = all.iter().copied().collect();
        let list = self.trees.list(pair.tree).to_vec();
        let mut folders = None;
        for entry in list.iter().filter(|entry| !known.contains(entry)) {
            let path = joined(&pair.path, self.trees.name(*entry));
            let scope = self.scope_of(&path);
            match self.trees.child(*entry) {
                _ if scope == Scope::Outside => {}
                Child::Blob(blob) if scope == Scope::Inside && self.is_old(blob) => {
                    self.met[blob as usize].order = order;
                    self.blobs.push(blob);
                }
                Child::Tree(tree) => {
                    let folders = folders.get_or_insert_with(|| self.folders(&all));
                    let name = self.trees.name_id(*entry);
                    let mut before = folders.get(&name).cloned().unwrap_or_default();
                    before.sort_unstable();
                    if scope != Scope::Inside || seen.insert((tree, before.clone())) {
                        queue.push(Pair { tree, before, path });
                    }
                }
                _ => {}
            }
        }
    }

    /// The folders among these entries, by name.
    fn folders(&self, entries: &[EntryId]) -> HashMap<NameId, Vec<Number>> {
        let mut folders: HashMap<NameId, Vec<Number>> = HashMap::new();
        for entry in entries {
            if let Child::Tree(tree) = self.trees.child(*entry) {
                let name = self.trees.name_id(*entry);
                folders.entry(name).or_default().push(tree);
            }
        }
        folders
    }

    /// Whether a blob was met nowhere but in what was not asked for.
    #[must_use]
    pub fn is_old(&self, blob: Number) -> bool {
        self.met[blob as usize].order == OLD
    }

    /// Blobs that were not asked for, and may hold what was found all the same: those that
    /// commits before have, and those of HEAD.
    pub fn outside(&mut self) -> Vec<Number> {
        if let Some(head) = self.head_tree() {
            let scope = std::mem::take(&mut self.scope);
            self.visit(head, OLD);
            self.scope = scope;
        }
        let old = self.old.iter().copied();
        old.filter(|blob| self.met[*blob as usize].order == OLD)
            .collect()
    }

    pub(super) fn head_tree(&mut self) -> Option<Number> {
        let head = self.history.refs.head?;
        let number = self.history.objects.find(head.as_bytes())?;
        let (_, bytes) = self.reader.read(number).ok()?;
        let parsed = super::commit::parse(&bytes)?;
        self.history.objects.find(parsed.tree.as_bytes())
    }
}

fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() {
        name.to_vec()
    } else {
        [folder, b"/", name].concat()
    }
}
