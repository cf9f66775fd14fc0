//! `tightlip baseline`: findings that were accepted.

mod accept;
mod attributes;
pub(super) mod collect;
mod gone;
mod show;
mod write;

use clap::Subcommand;
use tightlip::baseline::Baseline;
use tightlip::date::Date;

use crate::args::{Global, ListFormat};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};
use accept::Accept;
pub(crate) use attributes::merge_by_union;
use gone::Paths;
pub(crate) use write::write;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Accept everything that a scan finds now
    Create {
        #[command(flatten)]
        accept: Accept,

        /// Begin anew even if there is a baseline
        #[arg(long)]
        force: bool,
    },
    /// Accept what was found since, and follow files that moved
    Update(Accept),
    /// Drop entries whose secrets are gone
    Prune(Paths),
    /// List the entries
    Show {
        /// How entries are written to standard output
        #[arg(short = 'f', long, value_enum, default_value = "text")]
        format: ListFormat,
    },
    /// Fail if an entry is stale or has expired
    Check(Paths),
}

pub(crate) fn run(command: &Command, global: &Global) -> Result<Exit, Failure> {
    match command {
        Command::Create { accept, force } => accept::create(accept, *force, global),
        Command::Update(accept) => accept::update(accept, global),
        Command::Prune(paths) => gone::prune(paths, global),
        Command::Show { format } => {
            let settings = Settings::load(Start::Paths(&[]), global)?;
            show::run(existing(&settings)?, *format)
        }
        Command::Check(paths) => gone::check(paths, global),
    }
}

/// The last day of a decision, which must not be over.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    match Date::parse(text) {
        Some(day) if day >= Date::today() => Ok(day),
        Some(_) => Err("that day is over".to_owned()),
        None => Err("write a day such as 2027-01-31".to_owned()),
    }
}

fn existing(settings: &Settings) -> Result<&Baseline, Failure> {
    settings.policy.baseline().ok_or_else(|| {
        let name = settings.policy.base().name(&settings.baseline_path);
        Failure::Usage(format!(
            "there is no {name}: `tightlip baseline create` makes one"
        ))
    })
}

fn say(global: &Global, message: &str) {
    output::note(global, "baseline", message);
}

fn entries(number: usize) -> String {
    match number {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    }
}
