//! The literals of a file, rewritten in rounds: as many together as keep out of each other's way,
//! so that the file is parsed a few times, not once for each of them.

use super::file::Planner;
use super::literal::{Rewriting, Success};
use super::plan::Moved;
use super::rewrite::{Change, Refusal, holds};
use super::target::Target;
use crate::error::Result;

impl Planner<'_> {
    /// Rewrites those of the literals whose moving is `wanted`; says why each of the others is
    /// left. What is gone went with a literal before it.
    pub(super) fn rounds<'t, 'f>(
        &mut self,
        file: &mut Rewriting<'_>,
        mut waiting: Vec<&'t Target<'f>>,
        wanted: impl Fn(&Moved) -> bool,
        moved: &mut Vec<Moved>,
    ) -> Result<Vec<(&'t Target<'f>, Refusal)>> {
        let mut refused = Vec::new();
        while !waiting.is_empty() {
            let mut change = Change::default();
            let (mut together, mut later) = (Vec::new(), Vec::new());
            for target in waiting {
                match self.tried(file, target)? {
                    Some(Ok(success)) if !wanted(&success.moved) => {}
                    Some(Ok(success)) if change.takes(&success.rewrite) => {
                        together.push((target, success.moved));
                    }
                    Some(Ok(_)) => later.push(target),
                    Some(Err(refusal)) => refused.push((target, refusal)),
                    None => {}
                }
            }
            if made(file, &change) {
                moved.extend(together.into_iter().map(|(_, moved)| moved));
            } else {
                for (target, _) in together {
                    match self.tried(file, target)? {
                        Some(Ok(success)) if made(file, &Change::of(&success.rewrite)) => {
                            moved.push(success.moved);
                        }
                        Some(Ok(_)) => refused.push((target, would_break())),
                        Some(Err(refusal)) => refused.push((target, refusal)),
                        None => {}
                    }
                }
            }
            waiting = later;
        }
        refused.sort_by_key(|(target, _)| target.range.start);
        Ok(refused)
    }

    /// The rewriting of a literal where it stands by now; `None`: it is gone.
    fn tried(
        &mut self,
        file: &Rewriting<'_>,
        target: &Target<'_>,
    ) -> Result<Option<std::result::Result<Success, Refusal>>> {
        match file.draft.place(target.range.clone()) {
            Some(range) => self.target(file, range, target).map(Some),
            None => Ok(None),
        }
    }
}

/// Makes a change, if the file is as good after it.
fn made(file: &mut Rewriting<'_>, change: &Change) -> bool {
    holds(file.path, file.draft.text(), change, &file.trees) && file.draft.take(change.edits())
}

pub(super) fn would_break() -> Refusal {
    Refusal {
        why: "the file would not parse any more".to_owned(),
        advice: "replace the literals by hand, each by a look-up of its variable".to_owned(),
    }
}
