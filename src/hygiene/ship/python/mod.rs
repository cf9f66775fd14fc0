//! What a source distribution of Python takes: each build backend has its own tables and rules.

mod code;
mod hatch;
mod manifest;
mod setuptools;

use toml::{Table, Value};

use super::{Package, Root};
pub(super) use manifest::Manifest;

/// What the backend of a `pyproject.toml` takes; `None` if it is one whose rules are not known.
pub(super) fn read(root: &Root, text: &str) -> Option<Box<dyn Package>> {
    let project: Table = text.parse().ok()?;
    match backend(&project) {
        Backend::Setuptools => Some(Box::new(setuptools::Setuptools::new(root, &project))),
        Backend::Hatch => Some(Box::new(hatch::Hatch::new(root, &project))),
        Backend::Poetry => Some(Box::new(code::poetry(root, &project))),
        Backend::Flit => Some(Box::new(code::flit(root, &project))),
        Backend::Pdm => Some(Box::new(code::pdm(root, &project))),
        Backend::Uv => Some(Box::new(code::uv(root, &project))),
        Backend::Other => None,
    }
}

/// Whether setuptools, which alone reads a `MANIFEST.in`, builds a project.
pub(super) fn reads_manifest(root: &Root) -> bool {
    let text = root.text("pyproject.toml");
    let project = text.and_then(|text| text.parse::<Table>().ok());
    project.is_none_or(|project| backend(&project) == Backend::Setuptools)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backend {
    Setuptools,
    Hatch,
    Poetry,
    Flit,
    Pdm,
    Uv,
    Other,
}

fn backend(project: &Table) -> Backend {
    let system = project.get("build-system");
    let named = system.and_then(|system| system.get("build-backend")?.as_str());
    // Poetry builds its own projects whatever they name.
    let Some(named) = named else {
        let is_poetrys = table(project, &["tool", "poetry", "name"]).is_some();
        return if is_poetrys {
            Backend::Poetry
        } else {
            Backend::Setuptools
        };
    };
    match named.split(['.', ':']).next() {
        Some("setuptools") => Backend::Setuptools,
        Some("hatchling") => Backend::Hatch,
        Some("poetry") => Backend::Poetry,
        Some("flit_core" | "flit") => Backend::Flit,
        Some("pdm") => Backend::Pdm,
        Some("uv_build") => Backend::Uv,
        _ => Backend::Other,
    }
}

/// The value at the end of some keys.
fn table<'t>(project: &'t Table, keys: &[&str]) -> Option<&'t Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter()
        .try_fold(project.get(*first)?, |table, key| table.get(key))
}

/// The texts of a list, or a text alone; of tables, their `path`.
fn texts(list: Option<&Value>) -> Vec<String> {
    let texts: Vec<&str> = match list {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| item.as_str().or_else(|| item.get("path")?.as_str()))
            .collect(),
        Some(Value::String(text)) => vec![text],
        _ => Vec::new(),
    };
    texts.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::super::File;
    use super::*;

    /// Whether a project with this `pyproject.toml` and these files, blank but for ignore rules,
    /// takes one that git ignores.
    pub(super) fn takes(text: &str, files: &[&str], path: &str) -> bool {
        let here = TempDir::new().unwrap();
        for file in files.iter().chain([&path]) {
            let (file, text) = file.split_once('=').unwrap_or((file, ""));
            let file = here.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let root = Root::new(here.path(), String::new());
        read(&root, text).is_some_and(|package| package.takes(&File::plain(path)))
    }

    #[test]
    fn a_backend_is_named_or_setuptools() {
        let of = |text: &str| backend(&text.parse().unwrap());
        let named = |name: &str| of(&format!("[build-system]\nbuild-backend = \"{name}\""));
        assert_eq!(of(""), Backend::Setuptools);
        assert_eq!(of("[tool.poetry]\nname = \"a\""), Backend::Poetry);
        assert_eq!(
            named("setuptools.build_meta:__legacy__"),
            Backend::Setuptools
        );
        assert_eq!(named("hatchling.build"), Backend::Hatch);
        assert_eq!(named("poetry.core.masonry.api"), Backend::Poetry);
        assert_eq!(named("flit_core.buildapi"), Backend::Flit);
        assert_eq!(named("pdm.backend"), Backend::Pdm);
        assert_eq!(named("uv_build"), Backend::Uv);
        assert_eq!(named("maturin"), Backend::Other);
    }
}
