//! `tightlip config show`: what is in force, and who said so.

use std::env;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tightlip::base::Base;
use tightlip::conceal::sentence;
use tightlip::config::{Allow, Catalogue, Config, Setting};
use tightlip::report::escape;

use crate::args::{Global, ListFormat};
use crate::commands::scan::as_typed;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

/// The variable that names the baseline.
const BASELINE: &str = "TIGHTLIP_BASELINE";

/// A key, its value and where that was set.
struct Row {
    key: String,
    value: Value,
    origin: String,
}

pub(super) fn run(origin: bool, format: ListFormat, global: &Global) -> Result<Exit, Failure> {
    let settings = Settings::load(Start::Paths(&[]), global)?;
    let mut rows = rows(settings.config(), settings.policy.base());
    overlay(&mut rows, global)?;
    for row in &mut rows {
        conceal(&mut row.value);
    }
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

/// Takes secrets out of what users wrote: reasons, patterns, paths.
fn conceal(value: &mut Value) {
    match value {
        Value::String(text) => *text = sentence(text).into_owned(),
        Value::Array(all) => all.iter_mut().for_each(conceal),
        Value::Object(all) => all.values_mut().for_each(conceal),
        _ => {}
    }
}

fn as_json(row: &Row, origin: bool) -> Value {
    if origin {
        json!({"key": row.key, "value": row.value, "origin": row.origin})
    } else {
        json!({"key": row.key, "value": row.value})
    }
}

/// What flags and variables of the environment say, which win over files.
fn overlay(rows: &mut [Row], global: &Global) -> Result<(), Failure> {
    let gate = as_typed(&["tightlip", "scan"])?.gate;
    let confidence = gate.bar.min_confidence.map(output::confidence);
    let severity = gate.bar.min_severity.map(output::severity);
    let marks = gate.bar.no_inline_allow.then_some(false);
    let baseline = global.baseline.as_ref().map(|path| path.to_string_lossy());
    let is_in_environment = env::var_os(BASELINE).map(PathBuf::from) == global.baseline;
    let flag = if is_in_environment {
        BASELINE
    } else {
        "--baseline"
    };
    for (key, value, origin) in [
        (
            "scan.min_confidence",
            confidence.map(|said| json!(said)),
            "TIGHTLIP_MIN_CONFIDENCE",
        ),
        (
            "scan.min_severity",
            severity.map(|said| json!(said)),
            "TIGHTLIP_MIN_SEVERITY",
        ),
        (
            "policy.inline_allow",
            marks.map(Value::from),
            "TIGHTLIP_NO_INLINE_ALLOW",
        ),
        ("policy.baseline", baseline.map(|path| json!(path)), flag),
    ] {
        if let (Some(value), Some(row)) = (value, rows.iter_mut().find(|row| row.key == key)) {
            row.value = value;
            origin.clone_into(&mut row.origin);
        }
    }
    Ok(())
}

fn rows(config: &Config, base: &Base) -> Vec<Row> {
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
            "policy.require_reason",
            config.require_reason.as_ref(),
            |value| json!(value),
            json!(true),
        ),
        one(
            "policy.baseline",
            config.baseline.as_ref(),
            |value| json!(base.name(Path::new(value))),
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
            rows.push(row("allow", conditions(allow), &allow.place));
        }
    }
    rows
}

/// What is allowed, and what was said about it.
fn conditions(allow: &Allow) -> Value {
    let conditions = allow.conditions().iter();
    let conditions = conditions.map(|(key, values)| ((*key).to_owned(), json!(values)));
    let until = allow.until.map(|until| until.to_string());
    let said = [
        ("reason", allow.reason.clone()),
        ("owner", allow.owner.clone()),
        ("until", until),
    ];
    let said = said
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), json!(value?))));
    conditions.chain(said).collect()
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
