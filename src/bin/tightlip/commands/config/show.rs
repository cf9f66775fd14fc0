//! `tightlip config show`: what is in force, and who said so.

use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};
use tightlip::config::{Catalogue, Config, Setting};
use tightlip::report::escape;

use crate::args::{Global, ListFormat};
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};

/// A key, its value and where that was set.
struct Row {
    key: String,
    value: Value,
    origin: String,
}

pub(super) fn run(origin: bool, format: ListFormat, global: &Global) -> Result<Exit, Failure> {
    let settings = Settings::load(Start::Paths(&[]), global)?;
    let rows = rows(settings.config());
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        ListFormat::Text => {
            for row in &rows {
                let line = format!("{} = {}", row.key, row.value);
                let line = escape::name(&line);
                if origin {
                    writeln!(out, "{line}  # {}", escape::name(&row.origin))?;
                } else {
                    writeln!(out, "{line}")?;
                }
            }
        }
        ListFormat::Json => {
            let rows: Vec<Value> = rows.iter().map(|row| as_json(row, origin)).collect();
            writeln!(out, "{:#}", Value::from(rows))?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}

fn as_json(row: &Row, origin: bool) -> Value {
    if origin {
        json!({"key": row.key, "value": row.value, "origin": row.origin})
    } else {
        json!({"key": row.key, "value": row.value})
    }
}

fn rows(config: &Config) -> Vec<Row> {
    let row = |key: &str, value: Value, origin: &str| Row {
        key: key.to_owned(),
        value,
        origin: origin.to_owned(),
    };
    let default = "default";
    let catalogue = match &config.catalogue {
        Catalogue::Default => default,
        Catalogue::Extended(place) | Catalogue::LeftOut(place) => place,
    };
    let mut rows = vec![
        row("default_rules", config.has_catalogue().into(), catalogue),
        one(
            "scan.min_confidence",
            config.min_confidence.as_ref(),
            |value| json!(value),
            json!("medium"),
        ),
        one(
            "scan.min_severity",
            config.min_severity.as_ref(),
            |value| json!(value),
            json!("low"),
        ),
        one(
            "scan.max_size",
            config.max_size.as_ref(),
            |value| json!(value),
            Value::Null,
        ),
        one(
            "hygiene.enabled",
            config.hygiene.as_ref(),
            |value| json!(value),
            json!(true),
        ),
        one(
            "policy.inline_allow",
            config.inline_allow.as_ref(),
            |value| json!(value),
            json!(true),
        ),
        one(
            "policy.baseline",
            config.baseline.as_ref(),
            |value| json!(value),
            json!(tightlip::baseline::NAME),
        ),
    ];
    for (id, place) in &config.disabled {
        rows.push(row("rules.disable", id.as_str().into(), place));
    }
    for own in config.rules.values() {
        rows.push(row("rule", own.rule.id.as_str().into(), &own.place));
    }
    for scope in &config.scopes {
        for exclude in &scope.excludes {
            rows.push(row("scan.exclude", json!(exclude.written), &exclude.place));
        }
        for allow in &scope.allows {
            let value = json!({
                "reason": allow.reason,
                "owner": allow.owner,
                "until": allow.until.map(|until| until.to_string()),
            });
            rows.push(row("allow", value, &allow.place));
        }
    }
    rows
}

fn one<T>(
    key: &str,
    set: Option<&Setting<T>>,
    as_json: impl Fn(&T) -> Value,
    default: Value,
) -> Row {
    let (value, origin) = match set {
        Some(set) => (as_json(&set.value), set.place.as_str()),
        None => (default, "default"),
    };
    Row {
        key: key.to_owned(),
        value,
        origin: origin.to_owned(),
    }
}
