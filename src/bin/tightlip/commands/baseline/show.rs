//! `tightlip baseline show`: the entries, a line each.

use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};
use tightlip::baseline::{Baseline, Entry};
use tightlip::conceal::sentence;
use tightlip::report::escape;

use crate::args::ListFormat;
use crate::exit::{Exit, Failure};

pub(super) fn run(baseline: &Baseline, format: ListFormat) -> Result<Exit, Failure> {
    let mut entries: Vec<(&str, &Entry)> = baseline.entries().collect();
    entries.sort_by(|(a, x), (b, y)| (&x.path, &x.rule, a).cmp(&(&y.path, &y.rule, b)));
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        ListFormat::Text => {
            for (id, entry) in entries {
                write_entry(&mut out, entry.decision.verdict.as_str(), id, entry)?;
            }
        }
        ListFormat::Json => {
            let entries: Vec<Value> = entries.into_iter().map(as_json).collect();
            writeln!(out, "{:#}", Value::from(entries))?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// `accepted  a.py  rule  tl1:…  (reason; owner; until 2027-01-31)`.
pub(super) fn write_entry(
    out: &mut dyn Write,
    word: &str,
    id: &str,
    entry: &Entry,
) -> io::Result<()> {
    let decision = &entry.decision;
    let until = decision.until.map(|until| format!("until {until}"));
    let details = [decision.reason.clone(), decision.owner.clone(), until];
    let details: Vec<String> = details.into_iter().flatten().collect();
    let details = match details.join("; ") {
        details if details.is_empty() => details,
        details => format!("  ({})", escape::name(&sentence(&details))),
    };
    writeln!(
        out,
        "{word}  {}  {}  {}{details}",
        escape::name(&sentence(&entry.path)),
        escape::name(&entry.rule),
        escape::name(id)
    )
}

fn as_json((id, entry): (&str, &Entry)) -> Value {
    json!({
        "fingerprint": id,
        "rule": entry.rule,
        "path": sentence(&entry.path),
        "verdict": entry.decision.verdict,
        "reason": entry.decision.reason.as_deref().map(sentence),
        "owner": entry.decision.owner.as_deref().map(sentence),
        "until": entry.decision.until.map(|until| until.to_string()),
    })
}
