//! `tightlip completions` and `tightlip man`: what shells and `man` know of the command line,
//! made from the command line itself.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man as Page;
use tightlip::error::Error;

use crate::args::Cli;
use crate::exit::{Exit, Failure};

const NAME: &str = "tightlip";

#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Args, Debug)]
pub(crate) struct Man {
    /// Write a page for each command into this folder, not the first one to standard output
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

pub(crate) fn completions(asked: &Completions) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut Cli::command(), NAME, &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}

pub(crate) fn man(asked: &Man) -> Result<Exit, Failure> {
    let Some(folder) = &asked.dir else {
        let mut page = Vec::new();
        Page::new(Cli::command()).render(&mut page)?;
        io::stdout().write_all(&page)?;
        return Ok(Exit::Clean);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
        .map_err(|source| {
            Failure::Library(Error::Io {
                context: format!("cannot write pages to {}", folder.display()),
                source,
            })
        })?;
    Ok(Exit::Clean)
}
