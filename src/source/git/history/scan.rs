//! One scan of a history's blobs.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::bits::Bits;
use super::{History, Kept, Passed, Past, Place, Progress, Spot, Survey, as_text, origin};
use crate::blob::{Encoding, SkipReason, Skipped};
use crate::git::history::{BINARY, Guise};
use crate::git::objects::{Derived, Kind, Number, Reader, Visit, Wanted};
use crate::path::shown_bytes;
use crate::source::text::Text;
use crate::span::Copied;

/// Of blobs to scan, one in so many must be wanted for whole packs to be gone through.
const SPARSE: usize = 16;
/// Blobs that one thread reads before it takes more.
const BATCH: usize = 16;

/// The scan.
pub(super) struct Scan<'s, 'h, P> {
    history: &'s History,
    past: &'s P,
    survey: &'s Survey<'h>,
    progress: &'s Progress,
    wanted: Bits,
    done: Bits,
    passed: Mutex<Vec<Passed>>,
}

/// What is left of a blob for those made from it; `None`: it was not scanned as it is stored.
pub(super) struct Left<T>(Option<T>);

impl<'s, 'h, P: Past> Scan<'s, 'h, P> {
    pub(super) fn new(
        history: &'s History,
        past: &'s P,
        survey: &'s Survey<'h>,
        progress: &'s Progress,
    ) -> Self {
        let objects = history.past.objects();
        Self {
            history,
            past,
            survey,
            progress,
            wanted: Bits::of(objects, &[]),
            done: Bits::of(objects, &[]),
            passed: Mutex::default(),
        }
    }

    /// What was passed over because of what it is.
    pub(super) fn passed(self) -> Vec<Passed> {
        let passed = self.passed.into_inner();
        passed.unwrap_or_else(PoisonError::into_inner)
    }

    /// Scans these blobs.
    pub(super) fn blobs(&mut self, blobs: &[Number]) {
        let objects = self.history.past.objects();
        let blobs = self.unknown(blobs);
        let total = blobs.len();
        self.progress.total.store(total as u64, Ordering::Relaxed);
        self.wanted = Bits::of(objects, &blobs);
        if total * SPARSE > objects.len() {
            let wanted = Wanted {
                kind: Kind::Blob,
                only: &|number| self.wanted.has(number),
                memory: self.history.options.memory,
                stop: &self.progress.stop,
            };
            objects.walk(&wanted, self);
        }
        let rest = blobs.iter().copied();
        let rest: Vec<Number> = rest.filter(|blob| !self.done.has(*blob)).collect();
        rest.par_chunks(BATCH).for_each_init(
            || objects.reader(),
            |reader, blobs| self.single(reader, blobs),
        );
    }

    /// Scans blobs as what they are at these places.
    pub(super) fn spots(&self, spots: &[Spot]) {
        let objects = self.history.past.objects();
        spots.par_chunks(BATCH).for_each_init(
            || objects.reader(),
            |reader, spots| spots.iter().for_each(|spot| self.spot(reader, spot)),
        );
    }

    fn spot(&self, reader: &mut Reader<'_>, spot: &Spot) {
        if self.progress.stop.load(Ordering::Relaxed) {
            return;
        }
        let path = spot.path.clone();
        let Some(bytes) = self.read(reader, spot.place.number, || path.clone()) else {
            return;
        };
        let max = self.history.options.max_bytes;
        if max.is_some_and(|max| bytes.len() as u64 > max) {
            return;
        }
        let guise = Guise::of(&path);
        let origin = origin(path);
        let looked = as_text(&bytes, &origin, |blob| {
            self.past.blob(spot.place, blob, None).is_clean
        });
        match looked {
            Some(is_clean) => self.note(spot.place.number, is_clean, Some(guise)),
            None => drop(self.past.binary(spot.place, &origin, &bytes)),
        }
    }

    /// These blobs without those that are known to hold nothing.
    fn unknown(&self, blobs: &[Number]) -> Vec<Number> {
        let survey = self.survey;
        let Some(known) = &self.history.known else {
            return blobs.to_vec();
        };
        let objects = self.history.past.objects();
        let is_unknown = |blob: &Number| {
            let id = objects.id(*blob);
            let mut guises = survey.further(*blob).iter().map(|further| further.guise);
            let has = |guise: Guise| known.has(id, guise.number());
            let is_clean = has(survey.guise(*blob)) && guises.all(has);
            let is_binary = !is_clean && known.has(id, BINARY);
            if is_binary {
                self.pass(*blob, shown_bytes(&survey.path(*blob)), SkipReason::Binary);
            } else if is_clean {
                self.past.known(1);
            }
            !is_clean && !is_binary
        };
        let blobs = blobs.par_iter().copied();
        blobs.filter(is_unknown).collect()
    }

    fn single(&self, reader: &mut Reader<'_>, blobs: &[Number]) {
        for blob in blobs {
            if self.progress.stop.load(Ordering::Relaxed) {
                return;
            }
            let path = || shown_bytes(&self.survey.path(*blob));
            if let Some(bytes) = self.read(reader, *blob, path) {
                self.visit(*blob, &bytes, None);
            }
        }
    }

    /// The bytes of a blob; `None`, and said so: it cannot be had.
    fn read(
        &self,
        reader: &mut Reader<'_>,
        blob: Number,
        path: impl Fn() -> String,
    ) -> Option<std::sync::Arc<Vec<u8>>> {
        let why = match reader.read(blob) {
            Ok((Kind::Blob, bytes)) => return Some(bytes),
            Ok(_) => "it is no blob".to_owned(),
            Err(why) => why,
        };
        let why = SkipReason::Failed(why);
        self.past.skipped(Skipped::named(path(), why));
        None
    }

    /// Passes over a blob because of what it is.
    fn pass(&self, number: Number, path: String, reason: SkipReason) {
        if self.history.known.is_some() {
            let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
            passed.push(Passed {
                blob: self.history.past.objects().id(number),
                order: self.survey.order(number),
                path: path.clone(),
                is_large: reason == SkipReason::TooLarge,
            });
        }
        self.past.skipped(Skipped::named(path, reason));
    }

    /// Scans a blob wherever it is another thing; `None`: not as the bytes it is.
    fn scan(
        &self,
        number: Number,
        bytes: &[u8],
        base: Option<&Derived<'_, Left<P::Trail>>>,
    ) -> Option<P::Trail> {
        let path = shown_bytes(&self.survey.path(number));
        let max = self.history.options.max_bytes;
        if max.is_some_and(|max| bytes.len() as u64 > max) {
            self.pass(number, path, SkipReason::TooLarge);
            return None;
        }
        let mut buffer = Vec::new();
        let Some(text) = Text::of(bytes, &mut buffer) else {
            self.binary(number, path, bytes);
            return None;
        };
        let is_bytes = text.encoding == Encoding::Bytes && text.raw_start == 0;
        let kept = base
            .filter(|_| is_bytes && !self.history.options.whole_blobs)
            .and_then(|base| {
                Some(Kept {
                    trail: base.state.0.as_ref()?,
                    text: base.bytes,
                    copied: base.copied,
                })
            });
        let (order, guise) = (self.survey.order(number), self.history.known.is_some());
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
            let same = (!self.history.options.whole_blobs).then_some(&same);
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
            if let Some(known) = &self.history.known {
                known.add(self.history.past.objects().id(number), BINARY);
            }
            return self.pass(number, path, SkipReason::Binary);
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
        if let (Some(known), Some(guise), true) = (&self.history.known, guise, is_clean) {
            known.add(self.history.past.objects().id(number), guise.number());
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
