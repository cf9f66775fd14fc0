//! gitleaks' commands under its names and with its flags, so that a job changes one word.

mod flags;
mod known;
mod log_opts;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use tightlip::blob::SkipReason;
use tightlip::run::Outcome;
use tightlip::source::git::{EMPTY_RANGE, Progress};

use super::history;
use super::scan::{What, collect};
use crate::args::{Global, Scan};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};
use flags::Flags;
use known::Known;
use log_opts::LogOpts;

/// All of their names.
const NAMES: [&str; 7] = [
    "dir",
    "directory",
    "file",
    "git",
    "stdin",
    "detect",
    "protect",
];

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// As gitleaks does: scan a folder or a file
    #[command(visible_aliases = ["directory", "file"])]
    Dir(Dir),
    /// As gitleaks does: scan a repository's history, or what is staged
    Git(Git),
    /// As gitleaks does: scan standard input
    Stdin(Stdin),
    /// As gitleaks did: scan a repository's history, a folder or standard input
    #[command(hide = true)]
    Detect(Detect),
    /// As gitleaks did: scan what is staged
    #[command(hide = true)]
    Protect(Protect),
}

#[derive(Args, Debug)]
pub(crate) struct Dir {
    /// A folder or a file
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Follow symbolic links (not done here)
    #[arg(long)]
    follow_symlinks: bool,

    #[command(flatten)]
    flags: Flags,
}

#[derive(Args, Debug)]
pub(crate) struct Git {
    /// The repository
    #[arg(value_name = "REPO", default_value = ".")]
    repository: PathBuf,

    /// Scan what is staged
    #[arg(long)]
    staged: bool,

    /// Scan what is staged, or, without `--staged`, the working tree
    #[arg(long)]
    pre_commit: bool,

    #[command(flatten)]
    log: Log,

    #[command(flatten)]
    flags: Flags,
}

#[derive(Args, Debug)]
pub(crate) struct Stdin {
    #[command(flatten)]
    flags: Flags,
}

#[derive(Args, Debug)]
pub(crate) struct Detect {
    /// The repository or folder
    #[arg(short, long, value_name = "PATH", default_value = ".")]
    source: PathBuf,

    /// Scan the files, not the history
    #[arg(long)]
    no_git: bool,

    /// Scan standard input
    #[arg(long)]
    pipe: bool,

    /// Follow symbolic links (not done here)
    #[arg(long)]
    follow_symlinks: bool,

    #[command(flatten)]
    log: Log,

    #[command(flatten)]
    flags: Flags,
}

#[derive(Args, Debug)]
pub(crate) struct Protect {
    /// The repository
    #[arg(short, long, value_name = "PATH", default_value = ".")]
    source: PathBuf,

    /// Scan what is staged; without it, the working tree
    #[arg(long)]
    staged: bool,

    #[command(flatten)]
    log: Log,

    #[command(flatten)]
    flags: Flags,
}

/// Flags of what is read by `git log` there.
#[derive(Args, Debug)]
struct Log {
    /// Options of `git log` that say which commits to scan
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    log_opts: Option<String>,

    /// What links to commits look like (no links are written here)
    #[arg(long, value_name = "NAME")]
    platform: Option<String>,
}

/// What a command scans.
enum Target<'c> {
    Files(&'c Path),
    Stdin,
    Staged(&'c Path),
    History(&'c Path, Option<&'c str>),
}

pub(crate) fn run(command: &Command, global: &Global) -> Result<Exit, Failure> {
    let job = match command {
        Command::Dir(dir) => Job::new(&dir.flags, Target::Files(&dir.path))
            .without("--follow-symlinks", dir.follow_symlinks),
        Command::Git(git) => {
            let target = if git.staged {
                Target::Staged(&git.repository)
            } else if git.pre_commit {
                Target::Files(&git.repository)
            } else {
                Target::History(&git.repository, git.log.log_opts.as_deref())
            };
            let job = Job::new(&git.flags, target).without_links(&git.log);
            job.whole_tree("--pre-commit", git.pre_commit && !git.staged)
        }
        Command::Stdin(stdin) => Job::new(&stdin.flags, Target::Stdin),
        Command::Detect(detect) => {
            let target = if detect.pipe {
                Target::Stdin
            } else if detect.no_git {
                Target::Files(&detect.source)
            } else {
                Target::History(&detect.source, detect.log.log_opts.as_deref())
            };
            let job = Job::new(&detect.flags, target).without_links(&detect.log);
            job.without("--follow-symlinks", detect.follow_symlinks)
        }
        Command::Protect(protect) => {
            let target = if protect.staged {
                Target::Staged(&protect.source)
            } else {
                Target::Files(&protect.source)
            };
            let job = Job::new(&protect.flags, target).without_links(&protect.log);
            let job = job.without("--log-opts", protect.log.log_opts.is_some());
            job.whole_tree("protect", !protect.staged)
        }
    };
    job.run(global)
}

/// The same command line with its command before the flags: gitleaks takes both.
pub(crate) fn command_first(mut line: Vec<OsString>) -> Option<Vec<OsString>> {
    let is_flag = line.get(1)?.to_str()?.starts_with('-');
    let at = line
        .iter()
        .position(|word| word.to_str().is_some_and(|word| NAMES.contains(&word)))?;
    if !is_flag || at < 2 {
        return None;
    }
    let name = line.remove(at);
    line.insert(1, name);
    Some(line)
}

/// One command with what it cannot do.
struct Job<'c> {
    flags: &'c Flags,
    target: Target<'c>,
    warnings: Vec<String>,
}

impl<'c> Job<'c> {
    fn new(flags: &'c Flags, target: Target<'c>) -> Self {
        Self {
            flags,
            target,
            warnings: flags.unheeded(),
        }
    }

    fn without(mut self, flag: &str, is_given: bool) -> Self {
        if is_given {
            self.warnings.push(format!("{flag} does nothing here"));
        }
        self
    }

    fn without_links(self, log: &Log) -> Self {
        self.without("--platform", log.platform.is_some())
    }

    fn whole_tree(mut self, what: &str, is_asked: bool) -> Self {
        if is_asked {
            let said = "the files of the working tree are scanned whole, not what changed in them";
            self.warnings
                .push(format!("{what} without --staged: {said}"));
        }
        self
    }

    fn run(self, global: &Global) -> Result<Exit, Failure> {
        let (global, _kept) = self.flags.global(global)?;
        let global = &global;
        for warning in &self.warnings {
            output::note(global, "warning", warning);
        }
        let scan = self.flags.scan()?;
        output::check(&scan.report)?;
        let known = Known::read(self.flags, self.source())?;
        let mut outcome = self.collect(scan, global)?;
        known.judge(&mut outcome);
        self.flags.redact(&mut outcome);
        let scan = self.flags.scan()?;
        output::write(&outcome, &scan.report, global)?;
        output::sum_up(&outcome, global);
        Ok(Exit::of(&outcome.summary, &scan.gate))
    }

    /// Where the command looks, and so for files of gitleaks.
    fn source(&self) -> &Path {
        match self.target {
            Target::Files(path) | Target::Staged(path) | Target::History(path, _) => path,
            Target::Stdin => Path::new("."),
        }
    }

    fn collect(&self, mut scan: Scan, global: &Global) -> Result<Outcome, Failure> {
        let (what, start) = match self.target {
            Target::Files(path) => {
                scan.paths = vec![path.to_owned()];
                (What::Paths, Start::Paths(&scan.paths))
            }
            Target::Stdin => {
                scan.paths = vec![PathBuf::from("-")];
                (What::Paths, Start::Paths(&scan.paths))
            }
            Target::Staged(path) => {
                self.flags.enter(path)?;
                (What::Staged, Start::Repository(Path::new(".")))
            }
            Target::History(path, options) => {
                let options = options.map(LogOpts::parse).transpose()?;
                return self.past(path, options, &scan, global);
            }
        };
        let settings = Settings::load(start, global)?;
        let enabled = self.flags.enabled(&settings)?;
        let mut outcome = collect(what, &scan, global, &settings, false)?;
        enabled.keep(&mut outcome);
        Ok(outcome)
    }

    fn past(
        &self,
        path: &Path,
        options: Option<LogOpts>,
        scan: &Scan,
        global: &Global,
    ) -> Result<Outcome, Failure> {
        let mut asked = history::as_typed()?;
        if let Some(options) = options {
            for warning in &options.warnings {
                output::note(global, "warning", warning);
            }
            options.apply(&mut asked);
        }
        asked.max_size = scan.max_size;
        asked.gate.no_inline_allow = scan.gate.no_inline_allow;
        let settings = Settings::load(Start::Repository(path), global)?;
        let enabled = self.flags.enabled(&settings)?;
        let state = Progress::default();
        let mut outcome = history::collect(&asked, Some(path), &settings, global, &state)?;
        enabled.keep(&mut outcome);
        // There, nothing new is nothing found.
        let skipped = &mut outcome.summary.coverage.skipped;
        let before = skipped.len();
        skipped.retain(|one| one.reason != SkipReason::Failed(EMPTY_RANGE.to_owned()));
        if skipped.len() < before {
            output::note(global, "note", EMPTY_RANGE);
        }
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_may_stand_behind_flags() {
        let moved = |line: &str| {
            let words = line.split(' ').map(OsString::from).collect();
            let moved = command_first(words)?;
            let words: Vec<_> = moved.iter().map(|word| word.to_string_lossy()).collect();
            Some(words.join(" "))
        };
        let right = Some("tightlip stdin -v --redact".to_owned());
        assert_eq!(moved("tightlip -v --redact stdin"), right);
        assert_eq!(moved("tightlip -v scan"), None);
        assert_eq!(moved("tightlip scan dir"), None);
        assert_eq!(moved("tightlip dir ."), None);
        assert_eq!(moved("tightlip"), None);
    }
}
