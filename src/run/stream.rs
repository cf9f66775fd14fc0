//! Writes findings while the scan goes on, in the order of reports: those of a file go out once
//! nothing can come that stands before them.

use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::beside::may_be_secret;
use crate::conceal::{Concealer, Memory};
use crate::coverage::Summary;
use crate::detect::Scanner;
use crate::finding::Finding;
use crate::report::Live;
use crate::secret::Secret;

/// Findings on their way to a report.
#[derive(Debug)]
pub(super) struct Stream<'s> {
    scanner: &'s Scanner,
    /// Whether nobody takes the report any more.
    failed: AtomicBool,
    flow: Mutex<Flow>,
}

#[derive(Debug)]
struct Flow {
    report: Live<'static>,
    /// Of all that was written.
    memory: Memory,
    /// The first error of the report; nothing is written from then on.
    failed: Option<io::Error>,
    /// Paths whose findings are to come, in the order of reports. None: what comes is in order.
    expected: Vec<String>,
    done: Vec<bool>,
    /// The first that is not done.
    next: usize,
    waiting: BTreeMap<String, OfPath>,
    written: Vec<Finding>,
    /// In order, from the first one on beside which something stands that a later one may tell to
    /// be a secret: they wait for the end.
    held: Vec<Finding>,
}

/// What was found at one path.
#[derive(Debug, Default)]
struct OfPath {
    findings: Vec<Finding>,
    /// Of what is not reported.
    quiet: Vec<Secret>,
}

impl<'s> Stream<'s> {
    pub(super) fn new(report: Live<'static>, scanner: &'s Scanner) -> Self {
        let flow = Flow {
            report,
            memory: Memory::default(),
            failed: None,
            expected: Vec::new(),
            done: Vec::new(),
            next: 0,
            waiting: BTreeMap::new(),
            written: Vec::new(),
            held: Vec::new(),
        };
        Self {
            scanner,
            failed: AtomicBool::new(false),
            flow: Mutex::new(flow),
        }
    }

    /// What is to come, sorted.
    pub(super) fn expect(&self, paths: Vec<String>) {
        let mut flow = self.flow();
        flow.done = vec![false; paths.len()];
        flow.expected = paths;
        flow.next = 0;
    }

    /// Takes findings, and paths and secrets of what is not reported.
    pub(super) fn add(&self, findings: Vec<Finding>, quiet: Vec<(String, Secret)>) {
        let mut flow = self.flow();
        if flow.expected.is_empty() {
            let quiet = quiet.into_iter().map(|(_, secret)| secret).collect();
            flow.write([OfPath { findings, quiet }], self.scanner);
            self.note(&flow);
            return;
        }
        for (path, secret) in quiet {
            flow.waiting.entry(path).or_default().quiet.push(secret);
        }
        for finding in findings {
            let path = finding.origin.path();
            if let Some(same) = flow.waiting.get_mut(path) {
                same.findings.push(finding);
            } else {
                let path = path.to_owned();
                flow.waiting.entry(path).or_default().findings.push(finding);
            }
        }
    }

    /// Nothing more comes of one of the expected.
    pub(super) fn done(&self, index: usize) {
        let mut flow = self.flow();
        flow.done[index] = true;
        let next = flow.next;
        let further = flow.done[next..].iter().take_while(|done| **done).count();
        flow.next += further;
        if further > 0 {
            flow.release(self.scanner);
            self.note(&flow);
        }
    }

    /// Whether the report could not be written any further.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    fn note(&self, flow: &Flow) {
        if flow.failed.is_some() {
            self.failed.store(true, Ordering::Relaxed);
        }
    }

    /// Writes the rest; all that was written, its secrets, and whether it went well.
    pub(super) fn finish(self) -> (Vec<Finding>, Memory, Ended) {
        let flow = self.flow.into_inner();
        let mut flow = flow.unwrap_or_else(PoisonError::into_inner);
        let rest = mem::take(&mut flow.waiting);
        flow.write(rest.into_values(), self.scanner);
        flow.write_held(self.scanner);
        let ended = Ended(flow.report, flow.failed);
        (flow.written, flow.memory, ended)
    }

    fn flow(&self) -> MutexGuard<'_, Flow> {
        self.flow.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flow {
    /// Writes what stands before all that is still to come.
    fn release(&mut self, scanner: &Scanner) {
        let ready = match self.expected.get(self.next) {
            None => mem::take(&mut self.waiting),
            Some(next) => {
                let later = self.waiting.split_off(next);
                mem::replace(&mut self.waiting, later)
            }
        };
        self.write(ready.into_values(), scanner);
    }

    /// Writes what was found at these paths, one after the other: no line shows a secret of the
    /// same path or of one before it.
    fn write(&mut self, paths: impl IntoIterator<Item = OfPath>, scanner: &Scanner) {
        let mut concealer = Concealer::with(scanner, mem::take(&mut self.memory));
        let before = self.written.len();
        for OfPath {
            mut findings,
            quiet,
        } in paths
        {
            for secret in &quiet {
                concealer.learn_quiet(secret);
            }
            for finding in &findings {
                concealer.learn(finding);
            }
            for finding in &mut findings {
                concealer.finding(finding);
            }
            findings.sort_by(|a, b| a.order().cmp(&b.order()));
            for finding in findings {
                if !self.held.is_empty() || may_be_secret(&finding) {
                    self.held.push(finding);
                    continue;
                }
                if self.failed.is_none() {
                    self.failed = self.report.finding(&finding).err();
                }
                self.written.push(finding);
            }
        }
        self.memory = concealer.into_memory();
        if self.failed.is_none() && self.written.len() > before {
            self.failed = self.report.flush().err();
        }
    }

    /// Writes what waits for the end, when all secrets are known.
    fn write_held(&mut self, scanner: &Scanner) {
        let mut concealer = Concealer::with(scanner, mem::take(&mut self.memory));
        for mut finding in mem::take(&mut self.held) {
            concealer.finding(&mut finding);
            if self.failed.is_none() {
                self.failed = self.report.finding(&finding).err();
            }
            self.written.push(finding);
        }
        self.memory = concealer.into_memory();
    }
}

/// A report without its end.
pub(super) struct Ended(Live<'static>, Option<io::Error>);

impl Ended {
    pub(super) fn end(mut self, summary: &Summary) -> io::Result<()> {
        match self.1 {
            Some(failed) => Err(failed),
            None => self.0.end(summary),
        }
    }
}
