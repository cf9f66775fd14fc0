//! Configuration files, with the real program.

mod allow;
mod error;
mod find;
mod rule;
