//! Another tool's configuration, used in place where there is none of ours.

use std::path::PathBuf;

use super::Config;
use super::import::{EXTENDS, Imported, gitleaks, gitleaks_ignore};
use super::source::Source;
use crate::base::Base;
use crate::document;
use crate::error::Result;

/// The configuration of another tool, which counts where there is none of ours.
pub(super) const FOREIGN: &str = ".gitleaks.toml";
/// The list of that tool's findings that are let be.
const FOREIGN_IGNORE: &str = ".gitleaksignore";

impl Config {
    /// Another tool's files at the top, as ours; said in the notes.
    pub(super) fn foreign(&mut self, base: &Base) -> Result<Vec<Source>> {
        let mut found = Vec::new();
        let [toml, list] = [FOREIGN, FOREIGN_IGNORE].map(|name| base.top().join(name));
        if let Some(source) = Source::read(&toml, base.name(&toml))? {
            found.push(self.translate(base, source)?);
        }
        if let Some(source) = Source::read(&list, base.name(&list))? {
            let imported = gitleaks_ignore(&source.name, &source.text);
            let text = imported.with_places().toml();
            found.push(source.translated(text));
        }
        if !found.is_empty() {
            let names: Vec<&str> = found.iter().map(|source| source.name.as_str()).collect();
            self.notes.push(format!(
                "{} used, as there is no tightlip.toml; `tightlip config import` makes one",
                names.join(" and ")
            ));
        }
        Ok(found)
    }

    /// A file of that tool, with those that it extends, as ours.
    pub(super) fn translate(&mut self, base: &Base, source: Source) -> Result<Source> {
        let imported = gitleaks(&source.name, &source.text)?;
        let imported = followed(base, &source, imported)?;
        if !imported.left_out.is_empty() {
            self.notes.push(format!(
                "{}: {} of its settings mean nothing here; `tightlip config import` lists them",
                source.name,
                imported.left_out.len()
            ));
        }
        let text = imported.toml();
        Ok(source.translated(text))
    }
}

/// The same with what it extends: files *.toml of the repository, as deep as that tool goes.
fn followed(base: &Base, source: &Source, mut imported: Imported) -> Result<Imported> {
    let mut below = imported.take_extended();
    for _ in 0..EXTENDS {
        let Some(path) = below.take() else { break };
        let folder = source.path.parent().unwrap_or(base.top());
        let places = [folder, base.top()].map(|folder| folder.join(&path).canonicalize());
        let is_ours = |file: &PathBuf| {
            file.starts_with(base.top()) && file.extension().is_some_and(|kind| kind == "toml")
        };
        let Some(file) = places.into_iter().flatten().find(is_ours) else {
            imported.left("extend.path", "there is no such *.toml in this repository");
            break;
        };
        let name = base.name(&file);
        let text = document::found(&file, &name)?.unwrap_or_default();
        let mut extended = gitleaks(&name, &text)?;
        below = extended.take_extended();
        imported.join(extended);
    }
    Ok(imported)
}
