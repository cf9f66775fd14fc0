//! Commits that one side has and the other has not, and what each of them adds.

use std::collections::HashSet;

use git2::{Commit, Delta, DiffFindOptions, DiffOptions, ObjectType, Oid, Sort, Tree};

use super::{Kind, Repository, git, unreadable};
use crate::error::{Error, Result};

/// Commits: those that can be reached from some, without those that can be reached from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Commits, tags, trees or blobs.
    pub include: Vec<Oid>,
    /// Commits or tags of commits.
    pub exclude: Vec<Oid>,
}

/// A file whose bytes a commit brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// From the repository's root, `/`-separated.
    pub path: Vec<u8>,
    /// Its blob.
    pub id: Oid,
    /// What each parent has instead; none where one has nothing that it can be compared with.
    pub before: Vec<Oid>,
}

/// Who made a commit or a tag, when, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// The id of the commit or tag, in hex.
    pub id: String,
    /// The author's name.
    pub author: String,
    /// The author's address.
    pub email: String,
    /// Seconds since 1970, and the author's distance from UTC in minutes.
    pub time: (i64, i32),
    /// The whole message.
    pub message: Vec<u8>,
    /// The name of a tag.
    pub tag: Option<String>,
}

/// What the ends of a range are.
#[derive(Debug, Default)]
pub struct Ends {
    /// Annotated tags on the way.
    pub tags: Vec<Deed>,
    /// Trees and blobs that have a name of their own, without a commit.
    pub loose: Vec<Oid>,
    commits: Vec<Oid>,
}

impl Repository {
    /// Follows the tags at the ends of a range.
    ///
    /// # Errors
    /// [`Error::Git`] when an end is missing.
    pub fn ends(&self, range: &Range) -> Result<Ends> {
        let mut ends = Ends::default();
        for id in &range.include {
            let mut object = self.object(*id)?;
            while let Some(tag) = object.as_tag() {
                ends.tags.push(tag_deed(tag));
                object = self.object(tag.target_id())?;
            }
            match object.kind() {
                Some(ObjectType::Commit) => ends.commits.push(object.id()),
                _ => ends.loose.push(object.id()),
            }
        }
        Ok(ends)
    }

    /// The commits of a range, parents first.
    ///
    /// # Errors
    /// [`Error::Git`] when one cannot be read.
    pub fn commits(&self, ends: &Ends, exclude: &[Oid]) -> Result<Vec<Oid>> {
        let mut walk = self.git.revwalk().map_err(|error| git(&error))?;
        let order = Sort::TOPOLOGICAL | Sort::REVERSE;
        walk.set_sorting(order).map_err(|error| git(&error))?;
        for id in &ends.commits {
            walk.push(*id).map_err(|error| git(&error))?;
        }
        for id in exclude {
            // A tree or a blob has no commits to leave out.
            if let Ok(commit) = self.object(*id)?.peel_to_commit() {
                walk.hide(commit.id()).map_err(|error| git(&error))?;
            }
        }
        walk.collect::<std::result::Result<_, _>>()
            .map_err(|error| git(&error))
    }

    /// Who made a commit, and the files that it brings: those that differ from every parent's.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn additions(&self, id: Oid) -> std::result::Result<(Deed, Vec<Addition>), String> {
        let why = |error: git2::Error| unreadable(id, &error);
        let commit = self.git.find_commit(id).map_err(why)?;
        let tree = commit.tree().map_err(why)?;
        let mut parents = commit.parents();
        let first = parents.next();
        let first_tree = first.map(|first| first.tree()).transpose().map_err(why)?;
        let mut additions = self.between(first_tree.as_ref(), &tree).map_err(why)?;
        for parent in parents {
            let other = parent.tree().map_err(why)?;
            additions.retain_mut(|addition| differs(&other, addition));
        }
        Ok((deed(&commit), additions))
    }

    /// All files of a tree, or of a commit's, or a blob on its own.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn whole(&self, id: Oid) -> std::result::Result<Vec<Addition>, String> {
        let why = |error: git2::Error| unreadable(id, &error);
        let object = self.git.find_object(id, None).map_err(why)?;
        if object.kind() == Some(ObjectType::Blob) {
            return Ok(vec![Addition {
                path: id.to_string().into_bytes(),
                id,
                before: Vec::new(),
            }]);
        }
        let tree = object.peel_to_tree().map_err(why)?;
        self.between(None, &tree).map_err(why)
    }

    /// What HEAD stands for; `None` before the first commit.
    ///
    /// # Errors
    /// [`Error::Git`] when it stands for something that is not there.
    pub fn head(&self) -> Result<Option<Oid>> {
        Ok(self.head_commit()?.map(|commit| commit.id()))
    }

    /// Where a branch, tag or whatever is written like one stands; a commit's id, too.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Option<Oid> {
        let object = self.git.revparse_single(name).ok()?;
        object.peel_to_commit().ok().map(|commit| commit.id())
    }

    /// Whether the object is here.
    #[must_use]
    pub fn has(&self, id: Oid) -> bool {
        self.git.odb().is_ok_and(|odb| odb.exists(id))
    }

    /// What all names stand for that fit this pattern: `refs/*`, `refs/remotes/origin/*`.
    ///
    /// # Errors
    /// [`Error::Git`] when names cannot be read.
    pub fn tips(&self, pattern: &str) -> Result<Vec<Oid>> {
        let names = self.git.references_glob(pattern);
        let names = names.map_err(|error| git(&error))?;
        let mut tips = Vec::new();
        for name in names {
            // One that stands for another is met again under that name.
            tips.extend(name.map_err(|error| git(&error))?.target());
        }
        tips.retain(|id| self.has(*id));
        tips.sort_unstable();
        tips.dedup();
        Ok(tips)
    }

    /// Whether a remote is called so.
    #[must_use]
    pub fn has_remote(&self, name: &str) -> bool {
        self.git.find_remote(name).is_ok()
    }

    /// The commits at which a shallow clone cuts its history off.
    #[must_use]
    pub fn cut_off(&self) -> HashSet<Oid> {
        let file = self.git.commondir().join("shallow");
        let lines = std::fs::read_to_string(file).unwrap_or_default();
        lines
            .lines()
            .filter_map(|line| Oid::from_str(line).ok())
            .collect()
    }

    /// The blob that HEAD has at this path.
    #[must_use]
    pub fn in_head(&self, path: &[u8]) -> Option<Oid> {
        let tree = self.head_commit().ok()??.tree().ok()?;
        Some(blob_at(&tree, path)?.1)
    }

    pub(super) fn head_commit(&self) -> Result<Option<Commit<'_>>> {
        match self.git.head().and_then(|head| head.peel_to_commit()) {
            Ok(commit) => Ok(Some(commit)),
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(Error::Git(format!("HEAD: {}", error.message()))),
        }
    }

    fn object(&self, id: Oid) -> Result<git2::Object<'_>> {
        let found = self.git.find_object(id, None);
        found.map_err(|error| Error::Git(unreadable(id, &error)))
    }

    /// The files that `new` has and `old` has not, or has otherwise; renamed ones are followed.
    fn between(
        &self,
        old: Option<&Tree<'_>>,
        new: &Tree<'_>,
    ) -> std::result::Result<Vec<Addition>, git2::Error> {
        let mut options = DiffOptions::new();
        options.include_typechange(true).ignore_submodules(true);
        let mut diff = self
            .git
            .diff_tree_to_tree(old, Some(new), Some(&mut options))?;
        let has = |kind| diff.deltas().any(|delta| delta.status() == kind);
        if has(Delta::Added) && has(Delta::Deleted) {
            diff.find_similar(Some(DiffFindOptions::new().renames(true)))?;
        }
        let mut additions = Vec::new();
        for delta in diff.deltas() {
            let (old, new) = (delta.old_file(), delta.new_file());
            let kind = |file: &git2::DiffFile<'_>| Kind::of_mode(u32::from(file.mode()));
            let has_bytes = matches!(kind(&new), Kind::File | Kind::Symlink);
            let Some(path) = new.path_bytes().filter(|_| has_bytes) else {
                continue;
            };
            if delta.status() == Delta::Deleted || old.id() == new.id() {
                continue;
            }
            let alike = !old.id().is_zero() && kind(&old) == kind(&new);
            additions.push(Addition {
                path: path.to_vec(),
                id: new.id(),
                before: alike.then(|| old.id()).into_iter().collect(),
            });
        }
        Ok(additions)
    }
}

/// Whether a further parent has this file otherwise; notes what it has.
fn differs(parent: &Tree<'_>, addition: &mut Addition) -> bool {
    match blob_at(parent, &addition.path) {
        Some((_, id)) if id == addition.id => false,
        Some((Kind::File | Kind::Symlink, id)) => {
            addition.before.push(id);
            true
        }
        _ => true,
    }
}

/// What a tree has at a path.
fn blob_at(tree: &Tree<'_>, path: &[u8]) -> Option<(Kind, Oid)> {
    #[cfg(unix)]
    let path = {
        use std::os::unix::ffi::OsStrExt;
        std::path::Path::new(std::ffi::OsStr::from_bytes(path))
    };
    #[cfg(not(unix))]
    let path = std::path::Path::new(std::str::from_utf8(path).ok()?);
    let entry = tree.get_path(path).ok()?;
    Some((Kind::of_mode(entry.filemode().cast_unsigned()), entry.id()))
}

fn deed(commit: &Commit<'_>) -> Deed {
    let author = commit.author();
    Deed {
        id: commit.id().to_string(),
        message: commit.message_bytes().to_vec(),
        ..signed(&author)
    }
}

fn tag_deed(tag: &git2::Tag<'_>) -> Deed {
    let tagger = tag.tagger();
    Deed {
        id: tag.id().to_string(),
        message: tag.message_bytes().unwrap_or_default().to_vec(),
        tag: Some(String::from_utf8_lossy(tag.name_bytes()).into_owned()),
        ..tagger.as_ref().map(signed).unwrap_or_default()
    }
}

fn signed(who: &git2::Signature<'_>) -> Deed {
    let when = who.when();
    Deed {
        author: String::from_utf8_lossy(who.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(who.email_bytes()).into_owned(),
        time: (when.seconds(), when.offset_minutes()),
        ..Deed::default()
    }
}
