//! Puts hooks in place, before whatever was there, and takes them away again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::before::Before;
use super::script::{NEW, Script, has_more, is_ours, made_folder};
use super::{Hooks, Stage};
use crate::error::{Error, Result};

/// What [`Hooks::install`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The hook.
    pub file: PathBuf,
    /// Where the hook went that was there before, which ours runs first.
    pub before: Option<PathBuf>,
    /// Whether ours was there already, and was only written anew.
    pub renewed: bool,
}

/// What [`Hooks::uninstall`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The hook.
    pub file: PathBuf,
    /// Whether the hook from before is back in its place.
    pub restored: bool,
}

impl Hooks {
    /// Writes the hook of one stage. A hook that is there already is moved aside and run first.
    /// `program` is what the hook runs where no tightlip is on PATH.
    ///
    /// # Errors
    /// [`Error::Hook`] when something lies where the old hook should go or somebody added to
    /// ours, and [`Error::Io`].
    pub fn install(&self, stage: Stage, program: Option<&Path>) -> Result<Installed> {
        if let Some(why) = self.switched_off() {
            return Err(Error::Hook(why));
        }
        let folder_is_new = !self.folder.exists();
        fs::create_dir_all(&self.folder).map_err(failed("make the folder", &self.folder))?;
        let file = self.file(stage);
        untouched(&file)?;
        let before = Before::of(&self.folder);
        let renewed = is_ours(&file);
        let kept_once = before.kept_once(stage);
        let old = if renewed { &kept_once } else { &file };
        let is_kept = old.symlink_metadata().is_ok();
        if is_kept {
            // A run that was killed may have got so far.
            if let Some(other) = before.in_the_way(old, stage) {
                return Err(Error::Hook(format!(
                    "{} is in the way: it holds the hook that tightlip's replaced once; move one of \
                     the two away",
                    other.display()
                )));
            }
            before.keep(old, stage).map_err(failed("move aside", old))?;
        } else if before.kept(stage).exists() {
            before
                .surround()
                .map_err(failed("link to what is in", &self.folder))?;
        }
        sweep(&file);
        let ours = Stage::ALL.map(|stage| self.file(stage));
        let script = Script {
            stage,
            // A file that people commit says nothing about one machine.
            program: program
                .filter(|_| !self.is_shared_by_commit())
                .and_then(Path::to_str),
            made_folder: folder_is_new || ours.iter().any(|file| made_folder(file)),
        };
        if let Err(error) = write_whole(&file, &script.text()) {
            if is_kept {
                // The first error says more than one from putting it back.
                let _ = before.put_back(old, stage);
            }
            return Err(failed("write", &file)(error));
        }
        if renewed && is_kept {
            // It has its new place, which the new script knows.
            let _ = fs::remove_file(&kept_once);
        }
        let before = Some(before.kept(stage)).filter(|kept| kept.exists());
        Ok(Installed {
            file,
            before,
            renewed,
        })
    }

    /// Takes away our hook of one stage, in the folder that git looks into or the one it looked
    /// into before, and puts back what was there.
    ///
    /// # Errors
    /// [`Error::Hook`] when somebody added to ours, and [`Error::Io`].
    pub fn uninstall(&self, stage: Stage) -> Result<Vec<Removed>> {
        let mut removed = Vec::new();
        for folder in self.folders() {
            let file = folder.join(stage.as_str());
            if !is_ours(&file) {
                continue;
            }
            untouched(&file)?;
            let folder_was_made = made_folder(&file);
            let restored = Before::of(&folder)
                .restore(stage)
                .map_err(failed("put back what was before", &file))?;
            if !restored {
                fs::remove_file(&file).map_err(failed("remove", &file))?;
            }
            if folder_was_made {
                // It stays where others have put something into it.
                let _ = fs::remove_dir(&folder);
            }
            removed.push(Removed { file, restored });
        }
        Ok(removed)
    }
}

/// Refuses to write over, or to take away, what somebody added to a hook of ours.
fn untouched(file: &Path) -> Result<()> {
    if has_more(file) {
        return Err(Error::Hook(format!(
            "{} has lines below those that tightlip wrote: move them away first (a hook that is \
             there before `tightlip hook install` is kept and runs first)",
            file.display()
        )));
    }
    Ok(())
}

/// Removes what runs left that were killed while they wrote the hook.
fn sweep(file: &Path) {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return;
    };
    let beginning = format!("{}{NEW}", name.to_string_lossy());
    for left in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_draft = left.file_name().to_string_lossy().starts_with(&beginning);
        if is_draft && (is_ours(&left.path()) || left.metadata().is_ok_and(|it| it.len() == 0)) {
            let _ = fs::remove_file(left.path());
        }
    }
}

/// Writes an executable file in one step.
fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    let mut new = file.as_os_str().to_owned();
    new.push(format!("{NEW}{}", std::process::id()));
    let new = PathBuf::from(new);
    let written = fs::write(&new, text)
        .and_then(|()| make_executable(&new))
        .and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

#[cfg(unix)]
fn make_executable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn failed<'p>(what: &'p str, path: &'p Path) -> impl Fn(io::Error) -> Error + 'p {
    move |source| Error::Io {
        context: format!("cannot {what} {}", path.display()),
        source,
    }
}
