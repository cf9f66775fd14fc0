//! `fix --to`: how each value gets into a secrets manager, and how code gets it back.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};
use tightlip::finding::Finding;
use tightlip::fix::store::{Manager, Steps};
use tightlip::language::Language;
use tightlip::report::escape;

use super::Format;
use crate::exit::Failure;

/// What is said of one finding.
struct Advice<'f> {
    finding: &'f Finding,
    variable: String,
    steps: Steps,
    /// Whether an earlier finding stores the same value.
    is_stored: bool,
}

/// Writes the commands and the code. Nothing is run.
pub(super) fn write(manager: Manager, findings: &[Finding], format: Format) -> Result<(), Failure> {
    let mut known = HashSet::new();
    let advice: Vec<Advice<'_>> = findings
        .iter()
        .filter(|finding| !finding.secret.reveal().is_empty())
        .map(|finding| {
            let variable = finding.variable().unwrap_or_else(|| "SECRET".to_owned());
            let language = Language::of(finding.origin.path());
            let of_lines = finding.secret.reveal().contains(&b'\n');
            Advice {
                steps: manager.steps(&variable, language, of_lines),
                variable,
                is_stored: !known.insert(&finding.secret_id),
                finding,
            }
        })
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Json => {
            let all: Vec<Value> = advice.iter().map(Advice::json).collect();
            let all = json!({"schema_version": 1, "to": manager.word(), "secrets": all});
            serde_json::to_writer_pretty(&mut out, &all).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Format::Text => {
            if !advice.is_empty() {
                writeln!(
                    out,
                    "To {manager}. Words in capitals are yours to fill in; type or paste the value when a command waits for it."
                )?;
            }
            for one in &advice {
                one.write(&mut out)?;
            }
        }
    }
    Ok(out.flush()?)
}

impl Advice<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { finding, steps, .. } = self;
        writeln!(
            out,
            "\n{}:{}: {} {}",
            escape::name(finding.origin.path()),
            finding.start.line,
            escape::name(&finding.rule.name),
            escape::name(&finding.secret.redacted()),
        )?;
        if self.is_stored {
            writeln!(out, "  store:   as above")?;
        } else {
            writeln!(out, "  store:   {}", escape::name(&steps.store))?;
        }
        for (index, line) in steps.look_up.iter().enumerate() {
            let label = if index == 0 { "look up:" } else { "" };
            writeln!(out, "  {label:8} {}", escape::name(line))?;
        }
        if let Some(package) = steps.package {
            writeln!(out, "  needs:   {package}")?;
        }
        if let Some(note) = &steps.note {
            writeln!(out, "  note:    {note}")?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let Self { finding, steps, .. } = self;
        json!({
            "rule": finding.rule.id,
            "path": finding.origin.path(),
            "line": finding.start.line,
            "secret": finding.secret.redacted(),
            "variable": self.variable,
            "store": steps.store,
            "look_up": steps.look_up,
            "package": steps.package,
            "note": steps.note,
        })
    }
}
