//! A sink for tests, which keeps everything.

use std::ops::Range;
use std::sync::Mutex;

use crate::blob::{Blob, Encoding, Sink, Skipped};
use crate::span::Position;

/// A blob that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) path: String,
    pub(crate) text: Vec<u8>,
    pub(crate) core: Range<usize>,
    pub(crate) raw_start: u64,
    pub(crate) position: Position,
    pub(crate) encoding: Encoding,
}

impl Piece {
    /// The part whose findings count.
    pub(crate) fn core(&self) -> &[u8] {
        &self.text[self.core.clone()]
    }
}

/// Everything that a source handed over.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pieces: Mutex<Vec<Piece>>,
    scanned: Mutex<Vec<u64>>,
    skipped: Mutex<Vec<Skipped>>,
}

impl Collected {
    /// The blobs in order of path; those of one file in the order they came.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = self.pieces.lock().unwrap().clone();
        pieces.sort_by(|a, b| a.path.cmp(&b.path));
        pieces
    }

    /// The paths of all blobs, sorted, as often as they came.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.pieces().into_iter().map(|piece| piece.path).collect()
    }

    /// The raw sizes of the files that were read whole, sorted.
    pub(crate) fn scanned(&self) -> Vec<u64> {
        let mut scanned = self.scanned.lock().unwrap().clone();
        scanned.sort_unstable();
        scanned
    }

    /// What was skipped, sorted.
    pub(crate) fn skipped(&self) -> Vec<Skipped> {
        let mut skipped = self.skipped.lock().unwrap().clone();
        skipped.sort();
        skipped
    }
}

impl Sink for Collected {
    fn blob(&self, blob: &Blob<'_>) {
        self.pieces.lock().unwrap().push(Piece {
            path: blob.origin.path().to_owned(),
            text: blob.text.to_vec(),
            core: blob.core.clone(),
            raw_start: blob.raw_start,
            position: blob.position,
            encoding: blob.encoding,
        });
    }

    fn scanned(&self, bytes: u64) {
        self.scanned.lock().unwrap().push(bytes);
    }

    fn skipped(&self, skipped: Skipped) {
        self.skipped.lock().unwrap().push(skipped);
    }
}
