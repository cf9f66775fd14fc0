//! What may be typed. Nothing here touches the world.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use tightlip::nearest::nearest;
use tightlip::report::Format;

use crate::commands::ci::Ci;
use crate::commands::completions::{Completions, Man};
use crate::commands::hook::Hook;
use crate::commands::rules::Rules;

const EXIT_CODES: &str = "\
Exit codes:
  0  everything was scanned; nothing at or above the gate
  1  findings
  2  wrong usage, an unreadable rule file, not a repository
  3  no findings, but something could not be read";

/// Finds secrets before they leak: in commits, working trees and CI.
#[derive(Debug, Parser)]
#[command(name = "tightlip", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    #[command(flatten)]
    pub(crate) global: Global,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan files, folders, standard input, or what is about to be committed
    Scan(Scan),
    /// Scan every blob that the commits of a repository ever had
    History(crate::commands::history::History),
    /// Check that `.env` and its kin are ignored, not tracked and not shipped; `--fix` sees to it
    Hygiene(crate::commands::hygiene::Hygiene),
    /// Set a project up: settings, hooks, ignore rules, `.env.example`, a CI job
    Init(crate::commands::init::Init),
    /// Move literals out of the code into `.env`, and say what is still to do
    Fix(crate::commands::fix::Fix),
    /// Git hooks that run tightlip: install, uninstall, status, run
    #[command(subcommand)]
    Hook(Hook),
    /// Why something was, or was not, reported: every signal and every suppression
    Explain(crate::commands::explain::Explain),
    /// Findings that were accepted: create, update, prune, show, check
    #[command(subcommand)]
    Baseline(crate::commands::baseline::Command),
    /// Walk through findings in the terminal and decide about each
    Triage(crate::commands::triage::Triage),
    /// The configuration in force, a first file, whether files are right
    #[command(subcommand)]
    Config(crate::commands::config::Command),
    /// The catalogue of rules
    #[command(subcommand)]
    Rules(Rules),
    /// What gitleaks' commands of these names do, with its flags
    #[command(flatten)]
    Gitleaks(crate::commands::gitleaks::Command),
    /// Join reports, or write them in another format; what was allowed in them stays allowed, and
    /// no configuration or baseline counts
    #[command(subcommand)]
    Report(crate::commands::report::Report),
    /// Print a shell's completions
    #[command(alias = "completion")]
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

#[derive(Args, Debug)]
pub(crate) struct Scan {
    /// Files and folders, or `-` for standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Scan what `git commit` is about to record: the index, not the working tree; PATHs that
    /// nothing is staged of are scanned as they are
    #[arg(long)]
    pub(crate) staged: bool,

    #[command(flatten)]
    pub(crate) ci: Ci,

    /// The name that reports give to standard input [default: <stdin>]
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_path: Option<String>,

    #[command(flatten)]
    pub(crate) breadth: Breadth,

    #[arg(skip)]
    pub(crate) reach: crate::commands::scan::Reach,

    #[command(flatten)]
    pub(crate) gate: Gate,

    #[command(flatten)]
    pub(crate) report: Report,
}

/// How much of what is there is looked at.
#[derive(Args, Clone, Debug)]
pub(crate) struct Breadth {
    /// Skip files over this size (`10M`, `500K`); they are counted, and the exit code stays 0
    /// [default: no cap]
    #[arg(long, value_name = "SIZE", value_parser = tightlip::config::size)]
    pub(crate) max_size: Option<u64>,

    /// Do not check that `.env` and its kin are ignored
    #[arg(long)]
    pub(crate) no_hygiene: bool,
}

/// What counts as a finding, and what it does to the exit code.
#[derive(Args, Clone, Debug)]
pub(crate) struct Gate {
    #[command(flatten)]
    pub(crate) bar: Bar,

    /// List what is allowed, and why
    #[arg(long)]
    pub(crate) show_allowed: bool,

    #[command(flatten)]
    pub(crate) ending: Ending,

    /// Exit with 0 when no finding is at least this bad; all are reported [default: low]
    #[arg(
        long,
        value_enum,
        value_name = "SEVERITY",
        conflicts_with = "exit_zero"
    )]
    pub(crate) fail_on: Option<Severity>,
}

/// What counts as a finding.
#[derive(Args, Clone, Debug)]
pub(crate) struct Bar {
    /// Report findings that are at least this sure [default: medium]
    #[arg(long, value_enum, env = "TIGHTLIP_MIN_CONFIDENCE")]
    pub(crate) min_confidence: Option<MinConfidence>,

    /// Report findings that are at least this bad [default: low]
    #[arg(long, value_enum, env = "TIGHTLIP_MIN_SEVERITY")]
    pub(crate) min_severity: Option<Severity>,

    /// Report what inline marks (`tightlip:allow`) allow, too
    #[arg(long, env = "TIGHTLIP_NO_INLINE_ALLOW")]
    pub(crate) no_inline_allow: bool,

    /// Layers of base64, hex and percent signs that are taken off; a command of gitleaks says so
    #[arg(skip)]
    pub(crate) decode_depth: u8,
}

/// What findings do to the exit code.
#[derive(Args, Clone, Debug)]
pub(crate) struct Ending {
    /// Exit with this code when there are findings
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8), env = "TIGHTLIP_EXIT_CODE")]
    pub(crate) exit_code: u8,

    /// Exit with 0 even when there are findings
    #[arg(long, conflicts_with = "exit_code")]
    pub(crate) exit_zero: bool,
}

/// How findings are shown.
#[derive(Args, Debug)]
pub(crate) struct Report {
    /// How findings are written to standard output
    #[arg(
        short = 'f',
        long,
        value_parser = format(),
        default_value = "text",
        env = "TIGHTLIP_FORMAT"
    )]
    pub(crate) format: Format,

    /// Write the findings to this file, too, in this format; may be given again
    // `report merge` has files of its own.
    #[arg(id = "report_files", long = "report", value_name = "FORMAT=PATH", value_parser = report_file)]
    pub(crate) files: Vec<ReportFile>,

    /// The template of the format `template`, in the notation of Jinja, or of Go for what gitleaks
    /// shows
    #[arg(long, value_name = "FILE", env = "TIGHTLIP_TEMPLATE")]
    pub(crate) template: Option<PathBuf>,

    /// Show secrets as they are (text, json, jsonl and gitleaks only)
    #[arg(long)]
    pub(crate) show_secrets: bool,
}

#[derive(Args, Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Global {
    /// Read this configuration file, and no other [default: tightlip.toml here and above]
    #[arg(
        short = 'c',
        long,
        global = true,
        value_name = "FILE",
        env = "TIGHTLIP_CONFIG"
    )]
    pub(crate) config: Option<PathBuf>,

    /// Accept what is in this baseline [default: .tightlip-baseline.json at the top]
    #[arg(long, global = true, value_name = "FILE", env = "TIGHTLIP_BASELINE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Accept nothing by a baseline
    #[arg(long, global = true, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,

    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        env = "TIGHTLIP_COLOR"
    )]
    pub(crate) color: When,

    /// When to show progress
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        env = "TIGHTLIP_PROGRESS"
    )]
    pub(crate) progress: Progress,

    /// Threads to use, at most 256 [default: one a core]
    #[arg(
        long,
        global = true,
        value_name = "N",
        value_parser = clap::value_parser!(u16).range(1..=256),
        env = "TIGHTLIP_THREADS"
    )]
    pub(crate) threads: Option<u16>,

    /// How messages are written to standard error: for people, or a JSON object a line
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "text",
        env = "TIGHTLIP_LOG_FORMAT"
    )]
    pub(crate) log_format: LogFormat,

    /// Say how long each stage took
    #[arg(long, global = true)]
    pub(crate) timings: bool,

    /// No summary on standard error
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// Say what was skipped, and why
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// A file to write a report to.
#[derive(Clone, Debug)]
pub(crate) struct ReportFile {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    Auto,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MinConfidence {
    Low,
    Medium,
    High,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

/// One of the words for formats.
fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .map(|word| Format::from_word(&word).expect("only these words are possible"))
}

/// `sarif=out.sarif`.
fn report_file(text: &str) -> Result<ReportFile, String> {
    let Some((word, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err("write the format, `=` and the file's path".to_owned());
    };
    let words = Format::ALL.map(Format::as_str);
    let format = Format::from_word(word).ok_or_else(|| match nearest(word, words)[..] {
        [] => format!("no such format; there are {}", words.join(", ")),
        [near, ..] => format!("no such format; did you mean `{near}`?"),
    })?;
    Ok(ReportFile {
        format,
        path: PathBuf::from(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_report_is_a_format_and_a_path() {
        let file = report_file("json=out/a=b.json").expect("it is right");
        assert_eq!(file.format, Format::Json);
        assert_eq!(file.path, PathBuf::from("out/a=b.json"));
        assert!(report_file("jsno=x").is_err_and(|error| error.contains("`json`")));
        assert!(report_file("json").is_err() && report_file("json=").is_err());
    }
}
