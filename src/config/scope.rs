//! What one folder's configuration says of the files below that folder.

use ignore::gitignore::Gitignore;

use super::allow::Allow;
use super::pattern::covers;
use crate::allowed::Allowed;
use crate::date::Date;
use crate::finding::Finding;
use crate::rule::id_matches;

/// The allows and exclusions of one file and of those that it extends.
#[derive(Debug, Default)]
pub struct Scope {
    /// The folder, from the top: empty, or ending with `/`.
    pub folder: String,
    /// The files, as messages call them.
    pub files: Vec<String>,
    /// Its allows, in the order of the files.
    pub allows: Vec<Allow>,
    /// Paths that are not scanned.
    pub excludes: Vec<Exclude>,
    /// Rules that do not count here and where that is said.
    pub disabled: Vec<(String, String)>,
    /// What the file says that counts only where a scan starts there: `[[rule]]`, `[scan]`.
    pub unheeded: Option<String>,
}

/// Paths that are not scanned.
#[derive(Debug)]
pub struct Exclude {
    /// Globs as in `.gitignore`.
    pub globs: Gitignore,
    /// As written.
    pub written: Vec<String>,
    /// Where.
    pub place: String,
}

impl Scope {
    /// The path from this folder, if it lies below; `path` is from the top.
    fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.folder.as_str())
    }

    /// Whether the file is not to be scanned; `path` is from the top.
    #[must_use]
    pub fn excludes(&self, path: &str) -> Option<&Exclude> {
        let path = self.below(path)?;
        let mut excludes = self.excludes.iter();
        excludes.find(|exclude| covers(&exclude.globs, path))
    }

    /// What it says of a finding; `path` is from the top.
    #[must_use]
    pub fn judge(&self, finding: &Finding, path: &str, today: Date) -> Option<Allowed> {
        let below = self.below(path)?;
        let said = |place: &str, reason: &str| Allowed::Config {
            place: place.to_owned(),
            reason: Some(reason.to_owned()),
            owner: None,
        };
        if let Some(exclude) = self.excludes(path) {
            return Some(said(&exclude.place, "the file is excluded"));
        }
        let mut disabled = self.disabled.iter();
        if let Some((_, place)) = disabled.find(|(id, _)| id_matches(id, &finding.rule.id)) {
            return Some(said(place, "the rule is disabled"));
        }
        let mut allows = self.allows.iter();
        allows.find_map(|allow| allow.judge(finding, below, today))
    }
}
