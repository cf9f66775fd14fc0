//! Files that are read whole and at once: settings, baselines, what other tools left behind.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Result};

/// The most bytes that one may have.
const LONGEST: u64 = 64 << 20;

/// The text of a file that nobody named; `None` if there is none.
///
/// # Errors
/// [`Error::Io`] when there is something of this name that cannot be read, is no file (a pipe
/// would be waited for), leads nowhere, is too long, or is not UTF-8.
pub fn found(path: &Path, name: &str) -> Result<Option<String>> {
    let read = match fs::metadata(path) {
        Ok(_) if leads_astray(path) => {
            Err(io::Error::other("the link leads to a file of another kind"))
        }
        Ok(there) if there.is_file() => File::open(path).and_then(bounded),
        Ok(_) => Err(io::Error::other("it is not a regular file")),
        Err(error) if is_absent(&error) => match path.symlink_metadata() {
            Ok(_) => Err(io::Error::other("the link leads nowhere")),
            Err(_) => return Ok(None),
        },
        Err(error) => Err(error),
    };
    read.map(Some).map_err(|source| unreadable(name, source))
}

/// Whether there cannot be such a file: a folder of its path is a file now, or a link to itself, or
/// has a name that this system knows no such long ones of.
fn is_absent(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        return true;
    }
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename)
}

/// Whether this is a link to something that is no such file by its name: whoever commits one to
/// `/proc/self/environ` wants to see it quoted in a message.
fn leads_astray(path: &Path) -> bool {
    let is_link = path
        .symlink_metadata()
        .is_ok_and(|there| there.is_symlink());
    is_link
        && path.canonicalize().is_ok_and(|target| {
            target.is_file()
                && match path.extension() {
                    Some(kind) => target.extension() != Some(kind),
                    None => target.file_name() != path.file_name(),
                }
        })
}

/// The text of what the user named, be it a pipe; `None` if there is none.
///
/// # Errors
/// [`Error::Io`] when it cannot be read, is too long, or is not UTF-8.
pub fn named(path: &Path, name: &str) -> Result<Option<String>> {
    match File::open(path).and_then(bounded) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(unreadable(name, source)),
    }
}

fn bounded(file: File) -> io::Result<String> {
    let mut text = String::new();
    let read = file.take(LONGEST + 1).read_to_string(&mut text)?;
    if read as u64 > LONGEST {
        return Err(io::Error::other(format!(
            "it has over {} MiB",
            LONGEST >> 20
        )));
    }
    Ok(text)
}

fn unreadable(name: &str, source: io::Error) -> Error {
    Error::Io {
        context: format!("cannot read {name}"),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(read: Result<Option<String>>) -> String {
        match read {
            Ok(text) => format!("{text:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn only_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "text").unwrap();
        assert_eq!(said(found(&at("a"), "a")), "Some(\"text\")");
        assert_eq!(said(found(&at("none"), "none")), "None");
        assert_eq!(said(named(&at("none"), "none")), "None");
        let refused = said(found(folder.path(), "folder"));
        assert_eq!(refused, "cannot read folder: it is not a regular file");
        fs::write(at("binary"), [0xff]).unwrap();
        assert!(found(&at("binary"), "binary").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_to_devices_and_to_nowhere_are_refused() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink("/dev/zero", at("zero")).unwrap();
        symlink("nowhere", at("lost")).unwrap();
        let zero = said(found(&at("zero"), "zero"));
        assert_eq!(zero, "cannot read zero: it is not a regular file");
        let lost = said(found(&at("lost"), "lost"));
        assert_eq!(lost, "cannot read lost: the link leads nowhere");
        fs::write(at("secrets"), "password").unwrap();
        fs::write(at("other.toml"), "").unwrap();
        for (name, target, wanted) in [
            (
                "a.toml",
                "secrets",
                "the link leads to a file of another kind",
            ),
            (
                ".list",
                "secrets",
                "the link leads to a file of another kind",
            ),
            ("b.toml", "other.toml", ""),
        ] {
            symlink(at(target), at(name)).unwrap();
            let said = said(found(&at(name), name));
            assert!(said.ends_with(wanted), "{said}");
            assert!(!said.contains("password"), "{said}");
        }
        symlink("round", at("round")).unwrap();
        let round = said(found(&at("round"), "round"));
        assert_eq!(round, "cannot read round: the link leads nowhere");
        for gone in [
            "round/x",
            "other.toml/x",
            &"x".repeat(300),
            &"x/".repeat(3_000),
        ] {
            assert_eq!(said(found(&at(gone), "gone")), "None", "{gone}");
        }
        // What the user named is read as far as may be.
        let named = said(named(&at("zero"), "zero"));
        assert!(named.starts_with("cannot read zero: "), "{named}");
    }
}
