//! `tightlip triage`: a walk through what is found, to decide about one secret after the other.

mod desk;
mod guard;
mod protocol;
mod terminal;
mod walk;

use std::collections::HashSet;
use std::path::PathBuf;

use clap::Args;
use tightlip::baseline::Baseline;
use tightlip::finding::Finding;
use tightlip::triage::Session;

use super::baseline::{self, collect, collect::Looked};
use super::scan::{What, as_typed};
use crate::args::{Bar, Ending, Global};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};
use desk::Desk;
use terminal::Terminal;

/// What to walk through, and how.
#[derive(Args, Debug)]
pub(crate) struct Triage {
    /// Files and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Walk through what the repository's history holds, too
    #[arg(long)]
    history: bool,

    /// Who answers for what is accepted
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,

    /// Talk to a program: a JSON object a line, on standard input and output (docs/triage.md)
    #[arg(long)]
    json: bool,

    /// Show secrets as they are
    #[arg(long)]
    show_secrets: bool,

    #[command(flatten)]
    bar: Bar,

    #[command(flatten)]
    ending: Ending,
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// By its end, or somebody's word.
    Usual,
    /// By Ctrl-C.
    Interrupted,
}

pub(crate) fn run(asked: &Triage, global: &Global) -> Result<Exit, Failure> {
    let terminal = Terminal::open(output::colour(global, &std::io::stdout()));
    if !asked.json && terminal.is_none() {
        let message = "triage asks questions, and there is no terminal to ask them in: run it in \
                       one, or let a program talk to it by `--json`";
        return Err(Failure::Usage(message.to_owned()));
    }
    if global.no_baseline {
        let message = "triage writes a baseline; it does not go with `--no-baseline`";
        return Err(Failure::Usage(message.to_owned()));
    }
    let mut settings = Settings::load(Start::Paths(&asked.paths), global)?;
    let is_new = settings.policy.baseline().is_none();
    let fresh = match settings.policy.baseline() {
        Some(_) => None,
        None => Some(Baseline::new(settings.phrase.as_deref())),
    };
    if let Some(fresh) = &fresh {
        settings = settings.with_key(fresh.key());
    }
    let mut scan = as_typed(&["tightlip", "scan"])?;
    scan.paths.clone_from(&asked.paths);
    scan.gate.bar = asked.bar.clone();
    let seen = desk::on_disk(&settings.baseline_path)?;
    let what = Looked {
        what: What::Paths,
        with_history: asked.history,
        keep_allowed: false,
    };
    let outcome = collect::all(&scan, what, global, &settings)?;
    for skipped in &outcome.summary.coverage.skipped {
        if skipped.reason.is_failure() {
            output::unread(skipped);
        }
    }
    let is_incomplete = outcome.summary.coverage.is_incomplete();
    let baseline = settings.take_baseline().or(fresh).unwrap_or_default();
    let scanner = settings.scanner(&scan.gate.bar)?;
    let session = Session::new(
        once(outcome.findings),
        baseline,
        &scanner,
        settings.policy.base(),
    )?;
    let require_reason = settings.config().require_reason.as_ref();
    let mut desk = Desk {
        scanner: &scanner,
        base: settings.policy.base(),
        phrase: settings.phrase.clone(),
        seen,
        saved: session.baseline().to_text(),
        session,
        place: settings.baseline_path.clone(),
        owner: asked.owner.clone(),
        needs_reason: require_reason.is_none_or(|set| set.value),
        show_secrets: asked.show_secrets,
    };
    let end = match terminal {
        Some(terminal) if !asked.json => walk::run(&mut desk, &terminal)?,
        _ => protocol::run(&mut desk)?,
    };
    let left = desk.session.left();
    if is_new && settings.baseline_path.exists() {
        baseline::merge_by_union(&settings, global);
    }
    Ok(exit(end, left, is_incomplete, &asked.ending))
}

fn exit(end: End, left: usize, is_incomplete: bool, ending: &Ending) -> Exit {
    match end {
        End::Interrupted => Exit::Findings(130),
        End::Usual if left > 0 && !ending.exit_zero => Exit::Findings(ending.exit_code),
        End::Usual if is_incomplete => Exit::Incomplete,
        End::Usual => Exit::Clean,
    }
}

/// Without what the history holds of secrets that files hold, too.
fn once(mut findings: Vec<Finding>) -> Vec<Finding> {
    let in_files = findings.iter().filter(|one| one.origin.commit().is_none());
    let in_files: HashSet<String> = in_files.map(|one| one.secret_id.clone()).collect();
    findings.retain(|finding| {
        finding.origin.commit().is_none() || !in_files.contains(&finding.secret_id)
    });
    findings
}
