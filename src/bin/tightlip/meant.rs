//! Guesses what a mistyped path was meant to be.

use std::fs;
use std::path::{Path, PathBuf};

use tightlip::nearest::nearest;

/// A larger folder is not searched to its end.
const LOOKED_AT: usize = 10_000;

/// The path that exists and is most like `path`, which does not: its first part that is wrong is
/// compared with what lies beside it.
pub(crate) fn path(path: &Path) -> Option<PathBuf> {
    let (folder, wrong) = path.ancestors().find_map(|part| {
        let folder = part.parent()?;
        let exists = folder.as_os_str().is_empty() || folder.is_dir();
        exists.then_some((folder, part))
    })?;
    let rest = path.strip_prefix(wrong).ok()?;
    let here = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let beside: Vec<String> = fs::read_dir(here)
        .ok()?
        .take(LOOKED_AT)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let alike = nearest(
        wrong.file_name()?.to_str()?,
        beside.iter().map(String::as_str),
    );
    alike.into_iter().find_map(|name| {
        let mut meant = folder.join(name);
        meant.extend(rest);
        meant.exists().then_some(meant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wrong_part_is_set_right() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let at = |path: &str| folder.path().join(path);
        for path in ["source/main.rs", "source/mine.rs", "sauce/other.rs"] {
            fs::create_dir_all(at(path).parent().expect("it has one")).expect("a new folder");
            fs::write(at(path), "").expect("a new file");
        }
        assert_eq!(path(&at("sorce")), Some(at("source")));
        assert_eq!(path(&at("source/mian.rs")), Some(at("source/main.rs")));
        assert_eq!(path(&at("suorce/main.rs")), Some(at("source/main.rs")));
        assert_eq!(path(&at("suorce/nothing.rs")), None);
        assert_eq!(path(&at("quite-different")), None);
        assert_eq!(path(&at("a")), None);
    }
}
