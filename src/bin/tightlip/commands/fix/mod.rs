//! `tightlip fix`: moves literals out of the code into `.env`, and says what is still to do.

mod json;
mod past;
mod remedy;
mod text;
mod to;
mod undo;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use tightlip::fix::store::Manager;
use tightlip::fix::{self, Ground, Plan};
use tightlip::nearest::nearest;
use tightlip::place::Place;
use tightlip::rule::id_matches;
use tightlip::run::Outcome;

use super::ask;
use super::scan::{self, What};
use crate::args::{Bar, Ending, Global};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};
use past::Past;

/// What to move, and how.
#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Fix {
    /// Files and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Only what this rule finds; `*` stands for any letters; may be given again
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,

    /// Only the finding with this fingerprint; may be given again
    #[arg(long, value_name = "FINGERPRINT")]
    fingerprint: Vec<String>,

    /// The dotenv file that values go to [default: the nearest `.env` upwards, else one at the
    /// top]
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,

    /// Show what would be done, and do nothing [default when not on a terminal]
    #[arg(long, conflicts_with_all = ["yes", "undo"])]
    dry_run: bool,

    /// Do it without asking
    #[arg(short, long)]
    yes: bool,

    /// Take back what the last `fix` did, to the byte
    #[arg(long, conflicts_with_all = ["paths", "rule", "fingerprint", "env_file", "to", "no_history", "format"])]
    undo: bool,

    /// Change nothing; print how to store each value in this secrets manager, and the code that
    /// looks it up
    #[arg(long, value_name = "MANAGER", value_parser = manager(), conflicts_with_all = ["yes", "env_file", "no_history"])]
    to: Option<Manager>,

    /// Do not look for the values in the commits
    #[arg(long)]
    no_history: bool,

    /// How the plan is written to standard output
    #[arg(short, long, value_enum, default_value = "text")]
    format: Format,

    #[command(flatten)]
    bar: Bar,

    #[command(flatten)]
    ending: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// One of the words for managers.
fn manager() -> impl TypedValueParser<Value = Manager> {
    PossibleValuesParser::new(Manager::ALL.map(Manager::word))
        .map(|word| Manager::from_word(&word).expect("only these words are possible"))
}

pub(crate) fn run(asked: &Fix, global: &Global) -> Result<Exit, Failure> {
    let settings = Settings::load(Start::Paths(&asked.paths), global)?;
    let ground = Ground::of(settings.policy.base())?;
    if asked.undo {
        return undo::run(&ground, asked.yes, global);
    }
    let found = find(asked, global, &settings)?;
    if let Some(manager) = asked.to {
        to::write(manager, &found.findings, asked.format)?;
        return Ok(exit(!found.findings.is_empty(), &found, asked));
    }
    let scanner = settings.scanner(&asked.bar)?;
    let options = fix::Options {
        dotenv: dotenv(asked, &settings)?,
    };
    let plan = fix::plan(&ground, &scanner, &found.findings, &options)?;
    let past = if asked.no_history || found.findings.is_empty() || !ground.is_repository() {
        Past::default()
    } else {
        past::search(ground.top(), &scanner, global)?
    };
    let show = Shown {
        plan: &plan,
        past: &past,
        ground: &ground,
    };
    let applied = match asked.format {
        Format::Text => with_text(&show, asked, global)?,
        Format::Json => {
            let applied = asked.yes && apply(&plan, &ground, global)?;
            json::write(&show, applied)?;
            applied
        }
    };
    let open = !plan.left.is_empty() || !(applied || plan.is_empty());
    Ok(exit(open, &found, asked))
}

/// A plan with what it takes to speak of it.
struct Shown<'a> {
    plan: &'a Plan,
    past: &'a Past,
    ground: &'a Ground,
}

/// Shows the plan, asks if there is somebody to ask, and does it if it is wanted.
fn with_text(show: &Shown<'_>, asked: &Fix, global: &Global) -> Result<bool, Failure> {
    let plan = show.plan;
    text::plan(plan, global)?;
    let can_ask = !asked.dry_run && !asked.yes && ask::is_possible();
    let wanted = !plan.is_empty() && (asked.yes || can_ask && ask::whether(&question(plan))?);
    let applied = wanted && apply(plan, show.ground, global)?;
    remedy::write(show, applied, global)?;
    text::end(plan, applied, global);
    Ok(applied)
}

fn question(plan: &Plan) -> String {
    let files = plan.changed.len();
    let noun = if files == 1 { "file" } else { "files" };
    format!("Change {files} {noun}?")
}

/// Writes what was planned.
fn apply(plan: &Plan, ground: &Ground, global: &Global) -> Result<bool, Failure> {
    if plan.is_empty() {
        return Ok(false);
    }
    let mut journal = ground.journal()?;
    if let Err(error) = plan.apply(&mut journal) {
        let said = "it stopped half-way: not all of what is shown was done; `tightlip fix --undo` takes back what was";
        output::note(global, "note", said);
        return Err(error.into());
    }
    Ok(true)
}

/// What the scan finds of what was asked for.
fn find(asked: &Fix, global: &Global, settings: &Settings) -> Result<Outcome, Failure> {
    let mut scan = scan::as_typed(&["tightlip", "scan", "--no-hygiene"])?;
    scan.paths.clone_from(&asked.paths);
    scan.gate.bar = asked.bar.clone();
    if asked.paths.iter().any(|path| path == Path::new("-")) {
        let message = "`fix` rewrites files; there is none behind `-`";
        return Err(Failure::Usage(message.to_owned()));
    }
    check_rules(asked, settings)?;
    let mut found = scan::collect(What::Paths, &scan, global, settings, false)?;
    for skipped in &found.summary.coverage.skipped {
        if skipped.reason.is_failure() {
            output::unread(skipped);
        }
    }
    found.findings.retain(|finding| {
        let mut rules = asked.rule.iter();
        asked.rule.is_empty() || rules.any(|rule| id_matches(rule, &finding.rule.id))
    });
    for wanted in &asked.fingerprint {
        let mut findings = found.findings.iter();
        if !findings.any(|finding| finding.fingerprint == *wanted) {
            let message = format!("nothing that is found here has the fingerprint {wanted}");
            return Err(Failure::Usage(message));
        }
    }
    if !asked.fingerprint.is_empty() {
        let wanted = &asked.fingerprint;
        found
            .findings
            .retain(|finding| wanted.contains(&finding.fingerprint));
    }
    Ok(found)
}

/// A rule that there is none of is a mistake, not an empty result.
fn check_rules(asked: &Fix, settings: &Settings) -> Result<(), Failure> {
    if asked.rule.is_empty() {
        return Ok(());
    }
    let rules = settings.rules()?;
    let ids: Vec<String> = rules.rules().map(|rule| rule.id.clone()).collect();
    for wanted in &asked.rule {
        if !ids.iter().any(|id| id_matches(wanted, id)) {
            let near = nearest(wanted, ids.iter().map(String::as_str));
            let meant = near
                .first()
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let message = format!("no rule is called `{wanted}`{meant}");
            return Err(Failure::Usage(message));
        }
    }
    Ok(())
}

/// The dotenv file that was named, from the project's top.
fn dotenv(asked: &Fix, settings: &Settings) -> Result<Option<String>, Failure> {
    let Some(path) = &asked.env_file else {
        return Ok(None);
    };
    let inside = settings.policy.base().inside(path);
    let shown = path.display();
    let is_example = inside.as_deref().map(Place::of) == Some(Place::Example);
    if is_example {
        let message = format!("--env-file {shown}: an example is there to be committed");
        return Err(Failure::Usage(message));
    }
    inside.map(Some).ok_or_else(|| {
        Failure::Usage(format!(
            "--env-file {shown}: it lies outside of the project"
        ))
    })
}

fn exit(open: bool, found: &Outcome, asked: &Fix) -> Exit {
    if open && !asked.ending.exit_zero {
        Exit::Findings(asked.ending.exit_code)
    } else if found.summary.coverage.is_incomplete() {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}
