//! `tightlip baseline prune` and `check`: entries whose secrets are gone.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;
use tightlip::baseline::{Baseline, Reach};
use tightlip::date::Date;
use tightlip::run::Outcome;

use super::collect::{self, Looked};
use super::write::write_over;
use super::{entries, existing, say, show};
use crate::args::{Breadth, Global, Scan};
use crate::commands::scan::{What, as_typed};
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};

/// Which entries to look after. One whose file is elsewhere is left as it is.
#[derive(Args, Debug)]
pub(crate) struct Paths {
    /// Files and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Look into the repository's history, too: without it, entries whose secrets are in the
    /// history alone are left as they are
    #[arg(long)]
    history: bool,
}

pub(super) fn prune(paths: &Paths, global: &Global) -> Result<Exit, Failure> {
    let mut settings = settings(paths, global)?;
    let before = fs::read(&settings.baseline_path).ok();
    let reach = sought(paths, &settings, global)?;
    let mut baseline = settings.take_baseline().unwrap_or_default();
    let stale = stale(&baseline, &reach, &settings);
    baseline.settle(&reach);
    for id in &stale {
        baseline.remove(id);
    }
    write_over(before.as_deref(), &settings.baseline_path, &baseline)?;
    let name = settings.policy.base().name(&settings.baseline_path);
    say(
        global,
        &format!(
            "{name}: {} dropped, {} left",
            stale.len(),
            entries(baseline.len())
        ),
    );
    Ok(Exit::Clean)
}

pub(super) fn check(paths: &Paths, global: &Global) -> Result<Exit, Failure> {
    let mut settings = settings(paths, global)?;
    let reach = sought(paths, &settings, global)?;
    let baseline = settings.take_baseline().unwrap_or_default();
    let stale = stale(&baseline, &reach, &settings);
    let today = Date::today();
    let mut out = io::stdout().lock();
    let mut faults = 0;
    for (id, entry) in baseline.entries() {
        let fault = if entry.is_expired(today) {
            "expired"
        } else if stale.contains(id) {
            "stale"
        } else {
            continue;
        };
        faults += 1;
        show::write_entry(&mut out, fault, id, entry)?;
    }
    say(
        global,
        &format!("{}, {faults} stale or expired", entries(baseline.len())),
    );
    Ok(if faults == 0 {
        Exit::Clean
    } else {
        Exit::Findings(1)
    })
}

fn settings(paths: &Paths, global: &Global) -> Result<Settings, Failure> {
    let settings = Settings::load(Start::Paths(&paths.paths), global)?;
    existing(&settings)?;
    Ok(settings)
}

/// Entries whose secrets are gone. What the configuration excludes is not judged at all.
fn stale(baseline: &Baseline, reach: &Reach, settings: &Settings) -> BTreeSet<String> {
    let mut stale = baseline.stale(reach, settings.policy.base());
    for (id, entry) in baseline.entries() {
        if settings.policy.excludes(&entry.path) {
            stale.remove(id);
        }
    }
    stale
}

/// Scans, so that the baseline knows which entries are in use, and says how far that reached.
fn sought(paths: &Paths, settings: &Settings, global: &Global) -> Result<Reach, Failure> {
    let mut scan = as_typed(&["tightlip", "scan", "--min-confidence=low"])?;
    scan.paths.clone_from(&paths.paths);
    // What is too large to be scanned day by day may hold a secret all the same.
    scan.breadth.max_size = Some(u64::MAX);
    let looked = Looked {
        what: What::Paths,
        with_history: paths.history,
        keep_allowed: false,
    };
    whole(&collect::all(&scan, looked, global, settings)?)?;
    let left_out = left_out(settings, scan)?;
    if !left_out.paths.is_empty() {
        let what = What::Paths;
        whole(&crate::commands::scan::collect(
            what, &left_out, global, settings, false,
        )?)?;
    }
    Ok(collect::reach(&paths.paths, paths.history, settings))
}

/// A scan of the files of entries that were not seen there: ignore rules, settings or the paths
/// that were named may have left them out, but what is named is always scanned.
fn left_out(settings: &Settings, scan: Scan) -> Result<Scan, Failure> {
    let base = settings.policy.base();
    let unseen = existing(settings)?.unseen(base);
    let paths = unseen.into_iter().map(|path| base.top().join(path));
    Ok(Scan {
        paths: paths.filter(|path| path.is_file()).collect(),
        breadth: Breadth {
            no_hygiene: true,
            ..scan.breadth
        },
        ..scan
    })
}

/// Nothing may be called gone where something could not be read.
fn whole(outcome: &Outcome) -> Result<(), Failure> {
    let mut skipped = outcome.summary.coverage.skipped.iter();
    match skipped.find(|one| one.reason.is_failure()) {
        None => Ok(()),
        Some(one) => Err(Failure::Unread(format!(
            "{}: {}: so no entry can be called stale",
            one.path, one.reason
        ))),
    }
}
