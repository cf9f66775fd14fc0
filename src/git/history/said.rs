//! What commits and annotated tags say: whether it was asked for, which commit it belongs to, and
//! whether HEAD leads there.

use std::collections::HashSet;

use super::History;
use super::commit::{self, MOST_PEELS};
use super::select::Commits;
use super::survey::{OLD, ORPHAN, Survey, UNSEEN};
use crate::git::objects::{Kind, Number, NumberSet, ObjectId};

/// Stands for the path of what a commit says.
pub const MESSAGE: &str = "<commit message>";

/// Stands for the path of what an annotated tag of this name says.
#[must_use]
pub fn message_of_tag(name: &str) -> String {
    format!("<message of tag {name}>")
}

/// The name of the tag whose message stands at this path, if one's does.
#[must_use]
pub fn named_tag(path: &str) -> Option<&str> {
    path.strip_prefix("<message of tag ")?.strip_suffix('>')
}

impl Survey<'_> {
    /// The order in which a commit, or what a tag names, came; `None`: it was not asked for. What
    /// is said stands at no path, so of a part of all paths it is none.
    #[must_use]
    pub fn message_order(&self, object: Number) -> Option<u32> {
        if !self.history.paths.is_empty() {
            return None;
        }
        if !self.tags.contains_key(&object) {
            return self.order.get(&object).copied();
        }
        let named = self.said_of(object);
        let order = named.and_then(|named| self.order.get(&named).copied());
        // A tag may name a file or a folder, which comes with no commit.
        let is_apart = || named.is_some_and(|named| !matches!(self.order(named), UNSEEN | OLD));
        let counts = !self.history.is_narrowed() || is_apart();
        order.or_else(|| counts.then_some(ORPHAN))
    }

    /// Stands for the path of what a commit or a tag says.
    #[must_use]
    pub fn said_at(&self, object: Number) -> String {
        let tag = self.tags.get(&object);
        tag.map_or_else(|| MESSAGE.to_owned(), |tag| message_of_tag(&tag.name))
    }

    /// What a commit or a tag says; `None`: it cannot be read.
    pub fn said(&mut self, object: Number) -> Option<Vec<u8>> {
        let (kind, bytes) = self.reader.read(object).ok()?;
        let message = match kind {
            Kind::Tag => commit::tag(&bytes)?.message,
            _ => commit::parse(&bytes)?.message,
        };
        Some(bytes[message].to_vec())
    }

    /// The commit that a message belongs to: a commit itself, or what a tag leads to. `None`: it
    /// is not here.
    #[must_use]
    pub fn said_of(&self, object: Number) -> Option<Number> {
        let mut object = object;
        for _ in 0..MOST_PEELS {
            let Some(tag) = self.tags.get(&object) else {
                return Some(object);
            };
            object = self.history.objects.find(tag.object.as_bytes())?;
        }
        None
    }

    /// Those of these commits that HEAD leads to, whatever was asked for.
    #[must_use]
    pub fn before_head(&self, commits: &HashSet<Number>) -> HashSet<Number> {
        let mut known = Commits::new(&self.history.objects, &self.history.shape);
        known.learn(&self.commits);
        self.history.before_head(commits, &mut known)
    }
}

impl History {
    /// Whether HEAD leads to a commit.
    #[must_use]
    pub fn is_before_head(&self, commit: ObjectId) -> bool {
        let Some(number) = self.objects.find(commit.as_bytes()) else {
            return false;
        };
        let mut known = Commits::new(&self.objects, &self.shape);
        let wanted = HashSet::from([number]);
        !self.before_head(&wanted, &mut known).is_empty()
    }

    fn before_head(&self, wanted: &HashSet<Number>, known: &mut Commits<'_>) -> HashSet<Number> {
        let head = self.refs.head;
        let Some(head) = head.and_then(|id| self.objects.find(id.as_bytes())) else {
            return HashSet::new();
        };
        let all = wanted.iter().copied();
        let all: Vec<Number> = all.filter(|one| known.get(*one).is_some()).collect();
        let apart: NumberSet = known.reachable(&all, &[head]).into_iter().collect();
        all.into_iter()
            .filter(|number| !apart.contains(number))
            .collect()
    }

    /// Whether less than everything is asked for.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.part.is_some() || !self.exclude.is_empty() || !self.paths.is_empty()
    }
}
