//! `tightlip hook run`: what the hooks call.

use std::io::{self, Write};

use clap::Parser;

use super::{Run, Stage};
use crate::args::{Cli, Command, Global};
use crate::commands::scan;
use crate::exit::{Exit, Failure};

pub(super) fn run(asked: &Run, global: &Global) -> Result<Exit, Failure> {
    if asked.probe {
        writeln!(io::stdout(), "tightlip {}", env!("CARGO_PKG_VERSION"))?;
        return Ok(Exit::Clean);
    }
    match asked.stage {
        Stage::PreCommit => pre_commit(global),
    }
}

/// As `scan --staged` without other flags, which the environment and the settings may give.
fn pre_commit(global: &Global) -> Result<Exit, Failure> {
    let typed = Cli::try_parse_from(["tightlip", "scan", "--staged"]);
    match typed.map(|cli| cli.command) {
        Ok(Command::Scan(scan)) => scan::run(&scan, global),
        Ok(_) => unreachable!("it is a scan that was typed"),
        // A variable of the environment is wrong.
        Err(error) => Err(Failure::Usage(error.to_string())),
    }
}
