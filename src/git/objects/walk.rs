//! Rebuilds the objects of a pack, each once: from the root of each delta tree, depth first,
//! with the bytes of what lies between in memory.
//!
//! Bytes are held in bounds: those that a deep tree does not need next are dropped, and rebuilt
//! from their chain when their turn comes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::delta;
use super::forest::Forest;
use super::inflate::Inflate;
use super::pack::{Content, Pack, Window};
use super::{Kind, Number, Objects};
use crate::span::Copied;

/// Buffers that are kept for later use are not larger.
const LARGEST_SPARE: usize = 4 << 20;
/// Buffers kept for later use.
const MOST_SPARES: usize = 64;
/// A pack of more than this part of the memory is read piece by piece.
const PACK_SHARE: usize = 4;
/// A tree of more objects is begun before the others, lest it be what all wait for.
const LARGE: u32 = 512;

/// What an object was made from.
#[derive(Debug)]
pub struct Derived<'b, S> {
    /// What [`Visit::visit`] returned for the base.
    pub state: &'b S,
    /// The base's bytes.
    pub bytes: &'b [u8],
    /// What the two have in common, in the order of the new object.
    pub copied: &'b [Copied],
}

/// Looks at objects as they are rebuilt, from several threads.
pub trait Visit: Sync {
    /// What those that are made from an object need to know of it.
    type State;

    /// Looks at an object. It may be one that was not wanted, on the way to one that was.
    fn visit(
        &self,
        number: Number,
        bytes: &[u8],
        base: Option<&Derived<'_, Self::State>>,
    ) -> Self::State;
}

/// What to walk over.
pub struct Wanted<'w> {
    /// Only objects of this kind.
    pub kind: Kind,
    /// Only these, and what they are made from.
    pub only: &'w (dyn Fn(Number) -> bool + Sync),
    /// Bytes that all threads together may hold.
    pub memory: usize,
    /// Once it is set, the walk ends.
    pub stop: &'w AtomicBool,
}

impl Objects {
    /// Visits the objects that are wanted, as far as they lie in packs and can be rebuilt there.
    /// One that lies in two packs is visited twice. Loose objects, and those whose entries are
    /// damaged, are left out: [`Reader::read`](super::Reader::read) says why.
    pub fn walk<V: Visit>(&self, wanted: &Wanted<'_>, visit: &V) {
        for pack in &self.packs {
            pack.index.refine();
        }
        for (number, pack) in self.packs.iter().enumerate() {
            pack.hold(wanted.memory / PACK_SHARE);
            let forest = self.forest(number);
            let numbers = |rank: usize| self.bases[number] + pack.sorted()[rank].1;
            let roots = forest.roots(wanted.kind);
            let weights = forest.weights(&roots, |rank| (wanted.only)(numbers(rank)));
            let (large, small): (Vec<u32>, Vec<u32>) = roots
                .into_iter()
                .filter(|root| weights[*root as usize] > 0)
                .partition(|root| weights[*root as usize] > LARGE);
            let roots = [large, small].concat();
            let next = AtomicUsize::new(0);
            let share = wanted.memory / rayon::current_num_threads();
            rayon::broadcast(|_| {
                let mut walker = Walker {
                    objects: self,
                    number,
                    pack,
                    forest: &forest,
                    weights: &weights,
                    visit,
                    share,
                    held: 0,
                    window: Window::default(),
                    inflate: Inflate::new(),
                    piece: Vec::new(),
                    copied: Vec::new(),
                    spares: Vec::new(),
                };
                while let Some(root) = roots.get(next.fetch_add(1, Ordering::Relaxed)) {
                    walker.tree(*root as usize, wanted.stop);
                }
            });
        }
    }
}

/// One thread's walk over one pack.
struct Walker<'w, V: Visit> {
    objects: &'w Objects,
    number: usize,
    pack: &'w Pack,
    forest: &'w Forest,
    weights: &'w [u32],
    visit: &'w V,
    /// Bytes that may be held.
    share: usize,
    held: usize,
    window: Window,
    inflate: Inflate,
    piece: Vec<u8>,
    copied: Vec<Copied>,
    spares: Vec<Vec<u8>>,
}

/// An object some of whose descendants are still to come.
struct Frame<S> {
    rank: usize,
    state: S,
    /// `None`: dropped.
    bytes: Option<Vec<u8>>,
    children: std::ops::Range<u32>,
}

impl<V: Visit> Walker<'_, V> {
    fn tree(&mut self, root: usize, stop: &AtomicBool) {
        let mut bytes = self.spare();
        if self.whole(root, &mut bytes).is_none() {
            self.recycle(bytes);
            return;
        }
        let state = self.visit.visit(self.object(root), &bytes, None);
        let mut stack = Vec::new();
        self.descend(&mut stack, root, state, bytes);
        while let Some(top) = stack.last_mut() {
            let Some(child) = next(self.forest, self.weights, &mut top.children) else {
                if let Some(frame) = stack.pop() {
                    self.forget(frame.bytes);
                }
                continue;
            };
            if stop.load(Ordering::Relaxed) {
                return;
            }
            self.step(&mut stack, child);
        }
    }

    /// Makes and visits a child of the last frame. One that cannot be made is left out, and so
    /// is what is made from it.
    fn step(&mut self, stack: &mut Vec<Frame<V::State>>, child: usize) {
        let last = stack.len() - 1;
        if self.restore(stack, last).is_none() {
            return;
        }
        let mut object = self.spare();
        let Some(base) = stack[last].bytes.as_deref() else {
            return;
        };
        if self.derive(child, base, &mut object).is_none() {
            self.recycle(object);
            return;
        }
        let derived = Derived {
            state: &stack[last].state,
            bytes: base,
            copied: &self.copied,
        };
        let state = self
            .visit
            .visit(self.object(child), &object, Some(&derived));
        let top = &mut stack[last];
        if !has_next(self.forest, self.weights, &top.children) {
            let bytes = top.bytes.take();
            self.forget(bytes);
        }
        self.descend(stack, child, state, object);
    }

    fn descend(
        &mut self,
        stack: &mut Vec<Frame<V::State>>,
        rank: usize,
        state: V::State,
        bytes: Vec<u8>,
    ) {
        let children = self.forest.children(rank);
        if !has_next(self.forest, self.weights, &children) {
            self.recycle(bytes);
            return;
        }
        self.held += bytes.len();
        stack.push(Frame {
            rank,
            state,
            bytes: Some(bytes),
            children,
        });
        let mut oldest = 0;
        while self.held > self.share && oldest + 1 < stack.len() {
            let bytes = stack[oldest].bytes.take();
            self.forget(bytes);
            oldest += 1;
        }
    }

    /// Makes sure that a frame has its bytes.
    fn restore(&mut self, stack: &mut [Frame<V::State>], at: usize) -> Option<()> {
        if stack[at].bytes.is_some() {
            return Some(());
        }
        let held = stack[..at].iter().rposition(|frame| frame.bytes.is_some());
        let mut bytes = self.spare();
        let from = if let Some(held) = held {
            bytes.clear();
            bytes.extend_from_slice(stack[held].bytes.as_deref()?);
            held
        } else {
            self.whole(stack[0].rank, &mut bytes)?;
            0
        };
        for frame in &stack[from + 1..=at] {
            let mut object = self.spare();
            self.derive(frame.rank, &bytes, &mut object)?;
            self.recycle(std::mem::replace(&mut bytes, object));
        }
        self.held += bytes.len();
        stack[at].bytes = Some(bytes);
        Some(())
    }

    /// Inflates a whole object.
    fn whole(&mut self, rank: usize, into: &mut Vec<u8>) -> Option<()> {
        let entry = self.pack.entry(rank);
        let header = self
            .pack
            .header(self.number, entry, &mut self.window)
            .ok()?;
        if header.size > self.objects.most as u64 {
            return None;
        }
        let tools = (&mut self.window, &mut self.inflate);
        self.pack
            .inflate(self.number, (entry, &header), tools, into)
            .ok()
    }

    /// Makes an object from its base.
    fn derive(&mut self, rank: usize, base: &[u8], into: &mut Vec<u8>) -> Option<()> {
        let entry = self.pack.entry(rank);
        let header = self
            .pack
            .header(self.number, entry, &mut self.window)
            .ok()?;
        let most = self.objects.most as u64;
        if matches!(header.content, Content::Whole(_)) || header.size > most {
            return None;
        }
        let tools = (&mut self.window, &mut self.inflate);
        self.pack
            .inflate(self.number, (entry, &header), tools, &mut self.piece)
            .ok()?;
        if delta::result_size(&self.piece)? > most {
            return None;
        }
        delta::apply(base, &self.piece, into, &mut self.copied)
    }

    fn object(&self, rank: usize) -> Number {
        self.objects.bases[self.number] + self.pack.sorted()[rank].1
    }

    fn spare(&mut self) -> Vec<u8> {
        self.spares.pop().unwrap_or_default()
    }

    fn recycle(&mut self, bytes: Vec<u8>) {
        if bytes.capacity() <= LARGEST_SPARE && self.spares.len() < MOST_SPARES {
            self.spares.push(bytes);
        }
    }

    /// Drops what a frame held.
    fn forget(&mut self, bytes: Option<Vec<u8>>) {
        if let Some(bytes) = bytes {
            self.held -= bytes.len();
            self.recycle(bytes);
        }
    }
}

/// The next child that leads to something wanted.
fn next(forest: &Forest, weights: &[u32], children: &mut std::ops::Range<u32>) -> Option<usize> {
    children
        .map(|place| forest.child(place))
        .find(|child| weights[*child] > 0)
}

fn has_next(forest: &Forest, weights: &[u32], children: &std::ops::Range<u32>) -> bool {
    next(forest, weights, &mut children.clone()).is_some()
}
