//! Types of Go that are made of `string`: a literal fits each of them, `os.Getenv` none. What a
//! place takes is asked of the files that declare it: those of its own folder, of the project's
//! other packages, and of what is vendored or was downloaded.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::ground::Ground;
use super::mentions::{Mentions, place, read};
use super::rewrite::{self, Declared, Fit, Package, Refusal, Rewrite, Role, Wanted};
use crate::language::Language;

/// So many files of a package are read.
const MOST: usize = 300;
/// Declarations are followed so far.
const DEEPEST: u8 = 4;

/// The files of packages, by their folders, as they are first asked for.
#[derive(Default)]
pub(super) struct Kinds {
    packages: HashMap<PathBuf, Rc<Vec<Source>>>,
}

/// A file of a package.
struct Source {
    /// As messages show it.
    shown: String,
    text: Vec<u8>,
}

/// Whether a text that is no constant fits.
enum Verdict {
    Fits,
    /// The type that it does not fit, and where that is said.
    Not(String, String),
    Unknown,
}

impl Kinds {
    /// Refuses a rewriting whose result some place would not take; a note where nobody knows.
    pub(super) fn refuse(
        &mut self,
        ground: &Ground,
        mentions: &mut Mentions,
        path: &str,
        rewrite: &Rewrite,
    ) -> Result<Option<String>, Refusal> {
        let mut all: Vec<(String, Fit)> = Vec::new();
        all.extend(
            rewrite
                .fits
                .iter()
                .map(|fit| (path.to_owned(), fit.clone())),
        );
        if Language::of(path) == Language::Go {
            for shared in &rewrite.shared {
                for other in mentions.others(ground, path, shared) {
                    let text = mentions.text(ground, &other).unwrap_or_default();
                    if memchr::memmem::find(&text, shared.name.as_bytes()).is_some() {
                        let uses = rewrite::uses(&text, &shared.name).into_iter();
                        all.extend(uses.map(|(_, fit)| (other.clone(), fit)));
                    }
                }
            }
        }
        let mut is_unknown = false;
        for (path, fit) in all {
            let Fit::Wanted(wanted) = fit else { continue };
            match self.judge(ground, &path, &wanted) {
                Verdict::Fits => {}
                Verdict::Unknown => is_unknown = true,
                Verdict::Not(kind, place) => {
                    let may = if wanted.role == Role::Anything {
                        "may be"
                    } else {
                        "is"
                    };
                    return Err(Refusal {
                        why: format!(
                            "it {may} a value of type {kind} ({place}), which a literal fits and os.Getenv does not"
                        ),
                        advice: format!("write {kind}(os.Getenv(\"…\")) there by hand"),
                    });
                }
            }
        }
        Ok(is_unknown.then(|| {
            "see that it still compiles: what declares the type of its place is not here".to_owned()
        }))
    }

    fn judge(&mut self, ground: &Ground, path: &str, wanted: &Wanted) -> Verdict {
        let own = folder(path);
        let own = ground.top().join(own);
        match &wanted.package {
            Package::Own => self.in_package(ground, &own, wanted, 0),
            Package::Imported(import) if is_standard(ground, &own, import) => Verdict::Fits,
            Package::Imported(import) => match find(ground, &own, import) {
                Some(folder) => self.in_package(ground, &folder, wanted, 0),
                None => Verdict::Unknown,
            },
            Package::Any => {
                let text = read(&ground.top().join(path)).unwrap_or_default();
                let imports = rewrite::imports(&String::from_utf8_lossy(&text));
                let folders = imports
                    .iter()
                    .filter_map(|import| find(ground, &own, import));
                let folders: Vec<PathBuf> = std::iter::once(own.clone()).chain(folders).collect();
                let mut verdict = Verdict::Unknown;
                for folder in folders {
                    match self.in_package(ground, &folder, wanted, 0) {
                        Verdict::Unknown => {}
                        Verdict::Fits => verdict = Verdict::Fits,
                        not @ Verdict::Not(..) => return not,
                    }
                }
                match verdict {
                    // Nothing here is made of text: nothing can be amiss.
                    Verdict::Unknown if wanted.role == Role::Anything => Verdict::Fits,
                    verdict => verdict,
                }
            }
        }
    }

    fn in_package(
        &mut self,
        ground: &Ground,
        folder: &Path,
        wanted: &Wanted,
        depth: u8,
    ) -> Verdict {
        let mut verdict = Verdict::Unknown;
        if depth > DEEPEST {
            return verdict;
        }
        let sources = self.sources(ground, folder);
        for source in sources.iter() {
            let is_named = memchr::memmem::find(&source.text, wanted.name.as_bytes()).is_some();
            if !is_named {
                continue;
            }
            for Declared { kind, at } in rewrite::declared(&source.text, &wanted.name, &wanted.role)
            {
                let kind = kind.trim_start_matches("...").trim().to_owned();
                if is_text(&kind) {
                    verdict = Verdict::Fits;
                    continue;
                }
                let is_same = kind == wanted.name && wanted.role == Role::Kind;
                let not = Verdict::Not(kind.clone(), place(&source.shown, &source.text, at));
                if is_same || wanted.role == Role::Anything || kind.contains(['.', '[', '*', '(']) {
                    return not;
                }
                // An alias or an interface takes any text.
                let wanted = Wanted {
                    package: Package::Own,
                    name: kind,
                    role: Role::Kind,
                };
                match self.in_package(ground, folder, &wanted, depth + 1) {
                    Verdict::Fits => verdict = Verdict::Fits,
                    _ => return not,
                }
            }
        }
        verdict
    }

    /// The files of the package in a folder.
    fn sources(&mut self, ground: &Ground, folder: &Path) -> Rc<Vec<Source>> {
        if let Some(known) = self.packages.get(folder) {
            return Rc::clone(known);
        }
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
            .collect();
        files.sort();
        files.truncate(MOST);
        let sources = files.iter().filter_map(|file| {
            let shown = file.strip_prefix(ground.top()).unwrap_or(file);
            let shown = shown.to_string_lossy().replace('\\', "/");
            let text = read(file)?;
            Some(Source { shown, text })
        });
        let sources: Rc<Vec<Source>> = Rc::new(sources.collect());
        self.packages.insert(folder.to_owned(), Rc::clone(&sources));
        sources
    }
}

fn is_text(kind: &str) -> bool {
    matches!(kind, "string" | "any" | "interface{}" | "interface {}")
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The nearest `go.mod` upwards, by its folder.
fn module(ground: &Ground, folder: &Path) -> Option<(PathBuf, String)> {
    let folders = folder
        .ancestors()
        .take_while(|up| up.starts_with(ground.top()));
    folders.into_iter().find_map(|up| {
        let text = read(&up.join("go.mod"))?;
        Some((up.to_owned(), String::from_utf8_lossy(&text).into_owned()))
    })
}

fn name(module: &str) -> Option<&str> {
    let mut lines = module.lines();
    lines.find_map(|line| line.trim().strip_prefix("module ").map(str::trim))
}

/// Whether a path is one of the standard library, whose functions take plain text.
fn is_standard(ground: &Ground, folder: &Path, import: &str) -> bool {
    let first = import.split('/').next().unwrap_or_default();
    let module = module(ground, folder);
    let own = module.as_ref().and_then(|(_, text)| name(text));
    let is_own = own.is_some_and(|own| {
        let rest = import.strip_prefix(own);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    !first.contains('.') && !is_own
}

/// The folder of an imported package: in the project, vendored, or downloaded.
fn find(ground: &Ground, folder: &Path, import: &str) -> Option<PathBuf> {
    let (top, text) = module(ground, folder)?;
    let below = |prefix: &str| {
        let rest = import.strip_prefix(prefix)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/').to_owned())
    };
    if let Some(rest) = name(&text).and_then(below) {
        return Some(top.join(rest)).filter(|place| place.is_dir());
    }
    let vendored = top.join("vendor").join(import);
    if vendored.is_dir() {
        return Some(vendored);
    }
    let cache = env::var_os("GOMODCACHE").map(PathBuf::from).or_else(|| {
        let path = env::var_os("GOPATH").map(PathBuf::from);
        let path = path.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join("go")));
        Some(path?.join("pkg/mod"))
    })?;
    text.lines().find_map(|line| {
        let line = line.trim();
        let mut words = line
            .strip_prefix("require ")
            .unwrap_or(line)
            .split_whitespace();
        let (path, version) = (words.next()?, words.next()?);
        let rest = below(path).filter(|_| version.starts_with('v'))?;
        let place = cache
            .join(format!("{}@{version}", escaped(path)))
            .join(rest);
        place.is_dir().then_some(place)
    })
}

/// Capitals are written `!a` in the cache of modules.
fn escaped(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for char in path.chars() {
        if char.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(char.to_ascii_lowercase());
    }
    escaped
}
