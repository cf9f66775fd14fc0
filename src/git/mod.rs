//! A git repository as git itself would find it from here: its folders, objects, index and
//! settings. Only this module sees git2.
//!
//! libgit2 answers what a repository means; the index is read here (see [`index`]), because a
//! hook may not wait for libgit2 to hash and sort it. What libgit2 cannot open, SHA-256 above all,
//! git itself describes, and [`objects`] reads.

mod changes;
mod excludes;
mod fault;
pub mod history;
pub mod ignores;
mod index;
mod lines;
pub mod objects;
mod own;
mod program;
mod remote;
mod renames;
mod store;
mod unfit;
mod unstaged;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, RepositoryOpenFlags};

use crate::error::{Error, Result};
pub use changes::{Change, Changes};
pub use excludes::Excludes;
pub use index::{Entry, Index, Kind};
pub use lines::added_lines;
pub use objects::ObjectId as Oid;
pub use program::Program;
pub use remote::{Address, Mirror};
pub use store::{Content, Stock, Store, TreeEntry};
pub use unstaged::{Edit, edits};

use fault::{refusal, unreadable};
use history::refs::Refs;
use own::Own;

/// An open repository. It stays on its thread: another one opens its own by [`Location::open`].
pub struct Repository {
    inner: Inner,
    location: Location,
}

/// Who answers for it.
enum Inner {
    Libgit(git2::Repository),
    Own(Own),
}

/// Where a repository was found, enough to open it again without a search.
#[derive(Clone, Debug)]
pub struct Location {
    git_dir: PathBuf,
    /// Where relative paths in git's environment variables begin.
    cwd: PathBuf,
    /// Whether those variables speak of this repository.
    from_env: bool,
}

impl Repository {
    /// The repository that `git` would use if it ran in `cwd`: that of `GIT_DIR` where a hook
    /// runs, else the nearest one upwards. `GIT_INDEX_FILE`, `GIT_WORK_TREE`,
    /// `GIT_OBJECT_DIRECTORY` and `GIT_COMMON_DIR` are honoured.
    ///
    /// # Errors
    /// [`Error::NotARepository`] when there is none, [`Error::Git`] when git's owner check
    /// refuses it or it has features that we cannot read.
    pub fn open(cwd: &Path) -> Result<Self> {
        let found = if let Some(git_dir) = env("GIT_DIR") {
            let git_dir = cwd.join(git_dir);
            unfit::check(&git_dir)?;
            open_exactly(&git_dir, true)
        } else {
            unfit::check_upwards(cwd)?;
            git2::Repository::open_ext(cwd, RepositoryOpenFlags::FROM_ENV, NO_CEILING)
        };
        Self::new(found, cwd, true)
    }

    /// The repository whose working tree holds `path`, `None` if there is none. `GIT_DIR` counts
    /// only if it is the one.
    ///
    /// # Errors
    /// [`Error::Git`] when there is one that cannot be read.
    pub fn containing(path: &Path) -> Result<Option<Self>> {
        let from_env = env("GIT_DIR").is_some()
            && Self::open(path).is_ok_and(|repository| repository.relative(path).is_some());
        let found = if from_env {
            Self::open(path)
        } else {
            unfit::check_upwards(path)?;
            let found = git2::Repository::open_ext(path, RepositoryOpenFlags::empty(), NO_CEILING);
            Self::new(found, path, false)
        };
        match found {
            Ok(repository) => Ok(Some(repository)),
            Err(Error::NotARepository { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn new(
        found: std::result::Result<git2::Repository, git2::Error>,
        cwd: &Path,
        from_env: bool,
    ) -> Result<Self> {
        // Like git, take an object for what its id says: zlib's own sum finds damage, and hashing
        // again takes as long as inflating.
        git2::opts::strict_hash_verification(false);
        let inner = match found.map_err(|error| refusal(&error, cwd)) {
            Ok(git) => Inner::Libgit(git),
            Err(error @ Error::Git(_)) => Inner::Own(Own::ask(cwd, from_env).ok_or(error)?),
            Err(error) => return Err(error),
        };
        let git_dir = match &inner {
            Inner::Libgit(git) => git.path(),
            Inner::Own(own) => &own.git_dir,
        };
        let location = Location {
            git_dir: git_dir.to_owned(),
            cwd: cwd.to_owned(),
            from_env,
        };
        Ok(Self { inner, location })
    }

    fn git_dir(&self) -> &Path {
        &self.location.git_dir
    }

    /// The git folder that worktrees share.
    fn common(&self) -> &Path {
        match &self.inner {
            Inner::Libgit(git) => git.commondir(),
            Inner::Own(own) => &own.common,
        }
    }

    /// Bytes of an id.
    fn hash(&self) -> usize {
        match &self.inner {
            Inner::Libgit(_) => 20,
            Inner::Own(own) => own.hash,
        }
    }

    /// Where objects lie, those of a push that is not accepted yet among them.
    fn object_folders(&self) -> Vec<PathBuf> {
        let Location { cwd, from_env, .. } = &self.location;
        let variable = |name| env(name).filter(|_| *from_env);
        let own = variable("GIT_OBJECT_DIRECTORY");
        let own = own.map_or_else(|| self.common().join("objects"), |own| cwd.join(own));
        let others = variable("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
        let others = std::env::split_paths(&others).filter(|other| !other.as_os_str().is_empty());
        std::iter::once(own)
            .chain(others.map(|other| cwd.join(other)))
            .collect()
    }

    /// Where it was found.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The top of the working tree; `None` in a bare repository.
    #[must_use]
    pub fn root(&self) -> Option<&Path> {
        match &self.inner {
            Inner::Libgit(git) => git.workdir(),
            Inner::Own(own) => own.root.as_deref(),
        }
    }

    /// A folder of our own in git's, which no commit takes; it may not exist yet.
    #[must_use]
    pub fn own_folder(&self) -> PathBuf {
        self.git_dir().join("tightlip")
    }

    /// `path` from the top of the working tree, if it lies inside; symbolic links are resolved.
    #[must_use]
    pub fn relative(&self, path: &Path) -> Option<PathBuf> {
        let root = self.root()?.canonicalize().ok()?;
        let path = path.canonicalize().ok()?;
        path.strip_prefix(root).ok().map(Path::to_owned)
    }

    /// The path in the index of what is called `path` here, or `None` if that is outside; empty
    /// for the root. It may be gone, and its folder with it. A symbolic link is a file of its own.
    #[must_use]
    pub fn index_path(&self, path: &Path) -> Option<Vec<u8>> {
        let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
        let above = path.ancestors().skip(usize::from(!is_folder));
        let path = above.into_iter().find_map(|above| {
            let here = above.as_os_str().is_empty();
            let folder = self.relative(if here { Path::new(".") } else { above })?;
            let mut found = folder;
            found.extend(path.strip_prefix(above).ok()?);
            Some(found)
        })?;
        let path = path.into_os_string().into_encoded_bytes();
        Some(if cfg!(windows) {
            String::from_utf8_lossy(&path)
                .replace('\\', "/")
                .into_bytes()
        } else {
            path
        })
    }

    /// Reads the index: what the next commit records.
    ///
    /// # Errors
    /// [`Error::Git`] when it is damaged or needs a feature that we cannot read.
    pub fn index(&self) -> Result<Index> {
        let file = self.index_file();
        match std::fs::read(&file) {
            Ok(data) => Index::parse(&data, self.hash()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Index::default()),
            Err(source) => Err(Error::Io {
                context: format!("cannot read git's index {}", file.display()),
                source,
            }),
        }
    }

    /// What the index changes against HEAD.
    ///
    /// # Errors
    /// [`Error::Git`] when HEAD, one of its trees or the index cannot be read.
    pub fn staged(&self) -> Result<Changes> {
        let head = self.head_tree()?;
        changes::between(self, head, &self.index()?).map_err(Error::Git)
    }

    /// Reads a blob.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn read(&self, id: Oid) -> std::result::Result<Content<'_>, String> {
        match &self.inner {
            Inner::Libgit(git) => {
                self.see_whole(id)?;
                let blob = libgits(id).and_then(|id| git.find_blob(id));
                let blob = blob.map_err(|error| unreadable(id, &error));
                blob.map(Content::Libgit)
            }
            Inner::Own(own) => {
                let objects = own.objects(&self.object_folders());
                Stock::of(&objects).bytes(id).map(Content::Own)
            }
        }
    }

    /// Libgit2 reads a loose object that is cut short for ever.
    fn see_whole(&self, id: Oid) -> std::result::Result<(), String> {
        objects::see_whole(&self.object_folders(), id, own::MOST)
    }

    /// The tree of HEAD's commit; `None` before the first commit of a branch.
    fn head_tree(&self) -> Result<Option<Oid>> {
        let git = match &self.inner {
            Inner::Libgit(git) => git,
            Inner::Own(own) => {
                let Some(head) = Refs::read(&own.git_dir, &own.common).head else {
                    return Ok(None);
                };
                let objects = own.objects(&self.object_folders());
                let tree = Stock::of(&objects).tree_of(head);
                return tree.map(Some).map_err(Error::Git);
            }
        };
        let head = git.head();
        if let Ok(Some(id)) = head.as_ref().map(git2::Reference::target) {
            self.see_whole(own_id(id)).map_err(Error::Git)?;
        }
        match head.and_then(|head| head.peel_to_commit()) {
            Ok(commit) => Ok(Some(own_id(commit.tree_id()))),
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(Error::Git(format!("HEAD: {}", error.message()))),
        }
    }

    /// `GIT_INDEX_FILE` if git set it (`git commit -a` and partial commits do), relative to the
    /// top of the working tree, where git stands when it reads it.
    fn index_file(&self) -> PathBuf {
        let named = env("GIT_INDEX_FILE").filter(|_| self.location.from_env);
        let Some(named) = named else {
            return self.location.git_dir.join("index");
        };
        let cwd = &self.location.cwd;
        match self.relative(cwd).and_then(|_| self.root()) {
            Some(root) => root.join(named),
            None => cwd.join(named),
        }
    }
}

impl Store for Repository {
    /// Without reading the blob whole.
    fn size(&self, id: Oid) -> std::result::Result<u64, String> {
        match &self.inner {
            Inner::Libgit(git) => {
                if let Some(size) = objects::loose_size(&self.object_folders(), id)? {
                    return Ok(size);
                }
                let header = git.odb().and_then(|odb| odb.read_header(libgits(id)?));
                let size = header.map(|(size, _)| size as u64);
                size.map_err(|error| unreadable(id, &error))
            }
            Inner::Own(own) => Stock::of(&own.objects(&self.object_folders())).size(id),
        }
    }

    fn read(&self, id: Oid) -> std::result::Result<Content<'_>, String> {
        Repository::read(self, id)
    }

    fn tree(&self, id: Oid) -> std::result::Result<Vec<TreeEntry>, String> {
        match &self.inner {
            Inner::Libgit(git) => {
                self.see_whole(id)?;
                let tree = libgits(id).and_then(|id| git.find_tree(id));
                let tree = tree.map_err(|error| unreadable(id, &error))?;
                let entries = tree.iter().map(|entry| TreeEntry {
                    name: entry.name_bytes().to_vec(),
                    mode: entry.filemode().cast_unsigned(),
                    id: own_id(entry.id()),
                });
                Ok(entries.collect())
            }
            Inner::Own(own) => Stock::of(&own.objects(&self.object_folders())).tree(id),
        }
    }
}

/// An id as libgit2 has it.
fn libgits(id: Oid) -> std::result::Result<git2::Oid, git2::Error> {
    git2::Oid::from_bytes(id.as_bytes())
}

/// An id of libgit2's as we have it.
fn own_id(id: git2::Oid) -> Oid {
    Oid::from_bytes(id.as_bytes()).expect("libgit2's ids have 20 bytes")
}

impl Location {
    /// Opens the repository once more.
    ///
    /// # Errors
    /// As [`Repository::open`].
    pub fn open(&self) -> Result<Repository> {
        let found = open_exactly(&self.git_dir, self.from_env);
        Repository::new(found, &self.cwd, self.from_env)
    }
}

const NO_CEILING: &[&OsStr] = &[];

/// Opens the repository whose git folder this is, and no other.
fn open_exactly(
    git_dir: &Path,
    from_env: bool,
) -> std::result::Result<git2::Repository, git2::Error> {
    let mut flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
    flags.set(RepositoryOpenFlags::FROM_ENV, from_env);
    git2::Repository::open_ext(git_dir, flags, NO_CEILING)
}

fn env(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
