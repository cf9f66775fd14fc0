//! What will be there: dotenv is in use, and somebody will make a `.env` that nothing ignores.

use std::collections::HashMap;

use super::content::dotenv_line;
use super::name::Name;
use super::tree::{Remark, Tree, as_folder, parent};
use super::{Addition, Exposed};
use crate::error::Result;
use crate::level::Confidence;

/// So many manifests and code files are read, in search of dotenv, at most.
const MOST_READ: usize = 64;

/// Looks for what tells that somebody will make a `.env` where none is ignored.
pub(super) fn inspect(tree: &mut Tree<'_>, seen: &[String]) -> Result<()> {
    let telling = |path: &&String| {
        let name = Name::of(path);
        matches!(name, Some(Name::Template | Name::Manifest | Name::Code))
    };
    let mut tellers: Vec<&String> = seen.iter().filter(telling).collect();
    tellers.sort_by_cached_key(|path| (path.matches('/').count(), path.as_str()));
    let mut missing: HashMap<&str, Option<Addition>> = HashMap::new();
    let mut advised = Vec::new();
    let mut reads = MOST_READ;
    for path in tellers {
        let folder = match Name::of(path) {
            // Code looks upwards for its `.env`.
            Some(Name::Code) => "",
            _ => parent(path),
        };
        if !missing.contains_key(folder) {
            let addition = unprotected(tree, folder)?;
            missing.insert(folder, addition);
        }
        let Some(Some(addition)) = missing.get(folder) else {
            continue;
        };
        if advised.contains(&addition.to) {
            continue;
        }
        if let Some(line) = tells(tree, path, &mut reads)? {
            advised.push(addition.to.clone());
            let remark = Remark {
                exposed: Exposed::EnvUnprotected,
                line,
                confidence: Confidence::Medium,
                help: addition.to_string(),
                detail: String::new(),
                addition: None,
            };
            let inner = Some(addition.clone());
            tree.remark_inside(path, remark, inner)?;
        }
    }
    Ok(())
}

/// What would ignore a `.env` in this folder; `None` if something does, or if it exists and so
/// was judged.
fn unprotected(tree: &mut Tree<'_>, folder: &str) -> Result<Option<Addition>> {
    let region = tree.region(folder)?;
    let ground = &region.ground;
    let env = format!("{}.env", as_folder(folder));
    let inner = region.inner(&env);
    // Without a repository, rules that nobody wrote are no loss.
    let judged = ground.is_repository() || ground.has_ignore_file();
    let ruling = ground.ignores.ruling(&inner);
    let fine = !judged
        || tree.names.root.join(env).is_file()
        || ruling.is_some_and(|ruling| ruling.is_for_everybody());
    Ok((!fine).then(|| Addition::to_ignore(Name::Dotenv, ground.top(), &inner)))
}

/// The line on which a file tells that dotenv is in use.
fn tells(tree: &mut Tree<'_>, path: &str, reads: &mut usize) -> Result<Option<u64>> {
    if Name::of(path) == Some(Name::Template) {
        return Ok(names_a_dotenv(path).then_some(1));
    }
    if *reads == 0 {
        return Ok(None);
    }
    *reads -= 1;
    let bytes = tree.read(path)?.unwrap_or_default();
    Ok(dotenv_line(path, &bytes))
}

/// Whether an example's name is that of a `.env` with something added: `.env.example`.
pub(super) fn names_a_dotenv(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with(".env")
}
