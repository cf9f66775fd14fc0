//! What commits add: each blob that a commit brings, read whole; what is found counts on the
//! lines that none of the commit's parents has. Messages of commits and of annotated tags count,
//! too. Taking a secret away adds nothing.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::commit::Commit;
use crate::error::Result;
use crate::finding::Finding;
use crate::git::{Addition, Deed, Oid, Range, Repository};
use crate::path::shown_bytes;
use crate::source::git::reader::Reader;

/// What stands for the path of a message.
const MESSAGE: &str = "<commit message>";

/// What the commits of a range add, or all that a tree holds.
pub struct Added {
    repository: Repository,
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
    pub fn by(cwd: &Path, range: &Range) -> Result<Self> {
        let mut added = Self::nothing(Repository::open(cwd)?);
        let ends = added.repository.ends(range)?;
        let commits = added.repository.commits(&ends, &range.exclude)?;
        let cut_off = added.repository.cut_off();
        let mut seen = HashSet::new();
        for id in commits {
            if cut_off.contains(&id) {
                added.fail(
                    id,
                    "a shallow clone ends here; what came before is not known",
                );
            }
            match added.repository.additions(id) {
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
                Err(why) => added.fail(id, &why),
            }
        }
        added.commits = added.deeds.len();
        for id in ends.loose {
            added.add_whole(id);
        }
        added.deeds.extend(ends.tags);
        Ok(added)
    }

    /// All that a commit's tree holds, whoever brought it.
    ///
    /// # Errors
    /// [`Error::NotARepository`](crate::error::Error::NotARepository) and its kin.
    pub fn tree(cwd: &Path, commit: Oid) -> Result<Self> {
        let mut added = Self::nothing(Repository::open(cwd)?);
        added.add_whole(commit);
        Ok(added)
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
    ///
    /// # Errors
    /// [`Error::Git`](crate::error::Error::Git) when a thread cannot open the repository again.
    pub fn push(&self, sink: &dyn Sink, max_bytes: Option<u64>) -> Result<()> {
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
        let location = self.repository.location();
        let items = self.items.as_slice();
        let outcomes = rayon::broadcast(|_| {
            let repository = location.open()?;
            let mut reader = Reader::new(&repository, max_bytes, sink);
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
            Ok(())
        });
        outcomes.into_iter().collect()
    }

    /// Says of what was found whether HEAD still has it and what the commit was for, and leaves
    /// each secret of a file to the first commit that brought it. `harmless` takes secrets out
    /// of a line.
    pub fn settle(&self, findings: &mut Vec<Finding>, harmless: &dyn Fn(&str) -> String) {
        let place: HashMap<&str, usize> = self
            .deeds
            .iter()
            .enumerate()
            .map(|(at, deed)| (deed.id.as_str(), at))
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
                commit.in_head = in_head;
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
        let Some(there) = self.repository.in_head(&item.addition.path) else {
            return false;
        };
        there == item.addition.id
            || self.repository.read(there).is_ok_and(|content| {
                memchr::memmem::find(content.bytes(), finding.secret.reveal()).is_some()
            })
    }

    fn nothing(repository: Repository) -> Self {
        Self {
            repository,
            items: Vec::new(),
            deeds: Vec::new(),
            commits: 0,
            unreadable: Vec::new(),
        }
    }

    fn add_whole(&mut self, id: Oid) {
        match self.repository.whole(id) {
            Ok(additions) => self
                .items
                .extend(additions.into_iter().map(|addition| Item {
                    addition,
                    deed: None,
                })),
            Err(why) => self.fail(id, &why),
        }
    }

    fn fail(&mut self, id: Oid, why: &str) {
        self.unreadable.push(Skipped {
            path: id.to_string(),
            reason: SkipReason::Failed(why.to_owned()),
        });
    }
}

/// Without a summary: a message may hold a secret.
fn commit(deed: &Deed) -> Commit {
    Commit {
        id: deed.id.clone(),
        author: deed.author.clone(),
        email: deed.email.clone(),
        date: date(deed.time),
        summary: String::new(),
        in_head: false,
        paths: Vec::new(),
        commits: 1,
    }
}

/// RFC 3339, in the time zone that is so many minutes from UTC.
fn date((seconds, offset): (i64, i32)) -> String {
    let local = seconds.saturating_add(i64::from(offset) * 60);
    let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    // Civil date from days, after Howard Hinnant's algorithm: years begin in March.
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hours, minutes) = (second / 3600, second / 60 % 60);
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.unsigned_abs();
    format!(
        "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}{sign}{:02}:{:02}",
        second % 60,
        offset / 60,
        offset % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_author() {
        assert_eq!(date((0, 0)), "1970-01-01T00:00:00+00:00");
        assert_eq!(date((951_782_399, 0)), "2000-02-28T23:59:59+00:00");
        assert_eq!(date((951_782_400, 60)), "2000-02-29T01:00:00+01:00");
        assert_eq!(date((1_767_323_045, -330)), "2026-01-01T21:34:05-05:30");
        assert_eq!(date((-1, 0)), "1969-12-31T23:59:59+00:00");
    }
}
