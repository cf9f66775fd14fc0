//! Pieces of a configuration of ours in the making, and what is wrong with one.

use std::fmt::Write;
use std::path::Path;

use toml::Value;

use crate::config::source::Source;
use crate::error::Error;
use crate::rule::{Shared, compiles};

/// An `[[allow]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Allow {
    /// Names of conditions with their values, in the order in which they are written.
    pub(super) conditions: Vec<(&'static str, Vec<String>)>,
    pub(super) reason: String,
}

impl Allow {
    pub(super) fn new(reason: &str) -> Self {
        Self {
            conditions: Vec::new(),
            reason: reason.to_owned(),
        }
    }

    /// The same on one condition more, if that has values.
    pub(super) fn with(mut self, name: &'static str, values: Vec<String>) -> Self {
        if !values.is_empty() {
            self.conditions.push((name, values));
        }
        self
    }

    pub(super) fn toml(&self) -> String {
        let mut text = "[[allow]]\n".to_owned();
        for (name, values) in &self.conditions {
            text += &key(name, values);
        }
        let _ = writeln!(text, "reason = {}", quoted(&self.reason));
        text
    }
}

/// A `[[rule]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RuleText {
    pub(super) id: String,
    pub(super) body: String,
}

/// What is wrong with a piece of our configuration.
pub(super) fn fault(body: &str) -> Option<String> {
    let source = Source::new(Path::new(""), String::new(), body.to_owned());
    let syntax = match source.parse() {
        Ok(syntax) => syntax,
        Err(error) => return Some(words(error)),
    };
    let shared = Shared {
        provider: "",
        category: "",
        docs: "",
        revoke: "",
    };
    for table in &syntax.rule {
        let own = table.get_ref();
        if let Err(error) = crate::config::pattern::regexes(&source, own.paths()) {
            return Some(words(error));
        }
        match own.rule(table.span(), &shared) {
            Ok(rule) => {
                if let Err(what) = compiles(&rule) {
                    return Some(what.to_owned());
                }
            }
            Err(fault) => {
                let whole = fault.message;
                let why = whole.split_once("`: ").map_or(&*whole, |(_, why)| why);
                return Some(why.to_owned());
            }
        }
    }
    if let Err(error) = crate::config::pattern::globs(&source, &syntax.scan.exclude) {
        return Some(words(error));
    }
    let mut allows = syntax.allow.iter();
    allows.find_map(|table| {
        let read = crate::config::Allow::read(&source, table, true);
        read.err().map(words)
    })
}

fn words(error: Error) -> String {
    match error {
        Error::Mistake(mistake) => mistake.message,
        other => other.to_string(),
    }
}

/// `key = ["a", "b"]` and a line end.
pub(super) fn key(name: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("{name} = [{}]\n", values.join(", "))
}

pub(super) fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// An id in the form that rules have here.
pub(super) fn slug(id: &str) -> String {
    let words = id.to_lowercase();
    let words = words.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}
