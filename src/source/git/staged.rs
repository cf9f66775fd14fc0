//! What `git commit` is about to record: blobs of the index, never files of the working tree.
//!
//! A file is scanned whole, and what is found counts on the lines that the commit adds or changes
//! against HEAD. `git commit --amend` is no exception: what HEAD has was looked at when it was
//! made.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::blob::{Origin, Sink, SkipReason, Skipped};
use crate::error::Result;
use crate::git::{Change, Changes, Repository};
use crate::path::shown_bytes;
use crate::source::git::reader::Reader;

/// Fewer files than this are read by one thread: starting others takes longer.
const WORTH_THREADS: usize = 24;

/// What is staged in one repository.
pub struct Staged {
    repository: Repository,
    changes: Changes,
    max_bytes: Option<u64>,
}

impl Staged {
    /// What the next commit made in `cwd` would record. Git's environment variables count as they
    /// count for git, so that a hook sees the index of `git commit --all` or of a partial commit.
    ///
    /// # Errors
    /// [`Error::NotARepository`](crate::error::Error::NotARepository), or
    /// [`Error::Git`](crate::error::Error::Git) when the index or HEAD cannot be read.
    pub fn open(cwd: &Path) -> Result<Self> {
        let repository = Repository::open(cwd)?;
        let changes = repository.staged()?;
        Ok(Self {
            repository,
            changes,
            max_bytes: None,
        })
    }

    /// Skips blobs of more bytes.
    #[must_use]
    pub fn max_bytes(self, max_bytes: Option<u64>) -> Self {
        Self { max_bytes, ..self }
    }

    /// Leaves out the files for whose path, from the repository's root, `keep` says no.
    #[must_use]
    pub fn retain(mut self, keep: impl Fn(&[u8]) -> bool) -> Self {
        self.changes.changed.retain(|change| keep(&change.path));
        self.changes.unmerged.retain(|path| keep(path));
        self
    }

    /// The repository.
    #[must_use]
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// What is staged.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Reads every staged blob that brings something new; calls `sink` from several threads when
    /// there are many.
    ///
    /// # Errors
    /// [`Error::Git`](crate::error::Error::Git) when a thread cannot open the repository again.
    pub fn push(&self, sink: &dyn Sink) -> Result<()> {
        for path in &self.changes.unmerged {
            let why = SkipReason::Failed("unmerged".to_owned());
            sink.skipped(Skipped::named(shown_bytes(path), why));
        }
        let changed = self.changes.changed.as_slice();
        let max_bytes = self.max_bytes;
        if changed.len() < WORTH_THREADS {
            let mut reader = Reader::new(&self.repository, max_bytes, sink);
            for change in changed {
                push(&mut reader, change);
            }
            return Ok(());
        }
        let next = AtomicUsize::new(0);
        let location = self.repository.location();
        let outcomes = rayon::broadcast(|_| {
            let repository = location.open()?;
            let mut reader = Reader::new(&repository, max_bytes, sink);
            while let Some(change) = changed.get(next.fetch_add(1, Ordering::Relaxed)) {
                push(&mut reader, change);
            }
            Ok(())
        });
        outcomes.into_iter().collect()
    }
}

fn push(reader: &mut Reader<'_>, change: &Change) {
    if change.before == Some(change.id) {
        // Renamed, with no line added.
        return;
    }
    let origin = Origin::Staged {
        path: shown_bytes(&change.path),
    };
    reader.push(change.id, change.before.as_slice(), &origin);
}
