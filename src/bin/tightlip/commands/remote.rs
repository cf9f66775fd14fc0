//! `tightlip history URL`: a copy of a repository elsewhere, for as long as the scan takes.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use tightlip::git::{Address, Mirror};
use tightlip::report::escape;

use crate::args::{Global, Progress};
use crate::exit::Failure;

/// Copies the repository if this is the address of one, and not a path that exists.
pub(super) fn mirror(
    named: Option<&Path>,
    global: &Global,
    stop: &AtomicBool,
) -> Result<Option<Mirror>, Failure> {
    let Some(text) = named.and_then(Path::to_str) else {
        return Ok(None);
    };
    let is_meant = Address::is_meant(text) || Address::has_login(text);
    if !is_meant || Path::new(text).exists() {
        return Ok(None);
    }
    let address = Address::parse(text)?;
    let shown = global.progress == Progress::Auto && !global.quiet && io::stderr().is_terminal();
    let mirror = address.mirror(stop, &|line| {
        if shown {
            // Over the line before; nobody needs to see it if it cannot be written.
            let _ = write!(io::stderr(), "\r\x1b[K{}", escape::name(line));
        }
    });
    if shown {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
    Ok(Some(mirror?))
}
