//! Takes what a history holds, scans it, and gathers what is found.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::examine::examine;
use super::found::Found;
use crate::blob::{Blob, Origin, SkipReason, Skipped};
use crate::detect::{Examined, Scanner, Trail};
use crate::git::objects::Number;
use crate::run::Run;
use crate::source::git::{Kept, Looked, Past, Place};

/// Collects what is found.
pub(super) struct Collector<'s, 'r> {
    scanner: &'s Scanner,
    run: &'r Run<'s>,
    found: Mutex<Found>,
    /// What was not scanned; of what is no text, each path once.
    skipped: Mutex<(Vec<Skipped>, HashSet<String>)>,
    blobs: AtomicU64,
    /// Blobs that were known to hold nothing.
    known: AtomicU64,
}

/// What a collector holds in the end.
pub(super) struct Collected {
    pub(super) found: Found,
    pub(super) skipped: Vec<Skipped>,
    /// Blobs that were looked at.
    pub(super) blobs: u64,
    /// Of those, how many were known to hold nothing.
    pub(super) known: u64,
}

impl Collected {
    /// Whether something could not be read.
    pub(super) fn failed(&self) -> bool {
        self.skipped
            .iter()
            .any(|skipped| skipped.reason.is_failure())
    }
}

impl<'s, 'r> Collector<'s, 'r> {
    pub(super) fn new(scanner: &'s Scanner, run: &'r Run<'s>) -> Self {
        Self {
            scanner,
            run,
            found: Mutex::default(),
            skipped: Mutex::default(),
            blobs: AtomicU64::new(0),
            known: AtomicU64::new(0),
        }
    }

    pub(super) fn collected(self) -> Collected {
        let found = self.found.into_inner();
        let skipped = self.skipped.into_inner();
        Collected {
            found: found.unwrap_or_else(PoisonError::into_inner),
            skipped: skipped.unwrap_or_else(PoisonError::into_inner).0,
            blobs: self.blobs.into_inner(),
            known: self.known.into_inner(),
        }
    }

    /// `None`: the scanner failed.
    fn scan(&self, blob: &Blob<'_>, kept: Option<&Kept<'_, Trail>>) -> Option<(Examined, Trail)> {
        let scanned = examine(self.scanner, blob, kept);
        let why = match &scanned {
            Some((examined, _)) => examined.crowded.map(SkipReason::crowded),
            None => Some(SkipReason::scanner_failed()),
        };
        if let Some(reason) = why {
            self.skipped(Skipped::of(blob.origin, reason));
        }
        scanned
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past for Collector<'_, '_> {
    type Trail = Trail;

    fn blob(&self, place: Place, blob: &Blob<'_>, kept: Option<&Kept<'_, Trail>>) -> Looked<Trail> {
        let Some((examined, trail)) = self.scan(blob, kept) else {
            return Looked::default();
        };
        let findings = examined.findings;
        let is_clean = findings.is_empty() && examined.crowded.is_none();
        if !findings.is_empty() {
            let mut found = self.found();
            for finding in findings {
                found.add(finding, place, true);
            }
        }
        Looked { trail, is_clean }
    }

    fn binary(&self, place: Place, origin: &Origin, bytes: &[u8]) -> bool {
        let finding = self.scanner.binary(origin, bytes);
        finding
            .map(|finding| self.found().add(finding, place, true))
            .is_some()
    }

    fn message(&self, number: Number, blob: &Blob<'_>) {
        let findings = self.scan(blob, None).map(|(examined, _)| examined.findings);
        if let Some(findings) = findings.filter(|findings| !findings.is_empty()) {
            let findings = findings.into_iter().map(|finding| (number, finding));
            self.found().messages.extend(findings);
        }
    }

    fn scanned(&self, bytes: u64) {
        self.blobs.fetch_add(1, Ordering::Relaxed);
        self.run.read(bytes);
    }

    fn known(&self, blobs: u64) {
        self.blobs.fetch_add(blobs, Ordering::Relaxed);
        self.known.fetch_add(blobs, Ordering::Relaxed);
    }

    fn skipped(&self, skipped: Skipped) {
        let mut all = self.skipped.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, binary) = &mut *all;
        if skipped.reason != SkipReason::Binary || binary.insert(skipped.path.clone()) {
            all.push(skipped);
        }
    }
}
