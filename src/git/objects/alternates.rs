//! Folders of objects that borrow from others.

use std::io::ErrorKind;
use std::path::PathBuf;

/// Alternates of alternates are followed so far, as git does.
const MOST_ALTERNATES: usize = 5;
/// Said of a folder of objects that another one names, and that is not there.
const NO_ALTERNATE: &str = "objects are borrowed from this folder, and it is not there";

/// The folders and those that they borrow objects from; `damaged` gets those that cannot be had.
pub(super) fn with(folders: &[PathBuf], damaged: &mut Vec<(PathBuf, String)>) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    let mut level: Vec<PathBuf> = folders.to_vec();
    for _ in 0..=MOST_ALTERNATES {
        let mut next = Vec::new();
        for folder in level {
            let folder = folder.canonicalize().unwrap_or(folder);
            if all.contains(&folder) {
                continue;
            }
            let file = folder.join("info").join("alternates");
            let list = match std::fs::read(&file) {
                Ok(list) => list,
                Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
                Err(error) => {
                    damaged.push((file, error.to_string()));
                    Vec::new()
                }
            };
            for line in list.split(|byte| *byte == b'\n') {
                if !line.is_empty() && !line.starts_with(b"#") {
                    let line = String::from_utf8_lossy(line).into_owned();
                    let other = folder.join(line);
                    if other.is_dir() {
                        next.push(other);
                    } else {
                        damaged.push((other, NO_ALTERNATE.to_owned()));
                    }
                }
            }
            all.push(folder);
        }
        level = next;
    }
    let too_deep = level.into_iter().filter(|folder| !all.contains(folder));
    damaged.extend(too_deep.map(|folder| (folder, "it is borrowed too deep".to_owned())));
    all
}
