//! `tightlip hook`: git hooks, put in place, taken away, looked at, and run.

mod advice;
mod install;
mod push;
mod run;
mod status;

use std::ffi::OsString;

use clap::{Args, Subcommand, ValueEnum};
use tightlip::hook;

use crate::args::Global;
use crate::exit::{Exit, Failure};

#[derive(Debug, Subcommand)]
pub(crate) enum Hook {
    /// Have git run tightlip, after any hook that is there already
    Install(Install),
    /// Take tightlip's hooks away and put back what was there before
    Uninstall {
        /// Which hooks [default: all]
        #[arg(value_enum, value_name = "HOOK")]
        stages: Vec<Stage>,
    },
    /// Say whether the hooks really run, and why not
    Status,
    /// What git calls: scan what is about to be recorded or sent
    Run(Run),
}

#[derive(Args, Debug)]
pub(crate) struct Install {
    /// Which hooks [default: pre-commit and pre-push; in a bare repository pre-receive]
    #[arg(value_enum, value_name = "HOOK")]
    stages: Vec<Stage>,

    /// Even where another program manages the hooks
    #[arg(long)]
    force: bool,

    /// Even into a folder that other repositories use, too
    #[arg(long)]
    shared: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Run {
    /// Which hook
    #[arg(value_enum, value_name = "HOOK")]
    stage: Stage,

    /// Only answer, so that `hook status` knows
    #[arg(long, hide = true)]
    probe: bool,

    /// What git passes to the hook
    #[arg(value_name = "ARG")]
    passed: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    PreCommit,
    PrePush,
    PreReceive,
    Update,
}

impl From<Stage> for hook::Stage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::PreCommit => Self::PreCommit,
            Stage::PrePush => Self::PrePush,
            Stage::PreReceive => Self::PreReceive,
            Stage::Update => Self::Update,
        }
    }
}

pub(crate) fn run(hook: &Hook, global: &Global) -> Result<Exit, Failure> {
    match hook {
        Hook::Install(asked) => install::install(asked, global),
        Hook::Uninstall { stages } => install::uninstall(stages, global),
        Hook::Status => status::run(),
        Hook::Run(asked) => run::run(asked, global),
    }
}
