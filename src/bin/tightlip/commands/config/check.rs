//! `tightlip config check`: whether all files are right, and which allows still do anything.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use ignore::WalkBuilder;
use tightlip::conceal::sentence;
use tightlip::config::NAMES;
use tightlip::date::Date;
use tightlip::report::{count, escape};

use crate::args::Global;
use crate::commands::scan::{What, as_typed, collect};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

pub(super) fn run(strict: bool, global: &Global) -> Result<Exit, Failure> {
    let mut scan = as_typed(&["tightlip", "scan", "--min-confidence=low"])?;
    let settings = Settings::load(Start::Repository(Path::new(".")), global)?;
    let top = settings.policy.base().top().to_owned();
    for folder in nested(&top) {
        settings.policy.look_into(&folder);
    }
    settings.policy.finish()?;
    scan.paths = vec![top];
    let outcome = collect(What::Paths, &scan, global, &settings, false)?;
    let today = Date::today();
    let mut faults = Vec::new();
    let mut of_history = 0;
    settings.policy.each_allow(|allow| {
        let fault = match allow.until {
            Some(until) if until < today => format!("expired on {until}"),
            _ if allow.is_of_history() => {
                of_history += 1;
                return;
            }
            _ if allow.used() == 0 => "unused".to_owned(),
            _ => return,
        };
        let reason = allow.reason.as_deref().unwrap_or("no reason given");
        faults.push(format!("{}: {fault} ({reason})", allow.place));
    });
    let mut out = io::stdout().lock();
    for fault in &faults {
        writeln!(out, "{}", escape::name(&sentence(fault)))?;
    }
    let mut said = format!(
        "{} read, {} unused or expired",
        count(settings.policy.files().len(), "file"),
        count(faults.len(), "allow")
    );
    if of_history > 0 {
        let allows = count(of_history, "allow");
        let _ = write!(said, "; {allows} by commit or author not checked here");
    }
    output::note(global, "config", &said);
    Ok(if strict && !faults.is_empty() {
        Exit::Findings(1)
    } else if outcome.summary.coverage.is_incomplete() {
        Exit::Incomplete
    } else {
        Exit::Clean
    })
}

/// Folders below the top, from the top, that have a configuration file.
fn nested(top: &Path) -> Vec<String> {
    let walk = WalkBuilder::new(top)
        .hidden(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    let files = walk.filter_map(Result::ok).filter(|entry| {
        let name = entry.file_name();
        NAMES.iter().any(|known| name == *known)
    });
    let folders = files.filter_map(|file| {
        let folder = file.path().parent()?.strip_prefix(top).ok()?;
        Some(tightlip::path::shown(folder))
    });
    folders.filter(|folder| !folder.is_empty()).collect()
}
