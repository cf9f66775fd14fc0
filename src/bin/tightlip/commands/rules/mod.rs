//! `tightlip rules`: what is looked for, and whether rules do what they say.

mod check;
mod json;
mod list;
mod show;
mod steps;

use std::path::PathBuf;

use clap::Subcommand;

use crate::args::Global;
use crate::exit::{Exit, Failure};

#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    /// List the rules that are in force
    List(list::List),
    /// What a rule sees, why it matters and how to revoke what it finds
    Show(show::Show),
    /// Check that rules find their examples and nothing else
    Check {
        /// Rule files [default: the built-in rules]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

pub(crate) fn run(rules: &Rules, global: &Global) -> Result<Exit, Failure> {
    match rules {
        Rules::List(asked) => list::run(asked, global),
        Rules::Show(asked) => show::run(asked, global),
        Rules::Check { files } => check::run(files),
    }
}
