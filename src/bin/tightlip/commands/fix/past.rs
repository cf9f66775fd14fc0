//! Whether the values that `fix` moves were ever committed: the whole history is searched, as
//! `tightlip history` does.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use tightlip::blob::Origin;
use tightlip::commit::Commit;
use tightlip::detect::Scanner;
use tightlip::level::{Confidence, Severity};
use tightlip::past;
use tightlip::run::{Gate, Run};
use tightlip::secret::Secret;
use tightlip::source::git::{self, Revisions};

use crate::args::Global;
use crate::exit::Failure;
use crate::{memory, output};

/// What the commits hold.
#[derive(Default)]
pub(super) struct Past {
    /// The commit that brought each secret.
    commits: HashMap<Vec<u8>, Arc<Commit>>,
    was_searched: bool,
}

impl Past {
    /// Whether it was searched at all.
    pub(super) fn was_searched(&self) -> bool {
        self.was_searched
    }

    /// The commit that brought a secret.
    pub(super) fn commit(&self, secret: &Secret) -> Option<&Commit> {
        self.commits.get(secret.reveal()).map(AsRef::as_ref)
    }
}

/// Searches every commit.
pub(super) fn search(top: &Path, scanner: &Scanner, global: &Global) -> Result<Past, Failure> {
    let all = Revisions {
        include: Vec::new(),
        exclude: Vec::new(),
        since: None,
        max_count: None,
        paths: Vec::new(),
        all_objects: false,
    };
    let options = git::Options {
        max_bytes: None,
        memory: memory::quarter(),
        whole_blobs: false,
    };
    let history = git::History::open(Path::new("."), Some(top), &all, options)?;
    let gate = Gate {
        confidence: Confidence::Low,
        severity: Severity::Low,
    };
    let run = Run::new(scanner, gate).keep_allowed(true);
    past::scan(&history, scanner, &run, &git::Progress::default());
    let outcome = run.finish();
    if outcome.summary.coverage.is_incomplete() {
        let message = "not all of the history could be read; `tightlip history` says what";
        output::note(global, "warning", message);
    }
    let found = outcome.findings.into_iter().chain(outcome.allowed);
    let commits = found.filter_map(|finding| match finding.origin {
        Origin::Commit { commit, .. } => Some((finding.secret.reveal().to_vec(), commit)),
        _ => None,
    });
    Ok(Past {
        commits: commits.collect(),
        was_searched: true,
    })
}
