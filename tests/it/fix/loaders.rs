//! Dotenv files as their loaders read them: python-dotenv, npm's dotenv, node itself and a shell.
//! `.ci/run` installs them; where `CI` is set, one that is missing is a failure.

use std::env;
use std::io::{self, Write};

use serde_json::Value;
use tightlip::fix::dotenv::{Dotenv, Loader, quote};
use tightlip::rule::template::{Dice, expand};

use crate::support::Repo;

const PYTHON: &str = "import dotenv, json; print(json.dumps(dotenv.dotenv_values('.env')))";
const NPM: &str = "const fs = require('fs'); \
    console.log(JSON.stringify(require('dotenv').parse(fs.readFileSync('.env'))))";
const ENVIRONMENT: &str = "import json, os; print(json.dumps(dict(os.environ)))";

/// Whether a loader is there; where it has to be, its absence is a failure.
pub(super) fn is_there(repo: &Repo, loader: Loader) -> bool {
    let there = match loader {
        Loader::Python => runs(repo, "python3", &["-c", "import dotenv"]),
        Loader::Node => runs(repo, "node", &["-e", "require('dotenv')"]),
        _ => runs(repo, "sh", &["-c", "true"]),
    };
    assert!(
        there || env::var_os("CI").is_none(),
        "{loader} is not installed: .ci/run does that"
    );
    if !there {
        let _ = writeln!(io::stderr(), "not tested: {loader} is not installed");
    }
    there
}

pub(super) fn runs(repo: &Repo, program: &str, args: &[&str]) -> bool {
    let mut command = command(repo, program);
    command
        .args(args)
        .output()
        .is_ok_and(|ran| ran.status.success())
}

/// A program with node's packages in reach.
pub(super) fn command(repo: &Repo, program: &str) -> std::process::Command {
    let mut command = repo.command(program);
    if let Some(modules) = env::var_os("TIGHTLIP_NODE_MODULES") {
        command.env("NODE_PATH", modules);
    }
    command
}

/// What a loader reads.
fn read(repo: &Repo, loader: Loader) -> Value {
    let args: &[&str] = match loader {
        Loader::Python => &["python3", "-c", PYTHON],
        Loader::Node => &["node", "-e", NPM],
        _ => &[
            "sh",
            "-c",
            "set -a; . ./.env; exec python3 -c \"$0\"",
            ENVIRONMENT,
        ],
    };
    let ran = command(repo, args[0]).args(&args[1..]).output().unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// Values that were trouble for somebody, and some that chance makes.
fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "plain",
        "a b",
        " a ",
        "a#b",
        "a #b",
        "#a",
        "a'b",
        "a\"b",
        "a`b",
        "a$b",
        "$HOME",
        "${HOME}",
        "$(id)",
        "`id`",
        "a\\b",
        "a\\\\b",
        "a\\nb",
        "ends\\",
        "it's $5",
        "it's \"x\"",
        "'\\'",
        "a=b",
        "a!b",
        "~/x",
        "schlüssel",
        "a\nb",
        "-----BEGIN X-----\nAB+/=\n-----END X-----\n",
        "'",
        "\"",
        "\\'",
        "\\\"",
        "a;b&c|d<e>f(g)h*i?j[k]l{m}n",
        "%PATH%",
        "a\tb",
        "\n",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut dice = Dice::new(8);
    values.extend((0..150).map(|_| expand("{!-~:12}", &mut dice).unwrap()));
    values
}

#[test]
fn loaders_read_what_was_written_and_those_that_do_not_are_known() {
    let repo = Repo::plain();
    let values = values();
    for first in [
        None,
        Some(Loader::Shell),
        Some(Loader::Python),
        Some(Loader::Node),
    ] {
        let mut dotenv = Dotenv::default();
        let mut misread = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let quoted = quote(value, first);
            dotenv.put(&format!("V{index}"), &quoted.text);
            misread.push(quoted.misread_by);
        }
        for loader in [Loader::Shell, Loader::Python, Loader::Node] {
            if !is_there(&repo, loader) {
                continue;
            }
            // What a loader misreads may swallow what follows.
            let mut own = Dotenv::default();
            for (index, value) in values.iter().enumerate() {
                if !misread[index].contains(&loader) {
                    own.put(&format!("V{index}"), &quote(value, first).text);
                }
            }
            repo.write(".env", own.bytes());
            let seen = read(&repo, loader);
            for (index, value) in values.iter().enumerate() {
                if !misread[index].contains(&loader) {
                    let seen = seen[format!("V{index}")].as_str();
                    assert_eq!(seen, Some(value.as_str()), "{loader}, first {first:?}");
                }
            }
        }
        let lost = misread
            .iter()
            .filter(|loaders| first.is_some_and(|first| loaders.contains(&first)));
        let lost = lost.count();
        assert!(lost <= values.len() / 8, "{first:?} misreads {lost}");
    }
}
