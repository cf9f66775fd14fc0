//! What git keeps as a source of blobs.

mod added;
mod history;
mod reader;
mod staged;

pub use added::Added;
pub use history::{History, Kept, Options, Past, Place, Progress, Revisions, Survey};
pub use staged::Staged;
