//! `tightlip baseline create` and `update`: what is found goes in.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use tightlip::allowed::Verdict;
use tightlip::baseline::{Baseline, Decision};
use tightlip::conceal::sentence;
use tightlip::date::Date;
use tightlip::finding::Finding;

use super::attributes::merge_by_union;
use super::collect::{self, Looked};
use super::write::{write, write_over};
use super::{day, entries, existing, say};
use crate::args::{Bar, Breadth, Global, Scan};
use crate::commands::scan::{What, as_typed};
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};

/// What to accept, and what to write down about it.
#[derive(Args, Debug)]
pub(crate) struct Accept {
    /// Files and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Accept what `git commit` is about to record, and nothing else of the files
    #[arg(long)]
    staged: bool,

    /// Accept what the repository's history holds, too
    #[arg(long)]
    history: bool,

    #[command(flatten)]
    breadth: Breadth,

    #[command(flatten)]
    bar: Bar,

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

impl Accept {
    fn decision(&self) -> Decision {
        Decision {
            verdict: match self.verdict {
                Word::FalsePositive => Verdict::FalsePositive,
                Word::TestValue => Verdict::TestValue,
                Word::Revoked => Verdict::Revoked,
                Word::Accepted => Verdict::Accepted,
            },
            reason: self.reason.as_deref().map(concealed),
            owner: self.owner.as_deref().map(concealed),
            until: self.until,
        }
    }

    fn start(&self) -> Start<'_> {
        if self.staged {
            Start::Repository(Path::new("."))
        } else {
            Start::Paths(&self.paths)
        }
    }

    fn scan(&self) -> Result<Scan, Failure> {
        let mut scan = as_typed(&["tightlip", "scan"])?;
        scan.paths.clone_from(&self.paths);
        scan.breadth = self.breadth.clone();
        scan.gate.bar = self.bar.clone();
        Ok(scan)
    }

    fn looked(&self, keep_allowed: bool) -> Looked {
        Looked {
            what: if self.staged {
                What::Staged
            } else {
                What::Paths
            },
            with_history: self.history,
            keep_allowed,
        }
    }
}

pub(super) fn create(accept: &Accept, force: bool, global: &Global) -> Result<Exit, Failure> {
    let settings = Settings::without_baseline(accept.start(), global)?;
    let path = settings.baseline_path.clone();
    if path.exists() && !force {
        let name = settings.policy.base().name(&path);
        let message =
            format!("{name} is there already: `baseline update` adds to it, `--force` begins anew");
        return Err(Failure::Usage(message));
    }
    let mut baseline = Baseline::new(settings.phrase.as_deref());
    let settings = settings.with_key(baseline.key());
    let outcome = collect::all(&accept.scan()?, accept.looked(false), global, &settings)?;
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
    merge_by_union(&settings, global);
    Ok(end(outcome.summary.coverage.is_incomplete()))
}

pub(super) fn update(accept: &Accept, global: &Global) -> Result<Exit, Failure> {
    let mut settings = Settings::load(accept.start(), global)?;
    existing(&settings)?;
    let before = fs::read(&settings.baseline_path).ok();
    let outcome = collect::all(&accept.scan()?, accept.looked(true), global, &settings)?;
    let reach = collect::reach(&accept.paths, accept.history, &settings);
    let mut baseline = settings.take_baseline().unwrap_or_default();
    baseline.settle(&reach);
    let moved = baseline.follow(&outcome.allowed, settings.policy.base(), Date::today());
    let added = add(&mut baseline, &outcome.findings, accept, &settings);
    write_over(before.as_deref(), &settings.baseline_path, &baseline)?;
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

/// Many will read the baseline.
fn concealed(text: &str) -> String {
    sentence(text).into_owned()
}

fn end(is_incomplete: bool) -> Exit {
    if is_incomplete {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}
