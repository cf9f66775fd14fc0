//! All rules' anchors in one pass: an Aho-Corasick automaton, determinised at build time.
//!
//! The table is laid out so that the built-in one is used where it lies in the binary: nothing
//! is parsed, copied or built when the program starts, which is what a commit hook waits for.
//! Anchors are matched without regard to ASCII case, by folding bytes into classes; those that
//! are case-sensitive are compared again at a hit, which is rare.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

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

/// The automaton, borrowed from the binary or built for a user's rules.
#[derive(Clone, Debug)]
pub struct AnchorIndex {
    /// Class of each byte; both cases of a letter share one. Class 0: in no anchor.
    classes: Cow<'static, [u8]>,
    /// `table[state << shift | class]` is the next state.
    table: Cow<'static, [u16]>,
    shift: u32,
    /// States from this one on have matches.
    first_match: u16,
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
        index.targets = Cow::Owned(targets);
        index.text = Cow::Owned(text);
        Ok(index)
    }

    /// Calls `each` for every anchor in `text`, in the order of their ends.
    pub fn find(&self, text: &[u8], mut each: impl FnMut(Hit)) {
        let table = &self.table[..];
        let Ok(classes) = <&[u8; 256]>::try_from(&self.classes[..]) else {
            return;
        };
        let mut state = 0u16;
        for (at, byte) in text.iter().enumerate() {
            let class = usize::from(classes[usize::from(*byte)]);
            state = table[(usize::from(state) << self.shift) | class];
            if state >= self.first_match {
                self.report(state, text, at + 1, &mut each);
            }
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
        let sections: [&[u8]; 6] = [
            &self.classes,
            bytemuck::cast_slice(&self.table),
            bytemuck::cast_slice(&self.bounds),
            bytemuck::cast_slice(&self.outputs),
            bytemuck::cast_slice(&self.targets),
            &self.text,
        ];
        let mut bytes = Vec::new();
        let mut header = vec![self.shift, u32::from(self.first_match)];
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
            first_match: header[1] as u16,
            classes: Cow::Borrowed(section(header[2])),
            table: Cow::Borrowed(bytemuck::cast_slice(section(header[3]))),
            bounds: Cow::Borrowed(bytemuck::cast_slice(section(header[4]))),
            outputs: Cow::Borrowed(bytemuck::cast_slice(section(header[5]))),
            targets: Cow::Borrowed(bytemuck::cast_slice(section(header[6]))),
            text: Cow::Borrowed(section(header[7])),
        }
    }
}

/// Sections begin at multiples of this many bytes.
const ALIGN: usize = 4;
/// Words before the first section: shift, first match, six lengths.
const HEADER_WORDS: usize = 8;

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
        let mut queue = VecDeque::from([0]);
        while let Some(node) = queue.pop_front() {
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
                    let more = self.outputs[inherited].clone();
                    self.outputs[child].extend(more);
                    queue.push_back(child);
                }
            }
        }
        Ok(self.number(&classes, &table, width, shift))
    }

    /// Moves the states that match behind those that do not, so that one comparison tells.
    fn number(
        &self,
        classes: &[u8; 256],
        table: &[usize],
        width: usize,
        shift: u32,
    ) -> AnchorIndex {
        let (plain, matching): (Vec<usize>, Vec<usize>) =
            (0..self.children.len()).partition(|node| self.outputs[*node].is_empty());
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
            first_match: plain.len() as u16,
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
            text in "[abcA-]{0,40}",
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
    }
}
