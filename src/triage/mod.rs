//! Deciding about findings one secret after the other: what to ask about, what was decided, and
//! how to take that back.
//!
//! A [`Session`] holds the findings, the baseline and the files that decisions change; asking is
//! somebody else's business.

mod choice;
mod comment;
mod context;
mod group;
mod inside;
mod mark;
mod moved;
mod session;
mod unread;

pub use choice::{Choice, Done, Failure};
pub use context::context;
pub use group::Group;
pub use mark::Refusal;
pub use session::Session;
