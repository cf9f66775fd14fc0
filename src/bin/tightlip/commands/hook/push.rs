//! The hooks of a push: `pre-push` where it begins, `pre-receive` and `update` where it ends.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use tightlip::git::history::{History, Range};
use tightlip::git::{Oid, Program};
use tightlip::hook::{self, Update};
use tightlip::source::git::Added;

use super::advice;
use crate::args::{Global, Scan};
use crate::commands::scan::{What, limit_threads, run_over};
use crate::exit::{Exit, Failure};

/// A push as seen from one of its ends.
#[derive(Clone, Copy)]
pub(super) enum Side<'a> {
    /// About to be sent, to the remote of this name.
    Sent(&'a str),
    /// Here already, in a place of its own.
    Received,
}

/// Git's lines; none if a person is typing.
pub(super) fn input() -> Result<Vec<u8>, Failure> {
    let mut input = Vec::new();
    if !io::stdin().is_terminal() {
        io::stdin().read_to_end(&mut input).map_err(|error| {
            Failure::Usage(format!(
                "cannot read git's lines on standard input: {error}"
            ))
        })?;
    }
    Ok(input)
}

/// The lines of a `pre-push` hook. The program pre-commit keeps them to itself and puts the first
/// of them into its environment: names that it knows, and ids unless all of a branch is new.
pub(super) fn sent(input: &[u8]) -> Result<Vec<Update>, Failure> {
    let updates = hook::pre_push(input).map_err(Failure::Usage)?;
    if !updates.is_empty() {
        return Ok(updates);
    }
    let new = variable("PRE_COMMIT_TO_REF").or_else(|| variable("PRE_COMMIT_LOCAL_BRANCH"));
    let Some(new) = new else {
        if variable("PRE_COMMIT_REMOTE_NAME").is_some() {
            let message = "pre-commit does not say what this push sends, so it cannot be scanned";
            return Err(Failure::Usage(message.to_owned()));
        }
        return Ok(updates);
    };
    let old = variable("PRE_COMMIT_FROM_REF");
    let branch = variable("PRE_COMMIT_REMOTE_BRANCH").unwrap_or_default();
    Ok(vec![Update {
        name: branch.to_string_lossy().into_owned(),
        old: old.as_deref().map(resolved).transpose()?,
        new: Some(resolved(&new)?),
    }])
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The id of what somebody who pushed named, a tag's own and not that of its commit.
fn resolved(name: &OsStr) -> Result<String, Failure> {
    let options = ["rev-parse", "--verify", "--quiet"].map(OsStr::new);
    let words = options.into_iter().chain([name]);
    let found = Program::at(Path::new(".")).ask(words)?;
    let wrong = || {
        let name = name.to_string_lossy();
        Failure::Usage(format!(
            "pre-commit names `{name}`, which git does not know"
        ))
    };
    found.ok_or_else(wrong)
}

/// Scans what the push adds to what the other side, or this one, has already.
pub(super) fn run(
    updates: &[Update],
    side: Side<'_>,
    scan: &Scan,
    global: &Global,
) -> Result<Exit, Failure> {
    limit_threads(global);
    let here = Path::new(".");
    let history = History::here(here)?;
    let mut range = Range::default();
    for update in updates {
        if let Some(new) = &update.new {
            range.include.push(object(new)?);
        }
        // A push by force may replace what was never fetched.
        let old = update.old.as_deref().map(object).transpose()?;
        range.exclude.extend(old);
    }
    if range.include.is_empty() {
        // Nothing but deletions.
        return Ok(Exit::Clean);
    }
    range.exclude.extend(match side {
        Side::Received => history.tips("refs/"),
        // Of an address that has no name nothing is known.
        Side::Sent(remote) => history.tips(&format!("refs/remotes/{remote}/")),
    });
    let added = Added::by(history, &range)?;
    if added.is_empty() {
        return Ok(Exit::Clean);
    }
    let (exit, outcome) = run_over(What::Added(&added), scan, global)?;
    if !outcome.findings.is_empty() {
        // Who pushed can do nothing about an output that is gone.
        let _ = advice::advise(&outcome.findings, side);
    } else if exit == Exit::Incomplete {
        let _ = advice::unread(side);
    }
    Ok(exit)
}

fn object(id: &str) -> Result<Oid, Failure> {
    let wrong = || Failure::Usage(format!("`{id}` is no id of a git object that can be read"));
    Oid::from_hex(id.as_bytes()).ok_or_else(wrong)
}
