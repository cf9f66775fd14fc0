//! A question on the terminal, before files change.

use std::io::{self, IsTerminal, Write};

use crate::args::Global;
use crate::exit::Failure;
use crate::output;

/// Whether somebody is there who reads and can answer.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal() && io::stdout().is_terminal()
}

/// Asks; anything but yes is no.
pub(super) fn whether(question: &str) -> Result<bool, Failure> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question} [y/N] ")?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_ascii_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}

/// Whether what was shown is to be done: `--yes` says so, or somebody who is asked. Where nobody
/// can be, it is said how `command` does it.
pub(super) fn is_wanted(
    yes: bool,
    question: &str,
    command: &str,
    global: &Global,
) -> Result<bool, Failure> {
    if yes || is_possible() && whether(question)? {
        return Ok(true);
    }
    output::note(global, command, "nothing was changed; `--yes` does it");
    Ok(false)
}
