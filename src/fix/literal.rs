//! One literal: its look-up, the name of its variable, and what to say of it.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use super::book::Holder;
use super::dotenv::Dotenv;
use super::draft::Draft;
use super::file::Planner;
use super::name;
use super::plan::{Moved, Staged};
use super::rewrite::{self, Destination, Edit, Refusal, Rewrite, Site, Trees};
use super::target::Target;
use crate::error::Result;
use crate::language::Language;
use crate::secret::Secret;

/// A file while its literals are rewritten.
pub(super) struct Rewriting<'p> {
    pub(super) path: &'p str,
    pub(super) draft: Draft,
    /// Where its values go.
    dotenv: String,
    pub(super) trees: Trees,
    /// What git's index has of it, if it has any, and what that means for what moves.
    staged: OnceCell<Option<(Vec<u8>, Staged)>>,
}

/// A rewrite that was tried and holds.
pub(super) struct Success {
    pub(super) rewrite: Rewrite,
    pub(super) moved: Moved,
}

impl Planner<'_> {
    /// Begins with the file at `path`, whose text this is.
    pub(super) fn begin<'p>(&self, path: &'p str, text: &[u8]) -> Rewriting<'p> {
        let named = self.options.dotenv.clone();
        Rewriting {
            path,
            draft: Draft::new(text),
            dotenv: named.unwrap_or_else(|| self.ground.dotenv_of(path)),
            trees: Trees::default(),
            staged: OnceCell::new(),
        }
    }

    /// Rewrites the literal that stands at `range` by now.
    pub(super) fn target(
        &mut self,
        file: &Rewriting<'_>,
        range: Range<usize>,
        target: &Target<'_>,
    ) -> Result<std::result::Result<Success, Refusal>> {
        if let Some(barred) = self.books.open(self.ground, &file.dotenv)?.barred() {
            return Ok(Err(barred.clone()));
        }
        Ok(self.literal(file, range, target))
    }

    fn literal(
        &mut self,
        file: &Rewriting<'_>,
        range: Range<usize>,
        target: &Target<'_>,
    ) -> std::result::Result<Success, Refusal> {
        let Rewriting {
            path,
            draft,
            dotenv,
            trees,
            ..
        } = file;
        let of_example = example_name(path, draft.text(), &range);
        let rewritten = |variable: &str| match &of_example {
            Some(_) => blanked(draft.text(), &range),
            None => rewrite::drafted(&Site {
                path,
                text: draft.text(),
                value: range.clone(),
                variable,
                trees,
            }),
        };
        let first = rewritten(&target.names[0])?;
        for shared in &first.shared {
            if let Some(place) = self.mentions.find(self.ground, path, shared) {
                return Err(Refusal {
                    why: format!("{place} {}", shared.needed),
                    advice: format!("{}, there as well", shared.advice),
                });
            }
        }
        let doubt = self
            .kinds
            .refuse(self.ground, &mut self.mentions, path, &first)?;
        let value = checked(&first.value)?;
        let fixed = of_example.clone().or_else(|| first.entry.clone());
        let variable = if let Some(entry) = &fixed {
            let place = format!("{path}:{}", target.line());
            let claimed = self.books.claim(dotenv, entry, &value, &place);
            claimed.map_err(|holder| taken(&holder, entry, dotenv))?;
            entry.clone()
        } else {
            let names = target.names.iter();
            let names: Vec<String> = names
                .map(|name| name::fitting(name, value.reveal()))
                .collect();
            self.books.choose(dotenv, &value, first.destination, &names)
        };
        let rewrite = match fixed {
            Some(_) => first,
            None if variable == target.names[0] => first,
            None => rewritten(&variable)?,
        };
        if rewrite.value.reveal() != value.reveal() {
            return Err(not_understood());
        }
        let notes = rewrite.notes.iter().cloned().chain(doubt).collect();
        let destination = rewrite.destination;
        let moved = Moved {
            path: (*path).to_owned(),
            line: target.line(),
            rule: Arc::clone(&target.finding.rule),
            fingerprint: target.finding.fingerprint.clone(),
            secret: target.secret(),
            part: target.part.map(|part| part.name.clone()),
            shown: target.shown(),
            entry: fixed.unwrap_or_else(|| name::entry(destination, &variable)),
            variable,
            dotenv: dotenv.clone(),
            destination,
            notes,
            value,
            reused: false,
            staged: self.staged(file, &draft.text()[range]),
        };
        Ok(Success { rewrite, moved })
    }

    /// Whether git's index holds what is `written` for a secret.
    fn staged(&self, file: &Rewriting<'_>, written: &[u8]) -> Staged {
        let (path, ground) = (file.path, self.ground);
        let staged = file.staged.get_or_init(|| {
            let text = ground.staged(path)?;
            let on_disk = ground.folder().read(path).ok().flatten();
            let is_changed = on_disk.is_none_or(|version| version.bytes != text);
            let how = if is_changed && ground.is_staged(path) {
                Staged::Partly
            } else {
                Staged::Whole
            };
            Some((text, how))
        });
        let holds = |text: &[u8]| memchr::memmem::find(text, written).is_some();
        match staged {
            Some((text, how)) if holds(text) => *how,
            _ => Staged::No,
        }
    }
}

/// The name of the entry that a value stands in, in a dotenv file that is an example.
fn example_name(path: &str, text: &[u8], range: &Range<usize>) -> Option<String> {
    if Language::of(path) != Language::Dotenv {
        return None;
    }
    let dotenv = Dotenv::parse(text);
    dotenv.at(range.start).map(|(name, ..)| name.to_owned())
}

/// An example keeps the name and loses the value.
fn blanked(text: &[u8], range: &Range<usize>) -> std::result::Result<Rewrite, Refusal> {
    let dotenv = Dotenv::parse(text);
    let (_, range, value) = dotenv.at(range.start).ok_or_else(not_understood)?;
    Ok(Rewrite {
        zone: range.clone(),
        edits: vec![Edit {
            range,
            with: String::new(),
        }],
        value: Secret::hidden(value),
        destination: Destination::DotEnv,
        entry: None,
        notes: Vec::new(),
        shared: Vec::new(),
        fits: Vec::new(),
    })
}

/// Why the code cannot have the name that it insists on.
fn taken(holder: &Holder, entry: &str, dotenv: &str) -> Refusal {
    match holder {
        Holder::File => Refusal {
            why: format!("{dotenv} has another value for {entry}, which the code reads here"),
            advice: "keep the value that is right, and take the other out by hand".to_owned(),
        },
        Holder::Code(place) => Refusal {
            why: format!("{place} reads {entry}, too, and has another value for it"),
            advice: "give the variable another name in one of the two places, then run `fix` \
                     again"
                .to_owned(),
        },
    }
}

/// A value that an environment can hold.
fn checked(value: &Secret) -> std::result::Result<Secret, Refusal> {
    let bytes = value.reveal();
    let refuse = |why: &str| {
        Err(Refusal {
            why: why.to_owned(),
            advice: "keep it in a file that git ignores".to_owned(),
        })
    };
    if bytes.contains(&0) || std::str::from_utf8(bytes).is_err() {
        return refuse("no environment variable can hold bytes that are no text");
    }
    if bytes.is_empty() {
        return refuse("there is no value to move");
    }
    Ok(Secret::hidden(bytes))
}

fn not_understood() -> Refusal {
    Refusal {
        why: "the literal was not understood".to_owned(),
        advice: "take it out by hand".to_owned(),
    }
}
