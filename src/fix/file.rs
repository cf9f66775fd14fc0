//! One file: its literals are rewritten, and what comes out is checked.

use std::collections::HashSet;

use super::book::Books;
use super::copies::copies;
use super::draft::Draft;
use super::ground::Ground;
use super::kinds::Kinds;
use super::literal::Rewriting;
use super::mentions::Mentions;
use super::plan::{Left, Moved, Options};
use super::rewrite::{self, Refusal};
use super::round::would_break;
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
        let mut file = self.begin(path, text);
        let (mut moved, mut left) = (Vec::new(), Vec::new());
        let hopeless = hopeless(path, text, &targets);
        if let Some(refusal) = &hopeless {
            let refuse = |target| Left::new(path, target, refusal);
            left.extend(targets.iter().map(refuse));
        } else {
            let all = targets.iter().collect();
            let refused = self.rounds(&mut file, all, |_| true, &mut moved)?;
            let refused = refused.iter();
            left.extend(refused.map(|(target, refusal)| Left::new(path, target, refusal)));
        }
        if let Some(refusal) = self.relapse(path, text, &file.draft, &moved) {
            file = self.begin(path, text);
            moved.clear();
            left = targets
                .iter()
                .map(|target| Left::new(path, target, &refusal))
                .collect();
        }
        self.copies(&mut file, text, &targets, &mut moved)?;
        note_copies(&file.draft, &mut moved);
        Ok(Outcome {
            draft: file.draft,
            moved,
            left,
            targets,
        })
    }

    /// Moves what the scanner does not report beside what it does: the same secret in a comment,
    /// or as an argument that has no name. What cannot be rewritten is told by [`note_copies`].
    fn copies(
        &mut self,
        file: &mut Rewriting<'_>,
        text: &[u8],
        targets: &[Target<'_>],
        moved: &mut Vec<Moved>,
    ) -> Result<()> {
        let is_whole =
            |one: &Moved| one.part.is_none() && one.secret.reveal() == one.value.reveal();
        let known = moved.iter().filter(|one| is_whole(one));
        let known: HashSet<Vec<u8>> = known.map(|one| one.secret.reveal().to_vec()).collect();
        let copies = copies(targets, text);
        let waiting = copies
            .iter()
            .filter(|copy| known.contains(copy.secret().reveal()));
        self.rounds(file, waiting.collect(), is_whole, moved)?;
        moved.sort_by_key(|one| one.line);
        Ok(())
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
            return Some(would_break());
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
