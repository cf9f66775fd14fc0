//! Going on from where an earlier scan of a whole history ended.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{History, Past, Place, Progress, message};
use crate::blob::{SkipReason, Skipped};
use crate::git::history::{Again, BINARY, Chronicle, Since, Survey};
use crate::git::objects::{Number, ObjectId};
use crate::path::shown_bytes;

/// What an earlier scan saw, beside what it found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Earlier {
    chronicle: Chronicle,
    passed: Vec<Passed>,
}

/// A blob that was passed over because of what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passed {
    /// The blob.
    pub blob: ObjectId,
    /// The order in which the first commit that has it came.
    pub order: u32,
    /// Its path there.
    pub path: String,
    /// Whether it is over the size cap; else it is no text.
    pub is_large: bool,
}

/// Where a blob stands, with its path as reports show it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Which blob, and when it came there.
    pub place: Place,
    /// The path.
    pub path: String,
}

impl History {
    /// Whether a scan may go on from where an earlier one ended: everything is asked for, and
    /// what was seen is remembered.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.known.is_some() && !self.options.whole_blobs && self.past.is_whole()
    }

    /// What an earlier scan of everything kept; `stance` is all that decides, beside the
    /// catalogue, what that is.
    #[must_use]
    pub fn recall<T: DeserializeOwned>(&self, stance: &[u8]) -> Option<T> {
        let known = self.known.as_ref().filter(|_| self.goes_on());
        known?.recall(stance)
    }

    /// Keeps something for the next scan; only the user can read it.
    pub fn keep<T: Serialize>(&self, stance: &[u8], whole: &T) {
        if let Some(known) = self.known.as_ref().filter(|_| self.goes_on()) {
            self.note(known.keep(stance, whole));
        }
    }

    /// What the next scan has to know of this one; `None`: it must see everything anew.
    #[must_use]
    pub fn earlier(
        &self,
        survey: &Survey<'_>,
        mut passed: Vec<Passed>,
        before: Option<(&Earlier, &[u32])>,
    ) -> Option<Earlier> {
        let chronicle = Chronicle::of(survey, before.map(|(earlier, _)| &earlier.chronicle))?;
        if let Some((earlier, moved)) = before {
            for old in &earlier.passed {
                let order = *moved.get(old.order as usize)?;
                passed.push(Passed {
                    order,
                    ..old.clone()
                });
            }
        }
        passed.sort_unstable();
        passed.dedup();
        Some(Earlier { chronicle, passed })
    }

    /// What came since. What was passed over before is said again. `None`: go through
    /// everything; `past` is then to be forgotten.
    #[must_use]
    pub fn since<P: Past>(
        &self,
        past: &P,
        earlier: &Earlier,
        progress: &Progress,
    ) -> Option<Since<'_>> {
        let since = self
            .past
            .since(&earlier.chronicle, &message(past), &progress.stop)?;
        for Passed { path, is_large, .. } in &earlier.passed {
            let reason = if *is_large {
                SkipReason::TooLarge
            } else {
                SkipReason::Binary
            };
            past.skipped(Skipped::named(path.clone(), reason));
        }
        Some(since)
    }

    /// Says the messages of these commits once more; `None`: one cannot be read.
    pub fn say_again<P: Past>(
        &self,
        past: &P,
        since: &mut Since<'_>,
        commits: &[ObjectId],
    ) -> Option<()> {
        let message = message(past);
        for commit in commits {
            let number = self.number(*commit)?;
            since.survey.say(number, &message)?;
        }
        Some(())
    }

    /// Scans what came since, and looks at `spots` again, and at what stands at new places.
    /// Comes back with what was passed over, and the blobs that were looked at again.
    #[must_use]
    pub fn push_since<P: Past>(
        &self,
        past: &P,
        since: &Since<'_>,
        spots: Vec<Spot>,
        progress: &Progress,
    ) -> (Vec<Passed>, Vec<Number>) {
        let unknown = since.again.iter().filter(|again| self.is_unknown(again));
        let mut spots = spots;
        spots.extend(unknown.map(|again| Spot {
            place: Place {
                number: again.blob,
                order: again.order,
            },
            path: shown_bytes(&again.path),
        }));
        spots.sort_unstable();
        spots.dedup();
        let passed = self.scan(past, &since.survey, progress, &spots);
        let mut blobs: Vec<Number> = spots.iter().map(|spot| spot.place.number).collect();
        blobs.dedup();
        (passed, blobs)
    }

    /// Whether nothing is known of a blob as what it is here.
    fn is_unknown(&self, again: &Again) -> bool {
        let id = self.past.objects().id(again.blob);
        let has = |guise| {
            self.known
                .as_ref()
                .is_some_and(|known| known.has(id, guise))
        };
        !has(again.guise) && !has(BINARY)
    }

    /// The number of an object.
    #[must_use]
    pub fn number(&self, id: ObjectId) -> Option<Number> {
        self.past.objects().find(id.as_bytes())
    }

    /// The id of an object.
    #[must_use]
    pub fn id(&self, number: Number) -> ObjectId {
        self.past.objects().id(number)
    }
}

impl Earlier {
    /// Blobs that were passed over, with the orders in which they came.
    pub fn passed(&self) -> impl Iterator<Item = (ObjectId, u32)> {
        self.passed.iter().map(|passed| (passed.blob, passed.order))
    }
}
