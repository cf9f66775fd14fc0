//! One file: every literal in it is rewritten in turn, and what comes out is checked.

use std::ops::Range;
use std::sync::Arc;

use super::book::{Books, Holder};
use super::copies::copies;
use super::dotenv::Dotenv;
use super::draft::Draft;
use super::ground::Ground;
use super::kinds::Kinds;
use super::mentions::Mentions;
use super::name;
use super::plan::{Left, Moved, Options, Staged};
use super::rewrite::{self, Destination, Edit, Refusal, Rewrite, Site};
use super::target::{Target, targets};
use crate::blob::{Blob, Origin};
use crate::detect::Scanner;
use crate::error::Result;
use crate::finding::Finding;
use crate::language::Language;
use crate::place::Place;
use crate::secret::Secret;

/// A file with more is data, not code.
const MOST: usize = 300;
/// A larger file is data, too, in bytes.
const LARGEST: usize = 4 << 20;

/// What planning needs.
pub(super) struct Planner<'a> {
    pub(super) ground: &'a Ground,
    pub(super) scanner: &'a Scanner,
    pub(super) options: &'a Options,
    pub(super) books: Books,
    pub(super) mentions: Mentions,
    pub(super) kinds: Kinds,
}

/// What became of a file.
pub(super) struct Outcome<'f> {
    pub(super) draft: Draft,
    pub(super) moved: Vec<Moved>,
    pub(super) left: Vec<Left>,
    pub(super) targets: Vec<Target<'f>>,
}

/// A rewrite that was tried and holds.
struct Success {
    edits: Vec<Edit>,
    text: Vec<u8>,
    moved: Moved,
}

impl Planner<'_> {
    /// Rewrites the file at `path`, whose text this is. What is found by the scanner in a file
    /// that was rewritten is counted again: if a secret is still there, the file is left alone.
    pub(super) fn file<'f>(
        &mut self,
        path: &str,
        text: &[u8],
        findings: &[&'f Finding],
    ) -> Result<Outcome<'f>> {
        let targets = targets(findings, text, self.scanner.rules());
        let mut draft = Draft::new(text);
        let (mut moved, mut left) = (Vec::new(), Vec::new());
        let hopeless = hopeless(path, text, &targets);
        for target in &targets {
            let refuse = |refusal: &Refusal| Left::new(path, target, refusal);
            if let Some(refusal) = &hopeless {
                left.push(refuse(refusal));
                continue;
            }
            // What is gone went with a literal before it.
            let Some(range) = draft.place(target.range.clone()) else {
                continue;
            };
            match self.target(path, &draft, range, target)? {
                Ok(success) => {
                    draft.take(success.edits, success.text);
                    moved.push(success.moved);
                }
                Err(refusal) => left.push(refuse(&refusal)),
            }
        }
        if let Some(refusal) = self.relapse(path, text, &draft, &moved) {
            draft = Draft::new(text);
            moved.clear();
            left = targets
                .iter()
                .map(|target| Left::new(path, target, &refusal))
                .collect();
        }
        self.copies(path, text, &targets, (&mut draft, &mut moved))?;
        note_copies(&draft, &mut moved);
        Ok(Outcome {
            draft,
            moved,
            left,
            targets,
        })
    }

    /// Moves what the scanner does not report beside what it does: the same secret in a comment,
    /// or as an argument that has no name. What cannot be rewritten is told by [`note_copies`].
    fn copies(
        &mut self,
        path: &str,
        text: &[u8],
        targets: &[Target<'_>],
        (draft, moved): (&mut Draft, &mut Vec<Moved>),
    ) -> Result<()> {
        for copy in copies(targets, text) {
            let secret = copy.secret();
            let is_moved = |one: &Moved| {
                one.part.is_none()
                    && one.secret.reveal() == secret.reveal()
                    && one.value.reveal() == secret.reveal()
            };
            let Some(range) = draft.place(copy.range.clone()) else {
                continue;
            };
            if !moved.iter().any(is_moved) {
                continue;
            }
            if let Ok(success) = self.target(path, draft, range, &copy)?
                && is_moved(&success.moved)
            {
                draft.take(success.edits, success.text);
                moved.push(success.moved);
            }
        }
        moved.sort_by_key(|one| one.line);
        Ok(())
    }

    /// Rewrites one literal.
    fn target(
        &mut self,
        path: &str,
        draft: &Draft,
        range: Range<usize>,
        target: &Target<'_>,
    ) -> Result<std::result::Result<Success, Refusal>> {
        let dotenv = match &self.options.dotenv {
            Some(named) => named.clone(),
            None => self.ground.dotenv_of(path),
        };
        if let Some(barred) = self.books.open(self.ground, &dotenv)?.barred() {
            return Ok(Err(barred.clone()));
        }
        Ok(self.literal(path, draft, range, (target, dotenv)))
    }

    fn literal(
        &mut self,
        path: &str,
        draft: &Draft,
        range: Range<usize>,
        (target, dotenv): (&Target<'_>, String),
    ) -> std::result::Result<Success, Refusal> {
        let of_example = example_name(path, draft.text(), &range);
        let rewritten = |variable: &str| match &of_example {
            Some(_) => blanked(draft.text(), &range),
            None => rewrite::rewrite(&Site {
                path,
                text: draft.text(),
                value: range.clone(),
                variable,
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
            let claimed = self.books.claim(&dotenv, entry, &value, &place);
            claimed.map_err(|holder| taken(&holder, entry, &dotenv))?;
            entry.clone()
        } else {
            let names = target.names.iter();
            let names: Vec<String> = names
                .map(|name| name::fitting(name, value.reveal()))
                .collect();
            self.books
                .choose(&dotenv, &value, first.destination, &names)
        };
        let Rewrite {
            edits,
            value: same,
            destination,
            mut notes,
            ..
        } = match fixed {
            Some(_) => first,
            None if variable == target.names[0] => first,
            None => rewritten(&variable)?,
        };
        let text = draft.edited(&edits);
        let text = text.filter(|_| same.reveal() == value.reveal());
        let text = text.ok_or_else(not_understood)?;
        notes.extend(doubt);
        let moved = Moved {
            path: path.to_owned(),
            line: target.line(),
            rule: Arc::clone(&target.finding.rule),
            fingerprint: target.finding.fingerprint.clone(),
            secret: target.secret(),
            part: target.part.map(|part| part.name.clone()),
            shown: target.shown(),
            entry: fixed.unwrap_or_else(|| name::entry(destination, &variable)),
            variable,
            dotenv,
            destination,
            notes,
            value,
            reused: false,
            staged: self.staged(path, &draft.text()[range]),
        };
        Ok(Success { edits, text, moved })
    }

    /// Whether git's index holds what is `written` for a secret.
    fn staged(&self, path: &str, written: &[u8]) -> Staged {
        let Some(staged) = self.ground.staged(path) else {
            return Staged::No;
        };
        if memchr::memmem::find(&staged, written).is_none() {
            return Staged::No;
        }
        let on_disk = self.ground.folder().read(path).ok().flatten();
        let is_changed = on_disk.is_none_or(|version| version.bytes != staged);
        if is_changed && self.ground.is_staged(path) {
            Staged::Partly
        } else {
            Staged::Whole
        }
    }

    /// Scans the text before and after: no secret that was moved may be found as often as before.
    fn relapse(
        &self,
        path: &str,
        before: &[u8],
        draft: &Draft,
        moved: &[Moved],
    ) -> Option<Refusal> {
        if moved.is_empty() {
            return None;
        }
        let parses = |text: &[u8]| rewrite::parses(path, text) == Some(true);
        if parses(before) && !parses(draft.text()) {
            return Some(Refusal {
                why: "the file would not parse any more".to_owned(),
                advice: "replace the literals by hand, each by a look-up of its variable"
                    .to_owned(),
            });
        }
        let origin = Origin::File {
            path: path.to_owned(),
        };
        let old = self.scanner.scan(&Blob::whole(&origin, before));
        let new = self.scanner.scan(&Blob::whole(&origin, draft.text()));
        let count = |findings: &[Finding], secret: &Secret| {
            let same = |one: &&Finding| one.secret.reveal() == secret.reveal();
            findings.iter().filter(same).count()
        };
        let secrets = || moved.iter().filter(|one| one.part.is_none());
        let stays = secrets().any(|one| {
            let same = secrets().filter(|other| other.secret.reveal() == one.secret.reveal());
            count(&new, &one.secret) + same.count() > count(&old, &one.secret)
        });
        stays.then(|| Refusal {
            why: "the secret would still be found in the rewritten file".to_owned(),
            advice: "take it out by hand".to_owned(),
        })
    }
}

/// Why nothing in a file can be rewritten, if nothing can.
fn hopeless(path: &str, text: &[u8], targets: &[Target<'_>]) -> Option<Refusal> {
    let refusal = |why: &str, advice: &str| {
        Some(Refusal {
            why: why.to_owned(),
            advice: advice.to_owned(),
        })
    };
    let outside = |target: &Target<'_>| target.range.end > text.len();
    if Language::of(path) == Language::Dotenv && Place::of(path) != Place::Example {
        refusal(
            "dotenv files are where values belong",
            "have git ignore it: `tightlip hygiene` says how",
        )
    } else if text.contains(&0) || std::str::from_utf8(text).is_err() {
        refusal("the file is no text in UTF-8", "take it out by hand")
    } else if text.len() > LARGEST || targets.len() > MOST {
        refusal(
            "the file is data rather than code",
            "keep it out of the repository, or take the values out by hand",
        )
    } else if targets.iter().any(outside) {
        refusal("the file changed while it was read", "run `fix` again")
    } else {
        None
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

/// Says where copies are left that the scanner does not report: in comments, say.
fn note_copies(draft: &Draft, moved: &mut [Moved]) {
    const SHORTEST: usize = 8;
    for one in moved {
        let value = one.value.reveal();
        if value.len() < SHORTEST {
            continue;
        }
        if let Some(at) = memchr::memmem::find(draft.text(), value) {
            let line = memchr::memchr_iter(b'\n', &draft.text()[..at]).count() + 1;
            one.notes.push(format!(
                "a copy of it is left on line {line} of the new file"
            ));
        }
    }
}
