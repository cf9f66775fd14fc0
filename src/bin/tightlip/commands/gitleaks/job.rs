//! One of gitleaks' commands, with all that its flags ask for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Instant;

use tightlip::blob::SkipReason;
use tightlip::run::{OUT_OF_TIME, Outcome};
use tightlip::source::git::{EMPTY_RANGE, INTERRUPTED, Progress};

use super::Log;
use super::flags::Flags;
use super::known::Known;
use super::log_opts::LogOpts;
use super::third_party;
use crate::args::{Global, Scan};
use crate::commands::history;
use crate::commands::scan::{What, collect};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

/// What a command scans.
pub(super) enum Target<'c> {
    /// And whether symbolic links to files are read.
    Files(&'c Path, bool),
    Stdin,
    Staged(&'c Path),
    Unstaged(&'c Path),
    /// And `--log-opts`.
    History(&'c Path, Option<&'c str>),
}

/// One command with what it cannot do.
pub(super) struct Job<'c> {
    flags: &'c Flags,
    target: Target<'c>,
    warnings: Vec<String>,
    /// When the time is up.
    end: Option<Instant>,
}

impl<'c> Job<'c> {
    pub(super) fn new(flags: &'c Flags, target: Target<'c>) -> Self {
        Self {
            flags,
            warnings: flags.unheeded(matches!(target, Target::Files(..))),
            target,
            end: flags.time().map(|time| Instant::now() + time),
        }
    }

    pub(super) fn without(mut self, flag: &str, is_given: bool) -> Self {
        if is_given {
            self.warnings.push(format!("{flag} does nothing here"));
        }
        self
    }

    pub(super) fn without_links(self, log: &Log) -> Self {
        self.without("--platform", log.platform.is_some())
    }

    pub(super) fn run(self, global: &Global) -> Result<Exit, Failure> {
        let home = self.home();
        let (global, _kept) = self.flags.global(global, &home)?;
        let global = &global;
        for warning in &self.warnings {
            output::note(global, "warning", warning);
        }
        let scan = self.flags.scan(&home)?;
        output::check(&scan.report)?;
        let known = Known::read(self.flags, self.source())?;
        let mut outcome = self.collect(scan, global, &known)?;
        self.out_of_time(&mut outcome);
        self.flags.redact(&mut outcome);
        let scan = self.flags.scan(&home)?;
        output::write(&outcome, &scan.report, global)?;
        output::sum_up(&outcome, global);
        Ok(Exit::of(&outcome.summary, &scan.gate))
    }

    /// Where paths of flags begin: said only where the command goes elsewhere.
    fn home(&self) -> PathBuf {
        match self.target {
            Target::Staged(path) | Target::Unstaged(path) if path != Path::new(".") => {
                std::env::current_dir().unwrap_or_default()
            }
            _ => PathBuf::new(),
        }
    }

    /// Where the command looks, and so for files of gitleaks.
    fn source(&self) -> &Path {
        match self.target {
            Target::Files(path, _)
            | Target::Staged(path)
            | Target::Unstaged(path)
            | Target::History(path, _) => path,
            Target::Stdin => Path::new("."),
        }
    }

    fn collect(&self, mut scan: Scan, global: &Global, known: &Known) -> Result<Outcome, Failure> {
        scan.reach.end = self.end;
        let (what, start) = match self.target {
            Target::Files(path, follows_links) => {
                scan.paths = vec![path.to_owned()];
                scan.reach.with_ignored = true;
                scan.reach.archive_depth = self.flags.max_archive_depth;
                scan.reach.follows_links = follows_links;
                (What::Paths, Start::Paths(&scan.paths))
            }
            Target::Stdin => {
                scan.paths = vec![PathBuf::from("-")];
                (What::Paths, Start::Paths(&scan.paths))
            }
            Target::Staged(path) => {
                Flags::enter(path)?;
                (What::Staged, Start::Repository(Path::new(".")))
            }
            Target::Unstaged(path) => {
                Flags::enter(path)?;
                (What::Unstaged, Start::Repository(Path::new(".")))
            }
            Target::History(path, options) => {
                let options = options.map(LogOpts::parse).transpose()?;
                return self.past((path, options), &scan, global, known);
            }
        };
        let settings = Settings::load(start, global)?;
        // Its own list of files is part of its own rules.
        if scan.reach.with_ignored && settings.config().has_catalogue() {
            scan.reach.skips = Some(third_party::is_left_out);
        }
        let enabled = self.flags.enabled(&settings)?;
        let mut outcome = collect(what, &scan, global, &settings, false)?;
        enabled.keep(&mut outcome);
        known.judge(&mut outcome, settings.config());
        Ok(outcome)
    }

    fn past(
        &self,
        (path, options): (&Path, Option<LogOpts>),
        scan: &Scan,
        global: &Global,
        known: &Known,
    ) -> Result<Outcome, Failure> {
        let mut asked = history::as_typed()?;
        if let Some(options) = options {
            for warning in &options.warnings {
                output::note(global, "warning", warning);
            }
            options.apply(&mut asked);
        }
        asked.max_size = scan.breadth.max_size;
        asked.gate.bar.no_inline_allow = scan.gate.bar.no_inline_allow;
        asked.gate.bar.decode_depth = scan.gate.bar.decode_depth;
        let settings = Settings::load(Start::Repository(path), global)?;
        let enabled = self.flags.enabled(&settings)?;
        let state = Progress::default();
        if let Some(time) = self.flags.time() {
            let stop = Arc::clone(&state.stop);
            thread::spawn(move || {
                thread::sleep(time);
                stop.store(true, Ordering::Relaxed);
            });
        }
        let mut outcome = history::collect(&asked, Some(path), &settings, global, &state)?;
        enabled.keep(&mut outcome);
        known.judge(&mut outcome, settings.config());
        // There, nothing new is nothing found.
        let skipped = &mut outcome.summary.coverage.skipped;
        let before = skipped.len();
        skipped.retain(|one| one.reason != SkipReason::Failed(EMPTY_RANGE.to_owned()));
        if skipped.len() < before {
            output::note(global, "note", EMPTY_RANGE);
        }
        Ok(outcome)
    }

    /// Says why a history was not scanned to its end.
    fn out_of_time(&self, outcome: &mut Outcome) {
        if self.end.is_none() {
            return;
        }
        let interrupted = SkipReason::Failed(INTERRUPTED.to_owned());
        for skipped in &mut outcome.summary.coverage.skipped {
            if skipped.reason == interrupted {
                skipped.reason = SkipReason::Failed(OUT_OF_TIME.to_owned());
            }
        }
    }
}
