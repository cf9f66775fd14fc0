//! The dotenv files of a plan: what they hold, what is added to them, and under which names.

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::dotenv::{Dotenv, Quoted};
use super::ground::Ground;
use super::name;
use super::rewrite::{Destination, Refusal};
use crate::change::Version;
use crate::error::Result;
use crate::hygiene::{Addition, missing_rule};
use crate::secret::Secret;

/// What a dotenv file's example may be called; the first is made where there is none.
const EXAMPLES: [&str; 4] = [".example", ".sample", ".template", ".dist"];

/// All dotenv files that values go to, by path.
#[derive(Default)]
pub(super) struct Books {
    by_path: BTreeMap<String, Book>,
    /// The name of each value, and whether it is Terraform's.
    names: HashMap<(bool, Vec<u8>), String>,
    /// Names that some code insists on, by dotenv file and entry: no other value gets them.
    reserved: BTreeMap<(String, String), Secret>,
    /// A name was reserved that another value had been given.
    is_outdated: bool,
}

/// Who has a name that some code insists on.
pub(super) enum Holder {
    /// The dotenv file, with another value.
    File,
    /// Other code, with another value: where it stands.
    Code(String),
}

/// A name that a value has by now, whether or not it is written in the end.
struct Given {
    entry: String,
    value: Secret,
    /// Where the code stands that insists on it, if some does.
    by: Option<String>,
}

/// One dotenv file.
pub(super) struct Book {
    pub(super) path: String,
    pub(super) before: Option<Version>,
    dotenv: Dotenv,
    /// In order.
    given: Vec<Given>,
    /// Its example's path, and what that holds.
    pub(super) example: (String, Option<Version>),
    /// The ignore rule that is missing, and the file that it goes into.
    pub(super) rule: Option<(Addition, Option<Version>)>,
    /// Why nothing may be written to it.
    barred: Option<Refusal>,
}

impl Books {
    /// The dotenv file at `path`, read when it is first asked for.
    pub(super) fn open(&mut self, ground: &Ground, path: &str) -> Result<&mut Book> {
        if !self.by_path.contains_key(path) {
            let book = Book::read(ground, path)?;
            self.by_path.insert(path.to_owned(), book);
        }
        Ok(self.by_path.get_mut(path).expect("it is there by now"))
    }

    /// All of them.
    pub(super) fn into_books(self) -> impl Iterator<Item = Book> {
        self.by_path.into_values()
    }

    /// Whether the names that were given do not hold, so that all must be planned again by
    /// [`Books::again`].
    pub(super) fn is_outdated(&self) -> bool {
        self.is_outdated
    }

    /// None of the files, and what is reserved.
    pub(super) fn again(self) -> Self {
        Self {
            reserved: self.reserved,
            ..Self::default()
        }
    }

    /// Gives a value the name that the code at `place` insists on, in the file at `path`, which
    /// is open.
    ///
    /// # Errors
    /// Says who has the name for another value.
    pub(super) fn claim(
        &mut self,
        path: &str,
        entry: &str,
        value: &Secret,
        place: &str,
    ) -> std::result::Result<(), Holder> {
        let book = self.by_path.get_mut(path).expect("it is open");
        if !book.is_free_on_disk(entry, value) {
            return Err(Holder::File);
        }
        let others = book.given.iter().filter(|given| given.entry == entry);
        let mut others = others.filter(|given| given.value.reveal() != value.reveal());
        match others.next().map(|other| other.by.clone()) {
            Some(Some(by)) => return Err(Holder::Code(by)),
            Some(None) => {
                // The other one can have any name, once it is known that this one is taken.
                let key = (path.to_owned(), entry.to_owned());
                self.is_outdated |= !self.reserved.contains_key(&key);
                self.reserved.entry(key).or_insert_with(|| value.clone());
            }
            None => {}
        }
        book.given.push(Given {
            entry: entry.to_owned(),
            value: value.clone(),
            by: Some(place.to_owned()),
        });
        if let Some(variable) = name::variable(Destination::DotEnv, entry) {
            let key = (false, value.reveal().to_vec());
            self.names.entry(key).or_insert(variable);
        }
        Ok(())
    }

    /// The variable for a value in the file at `path`, which is open: the name that it has
    /// already, here or elsewhere in the plan, else the first of the candidates that is free.
    pub(super) fn choose(
        &mut self,
        path: &str,
        value: &Secret,
        destination: Destination,
        candidates: &[String],
    ) -> String {
        let is_terraform = destination == Destination::TerraformVariable;
        let key = (is_terraform, value.reveal().to_vec());
        let book = &self.by_path[path];
        let is_free = |variable: &str| {
            let entry = name::entry(destination, variable);
            let elsewhere = self.names.iter().any(|((terraform, other), name)| {
                *terraform == is_terraform && name == variable && other != value.reveal()
            });
            let key = (path.to_owned(), entry);
            let reserved = self.reserved.get(&key);
            !elsewhere
                && reserved.is_none_or(|other| other.reveal() == value.reveal())
                && book.accepts(&key.1, value)
        };
        let known = book.names_of(value, destination);
        let planned = self.names.get(&key).filter(|name| is_free(name)).cloned();
        let first = candidates.first().map_or("SECRET", String::as_str);
        let numbered = || {
            let mut names = (2..).map(|number| format!("{first}_{number}"));
            names.find(|name| is_free(name))
        };
        let wanted = candidates.iter().find(|name| known.contains(name));
        let chosen = wanted
            .or(known.first())
            .cloned()
            .or(planned)
            .or_else(|| candidates.iter().find(|name| is_free(name)).cloned())
            .or_else(numbered)
            .expect("some number is free");
        self.names.insert(key, chosen.clone());
        let entry = name::entry(destination, &chosen);
        let book = self.by_path.get_mut(path).expect("it is open");
        book.given.push(Given {
            entry,
            value: value.clone(),
            by: None,
        });
        chosen
    }
}

impl Book {
    fn read(ground: &Ground, path: &str) -> Result<Self> {
        let before = ground.folder().read(path)?;
        let bytes = before
            .as_ref()
            .map_or(&[][..], |before| before.bytes.as_slice());
        let barred = barred(ground, path, bytes);
        let mut example = None;
        for ending in EXAMPLES {
            let place = format!("{path}{ending}");
            if let Some(found) = ground.folder().read(&place)? {
                example = Some((place, Some(found)));
                break;
            }
        }
        let rule = match missing_rule(ground.top(), path)? {
            None => None,
            Some(addition) => {
                let found = ground.folder().read(&addition.to)?;
                Some((addition, found))
            }
        };
        Ok(Self {
            dotenv: Dotenv::parse(bytes),
            path: path.to_owned(),
            before,
            given: Vec::new(),
            example: example.unwrap_or_else(|| (format!("{path}{}", EXAMPLES[0]), None)),
            rule,
            barred,
        })
    }

    /// Why nothing may be written to it.
    pub(super) fn barred(&self) -> Option<&Refusal> {
        self.barred.as_ref()
    }

    /// What it holds as it is on the disk.
    pub(super) fn dotenv(&self) -> &Dotenv {
        &self.dotenv
    }

    /// Whether the file has this entry with this value already.
    pub(super) fn has(&self, entry: &str, value: &Secret) -> bool {
        self.dotenv.value(entry) == Some(value.reveal())
    }

    /// The file with these entries, as they are quoted.
    pub(super) fn with(&self, entries: &[(String, Quoted)]) -> Dotenv {
        let mut dotenv = self.dotenv.clone();
        for (name, quoted) in entries {
            dotenv.put(name, &quoted.text);
        }
        dotenv
    }

    /// Whether a name is free, or has this value already.
    fn accepts(&self, entry: &str, value: &Secret) -> bool {
        let mut given = self.given.iter().filter(|given| given.entry == entry);
        self.is_free_on_disk(entry, value)
            && given.all(|given| given.value.reveal() == value.reveal())
    }

    /// Whether the file as it is has no other value for a name.
    fn is_free_on_disk(&self, entry: &str, value: &Secret) -> bool {
        let held = self.dotenv.value(entry).filter(|held| !held.is_empty());
        held.is_none_or(|held| held == value.reveal())
    }

    /// The variables that have this value in the file.
    fn names_of(&self, value: &Secret, destination: Destination) -> Vec<String> {
        let names = self.dotenv.names_of(value.reveal());
        names
            .filter_map(|entry| name::variable(destination, entry))
            .collect()
    }
}

fn barred(ground: &Ground, path: &str, bytes: &[u8]) -> Option<Refusal> {
    if ground.leads_elsewhere(path) {
        return Some(Refusal {
            why: format!("{path} is reached by a symbolic link, and git judges what that leads to"),
            advice: "name the file itself with --env-file".to_owned(),
        });
    }
    if ground.tracks(path) {
        return Some(Refusal {
            why: format!("git tracks {path}, so the next commit would take the value"),
            advice: format!(
                "run `git rm --cached -- {path}` and then `fix` again, or name another file with \
                 --env-file"
            ),
        });
    }
    bytes.contains(&0).then(|| Refusal {
        why: format!("{path} is no text in UTF-8"),
        advice: "save it as UTF-8".to_owned(),
    })
}
