//! What a run saw, and how it ended.

use std::time::Duration;

use serde::Serialize;

use crate::blob::Skipped;

/// What was scanned, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Files (or staged blobs) scanned.
    pub files: u64,
    /// Their raw bytes.
    pub bytes: u64,
    /// Commits looked at.
    pub commits: u64,
    /// Blobs of git scanned.
    pub blobs: u64,
    /// What was asked for and not scanned, in order of path.
    pub skipped: Vec<Skipped>,
    /// Wall time.
    pub elapsed: Duration,
}

impl Coverage {
    /// Whether something could not be read, so that "nothing found" says too much.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.skipped
            .iter()
            .any(|skipped| skipped.reason.is_failure())
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everything was scanned; nothing at or above the gate.
    Clean,
    /// Something at or above the gate.
    Findings,
    /// Nothing found, but something could not be read.
    Incomplete,
}

/// A run in numbers; the last thing a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How it ended.
    pub status: Status,
    /// Findings at or above the gate.
    pub reported: usize,
    /// Findings below the gate.
    pub below_gate: usize,
    /// Findings that an inline mark allows.
    pub allowed: usize,
    /// What was scanned.
    pub coverage: Coverage,
}
