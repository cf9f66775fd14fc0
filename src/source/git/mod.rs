//! What git keeps as a source of blobs.

mod added;
mod history;
mod reader;
mod staged;

pub use added::Added;
pub use history::{
    EMPTY_RANGE, History, Kept, Looked, Options, Past, Place, Progress, Revisions, Survey, as_text,
};
pub use staged::Staged;
