//! Moving a secret out of the files, by way of `fix`, and back.

use std::collections::BTreeSet;

use super::choice::{Done, Failure};
use super::mark::Refusal;
use crate::base::Base;
use crate::blob::Origin;
use crate::detect::Scanner;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::fix::{self, Ground, Moved, Options, Staged};

/// Moves a secret out of all of its places, or out of none.
pub(super) fn out(
    findings: &[Finding],
    scanner: &Scanner,
    base: &Base,
) -> std::result::Result<Done, Failure> {
    for finding in findings {
        if finding.secret.reveal().is_empty() {
            return Err(Refusal::Whole.into());
        }
        if !matches!(finding.origin, Origin::File { .. }) {
            return Err(Refusal::NoFile.into());
        }
    }
    let ground = Ground::of(base)?;
    let plan = fix::plan(&ground, scanner, findings, &Options::default())?;
    if let Some(left) = plan.left.first() {
        let said = &left.refusal;
        let place = format!("{}:{}", left.path, left.line);
        return Err(Failure::Stays(format!(
            "{place}: {}; {}",
            said.why, said.advice
        )));
    }
    if plan.is_empty() {
        return Err(Refusal::Changed.into());
    }
    if let Err(error) = plan.apply(&mut ground.journal()?) {
        // What was written before it failed goes back.
        if let Some(undo) = ground.undo()? {
            undo.run()?;
        }
        return Err(error.into());
    }
    let notes: BTreeSet<String> = plan.moved.iter().flat_map(notes).collect();
    Ok(Done {
        written: plan.changed.into_iter().map(|file| file.path).collect(),
        notes: notes.into_iter().collect(),
    })
}

fn notes(moved: &Moved) -> Vec<String> {
    let mut notes = moved.notes.clone();
    if moved.staged != Staged::No {
        let path = &moved.path;
        notes.push(format!("git's index still holds it: `git add {path}`"));
    }
    notes
}

/// Puts the files back as they were.
pub(super) fn back(written: &[String], base: &Base) -> Result<()> {
    let last = Ground::of(base)?.undo()?;
    let written: BTreeSet<&str> = written.iter().map(String::as_str).collect();
    match last.filter(|undo| undo.paths().collect::<BTreeSet<&str>>() == written) {
        Some(undo) => undo.run().map(drop),
        None => Err(Error::Change(
            "`fix` was run since; take it back by `tightlip fix --undo`".to_owned(),
        )),
    }
}
