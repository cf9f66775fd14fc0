//! `tightlip scan`: files and folders, standard input, or what is about to be committed.

use std::collections::HashSet;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use tightlip::blob::{Sink, SkipReason, Skipped};
use tightlip::hygiene::{self, Names, Review};
use tightlip::path::{shown, shown_bytes};
use tightlip::report::Live;
use tightlip::run::{Outcome, Run};
use tightlip::source::files::{self, Files, Skip};
use tightlip::source::git::{Added, Staged, Unstaged};
use tightlip::source::stdin::Stdin;

use super::named::Named;
use super::watched::Watched;
use super::{added, ci};
use crate::args::{Cli, Command, Global, Progress, Scan};
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, Start};
use crate::{log, output, progress};

/// The path that stands for standard input.
const STDIN: &str = "-";

/// How far a scan reaches, beyond what its flags say: for commands that stand for it.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// When the time is up.
    pub(crate) end: Option<Instant>,
    /// Files that git ignores count, too.
    pub(crate) with_ignored: bool,
    /// Symbolic links to files are read.
    pub(crate) follows_links: bool,
    /// How deep archives in one another are opened.
    pub(crate) archive_depth: u32,
    /// What a walk leaves out.
    pub(crate) skips: Option<fn(&Path) -> bool>,
}

/// What is scanned.
#[derive(Clone, Copy)]
pub(crate) enum What<'a> {
    /// The paths that were named.
    Paths,
    /// What is about to be committed.
    Staged,
    /// What `git diff` shows: what is changed and not staged.
    Unstaged,
    /// What some commits add.
    Added(&'a Added),
}

pub(crate) fn run(scan: &Scan, global: &Global) -> Result<Exit, Failure> {
    if scan.ci.is_asked()? {
        return ci::run(scan, global);
    }
    let what = if scan.staged {
        What::Staged
    } else {
        What::Paths
    };
    Ok(run_over(what, scan, global)?.0)
}

/// Scans, reports and says how to exit; also what was found.
pub(crate) fn run_over(
    what: What<'_>,
    scan: &Scan,
    global: &Global,
) -> Result<(Exit, Outcome), Failure> {
    output::check(&scan.report)?;
    let start = match what {
        What::Paths => Start::Paths(&scan.paths),
        What::Staged | What::Unstaged | What::Added(_) => Start::Repository(Path::new(".")),
    };
    let settings = Settings::load(start, global)?;
    let keep_allowed = scan.gate.show_allowed || output::tells_allowed(&scan.report);
    let live = match what {
        What::Paths => output::live(&scan.report, global),
        // Their findings are settled together, at the end.
        What::Staged | What::Unstaged | What::Added(_) => None,
    };
    let is_live = live.is_some();
    let wish = Wish { keep_allowed, live };
    let (outcome, streamed) = gather(what, scan, global, &settings, wish)?;
    if is_live {
        output::write_rest(&outcome, &scan.report, global)?;
        streamed?;
    } else {
        output::write(&outcome, &scan.report, global)?;
    }
    output::list_allowed(&outcome, &scan.report, global)?;
    output::sum_up(&outcome, global);
    Ok((Exit::of(&outcome.summary, &scan.gate), outcome))
}

/// Scans; what is allowed is kept if asked for.
pub(crate) fn collect(
    what: What<'_>,
    scan: &Scan,
    global: &Global,
    settings: &Settings,
    keep_allowed: bool,
) -> Result<Outcome, Failure> {
    let live = None;
    let wish = Wish { keep_allowed, live };
    Ok(gather(what, scan, global, settings, wish)?.0)
}

/// What becomes of findings beside being collected.
struct Wish {
    keep_allowed: bool,
    /// Where they are written at once.
    live: Option<Live<'static>>,
}

/// Also says whether what was written at once was written well.
fn gather(
    what: What<'_>,
    scan: &Scan,
    global: &Global,
    settings: &Settings,
    wish: Wish,
) -> Result<(Outcome, io::Result<()>), Failure> {
    let scanner = settings.scanner(&scan.gate.bar)?;
    let mut run = Run::new(&scanner, settings.gate(&scan.gate.bar))
        .policy(&settings.policy)
        .until(scan.reach.end)
        .keep_allowed(wish.keep_allowed);
    let is_live = wish.live.is_some();
    let alone = scan.report.files.is_empty();
    if let Some(live) = wish.live {
        run = run.stream_to(live, alone);
    }
    let job = Job {
        scan,
        global,
        run: &run,
        settings,
        is_live,
    };
    log::timed("scan", || match what {
        What::Paths => job.paths(),
        What::Staged => job.staged(),
        What::Unstaged => job.unstaged(),
        What::Added(added) => {
            added::push(added, &run, &scanner, job.max_bytes(), global);
            added::settle(added, &run);
            Ok(())
        }
    })?;
    let (outcome, streamed) = log::timed("sort and count", || run.finish_stream());
    // A report that is alone may have stopped the scan.
    let streamed = if alone { Ok(streamed?) } else { streamed };
    settings.finish(global)?;
    Ok((outcome, streamed))
}

/// A scan's flags as the environment and the defaults have them.
pub(crate) fn as_typed(line: &[&str]) -> Result<Scan, Failure> {
    match Cli::read(line).map(|cli| cli.command) {
        Ok(Command::Scan(scan)) => Ok(scan),
        Ok(_) => unreachable!("it is a scan that was typed"),
        // A variable of the environment is wrong.
        Err(error) => Err(Failure::Usage(error.to_string())),
    }
}

/// A scan with what it was asked for and what collects its findings.
struct Job<'a> {
    scan: &'a Scan,
    global: &'a Global,
    run: &'a Run<'a>,
    settings: &'a Settings,
    /// Whether findings are written while others are looked for.
    is_live: bool,
}

impl Job<'_> {
    fn paths(&self) -> Result<(), Failure> {
        let (stdin, mut paths): (Vec<PathBuf>, Vec<PathBuf>) = self
            .scan
            .paths
            .iter()
            .cloned()
            .partition(|path| path == Path::new(STDIN));
        match &self.scan.stdin_path {
            name if !stdin.is_empty() => {
                let name = name.clone().unwrap_or_else(|| "<stdin>".to_owned());
                Stdin::new(name).push(self.run);
            }
            Some(_) => {
                let message = "`--stdin-path` names standard input, which `-` has scanned";
                return Err(Failure::Usage(message.to_owned()));
            }
            None if paths.is_empty() => paths.push(PathBuf::from(".")),
            None => {}
        }
        if !paths.is_empty() {
            self.files(paths)?;
        }
        Ok(())
    }

    fn files(&self, paths: Vec<PathBuf>) -> Result<(), Failure> {
        let folders = paths
            .iter()
            .filter(|path| path.is_dir() && self.checks_hygiene());
        let names: Vec<(String, Names)> = folders
            .map(|folder| (shown(folder), Names::new(folder, &shown(folder))))
            .collect();
        let options = files::Options {
            threads: self.global.threads.map_or(0, usize::from),
            max_bytes: self.max_bytes(),
            skip: self.excluded(),
            heeds_ignores: !self.scan.reach.with_ignored,
            follows_links: self.scan.reach.follows_links,
            archive_depth: self.scan.reach.archive_depth,
            ..files::Options::default()
        };
        let files = Files::new(paths, options);
        if self.global.verbose {
            self.run.leaves_out(files.left_out()?);
        }
        let sink = Watched {
            run: self.run,
            names: &names,
        };
        if self.is_live {
            // What the names alone tell is known before the first file is read.
            let listed = files.list(&sink)?;
            listed.paths().for_each(|path| sink.see(path));
            self.run.expect(listed.paths().map(str::to_owned).collect());
            self.inspect(&names);
            self.watched(|| listed.push(self.run, &|place| self.run.done(place)));
        } else {
            self.watched(|| files.push(&sink))?;
            self.inspect(&names);
        }
        Ok(())
    }

    /// Does `work`, and shows how far it has come to whoever looks.
    fn watched<T>(&self, work: impl FnOnce() -> T) -> T {
        let wanted = self.global.progress == Progress::Auto && !self.global.quiet;
        // Findings that come to the same terminal say it, too.
        let in_the_way = self.is_live && io::stdout().is_terminal();
        if wanted && !in_the_way && progress::is_watched() {
            progress::during(&|| self.run.progress(), work)
        } else {
            work()
        }
    }

    /// What the names of files in each folder tell.
    fn inspect(&self, folders: &[(String, Names)]) {
        let mut known = HashSet::new();
        for (folder, names) in folders {
            match hygiene::inspect(names, &|text| self.run.tokens(text)) {
                Ok(mut review) => {
                    review.exposures.retain(|exposure| {
                        !exposure.exposed.is_for_hygiene_alone()
                            && known.insert((place(exposure.origin.path()), exposure.exposed))
                    });
                    self.add(&review);
                }
                // What the files hold was seen all the same.
                Err(error) => {
                    let why = SkipReason::Failed(error.to_string());
                    self.run.skipped(Skipped::typed(folder.clone(), why));
                }
            }
        }
    }

    fn staged(&self) -> Result<(), Failure> {
        if self.scan.paths.iter().any(|path| path == Path::new(STDIN)) {
            let message = "`--staged` reads git's index; it does not go with `-`";
            return Err(Failure::Usage(message.to_owned()));
        }
        let staged = Staged::open(Path::new("."))?.max_bytes(self.max_bytes());
        let named = Named::new(staged.repository(), &self.scan.paths);
        if !named.are_staged(staged.changes()) {
            return self.files(self.scan.paths.clone());
        }
        let staged = staged.retain(|path| {
            named.includes(path) && !self.settings.policy.excludes(&shown_bytes(path))
        });
        limit_threads(self.global);
        staged.push(self.run)?;
        if self.checks_hygiene() {
            self.add(&hygiene::inspect_staged(
                staged.repository(),
                staged.changes(),
                &|text| self.run.tokens(text),
            ));
        }
        Ok(())
    }

    fn unstaged(&self) -> Result<(), Failure> {
        let unstaged = Unstaged::open(Path::new("."))?.max_bytes(self.max_bytes());
        let policy = &self.settings.policy;
        let keep = |path: &Path| {
            let inside = policy.base().inside(path);
            inside.is_none_or(|path| !policy.excludes(&path))
        };
        unstaged.push(keep, self.run);
        Ok(())
    }

    fn max_bytes(&self) -> Option<u64> {
        let set = self.settings.config().max_size.as_ref();
        self.scan.breadth.max_size.or(set.map(|set| set.value))
    }

    fn checks_hygiene(&self) -> bool {
        let set = self.settings.config().hygiene.as_ref();
        !self.scan.breadth.no_hygiene && set.is_none_or(|set| set.value)
    }

    /// What a walk leaves out, if the configuration excludes anything.
    fn excluded(&self) -> Option<Skip> {
        let mut scopes = self.settings.config().scopes.iter();
        let policy = Arc::clone(&self.settings.policy);
        let others = self.scan.reach.skips;
        let any = scopes.any(|scope| !scope.excludes.is_empty());
        (any || others.is_some()).then(|| {
            Skip::new(move |path| {
                let excludes = || {
                    let inside = policy.base().inside(path);
                    inside.is_some_and(|path| policy.excludes(&path))
                };
                others.is_some_and(|skips| skips(path)) || any && excludes()
            })
        })
    }

    fn add(&self, review: &Review) {
        let found = review.exposures.iter();
        self.run
            .add(found.map(|exposure| exposure.finding(&self.settings.key)));
    }
}

/// Has no more threads work than the user allows.
pub(crate) fn limit_threads(global: &Global) {
    if let Some(threads) = global.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        // Nothing has used the pool before; if it were there already, it would do.
        let _ = pool.build_global();
    }
}

/// Where a file is, however it was named: folders that were named may lie in one another.
fn place(path: &str) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path))
}
