//! What git keeps as a source of blobs.

mod added;
mod reader;
mod staged;

pub use added::Added;
pub use staged::Staged;
