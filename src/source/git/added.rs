//! What commits add: each blob that a commit brings, read whole; what is found counts on the
//! lines that none of the commit's parents has. Messages of commits and of annotated tags count,
//! too. Taking a secret away adds nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::commit::Commit;
use crate::error::Result;
use crate::finding::Finding;
use crate::git::history::{Addition, Deed, Guise, History, MESSAGE, Range, message_of_tag};
use crate::git::{Oid, Store};
use crate::path::shown_bytes;
use crate::source::git::reader::Reader;

/// So many blobs make a range long.
const LONG: usize = 1_000;

/// What the commits of a range add, or all that a tree holds.
pub struct Added {
    history: History,
    range: Range,
    items: Vec<Item>,
    /// Who brought what, parents first.
    deeds: Vec<Deed>,
    /// How many of them are commits; the others are tags.
    commits: usize,
    unreadable: Vec<Skipped>,
}

/// What is known to hold nothing.
#[derive(Debug, Default)]
pub struct Clean {
    /// Blobs, by what they are where they stand (see [`Guise`]), and their sizes in bytes.
    pub blobs: HashMap<(Oid, u16), u64>,
    /// Commits and tags that say nothing.
    pub messages: HashSet<Oid>,
}

/// One blob to read.
struct Item {
    addition: Addition,
    /// Who brought it; `None`: nobody in particular.
    deed: Option<usize>,
}

impl Added {
    /// What the commits of this range add.
    ///
    /// # Errors
    /// [`Error::Git`](crate::error::Error::Git) when an end of the range is not there.
    pub fn by(history: History, range: &Range) -> Result<Self> {
        let mut added = Self::nothing(history);
        added.range = range.clone();
        let span = added.history.span(range)?;
        for (what, why) in span.problems {
            added.fail(what, why);
        }
        let mut seen = HashSet::new();
        let history = &added.history;
        let brought: Vec<_> = span
            .commits
            .par_iter()
            .map_init(|| history.stock(), |stock, id| history.brought(stock, *id))
            .collect();
        for (id, brought) in span.commits.into_iter().zip(brought) {
            if span.cut_off.contains(&id) {
                let why = "a shallow clone ends here; what came before is not known";
                added.fail(id.to_string(), why.to_owned());
            }
            match brought {
                Ok((deed, additions)) => {
                    added.deeds.push(deed);
                    let deed = added.deeds.len() - 1;
                    for addition in additions {
                        // Brought twice, as by a commit and its cherry-pick.
                        if seen.insert((
                            addition.path.clone(),
                            addition.id,
                            addition.before.clone(),
                        )) {
                            added.items.push(Item {
                                addition,
                                deed: Some(deed),
                            });
                        }
                    }
                }
                Err(why) => added.fail(id.to_string(), why),
            }
        }
        added.commits = added.deeds.len();
        for id in span.loose {
            added.add_whole(id);
        }
        added.deeds.extend(span.tags);
        Ok(added)
    }

    /// All that a commit's tree holds, whoever brought it.
    #[must_use]
    pub fn tree(history: History, commit: Oid) -> Self {
        let mut added = Self::nothing(history);
        added.add_whole(commit);
        added
    }

    /// Counts something that could not be looked at, so that the scan is incomplete.
    #[must_use]
    pub fn incomplete(mut self, what: &str, why: &str) -> Self {
        self.fail(what.to_owned(), why.to_owned());
        self
    }

    /// Whether there is nothing to look at, and nothing that could not be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.deeds.is_empty() && self.unreadable.is_empty()
    }

    /// The range that it was made of, if that is long enough for a look at it as a whole to be
    /// worth the while.
    #[must_use]
    pub fn long_range(&self) -> Option<&Range> {
        (self.items.len() >= LONG).then_some(&self.range)
    }

    /// How many commits it looks at.
    #[must_use]
    pub fn commits(&self) -> usize {
        self.commits
    }

    /// Reads everything but blobs of more than `max_bytes` and what is known to be clean; calls
    /// `sink` from several threads.
    pub fn push(&self, sink: &dyn Sink, max_bytes: Option<u64>, clean: &Clean) {
        for skipped in &self.unreadable {
            sink.skipped(skipped.clone());
        }
        let brought: Vec<Arc<Commit>> = self.deeds.iter().map(commit).map(Arc::new).collect();
        for (deed, commit) in self.deeds.iter().zip(&brought) {
            if clean.messages.contains(&deed.id) {
                continue;
            }
            let origin = Origin::Commit {
                path: said_at(deed),
                commit: Arc::clone(commit),
            };
            sink.blob(&Blob::whole(&origin, &deed.message));
        }
        let next = AtomicUsize::new(0);
        let items = self.items.as_slice();
        rayon::broadcast(|_| {
            let stock = self.history.stock();
            let mut reader = Reader::new(&stock, max_bytes, sink);
            while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                let path = shown_bytes(&item.addition.path);
                let is = (item.addition.id, Guise::of(&path).number());
                if let Some(bytes) = clean.blobs.get(&is) {
                    sink.scanned(*bytes);
                    continue;
                }
                let origin = match item.deed {
                    Some(deed) => Origin::Commit {
                        path,
                        commit: Arc::clone(&brought[deed]),
                    },
                    None => Origin::File { path },
                };
                reader.push(item.addition.id, &item.addition.before, &origin);
            }
        });
    }

    /// Says of what was found whether HEAD still has it and what the commit was for, and leaves
    /// each secret of a file to the first commit that brought it.
    pub fn settle(&self, findings: &mut Vec<Finding>) {
        // A tag's message is told from what the commit brings that it leads to.
        let place: HashMap<(String, Option<String>), usize> = (0..)
            .zip(&self.deeds)
            .map(|(at, deed)| {
                let tag = deed.tag.as_ref().map(|_| said_at(deed));
                ((deed.of.to_string(), tag), at)
            })
            .collect();
        let place = |finding: &Finding| {
            let commit = finding.origin.commit()?.id.clone();
            let path = Some(finding.origin.path().to_owned());
            let of_tag = place.get(&(commit.clone(), path));
            of_tag.or_else(|| place.get(&(commit, None))).copied()
        };
        findings.sort_by_key(&place);
        let mut first = HashMap::new();
        findings.retain(|finding| {
            let at = place(finding);
            *first.entry(finding.fingerprint.clone()).or_insert(at) == at
        });
        for finding in &mut *findings {
            let Some(at) = place(finding) else { continue };
            let in_head = self.is_in_head(finding, at);
            if let Origin::Commit { commit, path } = &mut finding.origin {
                let message = String::from_utf8_lossy(&self.deeds[at].message);
                let commit = Arc::make_mut(commit);
                let first = message.lines().next().unwrap_or_default();
                first.clone_into(&mut commit.summary);
                commit.in_head = Some(in_head);
                commit.paths = vec![path.clone()];
            }
        }
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
    }

    fn is_in_head(&self, finding: &Finding, deed: usize) -> bool {
        let path = finding.origin.path();
        let brought = &self.deeds[deed];
        if path == said_at(brought) {
            return self.history.is_before_head(brought.of);
        }
        let item = self
            .items
            .iter()
            .find(|item| item.deed == Some(deed) && shown_bytes(&item.addition.path) == path);
        let Some(item) = item else { return false };
        let stock = self.history.stock();
        let Some(there) = self.history.at_head(&stock, &item.addition.path) else {
            return false;
        };
        there == item.addition.id
            || stock.read(there).is_ok_and(|content| {
                memchr::memmem::find(content.bytes(), finding.secret.reveal()).is_some()
            })
    }

    fn nothing(history: History) -> Self {
        Self {
            history,
            range: Range::default(),
            items: Vec::new(),
            deeds: Vec::new(),
            commits: 0,
            unreadable: Vec::new(),
        }
    }

    fn add_whole(&mut self, id: Oid) {
        let files = self.history.files(&self.history.stock(), id);
        match files {
            Ok(additions) => self
                .items
                .extend(additions.into_iter().map(|addition| Item {
                    addition,
                    deed: None,
                })),
            Err(why) => self.fail(id.to_string(), why),
        }
    }

    fn fail(&mut self, path: String, why: String) {
        let why = SkipReason::Failed(why);
        self.unreadable.push(Skipped::named(path, why));
    }
}

/// Stands for the path of what a commit or a tag says.
fn said_at(deed: &Deed) -> String {
    let tag = deed.tag.as_deref().map(message_of_tag);
    tag.unwrap_or_else(|| MESSAGE.to_owned())
}

/// Without a summary: a message may hold a secret.
fn commit(deed: &Deed) -> Commit {
    Commit {
        id: deed.of.to_string(),
        author: deed.author.name.clone(),
        email: deed.author.email.clone(),
        date: deed.author.date(),
        commits: 1,
        ..Commit::default()
    }
}
