//! What is said on standard error beside the report: lines for people, or a JSON object a line.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tightlip::conceal;
use tightlip::level::Severity;
use tightlip::report::escape;
use tightlip::run::Outcome;

use crate::args::LogFormat;

static FORMAT: OnceLock<LogFormat> = OnceLock::new();
static STAGES: Mutex<Vec<(&str, Duration)>> = Mutex::new(Vec::new());

/// Once, before anything is said.
pub(crate) fn set(format: LogFormat) {
    let _ = FORMAT.set(format);
}

/// Whether machines read it.
pub(crate) fn is_json() -> bool {
    FORMAT.get() == Some(&LogFormat::Json)
}

/// One line, with nothing in it that a terminal would obey. Nobody may be reading there.
pub(crate) fn say(word: &str, message: &str) {
    // A path or an argument that it quotes may hold a secret.
    let message = &*conceal::sentence(message);
    if is_json() {
        write(&json!({"level": word, "message": message}));
    } else {
        let _ = writeln!(io::stderr(), "{word}: {}", escape::name(message));
    }
}

/// The run in numbers, for machines; with what was skipped, if that was asked for.
pub(crate) fn summary(outcome: &Outcome, verbose: bool) {
    let summary = &outcome.summary;
    let coverage = &summary.coverage;
    let of = |severity| summary.reported.of(severity);
    let mut line = json!({
        "level": "info",
        "message": "summary",
        "status": summary.status(),
        "findings": {
            "total": summary.reported.total(),
            "critical": of(Severity::Critical),
            "high": of(Severity::High),
            "medium": of(Severity::Medium),
            "low": of(Severity::Low),
        },
        "below_gate": summary.below_gate,
        "files": coverage.files,
        "bytes": coverage.bytes,
        "commits": coverage.commits,
        "blobs": coverage.blobs,
        "skipped": coverage.skipped.len(),
        "elapsed_ms": coverage.elapsed.as_millis() as u64,
    });
    if verbose {
        line["skipped_paths"] = json!(coverage.skipped);
        let left_out = coverage.left_out.iter();
        let left_out = left_out.map(|one| json!({"path": one.path, "reason": one.why.to_string()}));
        line["left_out"] = left_out.collect();
    }
    write(&line);
}

fn write(line: &Value) {
    let mut text = String::new();
    // What a terminal would obey is an escape here, too.
    for c in line.to_string().chars() {
        if escape::is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    let _ = writeln!(io::stderr(), "{text}");
}

/// Does `work` and notes how long it took, for `--timings`.
pub(crate) fn timed<T>(stage: &'static str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    if let Ok(mut stages) = STAGES.lock() {
        stages.push((stage, started.elapsed()));
    }
    done
}

/// How long each stage took.
pub(crate) fn timings() {
    let Ok(stages) = STAGES.lock() else {
        return;
    };
    if is_json() {
        let stages: Vec<Value> = stages
            .iter()
            .map(|(stage, took)| json!({"stage": stage, "ms": took.as_secs_f64() * 1e3}))
            .collect();
        write(&json!({"level": "info", "message": "timings", "stages": stages}));
        return;
    }
    for (stage, took) in stages.iter() {
        let took = took.as_secs_f64() * 1e3;
        let _ = writeln!(io::stderr(), "timing: {stage} {took:.1} ms");
    }
}
