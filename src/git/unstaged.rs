//! Which files of the working tree differ from the index. Git itself answers: only it knows what
//! it has looked at already, and what its filters make of a file.

use std::path::Path;

use super::{Oid, Program};
use crate::error::{Error, Result};

/// What git is asked. A file monitor that the repository's settings name is not started.
const QUESTION: [&str; 9] = [
    "-c",
    "core.fsmonitor=false",
    "diff-files",
    "--raw",
    "-z",
    "--no-abbrev",
    "--ignore-submodules=all",
    "--relative",
    ".",
];

/// A tracked file that is not as the index has it, or may not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// From the folder that was asked about, `/`-separated.
    pub path: Vec<u8>,
    /// Whether the working tree has a symbolic link there.
    pub is_link: bool,
    /// The blob that the index has; `None`: there is none, or a merge left several.
    pub before: Option<Oid>,
}

/// What `git diff` would show of the files at and below a folder, deleted ones left out.
///
/// # Errors
/// [`Error::Git`] in git's words, [`Error::Io`] when it cannot be started.
pub fn edits(folder: &Path) -> Result<Vec<Edit>> {
    let output = Program::at(folder).command(QUESTION).output();
    let output = output.map_err(super::program::not_started)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Error::Git(said.trim().to_owned()));
    }
    Ok(read(&output.stdout))
}

/// Pairs of `:mode mode id id status` and a path, each ended by a NUL.
fn read(raw: &[u8]) -> Vec<Edit> {
    let mut fields = raw.split(|byte| *byte == 0);
    let mut edits: Vec<Edit> = Vec::new();
    while let (Some(head), Some(path)) = (fields.next(), fields.next()) {
        let mut words = head.split(|byte| *byte == b' ');
        let mut word = || words.next().unwrap_or_default();
        let (old_mode, mode, id) = (word(), word(), word());
        let (_, status) = (word(), word());
        let is_unmerged = status.starts_with(b"U");
        // Of a file that is not merged, git tells twice.
        let is_known = edits.last().is_some_and(|last| last.path == path);
        if status.starts_with(b"D") || mode.starts_with(b"16") || is_known {
            continue;
        }
        let was_file = old_mode.starts_with(b":10") && !is_unmerged;
        edits.push(Edit {
            path: path.to_vec(),
            is_link: mode.starts_with(b"12"),
            before: Oid::from_hex(id).filter(|id| was_file && !id.is_zero()),
        });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gits_words_are_read() {
        let id = "ab".repeat(20);
        let none = "0".repeat(40);
        let line = |old: &str, new: &str, id: &str, status: &str, path: &str| {
            format!(":{old} {new} {id} {none} {status}\0{path}\0")
        };
        let raw = [
            line("100644", "100755", &id, "M", "a b"),
            line("000000", "100644", &none, "A", "new"),
            line("100644", "000000", &id, "D", "gone"),
            line("100644", "120000", &id, "T", "link"),
            line("160000", "160000", &id, "M", "module"),
            line("000000", "100644", &none, "U", "torn"),
            line("100644", "100644", &id, "M", "torn"),
        ];
        let read = read(raw.concat().as_bytes());
        let seen: Vec<(String, bool, bool)> = read
            .iter()
            .map(|edit| {
                let path = String::from_utf8_lossy(&edit.path).into_owned();
                (path, edit.is_link, edit.before.is_some())
            })
            .collect();
        let edit = |path: &str, is_link, has_before| (path.to_owned(), is_link, has_before);
        assert_eq!(
            seen,
            [
                edit("a b", false, true),
                edit("new", false, false),
                edit("link", true, true),
                edit("torn", false, false)
            ]
        );
        assert_eq!(super::read(b""), []);
    }
}
