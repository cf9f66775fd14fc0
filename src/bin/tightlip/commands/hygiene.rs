//! `tightlip hygiene`: whether `.env` and its kin are ignored.

use tightlip::hygiene::{self, Names};
use tightlip::path::shown;
use tightlip::run::Run;

use crate::args::{Global, Hygiene};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Settings, Start};

pub(crate) fn run(asked: &Hygiene, global: &Global) -> Result<Exit, Failure> {
    output::check(&asked.report)?;
    let paths = std::slice::from_ref(&asked.path);
    let settings = Settings::load(Start::Paths(paths), global)?;
    let scanner = settings.scanner(&asked.gate)?;
    let run = Run::new(&scanner, settings.gate(&asked.gate))
        .policy(&settings.policy)
        .keep_allowed(asked.gate.show_allowed);
    let review = hygiene::inspect(&Names::walk(&asked.path, &shown(&asked.path))?)?;
    if review.exposures.is_empty() && !review.in_repository {
        output::note(
            global,
            "note",
            "no git repository here: judged by .gitignore files alone",
        );
    }
    let found = review.exposures.iter();
    run.add(found.map(|exposure| exposure.finding(&settings.key)));
    let outcome = run.finish();
    settings.finish(global)?;
    output::write(&outcome, &asked.report, global)?;
    output::list_allowed(&outcome, &asked.report, global)?;
    output::sum_up_exposures(&outcome, global);
    Ok(Exit::of(&outcome.summary, &asked.gate))
}
