//! What can be set right without a person: lines in ignore files, and files that git forgets.
//! Nothing here deletes a file of the user's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Addition, Exposure};
use crate::change::{Access, Folder, Journal, with_lines};
use crate::error::{Error, Result};
use crate::git::Program;

/// What to do in one repository, or in a folder that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The top; all paths begin there and are `/`-separated.
    pub top: PathBuf,
    /// Ignore files to add lines to, in order of path.
    pub edits: Vec<Edit>,
    /// Files that git is to forget; they stay where they are.
    pub untrack: Vec<String>,
}

/// Lines for one ignore file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file; it may not exist yet.
    pub path: String,
    /// The lines to add.
    pub lines: Vec<String>,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

impl Remedy {
    /// What sets these exposures right, as far as that can be done without a person; in order of
    /// the top.
    ///
    /// # Errors
    /// [`Error::Change`] when an ignore file is one that may not be changed, [`Error::Io`] when it
    /// cannot be read.
    pub fn plan<'e>(exposures: impl IntoIterator<Item = &'e Exposure>) -> Result<Vec<Self>> {
        type Wanted<'e> = (BTreeSet<&'e Addition>, BTreeSet<String>);
        let mut wanted: BTreeMap<&Path, Wanted<'_>> = BTreeMap::new();
        for exposure in exposures {
            let place = &exposure.place;
            let (additions, untrack) = wanted.entry(&place.top).or_default();
            additions.extend(&exposure.addition);
            if place.is_tracked {
                untrack.insert(place.path.clone());
            }
        }
        let remedies = wanted.into_iter().map(|(top, (additions, untrack))| {
            Ok(Self {
                edits: Edit::plan(&Folder::new(top)?, additions)?,
                top: top.to_owned(),
                untrack: untrack.into_iter().collect(),
            })
        });
        let mut remedies = remedies.collect::<Result<Vec<_>>>()?;
        remedies.retain(|remedy| !remedy.edits.is_empty() || !remedy.untrack.is_empty());
        Ok(remedies)
    }

    /// Writes the ignore files.
    ///
    /// # Errors
    /// [`Error::Change`] when somebody changed one meanwhile, and [`Error::Io`].
    pub fn write(&self) -> Result<()> {
        let folder = Folder::new(&self.top)?;
        for edit in &self.edits {
            folder.write(
                &edit.path,
                edit.before.as_deref(),
                &edit.after,
                Access::Usual,
            )?;
        }
        Ok(())
    }

    /// Has git forget the files; they stay where they are.
    ///
    /// # Errors
    /// [`Error::Change`] with what git says when it will not.
    pub fn untrack(&self) -> Result<()> {
        if self.untrack.is_empty() {
            return Ok(());
        }
        let git = Program::at(&self.top);
        let words = ["--literal-pathspecs", "rm", "--cached", "--quiet", "--"];
        let paths = self.untrack.iter().map(String::as_str);
        let output = git.command(words.into_iter().chain(paths)).output();
        let output = output.map_err(|source| Error::Io {
            context: "cannot run `git`".to_owned(),
            source,
        })?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Error::Change(format!(
            "git does not untrack: {}",
            said.trim()
        )))
    }
}

impl Edit {
    /// The edits that add these lines.
    ///
    /// # Errors
    /// As [`Remedy::plan`].
    pub fn plan<'a>(
        folder: &Folder,
        additions: impl IntoIterator<Item = &'a Addition>,
    ) -> Result<Vec<Self>> {
        let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for addition in additions {
            files
                .entry(&addition.to)
                .or_default()
                .insert(&addition.line);
        }
        let edits = files.into_iter().map(|(path, lines)| {
            let before = folder.read(path)?.map(|version| version.bytes);
            let lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
            Ok(Self {
                path: path.to_owned(),
                after: with_lines(before.as_deref().unwrap_or_default(), &lines),
                before,
                lines,
            })
        });
        edits.collect()
    }

    /// Writes the file, in a way that can be taken back.
    ///
    /// # Errors
    /// As [`Journal::write`].
    pub fn write(&self, journal: &mut Journal) -> Result<()> {
        journal.write(
            &self.path,
            self.before.as_deref(),
            &self.after,
            Access::Usual,
        )
    }
}
