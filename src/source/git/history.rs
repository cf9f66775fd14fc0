//! The past of a repository: every blob that the commits asked for brought, each once.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::blob::{Blob, Encoding, Origin, SkipReason, Skipped};
use crate::commit::Commit;
use crate::error::Result;
use crate::git::history::{self as git, BINARY, Guise, Known};
use crate::git::objects::{Derived, Kind, Number, Objects, Reader, Visit, Wanted};
use crate::path::shown_bytes;
use crate::source::text::Text;
use crate::span::Copied;

pub use git::{EMPTY_RANGE, Revisions, Survey};

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
        for (path, why) in survey.problems() {
            past.skipped(Skipped {
                path: path.clone(),
                reason: SkipReason::Failed(why.clone()),
            });
        }
        let objects = self.past.objects();
        let blobs = self.unknown(past, &survey);
        let total = blobs.len();
        progress.total.store(total as u64, Ordering::Relaxed);
        let scan = Scan {
            past,
            survey: &survey,
            options: &self.options,
            progress,
            known: self.known.as_ref(),
            objects,
            wanted: Bits::of(objects, &blobs),
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
        let rest = blobs.iter().copied();
        let rest: Vec<Number> = rest.filter(|blob| !scan.done.has(*blob)).collect();
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
        let saved = self.known.as_ref().map(|known| known.save(objects.len()));
        if let Some(Err(error)) = saved {
            let mut unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
            *unsaved = Some(error.to_string());
        }
        survey
    }

    /// The blobs to scan, without those that are known to hold nothing.
    fn unknown<P: Past>(&self, past: &P, survey: &Survey<'_>) -> Vec<Number> {
        let Some(known) = &self.known else {
            return survey.blobs().to_vec();
        };
        let objects = self.past.objects();
        let blobs: Vec<Number> = survey
            .blobs()
            .par_iter()
            .copied()
            .filter(|blob| {
                let id = objects.id(*blob);
                let mut guises = survey.further(*blob).iter().map(|further| further.guise);
                let has = |guise: Guise| known.has(id, guise.number());
                let is_clean = has(survey.guise(*blob)) && guises.all(has);
                let is_binary = !is_clean && known.has(id, BINARY);
                if is_binary {
                    past.skipped(Skipped {
                        path: shown_bytes(&survey.path(*blob)),
                        reason: SkipReason::Binary,
                    });
                } else if is_clean {
                    past.known(1);
                }
                !is_clean && !is_binary
            })
            .collect();
        blobs
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

/// One scan of a history.
struct Scan<'s, 'h, P> {
    past: &'s P,
    survey: &'s Survey<'h>,
    options: &'s Options,
    progress: &'s Progress,
    known: Option<&'s Known>,
    objects: &'s Objects,
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

    /// Scans a blob wherever it is another thing; `None`: not as the bytes it is.
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
        let mut buffer = Vec::new();
        let Some(text) = Text::of(bytes, &mut buffer) else {
            self.binary(number, path, bytes);
            return None;
        };
        let is_bytes = text.encoding == Encoding::Bytes && text.raw_start == 0;
        let kept = base
            .filter(|_| is_bytes && !self.options.whole_blobs)
            .and_then(|base| {
                Some(Kept {
                    trail: base.state.0.as_ref()?,
                    text: base.bytes,
                    copied: base.copied,
                })
            });
        let (order, guise) = (self.survey.order(number), self.known.is_some());
        let guise = guise.then(|| self.survey.guise(number));
        let blob = |path: String, order, kept: Option<&Kept<'_, P::Trail>>| {
            let (origin, place) = (origin(path), Place { number, order });
            self.past.blob(place, &text.blob(&origin), kept)
        };
        let looked = blob(path, order, kept.as_ref());
        self.note(number, looked.is_clean, guise);
        let whole = [Copied {
            from: 0,
            to: 0,
            len: text.bytes.len(),
        }];
        let same = Kept {
            trail: &looked.trail,
            text: text.bytes,
            copied: &whole,
        };
        for further in self.survey.further(number) {
            let same = (!self.options.whole_blobs).then_some(&same);
            let looked = blob(shown_bytes(&further.path), further.order, same);
            self.note(number, looked.is_clean, Some(further.guise));
        }
        self.past.scanned(bytes.len() as u64);
        is_bytes.then_some(looked.trail)
    }

    fn binary(&self, number: Number, path: String, bytes: &[u8]) {
        let order = self.survey.order(number);
        if !self
            .past
            .binary(Place { number, order }, &origin(path.clone()), bytes)
        {
            if let Some(known) = self.known {
                known.add(self.objects.id(number), BINARY);
            }
            let reason = SkipReason::Binary;
            return self.past.skipped(Skipped { path, reason });
        }
        for further in self.survey.further(number) {
            let (order, path) = (further.order, shown_bytes(&further.path));
            self.past
                .binary(Place { number, order }, &origin(path), bytes);
        }
        self.past.scanned(bytes.len() as u64);
    }

    /// Writes down what was learned of a blob.
    fn note(&self, number: Number, is_clean: bool, guise: Option<Guise>) {
        if let (Some(known), Some(guise), true) = (self.known, guise, is_clean) {
            known.add(self.objects.id(number), guise.number());
        }
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
