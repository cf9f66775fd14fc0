//! What commits add: each blob that a commit brings, read whole; what is found counts on the
//! lines that none of the commit's parents has. Messages of commits and of annotated tags count,
//! too. Taking a secret away adds nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::commit::Commit;
use crate::error::Result;
use crate::finding::Finding;
use crate::git::history::{Addition, Deed, History, Range};
use crate::git::{Oid, Store};
use crate::path::shown_bytes;
use crate::source::git::reader::Reader;

/// What stands for the path of a message.
const MESSAGE: &str = "<commit message>";

/// What the commits of a range add, or all that a tree holds.
pub struct Added {
    history: History,
    items: Vec<Item>,
    /// Who brought what, parents first.
    deeds: Vec<Deed>,
    /// How many of them are commits; the others are tags.
    commits: usize,
    unreadable: Vec<Skipped>,
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
        let span = added.history.span(range)?;
        for (what, why) in span.problems {
            added.fail(what, why);
        }
        let mut seen = HashSet::new();
        for id in span.commits {
            if span.cut_off.contains(&id) {
                let why = "a shallow clone ends here; what came before is not known";
                added.fail(id.to_string(), why.to_owned());
            }
            let brought = added.history.brought(&added.history.stock(), id);
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
        self.unreadable.push(Skipped {
            path: what.to_owned(),
            reason: SkipReason::Failed(why.to_owned()),
        });
        self
    }

    /// Whether there is nothing to look at, and nothing that could not be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.deeds.is_empty() && self.unreadable.is_empty()
    }

    /// How many commits it looks at.
    #[must_use]
    pub fn commits(&self) -> usize {
        self.commits
    }

    /// Reads everything but blobs of more than `max_bytes`; calls `sink` from several threads.
    pub fn push(&self, sink: &dyn Sink, max_bytes: Option<u64>) {
        for skipped in &self.unreadable {
            sink.skipped(skipped.clone());
        }
        let brought: Vec<Arc<Commit>> = self.deeds.iter().map(commit).map(Arc::new).collect();
        for (deed, commit) in self.deeds.iter().zip(&brought) {
            let origin = Origin::Commit {
                path: match &deed.tag {
                    Some(name) => format!("<message of tag {name}>"),
                    None => MESSAGE.to_owned(),
                },
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
    /// each secret of a file to the first commit that brought it. `harmless` takes secrets out
    /// of a line.
    pub fn settle(&self, findings: &mut Vec<Finding>, harmless: &dyn Fn(&str) -> String) {
        let place: HashMap<String, usize> = self
            .deeds
            .iter()
            .enumerate()
            .map(|(at, deed)| (deed.id.to_string(), at))
            .collect();
        let place = |finding: &Finding| {
            let commit = finding.origin.commit()?;
            place.get(commit.id.as_str()).copied()
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
                commit.summary = harmless(message.lines().next().unwrap_or_default());
                commit.in_head = Some(in_head);
                commit.paths = vec![path.clone()];
            }
        }
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
    }

    fn is_in_head(&self, finding: &Finding, deed: usize) -> bool {
        let path = finding.origin.path();
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
        self.unreadable.push(Skipped {
            path,
            reason: SkipReason::Failed(why),
        });
    }
}

/// Without a summary: a message may hold a secret.
fn commit(deed: &Deed) -> Commit {
    Commit {
        id: deed.id.to_string(),
        author: deed.author.name.clone(),
        email: deed.author.email.clone(),
        date: deed.author.date(),
        commits: 1,
        ..Commit::default()
    }
}
