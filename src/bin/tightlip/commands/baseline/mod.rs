//! `tightlip baseline`: findings that were accepted.

pub(super) mod collect;
mod show;
mod write;

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use tightlip::allowed::Verdict;
use tightlip::baseline::{Baseline, Decision};
use tightlip::date::Date;
use tightlip::finding::Finding;

use crate::args::{Global, ListFormat, Scan};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};
pub(crate) use write::write;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Accept everything that a scan finds now
    Create(Accept),
    /// Accept what was found since, and follow files that moved
    Update(Accept),
    /// Drop entries whose secrets are gone
    Prune(Paths),
    /// List the entries
    Show {
        /// How entries are written to standard output
        #[arg(short = 'f', long, value_enum, default_value = "text")]
        format: ListFormat,
    },
    /// Fail if an entry is stale or has expired
    Check(Paths),
}

#[derive(Args, Debug)]
pub(crate) struct Paths {
    /// Files and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Look into the repository's history, too: without it, entries whose secrets are in the
    /// history alone are left as they are
    #[arg(long)]
    history: bool,
}

/// What to write down about each finding.
#[derive(Args, Debug)]
pub(crate) struct Accept {
    #[command(flatten)]
    scan: Scan,

    /// Accept what the repository's history holds, too
    #[arg(long)]
    history: bool,

    /// Begin anew even if there is a baseline
    #[arg(long)]
    force: bool,

    /// What the findings are
    #[arg(long, value_enum, default_value = "accepted")]
    verdict: Word,

    /// Why they may stay
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// Who answers for them
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,

    /// The last day on which they may stay (2027-01-31)
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<Date>,
}

/// A verdict as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Word {
    FalsePositive,
    TestValue,
    Revoked,
    Accepted,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write a day such as 2027-01-31".to_owned())
}

impl Accept {
    fn decision(&self) -> Decision {
        Decision {
            verdict: match self.verdict {
                Word::FalsePositive => Verdict::FalsePositive,
                Word::TestValue => Verdict::TestValue,
                Word::Revoked => Verdict::Revoked,
                Word::Accepted => Verdict::Accepted,
            },
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            until: self.until,
        }
    }
}

pub(crate) fn run(command: &Command, global: &Global) -> Result<Exit, Failure> {
    match command {
        Command::Create(accept) => create(accept, global),
        Command::Update(accept) => update(accept, global),
        Command::Prune(paths) => prune(paths, global),
        Command::Show { format } => {
            let settings = Settings::load(Start::Paths(&[]), global)?;
            show::run(existing(&settings)?, *format)
        }
        Command::Check(paths) => check(paths, global),
    }
}

fn create(accept: &Accept, global: &Global) -> Result<Exit, Failure> {
    let settings = Settings::without_baseline(Start::Paths(&accept.scan.paths), global)?;
    let path = settings.baseline_path.clone();
    if path.exists() && !accept.force {
        let name = settings.policy.base().name(&path);
        let message =
            format!("{name} is there already: `baseline update` adds to it, `--force` begins anew");
        return Err(Failure::Usage(message));
    }
    let mut baseline = Baseline::new(settings.phrase.as_deref());
    let settings = settings.with_key(baseline.key());
    let outcome = collect::all(&accept.scan, accept.history, global, &settings, false)?;
    add(&mut baseline, &outcome.findings, accept, &settings);
    write(&path, &baseline)?;
    let name = settings.policy.base().name(&path);
    say(global, &format!("{name}: {}", entries(baseline.len())));
    settings.policy.each_allow(|allow| {
        if allow.is_by_fingerprint() {
            let place = &allow.place;
            let said = format!(
                "{place}: `fingerprints` were of another key; copy them again from a report"
            );
            say(global, &said);
        }
    });
    let attribute = format!("{} merge=union", file_name(&path));
    let attributes = std::fs::read_to_string(settings.policy.base().top().join(".gitattributes"));
    if !attributes.is_ok_and(|text| text.contains(&attribute)) {
        say(
            global,
            &format!("to merge it without conflicts, add `{attribute}` to .gitattributes"),
        );
    }
    Ok(end(outcome.summary.coverage.is_incomplete()))
}

fn update(accept: &Accept, global: &Global) -> Result<Exit, Failure> {
    let mut settings = Settings::load(Start::Paths(&accept.scan.paths), global)?;
    existing(&settings)?;
    let outcome = collect::all(&accept.scan, accept.history, global, &settings, true)?;
    let mut baseline = settings.take_baseline().unwrap_or_default();
    baseline.settle();
    let moved = baseline.follow(&outcome.allowed, settings.policy.base(), Date::today());
    let added = add(&mut baseline, &outcome.findings, accept, &settings);
    write(&settings.baseline_path, &baseline)?;
    let name = settings.policy.base().name(&settings.baseline_path);
    say(
        global,
        &format!(
            "{name}: {added} added, {moved} moved, {} now",
            entries(baseline.len())
        ),
    );
    Ok(end(outcome.summary.coverage.is_incomplete()))
}

fn add(
    baseline: &mut Baseline,
    findings: &[Finding],
    accept: &Accept,
    settings: &Settings,
) -> usize {
    let base = settings.policy.base();
    let today = Date::today();
    // What is in files comes first, and covers the same in the history.
    let (past, tree): (Vec<&Finding>, Vec<&Finding>) = findings
        .iter()
        .partition(|finding| finding.origin.commit().is_some());
    let mut added = 0;
    for finding in tree {
        added += usize::from(baseline.insert(finding, base, accept.decision()));
    }
    for finding in past {
        if !baseline.covers(finding, base, today) {
            added += usize::from(baseline.insert(finding, base, accept.decision()));
        }
    }
    added
}

fn prune(paths: &Paths, global: &Global) -> Result<Exit, Failure> {
    let mut settings = scanned(paths, global)?;
    let mut baseline = settings.take_baseline().unwrap_or_default();
    let stale = baseline.stale(paths.history);
    baseline.settle();
    for id in &stale {
        baseline.remove(id);
    }
    write(&settings.baseline_path, &baseline)?;
    let name = settings.policy.base().name(&settings.baseline_path);
    say(
        global,
        &format!(
            "{name}: {} dropped, {} left",
            stale.len(),
            entries(baseline.len())
        ),
    );
    Ok(Exit::Clean)
}

fn check(paths: &Paths, global: &Global) -> Result<Exit, Failure> {
    let mut settings = scanned(paths, global)?;
    let baseline = settings.take_baseline().unwrap_or_default();
    let stale = baseline.stale(paths.history);
    let today = Date::today();
    let mut out = io::stdout().lock();
    let mut faults = 0;
    for (id, entry) in baseline.entries() {
        let fault = if entry.is_expired(today) {
            "expired"
        } else if stale.iter().any(|stale| stale == id) {
            "stale"
        } else {
            continue;
        };
        faults += 1;
        show::write_entry(&mut out, fault, id, entry)?;
    }
    say(
        global,
        &format!("{}, {faults} stale or expired", entries(baseline.len())),
    );
    Ok(if faults == 0 {
        Exit::Clean
    } else {
        Exit::Findings(1)
    })
}

/// The settings after a scan of everything, so that the baseline knows which entries are in use.
fn scanned(paths: &Paths, global: &Global) -> Result<Settings, Failure> {
    let mut scan = super::scan::as_typed(&["tightlip", "scan", "--min-confidence=low"])?;
    scan.paths.clone_from(&paths.paths);
    let settings = Settings::load(Start::Paths(&scan.paths), global)?;
    existing(&settings)?;
    let outcome = collect::all(&scan, paths.history, global, &settings, false)?;
    let mut skipped = outcome.summary.coverage.skipped.iter();
    match skipped.find(|one| one.reason.is_failure()) {
        None => Ok(settings),
        Some(one) => Err(Failure::Unread(format!(
            "{}: {}: so no entry can be called stale",
            one.path, one.reason
        ))),
    }
}

pub(super) fn existing(settings: &Settings) -> Result<&Baseline, Failure> {
    settings.policy.baseline().ok_or_else(|| {
        let name = settings.policy.base().name(&settings.baseline_path);
        Failure::Usage(format!(
            "there is no {name}: `tightlip baseline create` makes one"
        ))
    })
}

fn say(global: &Global, message: &str) {
    output::note(global, "baseline", message);
}

pub(super) fn entries(number: usize) -> String {
    match number {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn end(is_incomplete: bool) -> Exit {
    if is_incomplete {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}
