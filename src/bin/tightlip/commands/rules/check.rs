//! `tightlip rules check`: whether rules do what they say.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use tightlip::check::{Sheet, check};
use tightlip::error::Error;
use tightlip::rule::{Rule, RuleSet};

use crate::exit::{Exit, Failure};

/// Checks the rules of `files` among the built-in ones, or the built-in ones themselves.
pub(super) fn run(files: &[PathBuf]) -> Result<Exit, Failure> {
    let own = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let is_own = |rule: &Rule| {
        own.iter()
            .flat_map(Sheet::rules)
            .any(|own| own.id == rule.id)
    };
    let builtin: Vec<Rule> = RuleSet::builtin()
        .rules()
        .filter(|rule| !is_own(rule))
        .map(Arc::unwrap_or_clone)
        .collect();
    let (sheets, set) = if files.is_empty() {
        (vec![Sheet::of(builtin)], RuleSet::builtin())
    } else {
        let all = own.iter().flat_map(Sheet::rules).cloned().chain(builtin);
        let set = RuleSet::new(all.collect());
        (own, set.map_err(|error| Failure::Usage(error.to_string()))?)
    };
    let problems = check(&sheets, set);
    let mut out = io::stdout().lock();
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    let rules: usize = sheets.iter().map(|sheet| sheet.rules().len()).sum();
    writeln!(out, "{rules} rules checked, {} problems", problems.len())?;
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
