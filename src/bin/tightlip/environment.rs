//! The command line together with the variables `TIGHTLIP_*`, which stand for flags that were not
//! typed.

use std::env;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, FromArgMatches, Parser};

use crate::args::Cli;

/// How the names of variables begin.
const PREFIX: &str = "TIGHTLIP_";

impl Cli {
    /// Reads a command line. Variables that are set to nothing count as not set: CI files pass
    /// inputs on that nobody gave. What is typed wins over a variable that goes against it.
    pub(crate) fn read(
        line: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    ) -> Result<Self, clap::Error> {
        let line: Vec<OsString> = line.into_iter().map(Into::into).collect();
        let (blank, set): (Vec<_>, Vec<_>) = variables().partition(|(_, is_blank)| *is_blank);
        let read = if blank.is_empty() {
            Self::try_parse_from(&line)
        } else {
            without(&line, None)
        };
        let mut error = match read {
            Err(error) if !set.is_empty() => error,
            read => return read,
        };
        // Whose fault it is shows once one of them is away.
        for (name, _) in set {
            let less = without(&line, Some(&name));
            match (error.kind(), less) {
                (ErrorKind::ArgumentConflict, Ok(cli)) => return Ok(cli),
                (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Err(less))
                    if less.to_string() == error.to_string() => {}
                (ErrorKind::InvalidValue | ErrorKind::ValueValidation, _) => {
                    let name = name.to_string_lossy().into_owned();
                    error.insert(ContextKind::InvalidArg, ContextValue::String(name));
                    return Err(error);
                }
                _ => {}
            }
        }
        Err(error)
    }
}

/// Our variables, and whether each is set to nothing.
fn variables() -> impl Iterator<Item = (OsString, bool)> {
    let ours = env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with(PREFIX));
    ours.map(|(name, value)| (name, value.is_empty()))
}

/// Reads the line as if this variable and those that are set to nothing were not there.
fn without(line: &[OsString], away: Option<&OsString>) -> Result<Cli, clap::Error> {
    let is_blank = |name: &OsString| env::var_os(name).is_some_and(|value| value.is_empty());
    let is_away = |name: &OsString| Some(name) == away || is_blank(name);
    let mut command = heedless(Cli::command(), &is_away);
    let mut matches = command.try_get_matches_from_mut(line)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// The command without variables that are away.
fn heedless(command: Command, is_away: &dyn Fn(&OsString) -> bool) -> Command {
    let command = command.mut_args(|arg| {
        if arg.get_env().is_some_and(|name| is_away(&name.to_owned())) {
            arg.env(None::<&str>)
        } else {
            arg
        }
    });
    command.mut_subcommands(|inner| heedless(inner, is_away))
}
