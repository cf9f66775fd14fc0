//! Changes to files of the user's: each whole or not at all, none outside the folder that was
//! meant, and all of them can be taken back.

mod block;
mod draft;
mod folder;
mod journal;
mod undo;

pub use block::with_lines;
pub use draft::Access;
pub use folder::{Folder, Version};
pub use journal::Journal;
pub use undo::Undo;
