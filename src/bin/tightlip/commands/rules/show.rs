//! `tightlip rules show`: all that is known of one rule.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use clap::Args;
use regex::bytes::RegexSet;
use tightlip::check::sample;
use tightlip::nearest::did_you_mean;
use tightlip::report::escape;
use tightlip::rule::{Companion, Matcher, Rule, Sought};

use super::json::{self, Told};
use super::steps;
use crate::args::{Global, ListFormat};
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};

/// Columns that the labels take.
const LABELS: usize = 15;

/// Which rule to show, and how.
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// The rule's id, as reports give it
    #[arg(value_name = "ID")]
    id: String,

    /// How it is written to standard output
    #[arg(short = 'f', long, value_enum, default_value = "text")]
    format: ListFormat,
}

pub(super) fn run(asked: &Show, global: &Global) -> Result<Exit, Failure> {
    let id = asked.id.as_str();
    let settings = Settings::load(Start::Paths(&[]), global)?;
    let set = settings.all_rules()?;
    let rules: Vec<Arc<Rule>> = set.rules().collect();
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        let meant = did_you_mean(id, rules.iter().map(|rule| rule.id.as_str()));
        return Err(Failure::Usage(format!("there is no rule `{id}`{meant}")));
    };
    let own = settings.config().rules.get(id);
    let paths = own.and_then(|own| own.path.as_ref());
    let off = settings.config().switched_off(id);
    let sample = sample(rule, set);
    let told = Told {
        rule,
        paths: paths.map_or(&[], RegexSet::patterns),
        disabled: off.map(|switch| switch.place.as_str()),
        sample: sample.as_deref(),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        ListFormat::Text => write_rule(&mut out, &told)?,
        ListFormat::Json => writeln!(out, "{:#}", json::shown(&told))?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

fn write_rule(out: &mut impl Write, told: &Told<'_>) -> io::Result<()> {
    let rule = told.rule;
    writeln!(out, "{}", escape::name(&rule.name))?;
    if !rule.description.is_empty() {
        writeln!(out, "{}", escape::name(&rule.description))?;
    }
    writeln!(out)?;
    write_all(out, "id", [rule.id.as_str()])?;
    write_all(out, "provider", [rule.provider.as_str()])?;
    write_all(out, "category", [rule.category.as_str()])?;
    write_all(out, "severity", [rule.severity.as_str()])?;
    write_all(out, "confidence", [rule.confidence.as_str()])?;
    write_all(out, "seen", seen(rule).iter().map(String::as_str))?;
    let parts: Vec<String> = rule.parts.iter().map(part).collect();
    write_all(out, "with", parts.iter().map(String::as_str))?;
    let paths = told.paths.iter();
    let paths: Vec<String> = paths
        .map(|path| format!("files whose path matches {path}"))
        .collect();
    write_all(out, "in", paths.iter().map(String::as_str))?;
    let steps = numbered(steps::of(&rule.revoke));
    write_all(out, "revoke", steps.iter().map(String::as_str))?;
    write_all(out, "keep it in", rule.env.iter().map(String::as_str))?;
    write_all(out, "docs", [rule.docs.as_str()])?;
    write_all(out, "looks like", rule.examples.iter().map(String::as_str))?;
    write_all(
        out,
        "but not",
        rule.counter_examples.iter().map(String::as_str),
    )?;
    let off = told.disabled.map(|place| format!("by {place}"));
    write_all(out, "disabled", off.as_deref())?;
    write_all(out, "for example", told.sample)
}

/// The steps with their numbers, if there are several.
fn numbered(steps: Vec<String>) -> Vec<String> {
    if steps.len() < 2 {
        return steps;
    }
    let numbered = steps.iter().zip(1..);
    numbered.map(|(step, at)| format!("{at}. {step}")).collect()
}

/// A label and its values, a line each; nothing when there is none.
fn write_all<'t>(
    out: &mut impl Write,
    label: &str,
    values: impl IntoIterator<Item = &'t str>,
) -> io::Result<()> {
    let mut label = label;
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        writeln!(out, "{label:LABELS$}{}", escape::name(value))?;
        label = "";
    }
    Ok(())
}

/// How the rule sees its secret, a clause each.
fn seen(rule: &Rule) -> Vec<String> {
    let mut seen = Vec::new();
    match &rule.matcher {
        Matcher::Token { pattern, .. } => {
            seen.push(format!("text that holds {}", alternatives(&rule.anchors)));
            seen.push(format!("and matches {pattern}"));
            if !rule.context.is_empty() {
                seen.push(beside(rule));
            }
        }
        Matcher::Beside { pattern, .. } => {
            seen.push(format!("a value that matches {pattern}"));
            seen.push(beside(rule));
        }
        Matcher::Assigned { names } => {
            seen.push("a literal that looks like a secret".to_owned());
            seen.push(format!("assigned to {}", alternatives(names)));
        }
        Matcher::Binary { formats } => {
            let formats: Vec<String> = formats.iter().filter_map(word).collect();
            seen.push(format!(
                "a binary file that begins as {}",
                alternatives(&formats)
            ));
        }
        Matcher::File => seen.push("a file's name, and whether git takes the file".to_owned()),
    }
    if rule.entropy > 0.0 {
        seen.push(format!("with at least {} bits a byte", rule.entropy));
    }
    if let Some(kind) = rule.checksum.and_then(|kind| word(&kind)) {
        seen.push(format!("its checksum is verified: {kind}"));
    }
    if let Some(kind) = rule.structure.and_then(|kind| word(&kind)) {
        seen.push(format!("its inside is decoded: {kind}"));
    }
    seen
}

/// Another part of the credential, in a clause.
fn part(part: &Companion) -> String {
    let seen = match &part.sought {
        Sought::Found { rules } => format!("as {} finds it", alternatives(rules)),
        Sought::Matched { pattern } => format!("that matches {pattern}"),
    };
    let Companion { name, within, .. } = part;
    format!("its {name} within {within} bytes, {seen}")
}

fn beside(rule: &Rule) -> String {
    format!(
        "within {} bytes of {}",
        rule.within,
        alternatives(&rule.context)
    )
}

fn alternatives(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// The word by which rule files call it.
fn word(kind: &impl serde::Serialize) -> Option<String> {
    let value = serde_json::to_value(kind).ok()?;
    value.as_str().map(str::to_owned)
}
