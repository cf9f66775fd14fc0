//! Where reports go: standard output for findings, standard error for the summary.

use std::io::{self, BufWriter, IsTerminal, Write};

use tightlip::fingerprint::FingerprintKey;
use tightlip::level::{Confidence, Severity};
use tightlip::report::{self, Paint, write_skipped, write_summary};
use tightlip::run::{Gate, Outcome};

use crate::args::{self, Global, MinConfidence, When};
use crate::exit::Failure;

/// Writes the whole report to standard output.
pub(crate) fn write(
    outcome: &Outcome,
    asked: &args::Report,
    global: &Global,
) -> Result<(), Failure> {
    let stdout = io::stdout();
    if asked.show_secrets && !stdout.is_terminal() {
        note(
            global,
            "warning",
            "secrets are shown as they are in what is written here",
        );
    }
    let options = report::Options {
        show_secrets: asked.show_secrets,
        colour: colour(global, &stdout),
        columns: columns(),
    };
    let mut reporter = format(asked.format).reporter(BufWriter::new(stdout.lock()), options);
    reporter.begin()?;
    for finding in &outcome.findings {
        reporter.finding(finding)?;
    }
    reporter.end(&outcome.summary)?;
    Ok(())
}

/// Writes the run in numbers to standard error. Nobody may be reading there; what was found
/// still counts.
pub(crate) fn sum_up(outcome: &Outcome, global: &Global) {
    if global.quiet {
        return;
    }
    let stderr = io::stderr();
    let paint = Paint::new(colour(global, &stderr));
    let mut stderr = BufWriter::new(stderr.lock());
    let _ = write_summary(&mut stderr, &outcome.summary, paint);
    if global.verbose {
        let _ = write_skipped(&mut stderr, &outcome.summary.coverage, paint);
    }
    let _ = stderr.flush();
}

/// How many files are exposed, to standard error.
pub(crate) fn sum_up_exposures(outcome: &Outcome, global: &Global) {
    let said = match outcome.summary.reported.total() {
        0 => "no exposed files".to_owned(),
        1 => "1 exposed file".to_owned(),
        number => format!("{number} exposed files"),
    };
    if !global.quiet {
        let _ = writeln!(io::stderr(), "{said}");
    }
}

/// One line on standard error, which `--quiet` leaves out.
pub(crate) fn note(global: &Global, word: &str, message: &str) {
    if !global.quiet {
        let _ = writeln!(io::stderr(), "{word}: {message}");
    }
}

fn format(format: args::Format) -> report::Format {
    match format {
        args::Format::Text => report::Format::Text,
        args::Format::Json => report::Format::Json,
        args::Format::Jsonl => report::Format::Jsonl,
    }
}

/// What the flags say of the gate.
pub(crate) fn gate(gate: &args::Gate) -> Gate {
    Gate {
        confidence: match gate.min_confidence {
            MinConfidence::Low => Confidence::Low,
            MinConfidence::Medium => Confidence::Medium,
            MinConfidence::High => Confidence::High,
        },
        severity: severity(gate.min_severity),
    }
}

/// The level behind the word that was typed.
pub(crate) fn severity(typed: args::Severity) -> Severity {
    match typed {
        args::Severity::Low => Severity::Low,
        args::Severity::Medium => Severity::Medium,
        args::Severity::High => Severity::High,
        args::Severity::Critical => Severity::Critical,
    }
}

/// `--color` first, then `NO_COLOR`, then whether a person reads it.
fn colour(global: &Global, stream: &impl IsTerminal) -> bool {
    match global.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && stream.is_terminal()
        }
    }
}

/// Columns of the terminal that standard output is, else as many as fit most.
fn columns() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}

/// The key of fingerprints: what the environment says, else the one that everybody has.
pub(crate) fn fingerprint_key() -> FingerprintKey {
    std::env::var("TIGHTLIP_FINGERPRINT_KEY")
        .ok()
        .filter(|phrase| !phrase.is_empty())
        .map_or_else(FingerprintKey::default, |phrase| {
            FingerprintKey::from_phrase(&phrase)
        })
}
