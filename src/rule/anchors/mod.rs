//! All rules' anchors in one pass: an Aho-Corasick automaton, determinised at build time.
//!
//! The table is laid out so that the built-in one is used where it lies in the binary: nothing
//! is parsed, copied or built when the program starts, which is what a commit hook waits for.
//! Anchors are matched without regard to ASCII case, by folding bytes into classes; those that
//! are case-sensitive are compared again at a hit, which is rare.

mod stored;
mod tail;
mod trie;

use std::borrow::Cow;
use std::ops::Range;

use tail::Tail;
use trie::Trie;

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

/// One anchor of one rule, as stored.
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct Target {
    rule: u32,
    text_at: u32,
    len: u16,
    exact: u16,
}

/// Next states of one state that lie together: a line of the processor's cache.
const WIDTH: usize = 32;

/// A gap of fewer bytes is read in one place.
const WORTH_LANES: usize = 2048;

/// Places of a text read at once.
const LANES: usize = 4;

/// The automaton, borrowed from the binary or built for a user's rules.
#[derive(Clone, Debug)]
pub struct AnchorIndex {
    /// Class of each byte; both cases of a letter share one. Class 0: in no anchor.
    classes: Cow<'static, [u8]>,
    /// Where each byte's next states are, by what they follow: see [`Machine::next`].
    columns: Cow<'static, [u32]>,
    /// The next states: those for the first [`WIDTH`] classes of every state, then those for the
    /// next ones. What is read mostly lies together, in few lines and pages of memory.
    table: Cow<'static, [u16]>,
    /// Length of the longest anchor.
    longest: usize,
    /// States from this one on have matches.
    first_match: u16,
    /// How many of the last bytes each state remembers; 255: that many, or more.
    depths: Cow<'static, [u8]>,
    /// A bit for each [`triple`] that stands in some anchor, and perhaps for others.
    triples: Cow<'static, [u32]>,
    /// What the last bytes are, as far as all targets of state `first_match + i` say the same.
    tails: Cow<'static, [Tail]>,
    /// Of state `first_match + i`, the targets are `outputs[bounds[i]..bounds[i + 1]]`.
    bounds: Cow<'static, [u32]>,
    outputs: Cow<'static, [u32]>,
    targets: Cow<'static, [Target]>,
    text: Cow<'static, [u8]>,
}

/// Why an index could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the rules have too many different anchors: over 65,535 automaton states")]
pub struct TooManyAnchors;

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

impl AnchorIndex {
    /// Builds the automaton.
    ///
    /// # Errors
    /// [`TooManyAnchors`] when the states cannot be numbered.
    pub fn build(anchors: &[Anchor<'_>]) -> Result<Self, TooManyAnchors> {
        let mut trie = Trie::new();
        let mut targets = Vec::with_capacity(anchors.len());
        let mut text = Vec::new();
        for (index, anchor) in anchors.iter().enumerate() {
            trie.insert(anchor.text, index as u32);
            targets.push(Target {
                rule: anchor.rule,
                text_at: text.len() as u32,
                len: u16::try_from(anchor.text.len()).map_err(|_| TooManyAnchors)?,
                exact: u16::from(!anchor.fold_case),
            });
            text.extend_from_slice(anchor.text);
        }
        let mut index = trie.determinise()?;
        index.tails = Cow::Owned(index.tails(anchors));
        index.triples = Cow::Owned(triples(anchors, &index.classes));
        index.longest = anchors
            .iter()
            .map(|anchor| anchor.text.len())
            .max()
            .unwrap_or(0);
        index.targets = Cow::Owned(targets);
        index.text = Cow::Owned(text);
        Ok(index)
    }

    /// Calls `each` for every anchor in `text`, in an order that depends on the text alone.
    ///
    /// The text is read in [`LANES`] places at once: each step of an automaton waits for the one
    /// before it, so several that do not wait for one another keep the processor busy.
    pub fn find(&self, text: &[u8], mut each: impl FnMut(Hit)) {
        let step = text.len() / LANES;
        let machine = self.machine();
        // Each further place first reads what an anchor may have begun before it.
        if step <= 2 * self.longest {
            self.run(text, 0..text.len(), 0, &mut each);
            return;
        }
        let lane = |index: usize| &text[index * step..(index + 1) * step];
        let mut states: [u16; LANES] =
            std::array::from_fn(|index| self.state_at(text, index * step));
        let bytes = lane(0)
            .iter()
            .zip(lane(1))
            .zip(lane(2))
            .zip(lane(3))
            .enumerate();
        for (at, (((a, b), c), d)) in bytes {
            for (state, byte) in states.iter_mut().zip([a, b, c, d]) {
                *state = machine.next(*state, *byte);
            }
            let [a, b, c, d] = states;
            if a.max(b).max(c.max(d)) >= self.first_match {
                for (index, state) in states.iter().enumerate() {
                    if *state >= self.first_match {
                        self.report(*state, text, index * step + at + 1, &mut each);
                    }
                }
            }
        }
        self.run(text, LANES * step..text.len(), states[LANES - 1], &mut each);
    }

    /// Calls `each` once for every anchor that has a byte in one of `gaps`, or stands across an
    /// empty one, and perhaps for others near them. Gaps are in order and do not overlap.
    pub fn find_in(&self, text: &[u8], gaps: &[Range<usize>], mut each: impl FnMut(Hit)) {
        // Up to where hits were reported, and the state there.
        let (mut done, mut state) = (0, 0);
        for gap in gaps {
            if done < gap.start || gap.start == 0 {
                done = gap.start;
                state = self.state_at(text, done);
            }
            if done == gap.start && gap.len() >= WORTH_LANES.max(self.longest) {
                self.run(text, done..done + self.longest, state, &mut |hit: Hit| {
                    if hit.start < gap.start {
                        each(hit);
                    }
                });
                self.find(&text[gap.clone()], |hit| {
                    each(Hit {
                        start: gap.start + hit.start,
                        end: gap.start + hit.end,
                        rule: hit.rule,
                    });
                });
                done = gap.end;
                state = self.state_at(text, done);
            } else if done < gap.end {
                state = self.run(text, done..gap.end, state, &mut each);
                done = gap.end;
            }
            // On until nothing is remembered of what stands before the gap's end.
            let end = text.len().min(gap.end + self.longest);
            while done < end && self.depth(state) > done - gap.end {
                state = self.run(text, done..done + 1, state, &mut each);
                done += 1;
            }
        }
    }

    /// How many of the last bytes a state remembers, at most.
    #[inline]
    fn depth(&self, state: u16) -> usize {
        match self.depths[usize::from(state)] {
            u8::MAX => self.longest,
            depth => usize::from(depth),
        }
    }

    /// The state at `at`, as if the text had been read from its start. It is read from the last
    /// place before which no anchor there could have begun.
    fn state_at(&self, text: &[u8], at: usize) -> u16 {
        let machine = self.machine();
        let first = at.saturating_sub(self.longest);
        let class = |at: usize| u32::from(self.classes[usize::from(text[at])]);
        let mut start = at.saturating_sub(2).max(first);
        while start > first {
            let triple = triple([class(start - 1), class(start), class(start + 1)]);
            if self.triples[triple / 32] >> (triple % 32) & 1 == 0 {
                break;
            }
            start -= 1;
        }
        let near = text[start..at].iter();
        near.fold(0, |state, byte| machine.next(state, *byte))
    }

    /// Reads `span` and returns the state behind it.
    fn run(
        &self,
        text: &[u8],
        span: Range<usize>,
        mut state: u16,
        each: &mut impl FnMut(Hit),
    ) -> u16 {
        let machine = self.machine();
        for at in span {
            state = machine.next(state, text[at]);
            if state >= self.first_match {
                self.report(state, text, at + 1, each);
            }
        }
        state
    }

    fn machine(&self) -> Machine<'_> {
        Machine {
            columns: self.columns[..]
                .try_into()
                .expect("build makes a column for each byte"),
            table: &self.table,
        }
    }

    /// What the last bytes of the anchors are that each matching state is for.
    fn tails(&self, anchors: &[Anchor<'_>]) -> Vec<Tail> {
        let rows = self
            .bounds
            .windows(2)
            .map(|row| row[0] as usize..row[1] as usize);
        let tail = |row: Range<usize>| {
            let targets = self.outputs[row].iter();
            let tails = targets.map(|index| Tail::of(&anchors[*index as usize]));
            tails.reduce(Tail::common).unwrap_or_default()
        };
        rows.map(tail).collect()
    }

    /// Calls `each` for the anchors of a matching state that end at `end`. Mostly they have other
    /// cases there than in the text, which their last bytes tell.
    #[inline]
    fn report(&self, state: u16, text: &[u8], end: usize, each: &mut impl FnMut(Hit)) {
        let row = usize::from(state - self.first_match);
        if self.tails[row].ends(&text[..end]) {
            self.compare(row, text, end, each);
        }
    }

    #[cold]
    #[inline(never)]
    fn compare(&self, row: usize, text: &[u8], end: usize, each: &mut impl FnMut(Hit)) {
        let outputs = self.bounds[row] as usize..self.bounds[row + 1] as usize;
        for index in &self.outputs[outputs] {
            let target = self.targets[*index as usize];
            let start = end - usize::from(target.len);
            let stored = target.text_at as usize..target.text_at as usize + usize::from(target.len);
            if target.exact == 0 || text[start..end] == self.text[stored] {
                each(Hit {
                    start,
                    end,
                    rule: target.rule,
                });
            }
        }
    }
}

/// What one step needs, without the indirections of [`AnchorIndex`].
#[derive(Clone, Copy)]
struct Machine<'a> {
    columns: &'a [u32; 256],
    table: &'a [u16],
}

impl Machine<'_> {
    #[inline]
    fn next(self, state: u16, byte: u8) -> u16 {
        let column = self.columns[usize::from(byte)] as usize;
        self.table[column + usize::from(state) * WIDTH]
    }
}

/// Bits for triples of classes.
const TRIPLES: usize = 1 << 15;

/// The bit of three classes that follow one another.
#[inline]
fn triple([first, second, third]: [u32; 3]) -> usize {
    let all = first << 16 | second << 8 | third;
    (all.wrapping_mul(0x9E37_79B1) >> 17) as usize
}

/// The triples of all anchors.
fn triples(anchors: &[Anchor<'_>], classes: &[u8]) -> Vec<u32> {
    let mut bits = vec![0; TRIPLES / 32];
    for three in anchors.iter().flat_map(|anchor| anchor.text.windows(3)) {
        let class = |at: usize| u32::from(classes[usize::from(three[at])]);
        let triple = triple([class(0), class(1), class(2)]);
        bits[triple / 32] |= 1 << (triple % 32);
    }
    bits
}

#[cfg(test)]
mod tests;
