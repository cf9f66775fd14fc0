//! Ignore rules that lie outside the working tree.

use std::path::PathBuf;

use super::{Inner, Repository, env};

/// Ignore rules besides those in `.gitignore` files.
#[derive(Clone, Debug)]
pub struct Excludes {
    /// Files of rules from the top of the working tree, the stronger first; some may not exist.
    pub files: Vec<PathBuf>,
    /// Whether rules are compared without regard to case.
    pub fold_case: bool,
}

impl Repository {
    /// Ignore rules that lie outside the working tree.
    #[must_use]
    pub fn excludes(&self) -> Excludes {
        let own = self.common().join("info").join("exclude");
        let (users, fold_case) = match &self.inner {
            Inner::Libgit(git) => {
                let config = git.config().ok();
                let config = config.as_ref();
                let users = config.and_then(|config| config.get_path("core.excludesfile").ok());
                let fold = config.and_then(|config| config.get_bool("core.ignorecase").ok());
                (users, fold)
            }
            Inner::Own(own) => {
                let get = |kind, name| own.git(["config", "--type", kind, "--get", name]);
                let fold = get("bool", "core.ignorecase").map(|said| said == "true");
                (get("path", "core.excludesfile").map(PathBuf::from), fold)
            }
        };
        // Git's default where nothing is set.
        let users = users.or_else(|| {
            let folder = env("XDG_CONFIG_HOME").map(PathBuf::from);
            let folder = folder.or_else(|| Some(PathBuf::from(env("HOME")?).join(".config")));
            Some(folder?.join("git").join("ignore"))
        });
        Excludes {
            files: std::iter::once(own).chain(users).collect(),
            fold_case: fold_case.unwrap_or(false),
        }
    }
}
