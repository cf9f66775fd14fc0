//! A real pseudo-terminal with the program in it, and what a person would see there.

use std::io::{Read, Write};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};

use crate::support::Repo;

/// As long as a slow machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal that a program runs in.
pub(crate) struct Screen {
    pty: Pty,
    child: Child,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// All that was written.
    raw: Vec<u8>,
    /// How much of that was there when somebody last typed.
    before: usize,
}

impl Screen {
    /// Runs a line of shell at the top of a repository, in a terminal of 24 rows and 80 columns.
    pub(crate) fn run(repo: &Repo, line: &str) -> Self {
        Self::run_as(repo, line, "xterm-256color")
    }

    /// The same, in a terminal of another kind.
    pub(crate) fn run_as(repo: &Repo, line: &str, kind: &str) -> Self {
        let (pty, pts) = open().unwrap();
        pty.resize(Size::new(24, 80)).unwrap();
        let line = line.replace("tightlip ", &format!("{} ", env!("CARGO_BIN_EXE_tightlip")));
        let plain = repo.command("sh");
        let variables = plain
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)));
        let child = Command::new("sh")
            .args(["-c", &line])
            .current_dir(repo.path())
            .env_clear()
            .envs(variables)
            .env("TERM", kind)
            .env("TIGHTLIP_FINGERPRINT_KEY", "always the same")
            .spawn(pts)
            .unwrap();
        let reader = std::os::fd::AsFd::as_fd(&pty);
        let mut reader = std::fs::File::from(reader.try_clone_to_owned().unwrap());
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The end of a terminal is an error on Linux.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            pty,
            child,
            output,
            parser: vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0),
            raw: Vec::new(),
            before: 0,
        }
    }

    /// Types what a person types.
    pub(crate) fn type_in(&mut self, keys: &str) {
        // What is there by now is no answer to it.
        while let Ok(bytes) = self.output.try_recv() {
            self.take(&bytes);
        }
        self.before = self.raw.len();
        self.pty.write_all(keys.as_bytes()).unwrap();
    }

    /// Changes the width of the window.
    pub(crate) fn resize(&mut self, columns: u16) {
        self.pty.resize(Size::new(24, columns)).unwrap();
        let screen = self.parser.screen_mut();
        screen.set_size(24.try_into().unwrap(), columns.try_into().unwrap());
    }

    /// Waits until the last line begins with this, written since somebody typed.
    #[track_caller]
    pub(crate) fn await_prompt(&mut self, prompt: &str) -> String {
        self.await_that(prompt.trim_end(), |screen| {
            let (row, _) = screen.cursor_position();
            let rows: Vec<String> = screen.rows(0, 200).collect();
            rows[usize::from(row)].starts_with(prompt.trim_end())
        })
    }

    /// Waits until the line that the cursor is in begins with this.
    #[track_caller]
    pub(crate) fn await_line(&mut self, start: &str) {
        self.await_that("", |screen| {
            let (row, _) = screen.cursor_position();
            let line = screen.rows(0, 200).nth(usize::from(row));
            line.is_some_and(|line| line.starts_with(start.trim_end()))
        });
    }

    /// Waits until this is to be seen, written since somebody typed; returns all that is.
    #[track_caller]
    pub(crate) fn await_text(&mut self, text: &str) -> String {
        self.await_that(text, |screen| screen.contents().contains(text))
    }

    #[track_caller]
    fn await_that(&mut self, text: &str, seen: impl Fn(&vt100::Screen) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        let is_new = |raw: &[u8]| memchr::memmem::find(raw, text.as_bytes()).is_some();
        while !is_new(&self.raw[self.before..]) || !seen(self.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("{error}; this is seen:\n{}", self.contents()),
            }
        }
        self.contents()
    }

    /// Waits for the program's end; returns its code and all that was written.
    pub(crate) fn end(mut self) -> (i32, String) {
        let end = Instant::now() + PATIENCE;
        while let Ok(bytes) = self
            .output
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            self.take(&bytes);
        }
        if Instant::now() >= end {
            self.child.kill().unwrap();
        }
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        (code, String::from_utf8_lossy(&self.raw).into_owned())
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    /// What a person sees.
    pub(crate) fn contents(&self) -> String {
        self.parser.screen().contents()
    }
}
