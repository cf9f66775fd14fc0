//! `tightlip report`: joins reports, and writes them in another format.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::{Args, Subcommand};
use tightlip::conceal;
use tightlip::error::Error;
use tightlip::fingerprint::FingerprintKey;
use tightlip::report::{Reader, Recorded};
use tightlip::run::Outcome;

use crate::args::{self, Global};
use crate::exit::{Exit, Failure};
use crate::{log, output};

#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Join reports of several repositories or shards: the same secret is one group
    Merge(Merge),
    /// Write a report in another format; those of gitleaks, betterleaks, kingfisher,
    /// trufflehog and detect-secrets and SARIF are read, too
    Convert(Convert),
}

#[derive(Args, Debug)]
pub(crate) struct Merge {
    /// Reports in JSON or JSONL; `NAME=FILE` puts `NAME/` before the report's paths. Without
    /// names they are parts of one scan: what two of them say of the same place is said once
    #[arg(value_name = "[NAME=]FILE", required = true)]
    files: Vec<String>,

    /// Exit with this code when there are findings, and with 3 when a scan was incomplete
    #[arg(long, value_name = "N", default_value_t = 0)]
    exit_code: u8,

    #[command(flatten)]
    report: args::Report,
}

#[derive(Args, Debug)]
pub(crate) struct Convert {
    /// A report, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Exit with this code when there are findings, and with 3 when a scan was incomplete
    #[arg(long, value_name = "N", default_value_t = 0)]
    exit_code: u8,

    #[command(flatten)]
    report: args::Report,
}

/// Both end well whatever the reports say, which were judged when they were made, unless
/// `--exit-code` asks for more.
pub(crate) fn run(asked: &Report, global: &Global) -> Result<Exit, Failure> {
    let (files, report, exit_code) = match asked {
        Report::Merge(merge) => (named(&merge.files), &merge.report, merge.exit_code),
        Report::Convert(convert) => (
            vec![(None, convert.file.clone())],
            &convert.report,
            convert.exit_code,
        ),
    };
    output::check(report)?;
    let mut reader = Reader::new(fingerprint_key());
    let mut read = |(name, path): (Option<String>, PathBuf)| -> Result<Recorded, Failure> {
        let mut recorded = reader.read(&path.display().to_string(), &content(&path)?)?;
        if let Some(name) = name {
            recorded.place_under(&conceal::sentence(&name));
        }
        Ok(recorded)
    };
    let all: Vec<Recorded> = log::timed("read", || {
        files.into_iter().map(&mut read).collect::<Result<_, _>>()
    })?;
    let Recorded {
        mut findings,
        mut summary,
    } = Recorded::join(all);
    conceal::recorded(&mut findings, &mut summary.coverage);
    let outcome = Outcome {
        findings,
        allowed: Vec::new(),
        summary,
    };
    output::write(&outcome, report, global)?;
    output::sum_up(&outcome, global);
    Ok(match exit_code {
        0 => Exit::Clean,
        code if outcome.summary.reported.total() > 0 => Exit::Findings(code),
        _ if outcome.summary.coverage.is_incomplete() => Exit::Incomplete,
        _ => Exit::Clean,
    })
}

/// What the environment says, else the key that everybody has: for reports of other scanners.
fn fingerprint_key() -> FingerprintKey {
    let phrase = env::var("TIGHTLIP_FINGERPRINT_KEY").ok();
    let phrase = phrase.filter(|phrase| !phrase.is_empty());
    phrase.map_or_else(FingerprintKey::default, |phrase| {
        FingerprintKey::from_phrase(&phrase)
    })
}

/// `NAME=FILE`, unless a file is really called so.
fn named(files: &[String]) -> Vec<(Option<String>, PathBuf)> {
    let split = |file: &String| match file.split_once('=') {
        Some((name, path)) if !name.is_empty() && !Path::new(file).exists() => {
            (Some(name.to_owned()), PathBuf::from(path))
        }
        _ => (None, PathBuf::from(file)),
    };
    files.iter().map(split).collect()
}

fn content(path: &Path) -> Result<Vec<u8>, Error> {
    let read = if path == Path::new("-") {
        let mut content = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut content)
            .map(|_| content)
    } else {
        fs::read(path)
    };
    read.map_err(|source| Error::Io {
        context: format!("cannot read the report '{}'", path.display()),
        source,
    })
}
