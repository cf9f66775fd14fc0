//! Where a repository keeps what a history is read from. SHA-256 repositories, which libgit2
//! does not open, are found by asking git.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::select::Shape;
use crate::error::{Error, Result};
use crate::git::objects::ObjectId;
use crate::git::{Repository, env};

/// The folders of one repository.
pub(super) struct Ground {
    /// Its own, or that of a worktree.
    pub(super) git_dir: PathBuf,
    /// What worktrees share.
    pub(super) common: PathBuf,
    pub(super) objects: Vec<PathBuf>,
    /// Bytes of an id.
    pub(super) hash: usize,
    /// `None`: libgit2 cannot read it, git can.
    repository: Option<Repository>,
}

impl Ground {
    /// The repository at `path`; without one, that of `cwd`, for which git's environment counts.
    pub(super) fn find(cwd: &Path, path: Option<&Path>) -> Result<Self> {
        let found = match path {
            None => Repository::open(cwd),
            Some(path) => {
                if !path.exists() {
                    return Err(Error::NoSuchPath {
                        path: path.to_owned(),
                    });
                }
                Repository::containing(path).and_then(|found| {
                    found.ok_or_else(|| Error::NotARepository {
                        path: path.to_owned(),
                    })
                })
            }
        };
        let mut ground = match found {
            Ok(repository) => Self {
                git_dir: repository.git.path().to_owned(),
                common: repository.git.commondir().to_owned(),
                objects: Vec::new(),
                hash: 20,
                repository: Some(repository),
            },
            Err(error @ Error::Git(_)) => ask_git(path.unwrap_or(cwd)).ok_or(error)?,
            Err(error) => return Err(error),
        };
        let in_env = path.is_none();
        let own = env("GIT_OBJECT_DIRECTORY").filter(|_| in_env);
        let own = own.map_or_else(|| ground.common.join("objects"), |own| cwd.join(own));
        ground.objects.push(own);
        if let Some(others) = env("GIT_ALTERNATE_OBJECT_DIRECTORIES").filter(|_| in_env) {
            let others = std::env::split_paths(&others).map(|other| cwd.join(other));
            ground.objects.extend(others);
        }
        Ok(ground)
    }

    /// What `text` means, in git's syntax of revisions.
    pub(super) fn revision(&self, text: &str) -> Option<ObjectId> {
        if let Some(repository) = &self.repository {
            let found = repository.git.revparse_single(text).ok()?;
            return ObjectId::from_bytes(found.id().as_bytes());
        }
        let said = self.git(&["rev-parse", "--verify", "--end-of-options", text])?;
        ObjectId::from_hex(said.trim().as_bytes())
    }

    /// The best common ancestors of two commits; none: they share no history.
    pub(super) fn merge_bases(&self, a: ObjectId, b: ObjectId) -> Result<Vec<ObjectId>> {
        let Some(repository) = &self.repository else {
            let said = self.git(&["merge-base", "--all", &a.to_string(), &b.to_string()]);
            let said = said.unwrap_or_default();
            let lines = said.lines();
            return Ok(lines
                .filter_map(|line| ObjectId::from_hex(line.as_bytes()))
                .collect());
        };
        let oid = |id: ObjectId| git2::Oid::from_bytes(id.as_bytes());
        let found = oid(a)
            .and_then(|a| Ok((a, oid(b)?)))
            .and_then(|(a, b)| repository.git.merge_bases(a, b));
        match found {
            Ok(found) => Ok(found
                .iter()
                .filter_map(|id| ObjectId::from_bytes(id.as_bytes()))
                .collect()),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(Vec::new()),
            Err(error) => Err(crate::git::git(&error)),
        }
    }

    /// Where the history was cut off or mended.
    pub(super) fn shape(&self) -> Shape {
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        let id = |text: &str| ObjectId::from_hex(text.as_bytes());
        let shallow = read(self.common.join("shallow"));
        let grafts = read(self.common.join("info").join("grafts"));
        Shape {
            shallow: shallow.lines().filter_map(id).collect(),
            grafts: grafts
                .lines()
                .filter_map(|line| {
                    let mut ids = line.split_ascii_whitespace();
                    let commit = id(ids.next()?)?;
                    Some((commit, ids.filter_map(id).collect()))
                })
                .collect(),
        }
    }

    fn git(&self, args: &[&str]) -> Option<String> {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.git_dir).args(args);
        answer(&mut command)
    }
}

fn ask_git(path: &Path) -> Option<Ground> {
    let mut command = Command::new("git");
    command.arg("-C").arg(path).args([
        "rev-parse",
        "--path-format=absolute",
        "--git-dir",
        "--git-common-dir",
        "--show-object-format",
    ]);
    let said = answer(&mut command)?;
    let mut lines = said.lines();
    Some(Ground {
        git_dir: PathBuf::from(lines.next()?),
        common: PathBuf::from(lines.next()?),
        objects: Vec::new(),
        hash: if lines.next()? == "sha256" { 32 } else { 20 },
        repository: None,
    })
}

fn answer(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let said = output.status.success().then_some(output.stdout)?;
    String::from_utf8(said).ok()
}
