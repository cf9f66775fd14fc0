//! Other tools' configuration, as ours. What cannot be carried over is listed, never dropped in
//! silence.

mod gitleaks;
mod group;
mod literal;
mod regex;

pub use gitleaks::{gitleaks, gitleaks_ignore};

/// What an import makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// A configuration file of ours.
    pub toml: String,
    /// What it lacks, and why, a line each.
    pub left_out: Vec<String>,
    /// What it does in another way, a line each.
    pub changed: Vec<String>,
}
