//! `tightlip rules`: what is looked for, and whether rules do what they say.

mod check;
mod list;
mod show;
mod steps;

use crate::args::{Global, Rules};
use crate::exit::{Exit, Failure};

pub(crate) fn run(rules: &Rules, global: &Global) -> Result<Exit, Failure> {
    match rules {
        Rules::List(asked) => list::run(asked, global),
        Rules::Show { id } => show::run(id, global),
        Rules::Check { files } => check::run(files),
    }
}
