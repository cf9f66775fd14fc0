//! A folder whose files are replaced in one step. No symbolic link leads a change out of it, nor
//! into git's own folder.

use std::cell::Cell;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::draft::{Access, grow, mode};
use crate::error::{Error, Result};

/// A folder whose files may be changed. Paths are `/`-separated, from its top.
#[derive(Debug)]
pub struct Folder {
    /// Without symbolic links.
    top: PathBuf,
    /// Where files grow until they are whole: not among the user's, if that can be.
    drafts: Option<PathBuf>,
    /// Steps until writing fails, for tests.
    steps: Option<Cell<u32>>,
}

/// A file as it was when it was looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Version {
    /// All of it.
    pub bytes: Vec<u8>,
    /// Unix's permission bits; elsewhere none.
    pub mode: Option<u32>,
}

impl std::fmt::Debug for Version {
    /// Without the bytes: they may hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Version({} bytes, {:?})", self.bytes.len(), self.mode)
    }
}

impl Folder {
    /// The folder at `top`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read.
    pub fn new(top: &Path) -> Result<Self> {
        let top = top.canonicalize().map_err(failed("read", top))?;
        Ok(Self {
            top,
            drafts: None,
            steps: None,
        })
    }

    /// Lets files grow in `place`, so that a crash leaves no half of one among the user's files.
    /// If that is on another file system, they grow beside their goal all the same.
    #[must_use]
    pub fn drafts_in(mut self, place: &Path) -> Self {
        self.drafts = Some(place.to_owned());
        self
    }

    /// Has the step after so many others fail, and leaves everything as a crash would.
    #[doc(hidden)]
    #[must_use]
    pub fn failing_after(mut self, steps: u32) -> Self {
        self.steps = Some(Cell::new(steps));
        self
    }

    /// The top, without symbolic links.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Reads a file; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Change`] when the path leads out of the folder or to something that is no file,
    /// [`Error::Io`] when it cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Version>> {
        let file = self.resolve(path)?;
        match fs::read(&file) {
            Ok(bytes) => {
                let found = file.metadata().map_err(failed("read", &file))?;
                Ok(Some(Version {
                    bytes,
                    mode: mode(&found.permissions()),
                }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &file)(error)),
        }
    }

    /// Puts a file in place, whole. `before` is what it held when the change was planned, `None`
    /// if there was no file: one that is not as it was then is left alone.
    ///
    /// # Errors
    /// As [`read`](Self::read); [`Error::Change`] when somebody changed the file meanwhile.
    pub fn write(
        &self,
        path: &str,
        before: Option<&[u8]>,
        bytes: &[u8],
        access: Access,
    ) -> Result<()> {
        let file = self.resolve(path)?;
        self.expect(path, before)?;
        let folder = file.parent().unwrap_or(&self.top);
        self.step()?;
        fs::create_dir_all(folder).map_err(failed("make the folder", folder))?;
        let old = file.metadata().ok().map(|found| found.permissions());
        let draft = self.draft(folder, bytes, old, access)?;
        if let Err(error) = self.step() {
            drop(draft.keep());
            return Err(error);
        }
        // As late as can be.
        self.expect(path, before)?;
        if let Err(error) = draft.persist(&file) {
            if error.error.kind() != ErrorKind::CrossesDevices {
                return Err(failed("write", &file)(error.error));
            }
            let (old, access) = match error.path.metadata() {
                Ok(found) => (Some(found.permissions()), Access::Usual),
                Err(_) => (None, access),
            };
            let beside = grow(folder, bytes, old, access);
            let moved =
                beside.and_then(|beside| beside.persist(&file).map_err(|error| error.error));
            moved.map_err(failed("write", &file))?;
        }
        self.step()?;
        // The file is there whether or not the folder can be synced.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// Takes a file away that holds `before`, and then the folders called `made` that are empty.
    pub(super) fn remove(&self, path: &str, before: &[u8], made: &[String]) -> Result<()> {
        let file = self.resolve(path)?;
        self.expect(path, Some(before))?;
        self.step()?;
        fs::remove_file(&file).map_err(failed("remove", &file))?;
        for folder in made.iter().rev() {
            // It stays where others have put something into it.
            let _ = fs::remove_dir(self.top.join(folder));
        }
        Ok(())
    }

    /// The folders above a path that do not exist, the uppermost first.
    pub(super) fn missing(&self, path: &str) -> Vec<String> {
        path.match_indices('/')
            .map(|(end, _)| &path[..end])
            .filter(|folder| !self.top.join(folder).exists())
            .map(str::to_owned)
            .collect()
    }

    /// One step less until writing fails.
    pub(super) fn step(&self) -> Result<()> {
        let Some(steps) = &self.steps else {
            return Ok(());
        };
        if steps.get() == 0 {
            return Err(Error::Change("stopped here by a test".to_owned()));
        }
        steps.set(steps.get() - 1);
        Ok(())
    }

    /// Whether a file still is what it was.
    fn expect(&self, path: &str, before: Option<&[u8]>) -> Result<()> {
        let now = self.read(path)?;
        if now.as_ref().map(|now| now.bytes.as_slice()) == before {
            Ok(())
        } else {
            Err(Error::Change(format!(
                "{path} was changed by somebody else meanwhile; it is left as it is"
            )))
        }
    }

    /// The file that a path means, wherever links inside the folder lead.
    fn resolve(&self, path: &str) -> Result<PathBuf> {
        let refuse = |why: &str| Err(Error::Change(format!("{path} is left alone: {why}")));
        if !path.split('/').all(is_plain) {
            return refuse("no change is made there");
        }
        let named = self.top.join(path);
        let exists = named.symlink_metadata().is_ok();
        let known = if exists {
            named.as_path()
        } else {
            let above = named.ancestors().skip(1);
            let mut there = above.filter(|folder| folder.symlink_metadata().is_ok());
            there.next().unwrap_or(&self.top)
        };
        let Ok(real) = known.canonicalize() else {
            return refuse("it is a link that leads nowhere");
        };
        let Ok(inside) = real.strip_prefix(&self.top) else {
            return refuse("a symbolic link leads out of this folder");
        };
        let mut parts = inside.components();
        if parts.any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
            return refuse("a symbolic link leads into git's own folder");
        }
        if !exists {
            let rest = named.strip_prefix(known).unwrap_or(Path::new(""));
            return Ok(real.join(rest));
        }
        if !real.is_file() {
            return refuse("it is no ordinary file");
        }
        Ok(real)
    }

    /// A file beside the others, or among the drafts, that is whole and on the disk.
    fn draft(
        &self,
        folder: &Path,
        bytes: &[u8],
        old: Option<Permissions>,
        access: Access,
    ) -> Result<TempPath> {
        let place = self.drafts.as_deref().filter(|place| place.is_dir());
        let place = place.unwrap_or(folder);
        if self.steps.is_some() {
            // A crash half-way.
            let half = grow(place, &bytes[..bytes.len() / 2], None, Access::Private);
            let half = half.map_err(failed("write into", place))?;
            if let Err(error) = self.step() {
                drop(half.keep());
                return Err(error);
            }
        }
        grow(place, bytes, old, access).map_err(failed("write into", place))
    }
}

/// Whether a part of a path names a file or folder below, and not git's own folder.
fn is_plain(part: &str) -> bool {
    let foreign = cfg!(windows) && part.contains(['\\', ':']);
    !matches!(part, "" | "." | "..")
        && !part.eq_ignore_ascii_case(".git")
        && !part.contains('\0')
        && !foreign
}

pub(super) fn failed<'p>(what: &'p str, path: &'p Path) -> impl Fn(io::Error) -> Error + 'p {
    move |source| Error::Io {
        context: format!("cannot {what} {}", path.display()),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn folder() -> (TempDir, Folder) {
        let place = TempDir::new().unwrap();
        let folder = Folder::new(place.path()).unwrap();
        (place, folder)
    }

    fn said(result: Result<impl std::fmt::Debug>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_file_and_the_folders_above_it_are_made() {
        let (_place, folder) = folder();
        assert_eq!(folder.missing("a/b/c"), ["a", "a/b"]);
        folder
            .write("a/b/c", None, b"new", Access::Private)
            .unwrap();
        let made = folder.read("a/b/c").unwrap().unwrap();
        assert_eq!(made.bytes, b"new");
        if cfg!(unix) {
            assert_eq!(made.mode, Some(0o600));
        }
        assert_eq!(folder.read("a/x").unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let (place, folder) = folder();
        let drafts = place.path().join("drafts");
        fs::create_dir(&drafts).unwrap();
        let folder = folder.drafts_in(&drafts);
        for bits in [0o755, 0o600, 0o444] {
            let name = format!("f{bits:o}");
            fs::write(place.path().join(&name), "old").unwrap();
            let wanted = Permissions::from_mode(bits);
            fs::set_permissions(place.path().join(&name), wanted).unwrap();
            let change = folder.write(&name, Some(b"old"), b"new", Access::Usual);
            change.unwrap();
            let now = folder.read(&name).unwrap().unwrap();
            assert_eq!((now.bytes.as_slice(), now.mode), (&b"new"[..], Some(bits)));
        }
        assert_eq!(fs::read_dir(&drafts).unwrap().count(), 0);
    }

    #[test]
    fn a_file_that_somebody_changed_is_left_alone() {
        let (place, folder) = folder();
        fs::write(place.path().join("f"), "theirs").unwrap();
        let change = folder.write("f", Some(b"old"), b"new", Access::Usual);
        assert!(said(change).contains("f was changed"));
        assert!(said(folder.write("f", None, b"new", Access::Usual)).contains("f was changed"));
        assert_eq!(fs::read(place.path().join("f")).unwrap(), b"theirs");
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let (_place, folder) = folder();
        for path in [
            "../x",
            "/x",
            "a//b",
            "",
            ".",
            ".git/config",
            "a/.GIT/hooks/x",
        ] {
            assert!(said(folder.read(path)).contains("left alone"), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_folder_only() {
        use std::os::unix::fs::symlink;
        let (place, folder) = folder();
        let (outside, _) = self::folder();
        let top = place.path();
        fs::create_dir(top.join(".git")).unwrap();
        fs::write(top.join(".git/config"), "").unwrap();
        fs::write(top.join("real"), "old").unwrap();
        symlink(top.join("real"), top.join("near")).unwrap();
        symlink(outside.path(), top.join("far")).unwrap();
        symlink(top.join("nowhere"), top.join("broken")).unwrap();
        symlink(top.join(".git"), top.join("dot")).unwrap();
        folder
            .write("near", Some(b"old"), b"new", Access::Usual)
            .unwrap();
        assert_eq!(fs::read(top.join("real")).unwrap(), b"new");
        assert!(top.join("near").is_symlink());
        for (path, why) in [
            ("far/x", "out of this folder"),
            ("far", "out of this folder"),
            ("broken", "leads nowhere"),
            ("dot/config", "git's own"),
            ("dot/new", "git's own"),
        ] {
            let change = folder.write(path, None, b"new", Access::Usual);
            assert!(said(change).contains(why), "{path}");
        }
    }

    #[test]
    fn a_crash_leaves_the_old_file_or_the_new() {
        for steps in 0..6 {
            let (place, folder) = folder();
            let folder = folder.failing_after(steps);
            fs::write(place.path().join("f"), "old").unwrap();
            let change = folder.write("f", Some(b"old"), b"new and longer", Access::Usual);
            let now = fs::read(place.path().join("f")).unwrap();
            assert!(now == b"old" || now == b"new and longer", "{steps}");
            assert_eq!(change.is_ok(), steps >= 4, "{steps}");
        }
    }
}
