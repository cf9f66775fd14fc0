//! `tightlip hygiene`: whether `.env` and its kin are ignored.

use tightlip::detect::{Options, Scanner};
use tightlip::hygiene::{self, Names};
use tightlip::path::shown;
use tightlip::rule::RuleSet;
use tightlip::run::Run;

use crate::args::{Global, Hygiene};
use crate::exit::{Exit, Failure};
use crate::output;

pub(crate) fn run(asked: &Hygiene, global: &Global) -> Result<Exit, Failure> {
    output::check(&asked.report)?;
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let run = Run::new(&scanner, output::gate(&asked.gate));
    let review = hygiene::inspect(&Names::walk(&asked.path, &shown(&asked.path))?)?;
    if review.exposures.is_empty() && !review.in_repository {
        output::note(
            global,
            "note",
            "no git repository here: judged by .gitignore files alone",
        );
    }
    let key = output::fingerprint_key();
    let found = review.exposures.iter();
    run.add(found.map(|exposure| exposure.finding(&key)));
    let outcome = run.finish();
    output::write(&outcome, &asked.report, global)?;
    output::sum_up_exposures(&outcome, global);
    Ok(Exit::of(&outcome.summary, &asked.gate))
}
