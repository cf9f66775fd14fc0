//! `tightlip fix`: literals move out of the code, and come back.

mod compose;
mod crash;
mod git;
mod kinds;
mod loaders;
mod named;
mod plan;
mod projects;
#[cfg(unix)]
mod terminal;
mod undo;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Ran, Repo, token};

/// All files below a folder, without git's own: what they hold and their modes.
pub(crate) fn tree(top: &Path) -> BTreeMap<String, (Vec<u8>, u32)> {
    let mut files = BTreeMap::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with(".git") {
                    folders.push(path);
                }
                continue;
            }
            let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
            files.insert(name, (fs::read(&path).unwrap(), mode(&path)));
        }
    }
    files
}

#[cfg(unix)]
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode() & 0o7777
}

#[cfg(not(unix))]
pub(crate) fn mode(_: &Path) -> u32 {
    0
}

/// What a file of the repository holds.
#[track_caller]
fn text(repo: &Repo, path: &str) -> String {
    fs::read_to_string(repo.path().join(path)).unwrap()
}

/// A Python file with a key in it.
fn app(seed: u64) -> String {
    format!("KEY = \"{}\"\nprint(len(KEY))\n", token(seed))
}

/// Runs `fix`; no output of it may ever hold a key.
#[track_caller]
fn fix(repo: &Repo, args: &[&str]) -> Ran {
    let ran = repo.tightlip(["fix"].iter().chain(args));
    for seed in 1..9 {
        let key = token(seed);
        for said in [&ran.stdout, &ran.stderr] {
            assert!(!said.contains(&key[20..40]), "a key in {said}");
        }
    }
    ran
}
