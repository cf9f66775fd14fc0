//! Hygiene of a commit that is about to be made: staged files alone are looked at.

use std::path::Path;

use super::exposure::{Place, Sighting, State};
use super::ground::read_blob;
use super::held::{holds_secrets, minds_tokens, value};
use super::name::{self, Name};
use super::token::Tokens;
use super::{Addition, Exposure, Review};
use crate::blob::Origin;
use crate::git::ignores::{Ignores, Ruling};
use crate::git::{Changes, Kind, Repository};

/// Inspects what the next commit adds or changes.
#[must_use]
pub fn inspect_staged(repository: &Repository, changes: &Changes, tokens: &Tokens<'_>) -> Review {
    let top = repository.root().unwrap_or(Path::new(""));
    let mut ignores = None;
    let mut exposures = Vec::new();
    for change in &changes.changed {
        let Ok(path) = std::str::from_utf8(&change.path) else {
            continue;
        };
        let name = Name::sensitive(path).filter(|name| name.is_sensitive());
        let Some(name) = name.filter(|_| change.kind == Kind::File) else {
            continue;
        };
        // A blob that cannot be had is the scan's to report.
        let Some(bytes) = read_blob(repository, change.id) else {
            continue;
        };
        let has_token = minds_tokens(name) && !tokens(&bytes).is_empty();
        if !has_token && !holds_secrets(name, path, &bytes) {
            continue;
        }
        let ignores = ignores.get_or_insert_with(|| {
            let index = repository.index().ok();
            Ignores::of_repository(repository, index.as_ref(), top)
        });
        let ruling = ignores.ruling(path);
        let is_ignored = ruling.as_ref().is_some_and(Ruling::is_for_everybody);
        let addition = (!is_ignored).then(|| Addition::to_ignore(name, top, path));
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
            confidence: name::confidence(name, path, value(&bytes, has_token)),
            ruling,
            place: Place {
                top: top.to_owned(),
                path: path.to_owned(),
                is_tracked: true,
            },
        };
        exposures.push(Exposure::new(sighting, addition));
    }
    Review {
        exposures,
        in_repository: true,
        unread: Vec::new(),
    }
}
