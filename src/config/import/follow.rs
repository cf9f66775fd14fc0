//! What a configuration of gitleaks extends: followed as deep as gitleaks does, and no further
//! than the repository or the folder of a file that was named.

use std::path::{Path, PathBuf};

use super::{Imported, gitleaks};
use crate::base::Base;
use crate::document;
use crate::error::Result;

/// How many files that extend one another are followed.
const DEEPEST: usize = 2;
/// The key.
const PATH: &str = "extend.path";

impl Imported {
    /// Takes in what the file at `file` extends, which lies beside it or below the top.
    ///
    /// # Errors
    /// One that it extends cannot be read, or is no TOML.
    pub fn follow(&mut self, base: &Base, file: &Path) -> Result<()> {
        let own = file.parent().unwrap_or(Path::new(""));
        let folders: Vec<PathBuf> = [own, base.top()]
            .iter()
            .map(|folder| {
                if folder.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    folder
                }
            })
            .filter_map(|folder| folder.canonicalize().ok())
            .collect();
        let is_of_them = |file: &PathBuf| {
            let mut folders = folders.iter();
            file.extension().is_some_and(|kind| kind == "toml")
                && folders.any(|folder| file.starts_with(folder))
        };
        for _ in 0..DEEPEST {
            let Some(path) = self.extended.take() else {
                break;
            };
            let places = folders.iter().map(|folder| folder.join(&path));
            let mut files = places.filter_map(|place| place.canonicalize().ok());
            let Some(file) = files.find(is_of_them) else {
                let what = format!("{PATH} `{path}`");
                self.left(what, "there is no such *.toml in this repository");
                break;
            };
            let name = base.name(&file);
            let text = document::found(&file, &name)?.unwrap_or_default();
            self.join(gitleaks(&name, &text)?);
        }
        if self.extended.take().is_some() {
            self.left(PATH, "it is followed no deeper than gitleaks does");
        }
        self.note_idle(&base.name(file));
        Ok(())
    }

    /// Says of a file of gitleaks' by which nothing would be looked for that our rules count.
    fn note_idle(&mut self, name: &str) {
        if self.catalogue == Some(false) && self.rules.is_empty() {
            self.change(format!(
                "{name} has no rules that count, nor those that gitleaks has, so gitleaks finds \
                 nothing with it: here our rules count"
            ));
        }
    }
}
