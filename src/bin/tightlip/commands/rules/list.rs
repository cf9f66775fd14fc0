//! `tightlip rules list`: the rules in force, a line each.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use serde_json::{Value, json};
use tightlip::report::escape;
use tightlip::rule::Rule;
use unicode_width::UnicodeWidthStr;

use crate::args::{Global, ListFormat, RulesList};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

const HEADINGS: [&str; 4] = ["ID", "PROVIDER", "SEVERITY", "CONFIDENCE"];

pub(super) fn run(asked: &RulesList, global: &Global) -> Result<Exit, Failure> {
    let set = Settings::load(Start::Paths(&[]), global)?.rules()?;
    let mut rules: Vec<Arc<Rule>> = set.rules().filter(|rule| wanted(rule, asked)).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        ListFormat::Text => write_table(&mut out, &rules)?,
        ListFormat::Json => {
            let rules: Vec<Value> = rules.iter().map(|rule| as_json(rule)).collect();
            writeln!(out, "{:#}", Value::from(rules))?;
        }
    }
    out.flush()?;
    if !global.quiet {
        let noun = if rules.len() == 1 { "rule" } else { "rules" };
        writeln!(io::stderr(), "{} {noun}", rules.len())?;
    }
    Ok(Exit::Clean)
}

fn wanted(rule: &Rule, asked: &RulesList) -> bool {
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

fn as_json(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.name,
        "provider": rule.provider,
        "category": rule.category,
        "description": rule.description,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "env": rule.env,
        "revoke": rule.revoke,
        "docs": rule.docs,
    })
}
