//! One run: sources push, the scanner scans, what it finds is gated, sorted and counted.

mod beside;
mod gate;
mod outcome;
mod stream;
mod token;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::allowed::AllowedTally;
use crate::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use crate::conceal::{Concealer, Memory};
use crate::coverage::{Coverage, Summary};
use crate::detect::Scanner;
use crate::finding::Finding;
use crate::left_out::LeftOut;
use crate::policy::Policy;
use crate::report::Live;
pub use gate::Gate;
pub use outcome::Outcome;
use outcome::tally;
use stream::Stream;
pub use token::tokens;

/// Why the rest was not scanned.
pub const OUT_OF_TIME: &str = "the time was up";

/// Collects what sources push, from any number of threads.
#[derive(Debug)]
pub struct Run<'s> {
    scanner: &'s Scanner,
    gate: Gate,
    keep_allowed: bool,
    policy: Option<&'s Policy>,
    started: Instant,
    /// When the time is up, and whether something was left out for it.
    end: Option<Instant>,
    is_cut: AtomicBool,
    files: AtomicU64,
    bytes: AtomicU64,
    commits: AtomicU64,
    blobs: AtomicU64,
    found: Mutex<Found>,
    stream: Option<Stream<'s>>,
    /// Whether nothing is of use once the stream has failed.
    stops: bool,
}

#[derive(Debug, Default)]
struct Found {
    findings: Vec<Finding>,
    below_gate: usize,
    allowed: AllowedTally,
    kept: Vec<Finding>,
    /// Of what is not reported.
    quiet: Memory,
    skipped: Vec<Skipped>,
    left_out: Vec<LeftOut>,
}

impl<'s> Run<'s> {
    /// Starts the clock.
    #[must_use]
    pub fn new(scanner: &'s Scanner, gate: Gate) -> Self {
        Self {
            scanner,
            gate,
            keep_allowed: false,
            policy: None,
            started: Instant::now(),
            end: None,
            is_cut: AtomicBool::new(false),
            files: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            commits: AtomicU64::new(0),
            blobs: AtomicU64::new(0),
            found: Mutex::default(),
            stream: None,
            stops: false,
        }
    }

    /// Lets `policy` decide what is allowed.
    #[must_use]
    pub fn policy(mut self, policy: &'s Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Keeps what is allowed, for [`Outcome::allowed`]; else it is only counted.
    #[must_use]
    pub fn keep_allowed(mut self, keep: bool) -> Self {
        self.keep_allowed = keep;
        self
    }

    /// What a finding must be for it to be reported.
    #[must_use]
    pub fn gate(&self) -> Gate {
        self.gate
    }

    /// Writes findings to `report` as they come, in the order of reports.
    /// [`Run::finish_stream`] ends it. `alone`: nothing else is made of them, so the sources may
    /// stop once nobody takes the report any more.
    #[must_use]
    pub fn stream_to(mut self, report: Live<'static>, alone: bool) -> Self {
        self.stream = Some(Stream::new(report, self.scanner));
        self.stops = alone;
        self
    }

    /// What will be scanned, in the order of reports: findings wait until all that stands before
    /// them is [`done`](Self::done). Without it they are written as they come.
    pub fn expect(&self, paths: Vec<String>) {
        if let Some(stream) = &self.stream {
            stream.expect(paths);
        }
    }

    /// Nothing more will come of what is at this place of those that are expected.
    pub fn done(&self, index: usize) {
        if let Some(stream) = &self.stream {
            stream.done(index);
        }
    }

    /// Scans nothing more from this moment on; what is left out then makes the run incomplete.
    #[must_use]
    pub fn until(mut self, end: Option<Instant>) -> Self {
        self.end = end;
        self
    }

    /// Files and raw bytes scanned so far.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (
            self.files.load(Ordering::Relaxed),
            self.bytes.load(Ordering::Relaxed),
        )
    }

    /// Counts commits, and blobs of theirs, that were looked at.
    pub fn looked_at(&self, commits: u64, blobs: u64) {
        self.commits.fetch_add(commits, Ordering::Relaxed);
        self.blobs.fetch_add(blobs, Ordering::Relaxed);
    }

    /// Counts bytes that were scanned and are no file's.
    pub fn read(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Takes note of what the rules of the scan leave out.
    pub fn leaves_out(&self, left_out: Vec<LeftOut>) {
        self.found().left_out.extend(left_out);
    }

    /// Whether a finding is at or above the gate and not allowed.
    #[must_use]
    pub fn reports(&self, finding: &Finding) -> bool {
        self.gate.passes(finding) && finding.allowed.is_none()
    }

    /// Gives a finding its identity and says what allows it; `false`: its rule does not count in
    /// this file.
    pub fn judge(&self, finding: &mut Finding) -> bool {
        self.policy.is_none_or(|policy| policy.judge(finding))
    }

    /// Takes findings made elsewhere through the same gate.
    pub fn add(&self, findings: impl IntoIterator<Item = Finding>) {
        let (mut reported, mut quiet) = (Vec::new(), Vec::new());
        for mut finding in findings {
            if !self.judge(&mut finding) {
                continue;
            }
            if self.reports(&finding) {
                reported.push(finding);
                continue;
            }
            // What is reported beside it must not show it.
            let path = finding.origin.path().to_owned();
            quiet.push((path, finding.secret.clone()));
            let mut found = self.found();
            match &finding.allowed {
                Some(allowed) if self.gate.passes(&finding) => {
                    found.allowed.add(allowed);
                    if self.keep_allowed {
                        found.kept.push(finding);
                    }
                }
                _ => found.below_gate += 1,
            }
        }
        if let Some(stream) = &self.stream {
            stream.add(reported, quiet);
        } else if !reported.is_empty() || !quiet.is_empty() {
            let mut found = self.found();
            found.findings.append(&mut reported);
            for (_, secret) in &quiet {
                found.quiet.secrets.learn_quiet(secret);
            }
        }
    }

    /// Lets what is reported, and then what is kept of what is allowed, be completed before
    /// anything of it is redacted.
    pub fn settle(&self, complete: &dyn Fn(&mut Vec<Finding>)) {
        let mut found = self.found();
        complete(&mut found.findings);
        complete(&mut found.kept);
    }

    /// Redacts secrets in all that stands beside others, sorts and counts. The order does not depend on the threads.
    #[must_use]
    pub fn finish(self) -> Outcome {
        self.finish_stream().0
    }

    /// The same; and whether what was written as it came was written well.
    pub fn finish_stream(mut self) -> (Outcome, io::Result<()>) {
        let stream = self.stream.take().map(Stream::finish);
        let mut found = self
            .found
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if self.is_cut.into_inner() {
            let why = SkipReason::Failed(OUT_OF_TIME.to_owned());
            let rest = Skipped::named("<rest>".to_owned(), why);
            found.skipped.push(rest);
        }
        let (mut concealer, ended) = match stream {
            Some((written, memory, ended)) => {
                found.findings = written;
                (Concealer::with(self.scanner, memory), Some(ended))
            }
            None => (Concealer::with(self.scanner, found.quiet), None),
        };
        for finding in found.findings.iter().chain(&found.kept) {
            concealer.learn(finding);
        }
        for finding in found.findings.iter_mut().chain(&mut found.kept) {
            concealer.finding(finding);
        }
        found.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        found.kept.sort_by(|a, b| a.order().cmp(&b.order()));
        found.skipped.sort();
        let mut coverage = Coverage {
            files: self.files.into_inner(),
            bytes: self.bytes.into_inner(),
            commits: self.commits.into_inner(),
            blobs: self.blobs.into_inner(),
            skipped: found.skipped,
            left_out: found.left_out,
            elapsed: self.started.elapsed(),
        };
        concealer.coverage(&mut coverage);
        let summary = Summary {
            reported: tally(&found.findings),
            below_gate: found.below_gate,
            allowed: found.allowed,
            coverage,
        };
        let written = ended.map_or(Ok(()), |ended| ended.end(&summary));
        let outcome = Outcome {
            findings: found.findings,
            allowed: found.kept,
            summary,
        };
        (outcome, written)
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Run<'_> {
    fn blob(&self, blob: &Blob<'_>) {
        if self.is_over() {
            return;
        }
        let skip = |reason| self.skipped(Skipped::of(blob.origin, reason));
        // A bug on one file's content must not hide what is in the others, nor pass as clean.
        match catch_unwind(AssertUnwindSafe(|| self.scanner.examine(blob))) {
            Ok(examined) => {
                if let Some(byte) = examined.crowded {
                    skip(SkipReason::crowded(byte));
                }
                if !examined.findings.is_empty() {
                    self.add(examined.findings);
                }
            }
            Err(_) => skip(SkipReason::scanner_failed()),
        }
    }

    fn scanned(&self, bytes: u64) {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn skipped(&self, skipped: Skipped) {
        self.found().skipped.push(skipped);
    }

    fn is_wanted(&self) -> bool {
        let failed = |stream: &Stream<'_>| stream.has_failed();
        !self.stops || !self.stream.as_ref().is_some_and(failed)
    }

    fn binary(&self, origin: &Origin, head: &[u8]) {
        match self.scanner.binary(origin, head) {
            Some(finding) => {
                self.add([finding]);
                self.scanned(head.len() as u64);
            }
            None => self.skipped(Skipped::of(origin, SkipReason::Binary)),
        }
    }

    fn is_over(&self) -> bool {
        let is_over = self.end.is_some_and(|end| Instant::now() >= end);
        if is_over {
            self.is_cut.store(true, Ordering::Relaxed);
        }
        is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Options;
    use crate::rule::RuleSet;
    use crate::rule::template::{Dice, expand};

    fn scanned(text: &str, end: Option<Instant>) -> Outcome {
        let scanner = Scanner::new(RuleSet::builtin(), Options::default());
        let run = Run::new(&scanner, Gate::default()).until(end);
        let origin = Origin::Stdin { path: "x".into() };
        run.blob(&Blob::whole(&origin, text.as_bytes()));
        run.finish()
    }

    fn key() -> String {
        let template = "key = \"sk-proj-{base64url:74}T3BlbkFJ{base64url:74}\"\n";
        expand(template, &mut Dice::new(1)).unwrap()
    }

    fn left_out(outcome: &Outcome) -> String {
        let [skipped] = &outcome.summary.coverage.skipped[..] else {
            panic!("{:?}", outcome.summary.coverage)
        };
        assert!(outcome.summary.coverage.is_incomplete());
        skipped.reason.to_string()
    }

    #[test]
    fn what_is_left_out_when_the_time_is_up_makes_the_run_incomplete() {
        let whole = scanned(&key(), None);
        assert_eq!(whole.findings.len(), 1);
        assert!(!whole.summary.coverage.is_incomplete());
        let cut = scanned(&key(), Some(Instant::now()));
        assert_eq!(cut.findings.len(), 0);
        assert_eq!(left_out(&cut), "unreadable: the time was up");
    }

    #[test]
    fn what_a_flood_keeps_from_being_tried_makes_the_run_incomplete() {
        for unit in [".v1.eyJ", "/u3+7QAAAAI"] {
            let flood = scanned(&(key() + &unit.repeat(6000)), None);
            assert_eq!(flood.findings.len(), 1);
            let why = left_out(&flood);
            assert!(
                why.contains("too many beginnings of long secrets"),
                "{unit}: {why}"
            );
        }
    }
}
