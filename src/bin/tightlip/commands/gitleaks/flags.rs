//! The flags that all of gitleaks' commands share, and what becomes of each.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use tempfile::TempDir;
use tightlip::config::import::ours_for_gitleaks;
use tightlip::error::Error;
use tightlip::finding::{Finding, Piece};
use tightlip::nearest::did_you_mean;
use tightlip::report::Format;
use tightlip::rule::id_matches;
use tightlip::run::Outcome;
use tightlip::secret::Secret;

use crate::args::{Global, ReportFile, Scan, When};
use crate::commands::scan::as_typed;
use crate::exit::Failure;
use crate::settings::Settings;

/// What gitleaks calls a million bytes.
const MEGABYTE: u64 = 1_000_000;
/// The report goes to standard output.
const STDOUT: &str = "-";

#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(super) struct Flags {
    /// A report whose findings are known: gitleaks' JSON, or our own baseline
    #[arg(short = 'b', long, value_name = "FILE")]
    pub(super) baseline_path: Option<PathBuf>,

    /// A .gitleaksignore, or the folder that holds one
    #[arg(short = 'i', long, value_name = "PATH", default_value = ".")]
    pub(super) gitleaks_ignore_path: PathBuf,

    /// Look for this rule alone; may be given again, or hold commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    enable_rule: Vec<String>,

    /// Exit with this code when there are findings
    #[arg(long, value_name = "N", default_value_t = 1)]
    exit_code: u8,

    /// Write the findings to this file (`-`: standard output)
    #[arg(short = 'r', long, value_name = "FILE")]
    report_path: Option<PathBuf>,

    /// How that file is written [default: as its name ends, else json]
    #[arg(short = 'f', long, value_name = "FORMAT", value_parser = ["json", "csv", "junit", "sarif", "template"])]
    report_format: Option<String>,

    /// The template of the format `template`, in Go's notation or Jinja's
    #[arg(long, value_name = "FILE")]
    report_template: Option<PathBuf>,

    /// Show nothing of a secret; secrets are never shown whole without `--show-secrets`
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "100")]
    redact: Option<u8>,

    /// Show secrets as they are
    #[arg(long, conflicts_with = "redact")]
    show_secrets: bool,

    /// Heed no marks in the text (`gitleaks:allow`, `tightlip:allow` and others)
    #[arg(long)]
    ignore_gitleaks_allow: bool,

    /// Skip files over so many millions of bytes
    #[arg(long, value_name = "N")]
    max_target_megabytes: Option<u64>,

    /// Layers of base64, hex and percent signs that are taken off
    #[arg(long, value_name = "N", default_value_t = 5)]
    max_decode_depth: u8,

    /// Open archives (zip, tar, gzip) in one another so deep, at most 64
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=64))]
    pub(super) max_archive_depth: u32,

    /// End after so many seconds; what was not scanned by then makes the scan incomplete
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u32>,

    /// How much is said on standard error
    #[arg(short = 'l', long, value_name = "LEVEL", default_value = "info", value_parser = ["trace", "debug", "info", "warn", "err", "error", "fatal"])]
    log_level: String,

    /// No colours
    #[arg(long)]
    no_color: bool,

    /// No banner; there never is one
    #[arg(long)]
    no_banner: bool,

    /// Profiles of gitleaks itself (not written here)
    #[arg(long, value_name = "LIST")]
    diagnostics: Option<String>,

    /// Where those go
    #[arg(long, value_name = "FOLDER")]
    diagnostics_dir: Option<PathBuf>,
}

impl Flags {
    /// A warning for each flag that was given and does nothing.
    pub(super) fn unheeded(&self, opens_archives: bool) -> Vec<String> {
        let all = [
            (
                "--max-archive-depth",
                "archives are opened in folders alone, by `dir`",
                self.max_archive_depth > 0 && !opens_archives,
            ),
            (
                "--diagnostics",
                "there are none; see --timings",
                self.diagnostics.is_some(),
            ),
            (
                "--diagnostics-dir",
                "there are no diagnostics",
                self.diagnostics_dir.is_some(),
            ),
            (
                "--report-format",
                "no report is written without --report-path",
                self.report_format.is_some() && self.report_path.is_none(),
            ),
        ];
        let given = all.iter().filter(|(_, _, is_given)| *is_given);
        given
            .map(|(flag, why, _)| format!("{flag} does nothing here: {why}"))
            .collect()
    }

    /// How long the scan may take, if there is an end to it.
    pub(super) fn time(&self) -> Option<Duration> {
        let seconds = self.timeout.filter(|seconds| *seconds > 0)?;
        Some(Duration::from_secs(seconds.into()))
    }

    /// The global flags that these mean. What comes with them must live as long as they do.
    /// `home` is where its paths begin.
    pub(super) fn global(
        &self,
        global: &Global,
        home: &Path,
    ) -> Result<(Global, Option<TempDir>), Failure> {
        let mut global = global.clone();
        if self.no_color {
            global.color = When::Never;
        }
        match self.log_level.as_str() {
            "trace" | "debug" => global.verbose = true,
            "warn" | "err" | "error" | "fatal" => global.quiet = !global.verbose,
            _ => {}
        }
        let set = |name| env::var_os(name).filter(|value| !value.is_empty());
        if global.config.is_none() {
            global.config = set("GITLEAKS_CONFIG").map(PathBuf::from);
        }
        let text = match &global.config {
            Some(path) => fs::read(path).ok().filter(|text| is_theirs(path, text)),
            None => set("GITLEAKS_CONFIG_TOML").map(|text| text.as_encoded_bytes().to_vec()),
        };
        // A configuration of theirs is known by its name.
        let mut kept = None;
        if let Some(text) = text {
            let folder = TempDir::new().map_err(unkept)?;
            let path = folder.path().join(".gitleaks.toml");
            fs::write(&path, text).map_err(unkept)?;
            global.config = Some(path);
            kept = Some(folder);
        }
        global.config = global.config.map(|path| home.join(path));
        if let Some(path) = &self.baseline_path
            && is_ours(path)
        {
            global.baseline = Some(home.join(path));
            global.no_baseline = false;
        }
        Ok((global, kept))
    }

    /// A scan by these flags.
    /// `home` is where its paths begin.
    pub(super) fn scan(&self, home: &Path) -> Result<Scan, Failure> {
        let mut scan = as_typed(&["tightlip", "scan", "--no-hygiene"])?;
        scan.gate.ending.exit_code = self.exit_code;
        scan.gate.ending.exit_zero = self.exit_code == 0;
        scan.gate.bar.no_inline_allow |= self.ignore_gitleaks_allow;
        scan.gate.bar.decode_depth = self.max_decode_depth;
        scan.breadth.max_size = match self.max_target_megabytes {
            None | Some(0) => scan.breadth.max_size,
            Some(number) => Some(number.saturating_mul(MEGABYTE)),
        };
        scan.report.show_secrets = self.show_secrets;
        scan.report.format = Format::Text;
        scan.report.files.clear();
        if let Some(path) = &self.report_path {
            let format = self.format(path)?;
            scan.report.template = self.report_template.as_ref().map(|path| home.join(path));
            if path.as_os_str() == STDOUT {
                scan.report.format = format;
            } else {
                let path = home.join(path);
                scan.report.files.push(ReportFile { format, path });
            }
        }
        Ok(scan)
    }

    fn format(&self, path: &Path) -> Result<Format, Failure> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.map(str::to_ascii_lowercase);
        let word = match (&self.report_format, &self.report_template, &ending) {
            (Some(word), _, _) => word,
            (None, Some(_), _) => "template",
            (None, None, Some(ending)) => ending,
            (None, None, None) => "json",
        };
        if self.report_template.is_some() && word != "template" {
            let message = "--report-template goes with --report-format template alone";
            return Err(Failure::Usage(message.to_owned()));
        }
        match word {
            "csv" => Ok(Format::GitleaksCsv),
            "junit" | "xml" => Ok(Format::Junit),
            "sarif" => Ok(Format::Sarif),
            "template" if self.report_template.is_none() => {
                let message = "--report-format template needs --report-template FILE";
                Err(Failure::Usage(message.to_owned()))
            }
            "template" => Ok(Format::Template),
            _ => Ok(Format::Gitleaks),
        }
    }

    /// Shows nothing of the secrets, if that was asked for.
    pub(super) fn redact(&self, outcome: &mut Outcome) {
        if self.redact == Some(100) {
            outcome.findings.iter_mut().for_each(hide);
        }
    }

    /// The rules that count, if not all do; they may be called as gitleaks calls them.
    pub(super) fn enabled(&self, settings: &Settings) -> Result<Enabled, Failure> {
        if self.enable_rule.is_empty() {
            return Ok(Enabled(Vec::new()));
        }
        let mut enabled = Vec::new();
        let rules = settings.rules()?;
        let known: Vec<String> = rules.rules().map(|rule| rule.id.clone()).collect();
        for id in &self.enable_rule {
            let ours = if settings.config().rules.contains_key(id) {
                Vec::new()
            } else {
                ours_for_gitleaks(id)
            };
            if ours.is_empty() && !known.contains(id) {
                let meant = did_you_mean(id, known.iter().map(String::as_str));
                let message = format!("--enable-rule: no rule is called `{id}`{meant}");
                return Err(Failure::Usage(message));
            }
            enabled.push(id.clone());
            enabled.extend(ours);
        }
        Ok(Enabled(enabled))
    }

    /// Goes to the repository whose index is meant.
    pub(super) fn enter(place: &Path) -> Result<(), Failure> {
        if place == Path::new(".") {
            return Ok(());
        }
        env::set_current_dir(place).map_err(|_| {
            Failure::Library(Error::NoSuchPath {
                path: place.to_owned(),
            })
        })
    }
}

/// Ids, or patterns of ids; none: all.
pub(super) struct Enabled(Vec<String>);

impl Enabled {
    /// Drops findings of other rules.
    pub(super) fn keep(&self, outcome: &mut Outcome) {
        if !self.0.is_empty() {
            let is_enabled = |id: &str| self.0.iter().any(|pattern| id_matches(pattern, id));
            outcome
                .findings
                .retain(|finding| is_enabled(&finding.rule.id));
            outcome.recount();
        }
    }
}

fn hide(finding: &mut Finding) {
    finding.secret = Secret::hidden(finding.secret.reveal());
    for piece in &mut finding.excerpt.pieces {
        if let Piece::Secret { secret, .. } = piece {
            *secret = Secret::hidden(secret.reveal());
        }
    }
}

/// Whether a configuration is gitleaks', though its name does not say so.
fn is_theirs(path: &Path, text: &[u8]) -> bool {
    if path.to_string_lossy().ends_with("gitleaks.toml") {
        return false;
    }
    let text = str::from_utf8(text).unwrap_or_default();
    let Ok(table) = text.parse::<toml::Table>() else {
        return false;
    };
    let has = |key: &str| table.keys().any(|name| name.eq_ignore_ascii_case(key));
    let keys = ["title", "minversion", "extend", "allowlist", "allowlists"];
    keys.into_iter().any(has) || table.get("rules").is_some_and(toml::Value::is_array)
}

/// Whether a baseline is one of ours, and no report of gitleaks.
pub(super) fn is_ours(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text.trim_start().starts_with('{'))
}

fn unkept(source: std::io::Error) -> Failure {
    Failure::Library(Error::Io {
        context: "cannot keep a copy of gitleaks' configuration".to_owned(),
        source,
    })
}
