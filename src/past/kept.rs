//! What is kept of a scan of a whole history, so that the next one has only to look at what came
//! since: which blobs and messages hold something, and how far each secret spread. The secrets
//! are not kept: those blobs are scanned again.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Groups;
use super::found::{Best, Group, Key};
use crate::git::history::{Spread, Stood};
use crate::git::objects::{Number, ObjectId};
use crate::source::git::{Earlier, History, Place, Spot, Survey};

/// All that is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) earlier: Earlier,
    /// Blobs that were looked at.
    pub(super) blobs: u64,
    /// Commits whose messages hold something.
    pub(super) said: Vec<ObjectId>,
    pub(super) secrets: Vec<Held>,
}

/// One secret.
#[derive(Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) name: Name,
    /// Where the surest findings are.
    spots: Vec<(ObjectId, u32, String)>,
    /// All blobs that hold it, with the last order in which each came to be another thing.
    blobs: Vec<(ObjectId, u32)>,
    /// How far it spread, if it was reported.
    spread: Option<Reach>,
}

/// Tells a secret from others, and says nothing about it.
pub(super) type Name = [u8; 16];

/// A [`Spread`] by ids.
#[derive(Serialize, Deserialize)]
struct Reach {
    commits: u64,
    paths: Vec<(Vec<u8>, u32, ObjectId)>,
}

/// Numbers objects and orders as they are now.
#[derive(Clone, Copy)]
pub(super) struct Now<'n> {
    pub(super) history: &'n History,
    /// Where each commit is now.
    pub(super) moved: &'n [u32],
}

impl Kept {
    pub(super) fn of(
        (history, survey): (&History, &Survey<'_>),
        (earlier, blobs): (Earlier, u64),
        groups: &Groups,
    ) -> Self {
        let Groups { reported, silent } = groups;
        let reported = reported
            .iter()
            .map(|(key, group, spread)| (key, group, Some(spread)));
        let silent = silent.iter().map(|(key, group)| (key, group, None));
        let mut said = Vec::new();
        let mut secrets = Vec::new();
        for (key, group, spread) in reported.chain(silent) {
            let commits = group.messages.iter().filter(|one| !survey.is_tag(**one));
            said.extend(commits.map(|commit| history.id(*commit)));
            secrets.push(Held::of((history, survey), key, group, spread));
        }
        said.sort_unstable();
        said.dedup();
        Self {
            earlier,
            blobs,
            said,
            secrets,
        }
    }

    /// All blobs that hold something, with the last order in which each came to be another thing.
    pub(super) fn members(&self, now: Now<'_>) -> Option<HashMap<Number, u32>> {
        let mut members = HashMap::new();
        for (blob, latest) in self.secrets.iter().flat_map(|held| &held.blobs) {
            members.insert(now.number(*blob)?, now.order(*latest)?);
        }
        Some(members)
    }

    /// Where the surest findings are.
    pub(super) fn spots(&self, now: Now<'_>) -> Option<Vec<Spot>> {
        let all = self.secrets.iter().flat_map(|held| &held.spots);
        let spot = |(blob, order, path): &(ObjectId, u32, String)| {
            Some(Spot {
                place: Place {
                    number: now.number(*blob)?,
                    order: now.order(*order)?,
                },
                path: path.clone(),
            })
        };
        all.map(spot).collect()
    }
}

impl Held {
    fn of(
        (history, survey): (&History, &Survey<'_>),
        key: &Key,
        group: &Group,
        spread: Option<&Spread>,
    ) -> Self {
        let spots = group.best.values().filter_map(Best::spot);
        let mut blobs: Vec<Number> = group.blobs.clone();
        blobs.sort_unstable();
        blobs.dedup();
        let latest = |blob: &Number| survey.latest(*blob).unwrap_or(0);
        Self {
            name: name(key),
            spots: spots
                .map(|spot| (history.id(spot.place.number), spot.place.order, spot.path))
                .collect(),
            blobs: blobs
                .iter()
                .map(|blob| (history.id(*blob), latest(blob)))
                .collect(),
            spread: spread.map(|spread| Reach {
                commits: spread.commits,
                paths: spread
                    .paths
                    .iter()
                    .map(|(path, stood)| (path.clone(), stood.order, history.id(stood.blob)))
                    .collect(),
            }),
        }
    }

    /// The blobs that hold it.
    pub(super) fn numbers(&self, now: Now<'_>) -> Option<Vec<Number>> {
        self.blobs
            .iter()
            .map(|(blob, _)| now.number(*blob))
            .collect()
    }

    /// The paths of its surest findings.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.spots.iter().map(|(.., path)| path.as_str())
    }

    /// How far it had spread; `None`: that is not known.
    pub(super) fn spread(&self, now: Now<'_>) -> Option<Spread> {
        let Reach { commits, paths } = self.spread.as_ref()?;
        let mut spread = Spread {
            commits: *commits,
            ..Spread::default()
        };
        for (path, order, blob) in paths {
            let stood = Stood {
                order: now.order(*order)?,
                blob: now.number(*blob)?,
            };
            spread.paths.insert(path.clone(), stood);
        }
        Some(spread)
    }
}

impl Now<'_> {
    fn number(self, id: ObjectId) -> Option<Number> {
        self.history.number(id)
    }

    pub(super) fn order(self, order: u32) -> Option<u32> {
        self.moved.get(order as usize).copied()
    }
}

/// The name of a secret.
pub(super) fn name((rule, secret): &Key) -> Name {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(rule.as_bytes())
        .update(b"\0")
        .update(secret.as_bytes());
    let hash = hasher.finalize();
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}
