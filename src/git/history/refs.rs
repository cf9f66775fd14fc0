//! The names that a repository gives to objects.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::git::objects::ObjectId;
use crate::path::{shown, shown_bytes};

/// Said of a reference that holds anything but the name of an object.
const NO_ID: &str = "the reference is damaged: it names no object";
/// Symbolic references are followed so far, as git does.
const MOST_HOPS: usize = 5;

/// All references of a repository, HEADs of its worktrees included.
#[derive(Clone, Debug, Default)]
pub(in crate::git) struct Refs {
    /// Full name to id.
    pub(in crate::git) named: BTreeMap<String, ObjectId>,
    /// What HEAD is at; `None` before the first commit.
    pub(in crate::git) head: Option<ObjectId>,
    /// Names that could not be read, and why: what they lead to is not known.
    pub(in crate::git) broken: Vec<(String, String)>,
}

impl Refs {
    /// Reads the references of the repository whose own folder is `git_dir`, and the one that it
    /// shares with its worktrees `common`.
    pub(in crate::git) fn read(git_dir: &Path, common: &Path) -> Self {
        let mut refs = Self::default();
        let is_table = common.join("reftable").is_dir();
        if is_table {
            refs.ask_git(git_dir);
        } else {
            match std::fs::read(common.join("packed-refs")) {
                Ok(packed) => refs.packed(&packed),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => refs.broken("packed-refs", &error),
            }
            refs.loose(common, &common.join("refs"));
            if git_dir != common {
                refs.loose(git_dir, &git_dir.join("refs"));
            }
        }
        let head = |refs: &Self, folder: &Path| {
            if is_table {
                Ok(head_by_git(folder))
            } else {
                refs.resolve(folder, Path::new("HEAD"), 0)
            }
        };
        match head(&refs, git_dir) {
            Ok(None) if !is_table && !may_be_unborn(&git_dir.join("HEAD")) => refs.broken(
                "HEAD",
                &"it is damaged: it names neither a branch nor a commit",
            ),
            Ok(head) => refs.head = head,
            Err(error) => refs.broken("HEAD", &error),
        }
        for (name, folder) in others(git_dir, common) {
            match head(&refs, &folder) {
                Ok(None) => {}
                Ok(Some(id)) => drop(refs.named.insert(name, id)),
                Err(error) => refs.broken(&name, &error),
            }
        }
        refs
    }

    fn packed(&mut self, text: &[u8]) {
        if !text.is_empty() && !text.ends_with(b"\n") {
            self.broken("packed-refs", &"its last line is cut off");
        }
        for line in text.split(|byte| *byte == b'\n') {
            // A header, or what the annotated tag of the line above leads to.
            if line.trim_ascii().is_empty() || matches!(line[0], b'#' | b'^') {
                continue;
            }
            let mut parts = line.splitn(2, |byte| *byte == b' ');
            let id = parts.next().and_then(ObjectId::from_hex);
            let name = parts.next().unwrap_or(line).trim_ascii_end();
            let name = shown_bytes(name);
            match id.filter(|_| !name.contains('\0')) {
                Some(id) => drop(self.named.insert(name, id)),
                None => self.broken(&name, &NO_ID),
            }
        }
    }

    fn broken(&mut self, name: &str, why: &dyn ToString) {
        self.broken.push((name.to_owned(), why.to_string()));
    }

    fn loose(&mut self, top: &Path, folder: &Path) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => {
                let name = folder.strip_prefix(top).unwrap_or(folder);
                return self.broken(&shown(name), &error);
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.loose(top, &path);
            } else if let Ok(relative) = path.strip_prefix(top) {
                let name = shown(relative);
                let is_lock = path.extension() == Some(OsStr::new("lock"));
                match self.resolve(top, relative, 0) {
                    Ok(Some(id)) => drop(self.named.insert(name, id)),
                    _ if is_lock => {}
                    Ok(None) if leads_on(&path) => {}
                    Ok(None) => self.broken(&name, &NO_ID),
                    Err(error) => self.broken(&name, &error),
                }
            }
        }
    }

    /// What a name stands for; `None`: nothing.
    fn resolve(&self, top: &Path, name: &Path, hops: usize) -> io::Result<Option<ObjectId>> {
        let known = |name: &Path| self.named.get(&shown(name)).copied();
        let text = match std::fs::read(top.join(name)) {
            Ok(text) => text,
            Err(error) if is_absence(&error) => return Ok(known(name)),
            Err(error) => return Err(error),
        };
        let text = text.trim_ascii();
        match text.strip_prefix(b"ref: ") {
            Some(target) if hops < MOST_HOPS => {
                let target = path_of(target);
                known(&target)
                    .map_or_else(|| self.resolve(top, &target, hops + 1), |id| Ok(Some(id)))
            }
            Some(_) => Ok(None),
            None => Ok(ObjectId::from_hex(text)),
        }
    }

    /// The references of a format that only git reads.
    fn ask_git(&mut self, git_dir: &Path) {
        let output = Command::new("git")
            .arg("--git-dir")
            .arg(git_dir)
            .args(["for-each-ref", "--format=%(objectname) %(refname)"])
            .output();
        match output {
            Ok(output) if output.status.success() => self.packed(&output.stdout),
            Ok(_) => self.broken("refs", &"git cannot list them"),
            Err(error) => self.broken("refs", &error),
        }
    }
}

/// Whether a file that cannot be read is none.
fn is_absence(error: &io::Error) -> bool {
    use ErrorKind::{InvalidInput, IsADirectory, NotADirectory, NotFound};
    matches!(
        error.kind(),
        NotFound | NotADirectory | IsADirectory | InvalidInput
    )
}

/// The file of a name, which is any bytes where the system lets it be.
fn path_of(name: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        OsStr::from_bytes(name).into()
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(name).into_owned().into()
    }
}

/// The HEADs of other working trees of the same repository, by the names that git gives them.
fn others(git_dir: &Path, common: &Path) -> Vec<(String, PathBuf)> {
    let is_own = |folder: &Path| match (folder.canonicalize(), git_dir.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => folder == git_dir,
    };
    let worktrees = std::fs::read_dir(common.join("worktrees"));
    let worktrees = worktrees.into_iter().flatten().flatten();
    let mut others: Vec<(String, PathBuf)> = worktrees
        .map(|entry| {
            let name = shown(Path::new(&entry.file_name()));
            (format!("worktrees/{name}/HEAD"), entry.path())
        })
        .collect();
    others.push(("main-worktree/HEAD".to_owned(), common.to_owned()));
    others.retain(|(_, folder)| !is_own(folder));
    others
}

/// What HEAD is at in a format that only git reads.
fn head_by_git(git_dir: &Path) -> Option<ObjectId> {
    let output = Command::new("git")
        .arg("--git-dir")
        .arg(git_dir)
        .args(["rev-parse", "--verify", "--quiet", "HEAD"])
        .output()
        .ok()?;
    ObjectId::from_hex(output.stdout.trim_ascii())
}

/// Whether HEAD names a branch, which need not be there before the first commit.
fn may_be_unborn(head: &Path) -> bool {
    let text = std::fs::read(head).unwrap_or_default();
    let branch = text.trim_ascii().strip_prefix(b"ref: refs/heads/");
    branch.is_some_and(|branch| !branch.is_empty() && !branch.contains(&0))
}

/// Whether a reference is another name: where that is gone, as after its branch was deleted,
/// git passes it over, too.
fn leads_on(file: &Path) -> bool {
    std::fs::read(file).is_ok_and(|text| text.starts_with(b"ref: "))
}
