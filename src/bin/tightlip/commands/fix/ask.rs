//! A question on the terminal.

use std::io::{self, IsTerminal, Write};

use crate::exit::Failure;

/// Whether somebody is there who reads and can answer.
pub(in crate::commands) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal() && io::stdout().is_terminal()
}

/// Asks; anything but yes is no.
pub(in crate::commands) fn whether(question: &str) -> Result<bool, Failure> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question} [y/N] ")?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_ascii_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}
