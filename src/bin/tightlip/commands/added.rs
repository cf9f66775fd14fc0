//! What the commits of a push or of a request add: scanned and settled, for hooks and CI jobs.

use std::path::Path;
use std::sync::atomic::Ordering;

use tightlip::detect::Scanner;
use tightlip::past;
use tightlip::run::Run;
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
pub(super) fn settle(added: &Added, run: &Run<'_>) {
    run.settle(&|findings| added.settle(findings));
    run.looked_at(added.commits() as u64, 0);
}
