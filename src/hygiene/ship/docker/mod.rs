//! What an image takes from its build context, which folder that is, and what `.dockerignore`
//! keeps out of it.

mod compose;
mod ignore;
mod stage;

use std::collections::{BTreeMap, BTreeSet};

use super::super::future::names_a_dotenv;
use super::super::name::{Name, is_compose};
use super::super::tree::{Held, Remark, Tree, as_folder, parent};
use super::super::{Addition, Exposed};
use crate::error::Result;
use crate::level::Confidence;
use ignore::{Ignores, line};
use stage::Dockerfile;

/// Folders that hold Dockerfiles for the project around them.
const FOR_OTHERS: [&str; 8] = [
    ".docker",
    "build",
    "ci",
    "deploy",
    "docker",
    "dockerfiles",
    "images",
    "infra",
];

/// The contexts that Compose names, by Dockerfile.
pub(super) type Contexts = BTreeMap<String, BTreeSet<String>>;

/// Reads the Compose files of the tree.
pub(super) fn contexts(tree: &mut Tree<'_>, seen: &[String]) -> Result<Contexts> {
    let mut contexts = Contexts::new();
    let is_meant = |path: &&String| is_compose(path.rsplit('/').next().unwrap_or(path));
    for path in seen.iter().filter(is_meant) {
        let text = tree.text(path)?.unwrap_or_default();
        for build in compose::builds(parent(path), &text) {
            let of = contexts.entry(build.dockerfile).or_default();
            of.insert(build.context);
        }
    }
    Ok(contexts)
}

/// Remarks on what the builds of a Dockerfile take.
pub(super) fn inspect(
    tree: &mut Tree<'_>,
    path: &str,
    held: &[Held],
    seen: &[String],
    contexts: &Contexts,
) -> Result<()> {
    let Some(text) = tree.text(path)? else {
        return Ok(());
    };
    let dockerfile = Dockerfile::parse(&text);
    if dockerfile.sources().next().is_none() {
        return Ok(());
    }
    let named = contexts.get(path).cloned();
    let folders = named.unwrap_or_else(|| BTreeSet::from([guessed(tree, path, &dockerfile)]));
    for folder in folders {
        let context = Context {
            folder: as_folder(&folder),
            dockerfile: &dockerfile,
        };
        context.inspect(tree, path, held, seen)?;
    }
    Ok(())
}

/// The folder that is sent to the builder, where nothing names it: that in which most of what is
/// copied by name is there, else the Dockerfile's own, or the one around a folder for Dockerfiles.
fn guessed(tree: &Tree<'_>, path: &str, dockerfile: &Dockerfile) -> String {
    let own = parent(path);
    let name = own.rsplit('/').next().unwrap_or(own);
    let usual = if FOR_OTHERS.contains(&name) {
        parent(own)
    } else {
        own
    };
    let is_there = |folder: &str, source: &&str| {
        !source.is_empty() && tree.names.root.join(folder).join(source).exists()
    };
    let count = |folder: &str| {
        dockerfile
            .sources()
            .filter(|one| is_there(folder, one))
            .count()
    };
    let above = own
        .rmatch_indices('/')
        .map(|(at, _)| &own[..at])
        .chain([""]);
    let mut best = (usual, count(usual));
    for folder in [own].into_iter().chain(above) {
        let number = count(folder);
        if number > best.1 {
            best = (folder, number);
        }
    }
    best.0.to_owned()
}

/// A folder that is sent to the builder.
struct Context<'d> {
    /// With a `/` behind it.
    folder: String,
    dockerfile: &'d Dockerfile,
}

impl Context<'_> {
    fn inspect(
        &self,
        tree: &mut Tree<'_>,
        path: &str,
        held: &[Held],
        seen: &[String],
    ) -> Result<()> {
        let own = format!("{path}.dockerignore");
        let (to, rules) = if let Some(rules) = tree.text(&own)? {
            (own, rules)
        } else {
            let shared = format!("{}.dockerignore", self.folder);
            let rules = tree.text(&shared)?.unwrap_or_default();
            (shared, rules)
        };
        let ignores = Ignores::parse(&rules);
        for (inside, name, confidence, exists) in self.files(held, seen) {
            if ignores.exclude(&inside) {
                continue;
            }
            let Some(landing) = self.dockerfile.lands(&inside) else {
                continue;
            };
            let line = line(name, &inside);
            let remark = Remark {
                exposed: if exists {
                    Exposed::ImageShips
                } else {
                    Exposed::ImageUnprotected
                },
                line: landing.line,
                confidence: if landing.is_kept {
                    confidence
                } else {
                    Confidence::Low
                },
                help: format!(
                    "{}{inside} goes into the image: add `{line}` to {to}",
                    self.folder
                ),
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

    /// Files of secrets in the context, by their path from there, and whether they exist: the
    /// `.env` that an example tells of will.
    fn files(&self, held: &[Held], seen: &[String]) -> Vec<(String, Name, Confidence, bool)> {
        let held = held.iter().filter_map(|held| {
            let inside = held.path.strip_prefix(&self.folder)?;
            Some((inside.to_owned(), held.name, held.confidence, true))
        });
        let mut files: Vec<_> = held.collect();
        let told = seen
            .iter()
            .any(|path| as_folder(parent(path)) == self.folder && names_a_dotenv(path));
        if told && !files.iter().any(|(path, ..)| path == ".env") {
            files.push((".env".to_owned(), Name::Dotenv, Confidence::Medium, false));
        }
        files
    }
}
