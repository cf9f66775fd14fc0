//! `tightlip config import`: another tool's configuration as ours.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tightlip::base::Base;
use tightlip::config::NAMES;
use tightlip::config::import::{Imported, gitleaks, gitleaks_ignore};
use tightlip::error::Error;
use tightlip::report::escape;

use crate::args::Global;
use crate::exit::{Exit, Failure};
use crate::output;

/// The files that are looked for when none is named.
const KNOWN: [&str; 2] = [".gitleaks.toml", ".gitleaksignore"];

#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Files of gitleaks [default: .gitleaks.toml and .gitleaksignore at the top]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write to standard output
    #[arg(long)]
    print: bool,

    /// Replace the tightlip.toml that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(asked: &Import, global: &Global) -> Result<Exit, Failure> {
    let base = Base::find(Path::new("."));
    let mut files = asked.files.clone();
    if files.is_empty() {
        let known = KNOWN.iter().map(|name| base.top().join(name));
        files = known.filter(|path| path.exists()).collect();
    }
    if files.is_empty() {
        return Err(Failure::Usage(format!(
            "there is no {} at the top",
            KNOWN.join(" nor ")
        )));
    }
    let mut whole = Imported::default();
    for file in &files {
        let one = read(&base, file)?;
        if !whole.toml.is_empty() {
            whole.toml.push('\n');
        }
        whole.toml += &one.toml;
        whole.changed.extend(one.changed);
        whole.left_out.extend(one.left_out);
    }
    if asked.print {
        io::stdout().lock().write_all(whole.toml.as_bytes())?;
    } else {
        write(&base, &whole.toml, asked.force)?;
        output::note(global, "config", &format!("{} is written", NAMES[0]));
    }
    let mut err = io::stderr().lock();
    for (word, lines) in [
        ("changed", &whole.changed),
        ("not carried over", &whole.left_out),
    ] {
        for line in lines {
            let _ = writeln!(err, "{word}: {}", escape::name(line));
        }
    }
    Ok(Exit::Clean)
}

fn read(base: &Base, file: &Path) -> Result<Imported, Failure> {
    let name = base.name(file);
    let text = fs::read_to_string(file).map_err(|source| Error::Io {
        context: format!("cannot read {name}"),
        source,
    })?;
    if file
        .extension()
        .is_some_and(|extension| extension == "toml")
    {
        Ok(gitleaks(&name, &text)?)
    } else {
        Ok(gitleaks_ignore(&text))
    }
}

fn write(base: &Base, text: &str, force: bool) -> Result<(), Failure> {
    let path = base.top().join(NAMES[0]);
    let name = base.name(&path);
    if path.exists() && !force {
        return Err(Failure::Usage(format!(
            "{name} is there already; `--force` replaces it"
        )));
    }
    let failed = |source| Error::Io {
        context: format!("cannot write {name}"),
        source,
    };
    Ok(fs::write(&path, text).map_err(failed)?)
}
