//! `tightlip config import`: other tools' configuration and baselines as ours.

use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use tightlip::allowed::Allowed;
use tightlip::base::Base;
use tightlip::baseline::Baseline;
use tightlip::config::NAMES;
use tightlip::config::import::{Accepted, Imported, KNOWN, Tool, read, settle};
use tightlip::date::Date;
use tightlip::detect::{Options, Scanner};
use tightlip::document;
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
    let (mut imported, lists) = imported(asked, &base)?;
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
        let names = unknown.iter().map(|at| accepted[*at].name());
        let lines = names.map(|name| format!("{name}: nothing is found there now"));
        imported.left_out.extend(lines);
        if !is_whole {
            let said = "not everything could be read, so some accepted findings may be there";
            output::note(global, "incomplete", said);
            end = Exit::Incomplete;
        }
        for list in lists.iter().filter(|_| !asked.print) {
            output::note(global, "baseline", &list.advice(&unknown));
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

/// Another tool's list of findings that were accepted.
struct List {
    name: String,
    /// Which of all that were accepted are its own.
    own: Range<usize>,
    /// Whether it holds secrets in clear.
    is_in_clear: bool,
}

impl List {
    /// What is to be done with it, where these of all that were accepted were not found.
    fn advice(&self, unknown: &[usize]) -> String {
        let name = &self.name;
        let lost = unknown.iter().filter(|at| self.own.contains(at)).count();
        match (self.is_in_clear, lost) {
            (true, 0) => format!(
                "delete {name}: it holds secrets in clear, and its findings are carried over"
            ),
            (true, _) => format!(
                "{name} holds secrets in clear: delete it once you know why not all of its \
                 findings are found"
            ),
            (false, 0) => format!("{name} may be deleted: its findings are carried over"),
            (false, lost) if lost == self.own.len() => {
                format!("{name}: none of its findings is found now")
            }
            (false, _) => {
                format!(
                    "{name}: not all of its findings are found now; the others are carried over"
                )
            }
        }
    }
}

/// What all files say together, and the lists among them.
fn imported(asked: &Import, base: &Base) -> Result<(Imported, Vec<List>), Failure> {
    let mut files = asked.files.clone();
    if files.is_empty() {
        let known = KNOWN.iter().map(|name| base.top().join(name));
        files = known.filter(|path| path.is_file()).collect();
    }
    if files.is_empty() {
        let message = "no other tool's files are at the top; name those that are elsewhere";
        return Err(Failure::Usage(message.to_owned()));
    }
    let (mut whole, mut lists) = (Imported::default(), Vec::new());
    for file in &files {
        let name = base.name(file);
        let mut own = parsed(file, &name, asked)?;
        own.follow(base, file)?;
        let is_in_clear = own.accepted.iter().any(Accepted::is_in_clear);
        let from = whole.accepted.len();
        let to = from + own.accepted.len();
        if is_in_clear || name.ends_with("leaksignore") && to > from {
            lists.push(List {
                name,
                own: from..to,
                is_in_clear,
            });
        }
        whole.join(own);
    }
    Ok((whole, lists))
}

fn parsed(file: &Path, name: &str, asked: &Import) -> Result<Imported, Failure> {
    let text = if asked.files.is_empty() {
        document::found(file, name)?
    } else {
        document::named(file, name)?
    };
    let text = text.ok_or_else(|| Error::NoSuchPath {
        path: file.to_owned(),
    })?;
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

/// Looks for what was accepted, and puts it into the baseline; which of it could not be found, and
/// whether everything could be read.
fn accept(
    accepted: &[Accepted],
    asked: &Import,
    global: &Global,
) -> Result<(Vec<usize>, bool), Failure> {
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
    if added > 0 && before == 0 && !asked.print {
        baseline::merge_by_union(&settings, global);
    }
    Ok((settled.unknown, is_whole))
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
