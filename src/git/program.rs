//! The user's own git, run as a program: for what only its settings, credentials and proxies can
//! answer. No path of a scan that has to be fast comes through here.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// Git, as found on PATH, that runs in one folder.
#[derive(Clone, Debug)]
pub struct Program {
    cwd: PathBuf,
}

impl Program {
    /// Git in this folder.
    #[must_use]
    pub fn at(cwd: &Path) -> Self {
        Self {
            cwd: cwd.to_owned(),
        }
    }

    /// A command that is still to be started; standard input is empty.
    #[must_use]
    pub fn command<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Command {
        let mut command = Command::new("git");
        command.args(args);
        command.current_dir(&self.cwd).stdin(Stdio::null());
        command
    }

    /// What git answers on standard output, without the last line end; `None` when it says no.
    ///
    /// # Errors
    /// [`Error::Io`] when git cannot be started.
    pub fn ask<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
        &self,
        args: I,
    ) -> Result<Option<String>> {
        let output = self.command(args).output().map_err(not_started)?;
        let answer = String::from_utf8_lossy(&output.stdout);
        let answer = answer.trim_end_matches(['\n', '\r']).to_owned();
        Ok(output.status.success().then_some(answer))
    }
}

/// That git could not be started.
pub(super) fn not_started(source: std::io::Error) -> Error {
    Error::Io {
        context: "cannot run `git`".to_owned(),
        source,
    }
}
