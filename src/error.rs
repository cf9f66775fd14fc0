//! Errors, grouped by who must act.

use std::path::PathBuf;

use crate::mistake::Mistake;

/// What stops a run. Everything that merely makes a scan incomplete is a
/// [`Skipped`](crate::blob::Skipped) record instead, so that the rest is still scanned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A path named by the user does not exist.
    #[error("{}: no such file or directory", path.display())]
    NoSuchPath {
        /// The path as it was typed.
        path: PathBuf,
    },
    /// A command that needs a repository ran outside one.
    #[error("{}: not a git repository (or any of its parents)", path.display())]
    NotARepository {
        /// Where the search for a repository began.
        path: PathBuf,
    },
    /// Git's own data could not be read far enough to start.
    #[error("cannot read the git repository: {0}")]
    Git(String),
    /// A hook cannot be put in place; a sentence that says what to do.
    #[error("{0}")]
    Hook(String),
    /// A file is not one that may be changed, or not any more; a sentence that says why.
    #[error("{0}")]
    Change(String),
    /// The address of a repository is one that git is not given; why.
    #[error("this address is refused: {0}")]
    Address(String),
    /// A rule file is wrong; the user who wrote it must act.
    #[error(transparent)]
    Rule(#[from] crate::rule::RuleErrors),
    /// A file that was named as a report is none.
    #[error("{name}: {why}")]
    Report {
        /// The file.
        name: String,
        /// Where it is wrong, and how.
        why: String,
    },
    /// A report's template is wrong; the user who wrote it must act.
    #[error("{name}:{line}: {why}")]
    Template {
        /// The template's file.
        name: String,
        /// Where it is wrong.
        line: usize,
        /// How.
        why: String,
    },
    /// A file that a user wrote is wrong; who wrote it must act.
    #[error(transparent)]
    Mistake(Box<Mistake>),
    /// Reading or writing failed where there is nothing to carry on with.
    #[error("{context}: {source}")]
    Io {
        /// What was being done, and to which path.
        context: String,
        /// The operating system's answer.
        source: std::io::Error,
    },
}

impl Error {
    /// The same, where a mistake in a file is one in the rule of this id.
    #[must_use]
    pub fn of_rule(self, id: &str) -> Self {
        match self {
            Self::Mistake(mut mistake) => {
                mistake.message = format!("rule `{id}`: {}", mistake.message);
                Self::Mistake(mistake)
            }
            other => other,
        }
    }
}

impl From<Mistake> for Error {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(Box::new(mistake))
    }
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;
