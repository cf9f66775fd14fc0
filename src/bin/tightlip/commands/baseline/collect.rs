//! What a baseline is made of: the tree's findings, and, if asked for, the history's.

use std::path::{Path, PathBuf};

use tightlip::baseline::Reach;
use tightlip::hygiene::Exposed;
use tightlip::run::Outcome;
use tightlip::source::git::Progress;

use crate::args::{Global, Scan};
use crate::commands::history;
use crate::commands::scan::{What, collect};
use crate::exit::Failure;
use crate::settings::Settings;

/// What is looked at, and what is kept of it.
#[derive(Clone, Copy)]
pub(in crate::commands) struct Looked {
    /// What of the files; not what commits add.
    pub(in crate::commands) what: What<'static>,
    pub(in crate::commands) with_history: bool,
    pub(in crate::commands) keep_allowed: bool,
}

/// Scans the files and, after that, the repository's history through the same policy.
pub(in crate::commands) fn all(
    scan: &Scan,
    looked: Looked,
    global: &Global,
    settings: &Settings,
) -> Result<Outcome, Failure> {
    let mut outcome = collect(looked.what, scan, global, settings, looked.keep_allowed)?;
    if looked.with_history {
        outcome.join(past(scan, looked, global, settings)?);
    }
    Ok(outcome)
}

/// What the history holds, by the flags of a scan.
fn past(
    scan: &Scan,
    looked: Looked,
    global: &Global,
    settings: &Settings,
) -> Result<Outcome, Failure> {
    let mut asked = history::as_typed()?;
    let place = scan.paths.first().map_or(Path::new("."), |path| path);
    asked.gate.bar = scan.gate.bar.clone();
    asked.gate.show_allowed = looked.keep_allowed;
    asked.max_size = scan.breadth.max_size;
    history::collect(&asked, Some(place), settings, global, &Progress::default())
}

/// How far a scan of these paths reaches.
pub(super) fn reach(paths: &[PathBuf], with_history: bool, settings: &Settings) -> Reach {
    let base = settings.policy.base();
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let hygiene = settings.config().hygiene.as_ref();
    // Names of files tell something only where a whole folder is looked at.
    let is_checked = hygiene.is_none_or(|set| set.value) && paths.iter().all(|path| path.is_dir());
    Reach {
        places: paths.iter().filter_map(|path| base.inside(path)).collect(),
        with_history,
        left_out: if is_checked {
            Vec::new()
        } else {
            Exposed::ALL.map(Exposed::id).to_vec()
        },
    }
}
