//! What the index, or one commit's tree, changes against another's, file by file.
//!
//! Both sides are walked together, and folders whose trees are the same on both are passed over
//! unread: git caches the tree of every folder in which nothing is staged.

use std::cmp::Ordering;
use std::ops::Range;

use super::index::{CachedFolder, Entry, Index, Kind, is_executable};
use super::objects::ObjectId;
use super::renames::{self, File};
use super::store::Store;

/// So many files and folders are compared. A repository may be made whose folders hold one
/// another so often that no memory has room for their paths.
const MOST: usize = 1 << 20;

/// What the next commit changes.
#[derive(Debug, Default)]
pub struct Changes {
    /// Added, modified, renamed and retyped files and symbolic links, by path.
    pub changed: Vec<Change>,
    /// Paths that change and bring no bytes: modes alone, and submodules. Deletions are nowhere.
    pub bare: Vec<Vec<u8>>,
    /// Paths that a merge left without a decision; git refuses to commit them.
    pub unmerged: Vec<Vec<u8>>,
}

/// A file whose bytes the next commit records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// From the repository's root, `/`-separated.
    pub path: Vec<u8>,
    /// [`Kind::File`] or [`Kind::Symlink`].
    pub kind: Kind,
    /// The blob it will have.
    pub id: ObjectId,
    /// The blob it had in HEAD, there or under the name it is renamed from; `None`: it is new, or
    /// was something else than a file.
    pub before: Option<ObjectId>,
}

/// A path on one side.
struct Item<'i> {
    /// Ends with `/` for a folder, as git sorts it.
    path: Vec<u8>,
    node: Node<'i>,
}

enum Node<'i> {
    Leaf(Leaf),
    Folder(Folder<'i>),
    Unmerged,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Leaf {
    kind: Kind,
    executable: bool,
    id: ObjectId,
}

/// A folder on one side.
#[derive(Clone)]
enum Folder<'i> {
    Absent,
    Tree(ObjectId),
    /// Entries of the index, and the tree that git has cached for them.
    Entries(&'i Index, Range<usize>, Option<CachedFolder>),
}

/// The difference so far.
#[derive(Default)]
struct Difference {
    changes: Changes,
    /// Files that only the tree has.
    deleted: Vec<(Vec<u8>, Leaf)>,
}

/// Compares the index with the tree of HEAD, if there is one.
///
/// # Errors
/// Why a tree cannot be read.
pub(super) fn between(
    store: &dyn Store,
    head: Option<ObjectId>,
    index: &Index,
) -> Result<Changes, String> {
    let new = Folder::Entries(index, 0..index.len(), index.cached_root());
    compared(store, head, new)
}

/// Compares one tree with another, or with nothing.
///
/// # Errors
/// Why a tree cannot be read.
pub(super) fn of_trees(
    store: &dyn Store,
    old: Option<ObjectId>,
    new: ObjectId,
) -> Result<Changes, String> {
    compared(store, old, Folder::Tree(new))
}

/// The file, or symbolic link, that a tree has at a path.
///
/// # Errors
/// Why a tree cannot be read.
pub(super) fn at(
    store: &dyn Store,
    tree: ObjectId,
    path: &[u8],
) -> Result<Option<ObjectId>, String> {
    let mut tree = tree;
    let mut names = path.split(|byte| *byte == b'/').peekable();
    while let Some(name) = names.next() {
        let entries = store.tree(tree)?;
        let Some(entry) = entries.into_iter().find(|entry| entry.name == name) else {
            break;
        };
        match (Kind::of_mode(entry.mode), names.peek()) {
            (Kind::Folder, Some(_)) => tree = entry.id,
            (Kind::File | Kind::Symlink, None) => return Ok(Some(entry.id)),
            _ => break,
        }
    }
    Ok(None)
}

fn compared(store: &dyn Store, old: Option<ObjectId>, new: Folder<'_>) -> Result<Changes, String> {
    let old = old.map_or(Folder::Absent, Folder::Tree);
    let mut found = Difference::default();
    let mut folders = vec![(Vec::new(), old, new)];
    let mut looked_at = 0;
    while let Some((path, old, new)) = folders.pop() {
        if old.tree().is_some_and(|tree| new.tree() == Some(tree)) {
            continue;
        }
        let is_index = matches!(new, Folder::Entries(..));
        let (old, new) = (old.items(store, &path)?, new.items(store, &path)?);
        looked_at += 1 + old.len() + new.len();
        if looked_at > MOST && !is_index {
            return Err(format!("it changes more than {MOST} files and folders"));
        }
        for (path, old, new) in Aligned::new(old, new) {
            found.compare(path, old, new, &mut folders);
        }
    }
    let Difference {
        mut changes,
        deleted,
    } = found;
    changes.changed.sort_by(|a, b| a.path.cmp(&b.path));
    changes.bare.sort();
    changes.unmerged.sort();
    changes.follow_renames(store, &deleted);
    Ok(changes)
}

impl Difference {
    fn compare<'i>(
        &mut self,
        path: Vec<u8>,
        old: Option<Node<'i>>,
        new: Option<Node<'i>>,
        folders: &mut Vec<(Vec<u8>, Folder<'i>, Folder<'i>)>,
    ) {
        match (old, new) {
            (Some(Node::Folder(old)), None) => folders.push((path, old, Folder::Absent)),
            (old, Some(Node::Folder(new))) => {
                let old = match old {
                    Some(Node::Folder(old)) => old,
                    _ => Folder::Absent,
                };
                folders.push((path, old, new));
            }
            (Some(Node::Leaf(old)), None) if old.kind == Kind::File => {
                self.deleted.push((path, old));
            }
            (_, None) => {}
            (_, Some(Node::Unmerged)) => self.changes.unmerged.push(path),
            (Some(Node::Leaf(old)), Some(Node::Leaf(new))) => {
                self.compare_leaf(path, Some(old), new);
            }
            (_, Some(Node::Leaf(new))) => self.compare_leaf(path, None, new),
        }
    }

    fn compare_leaf(&mut self, path: Vec<u8>, old: Option<Leaf>, new: Leaf) {
        if old == Some(new) {
            return;
        }
        let before = old.filter(|old| old.kind == new.kind).map(|old| old.id);
        let has_bytes = matches!(new.kind, Kind::File | Kind::Symlink);
        if has_bytes && before != Some(new.id) {
            self.changes.changed.push(Change {
                path,
                kind: new.kind,
                id: new.id,
                before,
            });
        } else {
            self.changes.bare.push(path);
        }
    }
}

impl Changes {
    /// Whether the next commit adds or changes this path, given from the repository's root.
    #[must_use]
    pub fn touch(&self, path: &[u8]) -> bool {
        let find = |paths: &[Vec<u8>]| {
            paths
                .binary_search_by(|one| one.as_slice().cmp(path))
                .is_ok()
        };
        let changed = self
            .changed
            .binary_search_by(|one| one.path.as_slice().cmp(path));
        changed.is_ok() || find(&self.bare) || find(&self.unmerged)
    }

    /// Gives each new file that is a deleted one under another name that one's blob as `before`.
    fn follow_renames(&mut self, store: &dyn Store, deleted: &[(Vec<u8>, Leaf)]) {
        let is_new = |change: &Change| change.before.is_none() && change.kind == Kind::File;
        let new: Vec<usize> = (0..self.changed.len())
            .filter(|at| is_new(&self.changed[*at]))
            .collect();
        if deleted.is_empty() || new.is_empty() {
            return;
        }
        let old: Vec<File<'_>> = deleted
            .iter()
            .map(|(path, leaf)| (path.as_slice(), leaf.id))
            .collect();
        let file = |at: &usize| (self.changed[*at].path.as_slice(), self.changed[*at].id);
        let added: Vec<File<'_>> = new.iter().map(file).collect();
        for (to, from) in renames::find(store, &old, &added) {
            self.changed[new[to]].before = Some(old[from].1);
        }
    }
}

impl<'i> Folder<'i> {
    /// The tree that holds just this, if it is known.
    fn tree(&self) -> Option<ObjectId> {
        match self {
            Self::Absent => None,
            Self::Tree(id) => Some(*id),
            Self::Entries(index, _, cached) => cached.and_then(|at| index.cached_tree(at)),
        }
    }

    /// What it holds, in git's order.
    fn items(self, store: &dyn Store, folder: &[u8]) -> Result<Vec<Item<'i>>, String> {
        match self {
            Self::Absent => Ok(Vec::new()),
            Self::Tree(id) => tree_items(store, id, folder),
            Self::Entries(index, range, cached) => Ok(entry_items(index, range, cached, folder)),
        }
    }
}

fn tree_items<'i>(
    store: &dyn Store,
    tree: ObjectId,
    folder: &[u8],
) -> Result<Vec<Item<'i>>, String> {
    let items = store.tree(tree)?.into_iter().map(|entry| {
        let mut path = [folder, &entry.name].concat();
        let node = match Kind::of_mode(entry.mode) {
            Kind::Folder => {
                path.push(b'/');
                Node::Folder(Folder::Tree(entry.id))
            }
            kind => Node::Leaf(Leaf {
                kind,
                executable: is_executable(entry.mode),
                id: entry.id,
            }),
        };
        Item { path, node }
    });
    Ok(items.collect())
}

fn entry_items<'i>(
    index: &'i Index,
    range: Range<usize>,
    cached: Option<CachedFolder>,
    folder: &[u8],
) -> Vec<Item<'i>> {
    let cached = cached
        .map(|at| index.cached_children(at))
        .unwrap_or_default();
    let mut items = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let entry = index.entry(at);
        let name = &entry.path[folder.len()..];
        let slash = memchr::memchr(b'/', name);
        let path = &entry.path[..folder.len() + slash.map_or(name.len(), |slash| slash + 1)];
        // All entries that begin with it (a folder) or that are it (sides of a conflict).
        let same = |other: &Entry<'_>| match slash {
            Some(_) => other.path.starts_with(path),
            None => other.path == path,
        };
        let end = (at + 1..range.end)
            .find(|next| !same(&index.entry(*next)))
            .unwrap_or(range.end);
        let node = match slash {
            Some(_) if entry.kind == Kind::Folder && entry.path == path => {
                Some(Node::Folder(Folder::Tree(entry.id)))
            }
            Some(slash) => Some(Node::Folder(Folder::Entries(
                index,
                at..end,
                cached.get(&name[..slash]).copied(),
            ))),
            None if entry.unmerged => Some(Node::Unmerged),
            None if entry.intent_to_add => None,
            None => Some(Node::Leaf(Leaf {
                kind: entry.kind,
                executable: entry.executable,
                id: entry.id,
            })),
        };
        items.extend(node.map(|node| Item {
            path: path.to_vec(),
            node,
        }));
        at = end;
    }
    items
}

/// Two sorted lists side by side: each path once, with what either list has for it.
struct Aligned<'i> {
    old: std::iter::Peekable<std::vec::IntoIter<Item<'i>>>,
    new: std::iter::Peekable<std::vec::IntoIter<Item<'i>>>,
}

impl<'i> Aligned<'i> {
    fn new(old: Vec<Item<'i>>, new: Vec<Item<'i>>) -> Self {
        Self {
            old: old.into_iter().peekable(),
            new: new.into_iter().peekable(),
        }
    }
}

impl<'i> Iterator for Aligned<'i> {
    type Item = (Vec<u8>, Option<Node<'i>>, Option<Node<'i>>);

    fn next(&mut self) -> Option<Self::Item> {
        let order = match (self.old.peek(), self.new.peek()) {
            (Some(old), Some(new)) => old.path.cmp(&new.path),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        let old = self.old.next_if(|_| order.is_le());
        let new = self.new.next_if(|_| order.is_ge());
        let path = match (&old, &new) {
            (Some(item), _) | (None, Some(item)) => item.path.clone(),
            (None, None) => return None,
        };
        Some((path, old.map(|item| item.node), new.map(|item| item.node)))
    }
}
