//! Templates in the notation of Go's `text/template`, as gitleaks takes them: the same records
//! under the same names, Go's own functions, and those of sprig that reports are written with.

mod call;
mod lex;
mod parse;
mod run;
mod value;

use std::io::{self, Write};

use value::Value;

/// What is wrong with a template, and in which line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// 1-based.
    pub(super) line: usize,
    pub(super) why: String,
}

/// Why a template could not be written out.
#[derive(Debug)]
pub(super) enum Failure {
    Fault(Fault),
    /// The writer's own word.
    Output(io::Error),
}

/// Whether a template is in Go's notation, not in Jinja's.
pub(super) fn is_go(template: &str) -> bool {
    let actions = template.split("{{").skip(1);
    let mut actions = actions.map(|action| action.trim_start_matches('-').trim_start());
    actions.any(|action| {
        let word = action
            .split([' ', '-', '}', '\n'])
            .next()
            .unwrap_or_default();
        word.starts_with(['.', '$', '/'])
            || ["range", "define", "with", "end", "if", "len", "printf"].contains(&word)
    })
}

/// Whether it is well-formed.
pub(super) fn check(template: &str) -> Result<(), Fault> {
    parse::parse(template).map(drop)
}

/// Writes the template out, with `dot` as what it is about.
pub(super) fn write(
    template: &str,
    dot: serde_json::Value,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let nodes = parse::parse(template).map_err(Failure::Fault)?;
    run::run(&nodes, &Value::from(dot), out)
}

#[cfg(test)]
mod tests;
