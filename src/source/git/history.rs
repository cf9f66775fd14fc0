//! The past of a repository: every blob that the commits asked for brought, each once.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use crate::blob::{Blob, Origin, SkipReason, Skipped};
use crate::commit::Commit;
use crate::error::Result;
use crate::git::history as git;
use crate::git::objects::{Derived, Kind, Number, Objects, Reader, Visit, Wanted};
use crate::path::shown_bytes;
use crate::source::text::{Layout, Text};
use crate::span::Copied;

pub use git::{Revisions, Survey};

/// Of blobs to scan, one in so many must be wanted for whole packs to be gone through.
const SPARSE: usize = 16;
/// Blobs that one thread reads before it takes more.
const BATCH: usize = 16;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Tells it apart.
    pub number: Number,
    /// The order in which the first commit that has it came.
    pub order: u32,
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
    ) -> Self::Trail;
    /// A blob that is not text; whether it was anything but skipped.
    fn binary(&self, place: Place, origin: &Origin, bytes: &[u8]) -> bool;
    /// The message of a commit or an annotated tag, which may not be among those asked for.
    fn message(&self, number: Number, blob: &Blob<'_>);
    /// A blob was read; `bytes` is its raw size.
    fn scanned(&self, bytes: u64);
    /// Something was not scanned.
    fn skipped(&self, skipped: Skipped);
}

/// A repository's past, or a part of it.
#[derive(Debug)]
pub struct History {
    past: git::History,
    options: Options,
}

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
    /// [`Error::NoSuchPath`](crate::error::Error::NoSuchPath),
    /// [`Error::NoSuchRevision`](crate::error::Error::NoSuchRevision) for a name that means
    /// nothing, and [`Error::Git`](crate::error::Error::Git) where git's owner check refuses it.
    pub fn open(
        cwd: &Path,
        path: Option<&Path>,
        revisions: &Revisions,
        options: Options,
    ) -> Result<Self> {
        let past = git::History::open(cwd, path, revisions, options.memory / 2)?;
        Ok(Self { past, options })
    }

    /// Reads everything for `past`. What comes back tells where things were, and who brought
    /// them.
    #[must_use]
    pub fn push<P: Past>(&self, past: &P, progress: &Progress) -> Survey<'_> {
        let stop = &*progress.stop;
        let message = |number: Number, path: &str, text: &[u8]| {
            let origin = origin(path.to_owned());
            past.message(number, &Blob::whole(&origin, text));
        };
        let survey = self.past.survey(&message, stop, self.options.memory);
        let total = survey.blobs().len();
        progress.total.store(total as u64, Ordering::Relaxed);
        for (path, why) in survey.problems() {
            past.skipped(Skipped {
                path: path.clone(),
                reason: SkipReason::Failed(why.clone()),
            });
        }
        let objects = self.past.objects();
        let scan = Scan {
            past,
            survey: &survey,
            options: &self.options,
            progress,
            wanted: Bits::of(objects, survey.blobs()),
            done: Bits::of(objects, &[]),
        };
        if total * SPARSE > objects.len() {
            let wanted = Wanted {
                kind: Kind::Blob,
                only: &|number| scan.wanted.has(number),
                memory: self.options.memory,
                stop,
            };
            objects.walk(&wanted, &scan);
        }
        let rest: Vec<Number> = survey
            .blobs()
            .iter()
            .copied()
            .filter(|blob| !scan.done.has(*blob))
            .collect();
        rest.par_chunks(BATCH).for_each_init(
            || objects.reader(),
            |reader, blobs| scan.single(reader, blobs),
        );
        if stop.load(Ordering::Relaxed) {
            past.skipped(Skipped {
                path: "<history>".to_owned(),
                reason: SkipReason::Failed("the scan was interrupted".to_owned()),
            });
        }
        survey
    }
}

/// A blob of a history whose commit is not looked up yet.
fn origin(path: String) -> Origin {
    Origin::Commit {
        path,
        commit: Arc::new(Commit::default()),
    }
}

/// One scan of a history.
struct Scan<'s, 'h, P> {
    past: &'s P,
    survey: &'s Survey<'h>,
    options: &'s Options,
    progress: &'s Progress,
    wanted: Bits,
    done: Bits,
}

/// What is left of a blob for those made from it; `None`: it was not scanned as it is stored.
struct Left<T>(Option<T>);

impl<P: Past> Scan<'_, '_, P> {
    fn single(&self, reader: &mut Reader<'_>, blobs: &[Number]) {
        for blob in blobs {
            if self.progress.stop.load(Ordering::Relaxed) {
                return;
            }
            let why = match reader.read(*blob) {
                Ok((Kind::Blob, bytes)) => {
                    self.visit(*blob, &bytes, None);
                    continue;
                }
                Ok(_) => "it is no blob".to_owned(),
                Err(why) => why,
            };
            self.past.skipped(Skipped {
                path: shown_bytes(&self.survey.path(*blob)),
                reason: SkipReason::Failed(why),
            });
        }
    }

    /// Scans a blob; `None`: not as the bytes it is.
    fn scan(
        &self,
        number: Number,
        bytes: &[u8],
        base: Option<&Derived<'_, Left<P::Trail>>>,
    ) -> Option<P::Trail> {
        let path = shown_bytes(&self.survey.path(number));
        let max = self.options.max_bytes;
        if max.is_some_and(|max| bytes.len() as u64 > max) {
            let reason = SkipReason::TooLarge;
            self.past.skipped(Skipped { path, reason });
            return None;
        }
        let origin = origin(path.clone());
        let place = Place {
            number,
            order: self.survey.order(number),
        };
        let Some(layout) = Layout::sniff(bytes) else {
            if self.past.binary(place, &origin, bytes) {
                self.past.scanned(bytes.len() as u64);
            } else {
                self.past.skipped(Skipped {
                    path,
                    reason: SkipReason::Binary,
                });
            }
            return None;
        };
        if layout.wide.is_some() || layout.mark > 0 {
            let mut buffer = Vec::new();
            if let Some(text) = Text::of(bytes, &mut buffer) {
                self.past.blob(place, &text.blob(&origin), None);
            }
            self.past.scanned(bytes.len() as u64);
            return None;
        }
        let kept = base.filter(|_| !self.options.whole_blobs).and_then(|base| {
            Some(Kept {
                trail: base.state.0.as_ref()?,
                text: base.bytes,
                copied: base.copied,
            })
        });
        let blob = Blob::whole(&origin, bytes);
        let trail = self.past.blob(place, &blob, kept.as_ref());
        self.past.scanned(bytes.len() as u64);
        Some(trail)
    }
}

impl<P: Past> Visit for Scan<'_, '_, P> {
    type State = Left<P::Trail>;

    fn visit(
        &self,
        number: Number,
        bytes: &[u8],
        base: Option<&Derived<'_, Self::State>>,
    ) -> Self::State {
        if !self.wanted.has(number) || self.done.set(number) {
            return Left(None);
        }
        let left = self.scan(number, bytes, base);
        self.progress.done.fetch_add(1, Ordering::Relaxed);
        Left(left)
    }
}

/// A set of objects.
struct Bits(Vec<AtomicU64>);

impl Bits {
    fn of(objects: &Objects, members: &[Number]) -> Self {
        let words = objects.len().div_ceil(64);
        let bits = Self((0..words).map(|_| AtomicU64::new(0)).collect());
        for member in members {
            bits.set(*member);
        }
        bits
    }

    fn has(&self, number: Number) -> bool {
        let word = self.0[number as usize / 64].load(Ordering::Relaxed);
        word >> (number % 64) & 1 == 1
    }

    /// Puts a member in; returns whether it was there.
    fn set(&self, number: Number) -> bool {
        let bit = 1 << (number % 64);
        self.0[number as usize / 64].fetch_or(bit, Ordering::Relaxed) & bit != 0
    }
}
