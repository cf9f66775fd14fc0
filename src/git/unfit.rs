//! Settings that libgit2 must not see: it takes for granted that they have a value, and ends the
//! whole program where they have none.

use std::path::Path;

use crate::error::{Error, Result};

/// Refuses the repository whose git folder this is where its settings are such.
pub(super) fn check(git_dir: &Path) -> Result<()> {
    let common = std::fs::read_to_string(git_dir.join("commondir"));
    let common = common.map_or_else(|_| git_dir.to_owned(), |to| git_dir.join(to.trim_end()));
    let file = common.join("config");
    match std::fs::read(&file) {
        Ok(text) if is_bare(&String::from_utf8_lossy(&text)) => Err(Error::Git(format!(
            "{}: extensions.objectformat has no value",
            file.display()
        ))),
        _ => Ok(()),
    }
}

/// Refuses the repository that is found upwards from `path`.
pub(super) fn check_upwards(path: &Path) -> Result<()> {
    // What cannot be found is told by whoever opens it.
    let found = git2::Repository::discover_path(path, super::NO_CEILING);
    found.map_or(Ok(()), |git_dir| check(&git_dir))
}

/// Whether `extensions.objectformat` stands there without a value.
fn is_bare(config: &str) -> bool {
    let mut is_ours = false;
    for line in config.lines() {
        let mut line = line.trim();
        if let Some((section, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']'))
        {
            is_ours = section.trim().eq_ignore_ascii_case("extensions");
            line = rest.trim();
        }
        let key = line.split(['#', ';']).next().unwrap_or_default().trim();
        if is_ours && key.eq_ignore_ascii_case("objectformat") {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_key_without_a_value_is_refused() {
        for bare in [
            "[extensions]\n\tobjectformat\n",
            "[core]\n\tbare = false\n[Extensions]\n  objectFormat ; what\n",
            "[extensions] objectformat",
        ] {
            assert!(is_bare(bare), "{bare}");
        }
        for fine in [
            "",
            "[extensions]\n\tobjectformat = sha256\n",
            "[extensions]\n\tobjectformat =\n",
            "[core]\n\tobjectformat\n",
            "[extensions]\n\tworktreeconfig\n# objectformat\n",
        ] {
            assert!(!is_bare(fine), "{fine}");
        }
    }
}
