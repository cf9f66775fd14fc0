//! How the automaton is made: a tree of the anchors, completed and numbered.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use super::{AnchorIndex, TooManyAnchors, WIDTH};

/// Bytes by how often they stand in sources and prose. Their classes come first, so that what is
/// read of a state's row is mostly one line of the processor's cache: a third of the misses.
const FREQUENT: &[u8] = b" etarnsoilcdpumfhg_by.-\n\"()'=:v/,kw0123456789xjqz";

/// The anchors as a tree of folded bytes.
pub(super) struct Trie {
    children: Vec<BTreeMap<u8, usize>>,
    outputs: Vec<Vec<u32>>,
}

impl Trie {
    pub(super) fn new() -> Self {
        Self {
            children: vec![BTreeMap::new()],
            outputs: vec![Vec::new()],
        }
    }

    pub(super) fn insert(&mut self, anchor: &[u8], index: u32) {
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
    pub(super) fn determinise(mut self) -> Result<AnchorIndex, TooManyAnchors> {
        let (classes, members) = self.classes();
        let width = members.len().next_multiple_of(WIDTH);
        let count = self.children.len();
        if count > usize::from(u16::MAX) {
            return Err(TooManyAnchors);
        }
        let mut table = vec![0usize; count * width];
        let mut fallback = vec![0usize; count];
        let mut depths = vec![0u8; count];
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
                    depths[child] = depths[node].saturating_add(1);
                    let more = self.outputs[inherited].clone();
                    self.outputs[child].extend(more);
                    queue.push_back(child);
                }
            }
        }
        Ok(self.number(&classes, &table, &depths))
    }

    /// Moves the states that match behind those that do not, so that one comparison tells; of
    /// each kind those come first that remember least, where reading mostly is.
    fn number(&self, classes: &[u8; 256], table: &[usize], depths: &[u8]) -> AnchorIndex {
        let width = table.len() / self.children.len();
        let mut nodes: Vec<usize> = (0..self.children.len()).collect();
        nodes.sort_by_key(|node| depths[*node]);
        let (plain, matching): (Vec<usize>, Vec<usize>) = nodes
            .into_iter()
            .partition(|node| self.outputs[*node].is_empty());
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
        let parts = (0..width).step_by(WIDTH);
        let rows = parts.flat_map(|part| order.iter().map(move |old| old * width + part));
        let next = rows.flat_map(|row| &table[row..row + WIDTH]);
        let column = |class: &u8| {
            let class = usize::from(*class);
            (class / WIDTH * order.len() * WIDTH + class % WIDTH) as u32
        };
        AnchorIndex {
            classes: Cow::Owned(classes.to_vec()),
            columns: classes.iter().map(column).collect(),
            table: next.map(|target| number[*target]).collect(),
            longest: 0,
            first_match: plain.len() as u16,
            depths: order.iter().map(|old| depths[*old]).collect(),
            triples: Cow::Borrowed(&[]),
            tails: Cow::Borrowed(&[]),
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
        let mut stands = [false; 256];
        for byte in self.children.iter().flat_map(BTreeMap::keys) {
            stands[usize::from(*byte)] = true;
        }
        let frequent = FREQUENT.iter().copied();
        let others = (0..=u8::MAX).filter(|byte| !FREQUENT.contains(byte));
        for byte in frequent.chain(others) {
            if stands[usize::from(byte)] {
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
