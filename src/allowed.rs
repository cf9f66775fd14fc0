//! Why a finding need not be reported: who said so, where, and with which words.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// What allows a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// A mark in the text itself, on the finding's line or the one above.
    Inline {
        /// The mark's fixed words: `tightlip:allow`, `gitleaks:allow`.
        mark: &'static str,
        /// What stands behind `--` in a mark of ours.
        reason: Option<String>,
    },
    /// An `[[allow]]` table of a configuration file.
    Config {
        /// Where the table begins: `tightlip.toml:12`.
        place: String,
        /// Its `reason`.
        reason: Option<String>,
        /// Its `owner`.
        owner: Option<String>,
    },
    /// An entry of the baseline.
    Baseline {
        /// What somebody decided.
        verdict: Verdict,
        /// Its `reason`.
        reason: Option<String>,
        /// Its `owner`.
        owner: Option<String>,
    },
}

impl Allowed {
    /// Why, in the words of whoever allowed it.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Inline { reason, .. }
            | Self::Config { reason, .. }
            | Self::Baseline { reason, .. } => reason.as_deref(),
        }
    }

    /// Who answers for it.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        match self {
            Self::Inline { .. } => None,
            Self::Config { owner, .. } | Self::Baseline { owner, .. } => owner.as_deref(),
        }
    }
}

/// What somebody decided about a finding.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is no secret.
    FalsePositive,
    /// It is one, made for tests, and opens nothing.
    TestValue,
    /// It was one, and opens nothing any more.
    Revoked,
    /// It is one, and stays for now.
    #[default]
    Accepted,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::FalsePositive,
        Self::TestValue,
        Self::Revoked,
        Self::Accepted,
    ];

    /// The word that files and reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FalsePositive => "false-positive",
            Self::TestValue => "test-value",
            Self::Revoked => "revoked",
            Self::Accepted => "accepted",
        }
    }
}

/// Allowed findings, counted by what allows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllowedTally {
    /// By marks in the text.
    pub inline: usize,
    /// By the configuration.
    pub config: usize,
    /// By the baseline.
    pub baseline: usize,
}

impl AddAssign for AllowedTally {
    fn add_assign(&mut self, other: Self) {
        let Self {
            inline,
            config,
            baseline,
        } = other;
        self.inline += inline;
        self.config += config;
        self.baseline += baseline;
    }
}

impl AllowedTally {
    /// Counts one more.
    pub fn add(&mut self, allowed: &Allowed) {
        *match allowed {
            Allowed::Inline { .. } => &mut self.inline,
            Allowed::Config { .. } => &mut self.config,
            Allowed::Baseline { .. } => &mut self.baseline,
        } += 1;
    }
}
