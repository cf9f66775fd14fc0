//! `tightlip hook run`: what the hooks call.

use std::io::{self, Write};

use tightlip::hook;

use super::push::{self, Side};
use super::{Run, Stage};
use crate::args::Global;
use crate::commands::scan::{self, as_typed};
use crate::exit::{Exit, Failure};

pub(super) fn run(asked: &Run, global: &Global) -> Result<Exit, Failure> {
    if asked.probe {
        writeln!(io::stdout(), "tightlip {}", env!("CARGO_PKG_VERSION"))?;
        return Ok(Exit::Clean);
    }
    let defaults = || as_typed(&["tightlip", "scan"]);
    match asked.stage {
        Stage::PreCommit => scan::run(&as_typed(&["tightlip", "scan", "--staged"])?, global),
        Stage::PrePush => {
            let named = std::env::var_os("PRE_COMMIT_REMOTE_NAME").unwrap_or_default();
            let remote = asked.passed.first().unwrap_or(&named).to_string_lossy();
            let updates = push::sent(&push::input()?)?;
            push::run(&updates, Side::Sent(&remote), &defaults()?, global)
        }
        Stage::PreReceive => {
            let updates = hook::pre_receive(&push::input()?).map_err(Failure::Usage)?;
            push::run(&updates, Side::Received, &defaults()?, global)
        }
        Stage::Update => {
            let [name, old, new] = &asked.passed[..] else {
                let message = "an `update` hook is passed a name and two ids";
                return Err(Failure::Usage(message.to_owned()));
            };
            let update = hook::Update::new(
                name.as_encoded_bytes(),
                old.as_encoded_bytes(),
                new.as_encoded_bytes(),
            )
            .map_err(Failure::Usage)?;
            push::run(&[update], Side::Received, &defaults()?, global)
        }
    }
}
