//! Writes a baseline's file, whole or not at all. It holds no secret, so whoever may read the
//! repository may read it: a scan in a container is often somebody else's.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};
use tightlip::baseline::Baseline;
use tightlip::error::Error;

use crate::exit::Failure;

/// Puts the file in place; one that is there keeps its mode, and a link to it stays one.
pub(crate) fn write(path: &Path, baseline: &Baseline) -> Result<(), Failure> {
    let written = replace(path, baseline.to_text().as_bytes());
    written.map_err(|source| {
        let context = format!("cannot write {}", tightlip::path::shown(path));
        Failure::Library(Error::Io { context, source })
    })
}

/// The same, where the file still holds what was read: nobody's entries are lost.
pub(super) fn write_over(
    before: Option<&[u8]>,
    path: &Path,
    baseline: &Baseline,
) -> Result<(), Failure> {
    if fs::read(path).ok().as_deref() == before {
        return write(path, baseline);
    }
    let name = tightlip::path::shown(path);
    let said = format!("{name} was changed by somebody else meanwhile; run this again");
    Err(Failure::Library(Error::Change(said)))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&path).ok().map(|found| found.permissions());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    // What is wrong with the folder is said without the name of a draft.
    fs::metadata(&folder)?;
    let mut draft = draft(&folder).map_err(|error| {
        let said = error.to_string();
        let why = said.split(" at path ").next().unwrap_or_default();
        io::Error::new(error.kind(), why)
    })?;
    if let Some(old) = old {
        draft.as_file().set_permissions(old)?;
    }
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    draft.persist(&path)?;
    Ok(())
}

/// A file whose mode is what the user's umask makes of it.
#[cfg(unix)]
fn draft(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let usual = fs::Permissions::from_mode(0o666);
    Builder::new().permissions(usual).tempfile_in(folder)
}

#[cfg(not(unix))]
fn draft(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().tempfile_in(folder)
}
