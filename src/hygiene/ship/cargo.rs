//! What `cargo package` takes: `include` of `Cargo.toml`, else what git has or would take, without
//! `exclude`.

use std::path::Path;

use ignore::gitignore::Gitignore;
use toml::Value;

use super::super::exposure::literal;
use super::super::name::Name;
use super::{Advice, File, Package, Root};
use crate::git::ignores::matcher;

/// A crate that can be published.
pub(super) struct Crate {
    root: Root,
    choice: Choice,
}

enum Choice {
    Include(Gitignore),
    /// Whether git decides: it does where it tracks the manifest. Elsewhere all is taken that is
    /// not hidden.
    Exclude(Gitignore, bool),
}

impl Crate {
    /// `None` if it is not for publishing.
    pub(super) fn read(root: &Root, text: &str, is_tracked: bool) -> Option<Self> {
        let manifest: toml::Table = text.parse().ok()?;
        let package = manifest.get("package")?;
        let publish = package.get("publish");
        let nowhere = publish.and_then(Value::as_array).is_some_and(Vec::is_empty);
        if nowhere || publish.and_then(Value::as_bool) == Some(false) {
            return None;
        }
        let rules = |key: &str| {
            let list = package.get(key).and_then(Value::as_array);
            let lines = list.into_iter().flatten().filter_map(Value::as_str);
            let lines: Vec<String> = lines.map(str::to_owned).collect();
            (!lines.is_empty()).then(|| matcher(Path::new(""), &lines, false))
        };
        let choice = match rules("include") {
            Some(include) => Choice::Include(include),
            None => Choice::Exclude(
                rules("exclude").unwrap_or_else(Gitignore::empty),
                is_tracked,
            ),
        };
        Some(Self {
            root: root.clone(),
            choice,
        })
    }

    /// Whether a path lies in a crate inside this one.
    fn is_anothers(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
        folders.any(|folder| self.root.has(&format!("{folder}Cargo.toml")))
    }
}

impl Package for Crate {
    fn takes(&self, file: &File<'_>) -> bool {
        let says = |rules: &Gitignore| {
            let said = rules.matched_path_or_any_parents(file.path, false);
            said.is_ignore()
        };
        if self.is_anothers(file.path) || file.path.starts_with("target/") {
            return false;
        }
        match &self.choice {
            Choice::Include(include) => says(include),
            Choice::Exclude(exclude, true) => file.in_git && !says(exclude),
            Choice::Exclude(exclude, false) => {
                let is_hidden = file.path.split('/').any(|part| part.starts_with('.'));
                !is_hidden && !says(exclude)
            }
        }
    }

    fn advice(&self, _: Name, path: &str) -> Advice {
        let (entry, list) = match self.choice {
            Choice::Include(_) => (format!("!/{}", literal(path)), "the end of `include`"),
            Choice::Exclude(..) => (format!("/{}", literal(path)), "`exclude`"),
        };
        Advice::told(format!("add `\"{entry}\"` to {list} in"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(rest: &str, in_git: bool, is_tracked: bool, path: &str) -> bool {
        let text = format!("[package]\nname = \"a\"\n{rest}\n");
        let root = Root::new(Path::new("/nowhere"), String::new());
        let file = File {
            in_git,
            ..File::plain(path)
        };
        Crate::read(&root, &text, is_tracked).is_some_and(|package| package.takes(&file))
    }

    #[test]
    fn include_takes_what_git_ignores() {
        let takes = |rest: &str| takes(rest, false, true, "conf/.env");
        for include in ["**/*", "conf", "/conf/", "conf/*", ".env"] {
            assert!(takes(&format!("include = [\"{include}\"]")), "{include}");
        }
        assert!(!takes("include = [\"src/**\"]"));
        assert!(!takes("include = [\"**/*\", \"!/conf/.env\"]"));
        assert!(!takes("include = [\"**/*\"]\npublish = false"));
        assert!(!takes("exclude = [\"src\"]"));
    }

    #[test]
    fn without_include_git_decides_where_it_knows_the_crate() {
        assert!(takes("", true, true, "conf/.env"));
        assert!(!takes("exclude = [\"conf\"]", true, true, "conf/.env"));
        assert!(takes("", false, false, "conf/a.key"));
        assert!(!takes("", false, false, "conf/.env"));
        assert!(!takes("", false, true, "conf/a.key"));
    }
}
