//! What `npm publish` takes: `files` of `package.json`, and in each folder `.npmignore`, else
//! `.gitignore`. Git's other rules, and those of folders above the package, do not count there.

use std::path::Path;

use ignore::Match;
use ignore::gitignore::Gitignore;
use serde_json::Value;

use super::super::exposure::literal;
use super::super::name::Name;
use super::glob::{DOTS, Glob};
use super::{Advice, File, Package, Root};
use crate::git::ignores::matcher;

/// A package that can be published.
pub(super) struct Npm {
    root: Root,
    files: Option<Files>,
    /// The rules of the folders between the workspace's top and the package, which npm reads as if
    /// they stood in the package.
    outer: Vec<Gitignore>,
}

/// What `files` lists.
struct Files {
    /// As rules that match what is taken.
    rules: Gitignore,
    /// Those that are a file's name; nothing leaves them out.
    named: Vec<String>,
}

/// npm never packs these.
const NEVER: [&str; 3] = [".npmrc", "package-lock.json", "npm-debug.log"];
/// Files of rules; the first that a folder has counts.
const IGNORES: [&str; 2] = [".npmignore", ".gitignore"];

impl Npm {
    /// `None` if it is not for publishing.
    pub(super) fn read(root: &Root, text: &str) -> Option<Self> {
        let package: Value = serde_json::from_str(text).ok()?;
        let is_private = package.get("private").is_some_and(|value| value == true);
        if is_private || package.get("name").is_none() || package.get("version").is_none() {
            return None;
        }
        let files = package.get("files").and_then(Value::as_array);
        Some(Self {
            files: files.map(|files| Files::new(root, files)),
            outer: outer(root),
            root: root.clone(),
        })
    }

    /// The rules that a folder of the package has, and their file.
    fn rules(&self, folder: &str) -> Option<(String, Gitignore)> {
        if folder.is_empty() && self.files.is_some() {
            return None;
        }
        let mut files = IGNORES.iter().map(|name| format!("{folder}{name}"));
        files
            .find_map(|file| Some((rules(&self.root.text(&file)?), file)))
            .map(|(rules, file)| (file, rules))
    }
}

impl Files {
    /// Entries begin at the package and take folders whole.
    fn new(root: &Root, files: &[Value]) -> Self {
        let (mut lines, mut named) = (Vec::new(), Vec::new());
        for entry in files.iter().filter_map(Value::as_str) {
            let (not, entry) = match entry.strip_prefix('!') {
                Some(entry) => ("!", entry),
                None => ("", entry),
            };
            let entry = entry.trim_start_matches("./").trim_matches('/');
            lines.push(match entry {
                "" | "." => format!("{not}/**"),
                _ => format!("{not}/{entry}"),
            });
            if not.is_empty() && root.text(entry).is_some() {
                named.push(entry.to_owned());
            }
        }
        Self {
            rules: matcher(Path::new(""), &lines, true),
            named,
        }
    }
}

/// The rules above a package that belongs to a workspace.
fn outer(root: &Root) -> Vec<Gitignore> {
    let mut above: Vec<&str> = root.upwards().skip(1).collect();
    let Some(end) = above.iter().position(|folder| has_workspace(root, folder)) else {
        return Vec::new();
    };
    above.truncate(end + 1);
    let text = |folder: &&str| IGNORES.iter().find_map(|file| root.text_at(folder, file));
    above
        .iter()
        .filter_map(text)
        .map(|text| rules(&text))
        .collect()
}

/// Whether the `package.json` of a folder above names the package's as a workspace.
fn has_workspace(root: &Root, folder: &str) -> bool {
    let text = root.text_at(folder, "package.json");
    let manifest = text.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let listed = manifest.as_ref().and_then(|manifest| {
        let listed = manifest.get("workspaces")?;
        listed.get("packages").unwrap_or(listed).as_array()
    });
    let mut patterns = listed.into_iter().flatten().filter_map(Value::as_str);
    patterns.any(|pattern| {
        Glob::new(pattern, DOTS).is_some_and(|glob| glob.matches(root.below(folder)))
    })
}

fn rules(text: &str) -> Gitignore {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    matcher(Path::new(""), &lines, true)
}

/// The folders above a path, with a `/` behind each, the outermost first.
fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    let below = path.match_indices('/').map(|(at, _)| &path[..=at]);
    std::iter::once("").chain(below.collect::<Vec<_>>())
}

impl Package for Npm {
    fn takes(&self, file: &File<'_>) -> bool {
        let path = file.path;
        let ignores =
            |rules: &Gitignore| rules.matched_path_or_any_parents(path, false).is_ignore();
        if NEVER.contains(&path.rsplit('/').next().unwrap_or(path)) {
            return false;
        }
        let mut is_in = match &self.files {
            Some(files) if files.named.iter().any(|named| named == path) => return true,
            Some(files) => ignores(&files.rules),
            None => !self.outer.iter().any(ignores),
        };
        for folder in folders(path) {
            let rules = self.rules(folder).map(|(_, rules)| rules);
            let inside = &path[folder.len()..];
            match rules.map(|rules| rules.matched_path_or_any_parents(inside, false).map(|_| ())) {
                Some(Match::Ignore(())) => is_in = false,
                Some(Match::Whitelist(())) => is_in = true,
                _ => {}
            }
        }
        is_in
    }

    fn advice(&self, name: Name, path: &str) -> Advice {
        let file = path.rsplit('/').next().unwrap_or(path);
        let everywhere = name.is_the_same_everywhere(file);
        let file = literal(file);
        if self.files.is_some() {
            let entry = if everywhere {
                format!("!**/{file}")
            } else {
                format!("!{path}")
            };
            return Advice::told(format!("add `\"{entry}\"` to the end of `files` in"));
        }
        let nearest = folders(path).rev().find_map(|folder| {
            let (file, _) = self.rules(folder)?;
            Some((folder, file))
        });
        // A new `.npmignore` would have npm forget what `.gitignore` says.
        let (folder, to) = nearest.unwrap_or_else(|| ("", IGNORES[1].to_owned()));
        let line = if everywhere {
            file
        } else {
            format!("/{}", literal(&path[folder.len()..]))
        };
        let forgets = to.ends_with(IGNORES[0]) && self.root.has(&format!("{folder}{}", IGNORES[1]));
        let why = if forgets {
            ", for which npm forgets .gitignore"
        } else {
            ""
        };
        Advice {
            why,
            ..Advice::line(line, to)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// Whether a package with these files and this in its `package.json` takes a path.
    fn takes(rest: &str, files: &[(&str, &str)], path: &str) -> bool {
        let here = TempDir::new().unwrap();
        for (file, text) in files {
            let file = here.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let text = format!("{{\"name\": \"a\", \"version\": \"1\"{rest}}}");
        let package = Npm::read(&Root::new(here.path(), String::new()), &text);
        package.is_some_and(|package| package.takes(&File::plain(path)))
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
            let ignores = [(".npmignore", "*.env\n")];
            assert!(takes(&rest, &ignores, "config/prod.env"), "{files}");
        }
        for files in [
            "[]",
            "[\"dist\"]",
            "[\"config\", \"!**/prod.env\"]",
            "[\"other/config\"]",
        ] {
            let rest = format!(", \"files\": {files}");
            assert!(!takes(&rest, &[], "config/prod.env"), "{files}");
        }
    }

    #[test]
    fn below_files_other_rules_hold_but_for_what_is_named() {
        let nested = [
            ("config/.gitignore", "*.env\n"),
            ("config/prod.env", "A=1\n"),
        ];
        assert!(!takes(
            ", \"files\": [\"config\"]",
            &nested,
            "config/prod.env"
        ));
        let named = ", \"files\": [\"config/prod.env\"]";
        assert!(takes(named, &nested, "config/prod.env"));
    }

    #[test]
    fn an_npmignore_replaces_the_gitignore_beside_it() {
        let both = |npm: &str| {
            [
                (".npmignore", npm.to_owned()),
                (".gitignore", ".env\n".to_owned()),
            ]
        };
        let takes = |npm: &str, path: &str| {
            let files = both(npm);
            let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
            takes("", &files, path)
        };
        assert!(takes("src\n", ".env"));
        assert!(!takes("src\n.env\n", "app/.env"));
        assert!(!takes("src\n", ".npmrc"));
    }

    #[test]
    fn gitignore_counts_in_the_package_alone() {
        assert!(!takes("", &[(".gitignore", ".env\n")], "app/.env"));
        assert!(takes("", &[], ".env"));
        let negated = [(".gitignore", ".env\n"), ("app/.gitignore", "!.env\n")];
        assert!(takes("", &negated, "app/.env"));
    }

    #[test]
    fn what_is_private_is_not_published() {
        assert!(!takes(
            ", \"private\": true, \"files\": [\".\"]",
            &[],
            ".env"
        ));
        let root = Root::new(Path::new("/nowhere"), String::new());
        assert!(Npm::read(&root, "{\"name\": \"a\"}").is_none());
        assert!(Npm::read(&root, "[").is_none());
    }
}
