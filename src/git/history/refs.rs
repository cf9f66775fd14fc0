//! The names that a repository gives to objects.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::git::objects::ObjectId;

/// Symbolic references are followed so far, as git does.
const MOST_HOPS: usize = 5;

/// All references of a repository, HEADs of its worktrees included.
#[derive(Clone, Debug, Default)]
pub(in crate::git) struct Refs {
    /// Full name to id.
    pub(in crate::git) named: BTreeMap<String, ObjectId>,
    /// What HEAD is at; `None` before the first commit.
    pub(in crate::git) head: Option<ObjectId>,
}

impl Refs {
    /// Reads the references of the repository whose own folder is `git_dir`, and the one that it
    /// shares with its worktrees `common`.
    pub(in crate::git) fn read(git_dir: &Path, common: &Path) -> Self {
        let mut refs = Self::default();
        if common.join("reftable").is_dir() {
            refs.ask_git(git_dir);
        } else {
            let packed = std::fs::read(common.join("packed-refs")).unwrap_or_default();
            refs.packed(&packed);
            refs.loose(common, &common.join("refs"));
            if git_dir != common {
                refs.loose(git_dir, &git_dir.join("refs"));
            }
        }
        refs.head = refs.resolve(git_dir, "HEAD", 0);
        let worktrees = std::fs::read_dir(common.join("worktrees"));
        let mut others: Vec<PathBuf> = worktrees
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        others.push(common.to_owned());
        for folder in others {
            if let Some(id) = refs.resolve(&folder, "HEAD", 0) {
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                refs.named.insert(format!("worktrees/{name}/HEAD"), id);
            }
        }
        refs
    }

    fn packed(&mut self, text: &[u8]) {
        for line in text.split(|byte| *byte == b'\n') {
            let mut parts = line.splitn(2, |byte| *byte == b' ');
            let id = parts.next().and_then(ObjectId::from_hex);
            if let (Some(id), Some(name)) = (id, parts.next()) {
                let name = String::from_utf8_lossy(name.trim_ascii_end()).into_owned();
                self.named.insert(name, id);
            }
        }
    }

    fn loose(&mut self, top: &Path, folder: &Path) {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.loose(top, &path);
            } else if let Ok(relative) = path.strip_prefix(top) {
                let name = crate::path::shown(relative);
                if let Some(id) = self.resolve(top, &name, 0) {
                    self.named.insert(name, id);
                }
            }
        }
    }

    fn resolve(&self, top: &Path, name: &str, hops: usize) -> Option<ObjectId> {
        let Ok(text) = std::fs::read(top.join(name)) else {
            return self.named.get(name).copied();
        };
        let text = text.trim_ascii();
        match text.strip_prefix(b"ref: ") {
            Some(target) if hops < MOST_HOPS => {
                let target = String::from_utf8_lossy(target).into_owned();
                let known = self.named.get(&target).copied();
                known.or_else(|| self.resolve(top, &target, hops + 1))
            }
            Some(_) => None,
            None => ObjectId::from_hex(text),
        }
    }

    /// The references of a format that only git reads.
    fn ask_git(&mut self, git_dir: &Path) {
        let output = Command::new("git")
            .arg("--git-dir")
            .arg(git_dir)
            .args(["for-each-ref", "--format=%(objectname) %(refname)"])
            .output();
        if let Ok(output) = output {
            self.packed(&output.stdout);
        }
    }
}
