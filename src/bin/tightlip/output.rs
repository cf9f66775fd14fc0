//! Where reports go: standard output for findings, standard error for the summary.

use std::io::{self, BufWriter, IsTerminal, Write};

use tightlip::fingerprint::FingerprintKey;
use tightlip::level::{Confidence, Severity};
use tightlip::report::{self, Paint, write_summary};
use tightlip::run::{Gate, Outcome};

use crate::args::{self, Global, MinConfidence, When};
use crate::exit::Failure;

/// Writes the whole report.
pub(crate) fn write(
    outcome: &Outcome,
    asked: &args::Report,
    global: &Global,
) -> Result<(), Failure> {
    let stdout = io::stdout();
    if asked.show_secrets && !stdout.is_terminal() && !global.quiet {
        writeln!(
            io::stderr(),
            "warning: secrets are shown as they are in what is written here"
        )?;
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
    drop(reporter);
    if !global.quiet {
        let stderr = io::stderr();
        let paint = Paint::new(colour(global, &stderr));
        write_summary(&mut stderr.lock(), &outcome.summary, paint)?;
    }
    Ok(())
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
