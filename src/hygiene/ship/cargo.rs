//! What `cargo package` takes: `include` of `Cargo.toml`, else what git does not ignore.

use std::path::Path;

use ignore::gitignore::Gitignore;

use super::super::exposure::literal;
use super::super::ignores::matcher;
use super::super::name::Name;
use super::{Advice, Package};

/// A crate that names what it is made of; of others, git decides.
pub(super) struct Crate {
    include: Gitignore,
}

impl Crate {
    /// `None` if it is not for publishing, or git decides.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let manifest: toml::Table = text.parse().ok()?;
        let package = manifest.get("package")?;
        let publish = package.get("publish");
        let nowhere = publish
            .and_then(toml::Value::as_array)
            .is_some_and(Vec::is_empty);
        if nowhere || publish.and_then(toml::Value::as_bool) == Some(false) {
            return None;
        }
        let include = package.get("include")?.as_array()?;
        let lines = include
            .iter()
            .filter_map(toml::Value::as_str)
            .map(str::to_owned);
        Some(Self {
            include: matcher(Path::new(""), &lines.collect::<Vec<_>>(), false),
        })
    }
}

impl Package for Crate {
    fn takes(&self, path: &str) -> bool {
        self.include
            .matched_path_or_any_parents(path, false)
            .is_ignore()
    }

    fn advice(&self, _: Name, path: &str) -> Advice {
        Advice {
            help: format!(
                "add `\"!/{}\"` to the end of `include` in Cargo.toml",
                literal(path)
            ),
            line: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(rest: &str) -> bool {
        let text = format!("[package]\nname = \"a\"\n{rest}\n");
        Crate::parse(&text).is_some_and(|package| package.takes("conf/.env"))
    }

    #[test]
    fn include_takes_what_git_ignores() {
        for include in ["**/*", "conf", "/conf/", "conf/*", ".env"] {
            assert!(takes(&format!("include = [\"{include}\"]")), "{include}");
        }
        assert!(!takes("include = [\"src/**\"]"));
        assert!(!takes("include = [\"**/*\", \"!/conf/.env\"]"));
        assert!(!takes("include = [\"**/*\"]\npublish = false"));
        assert!(!takes("exclude = [\"src\"]"));
    }
}
