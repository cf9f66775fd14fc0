//! Moves literals out of code: the value goes into `.env`, which git is made to ignore first, and
//! a look-up of an environment variable takes its place.
//!
//! [`plan()`] reads and thinks, and changes nothing; [`Plan::apply`] writes what was planned, by way
//! of a journal that takes it back.

mod book;
mod copies;
mod diff;
pub mod dotenv;
mod draft;
mod file;
mod ground;
mod kinds;
mod literal;
mod mentions;
mod name;
mod plan;
pub mod rewrite;
mod round;
mod sensitive;
pub mod store;
mod target;
mod veil;

pub use ground::{Ground, JOURNAL};
pub use plan::{Changed, Left, Moved, Options, Plan, Staged, plan};
