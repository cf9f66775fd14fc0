//! What somebody decides of a secret, and what comes of it.

use super::mark::Refusal;
use crate::baseline::Decision;
use crate::error::Error;

/// What somebody decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It goes into the baseline.
    Accept(Decision),
    /// A comment beside it allows it.
    Mark(Option<String>),
    /// It goes into `.env`, and a look-up takes its place: what `fix` does.
    Move,
}

/// What a decision did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Files that were written, from the top.
    pub written: Vec<String>,
    /// What to know about it.
    pub notes: Vec<String>,
}

/// Why a decision was not carried out. Nothing has changed then.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be, for a finding such as this.
    Refused(Refusal),
    /// It cannot be moved: why, and what to do by hand.
    Stays(String),
    /// A file could not be written.
    Error(Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
