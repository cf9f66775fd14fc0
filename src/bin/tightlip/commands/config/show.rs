//! `tightlip config show`: what is in force, and who said so.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};
use tightlip::base::Base;
use tightlip::conceal::sentence;
use tightlip::config::{Allow, Catalogue, Config, Setting};
use tightlip::report::escape;

use crate::args::{Bar, Breadth, Global, ListFormat};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

/// A key, its value and where that was set.
struct Row {
    key: String,
    value: Value,
    origin: String,
}

/// What to show, and what it would be with these flags.
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// Say where each value comes from
    #[arg(long)]
    origin: bool,

    /// How it is written to standard output
    #[arg(short = 'f', long, value_enum, default_value = "text")]
    format: ListFormat,

    #[command(flatten)]
    breadth: Breadth,

    #[command(flatten)]
    bar: Bar,
}

pub(super) fn run(asked: &Show, global: &Global) -> Result<Exit, Failure> {
    let settings = Settings::load(Start::Paths(&[]), global)?;
    let mut rows = rows(settings.config(), settings.policy.base());
    overlay(&mut rows, asked, global);
    for row in &mut rows {
        conceal(&mut row.value);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        ListFormat::Text => {
            for row in &rows {
                let line = format!("{} = {}", row.key, row.value);
                let line = escape::name(&line);
                if asked.origin {
                    writeln!(out, "{line}  # {}", escape::name(&row.origin))?;
                } else {
                    writeln!(out, "{line}")?;
                }
            }
        }
        ListFormat::Json => {
            let rows = rows.iter().map(|row| as_json(row, asked.origin));
            writeln!(out, "{:#}", rows.collect::<Value>())?;
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
fn overlay(rows: &mut [Row], asked: &Show, global: &Global) {
    let Bar {
        min_confidence,
        min_severity,
        no_inline_allow,
        ..
    } = &asked.bar;
    let baseline = global.baseline.as_ref().map(|path| path.to_string_lossy());
    let said = [
        (
            "scan.min_confidence",
            min_confidence.map(|word| json!(output::confidence(word))),
            "--min-confidence",
        ),
        (
            "scan.min_severity",
            min_severity.map(|word| json!(output::severity(word))),
            "--min-severity",
        ),
        (
            "scan.max_size",
            asked.breadth.max_size.map(Value::from),
            "--max-size",
        ),
        (
            "hygiene.enabled",
            asked.breadth.no_hygiene.then_some(json!(false)),
            "--no-hygiene",
        ),
        (
            "policy.inline_allow",
            no_inline_allow.then_some(json!(false)),
            "--no-inline-allow",
        ),
        (
            "policy.baseline",
            baseline.map(|path| json!(path)),
            "--baseline",
        ),
        (
            "policy.baseline",
            global.no_baseline.then_some(Value::Null),
            "--no-baseline",
        ),
    ];
    for (key, value, flag) in said {
        if let (Some(value), Some(row)) = (value, rows.iter_mut().find(|row| row.key == key)) {
            row.value = value;
            row.origin = typed_or_set(flag);
        }
    }
}

/// The flag, if it was typed, or the variable that stands for it.
fn typed_or_set(flag: &str) -> String {
    let is_typed = |word: OsString| {
        let word = word.to_string_lossy();
        let rest = word.strip_prefix(flag);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    if env::args_os().any(is_typed) {
        return flag.to_owned();
    }
    let name = flag.trim_start_matches('-').replace('-', "_");
    format!("TIGHTLIP_{}", name.to_uppercase())
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
    for switch in &config.switches {
        let key = if switch.is_on {
            "rules.enable"
        } else {
            "rules.disable"
        };
        rows.push(row(key, switch.ids.as_str().into(), &switch.place));
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
