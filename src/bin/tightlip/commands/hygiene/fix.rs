//! `tightlip hygiene --fix`.

use std::env;
use std::io::{self, Write};
use std::path::Path;

use tightlip::conceal::sentence;
use tightlip::hygiene::{Exposure, Remedy};
use tightlip::path::shown;
use tightlip::report::escape;

use super::Hygiene;
use crate::args::Global;
use crate::commands::ask;
use crate::exit::Failure;
use crate::output;

/// Shows what can be done, and does it if that is wanted. Returns whether anything was changed.
pub(super) fn run<'e>(
    exposures: impl Iterator<Item = &'e Exposure>,
    asked: &Hygiene,
    global: &Global,
) -> Result<bool, Failure> {
    let remedies = Remedy::plan(exposures)?;
    if remedies.is_empty() {
        output::note(global, "fix", "there is nothing to do without you");
        return Ok(false);
    }
    if asked.is_for_people() {
        show(&remedies, &mut io::stdout().lock())?;
    } else {
        show(&remedies, &mut io::stderr().lock())?;
    }
    let can_ask = ask::is_possible();
    if asked.dry_run || !(asked.yes || can_ask) {
        output::note(global, "fix", "nothing was changed; `--yes` does it");
        return Ok(false);
    }
    for remedy in &remedies {
        remedy.write()?;
    }
    let number: usize = remedies.iter().map(|remedy| remedy.untrack.len()).sum();
    let question = format!(
        "Have git forget {number} {}? Nothing is deleted.",
        if number == 1 { "file" } else { "files" }
    );
    if number > 0 && (asked.yes || ask::whether(&question)?) {
        for remedy in &remedies {
            remedy.untrack()?;
        }
        output::note(
            global,
            "note",
            "what was pushed stays in the history: revoke what the files hold; `tightlip history` \
             says what the commits have",
        );
    }
    Ok(true)
}

fn show(remedies: &[Remedy], out: &mut dyn Write) -> io::Result<()> {
    for remedy in remedies {
        for edit in &remedy.edits {
            writeln!(out, "{}", named(&remedy.top, &edit.path))?;
            for line in &edit.lines {
                writeln!(out, "  + {}", escape::name(&sentence(line)))?;
            }
        }
    }
    let untrack = remedies.iter().flat_map(|remedy| {
        let paths = remedy.untrack.iter();
        paths.map(|path| named(&remedy.top, path))
    });
    let untrack: Vec<String> = untrack.collect();
    if !untrack.is_empty() {
        writeln!(out, "git rm --cached (the files stay)")?;
    }
    for path in untrack {
        writeln!(out, "  - {path}")?;
    }
    writeln!(out)
}

/// A path as somebody would type it here.
fn named(top: &Path, path: &str) -> String {
    let whole = top.join(path);
    let here = env::current_dir().and_then(|here| here.canonicalize());
    let near = here.ok().and_then(|here| {
        let whole = top.canonicalize().ok()?.join(path);
        Some(whole.strip_prefix(here).ok()?.to_owned())
    });
    escape::name(&sentence(&shown(&near.unwrap_or(whole)))).into_owned()
}
