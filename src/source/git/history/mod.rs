//! The past of a repository: every blob that the commits asked for brought, each once.

mod bits;
mod scan;
mod since;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::blob::{Blob, Origin, SkipReason, Skipped};
use crate::commit::Commit;
use crate::error::Result;
use crate::git::history::{self as git, Known};
use crate::git::objects::Number;
use crate::source::text::Text;
use crate::span::Copied;

pub use git::{EMPTY_RANGE, Revisions, Since, Survey};
pub use since::{Earlier, Passed, Spot};

use scan::Scan;

/// Where nothing else is asked for.
const MEMORY: usize = 1 << 30;

/// How a history is read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Blobs of more bytes are skipped.
    pub max_bytes: Option<u64>,
    /// Bytes that may be held at once, beside tables of what the history holds.
    pub memory: usize,
    /// Every blob is scanned from its first byte to its last, however it is stored.
    pub whole_blobs: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_bytes: None,
            memory: MEMORY,
            whole_blobs: false,
        }
    }
}

/// What a blob has in common with one that was scanned before.
#[derive(Debug)]
pub struct Kept<'k, T> {
    /// What scanning that one left.
    pub trail: &'k T,
    /// Its text.
    pub text: &'k [u8],
    /// The pieces that both have, in the order of the new text.
    pub copied: &'k [Copied],
}

/// Which blob it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Tells it apart.
    pub number: Number,
    /// The order in which the first commit that has it came.
    pub order: u32,
}

/// What looking at a blob came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked<T> {
    /// What is left for those that are made from it.
    pub trail: T,
    /// Whether it is sure to hold nothing, however a finding is judged.
    pub is_clean: bool,
}

/// Takes what a history holds; called from several threads at once.
pub trait Past: Sync {
    /// What is left of scanning a blob for those that are made from it.
    type Trail: Send;

    /// A blob that was not seen before.
    fn blob(
        &self,
        place: Place,
        blob: &Blob<'_>,
        kept: Option<&Kept<'_, Self::Trail>>,
    ) -> Looked<Self::Trail>;
    /// A blob that is not text; whether it was anything but skipped.
    fn binary(&self, place: Place, origin: &Origin, bytes: &[u8]) -> bool;
    /// The message of a commit or an annotated tag, which may not be among those asked for.
    fn message(&self, number: Number, blob: &Blob<'_>);
    /// A blob was read; `bytes` is its raw size.
    fn scanned(&self, bytes: u64);
    /// So many blobs hold nothing, as an earlier scan saw.
    fn known(&self, blobs: u64);
    /// Something was not scanned.
    fn skipped(&self, skipped: Skipped);
}

/// A repository's past, or a part of it.
#[derive(Debug)]
pub struct History {
    past: git::History,
    options: Options,
    known: Option<Known>,
    /// Why what was learned could not be written down.
    unsaved: Mutex<Option<String>>,
}

/// Why the rest of a history was not scanned.
pub const INTERRUPTED: &str = "the scan was interrupted";

/// How far a scan has come.
#[derive(Debug, Default)]
pub struct Progress {
    /// Blobs to scan; 0: not known yet.
    pub total: AtomicU64,
    /// Blobs scanned.
    pub done: AtomicU64,
    /// Once it is set, the scan ends where it is.
    pub stop: Arc<AtomicBool>,
}

impl History {
    /// Opens the repository at `path`, or, without one, that which `git` would use in `cwd`.
    ///
    /// # Errors
    /// [`Error::NotARepository`](crate::error::Error::NotARepository),
    /// [`Error::NoSuchPath`](crate::error::Error::NoSuchPath), and
    /// [`Error::Git`](crate::error::Error::Git) where git's owner check refuses it.
    pub fn open(
        cwd: &Path,
        path: Option<&Path>,
        revisions: &Revisions,
        options: Options,
    ) -> Result<Self> {
        let past = git::History::open(cwd, path, revisions, options.memory / 2)?;
        Ok(Self {
            past,
            options,
            known: None,
            unsaved: Mutex::default(),
        })
    }

    /// Passes over what an earlier scan saw that holds nothing, and writes down what this one
    /// sees. `key` is the user's own; `catalogue` is a digest of all that decides what is found.
    #[must_use]
    pub fn remembering(mut self, key: &[u8; 32], catalogue: &[u8; 32]) -> Self {
        let mut all = blake3::Hasher::new_keyed(catalogue);
        // What is too large is told, whatever it holds.
        all.update(&self.options.max_bytes.unwrap_or(u64::MAX).to_le_bytes());
        self.known = Some(self.past.known(key, all.finalize().as_bytes()));
        self
    }

    /// After a scan, why what it learned could not be written down.
    #[must_use]
    pub fn unsaved(&self) -> Option<String> {
        let unsaved = self.unsaved.lock();
        unsaved.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads everything for `past`. What comes back tells where things were and who brought
    /// them, and what was passed over because of what it is.
    #[must_use]
    pub fn push<P: Past>(&self, past: &P, progress: &Progress) -> (Survey<'_>, Vec<Passed>) {
        let message = message(past);
        let survey = self
            .past
            .survey(&message, &progress.stop, self.options.memory);
        for (path, why) in survey.problems() {
            let why = SkipReason::Failed(why.clone());
            past.skipped(Skipped::named(path.clone(), why));
        }
        let passed = self.scan(past, &survey, progress, &[]);
        (survey, passed)
    }

    /// Whether less than everything is asked for.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.past.is_narrowed()
    }

    /// Reads for `past` what was not asked for and may hold the same: what was there before, and
    /// what HEAD has.
    pub fn push_outside<P: Past>(&self, past: &P, survey: &mut Survey<'_>, stop: &Arc<AtomicBool>) {
        let blobs = survey.outside();
        let progress = Progress {
            stop: Arc::clone(stop),
            ..Progress::default()
        };
        Scan::new(self, past, survey, &progress).blobs(&blobs);
    }

    /// Scans the blobs of a survey, and those at `spots` as what they are there.
    fn scan<P: Past>(
        &self,
        past: &P,
        survey: &Survey<'_>,
        progress: &Progress,
        spots: &[Spot],
    ) -> Vec<Passed> {
        let mut scan = Scan::new(self, past, survey, progress);
        scan.blobs(survey.blobs());
        scan.spots(spots);
        if progress.stop.load(Ordering::Relaxed) {
            let why = SkipReason::Failed(INTERRUPTED.to_owned());
            past.skipped(Skipped::named("<history>".to_owned(), why));
        }
        if let Some(known) = &self.known {
            self.note(known.save(self.past.objects().len()));
        }
        scan.passed()
    }

    /// Remembers why something could not be written down.
    fn note(&self, saved: std::io::Result<()>) {
        if let Err(error) = saved {
            let mut unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
            *unsaved = Some(error.to_string());
        }
    }
}

/// Hands the messages of commits and tags to `past`.
fn message<P: Past>(past: &P) -> impl Fn(Number, &str, &[u8]) + Sync {
    move |number, path, text| {
        let origin = origin(path.to_owned());
        past.message(number, &Blob::whole(&origin, text));
    }
}

/// `scan`s a blob's text; `None`: it is not text.
pub fn as_text<T>(bytes: &[u8], origin: &Origin, scan: impl FnOnce(&Blob<'_>) -> T) -> Option<T> {
    let mut buffer = Vec::new();
    let text = Text::of(bytes, &mut buffer)?;
    Some(scan(&text.blob(origin)))
}

/// A blob of a history whose commit is not looked up yet.
fn origin(path: String) -> Origin {
    Origin::Commit {
        path,
        commit: Arc::new(Commit::default()),
    }
}
