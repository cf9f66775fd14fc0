//! `tightlip scan`: files and folders, standard input, or what is about to be committed.

use std::path::{Path, PathBuf};

use tightlip::blob::{Blob, Sink, Skipped};
use tightlip::detect::{Options, Scanner};
use tightlip::fingerprint::FingerprintKey;
use tightlip::hygiene::{self, Names};
use tightlip::path::shown;
use tightlip::rule::RuleSet;
use tightlip::run::Run;
use tightlip::source::files::{self, Files};
use tightlip::source::git::Staged;
use tightlip::source::stdin::Stdin;

use crate::args::{Global, Progress, Scan};
use crate::exit::{Exit, Failure};
use crate::{output, progress};

/// The path that stands for standard input.
const STDIN: &str = "-";

pub(crate) fn run(scan: &Scan, global: &Global) -> Result<Exit, Failure> {
    let key = output::fingerprint_key();
    let options = Options {
        no_inline_allow: scan.gate.no_inline_allow,
        key: key.clone(),
    };
    let scanner = Scanner::new(RuleSet::builtin(), options);
    let run = Run::new(&scanner, output::gate(&scan.gate));
    let job = Job {
        scan,
        global,
        run: &run,
        key: &key,
    };
    if scan.staged {
        job.staged()?
    } else {
        job.paths()?
    }
    let outcome = run.finish();
    output::write(&outcome, &scan.report, global)?;
    Ok(Exit::of(&outcome.summary, &scan.gate))
}

/// A scan with what it was asked for and what collects its findings.
struct Job<'a> {
    scan: &'a Scan,
    global: &'a Global,
    run: &'a Run<'a>,
    key: &'a FingerprintKey,
}

impl Job<'_> {
    fn paths(&self) -> Result<(), Failure> {
        let (stdin, mut paths): (Vec<PathBuf>, Vec<PathBuf>) = self
            .scan
            .paths
            .iter()
            .cloned()
            .partition(|path| path == Path::new(STDIN));
        if paths.is_empty() && stdin.is_empty() {
            paths.push(PathBuf::from("."));
        }
        if !stdin.is_empty() {
            Stdin::new(self.scan.stdin_path.clone()).push(self.run);
        }
        if !paths.is_empty() {
            self.files(paths)?;
        }
        Ok(())
    }

    fn files(&self, paths: Vec<PathBuf>) -> Result<(), Failure> {
        let folders = paths
            .iter()
            .filter(|path| path.is_dir() && !self.scan.no_hygiene);
        let names: Vec<Names> = folders
            .map(|folder| Names::new(folder, &shown(folder)))
            .collect();
        let options = files::Options {
            threads: self.global.threads.map_or(0, std::num::NonZeroUsize::get),
            max_bytes: self.scan.max_size,
            ..files::Options::default()
        };
        let files = Files::new(paths, options);
        let sink = Watched {
            run: self.run,
            names: &names,
        };
        if self.global.progress == Progress::Auto && !self.global.quiet && progress::is_watched() {
            progress::during(&|| self.run.progress(), || files.push(&sink))?;
        } else {
            files.push(&sink)?;
        }
        for names in &names {
            let review = hygiene::inspect(names)?;
            self.run.add(
                review
                    .exposures
                    .iter()
                    .map(|exposure| exposure.finding(self.key)),
            );
        }
        Ok(())
    }

    fn staged(&self) -> Result<(), Failure> {
        let staged = Staged::open(Path::new("."))?.max_bytes(self.scan.max_size);
        if !all_staged(&staged, &self.scan.paths) {
            return self.files(self.scan.paths.clone());
        }
        staged.push(self.run)?;
        if !self.scan.no_hygiene {
            let review = hygiene::inspect_staged(staged.repository(), staged.changes());
            self.run.add(
                review
                    .exposures
                    .iter()
                    .map(|exposure| exposure.finding(self.key)),
            );
        }
        Ok(())
    }
}

/// Whether all of `paths` are staged. `pre-commit` names the files of the commit, but with
/// `--all-files` or a range of commits it names files that nothing is staged of: those are
/// scanned as they are.
fn all_staged(staged: &Staged, paths: &[PathBuf]) -> bool {
    paths.iter().all(|path| {
        let path = staged.repository().index_path(path);
        path.is_some_and(|path| staged.changes().touch(&path))
    })
}

/// Passes everything on to the run, and the names of files to the hygiene check.
struct Watched<'a> {
    run: &'a Run<'a>,
    names: &'a [Names],
}

impl Watched<'_> {
    fn see(&self, path: &str) {
        for names in self.names {
            names.see(path);
        }
    }
}

impl Sink for Watched<'_> {
    fn blob(&self, blob: &Blob<'_>) {
        self.see(blob.origin.path());
        self.run.blob(blob);
    }

    fn scanned(&self, bytes: u64) {
        self.run.scanned(bytes);
    }

    fn skipped(&self, skipped: Skipped) {
        self.see(&skipped.path);
        self.run.skipped(skipped);
    }
}
