//! What `npm publish` takes: `files` of `package.json`, else `.npmignore`, else `.gitignore`.

use std::path::Path;

use ignore::gitignore::Gitignore;
use serde_json::Value;

use super::super::exposure::literal;
use super::super::ignores::matcher;
use super::super::name::Name;
use super::{Advice, Package};

/// A package that can be published.
pub(super) struct Npm {
    choice: Choice,
}

enum Choice {
    /// `files`, as rules that match what is taken.
    Files(Gitignore),
    /// `.npmignore`, which has npm forget `.gitignore`.
    Ignores(Gitignore),
    /// `.gitignore`: what that lets in was reported already.
    Git,
}

/// npm never packs these.
const NEVER: [&str; 3] = [".npmrc", "package-lock.json", "npm-debug.log"];

impl Npm {
    /// `None` if it is not for publishing.
    pub(super) fn parse(text: &str, ignores: Option<&str>) -> Option<Self> {
        let package: Value = serde_json::from_str(text).ok()?;
        let is_private = package.get("private").is_some_and(|value| value == true);
        if is_private || package.get("name").is_none() || package.get("version").is_none() {
            return None;
        }
        let choice = match (package.get("files").and_then(Value::as_array), ignores) {
            (Some(files), _) => Choice::Files(chosen(files)),
            (None, Some(ignores)) => {
                let lines: Vec<String> = ignores.lines().map(str::to_owned).collect();
                Choice::Ignores(matcher(Path::new(""), &lines, true))
            }
            (None, None) => Choice::Git,
        };
        Some(Self { choice })
    }
}

/// `files`, whose entries begin at the package and take folders whole.
fn chosen(files: &[Value]) -> Gitignore {
    let lines = files.iter().filter_map(Value::as_str).map(|entry| {
        let (not, entry) = match entry.strip_prefix('!') {
            Some(entry) => ("!", entry),
            None => ("", entry),
        };
        let entry = entry.trim_start_matches("./").trim_matches('/');
        if matches!(entry, "" | ".") {
            format!("{not}/**")
        } else {
            format!("{not}/{entry}")
        }
    });
    matcher(Path::new(""), &lines.collect::<Vec<_>>(), true)
}

impl Package for Npm {
    fn takes(&self, path: &str) -> bool {
        let file = path.rsplit('/').next().unwrap_or(path);
        let says = |rules: &Gitignore| rules.matched_path_or_any_parents(path, false).is_ignore();
        !NEVER.contains(&file)
            && match &self.choice {
                Choice::Files(files) => says(files),
                Choice::Ignores(ignores) => !says(ignores),
                Choice::Git => false,
            }
    }

    fn advice(&self, name: Name, path: &str) -> Advice {
        let file = literal(path.rsplit('/').next().unwrap_or(path));
        let everywhere = name.is_the_same_everywhere();
        if let Choice::Files(_) = self.choice {
            let entry = if everywhere {
                format!("!**/{file}")
            } else {
                format!("!{path}")
            };
            return Advice {
                help: format!("add `\"{entry}\"` to the end of `files` in package.json"),
                line: None,
            };
        }
        let line = if everywhere {
            file
        } else {
            format!("/{}", literal(path))
        };
        Advice {
            help: format!("add `{line}` to .npmignore, for which npm forgets .gitignore"),
            line: Some((line, ".npmignore".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(rest: &str, ignores: Option<&str>, path: &str) -> bool {
        let text = format!("{{\"name\": \"a\", \"version\": \"1\"{rest}}}");
        Npm::parse(&text, ignores).is_some_and(|package| package.takes(path))
    }

    #[test]
    fn files_decide_first() {
        for files in [
            "[\".\"]",
            "[\"*\"]",
            "[\"**/*\"]",
            "[\"config\"]",
            "[\"./config/\"]",
            "[\"config/*.env\"]",
        ] {
            let rest = format!(", \"files\": {files}");
            assert!(takes(&rest, Some("*.env"), "config/prod.env"), "{files}");
        }
        for files in [
            "[]",
            "[\"dist\"]",
            "[\"config\", \"!**/prod.env\"]",
            "[\"other/config\"]",
        ] {
            let rest = format!(", \"files\": {files}");
            assert!(!takes(&rest, None, "config/prod.env"), "{files}");
        }
    }

    #[test]
    fn an_npmignore_replaces_gitignore() {
        assert!(takes("", Some("src\n"), ".env"));
        assert!(!takes("", Some("src\n.env\n"), "app/.env"));
        assert!(!takes("", None, ".env"));
        assert!(!takes("", Some("src\n"), ".npmrc"));
    }

    #[test]
    fn what_is_private_is_not_published() {
        assert!(!takes(
            ", \"private\": true, \"files\": [\".\"]",
            None,
            ".env"
        ));
        assert!(Npm::parse("{\"name\": \"a\"}", None).is_none());
        assert!(Npm::parse("[", None).is_none());
    }

    #[test]
    fn the_advice_works() {
        let package = Npm::parse("{\"name\": \"a\", \"version\": \"1\"}", Some("src")).unwrap();
        let (line, to) = package.advice(Name::Key, "certs/a.key").line.unwrap();
        assert_eq!((line.as_str(), to.as_str()), ("/certs/a.key", ".npmignore"));
        assert!(!takes("", Some(&format!("src\n{line}")), "certs/a.key"));
        assert!(!takes(", \"files\": [\".\", \"!**/.env\"]", None, "a/.env"));
    }
}
