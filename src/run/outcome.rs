//! What a run leaves behind.

use crate::coverage::{Summary, Tally};
use crate::finding::Finding;

/// What a run found, in the order of reports, and its summary.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Findings at or above the gate and not allowed.
    pub findings: Vec<Finding>,
    /// Findings at or above the gate that something allows; empty unless they were asked for.
    pub allowed: Vec<Finding>,
    /// The run in numbers.
    pub summary: Summary,
}

impl Outcome {
    /// Takes in what another run found; its findings go behind.
    pub fn join(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.allowed.extend(other.allowed);
        self.summary += other.summary;
    }

    /// Sums up anew, after findings were taken away.
    pub fn recount(&mut self) {
        self.summary.reported = tally(&self.findings);
    }
}

/// Findings counted by severity.
pub(super) fn tally(findings: &[Finding]) -> Tally {
    let mut tally = Tally::default();
    for finding in findings {
        tally.add(finding.severity);
    }
    tally
}
