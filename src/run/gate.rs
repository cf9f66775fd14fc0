//! What is reported, and what is only counted.

use crate::finding::Finding;
use crate::level::{Confidence, Severity};

/// What a finding must be for it to be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// At least this sure.
    pub confidence: Confidence,
    /// At least this bad.
    pub severity: Severity,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            confidence: Confidence::Medium,
            severity: Severity::Low,
        }
    }
}

impl Gate {
    pub(super) fn passes(self, finding: &Finding) -> bool {
        finding.confidence >= self.confidence && finding.severity >= self.severity
    }
}
