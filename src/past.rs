//! A scan of a repository's past: one finding a secret, however many versions of however many
//! files hold it, with the commit that brought it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::commit::Commit;
use crate::detect::{Earlier, Scanner, Trail};
use crate::finding::Finding;
use crate::git::history::{Record, Spread};
use crate::git::objects::Number;
use crate::level::{Confidence, Severity};
use crate::path::shown_bytes;
use crate::run::Run;
use crate::source::git::{History, Kept, Past, Place, Progress, Survey};

/// Characters of a message's first line that are kept.
const LONGEST_SUMMARY: usize = 120;
/// A shorter secret is part of many words.
const SHORTEST_COPY: usize = 6;

/// Scans a history and puts what it finds into `run`.
pub fn scan(history: &History, scanner: &Scanner, run: &Run<'_>, progress: &Progress) {
    let collector = Collector {
        scanner,
        run,
        found: Mutex::default(),
        binary: Mutex::default(),
        blobs: AtomicU64::new(0),
    };
    let mut survey = history.push(&collector, progress);
    let blobs = collector.blobs.into_inner();
    run.looked_at(survey.commits() as u64, blobs);
    let found = collector.found.into_inner();
    let groups = found
        .unwrap_or_else(PoisonError::into_inner)
        .groups(&survey);
    let (reported, silent): (Vec<Group>, Vec<Group>) = groups
        .into_iter()
        .partition(|group| run.reports(&group.best));
    run.add(attributed(reported, &mut survey, scanner));
    run.add(silent.into_iter().map(|group| group.best));
}

/// Collects what is found.
struct Collector<'s, 'r> {
    scanner: &'s Scanner,
    run: &'r Run<'s>,
    found: Mutex<Found>,
    /// Paths of what is no text.
    binary: Mutex<HashSet<String>>,
    blobs: AtomicU64,
}

#[derive(Default)]
struct Found {
    /// By rule, and by the secret's identity.
    groups: HashMap<(String, String), Group>,
    messages: Vec<(Number, Finding)>,
}

/// Everything that holds one secret.
struct Group {
    /// The finding to report: the surest one, and of those the first.
    best: Finding,
    rank: Rank,
    /// What the best one is in: a blob, a commit or a tag.
    place: Number,
    blobs: Vec<Number>,
    /// Commits and tags whose messages hold it.
    messages: Vec<Number>,
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

fn rank(finding: &Finding, order: u32) -> Rank {
    (
        finding.allowed.is_some(),
        Reverse(finding.confidence),
        Reverse(finding.severity),
        order,
        finding.origin.path().to_owned(),
        finding.byte_start,
    )
}

impl Found {
    fn add(&mut self, finding: Finding, place: Place, is_blob: bool) {
        let key = (finding.rule.id.clone(), finding.secret_id.clone());
        let rank = rank(&finding, place.order);
        let group = self.groups.entry(key).or_insert_with(|| Group {
            best: finding.clone(),
            rank: rank.clone(),
            place: place.number,
            blobs: Vec::new(),
            messages: Vec::new(),
        });
        if rank < group.rank {
            group.best = finding;
            group.rank = rank;
            group.place = place.number;
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

impl Collector<'_, '_> {
    fn scan(&self, blob: &Blob<'_>, earlier: Option<&Earlier<'_>>) -> (Vec<Finding>, Trail) {
        // A bug on one file's content must not hide what is in the others, nor pass as clean.
        let scan = || self.scanner.scan_on(blob, earlier);
        catch_unwind(AssertUnwindSafe(scan)).unwrap_or_else(|_| {
            let why = "the scanner failed on its content; please report this";
            self.run.skipped(Skipped {
                path: blob.origin.path().to_owned(),
                reason: SkipReason::Failed(why.to_owned()),
            });
            (Vec::new(), Trail::default())
        })
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past for Collector<'_, '_> {
    type Trail = Trail;

    fn blob(&self, place: Place, blob: &Blob<'_>, kept: Option<&Kept<'_, Trail>>) -> Trail {
        let earlier = kept.map(|kept| Earlier {
            trail: kept.trail,
            len: kept.text.len(),
            copied: kept.copied,
        });
        let (findings, trail) = self.scan(blob, earlier.as_ref());
        if !findings.is_empty() {
            let mut found = self.found();
            for finding in findings {
                found.add(finding, place, true);
            }
        }
        trail
    }

    fn binary(&self, place: Place, origin: &Origin, bytes: &[u8]) -> bool {
        let finding = self.scanner.binary(origin, bytes);
        finding
            .map(|finding| self.found().add(finding, place, true))
            .is_some()
    }

    fn message(&self, number: Number, blob: &Blob<'_>) {
        let (findings, _) = self.scan(blob, None);
        if !findings.is_empty() {
            let findings = findings.into_iter().map(|finding| (number, finding));
            self.found().messages.extend(findings);
        }
    }

    fn scanned(&self, bytes: u64) {
        self.blobs.fetch_add(1, Ordering::Relaxed);
        self.run.read(bytes);
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

/// The findings of these groups, with the commits that brought them.
fn attributed(groups: Vec<Group>, survey: &mut Survey<'_>, scanner: &Scanner) -> Vec<Finding> {
    let blobs: Vec<Vec<Number>> = groups.iter().map(|group| group.blobs.clone()).collect();
    let spreads = survey.spread(&blobs);
    let before_head = if groups.iter().any(|group| !group.messages.is_empty()) {
        survey.before_head()
    } else {
        HashSet::new()
    };
    let mut findings = Vec::with_capacity(groups.len());
    for (group, mut spread) in groups.into_iter().zip(spreads) {
        if !group.messages.is_empty() {
            let path = group.best.origin.path().as_bytes().to_vec();
            spread.paths.insert(path);
            spread.commits = spread.commits.max(group.messages.len() as u64);
            let said_of = group.messages.iter().filter_map(|one| survey.said_of(*one));
            spread.in_head |= said_of
                .into_iter()
                .any(|commit| before_head.contains(&commit));
        }
        let record = survey.record(group.place);
        let mut finding = group.best;
        finding.origin = Origin::Commit {
            path: finding.origin.path().to_owned(),
            commit: Arc::new(commit(&record, &spread, &finding, scanner)),
        };
        findings.push(finding);
    }
    findings
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
        paths: spread.paths.iter().map(|path| shown_bytes(path)).collect(),
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
