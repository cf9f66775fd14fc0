//! Where a repository keeps what a history is read from.

use std::path::{Path, PathBuf};

use super::select::Shape;
use crate::error::{Error, Result};
use crate::git::objects::ObjectId;
use crate::git::{Inner, Repository};

/// The folders of one repository.
pub(super) struct Ground {
    /// Its own, or that of a worktree.
    pub(super) git_dir: PathBuf,
    /// What worktrees share.
    pub(super) common: PathBuf,
    pub(super) objects: Vec<PathBuf>,
    /// Bytes of an id.
    pub(super) hash: usize,
    repository: Repository,
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
        let repository = found?;
        Ok(Self {
            git_dir: repository.git_dir().to_owned(),
            common: repository.common().to_owned(),
            objects: repository.object_folders(),
            hash: repository.hash(),
            repository,
        })
    }

    /// What `text` means, in git's syntax of revisions.
    pub(super) fn revision(&self, text: &str) -> Option<ObjectId> {
        match &self.repository.inner {
            Inner::Libgit(git) => {
                let found = git.revparse_single(text).ok()?;
                ObjectId::from_bytes(found.id().as_bytes())
            }
            Inner::Own(own) => {
                let said = own.git(["rev-parse", "--verify", "--end-of-options", text])?;
                ObjectId::from_hex(said.as_bytes())
            }
        }
    }

    /// The best common ancestors of two commits; none: they share no history.
    pub(super) fn merge_bases(&self, a: ObjectId, b: ObjectId) -> Result<Vec<ObjectId>> {
        let git = match &self.repository.inner {
            Inner::Libgit(git) => git,
            Inner::Own(own) => {
                let said = own.git(["merge-base", "--all", &a.to_string(), &b.to_string()]);
                let said = said.unwrap_or_default();
                let lines = said.lines();
                return Ok(lines
                    .filter_map(|line| ObjectId::from_hex(line.as_bytes()))
                    .collect());
            }
        };
        let oid = |id: ObjectId| git2::Oid::from_bytes(id.as_bytes());
        let found = oid(a)
            .and_then(|a| Ok((a, oid(b)?)))
            .and_then(|(a, b)| git.merge_bases(a, b));
        match found {
            Ok(found) => Ok(found
                .iter()
                .filter_map(|id| ObjectId::from_bytes(id.as_bytes()))
                .collect()),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(Vec::new()),
            Err(error) => Err(crate::git::fault::git(&error)),
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
}
