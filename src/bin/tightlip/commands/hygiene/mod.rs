//! `tightlip hygiene`: whether `.env` and its kin are ignored, and whether something ships them.

mod fix;

use std::path::PathBuf;

use clap::Args;
use tightlip::blob::Sink;
use tightlip::detect::Scanner;
use tightlip::hygiene::{self, Exposure, Names, Review};
use tightlip::path::shown;
use tightlip::report::Format;
use tightlip::run::{Run, tokens};

use crate::args::{Gate, Global, Report};
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};
use crate::{log, output};

/// What to look at, and what to do about it.
#[derive(Args, Debug)]
// Inline marks allow no file, and no secret is in what is said of one.
#[command(mut_arg("no_inline_allow", |arg| arg.hide(true)), mut_arg("show_secrets", |arg| arg.hide(true)))]
pub(crate) struct Hygiene {
    /// A folder, or any path in a repository
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Add the lines to the ignore files, and untrack what git should not have; no file is deleted
    #[arg(long)]
    fix: bool,

    /// With --fix, show what would be done, and do nothing [default when not on a terminal]
    #[arg(long, requires = "fix", conflicts_with = "yes")]
    dry_run: bool,

    /// With --fix, do it without asking
    #[arg(short, long, requires = "fix")]
    yes: bool,

    #[command(flatten)]
    gate: Gate,

    #[command(flatten)]
    report: Report,
}

pub(crate) fn run(asked: &Hygiene, global: &Global) -> Result<Exit, Failure> {
    output::check(&asked.report)?;
    let paths = std::slice::from_ref(&asked.path);
    let settings = Settings::load(Start::Paths(paths), global)?;
    let scanner = settings.scanner(&asked.gate.bar)?;
    let run = Run::new(&scanner, settings.gate(&asked.gate.bar))
        .policy(&settings.policy)
        .keep_allowed(asked.gate.show_allowed);
    let mut review = log::timed("scan", || inspect(asked, &scanner))?;
    if asked.fix {
        let counts = |exposure: &&Exposure| {
            let mut finding = exposure.finding(&settings.key);
            settings.policy.judge(&mut finding) && run.reports(&finding)
        };
        let exposures = review.exposures.iter().filter(counts);
        if fix::run(exposures, asked, global)? {
            review = inspect(asked, &scanner)?;
        }
    }
    if review.exposures.is_empty() && !review.in_repository {
        output::note(
            global,
            "note",
            "no git repository here: judged by .gitignore files alone",
        );
    }
    for skipped in review.unread {
        run.skipped(skipped);
    }
    let found = review.exposures.iter();
    run.add(found.map(|exposure| exposure.finding(&settings.key)));
    let outcome = run.finish();
    settings.finish(global)?;
    output::write(&outcome, &asked.report, global)?;
    output::list_allowed(&outcome, &asked.report, global)?;
    output::sum_up_exposures(&outcome, global);
    Ok(Exit::of(&outcome.summary, &asked.gate))
}

fn inspect(asked: &Hygiene, scanner: &Scanner) -> Result<Review, Failure> {
    let names = Names::walk(&asked.path, &shown(&asked.path))?;
    Ok(hygiene::inspect(&names, &|text| tokens(scanner, text))?)
}

impl Hygiene {
    /// Whether people read standard output.
    fn is_for_people(&self) -> bool {
        self.report.format == Format::Text
    }
}
