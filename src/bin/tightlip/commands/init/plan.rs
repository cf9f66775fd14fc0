//! What a project lacks: a step for each thing that is not in place.

use std::fmt;

use tightlip::baseline;
use tightlip::change::{Access, Folder};
use tightlip::config::NAMES;
use tightlip::detect::{self, Scanner};
use tightlip::hook::{Manager, Stage, Verdict};
use tightlip::hygiene::{self, Addition, Edit, Names, missing_rule};
use tightlip::level::Confidence;
use tightlip::report::escape;
use tightlip::rule::RuleSet;
use tightlip::run::tokens;

use super::ci::{self, Job};
use super::{Ground, example};
use crate::commands::config::STARTER;
use crate::exit::Failure;

/// Dotenv files that nobody should commit.
const DOTENV: [&str; 2] = [".env", ".env.local"];
const EXAMPLES: [&str; 4] = [".env.example", ".env.sample", ".env.template", ".env.dist"];

/// What is to be done, in order, and what only a person can do.
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) by_hand: Vec<String>,
}

/// One change.
pub(super) enum Step {
    /// A file that is not there yet.
    New { file: File, access: Access },
    /// Lines for an ignore file.
    Lines(Edit),
    /// How git merges the baseline.
    Attributes {
        before: Option<Vec<u8>>,
        after: Vec<u8>,
    },
    /// A git hook.
    Hook { stage: Stage, shown: String },
}

/// A file to write.
pub(super) struct File {
    /// From the top.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    /// What it is, in a few words.
    about: String,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New { file, .. } => {
                write!(f, "write {}: {}", escape::name(&file.path), file.about)
            }
            Self::Lines(edit) => {
                let lines: Vec<String> =
                    edit.lines.iter().map(|line| format!("`{line}`")).collect();
                let lines = lines.join(", ");
                write!(
                    f,
                    "add to {}: {}",
                    escape::name(&edit.path),
                    escape::name(&lines)
                )
            }
            Self::Attributes { .. } => {
                let line = baseline::union_line(baseline::NAME);
                write!(f, "add to {}: `{line}`", baseline::ATTRIBUTES)
            }
            Self::Hook { stage, shown } => {
                write!(
                    f,
                    "install {}: scans before each {}",
                    escape::name(shown),
                    deed(*stage)
                )
            }
        }
    }
}

fn deed(stage: Stage) -> &'static str {
    match stage {
        Stage::PreCommit => "commit",
        _ => "push",
    }
}

impl Plan {
    /// Looks at a repository.
    pub(super) fn of(ground: &Ground) -> Result<Self, Failure> {
        let mut plan = Self {
            steps: Vec::new(),
            by_hand: Vec::new(),
        };
        // Rules come first: nothing that follows may be committed by accident.
        plan.ignores(ground)?;
        plan.attributes(ground)?;
        plan.config(ground);
        plan.example(ground)?;
        plan.hooks(ground);
        for job in ci::jobs(&ground.top)? {
            match job {
                Job::Own(path, text) => {
                    plan.by_hand.push(format!(
                        "{} installs tightlip from crates.io, and fails until that has a release",
                        escape::name(&path)
                    ));
                    plan.write(path, text, "a job that scans each change");
                }
                Job::ByHand(file, text) => {
                    plan.by_hand.push(format!("add to {file}:\n\n{text}"));
                }
            }
        }
        Ok(plan)
    }

    fn write(&mut self, path: String, text: &str, about: &str) {
        self.steps.push(Step::New {
            file: File {
                path,
                bytes: text.as_bytes().to_vec(),
                about: about.to_owned(),
            },
            access: Access::Usual,
        });
    }

    /// Lines for what is there already, and for the `.env` that will be.
    fn ignores(&mut self, ground: &Ground) -> Result<(), Failure> {
        let scanner = Scanner::new(RuleSet::builtin(), detect::Options::default());
        let names = Names::walk(&ground.top, "")?;
        let review = hygiene::inspect(&names, &|text| tokens(&scanner, text))?;
        let real = |place: &hygiene::Place| {
            let top = place.top.canonicalize();
            top.ok() == ground.top.canonicalize().ok()
        };
        let sure = review
            .exposures
            .iter()
            .filter(|exposure| exposure.confidence > Confidence::Low && real(&exposure.place));
        let mut additions: Vec<Addition> = Vec::new();
        for exposure in sure {
            additions.extend(exposure.addition.clone());
            if exposure.place.is_tracked {
                let path = escape::name(&exposure.place.path).into_owned();
                self.by_hand.push(format!(
                    "git tracks {path}; `tightlip hygiene --fix` has it forget the file"
                ));
            }
        }
        for name in DOTENV {
            additions.extend(missing_rule(&ground.top, name)?);
        }
        let edits = Edit::plan(&Folder::new(&ground.top)?, &additions)?;
        self.steps.extend(edits.into_iter().map(Step::Lines));
        Ok(())
    }

    fn attributes(&mut self, ground: &Ground) -> Result<(), Failure> {
        let read = Folder::new(&ground.top)?.read(baseline::ATTRIBUTES)?;
        let before = read.map(|version| version.bytes);
        let text = before.as_deref().unwrap_or_default();
        if let Some(after) = baseline::with_union(text, baseline::NAME) {
            self.steps.push(Step::Attributes { before, after });
        }
        Ok(())
    }

    fn config(&mut self, ground: &Ground) {
        let exists = |name: &str| ground.top.join(name).symlink_metadata().is_ok();
        if NAMES.iter().any(|name| exists(name)) {
            return;
        }
        if exists(".gitleaks.toml") {
            self.by_hand.push(
                ".gitleaks.toml is read as it is; `tightlip config import` makes a tightlip.toml \
                 of it"
                    .to_owned(),
            );
            return;
        }
        self.write(
            NAMES[0].to_owned(),
            STARTER,
            "every setting, with what it does",
        );
    }

    fn example(&mut self, ground: &Ground) -> Result<(), Failure> {
        let exists = |name: &str| ground.top.join(name).symlink_metadata().is_ok();
        if EXAMPLES.iter().any(|name| exists(name)) {
            return Ok(());
        }
        let Some(dotenv) = Folder::new(&ground.top)?.read(".env")? else {
            return Ok(());
        };
        let dotenv = String::from_utf8_lossy(&dotenv.bytes).into_owned();
        if let Some((text, number)) = example::text(&dotenv) {
            let names = if number == 1 { "name" } else { "names" };
            let about = format!("{number} {names} from .env, without values");
            self.write(EXAMPLES[0].to_owned(), &text, &about);
        }
        Ok(())
    }

    fn hooks(&mut self, ground: &Ground) {
        let hooks = &ground.hooks;
        let usual = Stage::usual(hooks.bare).iter().copied();
        let runs = |stage: &Stage| matches!(hooks.status(*stage).verdict, Verdict::Runs(_));
        let missing: Vec<Stage> = usual.filter(|stage| !runs(stage)).collect();
        if missing.is_empty() {
            return;
        }
        if let Some(manager) = Manager::of(hooks) {
            let snippet = manager.snippet(&missing);
            let name = manager.name();
            self.by_hand
                .push(format!("{name} manages the hooks here; add to {snippet}"));
            return;
        }
        if let Some(setting) = hooks.setting.as_ref().filter(|setting| !setting.is_own()) {
            self.by_hand.push(format!(
                "{setting} has all repositories share their hooks: `tightlip hook install --shared` \
                 installs there"
            ));
            return;
        }
        self.steps
            .extend(missing.into_iter().map(|stage| Step::Hook {
                stage,
                shown: hooks.shown(&hooks.file(stage)),
            }));
    }
}
