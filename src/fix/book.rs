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
    books: BTreeMap<String, Book>,
    /// The name of each value, and whether it is Terraform's.
    names: HashMap<(bool, Vec<u8>), String>,
}

/// One dotenv file.
pub(super) struct Book {
    pub(super) path: String,
    pub(super) before: Option<Version>,
    dotenv: Dotenv,
    /// What has a name by now, in order, whether or not it is written in the end.
    given: Vec<(String, Secret)>,
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
        if !self.books.contains_key(path) {
            let book = Book::read(ground, path)?;
            self.books.insert(path.to_owned(), book);
        }
        Ok(self.books.get_mut(path).expect("it is there by now"))
    }

    /// All of them.
    pub(super) fn into_books(self) -> impl Iterator<Item = Book> {
        self.books.into_values()
    }

    /// Gives a value the name that the code insists on, in the file at `path`, which is open;
    /// false if the name has another value.
    pub(super) fn claim(&mut self, path: &str, entry: &str, value: &Secret) -> bool {
        let book = self.books.get_mut(path).expect("it is open");
        let is_free = book.accepts(entry, value);
        if is_free {
            book.given.push((entry.to_owned(), value.clone()));
            if let Some(variable) = name::variable(Destination::DotEnv, entry) {
                let key = (false, value.reveal().to_vec());
                self.names.entry(key).or_insert(variable);
            }
        }
        is_free
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
        let book = &self.books[path];
        let is_free = |variable: &str| {
            let entry = name::entry(destination, variable);
            let elsewhere = self.names.iter().any(|((terraform, other), name)| {
                *terraform == is_terraform && name == variable && other != value.reveal()
            });
            !elsewhere && book.accepts(&entry, value)
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
        let book = self.books.get_mut(path).expect("it is open");
        book.given.push((entry, value.clone()));
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
        let on_disk = self.dotenv.value(entry).filter(|held| !held.is_empty());
        let given = self.given.iter().filter(|(name, _)| name == entry);
        let mut held = on_disk
            .into_iter()
            .chain(given.map(|(_, value)| value.reveal()));
        held.all(|held| held == value.reveal())
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
