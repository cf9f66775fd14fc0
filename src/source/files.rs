//! Files of a working tree, read by several threads.
//!
//! What is walked is what `rg --hidden` would search. Inside a git repository `.gitignore`,
//! `.git/info/exclude` and `core.excludesFile` are honoured, as git does; outside one they mean
//! nothing. `.ignore` files are honoured everywhere, and so are those of parent folders.
//! `.git` is never entered, symbolic links are not followed, and only regular files are opened.
//! Ignore rules, links and archives can be treated otherwise, as [`Options`] say.
//! A path that the user names is scanned whatever these rules say, but what lies in a named
//! folder is under them again.

mod archive;
mod left_out;
mod listed;
mod overlooked;
mod root;

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

use ignore::{DirEntry, WalkBuilder, WalkParallel, WalkState};

use crate::blob::{Origin, Sink, SkipReason, Skipped};
use crate::error::Result;
use crate::path::shown;
use crate::source::window::Windows;
use archive::Opener;
pub use listed::Listed;
use overlooked::Watch;
use root::Roots;

/// How files are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads that walk and scan; 0: as many as there are cores.
    pub threads: usize,
    /// Files of more bytes are skipped.
    pub max_bytes: Option<u64>,
    /// Whether files of ignore rules say what is left out.
    pub heeds_ignores: bool,
    /// Whether symbolic links to files are read; those to folders never are.
    pub follows_links: bool,
    /// How deep archives in one another are opened; 0: not at all, they are binary.
    pub archive_depth: u32,
    /// What is left out, with all that lies below it, unless the user named it.
    pub skip: Option<Skip>,
    /// Bytes of a window's core: files that are larger are scanned piece by piece.
    pub window: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 0,
            max_bytes: None,
            heeds_ignores: true,
            follows_links: false,
            archive_depth: 0,
            skip: None,
            window: Windows::CORE,
        }
    }
}

/// Which ignore rules a walk heeds, if it heeds any.
#[derive(Clone, Copy, Debug)]
enum Heeded {
    All,
    ButGits,
}

/// Says of a path, as a walk meets it, whether it is left out.
#[derive(Clone)]
pub struct Skip(Arc<dyn Fn(&Path) -> bool + Send + Sync>);

impl Skip {
    /// Leaves out what `skips` says.
    pub fn new(skips: impl Fn(&Path) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(skips))
    }
}

impl fmt::Debug for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Skip(…)")
    }
}

/// Files and folders that the user named.
#[derive(Clone, Debug)]
pub struct Files {
    paths: Vec<PathBuf>,
    options: Options,
}

impl Files {
    /// The files at `paths`, and those in the folders among `paths`. A file that is named twice,
    /// or both named and in a named folder, is scanned once.
    #[must_use]
    pub fn new(paths: Vec<PathBuf>, options: Options) -> Self {
        Self { paths, options }
    }

    /// Walks and reads everything, and calls `sink` from several threads.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchPath`](crate::error::Error::NoSuchPath) if a named path does not exist;
    /// nothing is scanned then.
    pub fn push(&self, sink: &dyn Sink) -> Result<()> {
        let roots = self.roots(sink)?;
        let watch = Watch::over(&roots);
        if let Some(walk) = self.walk(roots, Heeded::All) {
            walk.run(|| {
                let watch = &watch;
                let mut windows = Windows::new(self.options.window);
                Box::new(move |entry| {
                    if sink.is_over() {
                        return WalkState::Quit;
                    }
                    match entry {
                        Ok(entry) if self.is_file(&entry) => {
                            self.read(entry.path(), &mut windows, sink);
                        }
                        Ok(entry) => watch.see(&entry),
                        Err(error) => {
                            if let Some(skipped) = Skipped::from_walk(&error) {
                                sink.skipped(skipped);
                            }
                        }
                    }
                    WalkState::Continue
                })
            });
        }
        let mut windows = Windows::new(self.options.window);
        for path in self.overlooked(&watch)? {
            if sink.is_over() {
                break;
            }
            self.read(&path, &mut windows, sink);
        }
        Ok(())
    }

    fn roots(&self, sink: &dyn Sink) -> Result<Roots> {
        let mut roots = Roots::resolve(&self.paths)?;
        for skipped in roots.skipped.drain(..) {
            sink.skipped(skipped);
        }
        Ok(roots)
    }

    fn threads(&self) -> usize {
        match self.options.threads {
            0 => available_parallelism().map_or(1, NonZero::get),
            threads => threads,
        }
    }

    fn walk(&self, roots: Roots, heeded: Heeded) -> Option<WalkParallel> {
        let mut threads = self.threads();
        if !roots.has_folder {
            threads = threads.min(roots.paths.len());
        }
        let (first, others) = roots.paths.split_first()?;
        let mut builder = WalkBuilder::new(first);
        for path in others {
            builder.add(path);
        }
        let claimed = roots.claimed;
        let heeds_git = self.options.heeds_ignores && matches!(heeded, Heeded::All);
        let skip = self.options.skip.clone();
        builder
            .standard_filters(self.options.heeds_ignores)
            .hidden(false)
            .git_ignore(heeds_git)
            .git_exclude(heeds_git)
            .git_global(heeds_git)
            .threads(threads)
            .filter_entry(move |entry| {
                entry.file_name() != OsStr::new(".git")
                    && (claimed.is_empty() || !claimed.contains(entry.path()))
                    && !(entry.depth() > 0
                        && skip.as_ref().is_some_and(|Skip(skips)| skips(entry.path())))
            });
        Some(builder.build_parallel())
    }

    fn read(&self, path: &Path, windows: &mut Windows, sink: &dyn Sink) {
        match self.open(path) {
            Ok(mut file) => {
                let path = shown(path);
                let depth = self.options.archive_depth;
                if depth == 0
                    || !Opener::new(&self.options, windows, sink).push(&mut file, &path, depth)
                {
                    windows.push(&mut file, &Origin::File { path }, sink);
                }
            }
            Err(reason) => sink.skipped(Skipped::typed(shown(path), reason)),
        }
    }

    fn is_file(&self, entry: &DirEntry) -> bool {
        match entry.file_type() {
            Some(kind) if kind.is_symlink() && self.options.follows_links => {
                // A link that leads nowhere holds nothing; opening it says what else is wrong.
                let there = fs::metadata(entry.path());
                there.map_or_else(|e| e.kind() != ErrorKind::NotFound, |found| found.is_file())
            }
            kind => kind.is_some_and(|kind| kind.is_file()),
        }
    }

    fn open(&self, path: &Path) -> std::result::Result<File, SkipReason> {
        let file = File::open(path).map_err(|error| SkipReason::from(&error))?;
        if let Some(max) = self.options.max_bytes {
            let metadata = file.metadata().map_err(|error| SkipReason::from(&error))?;
            if metadata.len() > max {
                return Err(SkipReason::TooLarge);
            }
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests;
