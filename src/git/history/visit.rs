//! What is new in a tree, and where it stands: each folder is entered once as each thing that it
//! is, and what every commit before had is passed over.

use std::sync::Arc;

use super::guise::Guise;
use super::met::Met;
use super::names::NameId;
use super::paths::{Path, PathId, join};
use super::survey::{OLD, ORPHAN, Survey, TOP, UNSEEN};
use super::trees::{Child, EntryId};
use crate::git::objects::{Kind, Number};
use crate::git::store;
use crate::path::shown_bytes;
use crate::place::Folder;

impl Survey<'_> {
    /// Walks over what is new in a tree, or is another thing there.
    pub(super) fn visit(&mut self, root: Number, order: u32) {
        if self.met[root as usize].was(Folder::default()) {
            return;
        }
        let top = if order == ORPHAN { root } else { TOP };
        let folder = self.folders.number(Path::Root(top));
        let all = self.scope.is_empty();
        // Only those who asked for paths need to know where the walk stands.
        let mut path = Vec::new();
        let mut stack = Vec::new();
        let whole = (order, folder, Folder::default());
        self.enter(root, whole, path.len(), &mut stack);
        while let Some(step) = stack.last_mut() {
            let Step { folder, kind, .. } = *step;
            let rest = &self.trees.list(step.tree)[step.next..];
            let passed = self.guises.passed(kind);
            let Some(ahead) = rest.iter().position(|entry| !all || !passed.has(*entry)) else {
                self.left.extend(step.is_first.then_some(step.tree));
                stack.pop();
                continue;
            };
            let entry = rest[ahead];
            step.next += ahead + 1;
            let scope = if all {
                passed.insert(entry);
                Scope::Inside
            } else {
                path.truncate(step.path_len);
                join(&mut path, self.trees.name(entry));
                self.answer(&path);
                self.scope_of(&path)
            };
            match self.trees.child(entry) {
                _ if scope == Scope::Outside => {}
                Child::Blob(_) if scope != Scope::Inside => {}
                Child::Blob(blob) => {
                    let place = (folder, self.trees.name_id(entry));
                    self.meet(blob, order, place, kind);
                }
                Child::Tree(child) => {
                    let name = self.trees.name_id(entry);
                    let kind = self.guises.inside(kind, name, self.trees.called(name));
                    if !self.met[child as usize].was(kind) {
                        let order = if scope == Scope::Inside {
                            order
                        } else {
                            UNSEEN
                        };
                        let folder = self.folders.number(Path::Below(folder, name));
                        self.enter(child, (order, folder, kind), path.len(), &mut stack);
                    }
                }
                Child::Missing(number) => self.report_missing(folder, entry, number, order),
                Child::Submodule => {}
            }
        }
    }

    /// Takes note of a blob, or, where it was seen before, of what else it is here.
    fn meet(&mut self, blob: Number, order: u32, place: (PathId, NameId), kind: Folder) {
        let met = &mut self.met[blob as usize];
        match met.order {
            UNSEEN => {
                *met = Met::blob(order, place, kind);
                if order == OLD {
                    self.old.push(blob);
                } else {
                    self.blobs.push(blob);
                }
            }
            // What is old counts as old wherever it goes.
            OLD if !self.follows_old => {}
            _ => {
                let (folder, name) = (place.0, self.trees.called(place.1));
                let guise = Guise::inside(kind, name);
                if guise == self.guise(blob) {
                    return;
                }
                let (trees, folders) = (&self.trees, &self.folders);
                self.guises.add(blob, guise, || {
                    let mut path = Vec::new();
                    for folder in folders.names(folder).1 {
                        join(&mut path, trees.called(folder));
                    }
                    join(&mut path, name);
                    (order, path)
                });
            }
        }
    }

    fn enter(
        &mut self,
        tree: Number,
        (order, folder, kind): (u32, PathId, Folder),
        path_len: usize,
        stack: &mut Vec<Step>,
    ) {
        // With paths given, a folder above them is passed again in every commit.
        let above = !self.scope.is_empty() && (path_len == 0 || order == UNSEEN);
        let met = &mut self.met[tree as usize];
        let is_first = !above && met.order == UNSEEN;
        if is_first {
            met.order = order;
        }
        if !above {
            met.enter(kind);
        }
        if let Err(why) = self.read_tree(tree)
            && order != OLD
        {
            let path = if self.folders.is_root(folder) {
                b".".to_vec()
            } else {
                self.path_of(folder)
            };
            self.problem(shown_bytes(&path), why);
        }
        stack.push(Step {
            tree,
            folder,
            kind,
            next: 0,
            path_len,
            is_first,
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
            self.trees.read(tree, &bytes);
        }
        if self.trees.is_damaged(tree) {
            return Err(format!(
                "git object {}: it is damaged",
                self.history.objects.id(tree)
            ));
        }
        Ok(())
    }

    fn report_missing(&mut self, folder: PathId, entry: EntryId, number: u32, order: u32) {
        let id = self.trees.missing(number);
        if order == OLD || !self.missing.insert(id) {
            return;
        }
        let name = self.trees.name(entry);
        let path = if self.folders.is_root(folder) {
            name.to_vec()
        } else {
            self.path_in(folder, name)
        };
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
    fn answer(&mut self, path: &[u8]) {
        for (met, asked) in self.answered.iter_mut().zip(&self.history.paths) {
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
    folder: PathId,
    kind: Folder,
    /// Behind the entry that the walk is at.
    next: usize,
    path_len: usize,
    /// Whether it was not seen before.
    is_first: bool,
}

/// How a path lies to those that are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Inside,
    Above,
    Outside,
}
