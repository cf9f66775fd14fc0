//! A copy of a repository elsewhere, made by the user's own git, that lasts as long as a scan.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;
#[cfg(unix)]
use std::time::Instant;

use super::Address;
use crate::error::{Error, Result};
use crate::git::program::{Program, not_started};

/// The transports that git may use, whatever its settings say: none that runs a command.
const ALLOWED: &str = "file:git:http:https:ssh";
/// No more than this is kept of what git says of a failure.
const MOST_WORDS: usize = 4 << 10;
/// Between two looks at whether git has ended.
const PAUSE: Duration = Duration::from_millis(20);
/// How long git may take to end what it has started, before it is killed.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(2);
/// How often a folder is tried to be removed.
const PATIENCE: usize = 100;

/// A copy of a repository, removed when it is dropped.
#[derive(Debug)]
pub struct Mirror {
    folder: PathBuf,
}

impl Address {
    /// Copies the repository, all that it shows references to and no working tree, to a temporary
    /// folder that only this user can read. `progress` gets what git says meanwhile, line by line.
    /// Ends early once `stop` is set.
    ///
    /// # Errors
    /// [`Error::Git`] with git's last words, [`Error::Io`] when there is no git or no room.
    pub fn mirror(&self, stop: &AtomicBool, progress: &dyn Fn(&str)) -> Result<Mirror> {
        let folder = private_folder().map_err(|source| Error::Io {
            context: "cannot make a temporary folder".to_owned(),
            source,
        })?;
        let mirror = Mirror {
            folder: folder.keep(),
        };
        let mut child = self.clone_to(mirror.path()).map_err(not_started)?;
        let mut words = Words::new(mirror.path(), progress);
        let lines = lines(child.stderr.take());
        while let Some(line) = next(&lines, stop) {
            words.hear(&self.redacted(&line));
        }
        let ended = wait(&mut child, stop).map_err(not_started)?;
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Git(format!(
                "the copy of {} was stopped",
                self.shown
            )));
        }
        if ended.is_some_and(|status| status.success()) {
            return Ok(mirror);
        }
        Err(Error::Git(format!(
            "{}: {}",
            self.shown,
            words.kept.join("; ")
        )))
    }

    /// Starts git.
    fn clone_to(&self, folder: &Path) -> std::io::Result<Child> {
        let mut command = Program::at(Path::new(".")).command([
            "-c",
            "protocol.ext.allow=never",
            "clone",
            "--mirror",
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
}

/// What git says, passed on; what may say why it failed is kept.
struct Words<'w> {
    folder: String,
    progress: &'w dyn Fn(&str),
    kept: Vec<String>,
    room: usize,
}

impl<'w> Words<'w> {
    fn new(folder: &Path, progress: &'w dyn Fn(&str)) -> Self {
        Self {
            folder: folder.to_string_lossy().into_owned(),
            progress,
            kept: Vec::new(),
            room: MOST_WORDS,
        }
    }

    fn hear(&mut self, line: &str) {
        (self.progress)(line);
        let line = line.trim();
        // What counts objects and bytes is no word on a failure, nor is where it was to go.
        let is_word = !line.contains('%') && !line.contains(&*self.folder) && !line.is_empty();
        if is_word && line.len() <= self.room {
            self.room -= line.len();
            self.kept.push(line.to_owned());
        }
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

/// A folder for the copy and for the address, which may hold a password.
fn private_folder() -> std::io::Result<tempfile::TempDir> {
    let mut folder = tempfile::Builder::new();
    folder.prefix("tightlip-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        folder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    folder.tempdir()
}

/// What a process says, line by line. What it has started may hold its end open for as long as it
/// likes, so this is read aside, and nobody has to wait for the last of it.
fn lines(stderr: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (each, lines) = mpsc::channel();
    thread::spawn(move || {
        if let Some(stderr) = stderr {
            each_line(stderr, |line| {
                // Whoever listened has gone.
                let _ = each.send(line.to_owned());
            });
        }
    });
    lines
}

/// The next line; `None`: there are no more, or `stop` is set.
fn next(lines: &Receiver<String>, stop: &AtomicBool) -> Option<String> {
    while !stop.load(Ordering::Relaxed) {
        match lines.recv_timeout(PAUSE) {
            Err(RecvTimeoutError::Timeout) => {}
            line => return line.ok(),
        }
    }
    None
}

/// Waits for git to end; ends it once `stop` is set, `None` then.
fn wait(child: &mut Child, stop: &AtomicBool) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if stop.load(Ordering::Relaxed) {
            return end(child).map(|()| None);
        }
        thread::sleep(PAUSE);
    }
}

/// Ends git, and lets it end what it has started, which knows the address as well.
fn end(child: &mut Child) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        let asked = Instant::now();
        let _ = kill_process(Pid::from_child(child), Signal::TERM);
        while asked.elapsed() < GRACE {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }
    child.kill()?;
    child.wait().map(drop)
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
