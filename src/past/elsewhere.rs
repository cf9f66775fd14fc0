//! What was found in a part of a history, looked for in what was not asked for: commits before
//! may have had it already, and HEAD may have it still.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::examine::examine;
use super::found::{Group, Key};
use crate::blob::{Blob, Origin, Skipped};
use crate::detect::{Scanner, Trail};
use crate::finding::Finding;
use crate::git::objects::Number;
use crate::source::git::{Kept, Looked, Past, Place};

/// Looks for secrets that are known.
pub(super) struct Elsewhere<'s> {
    scanner: &'s Scanner,
    wanted: HashSet<Key>,
    met: Mutex<Met>,
}

/// What was met so far.
#[derive(Default)]
struct Met {
    blobs: HashMap<Key, Vec<Number>>,
    failed: Vec<Skipped>,
}

impl<'s> Elsewhere<'s> {
    pub(super) fn new(scanner: &'s Scanner, groups: &[(Key, Group)]) -> Self {
        Self {
            scanner,
            wanted: groups.iter().map(|(key, _)| key.clone()).collect(),
            met: Mutex::default(),
        }
    }

    /// Puts the blobs that hold a secret to those of its group; gives what could not be read.
    pub(super) fn complete(self, groups: &mut [(Key, Group)]) -> Vec<Skipped> {
        let met = self.met.into_inner();
        let Met { blobs, failed } = met.unwrap_or_else(PoisonError::into_inner);
        for (key, group) in groups {
            group.blobs.extend(blobs.get(key).into_iter().flatten());
        }
        failed
    }

    fn meet(&self, place: Place, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            let key = (finding.rule.id.clone(), finding.secret_id.clone());
            if self.wanted.contains(&key) {
                self.met().blobs.entry(key).or_default().push(place.number);
            }
        }
    }

    fn met(&self) -> MutexGuard<'_, Met> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past for Elsewhere<'_> {
    type Trail = Trail;

    fn blob(&self, place: Place, blob: &Blob<'_>, kept: Option<&Kept<'_, Trail>>) -> Looked<Trail> {
        let Some((examined, trail)) = examine(self.scanner, blob, kept) else {
            return Looked::default();
        };
        let is_clean = examined.findings.is_empty() && examined.crowded.is_none();
        self.meet(place, examined.findings);
        Looked { trail, is_clean }
    }

    fn binary(&self, place: Place, origin: &Origin, bytes: &[u8]) -> bool {
        let finding = self.scanner.binary(origin, bytes);
        let is_found = finding.is_some();
        self.meet(place, finding);
        is_found
    }

    fn message(&self, _: Number, _: &Blob<'_>) {}

    fn scanned(&self, _: u64) {}

    fn known(&self, _: u64) {}

    fn skipped(&self, skipped: Skipped) {
        // What is not looked at anyway is no news.
        if skipped.reason.is_failure() {
            self.met().failed.push(skipped);
        }
    }
}
