//! What a baseline is made of: the tree's findings, and, if asked for, the history's.

use std::path::Path;

use tightlip::run::Outcome;
use tightlip::source::git::Progress;

use crate::args::{Global, Scan};
use crate::commands::history;
use crate::commands::scan::{What, collect};
use crate::exit::Failure;
use crate::settings::Settings;

/// Scans the paths and, after that, the repository's history through the same policy.
pub(in crate::commands) fn all(
    scan: &Scan,
    with_history: bool,
    global: &Global,
    settings: &Settings,
    keep_allowed: bool,
) -> Result<Outcome, Failure> {
    let mut outcome = collect(What::Paths, scan, global, settings, keep_allowed)?;
    if with_history {
        outcome.join(past(scan, global, settings, keep_allowed)?);
    }
    Ok(outcome)
}

/// What the history holds, by the flags of a scan.
pub(in crate::commands) fn past(
    scan: &Scan,
    global: &Global,
    settings: &Settings,
    keep_allowed: bool,
) -> Result<Outcome, Failure> {
    let mut asked = history::as_typed()?;
    let place = scan.paths.first().map_or(Path::new("."), |path| path);
    asked.gate.min_confidence = scan.gate.min_confidence;
    asked.gate.min_severity = scan.gate.min_severity;
    asked.gate.no_inline_allow = scan.gate.no_inline_allow;
    asked.gate.show_allowed = keep_allowed;
    asked.max_size = scan.max_size;
    history::collect(&asked, Some(place), settings, global, &Progress::default())
}
