//! What Hatch takes: all that is not left out by the nearest `.gitignore`, the only one it reads.

use std::path::Path;

use ignore::gitignore::Gitignore;
use toml::{Table, Value};

use super::super::super::name::Name;
use super::super::{Advice, File, Package, Root};
use super::{table, texts};
use crate::git::ignores::matcher;

/// A project that Hatch builds.
pub(super) struct Hatch {
    forced: Vec<String>,
    artifacts: Gitignore,
    excluded: Gitignore,
    /// `None` if all is.
    included: Option<Gitignore>,
    /// Where it looks at all; everywhere, if there is none.
    only: Vec<String>,
}

impl Hatch {
    pub(super) fn new(root: &Root, project: &Table) -> Self {
        let all = ["tool", "hatch", "build"];
        let own = [&all[..], &["targets", "sdist"]].concat();
        // What the target says replaces what the build says.
        let get = |key: &str| {
            let of = |keys: &[&str]| table(project, &[keys, &[key]].concat());
            of(&own).or_else(|| of(&all))
        };
        let mut excluded = Vec::new();
        if get("ignore-vcs").and_then(Value::as_bool) != Some(true) {
            let mut above = root.upwards();
            let nearest = above.find_map(|folder| root.text_at(folder, ".gitignore"));
            excluded.extend(nearest.unwrap_or_default().lines().map(str::to_owned));
        }
        excluded.extend(texts(get("exclude")));
        let mut included = texts(get("include"));
        let packages = texts(get("packages")).into_iter();
        included.extend(packages.map(|package| format!("/{package}/")));
        let forced = get("force-include").and_then(Value::as_table);
        let forced = forced.into_iter().flatten().map(|(from, _)| plain(from));
        Self {
            forced: forced.collect(),
            artifacts: rules(&texts(get("artifacts"))),
            excluded: rules(&excluded),
            included: (!included.is_empty()).then(|| rules(&included)),
            only: texts(get("only-include"))
                .iter()
                .map(|path| plain(path))
                .collect(),
        }
    }
}

fn plain(path: &str) -> String {
    path.trim_start_matches("./").trim_matches('/').to_owned()
}

fn rules(lines: &[String]) -> Gitignore {
    matcher(Path::new(""), lines, false)
}

/// Whether a path is one of these or lies in one.
fn lies_in(path: &str, folders: &[String]) -> bool {
    folders.iter().any(|folder| {
        let rest = path.strip_prefix(folder.as_str());
        rest.is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
    })
}

impl Package for Hatch {
    fn takes(&self, file: &File<'_>) -> bool {
        let path = file.path;
        let says = |rules: &Gitignore| rules.matched_path_or_any_parents(path, false).is_ignore();
        let is_seen = self.only.is_empty() || lies_in(path, &self.only);
        let is_included = !self.only.is_empty() || self.included.as_ref().is_none_or(says);
        lies_in(path, &self.forced)
            || is_seen && (says(&self.artifacts) || is_included && !says(&self.excluded))
    }

    fn advice(&self, _: Name, path: &str) -> Advice {
        Advice::told(if lies_in(path, &self.forced) {
            "take it out of `force-include` in".to_owned()
        } else {
            format!("add `\"/{path}\"` to `exclude` of [tool.hatch.build.targets.sdist] in")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::takes;

    fn sdist(lines: &str, files: &[&str]) -> bool {
        let text = format!(
            "[build-system]\nbuild-backend = \"hatchling.build\"\n[tool.hatch.build.targets.sdist]\n{lines}"
        );
        takes(&text, files, "conf/.env")
    }

    #[test]
    fn one_gitignore_counts() {
        assert!(sdist("", &[]));
        assert!(!sdist("", &[".gitignore=.env\n"]));
        assert!(sdist("", &["conf/.gitignore=.env\n"]));
        assert!(sdist("ignore-vcs = true", &[".gitignore=.env\n"]));
    }

    #[test]
    fn tables_decide() {
        let ignored = [".gitignore=.env\n"];
        assert!(sdist("artifacts = [\"*.env\"]", &ignored));
        assert!(sdist(
            "[tool.hatch.build.targets.sdist.force-include]\nconf = \"x\"",
            &ignored
        ));
        assert!(!sdist("exclude = [\"/conf\"]", &[]));
        assert!(!sdist("include = [\"src\"]", &[]));
        assert!(!sdist("packages = [\"src\"]", &[]));
        assert!(sdist("include = [\"conf\"]", &[]));
        assert!(!sdist("only-include = [\"src\"]", &[]));
        assert!(sdist("only-include = [\"conf\"]", &[]));
        assert!(!sdist("include = [\"conf\"]", &ignored));
    }
}
