//! Files of reports: whole or not there at all, and for their owner alone.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use tightlip::error::Error;

/// Fails early where [`write`] would fail after the scan.
pub(crate) fn check(path: &Path) -> Result<(), Error> {
    let folder = folder(path);
    let found = fs::metadata(folder).and_then(|found| {
        if !found.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        match fs::metadata(path) {
            Ok(target) if target.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(target) if !target.is_file() => Ok(()),
            // A link to what is not there, or to itself.
            Err(error) if path.is_symlink() => Err(error),
            _ => draft(path).map(drop),
        }
    });
    found.map_err(|source| failure(path, source))
}

/// Whether both names are those of one file, which may not be there yet.
pub(crate) fn are_one(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        path.canonicalize().or_else(|_| {
            let name = path.file_name().unwrap_or_default();
            folder(path).canonicalize().map(|folder| folder.join(name))
        })
    };
    one == other || matches!((whole(one), whole(other)), (Ok(one), Ok(other)) if one == other)
}

/// Lets `fill` write to a file beside `path`, mode 600, that takes its place once it is whole.
/// What is no file (a pipe, `/dev/stdout`) is written to as it comes.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    put(path, fill, |path, fill| {
        let mut draft = draft(path)?;
        filled(draft.as_file_mut(), fill)?;
        draft.as_file().sync_all()?;
        draft.persist(path)?;
        Ok(())
    })
}

/// Lets `fill` write to the file itself, mode 600: a draft beside it would hold the same secrets
/// under a name that git may not ignore, and whoever is killed leaves it there. If that fails it
/// is emptied, or gone again if it is new.
pub(crate) fn write_in_place(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    put(path, fill, |path, fill| {
        let is_new = !path.exists();
        let target = own(path)?;
        let written = filled(&target, fill).and_then(|()| target.sync_all());
        if written.is_err() {
            if is_new {
                fs::remove_file(path)?;
            } else {
                target.set_len(0)?;
            }
        }
        written
    })
}

/// Lets `fill` write to what is no file, or `to_file` have it write to the file that `path` leads
/// to.
fn put<F: FnOnce(&mut dyn Write) -> io::Result<()>>(
    path: &Path,
    fill: F,
    to_file: impl FnOnce(&Path, F) -> io::Result<()>,
) -> Result<(), Error> {
    check(path)?;
    let written = match fs::metadata(path) {
        Ok(target) if !target.is_file() => {
            let opened = File::options().write(true).open(path);
            opened.and_then(|opened| filled(opened, fill))
        }
        // The file that a link leads to is written, not the link.
        Ok(_) => fs::canonicalize(path).and_then(|path| to_file(&path, fill)),
        Err(_) => to_file(path, fill),
    };
    written.map_err(|source| failure(path, source))
}

/// Writes all that `fill` has.
fn filled(
    target: impl Write,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(target);
    let filled = fill(&mut out).and_then(|()| out.flush());
    // What is left in the buffer would be written again.
    let _ = out.into_parts();
    filled
}

/// The empty file of this name, which its owner alone can read.
fn own(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    file.set_len(0)?;
    Ok(file)
}

/// A file beside this one. Its mode is 600, and it is gone again when it is dropped.
fn draft(path: &Path) -> io::Result<NamedTempFile> {
    // Its name says nothing to whoever reads the error.
    NamedTempFile::new_in(folder(path)).map_err(|error| error.kind().into())
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn failure(path: &Path, source: io::Error) -> Error {
    Error::Io {
        context: format!("cannot write the report '{}'", path.display()),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_fails_leaves_what_was_there() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("out.json");
        fs::write(&path, "before").expect("a new file");
        let failed = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "before");
        let beside = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(beside, 1, "nothing else is left");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_in_place_has_no_draft_and_leaves_nothing_of_it_where_it_fails() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("out");
        fs::write(&path, "before, and longer").expect("a new file");
        let beside = || fs::read_dir(folder.path()).expect("a folder").count();
        write_in_place(&path, |out| {
            assert_eq!(beside(), 1);
            out.write_all(b"after")
        })
        .expect("it is written");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "after");
        let mode = fs::metadata(&path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        for (name, left) in [("out", Some("")), ("new", None)] {
            let path = folder.path().join(name);
            let failed = write_in_place(&path, |out| {
                out.write_all("x".repeat(1 << 17).as_bytes())?;
                out.write_all(b"half")?;
                Err(io::ErrorKind::StorageFull.into())
            });
            assert!(failed.is_err());
            assert_eq!(fs::read_to_string(&path).ok().as_deref(), left);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_to_nowhere_are_refused_and_names_of_one_file_are_known() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        symlink("round", at("round")).expect("a new link");
        symlink("nowhere", at("lost")).expect("a new link");
        for name in ["round", "lost"] {
            assert!(write(&at(name), |out| out.write_all(b"x")).is_err());
            assert!(at(name).is_symlink());
        }
        assert!(!at("nowhere").exists());
        assert!(are_one(&at("new"), &at("./new")));
        assert!(!are_one(&at("new"), &at("other")));
        fs::write(at("there"), "").expect("a new file");
        symlink("there", at("link")).expect("a new link");
        assert!(are_one(&at("link"), &at("there")));
    }

    #[cfg(unix)]
    #[test]
    fn a_report_is_its_owners_and_a_link_stays_one() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let (path, link) = (folder.path().join("out"), folder.path().join("link"));
        fs::write(&path, "before").expect("a new file");
        symlink(&path, &link).expect("a new link");
        write(&link, |out| out.write_all(b"after")).expect("it is written");
        let mode = fs::metadata(&path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "after");
        write(Path::new("/dev/null"), |out| out.write_all(b"x")).expect("a device");
        assert!(!Path::new("/dev/null").is_file());
    }
}
