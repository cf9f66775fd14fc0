//! How the process ends.

use std::io;
use std::process::ExitCode;

use tightlip::coverage::Summary;
use tightlip::level::Severity;

use crate::args::Gate;
use crate::output;

/// Something that ends the run before it could do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library's word on what is wrong.
    Library(tightlip::error::Error),
    /// Flags that do not go together, or arguments that mean nothing.
    Usage(String),
    /// What was not read could change the answer.
    Unread(String),
    /// The report could not be written.
    Output(io::Error),
}

impl From<tightlip::error::Error> for Failure {
    fn from(error: tightlip::error::Error) -> Self {
        Self::Library(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// The codes that users' scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything asked for was scanned; nothing at or above the gate.
    Clean,
    /// Findings; 1 unless `--exit-code` says otherwise.
    Findings(u8),
    /// Wrong usage, an unreadable rule file, not a repository.
    Usage,
    /// No findings, but something could not be read.
    Incomplete,
}

impl Exit {
    /// How a scan ends: findings outrank incompleteness.
    pub(crate) fn of(summary: &Summary, gate: &Gate) -> Self {
        let least = gate.fail_on.map_or(Severity::Low, output::severity);
        let all = [
            Severity::Low,
            Severity::Medium,
            Severity::High,
            Severity::Critical,
        ];
        let mut bad = all.into_iter().filter(|severity| *severity >= least);
        if bad.any(|severity| summary.reported.of(severity) > 0) && !gate.ending.exit_zero {
            Self::Findings(gate.ending.exit_code)
        } else if summary.coverage.is_incomplete() {
            Self::Incomplete
        } else {
            Self::Clean
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings(code) => code,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use tightlip::blob::{SkipReason, Skipped};

    use super::*;
    use crate::args::{Cli, Command};

    fn exit(flags: &[&str], found: bool, failed: bool) -> Exit {
        let line = ["tightlip", "scan"].iter().chain(flags);
        let Command::Scan(scan) = Cli::parse_from(line).command else {
            unreachable!("it is a scan")
        };
        let mut summary = Summary::default();
        if found {
            summary.reported.add(Severity::High);
        }
        if failed {
            let reason = SkipReason::Failed("permission denied".to_owned());
            let skipped = Skipped::named("x".to_owned(), reason);
            summary.coverage.skipped.push(skipped);
        }
        Exit::of(&summary, &scan.gate)
    }

    #[test]
    fn findings_outrank_incompleteness() {
        assert_eq!(exit(&[], false, false), Exit::Clean);
        assert_eq!(exit(&[], true, false), Exit::Findings(1));
        assert_eq!(exit(&[], true, true), Exit::Findings(1));
        assert_eq!(exit(&[], false, true), Exit::Incomplete);
    }

    #[test]
    fn the_code_for_findings_is_the_users() {
        assert_eq!(exit(&["--exit-code", "7"], true, false), Exit::Findings(7));
        assert_eq!(exit(&["--exit-zero"], true, false), Exit::Clean);
        assert_eq!(exit(&["--exit-zero"], true, true), Exit::Incomplete);
    }

    #[test]
    fn what_is_not_bad_enough_does_not_fail() {
        assert_eq!(exit(&["--fail-on=high"], true, false), Exit::Findings(1));
        assert_eq!(exit(&["--fail-on=critical"], true, false), Exit::Clean);
        assert_eq!(exit(&["--fail-on=critical"], true, true), Exit::Incomplete);
    }
}
