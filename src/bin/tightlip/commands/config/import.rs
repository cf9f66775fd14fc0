//! `tightlip config import`: other tools' configuration and baselines as ours.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use tightlip::allowed::Allowed;
use tightlip::base::Base;
use tightlip::baseline::Baseline;
use tightlip::config::NAMES;
use tightlip::config::import::{Accepted, EXTENDS, Imported, KNOWN, Tool, read, settle};
use tightlip::date::Date;
use tightlip::detect::{Options, Scanner};
use tightlip::error::Error;
use tightlip::finding::Finding;
use tightlip::past;
use tightlip::report::escape;
use tightlip::rule::RuleSet;
use tightlip::run::Run;
use tightlip::source::git::{self, History, Revisions};

use super::super::baseline;
use super::super::scan::{What, as_typed, collect};
use crate::args::Global;
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};
use crate::{memory, output};

#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Configuration files, lists of what to ignore, baselines and reports of other tools
    /// [default: those at the top that have the usual names]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Whose files these are, where neither name nor content says
    #[arg(long, value_enum, value_name = "TOOL")]
    from: Option<From>,

    /// Write the configuration to standard output, and no file
    #[arg(long)]
    print: bool,

    /// Replace the tightlip.toml that is there
    #[arg(long)]
    force: bool,
}

/// A tool as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum From {
    Gitleaks,
    Betterleaks,
    DetectSecrets,
    Secretlint,
    Ripsecrets,
    Trufflehog,
    Ggshield,
    Kingfisher,
}

impl From {
    fn tool(self) -> Tool {
        match self {
            Self::Gitleaks | Self::Betterleaks => Tool::Gitleaks,
            Self::DetectSecrets => Tool::DetectSecrets,
            Self::Secretlint => Tool::Secretlint,
            Self::Ripsecrets => Tool::Ripsecrets,
            Self::Trufflehog => Tool::Trufflehog,
            Self::Ggshield => Tool::Ggshield,
            Self::Kingfisher => Tool::Kingfisher,
        }
    }
}

pub(super) fn run(asked: &Import, global: &Global) -> Result<Exit, Failure> {
    let base = Base::find(Path::new(".")).whole();
    let (mut imported, covered) = imported(asked, &base)?;
    imported.conceal(&Scanner::new(RuleSet::builtin(), Options::default()));
    let text = imported.toml();
    if asked.print {
        io::stdout().lock().write_all(text.as_bytes())?;
    } else if !text.is_empty() {
        write(&base, &text, asked.force)?;
        output::note(global, "config", &format!("{} is written", NAMES[0]));
    }
    let accepted = std::mem::take(&mut imported.accepted);
    let mut end = Exit::Clean;
    if !accepted.is_empty() {
        let (unknown, is_whole) = accept(&accepted, asked, global)?;
        imported.left_out.extend(unknown);
        if !is_whole {
            let said = "not everything could be read, so some accepted findings may be there";
            output::note(global, "incomplete", said);
            end = Exit::Incomplete;
        }
        for line in covered.iter().filter(|_| !asked.print) {
            output::note(global, "baseline", line);
        }
    } else if text.is_empty() && imported.changed.is_empty() && imported.left_out.is_empty() {
        output::note(global, "config", "there is nothing in it to carry over");
    }
    let mut err = io::stderr().lock();
    for (word, lines) in [
        ("changed", &imported.changed),
        ("not carried over", &imported.left_out),
    ] {
        for line in lines {
            let _ = writeln!(err, "{word}: {}", escape::name(line));
        }
    }
    Ok(end)
}

/// What all files say together, and which of them the baseline takes the place of.
fn imported(asked: &Import, base: &Base) -> Result<(Imported, Vec<String>), Failure> {
    let mut files = asked.files.clone();
    if files.is_empty() {
        let known = KNOWN.iter().map(|name| base.top().join(name));
        files = known.filter(|path| path.is_file()).collect();
    }
    if files.is_empty() {
        let message = "no other tool's files are at the top; name those that are elsewhere";
        return Err(Failure::Usage(message.to_owned()));
    }
    let (mut whole, mut covered) = (Imported::default(), Vec::new());
    for file in &files {
        let name = base.name(file);
        let mut own = parsed(file, &name, asked)?;
        if own.accepted.iter().any(Accepted::is_in_clear) {
            covered.push(format!(
                "delete {name}: it holds secrets in clear, and its findings are carried over"
            ));
        } else if name.ends_with("leaksignore") && !own.accepted.is_empty() {
            covered.push(format!(
                "{name} may be deleted: its findings are carried over"
            ));
        }
        let mut below = own.take_extended();
        whole.join(own);
        // As deep as gitleaks goes.
        for _ in 0..EXTENDS {
            let Some(path) = below.take() else { break };
            let folder = file.parent().unwrap_or(base.top());
            let beside = Some(folder.join(&path)).filter(|path| path.is_file());
            let at = beside.unwrap_or_else(|| base.top().join(&path));
            if !at.is_file() {
                let missing = format!("extend.path: {path}: no such file");
                whole.left_out.push(missing);
                break;
            }
            let mut extended = parsed(&at, &base.name(&at), asked)?;
            below = extended.take_extended();
            whole.join(extended);
        }
    }
    Ok((whole, covered))
}

fn parsed(file: &Path, name: &str, asked: &Import) -> Result<Imported, Failure> {
    let bytes = fs::read(file).map_err(|source| Error::Io {
        context: format!("cannot read {name}"),
        source,
    })?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(read(name, &text, asked.from.map(From::tool))?)
}

fn write(base: &Base, text: &str, force: bool) -> Result<(), Failure> {
    let path = base.top().join(NAMES[0]);
    let name = base.name(&path);
    let hidden = base.top().join(NAMES[1]);
    if hidden.exists() {
        return Err(Failure::Usage(format!(
            "{} is there already; `--print` shows what to add to it",
            base.name(&hidden)
        )));
    }
    if path.exists() && !force {
        return Err(Failure::Usage(format!(
            "{name} is there already; `--print` shows what to add to it, `--force` replaces it"
        )));
    }
    let failed = |source| Error::Io {
        context: format!("cannot write {name}"),
        source,
    };
    Ok(fs::write(&path, text).map_err(failed)?)
}

/// Looks for what was accepted, and puts it into the baseline; what could not be found, and whether
/// everything could be read.
fn accept(
    accepted: &[Accepted],
    asked: &Import,
    global: &Global,
) -> Result<(Vec<String>, bool), Failure> {
    let mut settings = Settings::load(Start::Repository(Path::new(".")), global)?;
    let mut scan = as_typed(&["tightlip", "scan", "--min-confidence=low", "--no-hygiene"])?;
    scan.paths = vec![settings.policy.base().top().to_owned()];
    let outcome = collect(What::Paths, &scan, global, &settings, true)?;
    let mut is_whole = !outcome.summary.coverage.is_incomplete();
    let mut findings = [outcome.findings, outcome.allowed].concat();
    if accepted.iter().any(Accepted::is_of_commit) {
        let (past, is_past_whole) = past_findings(&settings)?;
        findings.extend(past);
        is_whole &= is_past_whole;
    }
    let base = settings.policy.base().clone();
    let settled = settle(accepted, &findings, &base);
    let known = settings.take_baseline();
    let mut baseline = known.unwrap_or_else(|| Baseline::new(settings.phrase.as_deref()));
    let before = baseline.len();
    // What is in files comes first, and covers the same in the history.
    let is_past = |finding: &Finding| finding.origin.commit().is_some();
    let (past, tree): (Vec<_>, Vec<_>) = settled
        .decided
        .iter()
        .filter(|(finding, _)| !is_settled(finding))
        .partition(|(finding, _)| is_past(finding));
    for (finding, decision) in tree.into_iter().chain(past) {
        if !is_past(finding) || !baseline.covers(finding, &base, Date::today()) {
            baseline.insert(finding, &base, (*decision).clone());
        }
    }
    let name = base.name(&settings.baseline_path);
    let added = baseline.len() - before;
    if added > 0 && !asked.print {
        baseline::write(&settings.baseline_path, &baseline)?;
    }
    let message = format!(
        "{} of {} accepted findings found, {added} new {} {name}",
        accepted.len() - settled.unknown.len(),
        accepted.len(),
        if asked.print { "for" } else { "in" }
    );
    output::note(global, "baseline", &message);
    let unknown = settled.unknown.iter();
    let lines = unknown.map(|one| format!("{}: nothing is found there now", one.name()));
    Ok((lines.collect(), is_whole))
}

/// Whether something allows it that stays: not another tool's file that is used in place.
fn is_settled(finding: &Finding) -> bool {
    match &finding.allowed {
        None => false,
        Some(Allowed::Config { place, .. }) => !place.contains(".gitleaks"),
        Some(_) => true,
    }
}

/// What the history holds, and whether it could be read whole; of no repository, nothing.
fn past_findings(settings: &Settings) -> Result<(Vec<Finding>, bool), Failure> {
    let options = git::Options {
        max_bytes: None,
        memory: memory::quarter(),
        whole_blobs: false,
    };
    let top = settings.policy.base().top();
    if !top.join(".git").exists() {
        return Ok((Vec::new(), true));
    }
    let history = History::open(top, None, &Revisions::default(), options)?;
    let typed = as_typed(&["tightlip", "scan", "--min-confidence=low"])?;
    let scanner = settings.scanner(&typed.gate.bar)?;
    let run = Run::new(&scanner, settings.gate(&typed.gate.bar))
        .policy(&settings.policy)
        .keep_allowed(true);
    past::scan(&history, &scanner, &run, &git::Progress::default());
    let outcome = run.finish();
    let is_whole = !outcome.summary.coverage.is_incomplete();
    Ok(([outcome.findings, outcome.allowed].concat(), is_whole))
}
