//! The built-in catalogue, as `build.rs` packed it from `rules/`.

use std::cmp::Ordering;

use super::anchors::AnchorIndex;
use super::definition::Rule;

/// Bytes aligned for the numbers that lie in them.
#[repr(C, align(8))]
struct Aligned<Bytes: ?Sized>(Bytes);

static ANCHORS: &Aligned<[u8]> =
    &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/anchors.bin")));
static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
/// Bytes of a number in the header of [`RULES`].
const NUMBER: usize = size_of::<u32>();

/// The catalogue as it lies.
pub(super) fn packed() -> &'static [u8] {
    RULES
}

/// How many rules there are.
pub(super) fn len() -> usize {
    number(0)
}

/// Decodes one rule; about a microsecond.
pub(super) fn rule(index: usize) -> Rule {
    let packed = &RULES[NUMBER * (1 + len())..];
    let start = if index == 0 { 0 } else { number(index) };
    postcard::from_bytes(&packed[start..number(index + 1)])
        .expect("build.rs packed it from the same definition")
}

/// Whether the catalogue has a rule of this id.
#[must_use]
pub fn is_builtin(id: &str) -> bool {
    find(id).is_some()
}

/// The catalogue's rule of this id.
#[must_use]
pub fn known(id: &str) -> Option<Rule> {
    find(id).map(rule)
}

/// The index of the rule of this id; build.rs sorted them.
pub(super) fn find(id: &str) -> Option<usize> {
    let (mut low, mut high) = (0, len());
    while low < high {
        let middle = usize::midpoint(low, high);
        match rule(middle).id.as_str().cmp(id) {
            Ordering::Equal => return Some(middle),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}

/// A number of the header: how many rules there are, then where each ends.
fn number(index: usize) -> usize {
    let bytes = RULES[NUMBER * index..]
        .first_chunk()
        .expect("build.rs wrote the header");
    u32::from_le_bytes(*bytes) as usize
}

/// The index of all anchors, used where it lies.
pub(super) fn anchors() -> AnchorIndex {
    AnchorIndex::from_static(&ANCHORS.0)
}
