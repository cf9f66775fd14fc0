//! What names lead to, and which commits are asked for.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::commit;
use super::said::message_of_tag;
use super::select::Commits;
use super::survey::Survey;
use crate::git::objects::{Kind, Number, ObjectId, Objects};
use crate::git::store;

/// What references lead to, beside commits.
#[derive(Default)]
pub(super) struct Tips {
    pub(super) commits: Vec<Number>,
    pub(super) trees: Vec<Number>,
    pub(super) blobs: Vec<Number>,
}

impl Tips {
    fn add(&mut self, found: Option<(Kind, Number)>) {
        match found {
            Some((Kind::Commit, number)) => self.commits.push(number),
            Some((Kind::Tree, number)) => self.trees.push(number),
            Some((Kind::Blob, number)) => self.blobs.push(number),
            _ => {}
        }
    }
}

impl<'h> Survey<'h> {
    /// What the asked-for names lead to.
    pub(super) fn tips(
        &mut self,
        commits: &mut Commits<'_>,
        message: &(dyn Fn(Number, &str, &[u8]) + Sync),
    ) -> Tips {
        let mut tips = Tips::default();
        for (name, id) in self.history.include.clone() {
            let found = self.peel(&name, id, commits, message);
            if let Some((Kind::Tree | Kind::Blob, number)) = found {
                self.names.entry(number).or_default().push(name);
            }
            tips.add(found);
        }
        if self.history.all_objects {
            tips.commits.extend(commits.known());
            for id in self.loose_ids() {
                let found = self.peel(&format!("git object {id}"), id, commits, message);
                tips.add(found);
            }
        }
        if self.history.all_objects {
            for kind in [Kind::Tag, Kind::Tree, Kind::Blob] {
                for number in self.history.objects.packed(kind) {
                    match kind {
                        Kind::Tree => tips.trees.push(number),
                        Kind::Blob => tips.blobs.push(number),
                        _ => {
                            let id = self.history.objects.id(number);
                            self.peel(&format!("git object {id}"), id, commits, message);
                        }
                    }
                }
            }
        }
        tips
    }

    fn loose_ids(&self) -> impl Iterator<Item = ObjectId> + use<'h> {
        let objects: &'h Objects = &self.history.objects;
        objects.loose_ids()
    }

    /// Follows annotated tags to what they name.
    pub(super) fn peel(
        &mut self,
        name: &str,
        id: ObjectId,
        commits: &Commits<'_>,
        message: &(dyn Fn(Number, &str, &[u8]) + Sync),
    ) -> Option<(Kind, Number)> {
        let objects = &self.history.objects;
        let (reader, tags) = (&mut self.reader, &mut self.tags);
        let read = |id: ObjectId| match objects.find(id.as_bytes()) {
            None => Err(store::missing(id)),
            Some(number) if commits.is_known(number) => Ok((Kind::Commit, Arc::default())),
            Some(number) => reader.read(number),
        };
        let peeled = commit::peeled(id, read, |id, tag, bytes| {
            let number = objects.find(id.as_bytes());
            if let Some(Entry::Vacant(vacant)) = number.map(|number| tags.entry(number)) {
                let path = message_of_tag(&tag.name);
                message(*vacant.key(), &path, &bytes[tag.message.clone()]);
                vacant.insert(tag);
            }
        });
        match peeled {
            Ok((kind, id)) => Some((kind, objects.find(id.as_bytes())?)),
            Err(why) => {
                self.problem(name.to_owned(), self.history.or_all(why));
                None
            }
        }
    }

    /// Selects and orders the commits.
    pub(super) fn choose(&mut self, commits: &mut Commits<'_>, tips: &[Number]) {
        let history = self.history;
        let silent = |_: Number, _: &str, _: &[u8]| {};
        let mut exclude = Vec::new();
        for id in &history.exclude {
            let met: Vec<Number> = self.tags.keys().copied().collect();
            let peeled = self.peel("an excluded commit", *id, commits, &silent);
            // What an excluded tag says is no news.
            self.tags.retain(|tag, _| met.contains(tag));
            if let Some((Kind::Commit, number)) = peeled {
                exclude.push(number);
            }
        }
        let mut selected = commits.reachable(tips, &exclude);
        if let Some(since) = history.since {
            selected.retain(|number| commits.get(*number).is_some_and(|one| one.time >= since));
        }
        let mut ordered = commits.ordered(&selected);
        if let Some(most) = history.max_count {
            ordered.drain(..ordered.len().saturating_sub(most));
        }
        self.commits = ordered;
    }
}
