//! A scan of a repository's past: one finding a secret, however many versions of however many
//! files hold it, with the commit that brought it.

mod collector;
mod desk;
mod elsewhere;
mod examine;
mod first;
mod found;
mod kept;
mod sieve;
mod since;

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use crate::blob::{Sink, SkipReason, Skipped};
use crate::detect::Scanner;
use crate::git::history::{MOST_PATHS, Spread};
use crate::git::objects::Number;
use crate::run::Run;
use crate::source::git::{History, INTERRUPTED, Progress, Survey};

use collector::{Collected, Collector};
use desk::Desk;
use elsewhere::Elsewhere;
use found::{Found, Group, Key};
use kept::Kept;
pub use sieve::sieve;

/// Scans a history and puts what it finds into `run`; returns how many blobs were known to hold
/// nothing.
pub fn scan(history: &History, scanner: &Scanner, run: &Run<'_>, progress: &Progress) -> u64 {
    let job = Job {
        history,
        scanner,
        run,
        progress,
    };
    job.since().unwrap_or_else(|| job.whole())
}

/// One scan.
struct Job<'j, 's> {
    history: &'j History,
    scanner: &'s Scanner,
    run: &'j Run<'s>,
    progress: &'j Progress,
}

/// All secrets that were found.
#[derive(Default)]
struct Groups {
    /// Those to report, and how far they spread.
    reported: Vec<(Key, Group, Spread)>,
    /// Those below the gate.
    silent: Vec<(Key, Group)>,
}

impl Groups {
    /// Whether one of them spread further than could be looked at.
    fn are_cut(&self) -> bool {
        self.reported.iter().any(|(.., spread)| spread.is_cut)
    }
}

impl Job<'_, '_> {
    /// Goes through everything.
    fn whole(&self) -> u64 {
        let collector = Collector::new(self.scanner, self.run);
        let (mut survey, passed) = self.history.push(&collector, self.progress);
        let collected = collector.collected();
        self.count(&survey, &collected);
        let may_keep = self.history.goes_on() && !collected.failed();
        let (blobs, known) = (collected.blobs, collected.known);
        let groups = self.grouped(collected.found, &mut survey);
        if may_keep
            && !groups.are_cut()
            && let Some(earlier) = self.history.earlier(&survey, passed, None)
        {
            let kept = Kept::of((self.history, &survey), (earlier, blobs), &groups);
            self.history.keep(&self.stance(), &kept);
        }
        self.report(groups, &mut survey);
        known
    }

    /// What is found is one thing to other gates, and where marks do not count.
    fn stance(&self) -> Vec<u8> {
        let gate = self.run.gate();
        vec![
            gate.confidence as u8,
            gate.severity as u8,
            u8::from(self.scanner.options().no_inline_allow),
            self.scanner.options().decode_depth,
        ]
    }

    fn count(&self, survey: &Survey<'_>, collected: &Collected) {
        self.run.looked_at(survey.commits() as u64, collected.blobs);
        for skipped in &collected.skipped {
            self.run.skipped(skipped.clone());
        }
    }

    /// Sorts out what is to be reported, and looks how far that spread.
    fn grouped(&self, mut found: Found, survey: &mut Survey<'_>) -> Groups {
        found.hear(survey);
        let is_reported = |(_, group): &(Key, Group)| {
            let mut all = group.best.values();
            all.any(|best| self.run.reports(&best.finding))
        };
        let (mut reported, silent): (Vec<_>, Vec<_>) =
            found.sorted().into_iter().partition(is_reported);
        self.look_elsewhere(&mut reported, survey);
        let blobs: Vec<_> = reported
            .iter()
            .map(|(_, group)| group.blobs.clone())
            .collect();
        let mut said: HashMap<Number, Vec<u32>> = HashMap::new();
        for ((_, group), at) in reported.iter().zip(0..) {
            // Tags are moved, and what they name says nothing itself.
            let mut commits = group.messages.clone();
            commits.retain(|one| !survey.is_tag(*one));
            commits.sort_unstable();
            commits.dedup();
            for commit in commits {
                said.entry(commit).or_default().push(at);
            }
        }
        // Whoever stopped it does not wait for all commits to be looked through.
        let spreads = if self.progress.stop.load(Ordering::Relaxed) {
            survey.spread_in_head(&blobs)
        } else {
            survey.spread(&blobs, &said, &self.progress.stop)
        };
        let reported = reported.into_iter().zip(spreads);
        let is_news = |(_, group, spread): &(Key, Group, Spread)| group.is_news(spread, survey);
        Groups {
            reported: reported
                .map(|((key, group), spread)| (key, group, spread))
                .filter(is_news)
                .collect(),
            silent,
        }
    }

    /// Of a part of a history, looks for what was found in what was not asked for.
    fn look_elsewhere(&self, groups: &mut [(Key, Group)], survey: &mut Survey<'_>) {
        let is_in_file = |(_, group): &(Key, Group)| !group.blobs.is_empty();
        let is_stopped = self.progress.stop.load(Ordering::Relaxed);
        if is_stopped || !self.history.is_narrowed() || !groups.iter().any(is_in_file) {
            return;
        }
        let elsewhere = Elsewhere::new(self.scanner, groups);
        self.history
            .push_outside(&elsewhere, survey, &self.progress.stop);
        for skipped in elsewhere.complete(groups) {
            self.run.skipped(skipped);
        }
    }

    fn report(&self, groups: Groups, survey: &mut Survey<'_>) {
        let mut desk = Desk {
            survey,
            scanner: self.scanner,
            run: self.run,
        };
        if groups.are_cut() {
            let why = if self.progress.stop.load(Ordering::Relaxed) {
                INTERRUPTED.to_owned()
            } else {
                format!("secrets stand at more paths than are listed, which are {MOST_PATHS} each")
            };
            let why = SkipReason::Failed(why);
            self.run
                .skipped(Skipped::named("<history>".to_owned(), why));
        }
        let Groups { reported, silent } = groups;
        let reported: Vec<(Group, Spread)> = reported
            .into_iter()
            .map(|(_, group, spread)| (group, spread))
            .collect();
        self.run.add(desk.attributed(&reported));
        let silent = silent
            .into_iter()
            .filter_map(|(_, group)| group.into_best());
        self.run.add(silent);
    }
}
