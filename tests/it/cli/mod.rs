//! The binary as people run it, on real folders and repositories.

mod allow;
mod determinism;
mod environment;
mod exit;
mod files;
mod flags;
mod formats;
mod hygiene;
mod large_sarif;
mod output;
mod owner;
mod redaction;
mod redaction_beside;
mod redaction_left;
#[cfg(unix)]
mod redaction_sweep;
mod report_files;
mod staged;
mod staged_names;
mod stdin;
mod streamed;
