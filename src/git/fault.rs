//! What libgit2 says is wrong, as errors of ours.

use std::path::Path;

use git2::ErrorCode;

use super::Oid;
use super::store;
use crate::error::Error;

/// What libgit2 said, as an error of ours.
pub(super) fn git(error: &git2::Error) -> Error {
    Error::Git(error.message().to_owned())
}

/// Why an object cannot be had.
pub(super) fn unreadable(id: Oid, error: &git2::Error) -> String {
    if error.code() == ErrorCode::NotFound {
        store::missing(id)
    } else {
        error.message().to_owned()
    }
}

/// Why a repository could not be opened.
pub(super) fn refusal(error: &git2::Error, cwd: &Path) -> Error {
    match error.code() {
        ErrorCode::NotFound => Error::NotARepository {
            path: cwd.to_owned(),
        },
        ErrorCode::Owner => Error::Git(format!(
            "{}; if you trust it, run `git config --global --add safe.directory <its path>`",
            error.message()
        )),
        _ => git(error),
    }
}
