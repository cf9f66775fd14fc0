//! Looks at loose objects before libgit2 does, which reads one that is cut short for ever.

use std::path::{Path, PathBuf};

use super::inflate::Inflate;
use super::{Kind, ObjectId, Objects, alternates, loose};

impl Objects {
    /// Sees that all loose commits are whole.
    ///
    /// # Errors
    /// Which one is not, and why.
    pub(in crate::git) fn see_commits_whole(&self) -> Result<(), String> {
        let mut inflate = Inflate::new();
        for (id, folder) in &self.loose {
            let path = loose::path(folder, *id);
            let seen = match loose::kind_and_size(&path) {
                Ok((Kind::Blob | Kind::Tree, _)) => Ok(()),
                Ok(_) => loose::read((&path, *id), &mut inflate, self.most).map(|_| ()),
                Err(why) => Err(why),
            };
            seen.map_err(|why| format!("git object {id}: {why}"))?;
        }
        Ok(())
    }
}

/// Sees that the loose objects of this id in these folders are whole, if there are any; those of
/// more than `most` bytes are refused.
///
/// # Errors
/// Why one cannot be read.
pub(in crate::git) fn see_whole(
    folders: &[PathBuf],
    id: ObjectId,
    most: usize,
) -> Result<(), String> {
    each_loose(folders, id, |path| {
        let read = loose::read((path, id), &mut Inflate::new(), most);
        read.map(|_| ())
    })
}

/// The size of the loose object of this id in one of these folders, if there is any.
///
/// # Errors
/// Why it cannot be read.
pub(in crate::git) fn loose_size(folders: &[PathBuf], id: ObjectId) -> Result<Option<u64>, String> {
    let mut size = None;
    each_loose(folders, id, |path| {
        size = Some(loose::kind_and_size(path)?.1);
        Ok(())
    })?;
    Ok(size)
}

fn each_loose(
    folders: &[PathBuf],
    id: ObjectId,
    mut each: impl FnMut(&Path) -> Result<(), String>,
) -> Result<(), String> {
    for folder in alternates::with(folders, &mut Vec::new()) {
        let path = loose::path(&folder, id);
        if path.exists() {
            each(&path).map_err(|why| format!("git object {id}: {why}"))?;
        }
    }
    Ok(())
}
