//! Configuration files, with the real program.

mod allow;
mod command;
mod error;
mod find;
mod import;
mod rule;
