//! What a run saw, and how it ended.

use std::ops::AddAssign;
use std::time::Duration;

use serde::Serialize;

use crate::allowed::AllowedTally;
use crate::blob::Skipped;
use crate::left_out::LeftOut;
use crate::level::Severity;

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
    /// What a scan leaves out by its rules, in order of path; empty unless somebody asked.
    pub left_out: Vec<LeftOut>,
    /// Wall time.
    pub elapsed: Duration,
}

/// Takes in what another run saw.
impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Self) {
        // All fields by name: one that is new cannot be forgotten here.
        let Self {
            files,
            bytes,
            commits,
            blobs,
            skipped,
            left_out,
            elapsed,
        } = other;
        // What a report says of itself may be anything.
        self.files = self.files.saturating_add(files);
        self.bytes = self.bytes.saturating_add(bytes);
        self.commits = self.commits.saturating_add(commits);
        self.blobs = self.blobs.saturating_add(blobs);
        self.skipped.extend(skipped);
        self.left_out.extend(left_out);
        self.elapsed = self.elapsed.saturating_add(elapsed);
    }
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
    /// Something at or above the gate, and everything was scanned.
    Findings,
    /// Something could not be read, whether or not anything was found.
    Incomplete,
}

/// Findings counted by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally([usize; 4]);

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, severity: Severity) {
        self.0[severity as usize] += 1;
    }

    /// How many there are of this severity.
    #[must_use]
    pub fn of(&self, severity: Severity) -> usize {
        self.0[severity as usize]
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.iter().sum()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for (own, theirs) in self.0.iter_mut().zip(other.0) {
            *own += theirs;
        }
    }
}

/// A run in numbers; the last thing a report says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Findings at or above the gate.
    pub reported: Tally,
    /// Findings below the gate.
    pub below_gate: usize,
    /// Findings that something allows.
    pub allowed: AllowedTally,
    /// What was scanned.
    pub coverage: Coverage,
}

/// Takes in how another run ended.
impl AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        let Self {
            reported,
            below_gate,
            allowed,
            coverage,
        } = other;
        self.reported += reported;
        self.below_gate += below_gate;
        self.allowed += allowed;
        self.coverage += coverage;
    }
}

impl Summary {
    /// How the run ended.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.coverage.is_incomplete() {
            Status::Incomplete
        } else if self.reported.total() > 0 {
            Status::Findings
        } else {
            Status::Clean
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::SkipReason;

    #[test]
    fn only_what_failed_makes_a_run_incomplete() {
        let mut summary = Summary::default();
        let skipped = |reason| Skipped::named("x".to_owned(), reason);
        summary.coverage.skipped = vec![skipped(SkipReason::Binary), skipped(SkipReason::TooLarge)];
        assert_eq!(summary.status(), Status::Clean);
        summary.reported.add(Severity::Low);
        assert_eq!(summary.status(), Status::Findings);
        let failed = SkipReason::Failed("permission denied".to_owned());
        summary.coverage.skipped.push(skipped(failed));
        assert_eq!(summary.status(), Status::Incomplete);
    }

    #[test]
    fn a_tally_counts_each_severity() {
        let mut tally = Tally::default();
        for severity in [Severity::High, Severity::Low, Severity::High] {
            tally.add(severity);
        }
        assert_eq!((tally.of(Severity::High), tally.total()), (2, 3));
        assert_eq!(tally.of(Severity::Critical), 0);
    }
}
