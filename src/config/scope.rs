//! What one folder's configuration says of the files below that folder.

use std::collections::HashMap;

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
    /// Rules that are turned off here, or on again.
    pub switches: Vec<Switch>,
    /// What a reader should know of it.
    pub notes: Vec<String>,
    /// Allows by places, each place with the indices of its allows.
    places: HashMap<String, Vec<usize>>,
    /// The indices of all other allows.
    others: Vec<usize>,
}

/// A rule, or several by a pattern, that a file turns off or on again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The id, perhaps with a `*`.
    pub ids: String,
    /// Whether they count.
    pub is_on: bool,
    /// Where that is said.
    pub place: String,
}

impl Switch {
    /// Whether it speaks of this rule.
    #[must_use]
    pub fn names(&self, rule: &str) -> bool {
        id_matches(&self.ids, rule)
    }
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
    /// One that says nothing yet.
    pub(super) fn new(folder: String, files: Vec<String>) -> Self {
        Self {
            folder,
            files,
            ..Self::default()
        }
    }

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
        let here = || {
            let place = format!("{below}:{}", finding.start.line);
            self.places.get(&place).into_iter().flatten()
        };
        let by_place = (!self.places.is_empty()).then(here).into_iter().flatten();
        let mut allows = by_place.chain(&self.others).map(|at| &self.allows[*at]);
        allows.find_map(|allow| allow.judge(finding, below, today))
    }

    /// Adds an allow.
    pub(super) fn allow(&mut self, allow: Allow) {
        let at = self.allows.len();
        if allow.places().len() == 0 {
            self.others.push(at);
        }
        for place in allow.places() {
            self.places.entry(place.to_owned()).or_default().push(at);
        }
        self.allows.push(allow);
    }
}
