//! gitleaks' commands under its names and with its flags, so that a job changes one word.

mod flags;
mod job;
mod known;
mod log_opts;
mod third_party;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::Global;
use crate::exit::{Exit, Failure};
use flags::Flags;
use job::{Job, Target};

/// All of their names.
const NAMES: [&str; 8] = [
    "dir",
    "directory",
    "file",
    "files",
    "git",
    "stdin",
    "detect",
    "protect",
];

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// As gitleaks does: scan a folder or a file
    #[command(visible_aliases = ["directory", "file"], alias = "files")]
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
    /// As gitleaks does: print the version
    #[command(hide = true)]
    Version,
}

#[derive(Args, Debug)]
pub(crate) struct Dir {
    /// A folder or a file
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Read files that symbolic links lead to, too
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

    /// Scan what is changed and not staged, as `git diff` shows it; with `--staged`, what is staged
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

    /// Read files that symbolic links lead to, too
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

    /// Scan what is staged; without it, what is changed and not staged
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

pub(crate) fn run(command: &Command, global: &Global) -> Result<Exit, Failure> {
    let job = match command {
        Command::Dir(dir) => Job::new(&dir.flags, Target::Files(&dir.path, dir.follow_symlinks)),
        Command::Git(git) => {
            let target = if git.staged {
                Target::Staged(&git.repository)
            } else if git.pre_commit {
                Target::Unstaged(&git.repository)
            } else {
                Target::History(&git.repository, git.log.log_opts.as_deref())
            };
            Job::new(&git.flags, target).without_links(&git.log)
        }
        Command::Stdin(stdin) => Job::new(&stdin.flags, Target::Stdin),
        Command::Detect(detect) => {
            let target = if detect.pipe {
                Target::Stdin
            } else if detect.no_git {
                Target::Files(&detect.source, detect.follow_symlinks)
            } else {
                Target::History(&detect.source, detect.log.log_opts.as_deref())
            };
            Job::new(&detect.flags, target).without_links(&detect.log)
        }
        Command::Protect(protect) => {
            let target = if protect.staged {
                Target::Staged(&protect.source)
            } else {
                Target::Unstaged(&protect.source)
            };
            let job = Job::new(&protect.flags, target).without_links(&protect.log);
            job.without("--log-opts", protect.log.log_opts.is_some())
        }
        Command::Version => {
            writeln!(std::io::stdout(), "{}", env!("CARGO_PKG_VERSION"))?;
            return Ok(Exit::Clean);
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
