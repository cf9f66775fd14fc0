//! `tightlip history`: every blob that the commits of a repository ever had.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::Args;
use signal_hook::consts::{SIGINT, SIGTERM};
use tightlip::config::size;
use tightlip::git::Mirror;
use tightlip::past;
use tightlip::run::{Outcome, Run};
use tightlip::source::git::{self, Revisions};

use super::cache::Cache;
use super::purge::Purge;
use super::remote;
use super::scan::limit_threads;
use crate::args::{self, Cli, Command, Gate, Global, Report};
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};
use crate::{log, memory, output, progress};

/// Less memory has no room for the commits and folders of most repositories.
const LEAST_MEMORY: u64 = 100 << 10;
/// Signals that end a run: what was copied is removed, and what was found so far is said.
#[cfg(unix)]
const ENDS: [i32; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(unix))]
const ENDS: [i32; 2] = [SIGINT, SIGTERM];

/// What part of which past to scan.
#[derive(Args, Debug)]
pub(crate) struct History {
    /// A repository, bare or not, any path in one, or the address of one elsewhere
    /// (`https://…`, `ssh://…`, `git@host:path`), which is copied for the scan [default: the one
    /// here]
    #[arg(value_name = "REPO")]
    pub(crate) repository: Option<PathBuf>,

    /// Only commits in this range: `A..B`, or `A...B` for what either has since they parted
    #[arg(long, value_name = "A..B")]
    pub(crate) range: Vec<String>,

    /// Only commits that this branch, tag or commit leads to
    #[arg(long, value_name = "REF")]
    pub(crate) branch: Vec<String>,

    /// Leave out this commit and all before it, or what was committed before a day (`2024-02-29`)
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,

    /// Only so many commits, the latest ones
    #[arg(long, value_name = "N")]
    pub(crate) max_count: Option<usize>,

    /// Only what lies at or below this path, from the repository's root; no messages
    #[arg(long, value_name = "PATH", value_parser = path)]
    pub(crate) path: Vec<String>,

    /// What no branch or tag leads to, too: dropped stashes, what only reflogs know, what was
    /// staged once
    #[arg(long)]
    pub(crate) all_objects: bool,

    /// Skip blobs over this size (`10M`, `500K`); they are counted, and the exit code stays 0
    /// [default: no cap]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_size: Option<u64>,

    /// Hold no more than this at once; larger files are named as not read [default: a quarter of
    /// the memory]
    #[arg(long, value_name = "SIZE", value_parser = memory_limit, env = "TIGHTLIP_MEMORY_LIMIT")]
    pub(crate) memory_limit: Option<u64>,

    /// Scan every blob from its first byte to its last: slower, and finds the same
    #[arg(long, hide = true)]
    pub(crate) whole_blobs: bool,

    /// Commits that are left out with all before them: what gitleaks' flags may say.
    #[arg(skip)]
    pub(crate) exclude: Vec<String>,

    #[command(flatten)]
    pub(crate) cache: Cache,

    #[command(flatten)]
    pub(crate) purge: Purge,

    #[command(flatten)]
    pub(crate) gate: Gate,

    #[command(flatten)]
    pub(crate) report: Report,
}

pub(crate) fn run(asked: &History, global: &Global) -> Result<Exit, Failure> {
    output::check(&asked.report)?;
    limit_threads(global);
    asked.purge.check()?;
    let state = git::Progress::default();
    for signal in ENDS {
        // Whoever asks twice does not wait for what was found.
        let stop = || Arc::clone(&state.stop);
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, stop());
        let _ = signal_hook::flag::register(signal, stop());
    }
    let mirror = remote::mirror(asked.repository.as_deref(), global, &state.stop)?;
    let place = mirror
        .as_ref()
        .map(Mirror::path)
        .or(asked.repository.as_deref());
    let here = place.unwrap_or(Path::new("."));
    let settings = Settings::load(Start::Repository(here), global)?;
    let outcome = log::timed("scan", || collect(asked, place, &settings, global, &state))?;
    output::write(&outcome, &asked.report, global)?;
    output::list_allowed(&outcome, &asked.report, global)?;
    output::sum_up(&outcome, global);
    let scanner = settings.scanner(&asked.gate.bar)?;
    asked.purge.write(&outcome.findings, here, &scanner)?;
    Ok(Exit::of(&outcome.summary, &asked.gate))
}

/// Scans the repository at `place`, or the one here; what is allowed is kept if asked for.
pub(crate) fn collect(
    asked: &History,
    place: Option<&Path>,
    settings: &Settings,
    global: &Global,
    state: &git::Progress,
) -> Result<Outcome, Failure> {
    let max_size = settings.config().max_size.as_ref().map(|set| set.value);
    let history = git::History::open(
        Path::new("."),
        place,
        &asked.revisions(),
        git::Options {
            max_bytes: asked.max_size.or(max_size),
            memory: asked
                .memory_limit
                .map_or_else(memory::quarter, |limit| limit as usize),
            whole_blobs: asked.whole_blobs,
        },
    )?;
    let scanner = settings.scanner(&asked.gate.bar)?;
    let history = asked.cache.open(history, scanner.rules(), global);
    let run = Run::new(&scanner, settings.gate(&asked.gate.bar))
        .policy(&settings.policy)
        .keep_allowed(asked.gate.show_allowed || output::tells_allowed(&asked.report));
    let scan = || past::scan(&history, &scanner, &run, state);
    let is_watched = global.progress == args::Progress::Auto && !global.quiet;
    let known = if is_watched && progress::is_watched() {
        let come = || progress::Come {
            done: state.done.load(Ordering::Relaxed),
            total: state.total.load(Ordering::Relaxed),
            bytes: run.progress().1,
            is_ending: state.stop.load(Ordering::Relaxed),
        };
        progress::during_blobs(&come, scan)
    } else {
        scan()
    };
    let outcome = run.finish();
    let blobs = outcome.summary.coverage.blobs;
    asked.cache.sum_up(&history, (known, blobs), global);
    settings.finish(global)?;
    Ok(outcome)
}

/// A size that there is something to be done with.
fn memory_limit(text: &str) -> Result<u64, String> {
    match size(text)? {
        limit if limit < LEAST_MEMORY => Err("write 100K at least".to_owned()),
        limit => Ok(limit),
    }
}

/// A path in a repository: `.` is all of it, and what is empty is a variable that nobody set.
pub(crate) fn path(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("write a path from the repository's root, or `.` for all of it".to_owned());
    }
    Ok(text.to_owned())
}

/// The flags as the environment and the defaults have them.
pub(crate) fn as_typed() -> Result<History, Failure> {
    match Cli::read(["tightlip", "history"]).map(|cli| cli.command) {
        Ok(Command::History(history)) => Ok(history),
        Ok(_) => unreachable!("it is a history that was typed"),
        // A variable of the environment is wrong.
        Err(error) => Err(Failure::Usage(error.to_string())),
    }
}

impl History {
    fn revisions(&self) -> Revisions {
        let include = self.range.iter().chain(&self.branch);
        let paths = self.path.iter().map(|path| path.as_bytes().to_vec());
        Revisions {
            include: include.cloned().collect(),
            exclude: self.exclude.clone(),
            since: self.since.clone(),
            max_count: self.max_count,
            paths: paths.collect(),
            all_objects: self.all_objects,
        }
    }
}
