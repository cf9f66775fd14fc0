use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::super::Files;
use super::*;
use crate::source::collected::Collected;

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// What is scanned of a file of this name: paths below its folder with their texts, and what was
/// skipped.
fn scanned(name: &str, bytes: &[u8], options: Options) -> (Vec<(String, String)>, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), bytes).unwrap();
    let sink = Collected::default();
    Files::new(vec![dir.path().to_owned()], options)
        .push(&sink)
        .unwrap();
    let root = format!("{}/", dir.path().display());
    let below = |path: &str| path.strip_prefix(&root).unwrap().to_owned();
    let pieces = sink.pieces();
    let texts = pieces.iter().map(|piece| {
        let text = String::from_utf8_lossy(piece.core()).into_owned();
        (below(&piece.path), text)
    });
    let skipped = sink.skipped();
    let skipped = skipped
        .iter()
        .map(|skipped| format!("{}: {}", below(&skipped.path), skipped.reason));
    (texts.collect(), skipped.collect())
}

fn deep(archive_depth: u32) -> Options {
    Options {
        archive_depth,
        threads: 1,
        ..Options::default()
    }
}

fn paths(name: &str, bytes: &[u8], depth: u32) -> Vec<String> {
    let (texts, skipped) = scanned(name, bytes, deep(depth));
    texts
        .into_iter()
        .map(|(path, _)| path)
        .chain(skipped)
        .collect()
}

#[test]
fn what_lies_in_an_archive_is_scanned_as_a_file() {
    let long = format!("{}/b.py", "folder".repeat(30));
    let files: [(&str, &[u8]); 2] = [("a.env", b"A = 1\n"), (&long, b"B = 2\n")];
    for (name, bytes) in [
        ("x.zip", zipped(&files)),
        ("x.tar", tarred(&files)),
        ("x.tgz", gzipped(&tarred(&files))),
    ] {
        let (texts, skipped) = scanned(name, &bytes, deep(1));
        let expected = [
            (format!("{name}!a.env"), "A = 1\n".to_owned()),
            (format!("{name}!{long}"), "B = 2\n".to_owned()),
        ];
        assert_eq!((&texts[..], &skipped[..]), (&expected[..], &[][..]));
        assert_eq!(paths(name, &bytes, 0), [format!("{name}: binary")]);
    }
    let (texts, _) = scanned("log.gz", &gzipped(b"C = 3\n"), deep(1));
    assert_eq!(texts, [("log.gz".to_owned(), "C = 3\n".to_owned())]);
}

#[test]
fn archives_in_archives_are_opened_as_deep_as_was_asked() {
    let inner = gzipped(&tarred(&[("c.py", b"c")]));
    let bytes = tarred(&[("b.zip", &zipped(&[("b.tgz", &inner)])), ("a.py", b"a")]);
    assert_eq!(
        paths("x.tar", &bytes, 3),
        ["x.tar!a.py", "x.tar!b.zip!b.tgz!c.py"]
    );
    assert_eq!(
        paths("x.tar", &bytes, 2),
        ["x.tar!a.py", "x.tar!b.zip!b.tgz: binary"]
    );
    assert_eq!(
        paths("x.tar", &bytes, 1),
        ["x.tar!a.py", "x.tar!b.zip: binary"]
    );
}

#[test]
fn what_is_left_out_of_a_folder_is_left_out_of_an_archive() {
    let bytes = zipped(&[
        ("vendor/x.py", b"x"),
        ("big.py", b"0123456789"),
        ("y.py", b"y"),
    ]);
    let options = Options {
        max_bytes: Some(500),
        skip: Some(Skip::new(|path| path.iter().any(|part| part == "vendor"))),
        ..deep(1)
    };
    let (texts, _) = scanned("a.zip", &bytes, options);
    assert_eq!(texts.len(), 2, "{texts:?}");
    let inside = Inside::new("a.zip", b"b/c.py", 0);
    assert_eq!(
        (&*inside.path, &*inside.below),
        ("a.zip!b/c.py", "a.zip/b/c.py")
    );
}

#[test]
fn what_cannot_be_unpacked_makes_the_scan_incomplete() {
    let whole = zipped(&[("a.py", &b"key = 1\n".repeat(99))]);
    let (_, skipped) = scanned("cut.zip", &whole[..whole.len() / 2], deep(1));
    assert!(
        skipped[0].starts_with("cut.zip: unreadable: "),
        "{skipped:?}"
    );
    let gzip = gzipped(&b"key = 1\n".repeat(999));
    let (_, skipped) = scanned("cut.gz", &gzip[..gzip.len() - 9], deep(1));
    assert!(
        skipped[0].starts_with("cut.gz: unreadable: "),
        "{skipped:?}"
    );
    let mut locked = whole.clone();
    let directory = locked
        .windows(4)
        .position(|at| at == b"PK\x01\x02")
        .unwrap();
    for flags in [6, directory + 8] {
        locked[flags] |= 1;
    }
    let (_, skipped) = scanned("locked.zip", &locked, deep(1));
    assert!(
        skipped[0].starts_with("locked.zip!a.py: unreadable: "),
        "{skipped:?}"
    );
}

#[test]
fn a_bomb_ends_where_it_is_over_its_measure() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.gz");
    std::fs::write(&path, gzipped(&vec![b'x'; 1 << 20])).unwrap();
    let sink = Collected::default();
    let options = deep(1);
    let mut windows = Windows::new(Windows::CORE);
    let mut opener = Opener::new(&options, &mut windows, &sink);
    opener.bytes_left.set(1 << 19);
    assert!(opener.push(&mut File::open(&path).unwrap(), "a.gz", 1));
    let said = sink.skipped()[0].reason.to_string();
    assert_eq!(said, "unreadable: it unpacks to over 1 GiB");
    std::fs::write(&path, zipped(&[("a", b"a"), ("b", b"b")])).unwrap();
    let sink = Collected::default();
    let mut opener = Opener::new(&options, &mut windows, &sink);
    opener.files_left = 1;
    assert!(opener.push(&mut File::open(&path).unwrap(), "a.zip", 1));
    let said = sink.skipped()[0].reason.to_string();
    assert_eq!(said, "unreadable: it holds over 100,000 files");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damage_is_never_a_panic(at in 0..900_usize, byte: u8, which in 0..3_usize) {
        let files: [(&str, &[u8]); 2] = [("a.env", b"A = 1\n"), ("b/c.py", b"B = 2\n")];
        let tar = tarred(&files);
        let mut bytes = vec![zipped(&files), gzipped(&tar), tar].swap_remove(which);
        let at = at % bytes.len();
        bytes[at] = byte;
        scanned("x", &bytes, deep(3));
    }
}
