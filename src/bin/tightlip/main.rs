//! The command line: parse, dispatch, exit.

mod args;
mod commands;
mod crash;
mod documented;
mod environment;
mod exit;
mod log;
mod meant;
mod memory;
mod output;
mod progress;
mod report_file;
mod settings;

use std::borrow::Cow;
use std::io::{self, Write};
use std::process::ExitCode;

use tightlip::error::Error;

use args::{Cli, Command};
use exit::{Exit, Failure};

fn main() -> ExitCode {
    crash::speak_for_panics();
    let cli = Cli::read(std::env::args_os()).or_else(|error| {
        // gitleaks' flags may stand before its command.
        let moved = commands::gitleaks::command_first(std::env::args_os().collect());
        moved.map_or(Err(error), Cli::read)
    });
    let cli = match cli {
        Ok(cli) => cli,
        Err(error) => {
            print(&error);
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Clean
            }
            .into();
        }
    };
    log::set(cli.global.log_format);
    let exit = match &cli.command {
        Command::Scan(scan) => commands::scan::run(scan, &cli.global),
        Command::Completions(asked) => commands::completions::completions(asked),
        Command::Hook(hook) => commands::hook::run(hook, &cli.global),
        Command::History(history) => commands::history::run(history, &cli.global),
        Command::Hygiene(hygiene) => commands::hygiene::run(hygiene, &cli.global),
        Command::Fix(fix) => commands::fix::run(fix, &cli.global),
        Command::Init(asked) => commands::init::run(asked, &cli.global),
        Command::Man(asked) => commands::completions::man(asked),
        Command::Explain(explain) => commands::explain::run(explain, &cli.global),
        Command::Baseline(command) => commands::baseline::run(command, &cli.global),
        Command::Config(command) => commands::config::run(command, &cli.global),
        Command::Gitleaks(command) => commands::gitleaks::run(command, &cli.global),
        Command::Triage(triage) => commands::triage::run(triage, &cli.global),
        Command::Report(report) => commands::report::run(report, &cli.global),
        Command::Rules(rules) => commands::rules::run(rules, &cli.global),
    };
    let exit = exit.unwrap_or_else(|failure| end(&failure));
    if cli.global.timings {
        log::timings();
    }
    exit.into()
}

/// What clap says; the argument that it quotes may hold a secret.
fn print(error: &clap::Error) {
    let said = error.render().to_string();
    let shown = if error.use_stderr() {
        tightlip::conceal::sentence(&said)
    } else {
        Cow::Borrowed(&*said)
    };
    let _ = if shown == said {
        error.print()
    } else {
        io::stderr().write_all(shown.as_bytes())
    };
}

/// Says why nothing more can be done; a reader who went away needs no word.
fn end(failure: &Failure) -> Exit {
    match failure {
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Clean,
        Failure::Output(error) => complain(&format!("cannot write the report: {error}")),
        Failure::Library(Error::Rule(errors)) => {
            for error in &errors.0 {
                complain(&error.to_string());
            }
        }
        Failure::Library(error) => {
            complain(&error.to_string());
            if let Error::NoSuchPath { path } = error
                && let Some(meant) = meant::path(path)
            {
                advise(&format!("a similar path exists: '{}'", meant.display()));
            }
            if let Error::Mistake(mistake) = error {
                for line in mistake.picture().lines() {
                    let _ = writeln!(io::stderr(), "{}", tightlip::report::escape::name(line));
                }
            }
        }
        Failure::Usage(message) => complain(message),
        Failure::Unread(message) => {
            complain(message);
            return Exit::Incomplete;
        }
    }
    Exit::Usage
}

/// What may help, in the manner of clap.
fn advise(tip: &str) {
    if log::is_json() {
        log::say("tip", tip);
    } else {
        let tip = tightlip::conceal::sentence(tip);
        let tip = tightlip::report::escape::name(&tip);
        let _ = writeln!(io::stderr(), "\n  tip: {tip}");
    }
}

/// One line on standard error.
fn complain(message: &str) {
    log::say("error", message);
}
