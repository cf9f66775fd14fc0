//! Files of ours in the git folder: each is replaced in one step, and old ones are cleared away.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::Builder;

/// The folder in the git folder.
const FOLDER: &str = "tightlip";
/// What the names of files begin with that are being written.
const DRAFT: &str = "draft-";
/// Other files of a kind that are kept.
const OTHERS: usize = 3;
/// A draft that is older was left by a run that was killed.
const ABANDONED: Duration = Duration::from_secs(3_600);

/// Our folder.
#[derive(Clone, Debug)]
pub(super) struct Shelf(PathBuf);

impl Shelf {
    /// In this git folder.
    pub(super) fn of(git_dir: &Path) -> Self {
        Self(git_dir.join(FOLDER))
    }

    /// What a file holds; `None` where there is none, or it is no plain file.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let file = self.0.join(name);
        let is_file = fs::symlink_metadata(&file).is_ok_and(|file| file.is_file());
        is_file.then(|| fs::read(file).ok()).flatten()
    }

    /// Replaces a file in one step. Of others whose names begin with `kind`, the latest stay.
    ///
    /// # Errors
    /// What the operating system says; the file is then as it was.
    pub(super) fn write(&self, kind: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        if !self.0.symlink_metadata().is_ok_and(|it| it.is_dir()) {
            fs::create_dir(&self.0)?;
        }
        let mut draft = Builder::new().prefix(DRAFT).tempfile_in(&self.0)?;
        draft.write_all(bytes)?;
        draft.persist(self.0.join(name))?;
        self.tidy(kind, name);
        Ok(())
    }

    /// Removes what other catalogues left but the latest, and what killed runs left.
    fn tidy(&self, kind: &str, own: &str) {
        let Ok(found) = fs::read_dir(&self.0) else {
            return;
        };
        let mut others = Vec::new();
        for file in found.flatten() {
            let name = file.file_name();
            let name = name.to_string_lossy();
            let modified = file.metadata().and_then(|file| file.modified());
            let Ok(modified) = modified else { continue };
            if name.starts_with(kind) && name != own {
                others.push((modified, file.path()));
            } else if name.starts_with(DRAFT) && modified.elapsed().is_ok_and(|age| age > ABANDONED)
            {
                let _ = fs::remove_file(file.path());
            }
        }
        others.sort();
        let most = others.len().saturating_sub(OTHERS);
        for (_, file) in &others[..most] {
            let _ = fs::remove_file(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_left_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(folder.path());
        assert_eq!(shelf.read("a-1"), None);
        for other in 0..8 {
            shelf.write("a-", &format!("a-{other}"), b"x").unwrap();
        }
        shelf.write("b-", "b-1", b"y").unwrap();
        let left = shelf.0.join("draft-x");
        fs::write(&left, "half").unwrap();
        let old = std::time::SystemTime::now() - 2 * ABANDONED;
        let file = fs::File::options().append(true).open(&left).unwrap();
        file.set_modified(old).unwrap();
        shelf.write("a-", "a-7", b"z").unwrap();
        assert_eq!(fs::read_dir(&shelf.0).unwrap().count(), 1 + OTHERS + 1);
        assert_eq!(shelf.read("a-7"), Some(b"z".to_vec()));
        assert_eq!(shelf.read("b-1"), Some(b"y".to_vec()));
    }
}
