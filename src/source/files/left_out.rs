//! What a walk leaves out, by a second walk that reads nothing: of a folder's names, those that
//! the first one never came by.

use std::collections::HashSet;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkState};

use super::overlooked::Watch;
use super::root::Roots;
use super::{Files, Heeded, Skip};
use crate::error::Result;
use crate::left_out::{LeftOut, Why};
use crate::path::shown;

/// What a walk came by.
#[derive(Default)]
struct Seen {
    folders: Vec<PathBuf>,
    paths: HashSet<PathBuf>,
    odd: Vec<LeftOut>,
}

impl Files {
    /// The uppermost paths that are not scanned, sorted. `.git` is not worth a word.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchPath`](crate::error::Error::NoSuchPath) if a named path does not exist.
    pub fn left_out(&self) -> Result<Vec<LeftOut>> {
        let roots = Roots::resolve(&self.paths)?;
        let claimed = roots.claimed.clone();
        let watch = Watch::over(&roots);
        let seen = Mutex::new(Seen::default());
        if let Some(walk) = self.walk(roots, Heeded::All) {
            walk.run(|| {
                Box::new(|entry| {
                    // What cannot be read was said by the walk that reads.
                    if let Ok(entry) = entry {
                        watch.see(&entry);
                        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                        self.note(entry, &mut seen);
                    }
                    WalkState::Continue
                })
            });
        }
        let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let overlooked = self.overlooked(&watch)?;
        let is_scanned = |path: &Path| {
            seen.paths.contains(path)
                || claimed.contains(path)
                || overlooked.iter().any(|file| file.starts_with(path))
        };
        let mut left_out = seen.odd;
        for folder in &seen.folders {
            let names = fs::read_dir(folder).into_iter().flatten().flatten();
            let names = names.map(|entry| entry.file_name());
            for name in names.filter(|name| name != ".git") {
                // As the walk joins them: nothing before the names in `.` is typed.
                let path = folder.join(name);
                if !is_scanned(&path) {
                    let is_skipped = |Skip(skips): &Skip| skips(&path);
                    left_out.push(LeftOut {
                        why: if self.options.skip.as_ref().is_some_and(is_skipped) {
                            Why::Excluded
                        } else {
                            Why::Ignored
                        },
                        path: shown(&path),
                    });
                }
            }
        }
        left_out.sort_unstable();
        Ok(left_out)
    }

    fn note(&self, entry: DirEntry, seen: &mut Seen) {
        let kind = entry.file_type();
        let is_folder =
            kind.is_some_and(|kind| kind.is_dir()) || entry.depth() == 0 && entry.path().is_dir();
        if is_folder {
            seen.folders.push(entry.path().to_owned());
        } else if !self.is_file(&entry)
            && entry.depth() > 0
            && let Some(why) = kind.and_then(|kind| odd(kind, entry.path()))
        {
            let path = shown(entry.path());
            seen.odd.push(LeftOut { path, why });
        }
        seen.paths.insert(entry.into_path());
    }
}

/// Why what is neither a file nor a folder is not scanned.
fn odd(kind: FileType, path: &Path) -> Option<Why> {
    if kind.is_symlink() {
        let leads = fs::metadata(path).is_ok();
        return Some(if leads { Why::Link } else { Why::DeadLink });
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return Some(Why::Pipe);
        }
        if kind.is_socket() {
            return Some(Why::Socket);
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Some(Why::Device);
        }
    }
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::super::Options;
    use super::*;

    fn left_out(folder: &Path, options: Options) -> Vec<(String, Why)> {
        let files = Files::new(vec![folder.to_owned()], options);
        let left_out = files.left_out().unwrap().into_iter();
        let inside = |path: &str| {
            let inside = Path::new(path).strip_prefix(folder).unwrap();
            inside.to_str().unwrap().to_owned()
        };
        left_out.map(|one| (inside(&one.path), one.why)).collect()
    }

    #[test]
    fn what_no_walk_comes_by_is_told_with_the_rule() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().canonicalize().unwrap();
        fs::create_dir_all(folder.join(".git/objects")).unwrap();
        fs::create_dir_all(folder.join("node_modules/deep")).unwrap();
        fs::create_dir_all(folder.join("vendor/deep")).unwrap();
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join(".gitignore"), "node_modules/\n*.log\n").unwrap();
        for name in [
            "node_modules/deep/a.js",
            "vendor/deep/b.js",
            "src/c.log",
            "src/d.py",
        ] {
            fs::write(folder.join(name), "x").unwrap();
        }
        symlink("src/d.py", folder.join("link")).unwrap();
        symlink("/nothing/here", folder.join("src/dead")).unwrap();
        let _listener = UnixListener::bind(folder.join("socket")).unwrap();
        let made = Command::new("mkfifo").arg(folder.join("pipe")).status();
        assert!(made.unwrap().success());
        let vendor = folder.join("vendor");
        let options = Options {
            skip: Some(Skip::new(move |path| path == vendor)),
            ..Options::default()
        };
        let all = [
            ("link", Why::Link),
            ("node_modules", Why::Ignored),
            ("pipe", Why::Pipe),
            ("socket", Why::Socket),
            ("src/c.log", Why::Ignored),
            ("src/dead", Why::DeadLink),
            ("vendor", Why::Excluded),
        ];
        let all = all.map(|(path, why)| (path.to_owned(), why));
        assert_eq!(left_out(&folder, options), all);
    }

    #[test]
    fn nothing_is_left_out_of_an_ordinary_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().canonicalize().unwrap();
        fs::write(folder.join("a.py"), "x").unwrap();
        assert_eq!(left_out(&folder, Options::default()), []);
    }
}
