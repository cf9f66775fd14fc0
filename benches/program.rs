//! The whole program as users wait for it: the cold start of a commit hook, and a tree.

#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tightlip::rule::template::{Dice, expand};

/// Files of the generated tree, and lines in each.
const FILES: usize = 1000;
const LINES: usize = 300;

fn run(program: &str, folder: &Path, arguments: &[&str]) {
    let status = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    assert!(
        status.success(),
        "{program} {arguments:?} in {}: {status}",
        folder.display()
    );
}

fn tightlip(folder: &Path, arguments: &[&str]) {
    run(env!("CARGO_BIN_EXE_tightlip"), folder, arguments);
}

/// One staged file in a repository of one commit.
fn cold_start(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let git = |arguments: &[&str]| run("git", folder.path(), arguments);
    git(&["init", "--quiet"]);
    fs::write(folder.path().join("a.py"), "token = os.environ['TOKEN']\n").expect("writable");
    git(&["add", "a.py"]);
    criterion.bench_function("scan --staged, one file", |bench| {
        bench.iter(|| tightlip(folder.path(), &["scan", "--staged", "--quiet"]));
    });
}

/// A clean tree of source-like text.
fn tree(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut dice = Dice::new(11);
    let mut bytes = 0;
    for file in 0..FILES {
        let line = "    {lower:6}.{lower:9}({lower:7}, key={lower:5}) # {lower:4} {lower:8} token {lower:3}\n";
        let text = expand(&line.repeat(LINES), &mut dice).expect("it is a template");
        bytes += text.len() as u64;
        fs::write(folder.path().join(format!("{file}.py")), text).expect("writable");
    }
    let mut group = criterion.benchmark_group("scan a tree");
    group.throughput(Throughput::Bytes(bytes)).sample_size(20);
    group.bench_function("1,000 files", |bench| {
        bench.iter(|| tightlip(folder.path(), &["scan", "--quiet"]));
    });
    group.finish();
}

criterion_group!(benches, cold_start, tree);
criterion_main!(benches);
