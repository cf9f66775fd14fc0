//! What is measured: scans of a folder, and the engine on texts that were read before.

use std::fs;
use std::path::{Path, PathBuf};

use tightlip::blob::{Blob, Origin};
use tightlip::detect::Scanner;
use tightlip::report::{self, Format};
use tightlip::run::{Gate, Run};
use tightlip::source::files::{self, Files};

/// Bytes of texts that are read.
const MOST_BYTES: usize = 64 << 20;
/// Bytes of files that are read.
const LARGEST: u64 = 8 << 20;

/// What a scan went over.
pub(crate) struct Scanned {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// Scans a folder by all cores and makes a report of it.
pub(crate) fn tree(folder: &Path, scanner: &Scanner) -> Scanned {
    let run = Run::new(scanner, Gate::default());
    let files = Files::new(vec![folder.to_owned()], files::Options::default());
    files.push(&run).expect("the folder is there");
    let outcome = run.finish();
    let mut report = Vec::new();
    let mut reporter = Format::Json.reporter(&mut report, report::Options::default());
    for finding in &outcome.findings {
        reporter.finding(finding).expect("memory takes it");
    }
    reporter.end(&outcome.summary).expect("memory takes it");
    drop(reporter);
    std::hint::black_box(report);
    let coverage = outcome.summary.coverage;
    Scanned {
        files: coverage.files,
        bytes: coverage.bytes,
    }
}

/// A text and what it is called.
pub(crate) type Text = (Origin, Vec<u8>);

/// Scans texts on one core.
pub(crate) fn engine(texts: &[Text], scanner: &Scanner) {
    for (origin, text) in texts {
        std::hint::black_box(scanner.scan(&Blob::whole(origin, text)));
    }
}

/// The texts below a folder, up to [`MOST_BYTES`] together.
pub(crate) fn texts(folder: &Path) -> Vec<Text> {
    let mut waiting = vec![folder.to_owned()];
    let mut texts = Vec::new();
    let mut bytes = 0;
    while let Some(path) = waiting.pop() {
        let Ok(data) = fs::symlink_metadata(&path) else {
            continue;
        };
        if data.is_dir() && !path.ends_with(".git") {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
            paths.sort_unstable();
            waiting.extend(paths);
        } else if data.is_file() && data.len() < LARGEST && bytes < MOST_BYTES {
            let text = fs::read(&path).unwrap_or_default();
            if text.iter().take(8 << 10).all(|byte| *byte != 0) {
                bytes += text.len();
                let path = path.to_string_lossy().into_owned();
                texts.push((Origin::Stdin { path }, text));
            }
        }
    }
    texts
}
