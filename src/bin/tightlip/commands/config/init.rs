//! `tightlip config init`: a first file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use tightlip::base::Base;
use tightlip::config::NAMES;
use tightlip::error::Error;

use crate::args::Global;
use crate::exit::{Exit, Failure};
use crate::output;

/// What is written: every key, commented out, with what it does.
pub(in crate::commands) const STARTER: &str = include_str!("starter.toml");

/// Files of another tool that count where there is none of ours.
const THEIRS: [&str; 2] = [".gitleaks.toml", ".gitleaksignore"];

pub(super) fn run(force: bool, global: &Global) -> Result<Exit, Failure> {
    let base = Base::find(Path::new("."));
    let path = base.top().join(NAMES[0]);
    let name = base.name(&path);
    let hidden = base.top().join(NAMES[1]);
    if hidden.symlink_metadata().is_ok() {
        let message = format!("{} is there already", base.name(&hidden));
        return Err(Failure::Usage(message));
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    if force {
        options.truncate(true);
    } else {
        options.create_new(true);
    }
    let written = options
        .open(&path)
        .and_then(|mut file| file.write_all(STARTER.as_bytes()));
    match written {
        Ok(()) => {
            output::note(global, "config", &format!("{name} is written"));
            for theirs in THEIRS.map(|theirs| base.top().join(theirs)) {
                if theirs.exists() {
                    let said = format!(
                        "{} no longer counts, as there is a tightlip.toml; `tightlip config import --force` \
                         makes one of it",
                        base.name(&theirs)
                    );
                    output::note(global, "note", &said);
                }
            }
            Ok(Exit::Clean)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Failure::Usage(format!(
            "{name} is there already; `--force` replaces it"
        ))),
        Err(source) => Err(Failure::Library(Error::Io {
            context: format!("cannot write {name}"),
            source,
        })),
    }
}
