//! Where reports go: standard output for findings, standard error for the summary.

use std::ffi::OsStr;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

use tightlip::blob::Skipped;
use tightlip::coverage::Summary;
use tightlip::error::Error;
use tightlip::level::{Confidence, Severity};
use tightlip::report::sarif::Part;
use tightlip::report::{self, Format, Live, Paint, Root, Template, write_skipped, write_summary};
use tightlip::run::Outcome;

use crate::args::{self, Global, MinConfidence, When};
use crate::exit::Failure;
use crate::{log, report_file};

/// Fails early if a report could not be written: a missing folder, a template with a mistake.
pub(crate) fn check(asked: &args::Report) -> Result<(), Failure> {
    for (index, file) in asked.files.iter().enumerate() {
        let path = &file.path;
        if path == Path::new("-") {
            let format = file.format.as_str();
            let message = format!("`--report` writes files; `--format {format}` writes there");
            return Err(Failure::Usage(message));
        }
        let is_file = fs::metadata(path).map_or(true, |target| target.is_file());
        let is_same = |other: &args::ReportFile| report_file::are_one(&other.path, path);
        if is_file && asked.files[..index].iter().any(is_same) {
            let message = format!("two reports cannot be one file: '{}'", path.display());
            return Err(Failure::Usage(message));
        }
        report_file::check(&file.path)?;
    }
    template(asked).map(drop)
}

/// Whether a value was typed: what the environment says is for whoever needs it.
pub(crate) fn typed<T: AsRef<OsStr> + ?Sized>(value: Option<&T>, variable: &str) -> bool {
    value.is_some_and(|value| env::var_os(variable).as_deref() != Some(value.as_ref()))
}

fn template(asked: &args::Report) -> Result<Option<Template>, Failure> {
    let mut formats = asked.files.iter().map(|file| file.format);
    let wanted = asked.format == Format::Template || formats.any(|one| one == Format::Template);
    if !wanted && typed(asked.template.as_deref(), "TIGHTLIP_TEMPLATE") {
        let message = "`--template` is for the format template, which nothing asks for".to_owned();
        return Err(Failure::Usage(message));
    }
    let Some(path) = asked.template.as_ref().filter(|_| wanted) else {
        let message = "the format template needs `--template FILE`".to_owned();
        return if wanted {
            Err(Failure::Usage(message))
        } else {
            Ok(None)
        };
    };
    let source = fs::read_to_string(path).map_err(|source| Error::Io {
        context: format!("cannot read the template '{}'", path.display()),
        source,
    })?;
    Ok(Some(Template::new(path.display().to_string(), source)?))
}

/// Writes the whole report to the files that were asked for, and to standard output whether or
/// not that worked.
pub(crate) fn write(
    outcome: &Outcome,
    asked: &args::Report,
    global: &Global,
) -> Result<(), Failure> {
    log::timed("report", || write_all(outcome, asked, global))
}

/// A report to standard output that is written while the scan goes on, if its format can.
/// [`write_rest`] then takes the place of [`write`].
pub(crate) fn live(asked: &args::Report, global: &Global) -> Option<Live<'static>> {
    let out = BufWriter::new(io::stdout());
    let live = Live::new(asked.format, out, &options(asked));
    if live.is_some() {
        warn(asked, global);
    }
    live
}

/// Writes the whole report to the files that were asked for, and not to standard output.
pub(crate) fn write_rest(
    outcome: &Outcome,
    asked: &args::Report,
    global: &Global,
) -> Result<(), Failure> {
    log::timed("report", || {
        let template = template(asked)?;
        let options = report::Options {
            template,
            ..options_for(asked, outcome)
        };
        write_files(outcome, asked, &options, global)
    })
}

/// What files and standard output have in common; the template is read when it is needed.
fn options(asked: &args::Report) -> report::Options {
    report::Options {
        show_secrets: asked.show_secrets,
        root: env::current_dir().map_or_else(|_| Root::default(), |here| Root::above(&here)),
        ended: SystemTime::now(),
        ..report::Options::default()
    }
}

/// The same, once it is known where things were found.
fn options_for(asked: &args::Report, outcome: &Outcome) -> report::Options {
    let options = options(asked);
    let skipped = &outcome.summary.coverage.skipped;
    let root = options.root.reaching(&outcome.findings, skipped);
    report::Options { root, ..options }
}

fn write_all(outcome: &Outcome, asked: &args::Report, global: &Global) -> Result<(), Failure> {
    let options = report::Options {
        template: template(asked)?,
        ..options_for(asked, outcome)
    };
    warn(asked, global);
    let files = write_files(outcome, asked, &options, global);
    let found = (&*outcome.findings, &*outcome.allowed);
    if asked.format == Format::Sarif && report::sarif::files(found.0, found.1).len() > 1 {
        let message = "this may be more SARIF than GitHub takes in a file; `--report sarif=FILE` \
                       writes as many files as it takes";
        note(global, "note", message);
    }
    let stdout = io::stdout();
    let options = report::Options {
        colour: colour(global, &stdout),
        columns: columns(),
        ..options
    };
    fill(
        asked.format,
        found,
        &outcome.summary,
        options,
        &mut stdout.lock(),
    )?;
    files
}

/// Whether a format that was asked for speaks of what is allowed.
pub(crate) fn tells_allowed(asked: &args::Report) -> bool {
    let mut formats = asked.files.iter().map(|file| file.format);
    asked.format.tells_allowed() || formats.any(Format::tells_allowed)
}

fn write_files(
    outcome: &Outcome,
    asked: &args::Report,
    options: &report::Options,
    global: &Global,
) -> Result<(), Failure> {
    let mut formats = asked.files.iter().map(|file| file.format);
    if asked.format == Format::Github || formats.any(|format| format == Format::Github) {
        write_job_summary(outcome, options)?;
    }
    for file in &asked.files {
        let parts = parts(file, outcome);
        if let [_, .., (last, _)] = &*parts {
            let (number, last) = (parts.len(), last.display());
            let message = format!(
                "GitHub may take no such large file of SARIF: there are {number}, up to '{last}'"
            );
            note(global, "note", &message);
        }
        for (part, (path, found)) in parts.into_iter().enumerate() {
            let options = report::Options {
                part,
                ..options.clone()
            };
            report_file::write(&path, |out| {
                fill(file.format, found, &outcome.summary, options, out)
            })?;
        }
    }
    Ok(())
}

/// The files of a report, with what goes into each: one, but for SARIF that is too large for
/// those who take it; then `out.sarif` is followed by `out-2.sarif`.
fn parts<'o>(file: &args::ReportFile, outcome: &'o Outcome) -> Vec<(PathBuf, Part<'o>)> {
    let (findings, allowed) = (&*outcome.findings, &*outcome.allowed);
    if file.format != Format::Sarif {
        return vec![(file.path.clone(), (findings, allowed))];
    }
    let parts = report::sarif::files(findings, allowed)
        .into_iter()
        .enumerate();
    let parts = parts.map(|(index, found)| {
        let mut path = file.path.clone();
        if index > 0 {
            let part =
                |text: Option<&OsStr>| text.unwrap_or_default().to_string_lossy().into_owned();
            let (stem, ending) = (part(path.file_stem()), part(path.extension()));
            let dot = if ending.is_empty() { "" } else { "." };
            path.set_file_name(format!("{stem}-{}{dot}{ending}", index + 1));
        }
        (path, found)
    });
    parts.collect()
}

/// Adds to the summary that GitHub shows of a job, where there is one.
fn write_job_summary(outcome: &Outcome, options: &report::Options) -> Result<(), Failure> {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let file = fs::File::options().append(true).create(true).open(&path);
    let written = file.and_then(|file| {
        let mut out = BufWriter::new(file);
        report::write_job_summary(&outcome.findings, &outcome.summary, options, &mut out)?;
        out.flush()
    });
    written.map_err(|source| {
        let path = Path::new(&path).display();
        let context = format!("cannot write the job's summary '{path}'");
        Failure::Library(Error::Io { context, source })
    })
}

fn fill(
    format: Format,
    (findings, allowed): Part<'_>,
    summary: &Summary,
    options: report::Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut reporter = format.reporter(BufWriter::new(out), options);
    reporter.begin()?;
    for finding in findings {
        reporter.finding(finding)?;
    }
    for finding in allowed {
        reporter.allowed(finding)?;
    }
    reporter.end(summary)
}

/// Says where secrets will stand in clear, and where they will not.
fn warn(asked: &args::Report, global: &Global) {
    if !asked.show_secrets {
        return;
    }
    let to_file = asked.files.iter().map(|file| file.format);
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
    if log::is_json() {
        log::summary(outcome, global.verbose);
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
    if global.quiet {
    } else if log::is_json() {
        log::summary(outcome, global.verbose);
    } else {
        let _ = writeln!(io::stderr(), "{said}");
        let failed = outcome.summary.coverage.skipped.iter();
        failed
            .filter(|skipped| skipped.reason.is_failure())
            .for_each(unread);
    }
}

/// One line on standard error, which `--quiet` leaves out.
pub(crate) fn note(global: &Global, word: &str, message: &str) {
    if !global.quiet {
        log::say(word, message);
    }
}

/// A file that could not be read, to standard error, whatever was asked for.
pub(crate) fn unread(skipped: &Skipped) {
    let Skipped { path, reason, .. } = skipped;
    log::say("warning", &format!("{path} was not read: {reason}"));
}

/// The level behind the word that was typed.
pub(crate) fn confidence(typed: MinConfidence) -> Confidence {
    match typed {
        MinConfidence::Low => Confidence::Low,
        MinConfidence::Medium => Confidence::Medium,
        MinConfidence::High => Confidence::High,
    }
}

/// What something allows, a line each: to standard output where people read the report there.
pub(crate) fn list_allowed(
    outcome: &Outcome,
    asked: &args::Report,
    global: &Global,
) -> Result<(), Failure> {
    if asked.format == Format::Text {
        let stdout = io::stdout();
        let paint = Paint::new(colour(global, &stdout));
        report::write_allowed(&mut stdout.lock(), &outcome.allowed, paint)?;
    } else {
        let stderr = io::stderr();
        let paint = Paint::new(colour(global, &stderr));
        let _ = report::write_allowed(&mut stderr.lock(), &outcome.allowed, paint);
    }
    Ok(())
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
