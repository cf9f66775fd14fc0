//! Hygiene of a working tree: what is there, tracked or not, and what will be there.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::rc::Rc;

use super::content::{dotenv_line, holds_secrets};
use super::exposure::{Sighting, State, secrets_folder};
use super::ground::Ground;
use super::name::{self, Name};
use super::{Addition, Exposed, Exposure, Names, Review};
use crate::blob::Origin;
use crate::error::Result;
use crate::level::Confidence;

/// So many manifests and code files are read, in search of dotenv, at most.
const MOST_READ: usize = 64;

/// Said where git could not be asked.
const WITHOUT_GIT: &str = " (no git repository here: judged by .gitignore files alone)";

/// Inspects the folder whose names were collected. Files in repositories inside the folder
/// (submodules, say) are judged by those.
///
/// # Errors
/// [`Error::Git`](crate::error::Error::Git) when a repository cannot be read.
pub fn inspect(names: &Names) -> Result<Review> {
    let mut tree = Tree::new(names)?;
    let is_sensitive = |path: &str| Name::sensitive(path).is_some_and(Name::is_sensitive);
    let (mut files, tellers): (Vec<String>, Vec<String>) = names
        .sorted()
        .into_iter()
        .partition(|path| is_sensitive(path));
    let here = Rc::clone(&tree.here);
    let tracked = here.ground.tracked().filter(|path| is_sensitive(path));
    files.extend(
        tracked
            .filter_map(|path| here.outer(path))
            .map(str::to_owned),
    );
    files.sort_unstable();
    files.dedup();
    for path in &files {
        tree.file(path)?;
    }
    tree.future(tellers)?;
    Ok(tree.finish())
}

/// A folder that is inspected.
struct Tree<'n> {
    names: &'n Names,
    /// What governs the root.
    here: Rc<Region>,
    /// What governs each folder that was asked for.
    regions: HashMap<String, Rc<Region>>,
    /// One exposure a file; of folders called `secrets`, one a folder.
    found: BTreeMap<(String, Exposed), Exposure>,
}

/// A ground, and where it lies.
struct Region {
    ground: Ground,
    /// The inspected root from the ground's top, with a `/` behind it.
    above: String,
    /// The ground's top from the inspected root, with a `/` behind it.
    within: String,
}

impl Region {
    /// A path from the inspected root, from the ground's top.
    fn inner(&self, path: &str) -> String {
        let path = path.strip_prefix(&self.within).unwrap_or(path);
        format!("{}{path}", self.above)
    }

    /// A path from the ground's top, from the inspected root; `None` if it is not below that.
    fn outer<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.above)
    }
}

impl<'n> Tree<'n> {
    fn new(names: &'n Names) -> Result<Self> {
        let (ground, inside) = Ground::of(&names.root)?;
        let here = Rc::new(Region {
            ground,
            above: as_folder(&inside),
            within: String::new(),
        });
        Ok(Self {
            names,
            here: Rc::clone(&here),
            regions: HashMap::from([(String::new(), here)]),
            found: BTreeMap::new(),
        })
    }

    /// What governs a folder: the repository that begins in it, else what governs its parent.
    fn region(&mut self, folder: &str) -> Result<Rc<Region>> {
        if let Some(known) = self.regions.get(folder) {
            return Ok(Rc::clone(known));
        }
        let path = self.names.root.join(folder);
        let region = if path.join(".git").exists() {
            let (ground, inside) = Ground::of(&path)?;
            Rc::new(Region {
                ground,
                above: as_folder(&inside),
                within: as_folder(folder),
            })
        } else {
            self.region(parent(folder))?
        };
        self.regions.insert(folder.to_owned(), Rc::clone(&region));
        Ok(region)
    }

    /// Judges a file that is there or is tracked.
    fn file(&mut self, path: &str) -> Result<()> {
        let Some(name) = Name::of(path) else {
            return Ok(());
        };
        let region = self.region(parent(path))?;
        let inner = region.inner(path);
        let tracked = region.ground.tracks(&inner);
        let ignored = region.ground.ignores.ignore(&inner);
        if ignored && !tracked {
            return Ok(());
        }
        // A file that cannot be read is the scan's to report.
        let Some(bytes) = region.ground.read(&inner) else {
            return Ok(());
        };
        if !holds_secrets(name, &bytes) {
            return Ok(());
        }
        let sighting = Sighting {
            name,
            path,
            origin: self.origin(path),
            state: if tracked {
                State::Tracked
            } else {
                State::Untracked
            },
        };
        let addition = (!ignored).then(|| region.ground.ignores.addition(name, &inner));
        let exposure = Exposure::new(sighting, addition);
        let place = match name {
            Name::InSecrets => secrets_folder(path).unwrap_or(path),
            _ => path,
        };
        let place = (place.to_owned(), exposure.exposed);
        self.found.entry(place).or_insert(exposure);
        Ok(())
    }

    /// Looks for what tells that somebody will make a `.env` where none is ignored.
    fn future(&mut self, mut tellers: Vec<String>) -> Result<()> {
        tellers.sort_by_cached_key(|path| (path.matches('/').count(), path.clone()));
        let mut missing: HashMap<String, Option<Addition>> = HashMap::new();
        let mut advised = Vec::new();
        let mut reads = MOST_READ;
        for path in &tellers {
            let folder = match Name::of(path) {
                // Code looks upwards for its `.env`.
                Some(Name::Code) => "",
                _ => parent(path),
            };
            if !missing.contains_key(folder) {
                let addition = self.missing(folder)?;
                missing.insert(folder.to_owned(), addition);
            }
            let Some(Some(addition)) = missing.get(folder) else {
                continue;
            };
            if advised.contains(&addition.to) {
                continue;
            }
            if let Some(line) = self.tells(path, &mut reads)? {
                advised.push(addition.to.clone());
                let exposure = Exposure {
                    exposed: Exposed::EnvUnprotected,
                    origin: self.origin(path),
                    line,
                    confidence: if name::is_made_up(path) {
                        Confidence::Low
                    } else {
                        Confidence::Medium
                    },
                    help: addition.to_string(),
                    addition: Some(addition.clone()),
                };
                let place = (path.clone(), exposure.exposed);
                self.found.insert(place, exposure);
            }
        }
        Ok(())
    }

    /// What would ignore a `.env` in this folder; `None` if something does, or if it exists and so
    /// was judged.
    fn missing(&mut self, folder: &str) -> Result<Option<Addition>> {
        let region = self.region(folder)?;
        let ground = &region.ground;
        let env = format!("{}.env", as_folder(folder));
        let inner = region.inner(&env);
        // Without a repository, rules that nobody wrote are no loss.
        let judged = ground.is_repository() || ground.has_ignore_file();
        let fine = !judged || self.names.root.join(env).is_file() || ground.ignores.ignore(&inner);
        Ok((!fine).then(|| ground.ignores.addition(Name::Dotenv, &inner)))
    }

    /// The line on which a file tells that dotenv is in use.
    fn tells(&mut self, path: &str, reads: &mut usize) -> Result<Option<u64>> {
        if Name::of(path) == Some(Name::Template) {
            return Ok(names_a_dotenv(path).then_some(1));
        }
        if *reads == 0 {
            return Ok(None);
        }
        *reads -= 1;
        let region = self.region(parent(path))?;
        let bytes = region.ground.read(&region.inner(path)).unwrap_or_default();
        Ok(dotenv_line(path, &bytes))
    }

    fn origin(&self, path: &str) -> Origin {
        let path = format!("{}{path}", self.names.prefix);
        Origin::File { path }
    }

    fn finish(self) -> Review {
        let mut exposures: Vec<Exposure> = self.found.into_values().collect();
        let in_repository = self.here.ground.is_repository();
        if !in_repository {
            for exposure in &mut exposures {
                exposure.help.push_str(WITHOUT_GIT);
            }
        }
        exposures.sort_by(|a, b| (&a.origin, a.exposed).cmp(&(&b.origin, b.exposed)));
        Review {
            exposures,
            in_repository,
        }
    }
}

/// Whether an example's name is that of a `.env` with something added: `.env.example`.
fn names_a_dotenv(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with(".env")
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn as_folder(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    }
}
