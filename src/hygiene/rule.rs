//! The rules by which hygiene reports. They are judged by name and place, so they are made here
//! and not read from `rules/`.

use std::sync::Arc;

use crate::level::{Confidence, Severity};
use crate::rule::{Boundary, Matcher, Rule};

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposed {
    /// Git tracks a dotenv file, or is about to.
    EnvTracked,
    /// A dotenv file exists that `git add` would take.
    EnvNotIgnored,
    /// Dotenv is in use, and `git add` would take the `.env` that somebody will make.
    EnvUnprotected,
    /// Git tracks a private key, or is about to.
    KeyTracked,
    /// A private key exists that `git add` would take.
    KeyNotIgnored,
    /// Git tracks files in a folder called `secrets`, or is about to.
    SecretsTracked,
    /// A folder called `secrets` holds files that `git add` would take.
    SecretsNotIgnored,
}

impl Exposed {
    /// All of them, in order of their ids.
    pub const ALL: [Self; 7] = [
        Self::EnvNotIgnored,
        Self::EnvTracked,
        Self::EnvUnprotected,
        Self::KeyNotIgnored,
        Self::KeyTracked,
        Self::SecretsNotIgnored,
        Self::SecretsTracked,
    ];

    /// The rule's id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::EnvTracked => "hygiene-env-tracked",
            Self::EnvNotIgnored => "hygiene-env-not-ignored",
            Self::EnvUnprotected => "hygiene-env-unprotected",
            Self::KeyTracked => "hygiene-key-tracked",
            Self::KeyNotIgnored => "hygiene-key-not-ignored",
            Self::SecretsTracked => "hygiene-secrets-tracked",
            Self::SecretsNotIgnored => "hygiene-secrets-not-ignored",
        }
    }

    /// How bad it is: what git has already is worse than what it would take.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::EnvTracked | Self::KeyTracked | Self::SecretsTracked => Severity::High,
            Self::EnvNotIgnored | Self::KeyNotIgnored | Self::SecretsNotIgnored => Severity::Medium,
            Self::EnvUnprotected => Severity::Low,
        }
    }

    /// The rule, as reports and the catalogue show it.
    #[must_use]
    pub fn rule(self) -> Arc<Rule> {
        let (name, description) = self.words();
        Arc::new(Rule {
            provider: "Git".to_owned(),
            category: "hygiene".to_owned(),
            description: description.to_owned(),
            severity: self.severity(),
            confidence: Confidence::High,
            boundary: Boundary::None,
            docs: "https://git-scm.com/docs/gitignore".to_owned(),
            ..Rule::without_pattern(self.id(), name, Matcher::File)
        })
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::EnvTracked => (
                "Tracked dotenv file",
                "Everybody who clones the repository gets it, and history keeps it.",
            ),
            Self::EnvNotIgnored => (
                "Dotenv file that git does not ignore",
                "The next `git add .` takes it.",
            ),
            Self::EnvUnprotected => (
                "No ignore rule for `.env`",
                "Dotenv is in use here; the `.env` that somebody makes can be committed by accident.",
            ),
            Self::KeyTracked => (
                "Tracked private key",
                "Everybody who clones the repository gets it, and history keeps it.",
            ),
            Self::KeyNotIgnored => (
                "Private key that git does not ignore",
                "The next `git add .` takes it.",
            ),
            Self::SecretsTracked => (
                "Tracked file in a secrets folder",
                "Everybody who clones the repository gets it, and history keeps it.",
            ),
            Self::SecretsNotIgnored => (
                "Secrets folder that git does not ignore",
                "The next `git add .` takes what it holds.",
            ),
        }
    }
}
