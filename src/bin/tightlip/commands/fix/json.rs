//! The plan of `fix`, for machines. No value is in it.

use std::io::{self, Write};

use serde_json::{Value, json};
use tightlip::conceal::sentence;
use tightlip::fix::rewrite::Destination;
use tightlip::fix::{Left, Moved, Staged};

use super::{Shown, remedy, text};
use crate::exit::Failure;

/// One JSON object.
pub(super) fn write(show: &Shown<'_>, applied: bool) -> Result<(), Failure> {
    let plan = show.plan;
    let files: Vec<Value> = plan
        .changed
        .iter()
        .map(|file| json!({"path": sentence(&file.path), "diff": sentence(&file.diff)}))
        .collect();
    let all = json!({
        "schema_version": 1,
        "tool": {"name": "tightlip", "version": env!("CARGO_PKG_VERSION")},
        "applied": applied,
        "files": files,
        "moved": plan.moved.iter().map(moved).collect::<Vec<_>>(),
        "left": plan.left.iter().map(left).collect::<Vec<_>>(),
        "remediation": remedy::json(show),
    });
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &all).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

fn moved(moved: &Moved) -> Value {
    let notes: Vec<String> = text::follow_up(moved)
        .into_iter()
        .chain(moved.notes.iter().cloned())
        .map(|note| sentence(&note).into_owned())
        .collect();
    json!({
        "rule": moved.rule.id,
        "path": sentence(&moved.path),
        "line": moved.line,
        "part": moved.part,
        "fingerprint": moved.fingerprint,
        "secret": moved.shown,
        "variable": moved.variable,
        "env_file": sentence(&moved.dotenv),
        "entry": moved.entry,
        "reused": moved.reused,
        "destination": match moved.destination {
            Destination::DotEnv => "dotenv",
            Destination::GitHubSecret => "github-secret",
            Destination::TerraformVariable => "terraform-variable",
            Destination::DockerBuildSecret => "docker-build-secret",
            Destination::ClientEnvironment => "client-environment",
        },
        "staged": match moved.staged {
            Staged::No => "no",
            Staged::Whole => "whole",
            Staged::Partly => "partly",
        },
        "notes": notes,
    })
}

fn left(left: &Left) -> Value {
    json!({
        "rule": left.rule.id,
        "path": sentence(&left.path),
        "line": left.line,
        "part": left.part,
        "secret": left.shown,
        "why": left.refusal.why,
        "advice": left.refusal.advice,
    })
}
