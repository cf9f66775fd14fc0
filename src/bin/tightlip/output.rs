//! Where reports go: standard output for findings, standard error for the summary.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::time::SystemTime;

use tightlip::blob::Skipped;
use tightlip::fingerprint::FingerprintKey;
use tightlip::level::{Confidence, Severity};
use tightlip::report::{self, Format, Paint, Root, write_skipped, write_summary};
use tightlip::run::{Gate, Outcome};

use crate::args::{self, Global, MinConfidence, When};
use crate::exit::Failure;
use crate::report_file;

/// Fails early if a file that was asked for could not be written.
pub(crate) fn check(asked: &args::Report) -> Result<(), Failure> {
    for file in &asked.report {
        report_file::check(&file.path)?;
    }
    Ok(())
}

/// Writes the whole report to the files that were asked for, and to standard output whether or
/// not that worked.
pub(crate) fn write(
    outcome: &Outcome,
    asked: &args::Report,
    global: &Global,
) -> Result<(), Failure> {
    let options = report::Options {
        show_secrets: asked.show_secrets,
        root: env::current_dir().map_or_else(|_| Root::default(), |here| Root::above(&here)),
        ended: SystemTime::now(),
        ..report::Options::default()
    };
    warn(asked, global);
    let files = write_files(outcome, asked, &options);
    let stdout = io::stdout();
    let options = report::Options {
        colour: colour(global, &stdout),
        columns: columns(),
        ..options
    };
    fill(asked.format, outcome, options, &mut stdout.lock())?;
    files
}

fn write_files(
    outcome: &Outcome,
    asked: &args::Report,
    options: &report::Options,
) -> Result<(), Failure> {
    for file in &asked.report {
        report_file::write(&file.path, |out| {
            fill(file.format, outcome, options.clone(), out)
        })?;
    }
    Ok(())
}

fn fill(
    format: Format,
    outcome: &Outcome,
    options: report::Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut reporter = format.reporter(BufWriter::new(out), options);
    reporter.begin()?;
    for finding in &outcome.findings {
        reporter.finding(finding)?;
    }
    for finding in &outcome.allowed {
        reporter.allowed(finding)?;
    }
    reporter.end(&outcome.summary)
}

/// Says where secrets will stand in clear, and where they will not.
fn warn(asked: &args::Report, global: &Global) {
    if !asked.show_secrets {
        return;
    }
    let to_file = asked.report.iter().map(|file| file.format);
    let read_by_others = |format: Format| format.can_show_secrets();
    let piped = !io::stdout().is_terminal();
    if (piped && read_by_others(asked.format)) || to_file.clone().any(read_by_others) {
        note(
            global,
            "warning",
            "secrets are shown as they are in what is written here",
        );
    }
    let formats = to_file.chain([asked.format]);
    if let Some(format) = formats
        .into_iter()
        .find(|format| !format.can_show_secrets())
    {
        let format = format.as_str();
        note(
            global,
            "note",
            &format!("the format {format} never shows secrets as they are"),
        );
    }
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

/// A file that could not be read, to standard error, whatever was asked for.
pub(crate) fn unread(skipped: &Skipped) {
    let path = report::escape::name(&skipped.path);
    let _ = writeln!(
        io::stderr(),
        "warning: {path} was not read: {}",
        skipped.reason
    );
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
pub(crate) fn colour(global: &Global, stream: &impl IsTerminal) -> bool {
    match global.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && stream.is_terminal()
        }
    }
}

/// Columns of the terminal that standard output is, else as many as fit most.
fn columns() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}

/// The key of fingerprints: what the environment says, else the one that everybody has.
pub(crate) fn fingerprint_key() -> FingerprintKey {
    env::var("TIGHTLIP_FINGERPRINT_KEY")
        .ok()
        .filter(|phrase| !phrase.is_empty())
        .map_or_else(FingerprintKey::default, |phrase| {
            FingerprintKey::from_phrase(&phrase)
        })
}
