//! A scan that goes on from where the last one ended: what it gives is what going through
//! everything gives. Wherever that cannot be told for sure, everything is gone through.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use super::found::Found;
use super::kept::{self, Kept, Name, Now};
use super::{Collector, Groups, Job};
use crate::git::history::{Guise, Spread};
use crate::git::objects::Number;
use crate::source::git::Since;

impl Job<'_, '_> {
    /// How many blobs were known to hold nothing; `None`: go through everything.
    pub(super) fn since(&self) -> Option<u64> {
        let kept: Kept = self.history.recall(&self.stance())?;
        let collector = Collector::new(self.scanner, self.run);
        let mut since = self
            .history
            .since(&collector, &kept.earlier, self.progress)?;
        let moved = std::mem::take(&mut since.moved);
        let now = Now {
            history: self.history,
            moved: &moved,
        };
        let members = kept.members(now)?;
        if is_overtaken(&kept, &members, (now, &mut since), &self.progress.stop)? {
            return None;
        }
        self.history.say_again(&collector, &mut since, &kept.said)?;
        let spots = kept.spots(now)?;
        let (passed, again) = self
            .history
            .push_since(&collector, &since, spots, self.progress);
        for (blob, latest) in &members {
            since.survey.place(*blob, *latest);
        }
        let mut collected = collector.collected();
        let is_stopped = self.progress.stop.load(Ordering::Relaxed);
        if collected.failed() && !is_stopped {
            return None;
        }
        collected.blobs += kept.blobs;
        collected.known += kept.blobs.saturating_sub(again.len() as u64);
        let (blobs, known) = (collected.blobs, collected.known);
        let mut found = std::mem::take(&mut collected.found);
        found.hear(&since.survey);
        complete(&mut found, &kept, &again, now)?;
        let mut groups = self.grouped(found, &mut since.survey);
        join(&mut groups, &kept, now)?;
        if groups.are_cut() && !self.progress.stop.load(Ordering::Relaxed) {
            return None;
        }
        self.count(&since.survey, &collected);
        if since.commits() > 0 && !is_stopped && !groups.are_cut() {
            let before = Some((&kept.earlier, moved.as_slice()));
            let earlier = self.history.earlier(&since.survey, passed, before);
            if let Some(earlier) = earlier {
                let survey = (self.history, &since.survey);
                let kept = Kept::of(survey, (earlier, blobs), &groups);
                self.history.keep(&self.stance(), &kept);
            }
        }
        self.report(groups, &mut since.survey);
        Some(known)
    }
}

/// Whether a new commit, one that was made earlier than others that are known, has something
/// that was thought to have come later.
fn is_overtaken(
    kept: &Kept,
    members: &HashMap<Number, u32>,
    (now, since): (Now<'_>, &mut Since<'_>),
    stop: &AtomicBool,
) -> Option<bool> {
    let Some(first) = since.first() else {
        return Some(false);
    };
    let mut all = members.clone();
    for (blob, order) in kept.earlier.passed() {
        all.insert(now.history.number(blob)?, now.order(order)?);
    }
    let later: Vec<(Number, u32)> = all
        .into_iter()
        .filter(|(_, order)| *order > first)
        .collect();
    let alone: Vec<Vec<Number>> = later.iter().map(|(blob, _)| vec![*blob]).collect();
    let spreads = since.survey.spread(&alone, &HashMap::new(), stop);
    if spreads.iter().any(|spread| spread.is_cut) {
        return None;
    }
    let is_before = |((_, order), spread): (&(Number, u32), Spread)| {
        let mut stood = spread.paths.values();
        stood.any(|stood| stood.order < *order)
    };
    Some(later.iter().zip(spreads).any(is_before))
}

/// Puts what is known of each secret to what was found now; `None`: they do not fit.
fn complete(found: &mut Found, kept: &Kept, again: &[Number], now: Now<'_>) -> Option<()> {
    let mut unknown: HashMap<Name, HashSet<Number>> = HashMap::new();
    let again: HashSet<Number> = again.iter().copied().collect();
    let mut by_name = HashMap::new();
    for (key, group) in &mut found.groups {
        let name = kept::name(key);
        // Old blobs in which it was seen now must be known to hold it.
        let old = group.blobs.iter().filter(|blob| again.contains(blob));
        unknown.insert(name, old.copied().collect());
        by_name.insert(name, group);
    }
    for held in &kept.secrets {
        let group = by_name.get_mut(&held.name)?;
        let mut guises = held.paths().map(|path| Guise::of(path).number());
        if !guises.all(|guise| group.best.contains_key(&guise)) {
            return None;
        }
        let blobs = held.numbers(now)?;
        let unknown = unknown.get_mut(&held.name)?;
        unknown.retain(|blob| !blobs.contains(blob));
        group.blobs.extend(blobs);
    }
    unknown.values().all(HashSet::is_empty).then_some(())
}

/// Adds how far each secret had spread before; `None`: that is not known of one.
fn join(groups: &mut Groups, kept: &Kept, now: Now<'_>) -> Option<()> {
    let secrets = kept.secrets.iter();
    let known: HashMap<Name, _> = secrets.map(|held| (held.name, held)).collect();
    for (key, _, spread) in &mut groups.reported {
        if let Some(held) = known.get(&kept::name(key)) {
            *spread += held.spread(now)?;
        }
    }
    Some(())
}
