//! The library and the binary as people use them. One test binary: a change links it once.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails may say so with a panic"
)]

mod action;
mod adopt;
mod assigned;
mod baseline;
mod browser;
mod catalogue;
mod ci;
mod cli;
mod config;
mod corpora;
mod explain;
mod fix;
mod gitleaks;
mod history;
#[cfg(unix)]
mod hook_chained;
mod hook_install;
mod hook_off;
mod hooks;
mod hygiene;
mod hygiene_fix;
mod hygiene_formats;
mod hygiene_projects;
mod init;
mod layers;
mod place;
mod placeholders;
mod pre_commit;
mod purge;
mod push_words;
mod pushes;
mod quoting;
mod remote;
#[cfg(feature = "fix")]
mod rewrite;
mod rule_mistakes;
mod rules;
#[cfg(unix)]
mod shells;
mod shipped;
mod snippets;
mod staged;
mod staged_changes;
mod structured;
mod support;
mod surroundings;
#[cfg(unix)]
mod triage;
mod windows;
