//! Where a hook goes that was there before ours: into a folder beside that of the hooks, under its
//! own name, with a link to each of its neighbours. So whatever it makes of its own path, and
//! whatever that leads to if it is a link, is as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Stage;
use super::script::{BEFORE, NEW};

/// The hooks of one folder that were there before ours.
#[derive(Clone, Debug)]
pub(super) struct Before {
    /// Where git looks.
    hooks: PathBuf,
    /// Where they are kept.
    folder: PathBuf,
}

impl Before {
    /// Those of this folder of hooks.
    pub(super) fn of(hooks: &Path) -> Self {
        let hooks = hooks.canonicalize().unwrap_or_else(|_| hooks.to_owned());
        Self {
            folder: followed_by(&hooks, BEFORE),
            hooks,
        }
    }

    /// Where the hook of a stage is kept.
    pub(super) fn kept(&self, stage: Stage) -> PathBuf {
        self.folder.join(stage.as_str())
    }

    /// Where the first version of tightlip kept it.
    pub(super) fn kept_once(&self, stage: Stage) -> PathBuf {
        followed_by(&self.hooks.join(stage.as_str()), BEFORE)
    }

    /// What lies where this hook should go, if it is another one.
    pub(super) fn in_the_way(&self, hook: &Path, stage: Stage) -> Option<PathBuf> {
        let places = [self.kept(stage), self.kept_once(stage)];
        let is_another = |place: &PathBuf| is_there(place) && !is_same(hook, place);
        places.into_iter().find(is_another)
    }

    /// Gives a hook a second name; at no moment is there no hook under the first.
    pub(super) fn keep(&self, hook: &Path, stage: Stage) -> io::Result<()> {
        let kept = self.kept(stage);
        if !is_there(&kept) {
            fs::create_dir_all(&self.folder)?;
            // Some file systems have no second names.
            fs::hard_link(hook, &kept).or_else(|_| fs::rename(hook, &kept))?;
        }
        self.surround().inspect_err(|_| {
            // The first error says more than one from putting it back.
            let _ = self.put_back(hook, stage);
        })
    }

    /// Undoes [`Self::keep`]. Of two names of one file none can be renamed to the other.
    pub(super) fn put_back(&self, hook: &Path, stage: Stage) -> io::Result<()> {
        let kept = self.kept(stage);
        let back = if is_there(hook) {
            fs::remove_file(&kept)
        } else {
            fs::rename(&kept, hook)
        };
        self.tidy();
        back
    }

    /// Puts the hook of a stage back to where git looks, in one step: at no moment is there no
    /// hook. Says whether there was one.
    pub(super) fn restore(&self, stage: Stage) -> io::Result<bool> {
        let file = self.hooks.join(stage.as_str());
        let places = [self.kept(stage), self.kept_once(stage)];
        let Some(kept) = places.iter().find(|place| is_there(place)) else {
            return Ok(false);
        };
        fs::rename(kept, &file)?;
        for other in places.iter().filter(|place| is_same(place, &file)) {
            fs::remove_file(other)?;
        }
        self.tidy();
        Ok(true)
    }

    /// Links to all that lies beside the hooks by now.
    pub(super) fn surround(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.hooks)? {
            let name = entry?.file_name();
            let shown = name.to_string_lossy();
            let is_hook = Stage::ALL
                .iter()
                .any(|stage| shown.starts_with(stage.as_str()));
            let is_own = is_hook && (shown.contains(BEFORE) || shown.contains(NEW));
            let is_stage = Stage::ALL.iter().any(|stage| shown == stage.as_str());
            let link = self.folder.join(&name);
            if !is_own && !is_stage && !shown.ends_with(".sample") && !is_there(&link) {
                lead(&link, &self.neighbour(&name))?;
            }
        }
        Ok(())
    }

    /// A file beside the hooks, as seen from where they are kept.
    fn neighbour(&self, name: &std::ffi::OsStr) -> PathBuf {
        let hooks = self.hooks.file_name().unwrap_or_default();
        Path::new("..").join(hooks).join(name)
    }

    /// Takes the links away, and the folder, once no hook needs them. What others have put there
    /// stays.
    fn tidy(&self) {
        if Stage::ALL.iter().any(|stage| is_there(&self.kept(*stage))) {
            return;
        }
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let (link, name) = (entry.path(), entry.file_name());
            if leads(&link, &self.neighbour(&name)) {
                let _ = fs::remove_file(link);
            }
        }
        let _ = fs::remove_dir(&self.folder);
    }
}

fn followed_by(path: &Path, end: &str) -> PathBuf {
    let mut longer = path.as_os_str().to_owned();
    longer.push(end);
    PathBuf::from(longer)
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether both are the same hook, or the same link to one.
fn is_same(file: &Path, other: &Path) -> bool {
    let link = |path: &Path| fs::read_link(path).ok();
    let bytes = |path: &Path| fs::read(path).ok();
    match (link(file), link(other)) {
        (None, None) => bytes(file).is_some_and(|one| bytes(other) == Some(one)),
        (one, other) => one == other,
    }
}

#[cfg(unix)]
fn lead(link: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

/// Links take rights there that few have; a second name does for a file.
#[cfg(not(unix))]
fn lead(link: &Path, to: &Path) -> io::Result<()> {
    let to = link.parent().unwrap_or(link).join(to);
    if to.is_file() {
        fs::hard_link(to, link)?;
    }
    Ok(())
}

/// Whether this is what [`lead`] made.
fn leads(link: &Path, to: &Path) -> bool {
    if cfg!(unix) {
        return fs::read_link(link).is_ok_and(|target| target == to);
    }
    is_same(link, &link.parent().unwrap_or(link).join(to))
}
