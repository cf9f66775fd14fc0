//! The binary as people run it, on real folders and repositories.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails may say so with a panic"
)]

#[path = "../support/mod.rs"]
mod support;

mod allow;
mod determinism;
mod environment;
mod exit;
mod files;
mod formats;
mod hygiene;
mod output;
mod owner;
mod redaction;
mod staged;
mod staged_names;
mod stdin;
