//! What setuptools takes besides code: data of packages, and all that git tracks where a plug-in
//! asks it. A `MANIFEST.in` is judged by itself.

use toml::Table;

use super::super::super::name::Name;
use super::super::glob::{Glob, PYTHON};
use super::super::{Advice, File, Package, Root};
use super::{Manifest, table, texts};

/// Plug-ins by which it takes what git tracks.
const PLUGINS: [&str; 3] = ["setuptools-scm", "setuptools_scm", "setuptools-git"];

/// A project that setuptools builds.
pub(super) struct Setuptools {
    root: Root,
    manifest: Manifest,
    data: Vec<Data>,
    left_out: Vec<Data>,
    /// Whether all is taken that git tracks.
    by_git: bool,
}

/// Patterns of files in a package.
struct Data {
    /// The package's name; any, if it is blank.
    package: String,
    patterns: Vec<Glob>,
}

impl Setuptools {
    pub(super) fn new(root: &Root, project: &Table) -> Self {
        let manifest = root.text("MANIFEST.in").unwrap_or_default();
        let requires = texts(table(project, &["build-system", "requires"]));
        let is_plugin = |need: &String| PLUGINS.iter().any(|plugin| need.starts_with(plugin));
        Self {
            root: root.clone(),
            manifest: Manifest::parse(&manifest),
            data: data(project, "package-data"),
            left_out: data(project, "exclude-package-data"),
            by_git: requires.iter().any(is_plugin),
        }
    }

    fn has(&self, data: &[Data], path: &str) -> bool {
        let mut folders = path.match_indices('/').map(|(at, _)| at);
        folders.any(|at| {
            let (folder, inside) = (&path[..at], &path[at + 1..]);
            let name = folder.replace('/', ".");
            let is_package = self.root.has(&format!("{folder}/__init__.py"));
            data.iter().any(|data| {
                let is_meant = data.package.is_empty() && is_package
                    || name == data.package
                    || name.ends_with(&format!(".{}", data.package)) && !data.package.is_empty();
                is_meant && data.patterns.iter().any(|glob| glob.matches(inside))
            })
        })
    }
}

/// The patterns of a table, each for a package.
fn data(project: &Table, key: &str) -> Vec<Data> {
    let data = table(project, &["tool", "setuptools", key]);
    let data = data.and_then(toml::Value::as_table).into_iter().flatten();
    data.map(|(package, patterns)| Data {
        package: package.trim_matches('*').to_owned(),
        patterns: texts(Some(patterns))
            .iter()
            .filter_map(|pattern| Glob::new(pattern, PYTHON))
            .collect(),
    })
    .collect()
}

impl Package for Setuptools {
    fn takes(&self, file: &File<'_>) -> bool {
        let by_data = || self.has(&self.data, file.path) && !self.has(&self.left_out, file.path);
        // Where the manifest takes it, that is where it is told.
        self.manifest.says(file.path).is_none() && (self.by_git && file.is_tracked || by_data())
    }

    fn advice(&self, name: Name, path: &str) -> Advice {
        Manifest::leave_out(name, path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::takes;

    const PACKAGE: [&str; 1] = ["app/__init__.py"];

    #[test]
    fn data_of_packages_is_taken() {
        let takes = |line: &str, files: &[&str]| {
            let text = format!("[tool.setuptools.package-data]\n{line}\n");
            takes(&text, files, "app/conf/.env")
        };
        for line in [
            "\"*\" = [\"conf/.env\"]",
            "app = [\"**/.env\"]",
            "app = [\"conf/.*\"]",
        ] {
            assert!(takes(line, &PACKAGE), "{line}");
        }
        for line in [
            "app = [\"conf/*\"]",
            "other = [\"**/.env\"]",
            "\"*\" = [\".env\"]",
        ] {
            assert!(!takes(line, &PACKAGE), "{line}");
        }
        assert!(!takes("\"*\" = [\"conf/.env\"]", &[]));
        let manifest = ["app/__init__.py", "MANIFEST.in=global-exclude .env\n"];
        assert!(!takes("\"*\" = [\"conf/.env\"]", &manifest));
    }
}
