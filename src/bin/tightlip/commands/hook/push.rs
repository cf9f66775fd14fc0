//! The hooks of a push: `pre-push` where it begins, `pre-receive` and `update` where it ends.

use std::io::{self, IsTerminal, Read};
use std::path::Path;

use tightlip::git::Oid;
use tightlip::git::history::{History, Range};
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
pub(super) fn input() -> Result<String, Failure> {
    let mut input = String::new();
    if !io::stdin().is_terminal() {
        io::stdin().read_to_string(&mut input).map_err(|error| {
            Failure::Usage(format!(
                "cannot read git's lines on standard input: {error}"
            ))
        })?;
    }
    Ok(input)
}

/// The lines of a `pre-push` hook. The program pre-commit keeps them to itself and puts the same
/// into its environment.
pub(super) fn sent(input: &str) -> Result<Vec<Update>, Failure> {
    let updates = hook::pre_push(input).map_err(Failure::Usage)?;
    let variable = |name| {
        std::env::var(name)
            .ok()
            .filter(|value: &String| !value.is_empty())
    };
    match variable("PRE_COMMIT_TO_REF") {
        Some(new) if updates.is_empty() => Ok(vec![Update {
            name: variable("PRE_COMMIT_REMOTE_BRANCH").unwrap_or_default(),
            old: variable("PRE_COMMIT_FROM_REF"),
            new: Some(new),
        }]),
        _ => Ok(updates),
    }
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
    }
    Ok(exit)
}

fn object(id: &str) -> Result<Oid, Failure> {
    let wrong = || Failure::Usage(format!("`{id}` is no id of a git object that can be read"));
    Oid::from_hex(id.as_bytes()).ok_or_else(wrong)
}
