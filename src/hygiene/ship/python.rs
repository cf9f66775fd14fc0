//! What a source distribution of Python takes: `MANIFEST.in`, and the tables of `pyproject.toml`
//! that put in what git ignores.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};
use ignore::gitignore::Gitignore;
use toml::Value;

use super::super::ignores::matcher;
use super::super::name::Name;
use super::{Advice, Package};

/// Commands of a `MANIFEST.in`, of which the last that says anything of a file decides.
pub(super) struct Manifest {
    commands: Vec<(bool, GlobMatcher)>,
}

impl Manifest {
    /// Reads a file's text.
    pub(super) fn parse(text: &str) -> Self {
        let mut commands = Vec::new();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let Some(verb) = words.next().filter(|verb| !verb.starts_with('#')) else {
                continue;
            };
            let (takes, kind) = match verb.split_once('-').unwrap_or(("", verb)) {
                (kind, "include") => (true, kind),
                (kind, "exclude") => (false, kind),
                ("", "graft") => (true, "graft"),
                ("", "prune") => (false, "graft"),
                _ => continue,
            };
            let above = if kind == "recursive" {
                words.next()
            } else {
                None
            };
            for pattern in words {
                let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
                let whole = match kind {
                    "graft" if matches!(pattern, "." | "") => "**".to_owned(),
                    "graft" => format!("{pattern}/**"),
                    "global" => format!("**/{pattern}"),
                    "recursive" => match above.unwrap_or(".").trim_end_matches('/') {
                        "." => format!("**/{pattern}"),
                        above => format!("{above}/**/{pattern}"),
                    },
                    _ => pattern.to_owned(),
                };
                commands.extend(glob(&whole).map(|glob| (takes, glob)));
            }
        }
        Self { commands }
    }
}

impl Package for Manifest {
    fn takes(&self, path: &str) -> bool {
        let mut last = self.commands.iter().rev();
        let last = last.find(|(_, glob)| glob.is_match(path));
        last.is_some_and(|(takes, _)| *takes)
    }

    fn advice(&self, name: Name, path: &str) -> Advice {
        let file = path.rsplit('/').next().unwrap_or(path);
        let line = if name.is_the_same_everywhere() {
            format!("global-exclude {file}")
        } else {
            format!("exclude {path}")
        };
        Advice {
            help: format!("add `{line}` to MANIFEST.in"),
            line: (!path.contains(' ')).then(|| (line, "MANIFEST.in".to_owned())),
        }
    }
}

/// What the tables of a `pyproject.toml` take, whatever git ignores.
pub(super) struct Project {
    takes: Gitignore,
    leaves: Gitignore,
    /// Where to keep a file out.
    table: &'static str,
}

impl Project {
    /// `None` if no table puts in more than git has.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let project: toml::Table = text.parse().ok()?;
        let tool = project.get("tool")?;
        [poetry, hatch, setuptools, pdm, flit]
            .iter()
            .find_map(|read| read(tool))
    }

    fn new(table: &'static str, takes: &[String], leaves: &[String]) -> Option<Self> {
        let rules = |lines: &[String]| matcher(Path::new(""), lines, false);
        (!takes.is_empty()).then(|| Self {
            takes: rules(takes),
            leaves: rules(leaves),
            table,
        })
    }
}

impl Package for Project {
    fn takes(&self, path: &str) -> bool {
        let says = |rules: &Gitignore| rules.matched_path_or_any_parents(path, false).is_ignore();
        says(&self.takes) && !says(&self.leaves)
    }

    fn advice(&self, _: Name, path: &str) -> Advice {
        Advice {
            help: format!("leave `{path}` out by [{}] in pyproject.toml", self.table),
            line: None,
        }
    }
}

fn poetry(tool: &Value) -> Option<Project> {
    let table = tool.get("poetry")?;
    Project::new(
        "tool.poetry",
        &rooted(table.get("include")),
        &rooted(table.get("exclude")),
    )
}

/// Hatch asks git, but for what is forced in or declared an artifact.
fn hatch(tool: &Value) -> Option<Project> {
    let build = tool.get("hatch")?.get("build")?;
    let sdist = build
        .get("targets")
        .and_then(|targets| targets.get("sdist"));
    let tables = [Some(build), sdist];
    let each = |key: &str| {
        let tables = tables.iter().flatten();
        tables
            .flat_map(|table| plain(table.get(key)))
            .collect::<Vec<_>>()
    };
    let mut takes = each("artifacts");
    for table in tables.iter().flatten() {
        let forced = table.get("force-include").and_then(Value::as_table);
        takes.extend(
            forced
                .into_iter()
                .flatten()
                .map(|(from, _)| format!("/{from}")),
        );
        if table.get("ignore-vcs").and_then(Value::as_bool) == Some(true) {
            let include = plain(table.get("include"));
            takes.extend(if include.is_empty() {
                vec!["*".to_owned()]
            } else {
                include
            });
        }
    }
    Project::new("tool.hatch.build.targets.sdist", &takes, &each("exclude"))
}

/// Patterns of data begin in a package, so they are compared wherever one may lie. A `*` passes
/// over names that begin with a dot.
fn setuptools(tool: &Value) -> Option<Project> {
    let table = tool.get("setuptools")?;
    let data = |key: &str| {
        let tables = table.get(key).and_then(Value::as_table);
        let lists = tables.into_iter().flatten();
        lists
            .flat_map(|(_, list)| plain(Some(list)))
            .collect::<Vec<_>>()
    };
    let mut takes = data("package-data");
    takes.retain(|pattern| pattern != "*" && !pattern.ends_with("/*"));
    Project::new(
        "tool.setuptools.exclude-package-data",
        &takes,
        &data("exclude-package-data"),
    )
}

fn pdm(tool: &Value) -> Option<Project> {
    let build = tool.get("pdm")?.get("build")?;
    let takes = [
        rooted(build.get("includes")),
        rooted(build.get("source-includes")),
    ]
    .concat();
    Project::new("tool.pdm.build", &takes, &rooted(build.get("excludes")))
}

fn flit(tool: &Value) -> Option<Project> {
    let sdist = tool.get("flit")?.get("sdist")?;
    Project::new(
        "tool.flit.sdist",
        &rooted(sdist.get("include")),
        &rooted(sdist.get("exclude")),
    )
}

/// A list of patterns; of tables, their `path`.
fn plain(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    let texts = items.filter_map(|item| item.as_str().or_else(|| item.get("path")?.as_str()));
    texts.map(str::to_owned).collect()
}

/// The same, from the project's own folder.
fn rooted(list: Option<&Value>) -> Vec<String> {
    let patterns = plain(list).into_iter();
    patterns
        .map(|pattern| format!("/{}", pattern.trim_start_matches('/')))
        .collect()
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.ok().map(|glob| glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_obeyed_in_its_order() {
        let takes = |text: &str| Manifest::parse(text).takes("conf/.env");
        for text in [
            "include conf/.env",
            "include conf/*",
            "graft conf",
            "graft .",
            "global-include *",
            "global-include .env",
            "recursive-include conf *",
            "recursive-include . .env",
            "prune conf\ngraft conf",
        ] {
            assert!(takes(text), "{text}");
        }
        for text in [
            "",
            "# graft .",
            "include .env",
            "recursive-include src *",
            "graft .\nprune conf",
            "graft .\nglobal-exclude .env",
            "graft .\nexclude conf/.env",
            "nonsense conf/.env",
        ] {
            assert!(!takes(text), "{text}");
        }
    }

    #[test]
    fn tables_that_put_in_what_git_ignores() {
        let takes =
            |text: &str| Project::parse(text).is_some_and(|project| project.takes("conf/.env"));
        for text in [
            "[tool.poetry]\ninclude = [\"conf/**/*\"]",
            "[tool.poetry]\ninclude = [{path = \"conf\", format = \"sdist\"}]",
            "[tool.hatch.build]\nartifacts = [\"*.env\"]",
            "[tool.hatch.build.targets.sdist.force-include]\n\"conf/.env\" = \"x\"",
            "[tool.hatch.build.targets.sdist]\nignore-vcs = true",
            "[tool.setuptools.package-data]\n\"*\" = [\".env\"]",
            "[tool.pdm.build]\nincludes = [\"conf\"]",
            "[tool.flit.sdist]\ninclude = [\"conf/\"]",
        ] {
            assert!(takes(text), "{text}");
        }
        for text in [
            "",
            "[tool.poetry]\ninclude = [\"src\"]",
            "[tool.poetry]\ninclude = [\"conf\"]\nexclude = [\"**/.env\"]",
            "[tool.hatch.build.targets.sdist]\ninclude = [\"conf\"]",
            "[tool.setuptools.package-data]\n\"*\" = [\"*\"]",
            "[tool.black]\nline-length = 9",
        ] {
            assert!(!takes(text), "{text}");
        }
    }
}
