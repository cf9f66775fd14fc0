//! What git keeps as a source of blobs.

mod staged;

pub use staged::Staged;
