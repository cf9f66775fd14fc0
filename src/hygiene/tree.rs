//! Hygiene of a working tree: what is there, tracked or not, and what will be there.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::exposure::{Place, Sighting, State, gathering};
use super::ground::Ground;
use super::held::{holds_secrets, minds_tokens, value};
use super::name::{self, Name};
use super::token::{Token, Tokens};
use super::{Addition, Exposed, Exposure, Names, Review};
use super::{ci, client, example, future, hidden, ship};
use crate::blob::{Origin, SkipReason, Skipped};
use crate::error::Result;
use crate::git::ignores::Ruling;
use crate::level::Confidence;

/// Said where git could not be asked.
const WITHOUT_GIT: &str = " (no git repository here: judged by .gitignore files alone)";

/// Inspects the folder whose names were collected. Files in repositories inside the folder
/// (submodules, say) are judged by those.
///
/// # Errors
/// [`Error::Git`](crate::error::Error::Git) when a repository cannot be read.
pub fn inspect(names: &Names, tokens: &Tokens<'_>) -> Result<Review> {
    let mut tree = Tree::new(names, tokens)?;
    let is_sensitive = |path: &str| Name::sensitive(path).is_some_and(Name::is_sensitive);
    let (mut files, seen): (Vec<String>, Vec<String>) = names
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
    files.extend(hidden::files(&mut tree)?);
    files.sort_unstable();
    files.dedup();
    for path in &files {
        tree.file(path)?;
    }
    future::inspect(&mut tree, &seen)?;
    ship::inspect(&mut tree, &seen)?;
    for path in &seen {
        match Name::of(path) {
            Some(Name::Workflow) => tree.read_with(path, ci::remarks)?,
            Some(Name::Template) => {
                example::values(&mut tree, path)?;
                example::inspect(&mut tree, path)?;
            }
            _ => {}
        }
    }
    client::inspect(&mut tree, files.iter().chain(&seen))?;
    Ok(tree.finish())
}

/// A folder that is inspected. All paths begin there.
pub(super) struct Tree<'n> {
    pub(super) names: &'n Names,
    tokens: &'n Tokens<'n>,
    /// What governs the root.
    here: Rc<Region>,
    /// What governs each folder that was asked for.
    regions: HashMap<String, Rc<Region>>,
    /// Files that hold secrets, whether git has them or not.
    pub(super) held: Vec<Held>,
    /// One exposure a file, or a place in it; of folders called `secrets`, one a folder.
    found: BTreeMap<(String, Exposed, u64, String), Exposure>,
    /// What could not be read, and why.
    unread: BTreeMap<String, SkipReason>,
}

/// A file that holds secrets.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) path: String,
    pub(super) name: Name,
    pub(super) confidence: Confidence,
}

/// What is wrong with the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) exposed: Exposed,
    /// 1-based.
    pub(super) line: u64,
    pub(super) confidence: Confidence,
    pub(super) help: String,
    /// What tells it from others of its kind in the file.
    pub(super) detail: String,
    /// A line to add to a file, which is given from the inspected folder.
    pub(super) addition: Option<Addition>,
}

/// A ground, and where it lies.
pub(super) struct Region {
    pub(super) ground: Ground,
    /// The inspected root from the ground's top, with a `/` behind it.
    above: String,
    /// The ground's top from the inspected root, with a `/` behind it.
    within: String,
}

impl Region {
    /// A path from the inspected root, from the ground's top.
    pub(super) fn inner(&self, path: &str) -> String {
        let path = path.strip_prefix(&self.within).unwrap_or(path);
        format!("{}{path}", self.above)
    }

    /// A path from the ground's top, from the inspected root; `None` if it is not below that.
    fn outer<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.above)
    }
}

impl<'n> Tree<'n> {
    fn new(names: &'n Names, tokens: &'n Tokens<'n>) -> Result<Self> {
        let (ground, inside) = Ground::of(&names.root)?;
        let here = Rc::new(Region {
            ground,
            above: as_folder(&inside),
            within: String::new(),
        });
        Ok(Self {
            names,
            tokens,
            here: Rc::clone(&here),
            regions: HashMap::from([(String::new(), here)]),
            held: Vec::new(),
            found: BTreeMap::new(),
            unread: BTreeMap::new(),
        })
    }

    /// What governs a folder: the repository that begins in it, else what governs its parent.
    pub(super) fn region(&mut self, folder: &str) -> Result<Rc<Region>> {
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

    /// The beginning of a file, if it can be read.
    pub(super) fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>> {
        let region = self.region(parent(path))?;
        let read = region.ground.read(&region.inner(path));
        Ok(read.unwrap_or_else(|error| {
            self.unread.insert(path.to_owned(), (&error).into());
            None
        }))
    }

    /// The beginning of a text, if there is one.
    pub(super) fn text(&mut self, path: &str) -> Result<Option<String>> {
        let bytes = self.read(path)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Tokens of known formats in a text.
    pub(super) fn tokens(&self, text: &str) -> Vec<Token> {
        (self.tokens)(text.as_bytes())
    }

    /// Judges a file that is there or is tracked.
    fn file(&mut self, path: &str) -> Result<()> {
        let Some(name) = Name::of(path) else {
            return Ok(());
        };
        let region = self.region(parent(path))?;
        let inner = region.inner(path);
        let tracked = region.ground.tracks(&inner);
        let ruling = region.ground.ignores.ruling(&inner);
        // What the next commit has counts as much as what lies here.
        let staged = tracked.then(|| region.ground.staged(&inner)).flatten();
        let here = match region.ground.read(&inner) {
            Ok(here) => here,
            Err(error) => {
                let is_out = ruling.as_ref().is_some_and(Ruling::is_for_everybody);
                if tracked || !is_out {
                    self.unread.insert(path.to_owned(), (&error).into());
                }
                None
            }
        };
        let mut versions = here.into_iter().chain(staged);
        let has_token = |bytes: &[u8]| minds_tokens(name) && !(self.tokens)(bytes).is_empty();
        let is_one = |bytes: &Vec<u8>| holds_secrets(name, path, bytes) || has_token(bytes);
        let Some(bytes) = versions.find(is_one) else {
            return Ok(());
        };
        let mut confidence = name::confidence(name, path, value(&bytes, has_token(&bytes)));
        self.held.push(Held {
            path: path.to_owned(),
            name,
            confidence,
        });
        let state = match &ruling {
            _ if tracked => State::Tracked,
            Some(ruling) if ruling.is_for_everybody() => return Ok(()),
            Some(ruling) if ruling.ignores => State::Hidden,
            _ => State::Untracked,
        };
        if state == State::Hidden {
            // Agents' settings and histories are often one person's alone.
            let shared = matches!(name, Name::Dotenv | Name::Key | Name::InSecrets);
            let most = if shared {
                Confidence::Medium
            } else {
                Confidence::Low
            };
            confidence = confidence.min(most);
        }
        let is_ignored = ruling.as_ref().is_some_and(Ruling::is_for_everybody);
        let top = region.ground.top();
        let addition = (!is_ignored).then(|| Addition::to_ignore(name, top, &inner));
        let sighting = Sighting {
            name,
            path,
            origin: self.origin(path),
            state,
            confidence,
            ruling,
            place: Place {
                top: region.ground.top().to_owned(),
                path: inner,
                is_tracked: tracked,
            },
        };
        let exposure = Exposure::new(sighting, addition);
        self.keep(gathering(name, path).unwrap_or(path), exposure);
        Ok(())
    }

    /// Takes what some text of a file gives rise to.
    fn read_with(&mut self, path: &str, judge: fn(&str, &str) -> Vec<Remark>) -> Result<()> {
        if let Some(text) = self.text(path)? {
            for remark in judge(path, &text) {
                self.remark(path, remark)?;
            }
        }
        Ok(())
    }

    /// Takes a remark on a file.
    pub(super) fn remark(&mut self, path: &str, remark: Remark) -> Result<()> {
        let region = self.region(parent(path))?;
        let addition = remark.addition.clone().map(|addition| Addition {
            to: region.inner(&addition.to),
            ..addition
        });
        self.remark_inside(path, remark, addition)
    }

    /// Takes a remark on a file, and a line to add to a file that is given from the ground's top.
    pub(super) fn remark_inside(
        &mut self,
        path: &str,
        remark: Remark,
        addition: Option<Addition>,
    ) -> Result<()> {
        let region = self.region(parent(path))?;
        let confidence = if name::is_made_up(path) {
            Confidence::Low
        } else {
            remark.confidence
        };
        let exposure = Exposure {
            exposed: remark.exposed,
            origin: self.origin(path),
            line: remark.line,
            confidence,
            addition,
            help: remark.help,
            detail: remark.detail,
            place: Place {
                top: region.ground.top().to_owned(),
                path: region.inner(path),
                is_tracked: false,
            },
        };
        self.keep(path, exposure);
        Ok(())
    }

    fn keep(&mut self, place: &str, exposure: Exposure) {
        let detail = exposure.detail.clone();
        let key = (place.to_owned(), exposure.exposed, exposure.line, detail);
        self.found.entry(key).or_insert(exposure);
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
                let to = exposure.addition.as_ref().map(|addition| &addition.to);
                if to.is_some_and(|to| to.ends_with(".gitignore")) {
                    exposure.help.push_str(WITHOUT_GIT);
                }
            }
        }
        exposures.sort_by(|a, b| {
            let key = |one: &Exposure| (one.origin.clone(), one.exposed, one.line);
            key(a).cmp(&key(b))
        });
        let mut unread = self.names.unread();
        let prefix = &self.names.prefix;
        let failed = self.unread.into_iter();
        unread.extend(failed.map(|(path, why)| Skipped::typed(format!("{prefix}{path}"), why)));
        unread.sort();
        unread.dedup();
        Review {
            exposures,
            in_repository,
            unread,
        }
    }
}

pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder with a `/` behind it; nothing for the root.
pub(super) fn as_folder(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    }
}
