//! Ways out of the working tree that ask no ignore rule of git's: images, packages, web roots.

mod cargo;
mod docker;
mod gem;
mod glob;
mod npm;
mod python;
mod root;
mod web;

use super::name::{Name, is_made_up};
use super::tree::{Held, Remark, Tree, as_folder, parent};
use super::{Addition, Exposed};
use crate::error::Result;
use crate::level::Confidence;
use root::Root;

/// What a tool packs from a folder.
trait Package {
    /// Whether it takes this file.
    fn takes(&self, file: &File<'_>) -> bool;

    /// What keeps the file out. The path begins at the package.
    fn advice(&self, name: Name, path: &str) -> Advice;
}

/// A file that may be packed.
#[derive(Clone, Copy, Debug)]
struct File<'p> {
    /// From the package.
    path: &'p str,
    /// Whether git tracks it.
    is_tracked: bool,
    /// Whether git tracks it or would take it.
    in_git: bool,
}

#[cfg(test)]
impl File<'_> {
    /// One that git ignores.
    fn plain(path: &str) -> File<'_> {
        File {
            path,
            is_tracked: false,
            in_git: false,
        }
    }
}

/// What to do about a file that is packed.
struct Advice {
    /// In a sentence that lacks the name of the file to change.
    step: String,
    /// That file, from the package; if there is none, the manifest.
    file: Option<String>,
    /// Why it is needed though it looks as if it were not.
    why: &'static str,
    /// The line to add to it, if that is all.
    line: Option<String>,
}

impl Advice {
    /// What a person must do in the manifest.
    fn told(step: String) -> Self {
        Self {
            step,
            file: None,
            why: "",
            line: None,
        }
    }

    /// A line to add to a file, which is given from the package.
    fn line(line: String, file: String) -> Self {
        Self {
            step: format!("add `{line}` to"),
            file: Some(file),
            why: "",
            line: Some(line),
        }
    }
}

/// Looks for files of secrets that are shipped.
pub(super) fn inspect(tree: &mut Tree<'_>, seen: &[String]) -> Result<()> {
    let mut held = tree.held.clone();
    held.retain(|held| held.confidence > Confidence::Low);
    for held in &held {
        if let Some(remark) = web::remark(&held.path) {
            tree.remark(&held.path, remark)?;
        }
    }
    let contexts = docker::contexts(tree, seen)?;
    for path in seen.iter().filter(|path| !is_made_up(path)) {
        match Name::of(path) {
            Some(Name::Dockerfile) => docker::inspect(tree, path, &held, seen, &contexts)?,
            Some(Name::Manifest | Name::Packaging) => packed(tree, path, &held)?,
            _ => {}
        }
    }
    Ok(())
}

/// Remarks on what the package of a manifest would take.
fn packed(tree: &mut Tree<'_>, path: &str, held: &[Held]) -> Result<()> {
    let folder = as_folder(parent(path));
    let is_installed = |path: &str| path.split('/').any(|part| part == "node_modules");
    let mut below = held
        .iter()
        .filter(|held| held.path.starts_with(&folder) && !is_installed(&held.path[folder.len()..]));
    if below.clone().next().is_none() || is_installed(path) {
        return Ok(());
    }
    let Some(package) = package(tree, path)? else {
        return Ok(());
    };
    below.try_for_each(|held| {
        let inside = &held.path[folder.len()..];
        let region = tree.region(parent(&held.path))?;
        let inner = region.inner(&held.path);
        let is_tracked = region.ground.tracks(&inner);
        let ruling = region.ground.ignores.ruling(&inner);
        let file = File {
            path: inside,
            is_tracked,
            in_git: is_tracked || !ruling.is_some_and(|ruling| ruling.ignores),
        };
        if !package.takes(&file) {
            return Ok(());
        }
        let advice = package.advice(held.name, inside);
        let to = match advice.file {
            Some(file) => format!("{folder}{file}"),
            None => path.to_owned(),
        };
        let remark = Remark {
            exposed: Exposed::PackageShips,
            line: 1,
            confidence: held.confidence,
            help: format!(
                "{} would be packed: {} {to}{}",
                held.path, advice.step, advice.why
            ),
            detail: inside.to_owned(),
            addition: advice.line.map(|line| Addition { line, to }),
        };
        tree.remark(path, remark)
    })
}

/// What a manifest packs; `None` if it is not for packing.
fn package(tree: &mut Tree<'_>, path: &str) -> Result<Option<Box<dyn Package>>> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let Some(text) = tree.text(path)? else {
        return Ok(None);
    };
    let region = tree.region(parent(path))?;
    let inner = region.inner(path);
    let root = Root::new(region.ground.top(), as_folder(parent(&inner)));
    let package: Option<Box<dyn Package>> = match file {
        "package.json" => npm::Npm::read(&root, &text).map(|package| Box::new(package) as _),
        "pyproject.toml" => python::read(&root, &text),
        "MANIFEST.in" if python::reads_manifest(&root) => {
            Some(Box::new(python::Manifest::parse(&text)))
        }
        "Cargo.toml" => {
            let is_tracked = region.ground.tracks(&inner);
            cargo::Crate::read(&root, &text, is_tracked).map(|package| Box::new(package) as _)
        }
        _ if file.ends_with(".gemspec") => Some(Box::new(gem::Gem::parse(&text))),
        _ => None,
    };
    Ok(package)
}
