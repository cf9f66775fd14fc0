//! A scan of a repository's past: one finding a secret, however many versions of however many
//! files hold it, with the commit that brought it.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::commit::Commit;
use crate::detect::{Earlier, Scanner, Trail};
use crate::finding::Finding;
use crate::git::history::{Guise, Record, Spread, Stood};
use crate::git::objects::Number;
use crate::level::{Confidence, Severity};
use crate::path::shown_bytes;
use crate::run::Run;
use crate::source::git::{History, Kept, Looked, Past, Place, Progress, Survey, as_text};

/// Characters of a message's first line that are kept.
const LONGEST_SUMMARY: usize = 120;
/// A shorter secret is part of many words.
const SHORTEST_COPY: usize = 6;

/// Scans a history and puts what it finds into `run`; returns how many blobs were known to hold
/// nothing.
pub fn scan(history: &History, scanner: &Scanner, run: &Run<'_>, progress: &Progress) -> u64 {
    let collector = Collector {
        scanner,
        run,
        found: Mutex::default(),
        binary: Mutex::default(),
        blobs: AtomicU64::new(0),
        passed_over: AtomicU64::new(0),
    };
    let mut survey = history.push(&collector, progress);
    let blobs = collector.blobs.into_inner();
    run.looked_at(survey.commits() as u64, blobs);
    let found = collector.found.into_inner();
    let groups = found
        .unwrap_or_else(PoisonError::into_inner)
        .groups(&survey);
    let (reported, silent): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| {
        let mut all = group.best.values();
        all.any(|best| run.reports(&best.finding))
    });
    let mut desk = Desk {
        survey: &mut survey,
        scanner,
        run,
    };
    run.add(desk.attributed(reported));
    run.add(silent.into_iter().filter_map(Group::into_best));
    collector.passed_over.into_inner()
}

/// Collects what is found.
struct Collector<'s, 'r> {
    scanner: &'s Scanner,
    run: &'r Run<'s>,
    found: Mutex<Found>,
    /// Paths of what is no text.
    binary: Mutex<HashSet<String>>,
    blobs: AtomicU64,
    /// Blobs that were known to hold nothing.
    passed_over: AtomicU64,
}

#[derive(Default)]
struct Found {
    /// By rule, and by the secret's identity.
    groups: HashMap<(String, String), Group>,
    messages: Vec<(Number, Finding)>,
}

/// Everything that holds one secret.
#[derive(Default)]
struct Group {
    /// By guise, the surest finding, and of those the first.
    best: BTreeMap<u16, Best>,
    blobs: Vec<Number>,
    /// Commits and tags whose messages hold it.
    messages: Vec<Number>,
}

/// A finding that may be the one to report.
#[derive(Clone)]
struct Best {
    rank: Rank,
    finding: Finding,
    /// What it is in: a blob, a commit or a tag.
    place: Place,
}

/// Orders findings of one secret; the least is reported.
type Rank = (
    bool,
    Reverse<Confidence>,
    Reverse<Severity>,
    u32,
    String,
    u64,
);

impl Best {
    fn new(finding: Finding, place: Place) -> Self {
        let rank = (
            finding.allowed.is_some(),
            Reverse(finding.confidence),
            Reverse(finding.severity),
            place.order,
            finding.origin.path().to_owned(),
            finding.byte_start,
        );
        Self {
            rank,
            finding,
            place,
        }
    }
}

impl Found {
    fn add(&mut self, finding: Finding, place: Place, is_blob: bool) {
        let key = (finding.rule.id.clone(), finding.secret_id.clone());
        let guise = Guise::of(finding.origin.path()).number();
        let new = Best::new(finding, place);
        let group = self.groups.entry(key).or_default();
        match group.best.entry(guise) {
            Entry::Vacant(vacant) => drop(vacant.insert(new)),
            Entry::Occupied(mut known) if new.rank < known.get().rank => {
                known.insert(new);
            }
            Entry::Occupied(_) => {}
        }
        let list = if is_blob {
            &mut group.blobs
        } else {
            &mut group.messages
        };
        if list.last() != Some(&place.number) {
            list.push(place.number);
        }
    }

    /// All groups, messages of the commits asked for included, in an order that does not depend
    /// on the threads.
    fn groups(mut self, survey: &Survey<'_>) -> Vec<Group> {
        for (number, finding) in std::mem::take(&mut self.messages) {
            if let Some(order) = survey.message_order(number) {
                self.add(finding, Place { number, order }, false);
            }
        }
        let mut groups: Vec<_> = self.groups.into_iter().collect();
        groups.sort_by(|a, b| a.0.cmp(&b.0));
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

impl Group {
    /// The surest finding, of those the first, whatever the configuration says.
    fn into_best(self) -> Option<Finding> {
        let best = self.best.into_values();
        let best = best.min_by(|a, b| a.rank.cmp(&b.rank));
        best.map(|best| best.finding)
    }

    /// The finding to report: the surest one that nothing allows, at whichever path that is.
    fn judged(&mut self, spread: &Spread, desk: &mut Desk<'_, '_, '_>) -> Option<Best> {
        let mut judged: Option<Best> = None;
        let reported = |best: &&Best| desk.run.reports(&best.finding);
        for best in self.best.values().filter(reported) {
            let mut finding = best.finding.clone();
            if desk.run.judge(&mut finding) {
                let best = Best::new(finding, best.place);
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
            let best = self.best.get(&Guise::of(&path).number())?;
            if best.finding.allowed.is_some() || best.finding.origin.path() == path {
                return None;
            }
            let mut trial = best.finding.clone();
            trial.origin = origin(path);
            let is_open = desk.run.judge(&mut trial) && trial.allowed.is_none();
            is_open.then(|| desk.again(&trial, *stood)).flatten()
        });
        elsewhere.or(judged)
    }
}

/// Where a blob is, before anybody asked who brought it.
fn origin(path: String) -> Origin {
    Origin::Commit {
        path,
        commit: Arc::new(Commit::default()),
    }
}

impl Collector<'_, '_> {
    /// `None`: the scanner failed.
    fn scan(
        &self,
        blob: &Blob<'_>,
        earlier: Option<&Earlier<'_>>,
    ) -> Option<(Vec<Finding>, Trail)> {
        // A bug on one file's content must not hide what is in the others, nor pass as clean.
        let scan = || self.scanner.scan_on(blob, earlier);
        let scanned = catch_unwind(AssertUnwindSafe(scan));
        if scanned.is_err() {
            let why = "the scanner failed on its content; please report this";
            self.run.skipped(Skipped {
                path: blob.origin.path().to_owned(),
                reason: SkipReason::Failed(why.to_owned()),
            });
        }
        scanned.ok()
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past for Collector<'_, '_> {
    type Trail = Trail;

    fn blob(&self, place: Place, blob: &Blob<'_>, kept: Option<&Kept<'_, Trail>>) -> Looked<Trail> {
        let earlier = kept.map(|kept| Earlier {
            trail: kept.trail,
            len: kept.text.len(),
            copied: kept.copied,
        });
        let Some((findings, trail)) = self.scan(blob, earlier.as_ref()) else {
            return Looked::default();
        };
        let is_clean = findings.is_empty();
        if !findings.is_empty() {
            let mut found = self.found();
            for finding in findings {
                found.add(finding, place, true);
            }
        }
        Looked { trail, is_clean }
    }

    fn binary(&self, place: Place, origin: &Origin, bytes: &[u8]) -> bool {
        let finding = self.scanner.binary(origin, bytes);
        finding
            .map(|finding| self.found().add(finding, place, true))
            .is_some()
    }

    fn message(&self, number: Number, blob: &Blob<'_>) {
        let findings = self.scan(blob, None).map(|(findings, _)| findings);
        if let Some(findings) = findings.filter(|findings| !findings.is_empty()) {
            let findings = findings.into_iter().map(|finding| (number, finding));
            self.found().messages.extend(findings);
        }
    }

    fn scanned(&self, bytes: u64) {
        self.blobs.fetch_add(1, Ordering::Relaxed);
        self.run.read(bytes);
    }

    fn known(&self, blobs: u64) {
        self.blobs.fetch_add(blobs, Ordering::Relaxed);
        self.passed_over.fetch_add(blobs, Ordering::Relaxed);
    }

    fn skipped(&self, skipped: Skipped) {
        if skipped.reason == SkipReason::Binary {
            let mut known = self.binary.lock().unwrap_or_else(PoisonError::into_inner);
            if !known.insert(skipped.path.clone()) {
                return;
            }
        }
        self.run.skipped(skipped);
    }
}

/// Where what was found is completed.
struct Desk<'d, 'h, 's> {
    survey: &'d mut Survey<'h>,
    scanner: &'s Scanner,
    run: &'d Run<'s>,
}

impl Desk<'_, '_, '_> {
    /// The findings of these groups, with the commits that brought them.
    fn attributed(&mut self, groups: Vec<Group>) -> Vec<Finding> {
        let blobs: Vec<Vec<Number>> = groups.iter().map(|group| group.blobs.clone()).collect();
        let spreads = self.survey.spread(&blobs);
        let before_head = if groups.iter().any(|group| !group.messages.is_empty()) {
            self.survey.before_head()
        } else {
            HashSet::new()
        };
        let mut findings = Vec::with_capacity(groups.len());
        for (mut group, mut spread) in groups.into_iter().zip(spreads) {
            let Some(Best {
                mut finding, place, ..
            }) = group.judged(&spread, self)
            else {
                continue;
            };
            let mut paths: BTreeSet<String> =
                spread.paths.keys().map(|path| shown_bytes(path)).collect();
            if !group.messages.is_empty() {
                paths.insert(finding.origin.path().to_owned());
                spread.commits = spread.commits.max(group.messages.len() as u64);
                let said_of = |one: &Number| self.survey.said_of(*one);
                let mut said_of = group.messages.iter().filter_map(said_of);
                spread.in_head |= said_of.any(|commit| before_head.contains(&commit));
            }
            let record = self.survey.record_at(place.number, place.order);
            let mut commit = commit(&record, &spread, &finding, self.scanner);
            commit.paths = paths.into_iter().collect();
            finding.origin = Origin::Commit {
                path: finding.origin.path().to_owned(),
                commit: Arc::new(commit),
            };
            findings.push(finding);
        }
        findings
    }

    /// What a finding is in the blob that was first at its path; `None`: it is none there.
    fn again(&mut self, finding: &Finding, stood: Stood) -> Option<Best> {
        let bytes = self.survey.read(stood.blob).ok()?;
        let scan = |blob: &Blob<'_>| self.scanner.scan(blob);
        let found = as_text(&bytes, &finding.origin, scan)
            .unwrap_or_else(|| Vec::from_iter(self.scanner.binary(&finding.origin, &bytes)));
        let is_same = |one: &Finding| {
            (&one.rule.id, &one.secret_id) == (&finding.rule.id, &finding.secret_id)
        };
        let place = Place {
            number: stood.blob,
            order: stood.order,
        };
        let found = found.into_iter().filter(is_same).filter_map(|mut one| {
            let counts = self.run.judge(&mut one) && self.run.reports(&one);
            counts.then(|| Best::new(one, place))
        });
        found.min_by(|a, b| a.rank.cmp(&b.rank))
    }
}

fn commit(record: &Record, spread: &Spread, finding: &Finding, scanner: &Scanner) -> Commit {
    let hide = |text: &str| hidden(text, finding);
    Commit {
        id: record.id.to_string(),
        author: hide(&record.author.name),
        email: hide(&record.author.email),
        date: record.author.date(),
        summary: hide(&summary(&record.message, scanner)),
        in_head: spread.in_head,
        paths: Vec::new(),
        commits: spread.commits,
    }
}

/// The first line of a message, with what the scanner sees in it redacted.
fn summary(message: &[u8], scanner: &Scanner) -> String {
    let message = message.trim_ascii_start();
    let end = memchr::memchr(b'\n', message).unwrap_or(message.len());
    let origin = Origin::Stdin {
        path: String::new(),
    };
    let mut summary = String::new();
    let mut at = 0;
    for finding in scanner.scan(&Blob::whole(&origin, message)) {
        let (start, stop) = (finding.byte_start as usize, finding.byte_end as usize);
        if start >= end || start < at {
            break;
        }
        summary.push_str(&String::from_utf8_lossy(&message[at..start]));
        summary.push_str(&finding.secret.redacted());
        at = stop.min(end);
    }
    summary.push_str(&String::from_utf8_lossy(&message[at..end]));
    let summary = summary.trim_end();
    match summary.char_indices().nth(LONGEST_SUMMARY) {
        None => summary.to_owned(),
        Some((cut, _)) => format!("{}…", &summary[..cut]),
    }
}

/// `text` with every copy of a finding's secret redacted.
fn hidden(text: &str, finding: &Finding) -> String {
    match std::str::from_utf8(finding.secret.reveal()) {
        Ok(secret) if secret.len() >= SHORTEST_COPY && text.contains(secret) => {
            text.replace(secret, &finding.secret.redacted())
        }
        _ => text.to_owned(),
    }
}
