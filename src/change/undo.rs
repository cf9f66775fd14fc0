//! Taking changes back: every file as it was, byte for byte, or none at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::draft::{Access, sweep};
use super::folder::{Folder, Version, failed};
use super::journal::{Entry, hash, last};
use crate::error::{Error, Result};

/// The changes of one journal.
#[derive(Debug)]
pub struct Undo {
    journal: PathBuf,
    place: PathBuf,
    top: PathBuf,
    files: BTreeMap<String, Changed>,
    notes: Vec<String>,
}

/// A file that was changed, once or more often.
#[derive(Debug)]
struct Changed {
    before: Option<Version>,
    /// Hashes of what it held after each change.
    after: Vec<String>,
    made: Vec<String>,
}

impl Undo {
    /// The newest journal of this name in `place` that has anything in it; `None` if there is
    /// nothing to take back. One that was cut off before its first change is taken away.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read, [`Error::Change`] when it is damaged.
    pub fn last(place: &Path, name: &str) -> Result<Option<Self>> {
        while let Some((_, journal)) = last(place, name) {
            let undo = Self::read(place, &journal)?;
            if !(undo.files.is_empty() && undo.notes.is_empty()) {
                return Ok(Some(undo));
            }
            fs::remove_file(&journal).map_err(failed("remove", &journal))?;
        }
        Ok(None)
    }

    fn read(place: &Path, journal: &Path) -> Result<Self> {
        let text = fs::read_to_string(journal).map_err(failed("read", journal))?;
        let damaged = || Error::Change(format!("{} is damaged", journal.display()));
        let mut undo = Self {
            journal: journal.to_owned(),
            place: place.to_owned(),
            top: PathBuf::new(),
            files: BTreeMap::new(),
            notes: Vec::new(),
        };
        // A line without an end was cut off by a crash, before its change was made.
        for line in text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
        {
            let entry = serde_json::from_str(line).map_err(|_| damaged())?;
            undo.add(entry).ok_or_else(damaged)?;
        }
        Ok(undo)
    }

    /// The same in another folder: a repository takes its journals along when it is moved.
    #[must_use]
    pub fn at(mut self, top: &Path) -> Self {
        top.clone_into(&mut self.top);
        self
    }

    /// `None` if the entry makes no sense.
    fn add(&mut self, entry: Entry) -> Option<()> {
        match entry {
            Entry::Top(top) => self.top = top,
            Entry::Note(note) => self.notes.push(note),
            Entry::Write {
                path,
                before,
                after,
                made,
            } => {
                let before = match before {
                    Some(saved) => Some(saved.version()?),
                    None => None,
                };
                let first = || Changed {
                    before,
                    after: Vec::new(),
                    made,
                };
                self.files
                    .entry(path)
                    .or_insert_with(first)
                    .after
                    .push(after);
            }
        }
        Some(())
    }

    /// The folder whose files were changed.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The files that were changed, in order of path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// What else was done, in order.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Gives every file back what it held and its mode, and removes those that did not exist.
    /// Returns the paths of the files that were put back. If it is interrupted, it can run again.
    ///
    /// # Errors
    /// [`Error::Change`] when a file was changed since, before anything is taken back.
    pub fn run(self) -> Result<Vec<String>> {
        let folder = Folder::new(&self.top)?;
        self.run_in(folder)
    }

    /// Whether everything can be taken back.
    ///
    /// # Errors
    /// As [`run`](Self::run), before anything is taken back.
    pub fn check(&self) -> Result<()> {
        self.back(&Folder::new(&self.top)?).map(|_| ())
    }

    /// [`run`](Self::run), in a folder that may fail.
    #[doc(hidden)]
    pub fn run_in(self, folder: Folder) -> Result<Vec<String>> {
        let folder = folder.drafts_in(&self.place);
        let back = self.back(&folder)?;
        for (path, changed, now) in &back {
            match &changed.before {
                None => folder.remove(path, &now.bytes, &changed.made)?,
                Some(before) => {
                    let access = before.mode.map_or(Access::Usual, Access::Mode);
                    folder.write(path, Some(&now.bytes), &before.bytes, access)?;
                }
            }
        }
        folder.step()?;
        fs::remove_file(&self.journal).map_err(failed("remove", &self.journal))?;
        sweep(&self.place, Duration::ZERO);
        Ok(back.into_iter().map(|(path, ..)| path.clone()).collect())
    }

    /// The files to put back, with what each holds now.
    fn back(&self, folder: &Folder) -> Result<Vec<(&String, &Changed, Version)>> {
        let mut back = Vec::new();
        for (path, changed) in &self.files {
            let now = folder.read(path)?;
            if changed.is_undone(now.as_ref()) {
                continue;
            }
            let ours = |now: &Version| changed.after.contains(&hash(&now.bytes));
            match now {
                Some(now) if ours(&now) => back.push((path, changed, now)),
                Some(_) => return Err(refusal(path, "changed")),
                None => return Err(refusal(path, "removed")),
            }
        }
        Ok(back)
    }
}

impl Changed {
    /// Whether the file is what it was: a crash came before the change, or in an earlier undo.
    fn is_undone(&self, now: Option<&Version>) -> bool {
        now == self.before.as_ref()
    }
}

fn refusal(path: &str, what: &str) -> Error {
    Error::Change(format!(
        "{path} was {what} since; nothing was taken back (restore it, or take it back by hand)"
    ))
}

#[cfg(test)]
mod tests;
