//! What `git commit` is about to record: blobs of the index, never files of the working tree.
//!
//! A file is scanned whole, and what is found counts on the lines that the commit adds or changes
//! against HEAD. `git commit --amend` is no exception: what HEAD has was looked at when it was
//! made.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::error::Result;
use crate::git::{Change, Changes, Oid, Repository, added_lines};
use crate::path::shown_bytes;
use crate::source::text::Text;

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
            sink.skipped(Skipped {
                path: shown_bytes(path),
                reason: SkipReason::Failed("unmerged".to_owned()),
            });
        }
        let changed = self.changes.changed.as_slice();
        let max_bytes = self.max_bytes;
        if changed.len() < WORTH_THREADS {
            let mut reader = Reader::new(&self.repository, max_bytes, sink);
            for change in changed {
                reader.push(change);
            }
            return Ok(());
        }
        let next = AtomicUsize::new(0);
        let location = self.repository.location();
        let outcomes = rayon::broadcast(|_| {
            let repository = location.open()?;
            let mut reader = Reader::new(&repository, max_bytes, sink);
            while let Some(change) = changed.get(next.fetch_add(1, Ordering::Relaxed)) {
                reader.push(change);
            }
            Ok(())
        });
        outcomes.into_iter().collect()
    }
}

/// One thread's part in reading.
struct Reader<'r> {
    repository: &'r Repository,
    max_bytes: Option<u64>,
    sink: &'r dyn Sink,
    /// Where wide text is transcoded to: that which is staged, and that of HEAD.
    buffers: [Vec<u8>; 2],
}

impl<'r> Reader<'r> {
    fn new(repository: &'r Repository, max_bytes: Option<u64>, sink: &'r dyn Sink) -> Self {
        Self {
            repository,
            max_bytes,
            sink,
            buffers: [Vec::new(), Vec::new()],
        }
    }

    fn push(&mut self, change: &Change) {
        if change.before == Some(change.id) {
            // Renamed, with no line added.
            return;
        }
        let origin = Origin::Staged {
            path: shown_bytes(&change.path),
        };
        match self.scan(change, &origin) {
            Ok(bytes) => self.sink.scanned(bytes),
            Err(reason) => self.sink.skipped(Skipped {
                path: origin.path().to_owned(),
                reason,
            }),
        }
    }

    fn scan(&mut self, change: &Change, origin: &Origin) -> std::result::Result<u64, SkipReason> {
        if let Some(max) = self.max_bytes
            && self
                .repository
                .size(change.id)
                .map_err(SkipReason::Failed)?
                > max
        {
            return Err(SkipReason::TooLarge);
        }
        let content = self
            .repository
            .read(change.id)
            .map_err(SkipReason::Failed)?;
        let [buffer, old_buffer] = &mut self.buffers;
        let text = Text::of(content.bytes(), buffer).ok_or(SkipReason::Binary)?;
        let lines = change
            .before
            .and_then(|before| added(self.repository, before, old_buffer, text.bytes));
        if lines.as_ref().is_none_or(|lines| !lines.is_empty()) {
            self.sink.blob(&Blob {
                lines: lines.as_deref(),
                ..text.blob(origin)
            });
        }
        Ok(content.bytes().len() as u64)
    }
}

/// The lines that `text` adds to what the blob `before` says. Where that cannot be read, or was
/// binary, all lines count.
fn added(
    repository: &Repository,
    before: Oid,
    buffer: &mut Vec<u8>,
    text: &[u8],
) -> Option<Vec<Range<u64>>> {
    let content = repository.read(before).ok()?;
    let old = Text::of(content.bytes(), buffer)?;
    added_lines(old.bytes, text)
}
