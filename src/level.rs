//! The two scales of a finding: how bad it is, and how sure we are.

use serde::{Deserialize, Serialize};

/// How much harm the secret does in the wrong hands. Ordered: `Low < Critical`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Public by design, or worthless alone.
    Low,
    /// Limited reach, or needs a second part.
    Medium,
    /// One service's data or money.
    High,
    /// An account, an organisation or a host.
    Critical,
}

/// How sure we are that this is a live-looking secret. Ordered: `Low < High`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Weak passwords, values in tests and docs, near-placeholders, failing checksums.
    Low,
    /// An assigned literal whose name says secret, or a bare format beside its provider's name.
    Medium,
    /// A distinctive format, whose checksum holds where it has one.
    High,
}

impl Severity {
    /// The word used in every report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Confidence {
    /// The word used in every report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// One step surer; `High` stays.
    #[must_use]
    pub fn raised(self) -> Self {
        match self {
            Self::Low => Self::Medium,
            Self::Medium | Self::High => Self::High,
        }
    }

    /// One step less sure; `Low` stays.
    #[must_use]
    pub fn lowered(self) -> Self {
        match self {
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }

    /// So many steps less sure.
    #[must_use]
    pub fn lowered_by(self, steps: usize) -> Self {
        (0..steps).fold(self, |confidence, _| confidence.lowered())
    }
}
