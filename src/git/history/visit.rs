//! What is new in a tree, and where it stands: each folder is entered once as each thing that it
//! is, and what every commit before had is passed over.

use std::sync::Arc;

use super::guise::Guise;
use super::survey::{NOTHING, OLD, Survey, UNSEEN};
use super::trees::{Child, EntryId};
use crate::git::objects::{Kind, Number, Visit};
use crate::git::store;
use crate::path::shown_bytes;
use crate::place::Folder;

impl Survey<'_> {
    /// Walks over what is new in a tree, or is another thing there.
    pub(super) fn visit(&mut self, root: Number, order: u32) {
        if self.guises.was(root, Folder::default()) {
            return;
        }
        let mut path = Vec::new();
        let mut stack = Vec::new();
        self.enter(root, (order, Folder::default()), path.len(), &mut stack);
        while let Some(step) = stack.last_mut() {
            path.truncate(step.path_len);
            let Some(entry) = step.entries.get(step.next).copied() else {
                stack.pop();
                continue;
            };
            step.next += 1;
            let (tree, folder, all) = (step.tree, step.folder, self.scope.is_empty());
            if all && self.guises.pass(entry, folder) {
                continue;
            }
            if !all {
                if !path.is_empty() {
                    path.push(b'/');
                }
                self.trees.name(entry, &mut path);
            }
            let scope = self.scope_of(&path);
            if scope == Scope::Outside {
                continue;
            }
            self.note_met(&path);
            match self.trees.child(entry) {
                Child::Blob(_) if scope != Scope::Inside => {}
                Child::Blob(blob) => match self.first[blob as usize] {
                    UNSEEN => {
                        self.first[blob as usize] = order;
                        self.from[blob as usize] = (tree, entry);
                        self.guises.meet(blob, folder);
                        if order == OLD {
                            self.old.push(blob);
                        } else {
                            self.blobs.push(blob);
                        }
                    }
                    // What is old counts as old wherever it goes.
                    OLD if !self.follows_old => {}
                    _ => self.meet_again(blob, order, &stack),
                },
                Child::Tree(child) => {
                    let name = self.name(entry);
                    let folder = folder.inside(&shown_bytes(&name));
                    let is_new = self.first[child as usize] == UNSEEN;
                    if is_new || !self.guises.was(child, folder) {
                        if is_new {
                            self.from[child as usize] = (tree, entry);
                        }
                        let order = if scope == Scope::Inside {
                            order
                        } else {
                            UNSEEN
                        };
                        self.enter(child, (order, folder), path.len(), &mut stack);
                    }
                }
                Child::Missing(_) => self.report_missing(tree, entry, order),
            }
        }
    }

    /// Notes the place where the walk stands, if a blob that was seen is another thing there.
    fn meet_again(&mut self, blob: Number, order: u32, stack: &[Step]) {
        let Some(step) = stack.last() else { return };
        let name = self.name(step.entries[step.next - 1]);
        let guise = Guise::inside(step.folder, &name);
        if guise == self.guise(blob) {
            return;
        }
        let trees = &self.trees;
        self.guises.add(blob, guise, || {
            let mut path = Vec::new();
            for step in stack {
                if !path.is_empty() {
                    path.push(b'/');
                }
                trees.name(step.entries[step.next - 1], &mut path);
            }
            (order, path)
        });
    }

    fn name(&self, entry: EntryId) -> Vec<u8> {
        let mut name = Vec::new();
        self.trees.name(entry, &mut name);
        name
    }

    fn enter(
        &mut self,
        tree: Number,
        (order, folder): (u32, Folder),
        path_len: usize,
        stack: &mut Vec<Step>,
    ) {
        // With paths given, a folder above them is passed again in every commit.
        let above = !self.scope.is_empty() && (path_len == 0 || order == UNSEEN);
        if !above {
            if self.first[tree as usize] == UNSEEN {
                self.first[tree as usize] = order;
            }
            self.guises.enter(tree, folder);
        }
        if let Err(why) = self.read_tree(tree)
            && order != OLD
        {
            let path = shown_bytes(&self.folder(tree));
            self.problem(path, why);
        }
        let mut entries = Vec::new();
        self.trees.list(tree, &mut entries);
        stack.push(Step {
            tree,
            folder,
            entries,
            next: 0,
            path_len,
        });
    }

    /// Makes sure that a tree was read, as far as it can be.
    pub(super) fn read_tree(&mut self, tree: Number) -> Result<(), String> {
        if !self.trees.is_read(tree) {
            let id = self.history.objects.id(tree);
            let (kind, bytes): (Kind, Arc<Vec<u8>>) = self.reader.read(tree)?;
            if kind != Kind::Tree {
                return Err(format!("git object {id}: it is no tree"));
            }
            self.trees.visit(tree, &bytes, None);
        }
        if self.trees.is_damaged(tree) {
            return Err(format!(
                "git object {}: it is damaged",
                self.history.objects.id(tree)
            ));
        }
        Ok(())
    }

    /// The path of a folder.
    fn folder(&self, tree: Number) -> Vec<u8> {
        match self.from[tree as usize] {
            NOTHING => b".".to_vec(),
            _ => self.path(tree),
        }
    }

    fn report_missing(&mut self, tree: Number, entry: EntryId, order: u32) {
        let id = self.trees.missing(entry);
        if order == OLD || !self.missing.insert(id) {
            return;
        }
        let mut path = match self.from[tree as usize] {
            NOTHING => Vec::new(),
            _ => [self.path(tree), b"/".to_vec()].concat(),
        };
        self.trees.name(entry, &mut path);
        self.problem(shown_bytes(&path), store::missing(id));
    }

    pub(super) fn scope_of(&self, path: &[u8]) -> Scope {
        let paths = self.scope;
        if paths.is_empty() || paths.iter().any(|asked| is_below(path, asked)) {
            Scope::Inside
        } else if paths.iter().any(|asked| is_below(asked, path)) {
            Scope::Above
        } else {
            Scope::Outside
        }
    }

    /// Notes for which of the paths that were asked for there is something.
    fn note_met(&mut self, path: &[u8]) {
        for (met, asked) in self.met.iter_mut().zip(&self.history.paths) {
            *met = *met || is_below(path, asked);
        }
    }
}

/// Whether a path is `folder`, or lies in it.
fn is_below(path: &[u8], folder: &[u8]) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

/// A folder on the way to where a walk stands.
struct Step {
    tree: Number,
    folder: Folder,
    entries: Vec<EntryId>,
    /// Behind the entry that the walk is at.
    next: usize,
    path_len: usize,
}

/// How a path lies to those that are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Inside,
    Above,
    Outside,
}
