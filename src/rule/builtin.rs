//! The built-in catalogue, as `build.rs` packed it from `rules/`.

use super::anchors::AnchorIndex;
use super::definition::Rule;

/// Bytes aligned for the numbers that lie in them.
#[repr(C, align(8))]
struct Aligned<Bytes: ?Sized>(Bytes);

static ANCHORS: &Aligned<[u8]> =
    &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/anchors.bin")));
static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
include!(concat!(env!("OUT_DIR"), "/bounds.rs"));

/// How many rules there are.
pub(super) fn len() -> usize {
    BOUNDS.len() - 1
}

/// Decodes one rule; about a microsecond.
pub(super) fn rule(index: usize) -> Rule {
    let packed = &RULES[BOUNDS[index] as usize..BOUNDS[index + 1] as usize];
    postcard::from_bytes(packed).expect("build.rs packed it from the same definition")
}

/// The index of all anchors, used where it lies.
pub(super) fn anchors() -> AnchorIndex {
    AnchorIndex::from_static(&ANCHORS.0)
}
