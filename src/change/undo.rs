//! Taking changes back: every file as it was, byte for byte, or none at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder::{Access, Folder, Version, failed, sweep};
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
mod tests {
    use super::*;
    use crate::change::Journal;
    use proptest::prelude::*;
    use tempfile::TempDir;

    /// A working tree beside the place of its journals.
    struct Ground {
        here: TempDir,
    }

    impl Ground {
        fn new() -> Self {
            let here = TempDir::new().unwrap();
            fs::create_dir(here.path().join("top")).unwrap();
            Self { here }
        }

        fn place(&self) -> PathBuf {
            self.here.path().join("git/tightlip")
        }

        fn folder(&self) -> Folder {
            Folder::new(&self.here.path().join("top")).unwrap()
        }

        fn journal(&self) -> Journal {
            Journal::new(self.folder(), &self.place(), "fix")
        }

        /// One change, with a journal of its own.
        fn change(&self, path: &str, before: Option<&[u8]>, after: &[u8]) {
            let mut journal = self.journal();
            journal.write(path, before, after, Access::Usual).unwrap();
        }

        fn undo(&self) -> Result<Vec<String>> {
            Undo::last(&self.place(), "fix")?.expect("a journal").run()
        }

        fn file(&self, path: &str) -> Option<Vec<u8>> {
            fs::read(self.here.path().join("top").join(path)).ok()
        }

        fn put(&self, path: &str, bytes: &[u8]) {
            fs::write(self.here.path().join("top").join(path), bytes).unwrap();
        }
    }

    #[test]
    fn everything_is_as_it_was() {
        let ground = Ground::new();
        ground.put("old", b"1\r\n2");
        let mut journal = ground.journal();
        journal
            .write("old", Some(b"1\r\n2"), b"3", Access::Usual)
            .unwrap();
        journal
            .write("old", Some(b"3"), b"4", Access::Usual)
            .unwrap();
        journal
            .write("a/b/new", None, b"5", Access::Private)
            .unwrap();
        journal.note("a hook").unwrap();
        let undo = Undo::last(&ground.place(), "fix").unwrap().unwrap();
        assert_eq!(undo.notes(), ["a hook"]);
        assert_eq!(undo.paths().collect::<Vec<_>>(), ["a/b/new", "old"]);
        assert_eq!(undo.run().unwrap(), ["a/b/new", "old"]);
        assert_eq!(ground.file("old").unwrap(), b"1\r\n2");
        assert!(!ground.here.path().join("top/a").exists());
        assert!(Undo::last(&ground.place(), "fix").unwrap().is_none());
    }

    #[test]
    fn a_file_changed_since_stops_it_before_anything_is_taken_back() {
        let ground = Ground::new();
        ground.put("z", b"old");
        let mut journal = ground.journal();
        journal.write("a", None, b"new", Access::Usual).unwrap();
        journal
            .write("z", Some(b"old"), b"new", Access::Usual)
            .unwrap();
        ground.put("z", b"theirs");
        assert!(
            ground
                .undo()
                .unwrap_err()
                .to_string()
                .contains("z was changed")
        );
        fs::remove_file(ground.here.path().join("top/z")).unwrap();
        assert!(
            ground
                .undo()
                .unwrap_err()
                .to_string()
                .contains("z was removed")
        );
        assert_eq!(ground.file("a").unwrap(), b"new");
        ground.put("z", b"old");
        assert_eq!(ground.undo().unwrap(), ["a"]);
        assert_eq!(ground.file("z").unwrap(), b"old");
    }

    #[test]
    fn journals_are_taken_back_last_first() {
        let ground = Ground::new();
        ground.change("f", None, b"1");
        ground.change("f", Some(b"1"), b"2");
        ground.undo().unwrap();
        assert_eq!(ground.file("f").unwrap(), b"1");
        ground.undo().unwrap();
        assert_eq!(ground.file("f"), None);
    }

    #[test]
    fn drafts_of_a_run_that_was_killed_go_with_its_journal() {
        let mut left = 0;
        for steps in 0..8 {
            let ground = Ground::new();
            ground.put("f", b"1");
            let folder = ground.folder().failing_after(steps);
            let mut journal = Journal::new(folder, &ground.place(), "fix");
            let _ = journal.write("f", Some(b"1"), b"2345", Access::Usual);
            let drafts = || {
                let entries = fs::read_dir(ground.place()).into_iter().flatten().flatten();
                let names = entries.map(|entry| entry.file_name());
                names
                    .filter(|name| name.to_string_lossy().starts_with(".tightlip-"))
                    .count()
            };
            if let Some(undo) = Undo::last(&ground.place(), "fix").unwrap() {
                left += drafts();
                undo.run().unwrap();
                assert_eq!(drafts(), 0, "after {steps} steps");
            }
            assert_eq!(ground.file("f").unwrap(), b"1");
        }
        assert!(left > 0);
    }

    #[test]
    fn a_journal_without_a_change_is_none() {
        let ground = Ground::new();
        ground.change("f", None, b"1");
        for cut_off in [
            "",
            "{\"top\":\"/tm",
            "{\"top\":\"/tmp\"}\n",
            "{\"top\":\"/tmp\"}\n{\"wri",
        ] {
            fs::write(ground.place().join("fix-2.undo"), cut_off).unwrap();
            let undo = Undo::last(&ground.place(), "fix").unwrap().unwrap();
            assert_eq!(undo.paths().collect::<Vec<_>>(), ["f"], "{cut_off}");
        }
        assert_eq!(ground.undo().unwrap(), ["f"]);
    }

    #[test]
    fn a_folder_that_was_moved_takes_its_journals_along() {
        let ground = Ground::new();
        ground.put("f", b"1");
        ground.change("f", Some(b"1"), b"2");
        let moved = ground.here.path().join("moved");
        fs::rename(ground.here.path().join("top"), &moved).unwrap();
        let undo = Undo::last(&ground.place(), "fix").unwrap().unwrap();
        assert_eq!(undo.at(&moved).run().unwrap(), ["f"]);
        assert_eq!(fs::read(moved.join("f")).unwrap(), b"1");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_a_journal() {
        use std::os::unix::fs::PermissionsExt;
        let ground = Ground::new();
        ground.change("f", None, b"1");
        let (_, journal) = last(&ground.place(), "fix").unwrap();
        let mode = journal.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_journal_is_an_error_and_a_cut_off_line_is_none() {
        let ground = Ground::new();
        ground.change("f", None, b"1");
        let (_, journal) = last(&ground.place(), "fix").unwrap();
        let whole = fs::read_to_string(&journal).unwrap();
        fs::write(&journal, format!("{whole}{{\"wri")).unwrap();
        assert_eq!(ground.undo().unwrap(), ["f"]);
        fs::write(&journal, "nonsense\n").unwrap();
        assert!(ground.undo().unwrap_err().to_string().contains("damaged"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn whatever_step_fails_undo_gives_back_every_byte(
            old in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
            new in proptest::collection::vec(any::<u8>(), 0..40),
            other in proptest::collection::vec(any::<u8>(), 0..40),
            steps in 0u32..16,
            undo_steps in 0u32..12,
        ) {
            let ground = Ground::new();
            if let Some(old) = &old {
                ground.put("f", old);
            }
            let folder = ground.folder().failing_after(steps);
            let mut journal = Journal::new(folder, &ground.place(), "fix");
            let done = journal
                .write("f", old.as_deref(), &new, Access::Usual)
                .and_then(|()| journal.write("d/g", None, &other, Access::Private));
            prop_assert!(done.is_ok() || steps < 15);
            let now = ground.file("f");
            prop_assert!(now == old || now.as_ref() == Some(&new));
            // The first undo may be stopped, too.
            if let Some(undo) = Undo::last(&ground.place(), "fix").unwrap() {
                let _ = undo.run_in(ground.folder().failing_after(undo_steps));
            }
            if let Some(undo) = Undo::last(&ground.place(), "fix").unwrap() {
                undo.run().unwrap();
            }
            prop_assert_eq!(ground.file("f"), old);
            prop_assert_eq!(ground.file("d/g"), None);
        }
    }
}
