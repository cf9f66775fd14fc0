//! The built-in catalogue, as `build.rs` packed it from `rules/`.

use std::cmp::Ordering;

use super::anchors::AnchorIndex;
use super::definition::Rule;
use super::pattern::States;
use crate::nearest::did_you_mean;

/// Bytes aligned for the numbers that lie in them.
#[repr(C, align(8))]
struct Aligned<Bytes: ?Sized>(Bytes);

static ANCHORS: &Aligned<[u8]> =
    &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/anchors.bin")));
static RULES: List = List(include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin")));
/// The tables of their patterns, as many; empty where there is none.
static STATES: List = List(include_bytes!(concat!(env!("OUT_DIR"), "/states.bin")));

/// The patterns of parts, sorted, and the table of each; empty where there is none.
static PARTS: List = List(include_bytes!(concat!(env!("OUT_DIR"), "/parts.bin")));
static PART_STATES: List = List(include_bytes!(concat!(env!("OUT_DIR"), "/part-states.bin")));

/// How many items there are, where each ends, and the items.
struct List(&'static [u8]);

/// Bytes of a number in the header of a [`List`].
const NUMBER: usize = size_of::<u32>();

/// The catalogue as it lies.
pub(super) fn packed() -> &'static [u8] {
    RULES.0
}

/// How many rules there are.
pub(super) fn len() -> usize {
    RULES.len()
}

/// The id of one rule, with which it begins.
pub(super) fn id(index: usize) -> &'static str {
    let taken = postcard::take_from_bytes(RULES.item(index));
    let (id, _) = taken.expect("build.rs packed it from the same definition");
    id
}

/// The ids of all rules, sorted; none is decoded for them.
pub fn catalogue_ids<'i>() -> impl Iterator<Item = &'i str> {
    (0..len()).map(|index| -> &'i str { id(index) })
}

/// Decodes one rule; about a microsecond.
pub(super) fn rule(index: usize) -> Rule {
    postcard::from_bytes(RULES.item(index)).expect("build.rs packed it from the same definition")
}

/// The table of a rule's pattern, unless it has none or too large a one.
pub(super) fn states(index: usize) -> Option<States> {
    States::new(STATES.item(index))
}

/// The table of a part's pattern, if the catalogue has it and it is not too large.
pub(super) fn part_states(pattern: &str) -> Option<States> {
    let at = PARTS.position(|at| PARTS.item(at).cmp(pattern.as_bytes()))?;
    States::new(PART_STATES.item(at))
}

/// Whether the catalogue has a rule of this id.
#[must_use]
pub fn is_builtin(id: &str) -> bool {
    find(id).is_some()
}

/// The catalogue's rule of this id.
///
/// # Errors
/// There is none: which ones may be meant, as [`did_you_mean`] says it.
pub fn known_or_meant(id: &str) -> Result<Rule, String> {
    find(id)
        .map(rule)
        .ok_or_else(|| did_you_mean(id, catalogue_ids()))
}

/// The index of the rule of this id.
pub(super) fn find(id: &str) -> Option<usize> {
    RULES.position(|at| self::id(at).cmp(id))
}

impl List {
    fn len(&self) -> usize {
        self.number(0)
    }

    /// The item that `compare` calls equal; build.rs sorted them.
    fn position(&self, compare: impl Fn(usize) -> Ordering) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match compare(middle) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn item(&self, index: usize) -> &'static [u8] {
        let items = &self.0[NUMBER * (1 + self.len())..];
        let start = if index == 0 { 0 } else { self.number(index) };
        &items[start..self.number(index + 1)]
    }

    /// A number of the header.
    fn number(&self, index: usize) -> usize {
        let bytes = self.0[NUMBER * index..]
            .first_chunk()
            .expect("build.rs wrote the header");
        u32::from_le_bytes(*bytes) as usize
    }
}

/// The index of all anchors, used where it lies.
pub(super) fn anchors() -> AnchorIndex {
    AnchorIndex::from_static(&ANCHORS.0)
}
