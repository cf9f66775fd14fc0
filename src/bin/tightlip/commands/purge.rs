//! `history --purge-script`: the file that `git filter-repo` reads, and what to do with it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tightlip::blob::{Blob, Origin};
use tightlip::detect::Scanner;
use tightlip::finding::{Finding, Part, Value};
use tightlip::git::Program;
use tightlip::git::history::object_apart;
use tightlip::path::quoted;
use tightlip::purge;
use tightlip::report::{count, escape};

use crate::exit::Failure;
use crate::report_file;

#[derive(Args, Debug)]
pub(crate) struct Purge {
    /// Write what `git filter-repo --replace-text` needs to take out what is found to this file,
    /// which then holds secrets as they are, and say what to do
    #[arg(long, value_name = "FILE")]
    purge_script: Option<PathBuf>,
}

impl Purge {
    /// Fails early if the file could not be written, or could be committed.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let Some(file) = &self.purge_script else {
            return Ok(());
        };
        report_file::check(file)?;
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let git = Program::at(folder);
        let inside = git.ask(["rev-parse", "--is-inside-work-tree"])?;
        if inside.as_deref() != Some("true") {
            return Ok(());
        }
        let name = file.file_name().unwrap_or_default();
        let check = ["check-ignore", "--quiet", "--"].map(AsRef::as_ref);
        if git.ask(check.into_iter().chain([name]))?.is_some() {
            return Ok(());
        }
        Err(Failure::Usage(format!(
            "{} would hold secrets where git could commit them: name a file outside of the \
             repository, or one that it ignores",
            file.display()
        )))
    }

    /// Writes the file and says what to do with it; `repository` is where the commits are. Where
    /// there is nothing to replace, an old file is made empty, and none is begun.
    pub(crate) fn write(
        &self,
        findings: &[Finding],
        repository: &Path,
        scanner: &Scanner,
    ) -> Result<(), Failure> {
        let Some(file) = &self.purge_script else {
            return Ok(());
        };
        let git = Program::at(repository);
        let is_found = |part: &Part| is_found(part, scanner);
        let purge = purge::Purge::of(findings, &|finding| raw(&git, finding), &is_found);
        if purge.values() > 0 || file.exists() {
            report_file::write_in_place(file, |out| out.write_all(&purge.reveal()))?;
        }
        // What to do is lost where nobody reads; the file is there.
        let _ = advise(&purge, file);
        Ok(())
    }
}

/// What the file has where the finding is.
fn raw(git: &Program, finding: &Finding) -> Option<Vec<u8>> {
    let commit = finding.origin.commit()?;
    let path = finding.origin.path();
    let blob = match &*commit.id {
        "" => object_apart(path)?,
        id => format!("{id}:{path}"),
    };
    let output = git.command(["cat-file", "blob", &blob]).output().ok()?;
    let range = finding.byte_start as usize..finding.byte_end as usize;
    output.stdout.get(range).map(<[u8]>::to_vec)
}

/// Whether what is harmless without its secret is found when it stands alone.
fn is_found(part: &Part, scanner: &Scanner) -> bool {
    let Value::Public(value) = &part.value else {
        return true;
    };
    let name = part.name.replace(' ', "_");
    let text = format!("{value}\n{name} = \"{value}\"\n");
    let origin = Origin::Stdin {
        path: String::new(),
    };
    let found = scanner.scan(&Blob::whole(&origin, text.as_bytes()));
    found
        .iter()
        .any(|finding| finding.secret.reveal() == value.as_bytes())
}

fn advise(purge: &purge::Purge, file: &Path) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    let file = escape::name(&file.display().to_string()).into_owned();
    if purge.values() == 0 && purge.files().len() == 0 {
        writeln!(stderr, "\nThere is nothing that {file} could replace.")?;
    } else {
        steps(&mut stderr, &file, purge)?;
    }
    if !purge.left_out().is_empty() {
        writeln!(stderr, "\nNot replaced, take care of these by hand:")?;
    }
    for left in purge.left_out() {
        writeln!(stderr, "  {}: {}", escape::name(&left.place), left.why)?;
    }
    Ok(())
}

/// What to do with the file.
fn steps(stderr: &mut impl Write, file: &str, purge: &purge::Purge) -> io::Result<()> {
    match purge.values() {
        0 => {}
        number => writeln!(
            stderr,
            "\n{file} replaces {}. It holds them as they are: only you can read it; delete it \
             when you are done.",
            count(number, "value")
        )?,
    }
    writeln!(
        stderr,
        "\nChange every secret where it is in use FIRST. Whoever has seen the history has the \
         secret, and rewriting takes it from nobody.\n\n\
         Then, in a fresh clone (git filter-repo is at PyPI):"
    )?;
    let mut steps = vec!["git clone --mirror URL purged.git && cd purged.git".to_owned()];
    if purge.values() > 0 {
        steps.push(format!(
            "git filter-repo --replace-text FILE --replace-message FILE   (FILE: the whole path \
             of {file})"
        ));
    }
    if purge.files().len() > 0 {
        let paths: Vec<String> = purge
            .files()
            .map(|path| format!("--path {}", quoted(&escape::name(path))))
            .collect();
        steps.push(format!(
            "git filter-repo --force --invert-paths {}   (secrets as a whole)",
            paths.join(" ")
        ));
    }
    steps.extend(
        [
            "tightlip history .        must find nothing of it",
            "git push --mirror --force URL, after lifting branch protection; tell the others before",
            "everybody clones anew: a push from an old clone brings it all back",
            "ask the host to drop cached views, pull requests and forks of the old commits",
        ]
        .map(str::to_owned),
    );
    for (index, step) in steps.iter().enumerate() {
        writeln!(stderr, "  {}. {step}", index + 1)?;
    }
    Ok(())
}
