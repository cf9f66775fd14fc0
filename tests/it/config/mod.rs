//! Configuration files, with the real program.

mod allow;
mod command;
mod error;
mod find;
mod import;
mod import_baseline;
mod import_tools;
mod rule;
