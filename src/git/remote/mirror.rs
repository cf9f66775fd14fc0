//! A copy of a repository elsewhere, made by the user's own git, that lasts as long as a scan.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::Address;
use crate::error::{Error, Result};
use crate::git::program::{Program, not_started};

/// The transports that git may use, whatever its settings say: none that runs a command.
const ALLOWED: &str = "file:git:http:https:ssh";
/// No more than this is kept of what git says of a failure.
const MOST_WORDS: usize = 4 << 10;
/// Between two looks at whether git has ended.
const PAUSE: Duration = Duration::from_millis(20);
/// How often a folder is tried to be removed.
const PATIENCE: usize = 100;

/// A copy of a repository, removed when it is dropped.
#[derive(Debug)]
pub struct Mirror {
    folder: PathBuf,
}

impl Address {
    /// Copies the repository, all branches and tags and no working tree, to a temporary folder
    /// that only this user can read. `progress` gets what git says meanwhile, line by line. Ends
    /// early once `stop` is set.
    ///
    /// # Errors
    /// [`Error::Git`] with git's last words, [`Error::Io`] when there is no git or no room.
    pub fn mirror(&self, stop: &AtomicBool, progress: &(dyn Fn(&str) + Sync)) -> Result<Mirror> {
        let folder = tempfile::Builder::new().prefix("tightlip-").tempdir();
        let folder = folder.map_err(|source| Error::Io {
            context: "cannot make a temporary folder".to_owned(),
            source,
        })?;
        let mirror = Mirror {
            folder: folder.keep(),
        };
        let mut child = self.clone_to(mirror.path()).map_err(not_started)?;
        let stderr = child.stderr.take();
        let (ended, words) = thread::scope(|scope| {
            let listener = scope.spawn(|| self.listen(stderr, mirror.path(), progress));
            let ended = wait(&mut child, stop);
            (ended, listener.join().unwrap_or_default())
        });
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Git(format!(
                "the copy of {} was stopped",
                self.shown
            )));
        }
        if ended.map_err(not_started)?.success() {
            return Ok(mirror);
        }
        Err(Error::Git(format!("{}: {}", self.shown, words.join("; "))))
    }

    /// Starts git.
    fn clone_to(&self, folder: &Path) -> std::io::Result<Child> {
        let mut command = Program::at(Path::new(".")).command([
            "-c",
            "protocol.ext.allow=never",
            "clone",
            "--bare",
            "--no-local",
            "--progress",
            // Nothing of the user's templates, hooks above all.
            "--template=",
            "--",
            &self.whole,
        ]);
        // A hook's repository is not the one to write to.
        for variable in [
            "GIT_DIR",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_WORK_TREE",
        ] {
            command.env_remove(variable);
        }
        command
            .arg(folder)
            .env("GIT_ALLOW_PROTOCOL", ALLOWED)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
    }

    /// Passes on what git says; comes back with what may say why it failed.
    fn listen(
        &self,
        stderr: Option<ChildStderr>,
        folder: &Path,
        progress: &(dyn Fn(&str) + Sync),
    ) -> Vec<String> {
        let folder = folder.to_string_lossy();
        let mut words = Vec::new();
        let mut room = MOST_WORDS;
        let Some(stderr) = stderr else { return words };
        each_line(stderr, |line| {
            let line = self.redacted(line);
            progress(&line);
            let line = line.trim();
            // What counts objects and bytes is no word on a failure, nor is where it was to go.
            let is_word = !line.contains('%') && !line.contains(&*folder) && !line.is_empty();
            if is_word && line.len() <= room {
                room -= line.len();
                words.push(line.to_owned());
            }
        });
        words
    }
}

impl Mirror {
    /// The bare repository.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        // What git has started may write until it sees that git is gone.
        for _ in 0..PATIENCE {
            match std::fs::remove_dir_all(&self.folder) {
                Err(error) if error.kind() != ErrorKind::NotFound => thread::sleep(PAUSE),
                _ => return,
            }
        }
    }
}

/// Waits for git to end; ends it once `stop` is set.
fn wait(child: &mut Child, stop: &AtomicBool) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if stop.load(Ordering::Relaxed) {
            child.kill()?;
            return child.wait();
        }
        thread::sleep(PAUSE);
    }
}

/// Lines that end with a line feed or, as git's progress does, a carriage return.
fn each_line(stream: impl Read, mut see: impl FnMut(&str)) {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    // A stream that breaks has ended.
    while let Ok(chunk) = stream.fill_buf() {
        if chunk.is_empty() {
            break;
        }
        let taken = chunk.len();
        for byte in chunk {
            if !matches!(byte, b'\n' | b'\r') && line.len() < MOST_WORDS {
                line.push(*byte);
            } else if !line.is_empty() {
                see(&String::from_utf8_lossy(&line));
                line.clear();
            }
        }
        stream.consume(taken);
    }
    if !line.is_empty() {
        see(&String::from_utf8_lossy(&line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_comes_line_by_line() {
        let mut lines = Vec::new();
        each_line(&b"a: 1%\ra: 2%\r\nb"[..], |line| {
            lines.push(line.to_owned());
        });
        assert_eq!(lines, ["a: 1%", "a: 2%", "b"]);
    }
}
