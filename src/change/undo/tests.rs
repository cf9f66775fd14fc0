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
