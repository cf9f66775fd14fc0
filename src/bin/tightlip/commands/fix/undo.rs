//! `fix --undo`: every file as it was before the last `fix`.

use std::io::{self, Write};

use tightlip::fix::Ground;
use tightlip::report::escape;

use crate::args::Global;
use crate::commands::ask;
use crate::exit::{Exit, Failure};
use crate::output;

pub(super) fn run(ground: &Ground, yes: bool, global: &Global) -> Result<Exit, Failure> {
    let Some(undo) = ground.undo()? else {
        output::note(global, "note", "there is nothing to take back");
        return Ok(Exit::Clean);
    };
    undo.check()?;
    let mut stdout = io::stdout().lock();
    for path in undo.paths() {
        writeln!(stdout, "take back {}", escape::name(&ground.name(path)))?;
    }
    if !ask::is_wanted(yes, "Put these files back as they were?", "fix", global)? {
        return Ok(Exit::Findings(1));
    }
    let back = undo.run()?;
    let said = match back.len() {
        1 => "1 file is as it was; the secrets are in the code again".to_owned(),
        number => format!("{number} files are as they were; the secrets are in the code again"),
    };
    output::note(global, "note", &said);
    Ok(Exit::Clean)
}
