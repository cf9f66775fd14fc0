//! Scanning a text that is made of pieces of one that was scanned before, as the versions of a
//! file in a history are.
//!
//! Anchors are looked for in what is new only: those of a copied piece stand where they stood.
//! Where an anchor led to nothing, and all that the judgement looked at was copied with it, it
//! leads to nothing again. Everything else is judged anew, so the findings are exactly those of
//! scanning the whole text.

use std::ops::Range;

use super::anchored::{Judged, Silent};
use super::assignment::File;
use super::look::Look;
use super::scanner::{Examined, Scanner};
use super::tries;
use crate::blob::{Blob, REACH_AHEAD, REACH_BACK};
use crate::rule::{Hit, Matcher, Rule, RuleId};
use crate::span::Copied;

/// Bytes looked at beyond a match: boundaries, escapes, what introduces it.
const ROUND: usize = 256;
/// How far a judgement of an assignment looks back from the stem of its name, and ahead. Its
/// parts are at most: a literal of 4 KiB, a default of 1 KiB, look-ups, wrappers and spaces; and
/// before them the 2 KiB in which a heredoc may have begun.
const ASSIGNED: (usize, usize) = (4 << 10, 12 << 10);
/// What is copied in fewer bytes is judged as if it were new: that costs less than to carry it.
const WORTH_CARRYING: usize = 32;
/// So many entries are passed one by one before the next one is searched for.
const NEAR: usize = 16;

/// What scanning a text leaves for those that are made from it; by default nothing, so that they
/// are scanned whole.
#[derive(Debug, Default)]
pub struct Trail {
    /// Every anchor seen, by its place.
    seen: Option<Vec<Seen>>,
    /// What the text's path said.
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

#[derive(Clone, Copy, Debug)]
struct Seen {
    start: u32,
    len: u16,
    /// Whether it leads to nothing.
    barren: bool,
    /// Whether its rule's tries are counted, and this is one.
    far: bool,
    rule: RuleId,
    /// What was looked at to see that.
    reach: Reach,
}

impl Seen {
    fn is_barren(&mut self, look: Look, scanner: &Scanner) {
        self.barren = true;
        let rule = || Reach::of(&scanner.rules().compiled(self.rule).rule);
        self.reach = Reach::seen(look, rule);
    }

    fn hit(&self) -> Hit {
        let start = self.start as usize;
        Hit {
            start,
            end: start + usize::from(self.len),
            rule: self.rule,
        }
    }
}

/// How far from an anchor's first byte its judgement looks.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    back: u32,
    ahead: u32,
}

impl Reach {
    fn of(rule: &Rule) -> Self {
        let around = if rule.context.is_empty() {
            ROUND
        } else {
            ROUND + rule.within
        };
        let (mut back, mut ahead) = match rule.matcher {
            Matcher::Token {
                before, longest, ..
            } => (before + around, longest + around),
            Matcher::Beside { longest, .. } => {
                let either = rule.within + longest + around;
                (either, either)
            }
            Matcher::Assigned { .. } | Matcher::File | Matcher::Binary { .. } => ASSIGNED,
        };
        if rule.structure.is_some() {
            back += REACH_BACK;
            ahead += REACH_AHEAD;
        }
        Self::new(back, ahead)
    }

    /// What a judgement by the rule covers that says so itself, or else may.
    fn seen(look: Look, rule: impl FnOnce() -> Self) -> Self {
        let near = look.bytes().map(|(back, ahead)| Self::new(back, ahead));
        near.unwrap_or_else(rule)
    }

    fn new(back: usize, ahead: usize) -> Self {
        // Texts are no longer than that.
        let bytes = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            back: bytes(back),
            ahead: bytes(ahead),
        }
    }

    /// Whether all that it covers round `start` of the earlier text lies in `copied`, or beyond
    /// an end that both texts have there.
    fn is_inside(self, start: usize, copied: &Copied, (old, new): (usize, usize)) -> bool {
        let (back, ahead) = (self.back as usize, self.ahead as usize);
        let end = copied.from + copied.len;
        let left = start >= copied.from + back || (copied.from == 0 && copied.to == 0);
        let right = start + ahead <= end || (end == old && copied.to + copied.len == new);
        left && right
    }
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
        let mut pass = Pass {
            scanner: self,
            text: blob.text,
            file: File::of(blob.origin.path()),
            silent: Silent::default(),
            seen: Vec::new(),
            far: Vec::new(),
        };
        let earlier = earlier.and_then(|earlier| Some((earlier, earlier.trail.seen.as_deref()?)));
        match earlier {
            None => self.rules().find(blob.text, |hit| pass.judge(hit)),
            Some((earlier, seen)) => {
                let mut copied = Vec::with_capacity(earlier.copied.len());
                copied.extend(earlier.copied.iter().copied().filter(is_worth));
                pass.search(&gaps(&copied, blob.text.len()), &copied);
                let mut next = 0;
                for copied in &copied {
                    next = first(seen, copied.from, next);
                    next += pass.carry((earlier, &seen[next..]), copied);
                }
            }
        }
        let crowded = pass.settle(blob);
        pass.silent.listed(self, blob, pass.file);
        let Pass {
            silent,
            mut seen,
            file,
            ..
        } = pass;
        // Two runs in order, or nearly: what was searched for, and what was carried.
        seen.sort_by_key(|seen| seen.start);
        let examined = Examined {
            findings: self.resolved(blob, silent.into_candidates()),
            crowded: crowded.map(|at| blob.raw_offset(at)),
        };
        let trail = Trail {
            seen: Some(seen),
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
    seen: Vec<Seen>,
    /// Which of them are tried once all are known.
    far: Vec<usize>,
}

impl Pass<'_, '_> {
    fn judge(&mut self, hit: Hit) {
        let judged = self.silent.judge(self.scanner, self.text, self.file, &hit);
        let mut seen = Seen {
            start: hit.start as u32,
            len: (hit.end - hit.start) as u16,
            barren: false,
            far: matches!(judged, Judged::Later),
            rule: hit.rule,
            reach: Reach::default(),
        };
        if let Judged::Nothing(look) = judged {
            seen.is_barren(look, self.scanner);
        }
        self.push(seen);
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
                if let Judged::Nothing(look) = judged {
                    seen.is_barren(look, self.scanner);
                }
            }
        }
        crowded
    }

    /// Judges the anchors that are not copied whole.
    fn search(&mut self, gaps: &[Range<usize>], copied: &[Copied]) {
        let rules = self.scanner.rules();
        rules.find_in(self.text, gaps, |hit| {
            let next = copied.partition_point(|piece| piece.to <= hit.start);
            let piece = next.checked_sub(1).map(|at| copied[at]);
            if piece.is_none_or(|piece| piece.to + piece.len < hit.end) {
                self.judge(hit);
            }
        });
    }

    /// Takes over the anchors of a piece; `seen` begins with its first. Says how many it has.
    fn carry(&mut self, (earlier, seen): (&Earlier<'_>, &[Seen]), copied: &Copied) -> usize {
        let same = earlier.trail.file == self.file;
        let end = copied.from + copied.len;
        let lens = (earlier.len, self.text.len());
        let mut count = 0;
        for seen in seen {
            let start = seen.start as usize;
            if start >= end {
                break;
            }
            count += 1;
            if start + usize::from(seen.len) > end {
                continue;
            }
            let moved = start - copied.from + copied.to;
            if same && seen.barren && seen.reach.is_inside(start, copied, lens) {
                self.push(Seen {
                    start: moved as u32,
                    ..*seen
                });
            } else {
                self.judge(Hit {
                    start: moved,
                    end: moved + usize::from(seen.len),
                    rule: seen.rule,
                });
            }
        }
        count
    }
}

fn is_worth(piece: &Copied) -> bool {
    piece.len >= WORTH_CARRYING
}

/// The first entry at or behind `from`. It is looked for at `next` first: pieces mostly follow
/// one another.
fn first(seen: &[Seen], from: usize, next: usize) -> usize {
    let before = |seen: &Seen| (seen.start as usize) < from;
    if !next.checked_sub(1).is_none_or(|last| before(&seen[last])) {
        return seen[..next].partition_point(before);
    }
    let rest = &seen[next..];
    let near = &rest[..rest.len().min(NEAR)];
    match near.iter().position(|seen| !before(seen)) {
        Some(passed) => next + passed,
        None => next + rest.partition_point(before),
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::blob::Origin;
    use crate::detect::Options;
    use crate::finding::Finding;
    use crate::rule::RuleSet;
    use crate::rule::template::{Dice, expand};

    fn scanner() -> Scanner {
        Scanner::new(RuleSet::builtin(), Options::default())
    }

    #[test]
    fn gaps_are_what_is_new_and_the_seams() {
        let piece = |from, to, len| Copied { from, to, len };
        let gaps = |copied: &[Copied], len| {
            let gaps = gaps(copied, len).into_iter();
            gaps.map(|gap| (gap.start, gap.end)).collect::<Vec<_>>()
        };
        assert_eq!(gaps(&[], 10), [(0, 10)]);
        assert_eq!(gaps(&[piece(0, 0, 10)], 10), []);
        assert_eq!(gaps(&[piece(5, 0, 10), piece(0, 10, 10)], 20), [(10, 10)]);
        assert_eq!(gaps(&[piece(0, 10, 10)], 40), [(0, 10), (20, 40)]);
        assert_eq!(
            gaps(&[piece(0, 0, 4), piece(0, 6, 2)], 20),
            [(4, 6), (8, 20)]
        );
    }

    /// Lines that mean something to some rule, and many that do not.
    fn lines(seed: u64) -> Vec<String> {
        let mut dice = Dice::new(seed);
        let mut value = |template: &str| expand(template, &mut dice).unwrap();
        let mut lines: Vec<String> = vec![
            format!("api_key = \"{}\"\n", value("{alnum:32}")),
            format!("token: {}\n", value("ghp_{alnum:36}")),
            format!("deepgram = '{}'\n", value("{hex:40}")),
            format!("password = \"{}\"  # tightlip:allow\n", value("{alnum:12}")),
            format!("url = postgres://app:{}@db/x\n", value("{alnum:16}")),
            format!("aws_secret_access_key = {}\n", value("{base64:40}")),
            format!("{} = {}\n", "secret", value("AKIA{upper:16}")),
            "password = os.environ[\"KEY\"]\n".to_owned(),
            "the key of the token is a secret to all\n".to_owned(),
            "    call(key, token)\n".to_owned(),
            "x".repeat(300) + "\n",
            "/* secretlint-disable */\n".to_owned(),
            "\n".to_owned(),
        ];
        let armor = ["-----BEGIN", " RSA PRIVATE", " KEY-----\n"].concat();
        let body = value("{base64:64}\n{base64:64}\n");
        lines.push(format!("{armor}{body}{}", armor.replace("BEGIN", "END")));
        lines
    }

    /// A text and what a delta could make of it.
    type Change = (Vec<usize>, Vec<(usize, usize, Vec<usize>)>);

    fn change() -> impl Strategy<Value = Change> {
        let line = || prop::sample::select((0..14usize).collect::<Vec<_>>());
        let lines = move |most| prop::collection::vec(line(), 0..most);
        let piece = (0..20_000usize, 0..12_000usize, lines(3));
        (lines(120), prop::collection::vec(piece, 1..6))
    }

    fn said(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(|one| format!("{one:?}")).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn a_text_of_pieces_gives_what_the_whole_gives(
            (base, pieces) in change(),
            seed in 0..50u64,
            renamed: bool,
        ) {
            let scanner = scanner();
            let lines = lines(seed);
            let text = |of: &[usize]| of.iter().map(|at| lines[*at].as_str()).collect::<String>();
            let mut earlier_text = text(&base).into_bytes();
            let mut path = "src/a.yml";
            let (_, mut trail) = scanner.scan_on(
                &Blob::whole(&Origin::Stdin { path: path.into() }, &earlier_text),
                None,
            );
            // Each version is made from the one before.
            for _ in 0..3 {
                let mut new = Vec::new();
                let mut copied = Vec::new();
                for (from, len, between) in &pieces {
                    new.extend(text(between).bytes());
                    let from = (*from).min(earlier_text.len());
                    let len = (*len).min(earlier_text.len() - from);
                    if len > 0 {
                        copied.push(Copied { from, to: new.len(), len });
                        new.extend_from_slice(&earlier_text[from..from + len]);
                    }
                }
                let next = if renamed { "tests/b.py" } else { path };
                let origin = Origin::Stdin { path: next.into() };
                let blob = Blob::whole(&origin, &new);
                let earlier = Earlier {
                    trail: &trail,
                    len: earlier_text.len(),
                    copied: &copied,
                };
                let (findings, left) = scanner.scan_on(&blob, Some(&earlier));
                prop_assert_eq!(said(&findings.findings), said(&scanner.scan(&blob)));
                let (_, whole) = scanner.scan_on(&blob, None);
                let count = |trail: &Trail| trail.seen.as_ref().map(Vec::len);
                prop_assert_eq!(count(&left), count(&whole));
                (trail, earlier_text, path) = (left, new, next);
            }
        }
    }
}
