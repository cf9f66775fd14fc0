//! With `--cache` a scan gives what it gives without, and passes over what it has seen before.

use std::fs;
use std::path::{Path, PathBuf};

use super::equal::{generated, said};
use super::*;

/// The files that were kept in the git folder.
fn kept(git_dir: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(git_dir.join("tightlip"));
    let mut files: Vec<_> = folder
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// A report without the time, and without the bytes, which only count what was read.
fn without_bytes(mut report: Value) -> Value {
    report["coverage"]["bytes"] = Value::Null;
    report["coverage"]["elapsed_ms"] = Value::Null;
    report
}

/// How many of how many blobs were known.
#[track_caller]
fn known(ran: &Ran) -> (u64, u64) {
    let line = ran.stderr.lines().find(|line| line.contains("were known"));
    let line = line.unwrap_or_else(|| panic!("{}", ran.stderr));
    let mut numbers = line.split(' ').filter_map(|word| word.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

/// Scans with and without; both must say the same. How many blobs were known.
#[track_caller]
pub(super) fn both(repo: &Repo, args: &[&str]) -> (u64, u64) {
    let plain = without_bytes(said(repo, args));
    let all = [&["--cache", "-v", "--min-confidence=low"], args].concat();
    let ran = history(repo, &all);
    assert!(without_bytes(ran.json()) == plain, "{ran:?}\n{plain}");
    known(&ran)
}

#[test]
fn after_every_fetch_only_what_is_new_is_scanned() {
    for seed in 1..=2 {
        let source = generated(seed, 60);
        let copy = source.beside("copy.git");
        let path = copy.to_str().unwrap();
        source.git(["init", "--quiet", "--bare", "-b", "main", path]);
        let mut before = 0;
        for (at, ago) in [50, 49, 30, 30, 7, 0].into_iter().enumerate() {
            // Now as loose objects, now as a pack whose bases are elsewhere.
            let limit = if at % 2 == 0 { "1" } else { "1000" };
            source.git(["-C", path, "config", "receive.unpackLimit", limit]);
            source.git([
                "push",
                "--quiet",
                path,
                &format!("main~{ago}:refs/heads/main"),
            ]);
            if at == 3 {
                source.git(["-C", path, "repack", "-adfq", "--depth=40"]);
            }
            let (known, all) = both(&source, &[path]);
            assert!(known <= before && all >= before, "{known} {before} {all}");
            assert!(at == 0 || known * 40 > before, "{known} of {before}");
            let again = both(&source, &[path]);
            assert!(again.0 >= known && again.1 == all);
            before = all;
        }
        both(&source, &[path, "--range", "main~9..main"]);
        both(&source, &[path, "--path", "src", "--whole-blobs"]);
        both(&source, &[path, "--max-size", "2K"]);
        assert!(both(&source, &[path]).0 > 0);
    }
}

#[test]
fn nothing_of_what_was_scanned_is_kept() {
    let repo = Repo::new();
    repo.stage("a.py", config(1));
    repo.stage("b.py", "answer = 42\n");
    repo.stage("c.bin", b"\x00\x01\x02");
    repo.commit("first");
    assert_eq!(both(&repo, &[]), (0, 2));
    let [clean, whole] = &kept(&repo.path().join(".git"))[..] else {
        panic!("what holds nothing, and how far the scan came")
    };
    let bytes = fs::read(clean).unwrap();
    // One text and one binary that hold nothing.
    assert_eq!(bytes.len(), 3 * 16);
    let blob = repo.git(["rev-parse", "HEAD:b.py"]);
    let raw: Vec<u8> = blob
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let secret = &token(1)[8..40];
    for bytes in [&bytes, &fs::read(whole).unwrap()] {
        let has = |text: &[u8]| memchr::memmem::find(bytes, text).is_some();
        assert!(!has(blob.as_bytes()) && !has(&raw) && !has(secret.as_bytes()));
        assert!(!has(b"answer") && !has(b"b.py") && !has(b"a.py"));
    }
    assert_eq!(both(&repo, &[]), (1, 2));
    assert!(kept(&repo.path().join(".git")).len() == 2);
}

#[test]
fn what_is_no_file_of_ours_is_as_good_as_none() {
    let repo = generated(3, 20);
    let git_dir = repo.path().join(".git");
    both(&repo, &[]);
    let known = both(&repo, &[]);
    assert!(known.0 > 1, "{known:?}");
    let files = kept(&git_dir);
    let held: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    let damaged = |whole: &[u8]| {
        [
            Vec::new(),
            b"tightlip clean 9".to_vec(),
            vec![0xA5; 4_000],
            whole[..whole.len() / 2 + 3].to_vec(),
            [&whole[..16], &vec![0xFF; whole.len()]].concat(),
        ]
    };
    // One of them damaged, then both.
    for which in [&[0][..], &[1], &[0, 1]] {
        for at in 0..damaged(&held[0]).len() {
            for one in which {
                fs::write(&files[*one], &damaged(&held[*one])[at]).unwrap();
            }
            both(&repo, &[]);
            assert_eq!(both(&repo, &[]), known, "it was built anew");
        }
    }
    // What a stranger knows, under the names that we would use.
    fs::remove_file(repo.beside("home/.local/state/tightlip/cache-key")).unwrap();
    assert_eq!(both(&repo, &[]).0, 0);
    let ours: Vec<PathBuf> = kept(&git_dir)
        .into_iter()
        .filter(|file| !files.contains(file))
        .collect();
    assert_eq!(ours.len(), 2);
    for (ours, theirs) in ours.iter().zip(&held) {
        fs::write(ours, theirs).unwrap();
    }
    assert_eq!(both(&repo, &[]).0, 0);
}

#[test]
fn other_rules_and_other_places_are_looked_at_anew() {
    let repo = Repo::new();
    repo.stage("src/a.py", "wombat = 'wombat-48151623'\n");
    repo.stage("tests/b.py", "wombat = 'wombat-48151623'\nx = 1\n");
    repo.commit("first");
    both(&repo, &[]);
    assert_eq!(both(&repo, &[]), (2, 2));
    let rule = "[[rule]]\nid = \"wombat\"\nname = \"Wombat\"\npattern = \"wombat-[0-9]{8}\"\n\
        anchors = [\"wombat-\"]\ncategory = \"other\"\nseverity = \"high\"\n\
        description = \"A wombat.\"\n";
    repo.write("tightlip.toml", rule);
    let ran = history(&repo, &["--cache", "-v", "--min-confidence=low"]);
    assert_eq!(ran.findings().len(), 1, "{ran:?}");
    assert_eq!(known(&ran), (0, 2));
    fs::remove_file(repo.path().join("tightlip.toml")).unwrap();
    assert_eq!(both(&repo, &[]), (2, 2));
    // Known as a test, not yet as a part of the product.
    repo.git(["mv", "tests/b.py", "src/b.py"]);
    repo.commit("moved");
    assert_eq!(both(&repo, &[]), (1, 2));
    assert_eq!(both(&repo, &[]), (2, 2));
}

#[test]
fn where_nothing_can_be_written_the_scan_works_all_the_same() {
    let repo = generated(4, 10);
    fs::write(repo.path().join(".git/tightlip"), "in the way").unwrap();
    let plain = without_bytes(said(&repo, &[]));
    let ran = history(&repo, &["--cache", "-v", "--min-confidence=low"]);
    assert!(without_bytes(ran.json()) == plain);
    assert!(
        ran.stderr.contains("cache: not written: "),
        "{}",
        ran.stderr
    );
    let quiet = history(&repo, &["--cache", "--min-confidence=low"]);
    assert!(!quiet.stderr.contains("not written"), "{}", quiet.stderr);
    // No place for the key either.
    fs::write(repo.beside("home/.local"), "in the way").ok();
    fs::remove_dir_all(repo.beside("home/.local")).ok();
    fs::write(repo.beside("home/.local"), "in the way").unwrap();
    let ran = history(&repo, &["--cache", "-v", "--min-confidence=low"]);
    assert!(without_bytes(ran.json()) == plain);
    assert!(ran.stderr.contains("cache: not used: "), "{}", ran.stderr);
}

#[test]
fn without_the_flag_nothing_is_written() {
    let repo = Repo::new();
    repo.stage("a.py", config(1));
    repo.stage("b.py", "answer = 42\n");
    repo.commit("first");
    history(&repo, &[]);
    assert!(kept(&repo.path().join(".git")).is_empty());
    assert!(!repo.beside("home/.local").exists());
    let ran = repo.tightlip_with(["history", "--format=json"], b"", |command| {
        command.env("TIGHTLIP_CACHE", "1")
    });
    assert_eq!(ran.code, 1);
    assert_eq!(kept(&repo.path().join(".git")).len(), 2);
}

#[test]
fn two_runs_at_once_agree() {
    let repo = generated(6, 30);
    let plain = without_bytes(said(&repo, &[]));
    for _ in 0..3 {
        let run = || {
            let ran = history(&repo, &["--cache", "--min-confidence=low"]);
            assert!(without_bytes(ran.json()) == plain);
        };
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(run);
            }
        });
    }
    let (known, all) = both(&repo, &[]);
    assert!(known > 0 && known < all);
}
