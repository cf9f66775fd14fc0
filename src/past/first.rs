//! Where a secret came first: the commit, the path and the line that a report names.

use std::cmp::Reverse;

use super::desk::{Desk, origin};
use super::found::{Best, Group};
use crate::finding::Finding;
use crate::git::history::{Guise, Spread};
use crate::git::objects::Number;
use crate::level::{Confidence, Severity};
use crate::path::shown_bytes;
use crate::source::git::{Place, Survey, as_text};

/// Texts that are read to find the place, at most: in the first ones all may be allowed.
const MOST_TRIED: usize = 16;

/// A place where a secret stood.
struct Came {
    place: Place,
    path: String,
    is_said: bool,
}

/// Orders places: when it came there, whether in a message, whether elsewhere than where it counts
/// most, and how much it counts there.
type Rank = (
    u32,
    bool,
    bool,
    Option<(Reverse<Confidence>, Reverse<Severity>)>,
    String,
);

impl Desk<'_, '_, '_> {
    /// The finding of a group where it came first, as bad and as sure as where it counts most.
    /// What the configuration allows, a path or a mark, counts nowhere. `best` where nothing
    /// else is known.
    pub(super) fn first(&mut self, group: &Group, spread: &Spread, best: Best) -> Best {
        // A scan that was stopped knows that place alone.
        let is_all_known = !spread.paths.is_empty() || group.blobs.is_empty();
        if best.finding.allowed.is_some() || !(is_all_known || Survey::is_apart(best.place.order)) {
            return best;
        }
        let mut tried = 0;
        for came in self.came(group, spread, &best) {
            if best.place.number == came.place.number && best.finding.origin.path() == came.path {
                return Best::new(best.finding, came.place, !came.is_said);
            }
            let mut trial = best.finding.clone();
            trial.origin = origin(came.path.clone());
            if !self.run.judge(&mut trial) || trial.allowed.is_some() {
                continue;
            }
            if let Some(finding) = self.seen_at(&best.finding, &came) {
                return Best::new(finding, came.place, !came.is_said);
            }
            tried += 1;
            if tried == MOST_TRIED {
                break;
            }
        }
        best
    }

    /// Where it came, the first place first.
    fn came(&self, group: &Group, spread: &Spread, best: &Best) -> Vec<Came> {
        let stood = spread.came().iter().map(|(path, stood)| Came {
            place: Place {
                number: stood.blob,
                order: stood.order,
            },
            path: shown_bytes(path),
            is_said: false,
        });
        let said = group.messages.iter().filter_map(|one| self.said(*one));
        let mut all: Vec<Came> = stood.chain(said).collect();
        all.sort_by_cached_key(|came| rank(came, group, best));
        all
    }

    fn said(&self, number: Number) -> Option<Came> {
        let order = self.survey.message_order(number)?;
        Some(Came {
            place: Place { number, order },
            path: self.survey.said_at(number),
            is_said: true,
        })
    }

    /// A finding as it is at another place; `None`: it is none there, or something allows it.
    fn seen_at(&mut self, best: &Finding, came: &Came) -> Option<Finding> {
        let number = came.place.number;
        let bytes = if came.is_said {
            self.survey.said(number)?
        } else {
            self.survey.read(number).ok()?.to_vec()
        };
        // What has another name there may be another thing, and look like no secret.
        let as_here = self.least(&bytes, &came.path, best);
        let found = as_here.or_else(|| self.least(&bytes, best.origin.path(), best))?;
        let mut finding = Finding {
            origin: origin(came.path.clone()),
            confidence: best.confidence,
            severity: best.severity,
            signals: best.signals.clone(),
            ..found
        };
        let counts = self.run.judge(&mut finding) && finding.allowed.is_none();
        counts.then_some(finding)
    }

    /// The first finding of the same secret in these bytes, one that nothing allows before others.
    fn least(&self, bytes: &[u8], path: &str, like: &Finding) -> Option<Finding> {
        let here = origin(path.to_owned());
        let found = self.alike(bytes, &here, like);
        found
            .into_iter()
            .min_by_key(|one| (one.allowed.is_some(), one.byte_start))
    }

    /// What is found in these bytes of the same secret by the same rule.
    pub(super) fn alike(
        &self,
        bytes: &[u8],
        origin: &crate::blob::Origin,
        like: &Finding,
    ) -> Vec<Finding> {
        let mut found = as_text(bytes, origin, |blob| self.scanner.scan(blob))
            .unwrap_or_else(|| Vec::from_iter(self.scanner.binary(origin, bytes)));
        let key = (&like.rule.id, &like.secret_id);
        found.retain(|one| (&one.rule.id, &one.secret_id) == key);
        found
    }
}

fn rank(came: &Came, group: &Group, best: &Best) -> Rank {
    let there = group.best.get(&Guise::of(&came.path).number());
    let counts = there.map(|best| {
        let Finding {
            confidence,
            severity,
            ..
        } = best.finding;
        (Reverse(confidence), Reverse(severity))
    });
    let is_elsewhere = came.path != best.finding.origin.path();
    (
        came.place.order,
        came.is_said,
        is_elsewhere,
        counts,
        came.path.clone(),
    )
}
