//! What was found is completed here: the finding to report of each secret, the commit that
//! brought it, its author and message.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::found::{Best, Group};
use crate::blob::Origin;
use crate::commit::Commit;
use crate::detect::Scanner;
use crate::finding::Finding;
use crate::git::history::{Guise, Record, Signature, Spread, Stood};
use crate::git::objects::Number;
use crate::path::shown_bytes;
use crate::run::Run;
use crate::source::git::{Place, Survey};

/// Bytes of a message's first line that are kept: more than is shown, so that no secret is cut
/// through before it is taken out.
const LONGEST_LINE: usize = 1 << 10;

/// Where what was found is completed.
pub(super) struct Desk<'d, 'h, 's> {
    pub(super) survey: &'d mut Survey<'h>,
    pub(super) scanner: &'s Scanner,
    pub(super) run: &'d Run<'s>,
}

impl Desk<'_, '_, '_> {
    /// The findings of these groups, with the commits that brought them.
    pub(super) fn attributed(&mut self, groups: &[(Group, Spread)]) -> Vec<Finding> {
        let messages = groups.iter().flat_map(|(group, _)| &group.messages);
        let said_of: HashSet<Number> = messages
            .filter_map(|one| self.survey.said_of(*one))
            .collect();
        let before_head = if said_of.is_empty() {
            HashSet::new()
        } else {
            self.survey.before_head(&said_of)
        };
        let each = groups.iter();
        each.filter_map(|(group, spread)| self.told(group, spread, &before_head))
            .collect()
    }

    /// The finding of a group; `None`: its rule does not count.
    fn told(
        &mut self,
        group: &Group,
        spread: &Spread,
        before_head: &HashSet<Number>,
    ) -> Option<Finding> {
        let best = self.judged(group, spread)?;
        let best = self.first(group, spread, best);
        let place = best.place;
        let is_said = best.is_said();
        let mut finding = best.finding;
        let path = finding.origin.path().to_owned();
        let heads: Vec<String> = spread.head.iter().map(|path| shown_bytes(path)).collect();
        let leads = |one: &Number| {
            let said_of = self.survey.said_of(*one);
            said_of.is_some_and(|commit| before_head.contains(&commit))
        };
        let said_in_head: Vec<Number> = group.messages.iter().copied().filter(leads).collect();
        let is_there = if is_said {
            said_in_head.contains(&place.number)
        } else {
            heads.contains(&path)
        };
        let said = said_in_head.first().map(|one| self.survey.said_at(*one));
        let elsewhere = heads.into_iter().next().or(said);
        let record = self.survey.record_at(place.number, place.order);
        let commit = Commit {
            in_head: Some(spread.in_head || !said_in_head.is_empty()),
            head_path: elsewhere.filter(|_| !is_there),
            commits: self.commits(group, spread, &record),
            paths: self.paths(group, spread, &path),
            ..commit(&record)
        };
        finding.origin = Origin::Commit {
            path,
            commit: Arc::new(commit),
        };
        Some(finding)
    }

    /// How many commits have it, in files or in what they say.
    fn commits(&self, group: &Group, spread: &Spread, record: &Record) -> u64 {
        let order = |one: &Number| self.survey.message_order(*one);
        let orders = group.messages.iter().filter_map(order);
        let orders = orders.filter(|order| !Survey::is_apart(*order));
        let said = orders.collect::<HashSet<_>>().len() as u64;
        // A scan that was stopped knows the first place alone.
        let known = u64::from(record.id.is_some());
        spread.commits.max(said).max(known)
    }

    /// Everywhere where it ever stood.
    fn paths(&self, group: &Group, spread: &Spread, own: &str) -> Vec<String> {
        let stood = spread.paths.keys().map(|path| shown_bytes(path));
        let mut paths: BTreeSet<String> = stood.collect();
        paths.insert(own.to_owned());
        paths.extend(group.messages.iter().map(|one| self.survey.said_at(*one)));
        let apart = group
            .blobs
            .iter()
            .flat_map(|blob| self.survey.paths_apart(*blob));
        paths.extend(apart.map(|path| shown_bytes(&path)));
        paths.into_iter().collect()
    }

    /// The finding to report: the surest one that nothing allows, at whichever path that is.
    fn judged(&mut self, group: &Group, spread: &Spread) -> Option<Best> {
        let mut judged: Option<Best> = None;
        let reported = |best: &&Best| self.run.reports(&best.finding);
        for best in group.best.values().filter(reported) {
            let mut finding = best.finding.clone();
            if self.run.judge(&mut finding) {
                let best = Best::new(finding, best.place, true);
                if judged.as_ref().is_none_or(|known| best.rank < known.rank) {
                    judged = Some(best);
                }
            }
        }
        let is_open = |best: &Best| best.finding.allowed.is_none();
        if judged.as_ref().is_some_and(is_open) {
            return judged;
        }
        let mut places: Vec<(&Vec<u8>, &Stood)> = spread.paths.iter().collect();
        places.sort_by_key(|(path, stood)| (stood.order, *path));
        let elsewhere = places.into_iter().find_map(|(path, stood)| {
            let path = shown_bytes(path);
            let best = group.best.get(&Guise::of(&path).number())?;
            if best.finding.allowed.is_some() || best.finding.origin.path() == path {
                return None;
            }
            let mut trial = best.finding.clone();
            trial.origin = origin(path);
            let is_open = self.run.judge(&mut trial) && trial.allowed.is_none();
            is_open.then(|| self.again(&trial, *stood)).flatten()
        });
        elsewhere.or(judged)
    }

    /// What a finding is in the blob that was first at its path; `None`: it is none there.
    fn again(&mut self, finding: &Finding, stood: Stood) -> Option<Best> {
        let bytes = self.survey.read(stood.blob).ok()?;
        let found = self.alike(&bytes, &finding.origin, finding);
        let place = Place {
            number: stood.blob,
            order: stood.order,
        };
        let found = found.into_iter().filter_map(|mut one| {
            let counts = self.run.judge(&mut one) && self.run.reports(&one);
            counts.then(|| Best::new(one, place, true))
        });
        found.min_by(|a, b| a.rank.cmp(&b.rank))
    }
}

/// Where a blob is, before anybody asked who brought it.
pub(super) fn origin(path: String) -> Origin {
    Origin::Commit {
        path,
        commit: Arc::new(Commit::default()),
    }
}

/// Who brought a finding, and what they said.
fn commit(record: &Record) -> Commit {
    let author = record.author.as_ref();
    Commit {
        id: record.id.map(|id| id.to_string()).unwrap_or_default(),
        author: author.map(|author| author.name.clone()).unwrap_or_default(),
        email: author
            .map(|author| author.email.clone())
            .unwrap_or_default(),
        date: author.map(Signature::date).unwrap_or_default(),
        summary: summary(&record.message),
        ..Commit::default()
    }
}

/// The first line of a message, as it is: what is shown of it is settled with all findings.
fn summary(message: &[u8]) -> String {
    let message = message.trim_ascii_start();
    let end = memchr::memchr(b'\n', message).unwrap_or(message.len());
    let line = String::from_utf8_lossy(&message[..end.min(LONGEST_LINE)]);
    line.trim_end().to_owned()
}
