//! `tightlip init`: everything that a project needs, shown first, and taken back if it was too
//! much.

mod ci;
mod example;
mod plan;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tightlip::baseline::ATTRIBUTES;
use tightlip::change::{Access, Folder, Journal, Undo};
use tightlip::conceal::sentence;
use tightlip::error::Error;
use tightlip::git::Repository;
use tightlip::hook::{Hooks, Stage};
use tightlip::report::escape;

use super::ask;
use crate::args::Global;
use crate::exit::{Exit, Failure};
use crate::output;
use plan::{Plan, Step};

/// The name of its journals, and of the notes in them about hooks.
const JOURNAL: &str = "init";
const HOOK: &str = "hook ";

/// Where to begin, and whether to ask.
#[derive(Args, Debug)]
pub(crate) struct Init {
    /// A folder of the repository
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Do it without asking
    #[arg(short, long)]
    yes: bool,

    /// Show what would be done, and do nothing [default when not on a terminal]
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    /// Take back what the last `init` did
    #[arg(long, conflicts_with = "dry_run")]
    undo: bool,
}

/// The repository that is set up.
struct Ground {
    top: PathBuf,
    hooks: Hooks,
    /// Where journals lie.
    place: PathBuf,
}

pub(crate) fn run(asked: &Init, global: &Global) -> Result<Exit, Failure> {
    let ground = Ground::of(&asked.path)?;
    if asked.undo {
        return undo(&ground, asked, global);
    }
    let plan = Plan::of(&ground)?;
    let mut stdout = io::stdout().lock();
    if plan.steps.is_empty() {
        writeln!(stdout, "everything is in place")?;
    }
    for step in &plan.steps {
        writeln!(stdout, "{}", sentence(&step.to_string()))?;
    }
    by_hand(&plan, &mut stdout)?;
    drop(stdout);
    if plan.steps.is_empty() {
        return Ok(Exit::Clean);
    }
    if asked.dry_run {
        output::note(global, "init", "nothing was changed; `--yes` does it");
        return Ok(Exit::Clean);
    }
    if !ask::is_wanted(asked.yes, "Do this?", "init", global)? {
        return Ok(Exit::Clean);
    }
    apply(&plan, &ground)?;
    output::note(global, "init", "done; `tightlip init --undo` takes it back");
    Ok(Exit::Clean)
}

impl Ground {
    fn of(path: &Path) -> Result<Self, Failure> {
        if !path.exists() {
            return Err(Error::NoSuchPath {
                path: path.to_owned(),
            }
            .into());
        }
        let none = || Error::NotARepository {
            path: path.to_owned(),
        };
        let repository = Repository::containing(path)?.ok_or_else(none)?;
        let top = repository.root().ok_or_else(none)?.to_owned();
        Ok(Self {
            hooks: Hooks::of(&top)?,
            place: repository.own_folder(),
            top,
        })
    }
}

/// What no program should write for somebody else.
fn by_hand(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    for said in &plan.by_hand {
        writeln!(out, "\nby hand: {}", sentence(said.trim_end()))?;
    }
    Ok(())
}

/// Does it, a step at a time, and writes down before each how it is taken back.
fn apply(plan: &Plan, ground: &Ground) -> Result<(), Failure> {
    let mut journal = Journal::new(Folder::new(&ground.top)?, &ground.place, JOURNAL);
    let program = std::env::current_exe().ok();
    for step in &plan.steps {
        match step {
            Step::New { file, access } => {
                journal.write(&file.path, None, &file.bytes, *access)?;
            }
            Step::Lines(edit) => edit.write(&mut journal)?,
            Step::Attributes { before, after } => {
                journal.write(ATTRIBUTES, before.as_deref(), after, Access::Usual)?;
            }
            Step::Hook { stage, .. } => {
                journal.note(&format!("{HOOK}{stage}"))?;
                ground.hooks.install(*stage, program.as_deref())?;
            }
        }
    }
    Ok(())
}

fn undo(ground: &Ground, asked: &Init, global: &Global) -> Result<Exit, Failure> {
    let Some(undo) = Undo::last(&ground.place, JOURNAL)? else {
        output::note(global, "init", "there is nothing to take back");
        return Ok(Exit::Clean);
    };
    undo.check()?;
    let noted = undo.notes().iter();
    let stages: Vec<Stage> = noted
        .filter_map(|note| {
            let name = note.strip_prefix(HOOK)?;
            Stage::ALL.into_iter().find(|stage| stage.as_str() == name)
        })
        .collect();
    let mut stdout = io::stdout().lock();
    for path in undo.paths() {
        writeln!(stdout, "take back {}", escape::name(&sentence(path)))?;
    }
    for stage in &stages {
        writeln!(stdout, "uninstall the hook {stage}")?;
    }
    drop(stdout);
    if !ask::is_wanted(asked.yes, "Take this back?", "init", global)? {
        return Ok(Exit::Findings(1));
    }
    undo.run()?;
    for stage in stages {
        ground.hooks.uninstall(stage)?;
    }
    Ok(Exit::Clean)
}
