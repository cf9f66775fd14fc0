//! A repository that libgit2 cannot open (SHA-256, new formats of references), as git itself
//! describes it and as our own reader sees its objects.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::objects::Objects;

/// Git's variables that name another repository than that of the folder.
const OTHERS: [&str; 6] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
];
/// A blob of more bytes is not read.
pub(super) const MOST: usize = 1 << 30;

/// What git says of a repository.
#[derive(Debug)]
pub(super) struct Own {
    /// Its own folder, or that of a worktree.
    pub(super) git_dir: PathBuf,
    /// What worktrees share.
    pub(super) common: PathBuf,
    /// The top of the working tree.
    pub(super) root: Option<PathBuf>,
    /// Bytes of an id.
    pub(super) hash: usize,
    from_env: bool,
}

impl Own {
    /// Asks git about the repository at `path`; `None`: there is none that it would open.
    pub(super) fn ask(path: &Path, from_env: bool) -> Option<Self> {
        let said = answer(command(path, from_env).args([
            "rev-parse",
            "--path-format=absolute",
            "--git-dir",
            "--git-common-dir",
            "--show-object-format",
        ]))?;
        let mut lines = said.lines();
        let (git_dir, common) = (lines.next()?, lines.next()?);
        let hash = if lines.next()? == "sha256" { 32 } else { 20 };
        let root = answer(command(path, from_env).args(["rev-parse", "--show-toplevel"]));
        Some(Self {
            git_dir: PathBuf::from(git_dir),
            common: PathBuf::from(common),
            root: root.map(|root| PathBuf::from(root.trim_end_matches('\n'))),
            hash,
            from_env,
        })
    }

    /// What git answers in this repository, without the last line end.
    pub(super) fn git<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Option<String> {
        let mut command = command(&self.git_dir, self.from_env);
        let said = answer(command.arg("--git-dir").arg(&self.git_dir).args(args))?;
        Some(said.trim_end_matches('\n').to_owned())
    }

    /// Its objects.
    pub(super) fn objects(&self, folders: &[PathBuf]) -> Objects {
        Objects::open(folders, self.hash).at_most(MOST)
    }
}

fn command(path: &Path, from_env: bool) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(path);
    if !from_env {
        for name in OTHERS {
            command.env_remove(name);
        }
    }
    command
}

fn answer(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let said = output.status.success().then_some(output.stdout)?;
    String::from_utf8(said).ok()
}
