//! What of a long range of commits holds nothing at all, told by the engine of histories: it reads
//! what versions of a file have in common once. What is left is looked at commit by commit.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::examine::examine;
use crate::blob::{Blob, Origin, Skipped};
use crate::detect::{Scanner, Trail};
use crate::error::Result;
use crate::git::history::{Guise, Range};
use crate::git::objects::Number;
use crate::source::git::{Clean, History, Kept, Looked, Options, Past, Place, Progress, Revisions};

/// Looks through what this range of the repository that `git` would use in `cwd` holds.
///
/// # Errors
/// As [`History::open`].
pub fn sieve(
    cwd: &Path,
    range: &Range,
    scanner: &Scanner,
    options: Options,
    progress: &Progress,
) -> Result<Clean> {
    let revisions = Revisions {
        include: range.include.iter().map(ToString::to_string).collect(),
        exclude: range.exclude.iter().map(ToString::to_string).collect(),
        ..Revisions::default()
    };
    let history = History::open(cwd, None, &revisions, options)?;
    let sieve = Sieve {
        scanner,
        passed: Mutex::default(),
    };
    // What is wrong with it is told by whoever looks at what is not known to be clean.
    let _ = history.push(&sieve, progress);
    let Passed { blobs, messages } = sieve
        .passed
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let blobs = blobs.into_iter();
    Ok(Clean {
        blobs: blobs
            .map(|((number, guise), bytes)| ((history.id(number), guise), bytes))
            .collect(),
        messages: messages.into_iter().map(|one| history.id(one)).collect(),
    })
}

/// Keeps what holds something.
struct Sieve<'s> {
    scanner: &'s Scanner,
    passed: Mutex<Passed>,
}

/// What holds nothing.
#[derive(Default)]
struct Passed {
    /// By blob and guise, with their sizes.
    blobs: HashMap<(Number, u16), u64>,
    messages: HashSet<Number>,
}

impl Sieve<'_> {
    /// Whether it holds nothing, and what is left for what is made from it. A bug on one content
    /// is met again where it is told.
    fn scan(&self, blob: &Blob<'_>, kept: Option<&Kept<'_, Trail>>) -> (bool, Trail) {
        match examine(self.scanner, blob, kept) {
            Some((examined, trail)) => {
                let is_clean = examined.findings.is_empty() && examined.crowded.is_none();
                (is_clean, trail)
            }
            None => (false, Trail::default()),
        }
    }

    fn passed(&self) -> MutexGuard<'_, Passed> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past for Sieve<'_> {
    type Trail = Trail;

    fn blob(&self, place: Place, blob: &Blob<'_>, kept: Option<&Kept<'_, Trail>>) -> Looked<Trail> {
        let (is_clean, trail) = self.scan(blob, kept);
        if is_clean {
            let guise = Guise::of(blob.origin.path()).number();
            let bytes = blob.raw_offset(blob.text.len());
            self.passed().blobs.insert((place.number, guise), bytes);
        }
        Looked { trail, is_clean }
    }

    fn binary(&self, _: Place, _: &Origin, _: &[u8]) -> bool {
        false
    }

    fn message(&self, number: Number, blob: &Blob<'_>) {
        if self.scan(blob, None).0 {
            self.passed().messages.insert(number);
        }
    }

    fn scanned(&self, _: u64) {}

    fn known(&self, _: u64) {}

    fn skipped(&self, _: Skipped) {}
}
