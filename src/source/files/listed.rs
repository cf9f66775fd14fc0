//! Files in the order of reports: found first, sorted, then read by several threads in that order.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ignore::WalkState;

use super::overlooked::Watch;
use super::{Files, Heeded};
use crate::blob::{Sink, Skipped};
use crate::error::Result;
use crate::path::shown;
use crate::source::window::Windows;

/// Files that are there, sorted by the paths that reports show.
#[derive(Debug)]
pub struct Listed<'f> {
    files: &'f Files,
    found: Vec<(String, PathBuf)>,
}

impl Files {
    /// Walks, and reads nothing yet. What cannot be walked goes to `sink`.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchPath`](crate::error::Error::NoSuchPath) if a named path does not exist.
    pub fn list(&self, sink: &dyn Sink) -> Result<Listed<'_>> {
        let found = Mutex::new(Vec::new());
        let roots = self.roots(sink)?;
        let watch = Watch::over(&roots);
        if let Some(walk) = self.walk(roots, Heeded::All) {
            walk.run(|| {
                Box::new(|entry| {
                    match entry {
                        Ok(entry) if self.is_file(&entry) => {
                            let path = entry.into_path();
                            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                            found.push((shown(&path), path));
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
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let overlooked = self.overlooked(&watch)?;
        found.extend(overlooked.into_iter().map(|path| (shown(&path), path)));
        found.sort_unstable();
        Ok(Listed { files: self, found })
    }
}

impl Listed<'_> {
    /// The paths that reports show.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|(shown, _)| shown.as_str())
    }

    /// Reads all of them, beginning with the first, unless `sink` wants no more; `done` is told
    /// the place of each once it is read. Both are called from several threads.
    pub fn push(&self, sink: &dyn Sink, done: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        let read = || {
            let mut windows = Windows::new(self.files.options.window);
            while sink.is_wanted() {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some((_, path)) = self.found.get(index) else {
                    return;
                };
                if sink.is_over() {
                    return;
                }
                self.read(path, &mut windows, sink);
                done(index);
            }
        };
        let threads = self.files.threads().min(self.found.len());
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(read);
            }
            read();
        });
    }

    fn read(&self, path: &Path, windows: &mut Windows, sink: &dyn Sink) {
        self.files.read(path, windows, sink);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::AtomicUsize;

    use super::super::Options;
    use super::*;
    use crate::blob::{Blob, Skipped};

    /// Wants two files.
    struct Enough(AtomicUsize);

    impl Sink for Enough {
        fn blob(&self, _: &Blob<'_>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        fn scanned(&self, _: u64) {}
        fn skipped(&self, _: Skipped) {}
        fn is_wanted(&self) -> bool {
            self.0.load(Ordering::Relaxed) < 2
        }
    }

    #[test]
    fn no_file_is_read_that_nobody_wants() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c", "d"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let options = Options {
            threads: 1,
            ..Options::default()
        };
        let files = Files::new(vec![dir.path().to_owned()], options);
        let sink = Enough(AtomicUsize::new(0));
        let done = AtomicUsize::new(0);
        let listed = files.list(&sink).unwrap();
        listed.push(&sink, &|_| {
            done.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(listed.paths().count(), 4);
        assert_eq!((sink.0.into_inner(), done.into_inner()), (2, 2));
    }
}
