//! Backends that take the folder of a project's code as it is: Poetry, Flit, PDM, uv. Of these
//! Poetry alone asks git.

use toml::Table;

use super::super::super::name::Name;
use super::super::glob::{DOTS, Dialect, Glob, PYTHON};
use super::super::{Advice, File, Package, Root};
use super::{table, texts};

/// What is taken besides some code.
pub(super) struct Code {
    /// Folders, with a `/` behind each.
    folders: Vec<String>,
    /// Whether what git ignores stays out of those.
    asks_git: bool,
    include: Vec<Glob>,
    exclude: Vec<Glob>,
    /// Whether what is included cannot be excluded.
    include_wins: bool,
    /// The list that leaves a file out, and its table.
    place: (&'static str, &'static str),
}

/// The patterns of lists at some keys.
fn globs(project: &Table, keys: &[&[&str]], dialect: Dialect) -> Vec<Glob> {
    let lists = keys.iter().flat_map(|keys| texts(table(project, keys)));
    lists.filter_map(|text| Glob::new(&text, dialect)).collect()
}

/// The name by which a project's code is imported.
fn module(project: &Table, keys: &[&[&str]]) -> String {
    let names = keys.iter().find_map(|keys| table(project, keys)?.as_str());
    names
        .unwrap_or_default()
        .replace(['-', '.'], "_")
        .to_lowercase()
}

/// The folder of a module, at the top or in `src`.
fn folder(root: &Root, module: &str) -> Vec<String> {
    let places = [format!("src/{module}/"), format!("{module}/")];
    let mut there = places.into_iter().filter(|place| root.has(place));
    let found = there.next().filter(|_| !module.is_empty());
    found.into_iter().collect()
}

/// Poetry: `packages` or the module, without what git ignores, and what is included.
pub(super) fn poetry(root: &Root, project: &Table) -> Code {
    let packages = table(project, &["tool", "poetry", "packages"]);
    let listed = packages
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten();
    let listed: Vec<String> = listed
        .filter_map(|package| {
            let include = package.get("include")?.as_str()?.trim_end_matches("/**/*");
            let from = package.get("from").and_then(toml::Value::as_str);
            Some(from.map_or_else(
                || format!("{include}/"),
                |from| format!("{from}/{include}/"),
            ))
        })
        .collect();
    let name = module(
        project,
        &[&["project", "name"], &["tool", "poetry", "name"]],
    );
    Code {
        folders: if listed.is_empty() {
            folder(root, &name)
        } else {
            listed
        },
        asks_git: true,
        include: globs(project, &[&["tool", "poetry", "include"]], DOTS),
        exclude: globs(project, &[&["tool", "poetry", "exclude"]], DOTS),
        include_wins: true,
        place: ("exclude", "tool.poetry"),
    }
}

/// Flit: the module, whatever git says.
pub(super) fn flit(root: &Root, project: &Table) -> Code {
    let named: [&[&str]; 2] = [&["tool", "flit", "module", "name"], &["project", "name"]];
    Code {
        folders: folder(root, &module(project, &named)),
        asks_git: false,
        include: globs(project, &[&["tool", "flit", "sdist", "include"]], PYTHON),
        exclude: globs(project, &[&["tool", "flit", "sdist", "exclude"]], PYTHON),
        include_wins: false,
        place: ("exclude", "tool.flit.sdist"),
    }
}

/// PDM: the packages, and tests, or what is included.
pub(super) fn pdm(root: &Root, project: &Table) -> Code {
    let build = ["tool", "pdm", "build"];
    let at = |key: &'static str| [build[0], build[1], build[2], key];
    let include = globs(project, &[&at("includes")], PYTHON);
    let sources = table(project, &at("source-includes")).is_some();
    let place = table(project, &at("package-dir")).and_then(toml::Value::as_str);
    let usual = if root.has("src") { "src" } else { "" };
    let place = place.unwrap_or(usual).trim_matches('/');
    let place = if place.is_empty() {
        String::new()
    } else {
        format!("{place}/")
    };
    let mut folders = Vec::new();
    if include.is_empty() {
        let packages = root.folders(&place).into_iter();
        let packages = packages.map(|name| format!("{place}{name}/"));
        folders.extend(packages.filter(|folder| root.has(&format!("{folder}__init__.py"))));
    }
    if !sources {
        folders.push("tests/".to_owned());
    }
    Code {
        folders,
        asks_git: false,
        include: include
            .into_iter()
            .chain(globs(project, &[&at("source-includes")], PYTHON))
            .collect(),
        exclude: globs(project, &[&at("excludes")], PYTHON),
        include_wins: false,
        place: ("excludes", "tool.pdm.build"),
    }
}

/// uv: the module, whatever git says.
pub(super) fn uv(root: &Root, project: &Table) -> Code {
    let at = |key: &'static str| ["tool", "uv", "build-backend", key];
    let named: [&[&str]; 2] = [&at("module-name"), &["project", "name"]];
    let place = table(project, &at("module-root")).and_then(toml::Value::as_str);
    let place = place.unwrap_or("src").trim_matches('/');
    let name = named.iter().find_map(|keys| table(project, keys)?.as_str());
    let name = name.unwrap_or_default().replace('-', "_").replace('.', "/");
    let folder = format!("{place}/{name}/");
    // Unlike the others', its patterns begin anywhere, unless they begin with a slash.
    let exclude = texts(table(project, &at("source-exclude"))).into_iter();
    let exclude = exclude.filter_map(|text| {
        let anchored = text.starts_with('/');
        Glob::new(&if anchored { text } else { format!("**/{text}") }, DOTS)
    });
    Code {
        folders: vec![folder.trim_start_matches('/').to_owned()],
        asks_git: false,
        include: globs(project, &[&at("source-include")], DOTS),
        exclude: exclude.collect(),
        include_wins: false,
        place: ("source-exclude", "tool.uv.build-backend"),
    }
    .only_if(root.has(&folder))
}

impl Code {
    /// Without the code, where there is none.
    fn only_if(mut self, there: bool) -> Self {
        if !there {
            self.folders.clear();
        }
        self
    }

    /// Whether a path is among those that are taken besides the code.
    fn includes(&self, path: &str) -> bool {
        self.include.iter().any(|glob| glob.takes(path))
    }
}

impl Package for Code {
    fn takes(&self, file: &File<'_>) -> bool {
        let path = file.path;
        let is_named = self.includes(path);
        let is_excluded = self.exclude.iter().any(|glob| glob.takes(path));
        let is_code = self
            .folders
            .iter()
            .any(|folder| path.starts_with(folder.as_str()))
            && (file.in_git || !self.asks_git);
        (is_named || is_code) && (is_named && self.include_wins || !is_excluded)
    }

    fn advice(&self, _: Name, path: &str) -> Advice {
        let (list, table) = self.place;
        let step = if self.include_wins && self.includes(path) {
            format!("take `{path}` out of `include`")
        } else {
            format!("add `\"{path}\"` to `{list}`")
        };
        Advice::told(format!("{step} of [{table}] in"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::takes;

    fn project(backend: &str, lines: &str, files: &[&str], path: &str) -> bool {
        let text = format!(
            "[project]\nname = \"my-app\"\n[build-system]\nbuild-backend = \"{backend}\"\n{lines}"
        );
        takes(&text, files, path)
    }

    #[test]
    fn code_is_taken_with_what_git_ignores() {
        for backend in ["flit_core.buildapi", "pdm.backend", "uv_build"] {
            let of = |path: &str| project(backend, "", &["src/my_app/__init__.py"], path);
            assert!(of("src/my_app/conf/.env"), "{backend}");
            assert!(!of("conf/.env") && !of(".env"), "{backend}");
        }
        let files = ["my_app/__init__.py"];
        assert!(!project(
            "poetry.core.masonry.api",
            "",
            &files,
            "my_app/.env"
        ));
    }

    #[test]
    fn lists_decide() {
        for (backend, lines, is_in) in [
            (
                "poetry.core.masonry.api",
                "[tool.poetry]\ninclude = [\"conf/**/*\"]",
                true,
            ),
            (
                "poetry.core.masonry.api",
                "[tool.poetry]\ninclude = [{path = \"conf\", format = \"sdist\"}]",
                true,
            ),
            (
                "poetry.core.masonry.api",
                "[tool.poetry]\ninclude = [\"conf\"]\nexclude = [\"conf/.env\"]",
                true,
            ),
            (
                "poetry.core.masonry.api",
                "[tool.poetry]\ninclude = [\"src\"]",
                false,
            ),
            (
                "flit_core.buildapi",
                "[tool.flit.sdist]\ninclude = [\"conf/\"]",
                true,
            ),
            (
                "flit_core.buildapi",
                "[tool.flit.sdist]\ninclude = [\"conf/*\"]",
                false,
            ),
            (
                "flit_core.buildapi",
                "[tool.flit.sdist]\ninclude = [\"conf/\"]\nexclude = [\"conf/.env\"]",
                false,
            ),
            (
                "pdm.backend",
                "[tool.pdm.build]\nincludes = [\"conf\"]",
                true,
            ),
            (
                "pdm.backend",
                "[tool.pdm.build]\nincludes = [\"conf\"]\nexcludes = [\"conf/.env\"]",
                false,
            ),
            (
                "uv_build",
                "[tool.uv.build-backend]\nsource-include = [\"conf/**\"]",
                true,
            ),
            (
                "uv_build",
                "[tool.uv.build-backend]\nsource-include = [\"conf/**\"]\nsource-exclude = [\".env\"]",
                false,
            ),
        ] {
            assert_eq!(
                project(backend, lines, &[], "conf/.env"),
                is_in,
                "{backend} {lines}"
            );
        }
    }
}
