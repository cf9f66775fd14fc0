//! `tightlip rules list`: the rules in force, a line each.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use clap::Args;
use serde_json::Value;
use tightlip::nearest::did_you_mean;
use tightlip::report::escape;
use tightlip::rule::{Rule, RuleSet};
use unicode_width::UnicodeWidthStr;

use super::json;
use crate::args::{self, Global, ListFormat};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

const HEADINGS: [&str; 4] = ["ID", "PROVIDER", "SEVERITY", "CONFIDENCE"];

/// Which rules to list, and how.
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Only rules of providers whose name holds this
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,

    /// Only rules of this category (`ai`, `cloud`, `vcs`)
    #[arg(long, value_name = "NAME")]
    category: Option<String>,

    /// Only rules of this severity
    #[arg(long, value_enum)]
    severity: Option<args::Severity>,

    /// How rules are written to standard output
    #[arg(short = 'f', long, value_enum, default_value = "text")]
    format: ListFormat,
}

pub(super) fn run(asked: &List, global: &Global) -> Result<Exit, Failure> {
    let set = Settings::load(Start::Paths(&[]), global)?.rules()?;
    let mut rules: Vec<Arc<Rule>> = set.rules().filter(|rule| wanted(rule, asked)).collect();
    if rules.is_empty() {
        meant(&set, asked)?;
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        ListFormat::Text => write_table(&mut out, &rules)?,
        ListFormat::Json => {
            let rules = rules.iter().map(|rule| json::listed(rule)).collect();
            writeln!(out, "{:#}", Value::Array(rules))?;
        }
    }
    out.flush()?;
    if !global.quiet {
        let noun = if rules.len() == 1 { "rule" } else { "rules" };
        writeln!(io::stderr(), "{} {noun}", rules.len())?;
    }
    Ok(Exit::Clean)
}

/// Fails if no rule at all is of the category or the provider that was typed.
fn meant(set: &RuleSet, asked: &List) -> Result<(), Failure> {
    let all: Vec<Arc<Rule>> = set.rules().collect();
    let categories: BTreeSet<&str> = all.iter().map(|rule| rule.category.as_str()).collect();
    let providers: BTreeSet<&str> = all.iter().map(|rule| rule.provider.as_str()).collect();
    let lower = |text: &str| text.to_lowercase();
    if let Some(category) = &asked.category
        && !categories
            .iter()
            .any(|known| lower(known) == lower(category))
    {
        let meant = did_you_mean(category, categories.iter().copied());
        let known = Vec::from_iter(categories).join(", ");
        let message = format!("no rule is of the category `{category}`; there are {known}{meant}");
        return Err(Failure::Usage(message));
    }
    if let Some(provider) = &asked.provider
        && !providers
            .iter()
            .any(|known| lower(known).contains(&lower(provider)))
    {
        let meant = did_you_mean(provider, providers);
        let message = format!("no rule is of a provider called `{provider}`{meant}");
        return Err(Failure::Usage(message));
    }
    Ok(())
}

fn wanted(rule: &Rule, asked: &List) -> bool {
    let holds = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    asked
        .provider
        .as_ref()
        .is_none_or(|part| holds(&rule.provider, part))
        && asked
            .category
            .as_ref()
            .is_none_or(|name| rule.category.eq_ignore_ascii_case(name))
        && asked
            .severity
            .is_none_or(|severity| rule.severity == output::severity(severity))
}

fn write_table(out: &mut impl Write, rules: &[Arc<Rule>]) -> io::Result<()> {
    let rows: Vec<[String; 4]> = std::iter::once(HEADINGS.map(str::to_owned))
        .chain(rules.iter().map(|rule| row(rule)))
        .collect();
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    for [id, provider, severity, confidence] in &rows {
        let gap = |cell: &str, column: usize| " ".repeat(widths[column] - cell.width() + 2);
        writeln!(
            out,
            "{id}{}{provider}{}{severity}{}{confidence}",
            gap(id, 0),
            gap(provider, 1),
            gap(severity, 2)
        )?;
    }
    Ok(())
}

fn row(rule: &Rule) -> [String; 4] {
    [
        escape::name(&rule.id).into_owned(),
        escape::name(&rule.provider).into_owned(),
        rule.severity.as_str().to_owned(),
        rule.confidence.as_str().to_owned(),
    ]
}
