//! Hygiene of a commit that is about to be made: staged files alone are looked at.

use std::path::Path;

use super::content::holds_secrets;
use super::exposure::{Sighting, State};
use super::ground::read_blob;
use super::ignores::Ignores;
use super::name::Name;
use super::{Exposure, Review};
use crate::blob::Origin;
use crate::git::{Changes, Kind, Repository};

/// Inspects what the next commit adds or changes.
#[must_use]
pub fn inspect_staged(repository: &Repository, changes: &Changes) -> Review {
    let top = repository.root().unwrap_or(Path::new(""));
    let mut ignores = None;
    let mut exposures = Vec::new();
    for change in &changes.changed {
        let Ok(path) = std::str::from_utf8(&change.path) else {
            continue;
        };
        let Some(name) = Name::of(path).filter(|_| change.kind == Kind::File) else {
            continue;
        };
        // A blob that cannot be had is the scan's to report.
        let Some(bytes) = read_blob(repository, change.id) else {
            continue;
        };
        if holds_secrets(name, &bytes) {
            let sighting = Sighting {
                name,
                path,
                origin: Origin::Staged {
                    path: path.to_owned(),
                },
                state: if change.before.is_none() {
                    State::Staged
                } else {
                    State::Tracked
                },
            };
            let ignores = ignores.get_or_insert_with(|| Ignores::of_repository(repository, top));
            let addition = (!ignores.ignore(path)).then(|| ignores.addition(name, path));
            exposures.push(Exposure::new(sighting, addition));
        }
    }
    Review {
        exposures,
        in_repository: true,
    }
}
