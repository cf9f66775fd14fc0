//! The folder in which git looks for a repository's hooks, as git itself says.

use std::path::{Path, PathBuf};

use super::Stage;
use super::script::is_ours;
use crate::error::{Error, Result};
use crate::git::{Program, Repository};

/// Where one repository's hooks live.
#[derive(Clone, Debug)]
pub struct Hooks {
    /// The folder that git looks into; it may not exist.
    pub folder: PathBuf,
    /// The folder that git would look into without `core.hooksPath`.
    pub usual: PathBuf,
    /// Where git stands when it runs a hook: the top of the working tree, or the git folder of a
    /// bare repository.
    pub top: PathBuf,
    /// Whether there is no working tree.
    pub bare: bool,
    /// What `core.hooksPath` says, if it says anything.
    pub setting: Option<Setting>,
}

/// A setting of git and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// `local`, `worktree`, `global`, `system` or `command`.
    pub scope: String,
    /// The file that sets it, or how else it came.
    pub origin: String,
    /// As written.
    pub value: String,
}

impl Setting {
    /// Whether it speaks of this repository alone.
    #[must_use]
    pub fn is_own(&self) -> bool {
        matches!(self.scope.as_str(), "local" | "worktree")
    }
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { scope, origin, .. } = self;
        let value = match self.value.as_str() {
            "" => "(nothing)",
            value => value,
        };
        write!(f, "core.hooksPath = {value} ({scope}, {origin})")
    }
}

impl Hooks {
    /// Asks git, as it would run in `cwd`.
    ///
    /// # Errors
    /// [`Error::NotARepository`], or [`Error::Io`] when git cannot be run.
    pub fn of(cwd: &Path) -> Result<Self> {
        let git = Program::at(cwd);
        let Some(common) = git.ask(["rev-parse", "--git-common-dir"])? else {
            return Err(refusal(cwd));
        };
        let common = absolute(&cwd.join(common))?;
        let bare = git.ask(["rev-parse", "--is-bare-repository"])?.as_deref() == Some("true");
        let top = match git.ask(["rev-parse", "--show-toplevel"])? {
            Some(top) if !bare => absolute(Path::new(&top))?,
            _ => common.clone(),
        };
        // A relative path in the setting begins where hooks run.
        let named = Program::at(&top).ask(["rev-parse", "--git-path", "hooks"])?;
        let folder = top.join(named.unwrap_or_else(|| "hooks".to_owned()));
        let usual = common.join("hooks");
        let folder = folder.canonicalize().unwrap_or(folder);
        Ok(Self {
            folder,
            usual: usual.canonicalize().unwrap_or(usual),
            setting: setting(&git)?,
            top,
            bare,
        })
    }

    /// The file that git runs at this stage.
    #[must_use]
    pub fn file(&self, stage: Stage) -> PathBuf {
        self.folder.join(stage.as_str())
    }

    /// Whether the folder lies in the working tree, so that hooks are files that people commit.
    #[must_use]
    pub fn is_shared_by_commit(&self) -> bool {
        !self.bare
            && self.folder.starts_with(&self.top)
            && !self.folder.starts_with(self.top.join(".git"))
    }

    /// Why git runs no hooks at all, as where the setting names `/dev/null`, or nothing.
    #[must_use]
    pub fn switched_off(&self) -> Option<String> {
        let setting = self.setting.as_ref()?;
        let is_file = self.folder.exists() && !self.folder.is_dir();
        let is_off = setting.value.is_empty() || is_file;
        let remedy = match setting.scope.as_str() {
            "local" => "`git config --unset core.hooksPath`".to_owned(),
            scope @ ("worktree" | "global" | "system") => {
                format!("`git config --{scope} --unset core.hooksPath`")
            }
            _ => "take that away".to_owned(),
        };
        let why = format!("{setting} is no folder, so git runs no hooks: {remedy}");
        is_off.then_some(why)
    }

    /// Both folders, that in which git looks first; one if they are the same.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.folder.clone(), self.usual.clone()];
        folders.dedup();
        folders
    }

    /// The path as somebody at the top of the working tree would type it.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        crate::path::shown(path.strip_prefix(&self.top).unwrap_or(path))
    }

    /// A hook of ours at this stage in the folder that git does not look into.
    pub(super) fn shadowed(&self, stage: Stage) -> Option<PathBuf> {
        let file = self.usual.join(stage.as_str());
        (self.usual != self.folder && is_ours(&file)).then_some(file)
    }
}

/// Why git answers nothing here.
fn refusal(cwd: &Path) -> Error {
    match Repository::open(cwd) {
        Err(error) => error,
        Ok(_) => Error::Git("git itself does not open it: `git status` says why".to_owned()),
    }
}

fn setting(git: &Program) -> Result<Option<Setting>> {
    let answer = git.ask([
        "config",
        "--null",
        "--show-scope",
        "--show-origin",
        "--get",
        "core.hooksPath",
    ])?;
    Ok(answer.and_then(|answer| {
        let mut parts = answer.split('\0').map(str::to_owned);
        Some(Setting {
            scope: parts.next()?,
            origin: parts.next()?.trim_start_matches("file:").to_owned(),
            value: parts.next()?,
        })
    }))
}

fn absolute(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|source| Error::Io {
        context: format!("cannot read {}", path.display()),
        source,
    })
}
