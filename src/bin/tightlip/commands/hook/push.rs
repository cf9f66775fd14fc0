//! The hooks of a push: `pre-push` where it begins, `pre-receive` and `update` where it ends.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use tightlip::commit::Commit;
use tightlip::finding::Finding;
use tightlip::git::Oid;
use tightlip::git::history::{History, Range};
use tightlip::hook::{self, Update};
use tightlip::report::escape;
use tightlip::source::git::Added;

use crate::args::{Global, Scan};
use crate::commands::scan::{What, run_over};
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
        let _ = advise(&outcome.findings, side);
    }
    Ok(exit)
}

fn object(id: &str) -> Result<Oid, Failure> {
    let wrong = || Failure::Usage(format!("`{id}` is no id of a git object that can be read"));
    Oid::from_hex(id.as_bytes()).ok_or_else(wrong)
}

/// How to undo what the push would do.
fn advise(findings: &[Finding], side: Side<'_>) -> io::Result<()> {
    let commits = findings
        .iter()
        .filter_map(|finding| finding.origin.commit());
    let commits: BTreeSet<&str> = commits.map(Commit::short_id).collect();
    let commits: Vec<&str> = commits.into_iter().collect();
    let commits = match commits.as_slice() {
        [] => String::new(),
        [one] => format!(" ({one})"),
        many => format!(" ({})", many.join(", ")),
    };
    let mut stderr = io::stderr().lock();
    match side {
        Side::Sent(remote) => {
            let remote = escape::name(remote);
            let remote = if remote.is_empty() {
                "the remote".into()
            } else {
                remote
            };
            writeln!(
                stderr,
                "\nThis push was stopped before anything left this machine for {remote}."
            )?;
        }
        Side::Received => {
            // Git sets objects apart until `pre-receive` is content, and not for `update`.
            let kept = match std::env::var_os("GIT_QUARANTINE_PATH") {
                Some(_) => "nothing of it was kept",
                None => "what it brought is not used, but lies here until git prunes it",
            };
            writeln!(
                stderr,
                "\nThis push was refused: {kept}. It came here all the same: change the secret \
                 where it is in use."
            )?;
        }
    }
    writeln!(
        stderr,
        "Take the secret out of the commit that brought it{commits}; a later commit that deletes \
         it does not help.\n  \
         the last commit:  edit the file, then `git commit --amend --all`\n  \
         an older one:     `git rebase --interactive COMMIT^`, mark it `edit`, then as above and \
         `git rebase --continue`\n\
         Then push again."
    )?;
    if let Side::Sent(_) = side {
        writeln!(
            stderr,
            "If all of it is harmless, say so in the files (`tightlip:allow`), or push once with \
             --no-verify."
        )?;
    }
    Ok(())
}
