//! All rules' anchors in one pass: a sieve that few places of a text fall through, and a table
//! of what may stand at those.
//!
//! Of every anchor up to four bytes in a row are chosen, its [window], such as stand
//! seldom in sources and prose. At every place of a text the [sieve] tells in a few
//! instructions, none of which waits for another place, whether a window may stand there; the
//! places where one does are gathered, those round which no anchor's bytes stand are put away, and
//! at the others the anchors that have the window are compared whole. What lies in the binary is
//! used where it lies: nothing is parsed, copied or built when the program starts, which is what a
//! commit hook waits for.

mod often;
mod reach;
mod row;
mod sieve;
mod stored;
mod target;
mod window;

use std::borrow::Cow;
use std::ops::Range;

use reach::Triples;
use row::Row;
use sieve::Sieve;
use target::Target;
use window::{WIDEST, Window};

/// Places that are gathered before they are compared.
const GATHERED: usize = 64;

/// An anchor seen in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Offset of the anchor's first byte.
    pub start: usize,
    /// Offset just behind its last byte.
    pub end: usize,
    /// Index of the rule whose anchor it is.
    pub rule: u32,
}

/// An anchor as it goes into an index.
#[derive(Clone, Copy, Debug)]
pub struct Anchor<'a> {
    /// Index of its rule.
    pub rule: u32,
    /// Its bytes.
    pub text: &'a [u8],
    /// Whether ASCII case is disregarded.
    pub fold_case: bool,
}

/// All anchors of some rules, borrowed from the binary or built for a user's rules.
#[derive(Clone, Debug)]
pub struct AnchorIndex {
    sieve: Sieve,
    /// The triples of all anchors.
    triples: Triples,
    /// Length of the longest anchor.
    longest: usize,
    /// Bit `n`: some window has `n` bytes that it is looked up by.
    widths: u32,
    /// The targets with keys of [slot] `i` are `targets[bounds[i]..bounds[i + 1]]`.
    bounds: Cow<'static, [u32]>,
    /// What those of each slot have in common.
    rows: Cow<'static, [Row]>,
    targets: Cow<'static, [Target]>,
    text: Cow<'static, [u8]>,
}

/// Why an index could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the rules' anchors are too long: one of over 65,535 bytes, or all of over four gigabytes")]
pub struct AnchorsTooLong;

impl AnchorIndex {
    /// Builds the index; empty anchors are left out.
    ///
    /// # Errors
    /// [`AnchorsTooLong`] when one, or all together, have too many bytes.
    pub fn build(anchors: &[Anchor<'_>]) -> Result<Self, AnchorsTooLong> {
        let mut sieve = Sieve::new();
        let mut triples = Triples::new();
        let mut text = Vec::new();
        let mut targets = Vec::with_capacity(anchors.len());
        let mut widths = 0;
        let anchors: Vec<_> = anchors
            .iter()
            .filter(|a| !a.text.is_empty())
            .copied()
            .collect();
        for (anchor, window) in anchors.iter().zip(Window::of_all(&anchors)) {
            sieve.let_through(&window);
            triples.add(anchor.text);
            widths |= 1 << window.width();
            targets.push((window.key(), Target::new(anchor, &window, text.len())?));
            text.extend_from_slice(anchor.text);
        }
        let slots = (targets.len() + 1).next_power_of_two();
        targets.sort_by_key(|(key, _)| slot(*key, slots));
        let bound = |end| targets.partition_point(|(key, _)| slot(*key, slots) < end) as u32;
        let bounds: Vec<u32> = (0..=slots).map(bound).collect();
        let targets: Vec<Target> = targets.into_iter().map(|(_, target)| target).collect();
        Ok(Self {
            sieve,
            triples,
            longest: anchors.iter().map(|a| a.text.len()).max().unwrap_or(0),
            widths,
            rows: rows(&bounds, &targets, &text).into(),
            bounds: bounds.into(),
            targets: targets.into(),
            text: text.into(),
        })
    }

    /// The same without the anchors of some rules: what only those let through is no longer looked
    /// at. Takes some tens of microseconds for the built-in one.
    #[must_use]
    pub fn without(&self, is_off: impl Fn(u32) -> bool) -> Self {
        let mut sieve = Sieve::new();
        let mut targets = Vec::with_capacity(self.targets.len());
        let mut bounds = vec![0];
        let mut widths = 0;
        for slot in self.bounds.windows(2) {
            let all = &self.targets[slot[0] as usize..slot[1] as usize];
            for target in all.iter().filter(|target| !is_off(target.rule())) {
                sieve.let_through(&target.window(&self.text));
                widths |= 1 << target.width();
                targets.push(*target);
            }
            bounds.push(targets.len() as u32);
        }
        Self {
            sieve,
            triples: self.triples.clone(),
            longest: self.longest,
            widths,
            // They hold for fewer anchors, too.
            rows: self.rows.clone(),
            bounds: bounds.into(),
            targets: targets.into(),
            text: self.text.clone(),
        }
    }

    /// Calls `each` for every anchor in `text`, in an order that depends on the text alone.
    pub fn find(&self, text: &[u8], mut each: impl FnMut(Hit)) {
        self.search(text, 0..text.len(), &mut each);
    }

    /// Calls `each` once for every anchor that has a byte in one of `gaps`, or stands across an
    /// empty one, and perhaps for others near them. Gaps are in order and do not overlap.
    pub fn find_in(&self, text: &[u8], gaps: &[Range<usize>], mut each: impl FnMut(Hit)) {
        let mut done = 0;
        for gap in gaps {
            let start = self.triples.before(text, gap.start, self.longest);
            let end = self.triples.behind(text, gap.end, self.longest);
            self.search(text, done.max(start)..end, &mut each);
            done = done.max(end);
        }
    }

    /// Calls `each` for every anchor whose window begins in `places`.
    fn search(&self, text: &[u8], places: Range<usize>, each: &mut impl FnMut(Hit)) {
        let mut fallen = [0; GATHERED];
        let mut count = 0;
        self.sieve.fall(text, places, |at| {
            fallen[count] = at;
            count += 1;
            if count == GATHERED {
                self.compare_all(text, &mut fallen, each);
                count = 0;
            }
        });
        self.compare_all(text, &mut fallen[..count], each);
    }

    /// The same for the places that fell through the sieve.
    #[inline(never)]
    fn compare_all(&self, text: &[u8], fallen: &mut [usize], each: &mut impl FnMut(Hit)) {
        let mut widths = self.widths;
        if widths == 1 << WIDEST {
            let kept = self.put_away(text, fallen);
            return self.compare(text, &fallen[..kept], WIDEST, each);
        }
        while widths != 0 {
            self.compare(text, fallen, widths.trailing_zeros(), each);
            widths &= widths - 1;
        }
    }

    /// Moves the places round which some anchor may stand to the front; returns how many these are.
    fn put_away(&self, text: &[u8], fallen: &mut [usize]) -> usize {
        let (rows, slots) = (&*self.rows, self.slots());
        let mut kept = 0;
        for next in 0..fallen.len() {
            let at = fallen[next];
            let may_stand = row::around(text, at).is_none_or(|around| {
                let key = window::key(row::word(around), WIDEST);
                rows[slot(key, slots)].holds(around)
            });
            fallen[kept] = at;
            kept += usize::from(may_stand);
        }
        kept
    }

    /// Calls `each` for the anchors with windows of this width that stand at one of `places`.
    fn compare(&self, text: &[u8], places: &[usize], width: u32, each: &mut impl FnMut(Hit)) {
        let (bounds, targets, texts) = (&*self.bounds, &*self.targets, &*self.text);
        let slots = self.slots();
        for at in places {
            let slot = slot(window::key(sieve::word(&text[*at..]), width), slots);
            for target in &targets[bounds[slot] as usize..bounds[slot + 1] as usize] {
                // Those of other widths may share the slot, and are looked up in their turn.
                if target.width() == width
                    && let Some(hit) = target.hit(text, *at, texts)
                {
                    each(hit);
                }
            }
        }
    }

    fn slots(&self) -> usize {
        self.bounds.len() - 1
    }
}

/// What the targets of each slot have in common.
fn rows(bounds: &[u32], targets: &[Target], texts: &[u8]) -> Vec<Row> {
    let slots = bounds.windows(2);
    slots
        .map(|slot| Row::of(&targets[slot[0] as usize..slot[1] as usize], texts))
        .collect()
}

/// Which of `slots`, a power of two, holds the targets of a key.
#[inline]
fn slot(key: u32, slots: usize) -> usize {
    let mixed = key.wrapping_mul(0x9E37_79B1);
    (mixed >> 12 ^ mixed >> 22) as usize & (slots - 1)
}

#[cfg(test)]
mod tests;
