//! All rules' anchors in one pass: an Aho-Corasick automaton, determinised at build time.
//!
//! The table is laid out so that the built-in one is used where it lies in the binary: nothing
//! is parsed, copied or built when the program starts, which is what a commit hook waits for.
//! Anchors are matched without regard to ASCII case, by folding bytes into classes; those that
//! are case-sensitive are compared again at a hit, which is rare.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

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

/// A gap of fewer bytes is read in one place.
const WORTH_LANES: usize = 2048;

/// Places of a text read at once.
const LANES: usize = 4;

/// The automaton, borrowed from the binary or built for a user's rules.
#[derive(Clone, Debug)]
pub struct AnchorIndex {
    /// Class of each byte; both cases of a letter share one. Class 0: in no anchor.
    classes: Cow<'static, [u8]>,
    /// `table[state << shift | class]` is the next state.
    table: Cow<'static, [u16]>,
    shift: u32,
    /// Length of the longest anchor.
    longest: usize,
    /// States from this one on have matches.
    first_match: u16,
    /// How many of the last bytes each state remembers; 255: that many, or more.
    depths: Cow<'static, [u8]>,
    /// A bit for each [`triple`] that stands in some anchor, and perhaps for others.
    triples: Cow<'static, [u32]>,
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
        let class = |at: usize| u32::from(machine.classes[usize::from(text[at])]);
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
            classes: self.classes[..]
                .try_into()
                .expect("build makes a class for each byte"),
            table: &self.table,
            shift: self.shift,
        }
    }

    #[cold]
    #[inline(never)]
    fn report(&self, state: u16, text: &[u8], end: usize, each: &mut impl FnMut(Hit)) {
        let row = usize::from(state - self.first_match);
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

    /// The index as bytes for [`AnchorIndex::from_static`], in this machine's byte order.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let sections: [&[u8]; 8] = [
            &self.classes,
            bytemuck::cast_slice(&self.table),
            &self.depths,
            bytemuck::cast_slice(&self.triples),
            bytemuck::cast_slice(&self.bounds),
            bytemuck::cast_slice(&self.outputs),
            bytemuck::cast_slice(&self.targets),
            &self.text,
        ];
        let mut bytes = Vec::new();
        let mut header = vec![self.shift, self.longest as u32, u32::from(self.first_match)];
        header.extend(sections.iter().map(|section| section.len() as u32));
        bytes.extend_from_slice(bytemuck::cast_slice(&header));
        for section in sections {
            bytes.extend_from_slice(section);
            bytes.resize(bytes.len().next_multiple_of(ALIGN), 0);
        }
        bytes
    }

    /// Uses what [`AnchorIndex::to_bytes`] wrote, without copying it.
    ///
    /// # Panics
    /// When `bytes` are not such bytes, or not aligned to four.
    #[must_use]
    pub fn from_static(bytes: &'static [u8]) -> Self {
        let (header, mut rest) = bytes.split_at(HEADER_WORDS * ALIGN);
        let header: &[u32] = bytemuck::cast_slice(header);
        let mut section = |len: u32| {
            let (section, tail) = rest.split_at((len as usize).next_multiple_of(ALIGN));
            rest = tail;
            &section[..len as usize]
        };
        Self {
            shift: header[0],
            longest: header[1] as usize,
            first_match: header[2] as u16,
            classes: Cow::Borrowed(section(header[3])),
            table: Cow::Borrowed(bytemuck::cast_slice(section(header[4]))),
            depths: Cow::Borrowed(section(header[5])),
            triples: Cow::Borrowed(bytemuck::cast_slice(section(header[6]))),
            bounds: Cow::Borrowed(bytemuck::cast_slice(section(header[7]))),
            outputs: Cow::Borrowed(bytemuck::cast_slice(section(header[8]))),
            targets: Cow::Borrowed(bytemuck::cast_slice(section(header[9]))),
            text: Cow::Borrowed(section(header[10])),
        }
    }
}

/// What one step needs, without the indirections of [`AnchorIndex`].
#[derive(Clone, Copy)]
struct Machine<'a> {
    classes: &'a [u8; 256],
    table: &'a [u16],
    shift: u32,
}

impl Machine<'_> {
    #[inline]
    fn next(self, state: u16, byte: u8) -> u16 {
        let class = usize::from(self.classes[usize::from(byte)]);
        self.table[(usize::from(state) << self.shift) | class]
    }
}

/// Sections begin at multiples of this many bytes.
const ALIGN: usize = 4;
/// Words before the first section: shift, longest, first match, eight lengths.
const HEADER_WORDS: usize = 11;
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

/// The anchors as a tree of folded bytes.
struct Trie {
    children: Vec<BTreeMap<u8, usize>>,
    outputs: Vec<Vec<u32>>,
}

impl Trie {
    fn new() -> Self {
        Self {
            children: vec![BTreeMap::new()],
            outputs: vec![Vec::new()],
        }
    }

    fn insert(&mut self, anchor: &[u8], index: u32) {
        let mut node = 0;
        for byte in anchor {
            let next = self.children.len();
            node = *self.children[node]
                .entry(byte.to_ascii_lowercase())
                .or_insert(next);
            if node == next {
                self.children.push(BTreeMap::new());
                self.outputs.push(Vec::new());
            }
        }
        self.outputs[node].push(index);
    }

    /// Complete transitions for every state and class, breadth first, so that the state a
    /// failed match falls back to is always complete already.
    fn determinise(mut self) -> Result<AnchorIndex, TooManyAnchors> {
        let (classes, members) = self.classes();
        let shift = members.len().next_power_of_two().trailing_zeros();
        let width = 1usize << shift;
        let count = self.children.len();
        if count > usize::from(u16::MAX) {
            return Err(TooManyAnchors);
        }
        let mut table = vec![0usize; count * width];
        let mut fallback = vec![0usize; count];
        let mut depths = vec![0u8; count];
        let mut queue = VecDeque::from([0]);
        let mut order = Vec::with_capacity(count);
        while let Some(node) = queue.pop_front() {
            order.push(node);
            for (class, byte) in members.iter().enumerate() {
                let inherited = if node == 0 {
                    0
                } else {
                    table[fallback[node] * width + class]
                };
                let child = byte.and_then(|byte| self.children[node].get(&byte).copied());
                table[node * width + class] = child.unwrap_or(inherited);
                if let Some(child) = child {
                    fallback[child] = inherited;
                    depths[child] = depths[node].saturating_add(1);
                    let more = self.outputs[inherited].clone();
                    self.outputs[child].extend(more);
                    queue.push_back(child);
                }
            }
        }
        Ok(self.number(&classes, (&order, &table), &depths, shift))
    }

    /// Moves the states that match behind those that do not, so that one comparison tells, and
    /// keeps those near the root, where most reading is done, close together.
    fn number(
        &self,
        classes: &[u8; 256],
        (near_first, table): (&[usize], &[usize]),
        depths: &[u8],
        shift: u32,
    ) -> AnchorIndex {
        let width = 1 << shift;
        let (plain, matching): (Vec<usize>, Vec<usize>) = near_first
            .iter()
            .partition(|node| self.outputs[**node].is_empty());
        let order: Vec<usize> = plain.iter().chain(&matching).copied().collect();
        let mut number = vec![0u16; order.len()];
        for (new, old) in order.iter().enumerate() {
            number[*old] = new as u16;
        }
        let mut bounds = vec![0u32];
        let mut outputs = Vec::new();
        for node in &matching {
            outputs.extend(&self.outputs[*node]);
            bounds.push(outputs.len() as u32);
        }
        let table = order
            .iter()
            .flat_map(|old| &table[old * width..(old + 1) * width])
            .map(|target| number[*target])
            .collect();
        AnchorIndex {
            classes: Cow::Owned(classes.to_vec()),
            table: Cow::Owned(table),
            shift,
            longest: 0,
            first_match: plain.len() as u16,
            depths: order.iter().map(|old| depths[*old]).collect(),
            triples: Cow::Borrowed(&[]),
            bounds: Cow::Owned(bounds),
            outputs: Cow::Owned(outputs),
            targets: Cow::Borrowed(&[]),
            text: Cow::Borrowed(&[]),
        }
    }

    /// The class of each byte, and for each class its folded byte (`None` for class 0).
    fn classes(&self) -> ([u8; 256], Vec<Option<u8>>) {
        let mut classes = [0u8; 256];
        let mut members = vec![None];
        for byte in 0..=u8::MAX {
            let folded = byte.to_ascii_lowercase();
            if folded == byte && self.children.iter().any(|node| node.contains_key(&byte)) {
                classes[usize::from(byte)] = members.len() as u8;
                members.push(Some(byte));
            }
        }
        for byte in b'A'..=b'Z' {
            classes[usize::from(byte)] = classes[usize::from(byte.to_ascii_lowercase())];
        }
        (classes, members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(anchors: &[(&str, bool)]) -> AnchorIndex {
        let anchors: Vec<Anchor<'_>> = anchors
            .iter()
            .enumerate()
            .map(|(rule, (text, fold_case))| Anchor {
                rule: rule as u32,
                text: text.as_bytes(),
                fold_case: *fold_case,
            })
            .collect();
        AnchorIndex::build(&anchors).unwrap()
    }

    fn hits(index: &AnchorIndex, text: &str) -> Vec<(u32, usize)> {
        let mut hits = Vec::new();
        index.find(text.as_bytes(), |hit| hits.push((hit.rule, hit.start)));
        hits.sort_unstable();
        hits
    }

    #[test]
    fn finds_overlapping_and_nested_anchors() {
        let index = index(&[
            ("sk-", false),
            ("sk-ant-", false),
            ("ant", true),
            ("t-x", false),
        ]);
        assert_eq!(hits(&index, "sk-ant-x"), [(0, 0), (1, 0), (2, 3), (3, 5)]);
    }

    #[test]
    fn case_matters_only_where_asked() {
        let index = index(&[("AKIA", false), ("token", true)]);
        assert_eq!(
            hits(&index, "akia AKIA TOKEN Token"),
            [(0, 5), (1, 10), (1, 16)]
        );
    }

    #[test]
    fn two_rules_may_share_an_anchor() {
        let index = index(&[("key", true), ("key", false), ("KEY", false)]);
        assert_eq!(hits(&index, "KEY"), [(0, 0), (2, 0)]);
    }

    #[test]
    fn the_stored_form_is_the_same_index() {
        let built = index(&[("sk-", false), ("pass", true), ("пароль", false)]);
        let words: Vec<u32> = built
            .to_bytes()
            .chunks_exact(ALIGN)
            .map(|word| u32::from_ne_bytes(word.try_into().unwrap()))
            .collect();
        let stored: &'static [u8] = bytemuck::cast_slice(words.leak());
        let stored = AnchorIndex::from_static(stored);
        let text = "PASSWORD sk-1 пароль";
        assert_eq!(hits(&built, text), hits(&stored, text));
        assert_eq!(hits(&built, text).len(), 3);
    }

    proptest::proptest! {
        #[test]
        fn finds_exactly_what_a_naive_search_finds(
            anchors in proptest::collection::vec("[abA-]{1,4}", 1..6),
            text in "[abcA-]{0,80}",
        ) {
            let pairs: Vec<(&str, bool)> = anchors.iter().map(|a| (a.as_str(), a.len() % 2 == 0)).collect();
            let mut expected = Vec::new();
            for (rule, (anchor, fold)) in pairs.iter().enumerate() {
                for start in 0..text.len() {
                    let Some(part) = text.get(start..start + anchor.len()) else { continue };
                    if part == *anchor || (*fold && part.eq_ignore_ascii_case(anchor)) {
                        expected.push((rule as u32, start));
                    }
                }
            }
            expected.sort_unstable();
            proptest::prop_assert_eq!(hits(&index(&pairs), &text), expected);
        }

        #[test]
        fn what_stands_in_gaps_is_found_once_and_nothing_else_is(
            anchors in proptest::collection::vec("[abA-]{1,7}", 1..8),
            text in "[abcA-]{0,120}",
            ends in proptest::collection::btree_set(0..120usize, 0..10),
        ) {
            let pairs: Vec<(&str, bool)> = anchors.iter().map(|a| (a.as_str(), a.len() % 2 == 0)).collect();
            let index = index(&pairs);
            let ends: Vec<usize> = ends.into_iter().filter(|end| *end <= text.len()).collect();
            let gaps: Vec<Range<usize>> = ends
                .chunks(2)
                .map(|ends| ends[0]..*ends.last().expect("no chunk is empty"))
                .collect();
            let mut all = Vec::new();
            index.find(text.as_bytes(), |hit| all.push(hit));
            let mut found = Vec::new();
            index.find_in(text.as_bytes(), &gaps, |hit| found.push(hit));
            found.sort_unstable();
            let count = found.len();
            found.dedup();
            proptest::prop_assert_eq!(count, found.len());
            for hit in &all {
                let touches = |gap: &Range<usize>| hit.start < gap.end.max(gap.start + 1) && gap.start < hit.end;
                let across = |gap: &Range<usize>| gap.is_empty() && hit.start >= gap.start;
                if gaps.iter().any(|gap| touches(gap) && !across(gap)) {
                    proptest::prop_assert!(found.contains(hit), "{:?} in {:?}", hit, gaps);
                }
            }
            for hit in &found {
                proptest::prop_assert!(all.contains(hit), "{:?}", hit);
            }
        }
    }
}
