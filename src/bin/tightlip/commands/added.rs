//! What the commits of a push or of a request add: scanned and settled, for hooks and CI jobs.

use std::path::Path;
use std::sync::atomic::Ordering;

use tightlip::blob::{Blob, Origin};
use tightlip::detect::Scanner;
use tightlip::past;
use tightlip::run::{Outcome, Run};
use tightlip::source::git::{self, Added, Clean};

use crate::args::{Global, Progress};
use crate::{memory, progress};

/// Scans it. A long range is sieved first by the engine of histories.
pub(super) fn push(
    added: &Added,
    run: &Run<'_>,
    scanner: &Scanner,
    max_bytes: Option<u64>,
    global: &Global,
) {
    let is_watched = global.progress == Progress::Auto && !global.quiet && progress::is_watched();
    let clean = sieved(added, scanner, max_bytes, is_watched);
    let work = || added.push(run, max_bytes, &clean);
    if is_watched {
        progress::during(&|| run.progress(), work);
    } else {
        work();
    }
}

/// What of it is known to hold nothing.
fn sieved(added: &Added, scanner: &Scanner, max_bytes: Option<u64>, is_watched: bool) -> Clean {
    let Some(range) = added.long_range() else {
        return Clean::default();
    };
    let options = git::Options {
        max_bytes,
        memory: memory::quarter(),
        whole_blobs: false,
    };
    let state = git::Progress::default();
    let sieve = || past::sieve(Path::new("."), range, scanner, options, &state);
    let clean = if is_watched {
        let come = || progress::Come {
            done: state.done.load(Ordering::Relaxed),
            total: state.total.load(Ordering::Relaxed),
            bytes: 0,
            is_ending: false,
        };
        progress::during_blobs(&come, sieve)
    } else {
        sieve()
    };
    // Nothing is known then, and everything is looked at.
    clean.unwrap_or_default()
}

/// Completes what was found in commits, and counts these.
pub(super) fn settle(added: &Added, outcome: &mut Outcome, scanner: &Scanner) {
    let harmless = |line: &str| harmless(line, scanner);
    added.settle(&mut outcome.findings, &harmless);
    added.settle(&mut outcome.allowed, &harmless);
    outcome.recount();
    outcome.summary.coverage.commits = added.commits() as u64;
}

/// A line of a message without the secrets in it.
fn harmless(line: &str, scanner: &Scanner) -> String {
    let origin = Origin::Stdin {
        path: String::new(),
    };
    let mut harmless = line.to_owned();
    let found = scanner.scan(&Blob::whole(&origin, line.as_bytes()));
    for finding in found.iter().rev() {
        let range = finding.byte_start as usize..finding.byte_end as usize;
        let ends_in = harmless.get(range.clone()).is_some();
        if ends_in {
            harmless.replace_range(range, "…");
        }
    }
    harmless
}
