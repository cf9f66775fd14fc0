//! Scanning a text that is made of pieces of one that was scanned before, as the versions of a
//! file in a history are.
//!
//! Anchors are looked for in what is new only: those of a copied piece stand where they stood.
//! Where an anchor led to nothing, and all that the judgement looked at was copied with it, it
//! leads to nothing again. Everything else is judged anew, so the findings are exactly those of
//! scanning the whole text.

mod seen;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use super::anchored::{Judged, Silent};
use super::assignment::{self, File};
use super::scanner::{Examined, Scanner};
use super::tries;
use crate::blob::Blob;
use crate::rule::Hit;
use crate::span::Copied;
use seen::{Reach, Seen, first};

/// What is copied in fewer bytes is judged as if it were new: that costs less than to carry it.
const WORTH_CARRYING: usize = 32;

/// What scanning a text leaves for those that are made from it; by default nothing, so that they
/// are scanned whole.
#[derive(Debug, Default)]
pub struct Trail {
    /// Every anchor seen, by its place.
    seen: Option<Vec<Seen>>,
    path: Arc<str>,
    /// What the path said.
    file: File,
}

/// A text that was scanned before, and what the new one has of it.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'e> {
    /// What was left of it.
    pub trail: &'e Trail,
    /// Its length in bytes.
    pub len: usize,
    /// The pieces that both texts have, in the order of the new one.
    pub copied: &'e [Copied],
}

impl Scanner {
    /// Everything that [`Scanner::examine`] finds in `blob`, and what is left for texts made from
    /// it. `earlier` is what it was made from; its pieces are the same bytes in both texts.
    #[must_use]
    pub fn scan_on(&self, blob: &Blob<'_>, earlier: Option<&Earlier<'_>>) -> (Examined, Trail) {
        // What is decoded stands in no earlier text.
        if u32::try_from(blob.text.len()).is_err() || self.options().decode_depth > 0 {
            return (self.examine(blob), Trail::default());
        }
        let earlier = earlier.and_then(|earlier| Some((earlier, earlier.trail.seen.as_deref()?)));
        let path = blob.origin.path();
        let (path, file) = match earlier.map(|(earlier, _)| earlier.trail) {
            Some(trail) if *trail.path == *path => (Arc::clone(&trail.path), trail.file),
            _ => (Arc::from(path), File::of(path)),
        };
        let mut pass = Pass {
            scanner: self,
            text: blob.text,
            file,
            silent: Silent::new(),
            seen: Vec::new(),
            far: Vec::new(),
        };
        match earlier {
            None => pass.search_all(),
            Some((earlier, seen)) => pass.search_on(earlier, seen),
        }
        let crowded = pass.settle(blob);
        pass.silent.listed(self, blob, file);
        let Pass { silent, seen, .. } = pass;
        let examined = Examined {
            findings: self.resolved(blob, silent.into_candidates()),
            crowded: crowded.map(|at| blob.raw_offset(at)),
        };
        let trail = Trail {
            seen: Some(seen),
            path,
            file,
        };
        (examined, trail)
    }
}

/// One text being scanned.
struct Pass<'s, 't> {
    scanner: &'s Scanner,
    text: &'t [u8],
    file: File,
    silent: Silent,
    /// In order, once all are known.
    seen: Vec<Seen>,
    /// Which of them are tried once all are known.
    far: Vec<usize>,
}

impl Pass<'_, '_> {
    fn search_all(&mut self) {
        let mut found = Vec::new();
        let rules = self.scanner.rules();
        rules.find(self.text, |hit| found.push(self.judged(hit)));
        found.sort_by_key(|seen| seen.start);
        self.far = (0..found.len()).filter(|at| found[*at].far).collect();
        self.seen = found;
    }

    /// Searches what is new, and takes over what was copied.
    fn search_on(&mut self, earlier: &Earlier<'_>, seen: &[Seen]) {
        let mut copied = Vec::with_capacity(earlier.copied.len());
        copied.extend(earlier.copied.iter().copied().filter(is_worth));
        let found = self.search(&copied);
        self.seen.reserve(seen.len() + found.len());
        let (mut found, mut next) = (&found[..], 0);
        for copied in &copied {
            next = first(seen, copied.from, next);
            next += self.carry((earlier, &seen[next..]), copied, &mut found);
        }
        for seen in found {
            self.push(*seen);
        }
    }

    fn judged(&mut self, hit: Hit) -> Seen {
        let judged = self.silent.judge(self.scanner, self.text, self.file, &hit);
        let mut seen = Seen::new(&hit, matches!(judged, Judged::Later));
        note(&mut seen, &judged, self.scanner);
        seen
    }

    fn push(&mut self, seen: Seen) {
        if seen.far {
            self.far.push(self.seen.len());
        }
        self.seen.push(seen);
    }

    /// Tries what was put off, now that all of it is known; what was carried is tried already, but
    /// counts. Returns the first place where not all was tried.
    fn settle(&mut self, blob: &Blob<'_>) -> Option<usize> {
        let far = std::mem::take(&mut self.far);
        let hits: Vec<Hit> = far.iter().map(|at| self.seen[*at].hit()).collect();
        let allowed = tries::allowed(self.text, &hits, self.scanner.rules());
        let mut crowded = None;
        for ((at, hit), allowed) in far.into_iter().zip(&hits).zip(allowed) {
            let seen = &mut self.seen[at];
            if !allowed {
                tries::note_crowded(&mut crowded, blob, hit.start);
            } else if !seen.barren {
                let judged = self.silent.attempt(self.scanner, self.text, self.file, hit);
                note(seen, &judged, self.scanner);
            }
        }
        crowded
    }

    /// Judges the anchors that are not copied whole. Returns them in order.
    fn search(&mut self, copied: &[Copied]) -> Vec<Seen> {
        let mut found = Vec::new();
        let rules = self.scanner.rules();
        rules.find_in(self.text, &gaps(copied, self.text.len()), |hit| {
            let next = copied.partition_point(|piece| piece.to <= hit.start);
            let piece = next.checked_sub(1).map(|at| copied[at]);
            if piece.is_none_or(|piece| piece.to + piece.len < hit.end) {
                found.push(self.judged(hit));
            }
        });
        found.sort_by_key(|seen| seen.start);
        found
    }

    /// Takes over the anchors of a piece, behind those of `found` that stand before them; `seen`
    /// begins with its first. Says how many it has.
    fn carry(
        &mut self,
        (earlier, seen): (&Earlier<'_>, &[Seen]),
        copied: &Copied,
        found: &mut &[Seen],
    ) -> usize {
        let same = earlier.trail.file == self.file;
        let end = copied.from + copied.len;
        let lens = (earlier.len, self.text.len());
        let mut count = 0;
        for seen in seen {
            if seen.start as usize >= end {
                break;
            }
            count += 1;
            if seen.hit().end > end {
                continue;
            }
            let moved = seen.moved(copied);
            while let Some((next, rest)) = found.split_first()
                && next.start <= moved.start
            {
                self.push(*next);
                *found = rest;
            }
            let is_nearer = moved.start < seen.start
                && assignment::may_head(self.file.language, moved.hit().start);
            if same && !is_nearer && seen.stays_barren(copied, lens) {
                self.push(moved);
            } else {
                let judged = self.judged(moved.hit());
                self.push(judged);
            }
        }
        count
    }
}

/// Writes down what a judgement came to.
fn note(seen: &mut Seen, judged: &Judged, scanner: &Scanner) {
    if let Judged::Nothing(look) = *judged {
        let rule = seen.rule;
        seen.is_barren(look, || Reach::of(&scanner.rules().compiled(rule).rule));
    }
}

fn is_worth(piece: &Copied) -> bool {
    piece.len >= WORTH_CARRYING
}

/// What is new, and the seams, which are empty.
fn gaps(copied: &[Copied], len: usize) -> Vec<Range<usize>> {
    let mut gaps = Vec::with_capacity(copied.len() + 1);
    let mut done = 0;
    let ends = copied.iter().map(|piece| (piece.to, piece.to + piece.len));
    for (start, end) in ends.chain([(len, len)]) {
        // Nothing is new where the text begins or ends with a piece.
        if start > done || (done > 0 && start < len) {
            gaps.push(done..start);
        }
        done = end;
    }
    gaps
}
