//! Files that grow out of sight until they are whole, and who may read them.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile, TempPath};

/// What the name of a file that grows begins with.
const DRAFT: &str = ".tightlip-";

/// Who may read a file that is new. One that exists keeps its mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// As the user's umask says.
    Usual,
    /// The owner alone.
    Private,
    /// Exactly these permission bits, be the file new or not.
    Mode(u32),
}

/// Takes away drafts that a crash left in a place, those that nobody has touched for so long.
pub(super) fn sweep(place: &Path, age: Duration) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let is_draft = entry.file_name().to_string_lossy().starts_with(DRAFT);
        let touched = entry.metadata().and_then(|found| found.modified()).ok();
        let past = touched.and_then(|touched| touched.elapsed().ok());
        if is_draft && past.unwrap_or_default() >= age {
            // Another run may have taken it away.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A file that is whole and on the disk; `old` are the permissions of the one it replaces.
///
/// # Errors
/// It cannot be written there.
pub(super) fn grow(
    place: &Path,
    bytes: &[u8],
    old: Option<Permissions>,
    access: Access,
) -> io::Result<TempPath> {
    let mut builder = Builder::new();
    builder.prefix(DRAFT);
    let usual = usual();
    if let (Access::Usual, None, Some(usual)) = (access, &old, usual) {
        builder.permissions(usual);
    }
    let mut draft: NamedTempFile = builder.tempfile_in(place)?;
    draft.write_all(bytes)?;
    let wanted = match access {
        Access::Mode(bits) => permissions(bits),
        Access::Usual | Access::Private => old,
    };
    if let Some(wanted) = wanted {
        draft.as_file().set_permissions(wanted)?;
    }
    draft.as_file().sync_all()?;
    Ok(draft.into_temp_path())
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere there are none")]
pub(super) fn mode(permissions: &Permissions) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(permissions.mode() & 0o7777)
}

#[cfg(not(unix))]
pub(super) fn mode(_: &Permissions) -> Option<u32> {
    None
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere there are none")]
fn permissions(bits: u32) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(bits))
}

#[cfg(not(unix))]
fn permissions(_: u32) -> Option<Permissions> {
    None
}

/// What the umask is taken from.
fn usual() -> Option<Permissions> {
    permissions(0o666)
}
