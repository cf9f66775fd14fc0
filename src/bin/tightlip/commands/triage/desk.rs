//! Carries decisions out: what a person and a program have in common.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tightlip::allowed::Verdict;
use tightlip::base::Base;
use tightlip::baseline::{Baseline, Decision};
use tightlip::conceal::sentence;
use tightlip::date::Date;
use tightlip::detect::Scanner;
use tightlip::error::Error;
use tightlip::excerpt::Excerpt;
use tightlip::triage::{self, Choice, Done, Refusal, Session, context};

use crate::commands::baseline;
use crate::exit::Failure;

/// Lines shown on either side of a finding.
const REACH: usize = 2;

/// A walk, and where its decisions go.
pub(super) struct Desk<'s> {
    pub(super) scanner: &'s Scanner,
    pub(super) base: &'s Base,
    pub(super) session: Session<'s>,
    /// The baseline's file.
    pub(super) place: PathBuf,
    /// The user's own phrase for its key.
    pub(super) phrase: Option<String>,
    /// What that file held when it was read or written last; `None`: it was not there.
    pub(super) seen: Option<String>,
    /// The text of the walk's baseline as it was then.
    pub(super) saved: String,
    pub(super) owner: Option<String>,
    pub(super) needs_reason: bool,
    pub(super) show_secrets: bool,
}

/// Why a decision was not carried out; nothing has changed then.
#[derive(Debug)]
pub(super) enum Denied {
    /// It is not possible for this finding.
    Refused(Refusal),
    /// It cannot be moved; why.
    Stays(String),
    /// A file is not as it was.
    Change(String),
}

impl Desk<'_> {
    /// The lines round the current finding.
    pub(super) fn context(&self) -> Vec<(u64, Excerpt)> {
        let Some(group) = self.session.current() else {
            return Vec::new();
        };
        context(&group.findings[0], self.scanner, self.base, REACH)
    }

    /// What is written down about a secret that goes into the baseline.
    pub(super) fn accepted(
        &self,
        verdict: Verdict,
        reason: Option<String>,
        until: Option<Date>,
    ) -> Choice {
        Choice::Accept(Decision {
            verdict,
            reason,
            owner: self.owner.clone(),
            until,
        })
    }

    /// Carries a decision out.
    pub(super) fn decide(&mut self, mut choice: Choice) -> Result<Result<Done, Denied>, Failure> {
        // Many will read what is written down.
        let (reason, owner) = match &mut choice {
            Choice::Accept(decision) => (decision.reason.as_mut(), decision.owner.as_mut()),
            Choice::Mark(reason) => (reason.as_mut(), None),
            Choice::Move => (None, None),
        };
        for text in reason.into_iter().chain(owner) {
            *text = sentence(text).into_owned();
        }
        if let Err(denied) = self.catch_up()? {
            return Ok(Err(denied));
        }
        let mut done = match self.session.decide(choice) {
            Ok(done) => done,
            Err(triage::Failure::Refused(why)) => return Ok(Err(Denied::Refused(why))),
            Err(triage::Failure::Stays(why)) => return Ok(Err(Denied::Stays(why))),
            Err(triage::Failure::Error(Error::Change(why))) => {
                return Ok(Err(Denied::Change(why)));
            }
            Err(triage::Failure::Error(error)) => return Err(error.into()),
        };
        if let Err(failure) = self.save(&mut done.written) {
            // The failure ends the walk; files must not say what the baseline does not.
            let _ = self.session.undo();
            return Err(failure);
        }
        Ok(Ok(done))
    }

    /// Takes the last decision back; `false`: there is none.
    pub(super) fn undo(&mut self) -> Result<Result<bool, Denied>, Failure> {
        if let Err(denied) = self.catch_up()? {
            return Ok(Err(denied));
        }
        let undone = match self.session.undo() {
            Ok(undone) => undone,
            Err(Error::Change(why)) => return Ok(Err(Denied::Change(why))),
            Err(error) => return Err(error.into()),
        };
        self.save(&mut Vec::new())?;
        Ok(Ok(undone))
    }

    /// Takes in what others wrote into the baseline's file meanwhile: another walk, `baseline
    /// update`, a merge. Decisions go on top of that.
    fn catch_up(&mut self) -> Result<Result<(), Denied>, Failure> {
        let now = on_disk(&self.place)?;
        if now == self.seen {
            return Ok(Ok(()));
        }
        let name = self.base.name(&self.place);
        let own = self.session.baseline();
        let theirs = match &now {
            None => own.emptied(),
            Some(text) => match Baseline::parse(&name, text, self.phrase.as_deref()) {
                Ok(theirs) => theirs,
                Err(error) => return Ok(Err(Denied::Change(error.to_string()))),
            },
        };
        if !theirs.has_key_of(own) {
            let why = format!("{name} was begun anew meanwhile; start the walk again");
            return Ok(Err(Denied::Change(why)));
        }
        self.saved = theirs.to_text();
        self.seen = now;
        self.session.adopt(theirs);
        Ok(Ok(()))
    }

    /// Writes the baseline if it has changed.
    fn save(&mut self, written: &mut Vec<String>) -> Result<(), Failure> {
        let text = self.session.baseline().to_text();
        if text != self.saved {
            baseline::write(&self.place, self.session.baseline())?;
            self.seen = Some(text.clone());
            self.saved = text;
            written.push(self.base.name(&self.place));
        }
        Ok(())
    }
}

/// What the baseline's file holds; `None`: it is not there.
pub(super) fn on_disk(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => {
            let context = format!("cannot read {}", tightlip::path::shown(path));
            Err(Failure::Library(Error::Io { context, source }))
        }
    }
}
