//! What git keeps as a source of blobs.

mod added;
mod history;
mod reader;
mod staged;
mod unstaged;

pub use added::{Added, Clean};
pub use history::{
    EMPTY_RANGE, Earlier, History, INTERRUPTED, Kept, Looked, Options, Passed, Past, Place,
    Progress, Revisions, Since, Spot, Survey, as_text,
};
pub use staged::Staged;
pub use unstaged::Unstaged;
