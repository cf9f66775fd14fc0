//! Ways out of the working tree that ask no ignore rule of git's: images, packages, web roots.

mod cargo;
mod docker;
mod gem;
mod npm;
mod python;
mod web;

use super::future::names_a_dotenv;
use super::name::{Name, is_made_up};
use super::tree::{Held, Remark, Tree, as_folder, parent};
use super::{Addition, Exposed};
use crate::error::Result;
use crate::level::Confidence;

/// What a tool packs from a folder. Paths begin there.
trait Package {
    /// Whether it takes this file.
    fn takes(&self, path: &str) -> bool;

    /// What keeps the file out.
    fn advice(&self, name: Name, path: &str) -> Advice;
}

/// What to do about a file that is packed.
struct Advice {
    /// In a sentence.
    help: String,
    /// The line to add, and the file's path from the package.
    line: Option<(String, String)>,
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
    for path in seen.iter().filter(|path| !is_made_up(path)) {
        let file = path.rsplit('/').next().unwrap_or(path);
        match Name::of(path) {
            Some(Name::Dockerfile) => image(tree, path, &held, seen)?,
            Some(Name::Manifest | Name::Packaging) if !held.is_empty() => {
                if let Some(package) = package(tree, path, file)? {
                    packed(tree, path, &*package, &held)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What a manifest packs; `None` if it is not for packing.
fn package(tree: &mut Tree<'_>, path: &str, file: &str) -> Result<Option<Box<dyn Package>>> {
    let is_ours = matches!(
        file,
        "package.json" | "pyproject.toml" | "MANIFEST.in" | "Cargo.toml"
    );
    if !is_ours && !file.ends_with(".gemspec") {
        return Ok(None);
    }
    let Some(text) = tree.text(path)? else {
        return Ok(None);
    };
    let package: Option<Box<dyn Package>> = match file {
        "package.json" => {
            let ignores = tree.text(&format!("{}.npmignore", as_folder(parent(path))))?;
            npm::Npm::parse(&text, ignores.as_deref()).map(|package| Box::new(package) as _)
        }
        "pyproject.toml" => python::Project::parse(&text).map(|package| Box::new(package) as _),
        "MANIFEST.in" => Some(Box::new(python::Manifest::parse(&text))),
        "Cargo.toml" => cargo::Crate::parse(&text).map(|package| Box::new(package) as _),
        _ => Some(Box::new(gem::Gem::parse(&text))),
    };
    Ok(package)
}

/// Remarks on what a package would take.
fn packed(tree: &mut Tree<'_>, path: &str, package: &dyn Package, held: &[Held]) -> Result<()> {
    let folder = as_folder(parent(path));
    for held in held {
        let Some(inside) = held.path.strip_prefix(&folder) else {
            continue;
        };
        if inside.split('/').any(|part| part == "node_modules") || !package.takes(inside) {
            continue;
        }
        let advice = package.advice(held.name, inside);
        let remark = Remark {
            exposed: Exposed::PackageShips,
            line: 1,
            confidence: held.confidence,
            help: format!("{inside} would be packed: {}", advice.help),
            detail: inside.to_owned(),
            addition: advice.line.map(|(line, to)| Addition {
                line,
                to: format!("{folder}{to}"),
            }),
        };
        tree.remark(path, remark)?;
    }
    Ok(())
}

/// Remarks on what an image's build copies.
fn image(tree: &mut Tree<'_>, path: &str, held: &[Held], seen: &[String]) -> Result<()> {
    let Some(text) = tree.text(path)? else {
        return Ok(());
    };
    let copies = docker::copies(&text);
    if copies.is_empty() {
        return Ok(());
    }
    let context = as_folder(docker::context(path));
    let own = format!("{path}.dockerignore");
    let (to, rules) = if let Some(rules) = tree.text(&own)? {
        (own, rules)
    } else {
        let shared = format!("{context}.dockerignore");
        let rules = tree.text(&shared)?.unwrap_or_default();
        (shared, rules)
    };
    let ignores = docker::Ignores::parse(&rules);
    let mut files: Vec<(String, Name, Confidence, bool)> = held
        .iter()
        .filter_map(|held| {
            let inside = held.path.strip_prefix(&context)?;
            Some((inside.to_owned(), held.name, held.confidence, true))
        })
        .collect();
    // The one that somebody will make.
    let told = seen
        .iter()
        .any(|path| as_folder(parent(path)) == context && names_a_dotenv(path));
    if told && !files.iter().any(|(path, ..)| path == ".env") {
        files.push((".env".to_owned(), Name::Dotenv, Confidence::Medium, false));
    }
    for (inside, name, confidence, exists) in files {
        let takes = |copy: &&docker::Copy| copy.takes(&inside) && !ignores.exclude(&inside);
        // Where it is built into what is shipped, rather than into a stage that is thrown away.
        let Some(copy) = copies.iter().filter(takes).max_by_key(|copy| copy.is_kept) else {
            continue;
        };
        let line = docker::line(name, &inside);
        let kept = if copy.is_kept {
            confidence
        } else {
            Confidence::Low
        };
        let remark = Remark {
            exposed: if exists {
                Exposed::ImageShips
            } else {
                Exposed::ImageUnprotected
            },
            line: copy.line,
            confidence: kept,
            help: format!("{inside} goes into the image: add `{line}` to {to}"),
            detail: line.clone(),
            addition: Some(Addition {
                line,
                to: to.clone(),
            }),
        };
        tree.remark(path, remark)?;
    }
    Ok(())
}
