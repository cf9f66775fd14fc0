//! One text of the past, scanned by what was left of the one it was made from.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::blob::Blob;
use crate::detect::{Earlier, Examined, Scanner, Trail};
use crate::source::git::Kept;

/// What `blob` holds, and what is left for what is made from it. `None`: the scanner failed; a bug
/// on one content must not hide what is in the others, nor pass as clean.
pub(super) fn examine(
    scanner: &Scanner,
    blob: &Blob<'_>,
    kept: Option<&Kept<'_, Trail>>,
) -> Option<(Examined, Trail)> {
    let earlier = kept.map(|kept| Earlier {
        trail: kept.trail,
        len: kept.text.len(),
        copied: kept.copied,
    });
    let scan = || scanner.scan_on(blob, earlier.as_ref());
    catch_unwind(AssertUnwindSafe(scan)).ok()
}
