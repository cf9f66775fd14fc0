//! `tightlip config`: what is in force, a first file, and whether files are right.

mod check;
mod import;
mod init;
mod show;

use clap::Subcommand;

use crate::args::Global;
use crate::exit::{Exit, Failure};
pub(super) use init::STARTER;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the configuration in force; flags of `scan` count as they do there
    Show(show::Show),
    /// Write a commented tightlip.toml
    Init {
        /// Replace the file that is there
        #[arg(long)]
        force: bool,
    },
    /// Write a tightlip.toml and a baseline that do what other tools' files do
    Import(import::Import),
    /// Check all configuration files, and list allows that are unused or have expired
    Check {
        /// Fail if there are any
        #[arg(long)]
        strict: bool,
    },
}

pub(crate) fn run(command: &Command, global: &Global) -> Result<Exit, Failure> {
    match command {
        Command::Show(asked) => show::run(asked, global),
        Command::Import(asked) => import::run(asked, global),
        Command::Init { force } => init::run(*force, global),
        Command::Check { strict } => check::run(*strict, global),
    }
}
