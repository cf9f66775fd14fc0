//! One command a file.

mod added;
mod ask;
pub(crate) mod baseline;
pub(crate) mod cache;
pub(crate) mod ci;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod explain;
pub(crate) mod fix;
pub(crate) mod gitleaks;
pub(crate) mod history;
pub(crate) mod hook;
pub(crate) mod hygiene;
pub(crate) mod init;
mod named;
pub(crate) mod purge;
mod remote;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod scan;
pub(crate) mod triage;
mod watched;
