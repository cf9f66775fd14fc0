//! `tightlip completions` and `tightlip man`: what shells and `man` know of the command line,
//! made from the command line itself.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
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
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &asked.dir else {
        io::stdout().write_all(page(command)?.1.as_bytes())?;
        return Ok(Exit::Clean);
    };
    fs::create_dir_all(folder)
        .and_then(|()| pages(&command, folder))
        .map_err(|source| {
            Failure::Library(Error::Io {
                context: format!("cannot write pages to {}", folder.display()),
                source,
            })
        })?;
    Ok(Exit::Clean)
}

/// A page for the command, and one for each below it.
fn pages(command: &Command, folder: &Path) -> io::Result<()> {
    let (name, text) = page(command.clone())?;
    fs::write(folder.join(name), text)?;
    let below = command.get_subcommands();
    below
        .filter(|command| !command.is_hide_set())
        .try_for_each(|command| pages(command, folder))
}

/// The name of a page's file, and its text in ASCII, which every roff takes.
fn page(command: Command) -> io::Result<(String, String)> {
    let page = Page::new(command);
    let file = page.get_filename();
    let mut bytes = Vec::new();
    page.render(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let (name, version) = (file.trim_end_matches(".1"), env!("CARGO_PKG_VERSION"));
    // The date is left out, not confused with what follows it.
    let title = format!(".TH {name} 1 \"\" \"{NAME} {version}\" \"{NAME}\"");
    let mut page = String::with_capacity(text.len());
    for line in text.lines() {
        let is_title = line.starts_with(".TH ");
        for c in if is_title { &title } else { line }.chars() {
            match c {
                '…' => page.push_str("..."),
                c if c.is_ascii() => page.push(c),
                c => {
                    let _ = write!(page, "\\[u{:04X}]", u32::from(c));
                }
            }
        }
        page.push('\n');
    }
    Ok((file, page))
}
