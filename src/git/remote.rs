//! Repositories elsewhere: an address that git may be given, and a copy of what it names that
//! lasts as long as a scan.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::program::{Program, not_started};
use crate::error::{Error, Result};

/// The transports that git may use, whatever its settings say: none that runs a command.
const ALLOWED: &str = "file:git:http:https:ssh";
const SCHEMES: [&str; 8] = [
    "file",
    "git",
    "git+ssh",
    "http",
    "https",
    "ssh",
    "ssh+git",
    "git+https",
];
/// No more than this is kept of what git says of a failure.
const MOST_WORDS: usize = 4 << 10;
/// Between two looks at whether git has ended.
const PAUSE: Duration = Duration::from_millis(20);
/// How often a folder is tried to be removed.
const PATIENCE: usize = 100;
/// What stands for credentials.
const HIDDEN: &str = "***";

/// The address of a repository; neither `Debug` nor [`Address::shown`] holds its credentials.
#[derive(Clone)]
pub struct Address {
    whole: String,
    shown: String,
    /// Pieces of `whole` that nobody may see, the longest first.
    hidden: Vec<String>,
}

/// A copy of a repository, removed when it is dropped.
#[derive(Debug)]
pub struct Copy {
    folder: PathBuf,
}

impl Address {
    /// Whether this is meant as an address and not as a path: `https://…`, `git@host:path`,
    /// `ext::…`.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let colon = text.find(':');
        let slash = text.find(['/', '\\']);
        // One letter is a drive of Windows.
        colon.is_some_and(|colon| colon > 1 && slash.is_none_or(|slash| colon < slash))
    }

    /// Takes what the user typed.
    ///
    /// # Errors
    /// [`Error::Address`] for one that git could take for an option, that runs a command, or that
    /// has characters that no address has.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |why: &str| Err(Error::Address(why.to_owned()));
        if text.starts_with('-') {
            return refuse("it begins with `-`");
        }
        if text.chars().any(|c| c.is_control() || c == ' ') {
            return refuse("it holds a space or a control character");
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            if text.contains("::") {
                return refuse("transports that run a command are not used");
            }
            let host = text.split(':').next().unwrap_or_default();
            let host = host.rsplit('@').next().unwrap_or_default();
            return if host.is_empty() || host.starts_with('-') {
                refuse("it names no host")
            } else {
                Ok(Self::plain(text))
            };
        };
        if !SCHEMES.contains(&scheme) {
            return refuse("its scheme is none of file, git, http, https and ssh");
        }
        let authority_end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(authority_end);
        let (user, host) = authority
            .rsplit_once('@')
            .map_or((None, authority), |(user, host)| (Some(user), host));
        if host.starts_with('-') || (host.is_empty() && scheme != "file") {
            return refuse("it names no host");
        }
        let (path, query) = match path.find(['?', '#']) {
            Some(at) => (&path[..at], &path[at..]),
            None => (path, ""),
        };
        let mut address = Self::plain(text);
        // A name alone says who logs in over SSH, but is often a token over HTTPS.
        let has_password = user.is_some_and(|user| user.contains(':'));
        let is_hidden = has_password || scheme.starts_with("http");
        let user = match user {
            Some(user) if is_hidden => {
                address.hide(user);
                format!("{HIDDEN}@")
            }
            Some(user) => format!("{user}@"),
            None => String::new(),
        };
        let query = if query.is_empty() {
            ""
        } else {
            address.hide(query);
            HIDDEN
        };
        address.shown = format!("{scheme}://{user}{host}{path}{query}");
        Ok(address)
    }

    /// The address without credentials.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Copies the repository, all branches and tags and no working tree, to a temporary folder
    /// that only this user can read. `progress` gets what git says meanwhile, line by line. Ends
    /// early once `stop` is set.
    ///
    /// # Errors
    /// [`Error::Git`] with git's last words, [`Error::Io`] when there is no git or no room.
    pub fn copy(&self, stop: &AtomicBool, progress: &(dyn Fn(&str) + Sync)) -> Result<Copy> {
        let folder = tempfile::Builder::new().prefix("tightlip-").tempdir();
        let folder = folder.map_err(|source| Error::Io {
            context: "cannot make a temporary folder".to_owned(),
            source,
        })?;
        let copy = Copy {
            folder: folder.keep(),
        };
        let mut child = self.clone_to(copy.path()).map_err(not_started)?;
        let stderr = child.stderr.take();
        let (ended, words) = thread::scope(|scope| {
            let listener = scope.spawn(|| self.listen(stderr, progress));
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
            return Ok(copy);
        }
        let words = words.trim();
        Err(Error::Git(format!("{}: {words}", self.shown)))
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
    fn listen(&self, stderr: Option<ChildStderr>, progress: &(dyn Fn(&str) + Sync)) -> String {
        let mut words = String::new();
        let Some(stderr) = stderr else { return words };
        each_line(stderr, |line| {
            let line = self.redacted(line);
            progress(&line);
            // What counts objects and bytes is no word on a failure.
            if !line.contains('%') && words.len() < MOST_WORDS {
                words.push_str(&line);
                words.push('\n');
            }
        });
        words
    }

    fn plain(text: &str) -> Self {
        Self {
            whole: text.to_owned(),
            shown: text.to_owned(),
            hidden: Vec::new(),
        }
    }

    /// Has `part`, its halves at a colon, and all of them decoded, never shown.
    fn hide(&mut self, part: &str) {
        let halves = part.split([':', '?', '#', '&', '=']);
        for piece in std::iter::once(part).chain(halves) {
            for form in [piece.to_owned(), decoded(piece)] {
                // Two letters are in many a word.
                if form.len() > 2 && !self.hidden.contains(&form) {
                    self.hidden.push(form);
                }
            }
        }
        self.hidden
            .sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    }

    fn redacted(&self, line: &str) -> String {
        let line = line.replace(&self.whole, &self.shown);
        self.hidden
            .iter()
            .fold(line, |line, piece| line.replace(piece, HIDDEN))
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({})", self.shown)
    }
}

impl Copy {
    /// The bare repository.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Copy {
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

/// Percent-encoding undone.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = hex.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match byte {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
    fn addresses_are_told_from_paths() {
        for address in [
            "https://h/x",
            "git@h:x/y",
            "host:x",
            "file:///x",
            "ext::sh -c x",
        ] {
            assert!(Address::is_meant(address), "{address}");
        }
        for path in ["repo", "./a:b", "/x/y", "C:\\x", "C:/x", "a/b:c", ""] {
            assert!(!Address::is_meant(path), "{path}");
        }
    }

    #[test]
    fn credentials_are_not_shown() {
        let password = ["hunter", "2%40home"].concat();
        for (address, shown) in [
            (
                format!("https://me:{password}@h:8/x.git"),
                "https://***@h:8/x.git",
            ),
            (format!("https://{password}@h/x"), "https://***@h/x"),
            (format!("https://a@b:{password}@h/x"), "https://***@h/x"),
            (format!("ssh://me:{password}@h/x"), "ssh://***@h/x"),
            (format!("https://h/x?token={password}"), "https://h/x***"),
            ("ssh://git@h/x".to_owned(), "ssh://git@h/x"),
            ("git@h:x".to_owned(), "git@h:x"),
        ] {
            let parsed = Address::parse(&address).unwrap();
            assert_eq!(parsed.shown(), shown);
            assert!(!format!("{parsed:?}").contains("hunter"));
            let said = parsed.redacted(&format!(
                "fatal: '{address}' {password} {} failed",
                decoded(&password)
            ));
            let is_kept = !address.contains("hunter");
            assert!(is_kept || !said.contains("hunter"), "{said}");
        }
    }

    #[test]
    fn what_could_run_a_command_is_refused() {
        for address in [
            "-oProxyCommand=x:y",
            "--upload-pack=x://h",
            "ext::sh -c touch% x",
            "ext::sh",
            "fd::7",
            "foo::https://h/x",
            "ssh://-oProxyCommand=x/y",
            "ssh://u@-oProxyCommand=x/y",
            "-x@h:y",
            "me@-oProxyCommand=x:y",
            "gopher://h/x",
            "https://h/x\ny",
            "https:///x",
            ":x",
        ] {
            assert!(Address::parse(address).is_err(), "{address}");
        }
    }

    #[test]
    fn progress_comes_line_by_line() {
        let mut lines = Vec::new();
        each_line(&b"a: 1%\ra: 2%\r\nb"[..], |line| {
            lines.push(line.to_owned());
        });
        assert_eq!(lines, ["a: 1%", "a: 2%", "b"]);
    }
}
