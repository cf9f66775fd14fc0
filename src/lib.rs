//! tightlip finds secrets before they leak.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        reason = "a test that fails may say so with a panic"
    )
)]

pub mod allowed;
pub mod base;
pub mod baseline;
pub mod blob;
pub mod change;
pub mod check;
pub mod checksum;
pub mod ci;
pub mod commit;
pub mod complaint;
pub mod conceal;
pub mod config;
pub mod coverage;
pub mod date;
pub mod detect;
pub mod document;
pub mod error;
pub mod excerpt;
pub mod finding;
pub mod fingerprint;
pub mod fix;
pub mod git;
pub mod hook;
pub mod hygiene;
pub mod language;
pub mod left_out;
pub mod level;
pub mod mistake;
pub mod nearest;
mod newline;
pub mod past;
pub mod path;
pub mod place;
pub mod policy;
pub mod purge;
pub mod report;
pub mod rule;
pub mod run;
pub mod secret;
pub mod source;
pub mod span;
pub mod triage;
pub mod variable;
