//! `tightlip rules check`: whether rules do what they say.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use tightlip::check::{Sheet, check};
use tightlip::error::Error;
use tightlip::report::count;
use tightlip::rule::RuleSet;

use crate::exit::{Exit, Failure};

/// Checks the rules of `files` among the built-in ones, or the built-in ones themselves.
pub(super) fn run(files: &[PathBuf]) -> Result<Exit, Failure> {
    let own = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let builtin = RuleSet::builtin();
    let (sheets, set) = if own.is_empty() {
        let all = builtin.rules().map(Arc::unwrap_or_clone).collect();
        (vec![Sheet::of(all)], builtin)
    } else {
        let builtin = builtin.without(own.iter().flat_map(Sheet::disabled));
        let set = builtin.and(own.iter().flat_map(Sheet::rules).cloned().collect());
        (own, set.map_err(|error| Failure::Usage(error.to_string()))?)
    };
    let problems = check(&sheets, set);
    let mut out = io::stdout().lock();
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    let rules: usize = sheets.iter().map(|sheet| sheet.rules().len()).sum();
    let (checked, wrong) = (count(rules, "rule"), count(problems.len(), "problem"));
    writeln!(out, "{checked} checked, {wrong}")?;
    Ok(if problems.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings(1)
    })
}

fn read(file: &PathBuf) -> Result<Sheet, Failure> {
    let text = fs::read_to_string(file).map_err(|source| Error::Io {
        context: format!("cannot read {}", file.display()),
        source,
    })?;
    Ok(Sheet::read(&file.to_string_lossy(), &text).map_err(Error::Rule)?)
}
