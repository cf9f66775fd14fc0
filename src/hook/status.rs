//! Whether a hook really runs. Where it is ours it is run, with a flag that only has it answer;
//! everything else is judged by looking.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::script::{is_ours, says, start};
use super::{Hooks, Manager, Stage};

/// What a hook of ours answers to `--probe`, by way of the program that it found.
const ANSWER: &str = "tightlip";

/// One stage and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The stage.
    pub stage: Stage,
    /// How it stands.
    pub verdict: Verdict,
}

/// Whether tightlip runs at a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does; by what.
    Runs(String),
    /// It does not, though something was meant to run it; why.
    Broken(String),
    /// Nothing was meant to run it; what is there instead, if anything.
    Absent(Option<String>),
}

impl Hooks {
    /// How one stage stands.
    #[must_use]
    pub fn status(&self, stage: Stage) -> Status {
        let verdict = self.verdict(stage);
        Status { stage, verdict }
    }

    fn verdict(&self, stage: Stage) -> Verdict {
        if let Some(why) = self.switched_off() {
            return Verdict::Broken(why);
        }
        let file = self.file(stage);
        let shown = self.shown(&file);
        let manager = Manager::of(self);
        let called = manager.and_then(|manager| Some((manager, manager.calling(self, stage)?)));
        if file.symlink_metadata().is_ok() {
            let mut tightlip = says(&start(&file), "tightlip");
            let mut how = format!("by {shown}");
            if let Some((manager, settings)) = &called
                && manager.wrote(&file)
            {
                tightlip = true;
                how = format!("by {}, {}", manager.name(), self.shown(settings));
                if let Some(limit) = manager.limit(stage) {
                    how = format!("{how}; {limit}");
                }
            }
            if tightlip && let Some(why) = refused(&file, &shown) {
                return Verdict::Broken(why);
            }
            if is_ours(&file) {
                return match self.probe(&file, &shown) {
                    Ok(()) => Verdict::Runs(how),
                    Err(why) => Verdict::Broken(why),
                };
            }
            if tightlip {
                return Verdict::Runs(how);
            }
        }
        if let (Some(shadowed), Some(setting)) = (self.shadowed(stage), &self.setting) {
            return Verdict::Broken(format!(
                "{} is never run: {setting} sends git elsewhere",
                self.shown(&shadowed)
            ));
        }
        if let Some((manager, settings)) = called {
            return Verdict::Broken(format!(
                "{} names tightlip, but {shown} is not {}'s: run `{}`",
                self.shown(&settings),
                manager.name(),
                manager.install_command()
            ));
        }
        let there = file.exists();
        Verdict::Absent(there.then(|| format!("{shown} does not call tightlip")))
    }

    /// Runs a hook of ours as git would, but for its one argument.
    fn probe(&self, file: &Path, shown: &str) -> Result<(), String> {
        let ran = Command::new(file)
            .arg("--probe")
            .current_dir(&self.top)
            .stdin(Stdio::null())
            .output();
        match ran {
            Ok(output) if output.stdout.starts_with(ANSWER.as_bytes()) => Ok(()),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let said = said.lines().next().unwrap_or("it said nothing");
                Err(format!("{shown} fails: {said}"))
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(format!(
                "{shown} may not be run here: is its file system mounted `noexec`?"
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
                "{shown} cannot be run: its first line names a program that is not there"
            )),
            Err(error) => Err(format!("{shown} cannot be run: {error}")),
        }
    }
}

/// Why git would not even try to run this file.
fn refused(file: &Path, shown: &str) -> Option<String> {
    let Ok(found) = file.metadata() else {
        return Some(format!("{shown} is a link to nothing"));
    };
    if !found.is_file() {
        return Some(format!("{shown} is no file"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if found.permissions().mode() & 0o111 == 0 {
            return Some(format!(
                "{shown} is not executable, so git passes it over: `chmod +x {shown}`"
            ));
        }
    }
    None
}
