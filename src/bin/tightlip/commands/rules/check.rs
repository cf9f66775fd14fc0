//! `tightlip rules check`: whether rules do what they say.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use tightlip::check::check;
use tightlip::error::Error;
use tightlip::rule::{Rule, RuleSet, parse};

use crate::exit::{Exit, Failure};

/// Checks the rules of `files` among the built-in ones, or the built-in ones themselves.
pub(super) fn run(files: &[PathBuf]) -> Result<Exit, Failure> {
    let mut own = Vec::new();
    for file in files {
        own.extend(read(file)?);
    }
    let builtin = RuleSet::builtin();
    let mut all: Vec<Rule> = builtin
        .rules()
        .filter(|rule| own.iter().all(|own| own.id != rule.id))
        .map(Arc::unwrap_or_clone)
        .collect();
    if files.is_empty() {
        own.clone_from(&all);
    } else {
        all.extend(own.iter().cloned());
    }
    let set = RuleSet::new(all).map_err(|error| Failure::Usage(error.to_string()))?;
    let problems = check(&own, set);
    let mut out = io::stdout().lock();
    for problem in &problems {
        writeln!(out, "{}: {}", problem.rule, problem.what)?;
    }
    writeln!(
        out,
        "{} rules checked, {} problems",
        own.len(),
        problems.len()
    )?;
    Ok(if problems.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings(1)
    })
}

fn read(file: &PathBuf) -> Result<Vec<Rule>, Failure> {
    let text = fs::read_to_string(file).map_err(|source| Error::Io {
        context: format!("cannot read {}", file.display()),
        source,
    })?;
    Ok(parse(&file.to_string_lossy(), &text).map_err(Error::Rule)?)
}
