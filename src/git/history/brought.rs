//! What the commits of a range bring, file by file, held against what their parents have: for
//! hooks and CI jobs, which judge what is new and nothing else.

use std::collections::HashSet;

use super::commit::{self, Signature};
use super::ground::Ground;
use super::select::Commits;
use super::{History, Revisions};
use crate::error::{Error, Result};
use crate::git::changes;
use crate::git::objects::{Kind, ObjectId};
use crate::git::store::Stock;

/// An object of more bytes is not read.
const MOST: usize = 1 << 30;

/// Commits: those that can be reached from some, without those that can be reached from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Commits, tags, trees or blobs.
    pub include: Vec<ObjectId>,
    /// Commits or tags of commits; what is not here leaves out nothing.
    pub exclude: Vec<ObjectId>,
}

/// What a range holds.
#[derive(Debug, Default)]
pub struct Span {
    /// Its commits, parents first.
    pub commits: Vec<ObjectId>,
    /// Annotated tags that lead to them.
    pub tags: Vec<Deed>,
    /// Trees and blobs that have a name of their own, without a commit.
    pub loose: Vec<ObjectId>,
    /// Those commits at which a shallow clone ends.
    pub cut_off: HashSet<ObjectId>,
    /// What could not be read, and why.
    pub problems: Vec<(String, String)>,
}

/// Who made a commit or a tag, when, and why.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The commit or tag.
    pub id: ObjectId,
    /// What it is said of: the commit itself, or what the tag leads to.
    pub of: ObjectId,
    /// Its author or tagger.
    pub author: Signature,
    /// The whole message.
    pub message: Vec<u8>,
    /// The name of a tag.
    pub tag: Option<String>,
}

/// A file whose bytes a commit brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// From the repository's root, `/`-separated.
    pub path: Vec<u8>,
    /// Its blob.
    pub id: ObjectId,
    /// What each parent has instead; none where one has nothing that it can be compared with.
    pub before: Vec<ObjectId>,
}

impl History {
    /// All of the repository that `git` would use in `cwd`; the quarantine of a push is part of it.
    ///
    /// # Errors
    /// [`Error::NotARepository`], and [`Error::Git`] where git's owner check refuses it.
    pub fn here(cwd: &std::path::Path) -> Result<Self> {
        Self::open(cwd, None, &Revisions::default(), MOST)
    }

    /// What HEAD stands for; `None` before the first commit.
    #[must_use]
    pub fn head(&self) -> Option<ObjectId> {
        self.refs.head
    }

    /// Whether the object is here.
    #[must_use]
    pub fn has(&self, id: ObjectId) -> bool {
        self.objects.find(id.as_bytes()).is_some()
    }

    /// Whether the clone ends somewhere.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        !self.shape.shallow.is_empty()
    }

    /// What all references stand for whose full names begin so: `refs/remotes/origin/`.
    #[must_use]
    pub fn tips(&self, beginning: &str) -> Vec<ObjectId> {
        let all = self.refs.named.iter();
        let meant = all.filter(|(name, _)| name.starts_with(beginning));
        let mut tips: Vec<ObjectId> = meant.map(|(_, id)| *id).collect();
        tips.sort_unstable();
        tips.dedup();
        tips.retain(|id| self.has(*id));
        tips
    }

    /// The commit that a name, or a tag, or whatever git takes for one leads to; `None`: none.
    #[must_use]
    pub fn commit(&self, name: &str) -> Option<ObjectId> {
        let ground = Ground::find(&self.cwd, None).ok()?;
        let id = self.find(&ground, name)?;
        match peeled(&self.stock(), id, &mut Vec::new()).ok()? {
            (Kind::Commit, id) => Some(id),
            _ => None,
        }
    }

    /// A view of the objects for one thread.
    #[must_use]
    pub fn stock(&self) -> Stock<'_> {
        Stock::of(&self.objects)
    }

    /// Follows a range.
    ///
    /// # Errors
    /// [`Error::Git`] when one of its ends is missing or damaged.
    pub fn span(&self, range: &Range) -> Result<Span> {
        let stock = self.stock();
        let mut span = Span::default();
        let mut include = Vec::new();
        for id in &range.include {
            let peeled = peeled(&stock, *id, &mut span.tags);
            match peeled.map_err(Error::Git)? {
                (Kind::Commit, id) => include.extend(self.objects.find(id.as_bytes())),
                (_, id) => span.loose.push(id),
            }
        }
        let mut exclude = Vec::new();
        for id in range.exclude.iter().filter(|id| self.has(**id)) {
            // A tree or a blob has no commits to leave out.
            let peeled = peeled(&stock, *id, &mut Vec::new());
            if let (Kind::Commit, id) = peeled.map_err(Error::Git)? {
                exclude.extend(self.objects.find(id.as_bytes()));
            }
        }
        let mut commits = Commits::new(&self.objects, &self.shape);
        let selected = commits.reachable(&include, &exclude);
        let ordered = commits.ordered(&selected);
        span.commits = ordered
            .iter()
            .map(|commit| self.objects.id(commit.number))
            .collect();
        let cut_off = span.commits.iter().copied();
        span.cut_off = cut_off
            .filter(|id| self.shape.shallow.contains(id))
            .collect();
        span.problems = commits.problems;
        Ok(span)
    }

    /// Who made a commit, and the files that it brings: those that differ from every parent's.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn brought(
        &self,
        stock: &Stock<'_>,
        id: ObjectId,
    ) -> std::result::Result<(Deed, Vec<Addition>), String> {
        let (kind, bytes) = stock.object(id)?;
        let parsed = commit::parse(&bytes).filter(|_| kind == Kind::Commit);
        let parsed = parsed.ok_or_else(|| format!("git object {id}: it is no whole commit"))?;
        let mut parents = Vec::new();
        if !self.shape.shallow.contains(&id) {
            let grafted = self.shape.grafts.get(&id).into_iter().flatten();
            for parent in parsed.parents.iter().chain(grafted) {
                parents.push(stock.tree_of(*parent)?);
            }
        }
        let first = parents.first().copied();
        let found = changes::of_trees(stock, first, parsed.tree)?;
        let mut additions: Vec<Addition> = found.changed.into_iter().map(addition).collect();
        for other in parents.iter().skip(1) {
            let mut kept = Vec::with_capacity(additions.len());
            for mut addition in additions {
                match changes::at(stock, *other, &addition.path)? {
                    Some(before) if before == addition.id => continue,
                    before => addition.before.extend(before),
                }
                kept.push(addition);
            }
            additions = kept;
        }
        let deed = Deed {
            id,
            of: id,
            author: commit::author(&bytes),
            message: bytes[parsed.message].to_vec(),
            tag: None,
        };
        Ok((deed, additions))
    }

    /// All files of a tree, or of a commit's, or a blob on its own.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn files(
        &self,
        stock: &Stock<'_>,
        id: ObjectId,
    ) -> std::result::Result<Vec<Addition>, String> {
        let tree = match peeled(stock, id, &mut Vec::new())? {
            (Kind::Blob, blob) => {
                return Ok(vec![Addition {
                    path: id.to_string().into_bytes(),
                    id: blob,
                    before: Vec::new(),
                }]);
            }
            (Kind::Commit, commit) => stock.tree_of(commit)?,
            (_, tree) => tree,
        };
        let found = changes::of_trees(stock, None, tree)?;
        Ok(found.changed.into_iter().map(addition).collect())
    }

    /// The blob that HEAD has at this path.
    #[must_use]
    pub fn at_head(&self, stock: &Stock<'_>, path: &[u8]) -> Option<ObjectId> {
        let tree = stock.tree_of(self.refs.head?).ok()?;
        changes::at(stock, tree, path).ok()?
    }
}

/// Follows tags to what they name; `met` gets them.
fn peeled(
    stock: &Stock<'_>,
    id: ObjectId,
    met: &mut Vec<Deed>,
) -> std::result::Result<(Kind, ObjectId), String> {
    let before = met.len();
    let read = |id| stock.object(id);
    let (kind, id) = commit::peeled(id, read, |id, tag, bytes| {
        met.push(Deed {
            id,
            of: id,
            author: tag.tagger,
            message: bytes[tag.message].to_vec(),
            tag: Some(tag.name),
        });
    })?;
    for deed in &mut met[before..] {
        deed.of = id;
    }
    Ok((kind, id))
}

fn addition(change: changes::Change) -> Addition {
    Addition {
        path: change.path,
        id: change.id,
        before: change.before.into_iter().collect(),
    }
}
