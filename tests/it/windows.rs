//! A file that is scanned window by window gives what it gives as a whole.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use tempfile::tempdir;
use tightlip::blob::{Blob, REACH_AHEAD, REACH_BACK, Sink, Skipped};
use tightlip::detect::{Options, Scanner};
use tightlip::finding::Finding;
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};
use tightlip::source::files::{self, Files};

/// Scans what it is given and keeps what is found, a list for each window.
struct Scan<'a> {
    scanner: &'a Scanner,
    windows: Mutex<Vec<Vec<Finding>>>,
}

impl Sink for Scan<'_> {
    fn blob(&self, blob: &Blob<'_>) {
        let findings = self.scanner.scan(blob);
        self.windows.lock().expect("no panic").push(findings);
    }

    fn scanned(&self, _: u64) {}

    fn skipped(&self, skipped: Skipped) {
        panic!("{skipped:?}");
    }
}

fn scanner() -> Scanner {
    Scanner::new(RuleSet::builtin(), Options::default())
}

/// Scans a file with windows of about `window` bytes, of which there are more than `more_than`.
fn scan(scanner: &Scanner, path: &Path, window: usize, more_than: usize) -> Vec<Finding> {
    let sink = Scan {
        scanner,
        windows: Mutex::default(),
    };
    let options = files::Options {
        window,
        ..files::Options::default()
    };
    let files = Files::new(vec![path.to_owned()], options);
    files.push(&sink).expect("the file is there");
    let windows = sink.windows.into_inner().expect("no panic");
    assert!(windows.len() > more_than, "{} windows", windows.len());
    windows.into_iter().flatten().collect()
}

/// All that is said of a finding. The fingerprint stands for the secret.
fn said(findings: &[Finding]) -> Vec<String> {
    let said = findings.iter().map(|finding| format!("{finding:#?}"));
    said.collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_secret_at_every_offset_round_an_edge_is_found_once() {
    const WINDOW: usize = 100;
    let scanner = scanner();
    let token = expand("ghp_{alnum:36}", &mut Dice::new(1)).expect("a good template");
    let assignment = format!("\ntoken = \"{token}\"\n");
    // Where the first window's core ends, but for a few bytes of slack.
    let edge = REACH_BACK + WINDOW;
    let folder = tempdir().expect("a temporary folder");
    let path = folder.path().join("app.py");
    for start in edge - assignment.len() - 8..edge + 8 {
        let mut text = "# filler é\n".repeat(start / 12);
        text.extend(std::iter::repeat_n('#', start - text.len()));
        text += &assignment;
        text.extend(std::iter::repeat_n("x = 1\n", REACH_AHEAD / 6 + 100));
        let at = text.find(&token).expect("it was put there");
        let before = &text[..at];
        // UTF-16 now and then: both at every offset would take twice as long.
        let wide = start % 8 == 0;
        let (raw, raw_at, unit) = if wide {
            (utf16(&text), 2 * before.chars().count(), 2)
        } else {
            (text.clone().into_bytes(), at, 1)
        };
        fs::write(&path, raw).expect("a temporary file");
        let findings = scan(&scanner, &path, WINDOW, 1);
        assert_eq!(findings.len(), 1, "assignment at {start}");
        let found = &findings[0];
        assert_eq!(found.byte_start, raw_at as u64);
        assert_eq!(found.byte_end, (raw_at + unit * token.len()) as u64);
        let line = 1 + before.matches('\n').count() as u64;
        assert_eq!((found.start.line, found.start.column), (line, 10));
    }
}

#[test]
fn every_rules_examples_are_found_alike_in_windows_and_whole() {
    let scanner = scanner();
    let folder = tempdir().expect("a temporary folder");
    let path = folder.path().join("app.py");
    let mut dice = Dice::new(7);
    let mut text = String::from("# café\n");
    let rules: Vec<_> = scanner.rules().rules().collect();
    for rule in &rules {
        for example in &rule.examples {
            let secret = expand(example, &mut dice).expect("a good template");
            let provider = &rule.provider;
            let assignment = format!("# {provider}\n{provider}_token = \"{secret}\"\n");
            text += &assignment;
            text.extend(std::iter::repeat_n("call(x)\n", dice.below(60)));
        }
    }
    for raw in [text.clone().into_bytes(), utf16(&text)] {
        fs::write(&path, &raw).expect("a temporary file");
        let whole = scan(&scanner, &path, raw.len(), 0);
        assert!(whole.len() > rules.len() / 2, "{} findings", whole.len());
        for window in [9_001, 40_000] {
            let pieces = scan(&scanner, &path, window, 2);
            let (pieces, whole) = (said(&pieces), said(&whole));
            for (piece, whole) in pieces.iter().zip(&whole) {
                assert!(piece == whole, "window: {piece}\nwhole: {whole}");
            }
            assert_eq!(pieces.len(), whole.len(), "windows of {window}");
        }
    }
}
