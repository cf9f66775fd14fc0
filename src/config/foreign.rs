//! Another tool's configuration, used in place where there is none of ours.

use super::Config;
use super::import::{gitleaks, gitleaks_ignore};
use super::source::Source;
use crate::base::Base;
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
        let mut imported = gitleaks(&source.name, &source.text)?;
        imported.follow(base, &source.path)?;
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
