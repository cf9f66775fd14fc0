//! What is not read: a failure, or skipped and counted.

use std::sync::Mutex;

use super::*;
use crate::error::Error;

#[test]
fn special_files_are_never_opened() {
    let dir = tree(&["a.py"]);
    let fifo = dir.path().join("fifo");
    // Opening it would wait for a writer for ever.
    let made = Command::new("mkfifo").arg(&fifo).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket")).unwrap();
    assert_eq!(seen(&dir, &["."]), ["a.py"]);
    let named = scan(&dir, &["fifo", "a.py", "socket"]);
    assert_eq!(named.paths().len(), 1);
    let why = "unreadable: neither a file nor a folder";
    let expected = [("fifo", why), ("socket", why)];
    assert_eq!(
        failures(&dir, &named),
        expected.map(|(path, why)| (path.to_owned(), why.to_owned()))
    );
}

#[test]
fn a_path_that_does_not_exist_stops_the_scan_before_it_begins() {
    let dir = tree(&["a.py"]);
    for missing in ["nowhere", "a.py/below"] {
        let missing = dir.path().join(missing);
        let paths = vec![dir.path().join("a.py"), missing.clone()];
        let sink = Collected::default();
        match Files::new(paths, Options::default()).push(&sink) {
            Err(Error::NoSuchPath { path }) => assert_eq!(path, missing),
            other => panic!("{other:?}"),
        }
        assert!(sink.paths().is_empty() && sink.scanned().is_empty());
    }
}

/// A sink under which the rest of a folder vanishes as soon as something in it was scanned.
struct Vanish<'a> {
    folder: &'a Path,
    kept: Mutex<Option<String>>,
    inner: Collected,
}

impl Sink for Vanish<'_> {
    fn blob(&self, blob: &Blob<'_>) {
        let mut kept = self.kept.lock().unwrap();
        if kept.is_none() {
            let path = blob.origin.path();
            for entry in fs::read_dir(self.folder).unwrap() {
                let entry = entry.unwrap().path();
                if entry.is_dir() && !Path::new(path).starts_with(&entry) {
                    fs::remove_dir_all(entry).unwrap();
                } else if entry.is_file() && entry != Path::new(path) {
                    fs::remove_file(entry).unwrap();
                }
            }
            *kept = Some(path.to_owned());
        }
        self.inner.blob(blob);
    }
    fn scanned(&self, bytes: u64) {
        Sink::scanned(&self.inner, bytes);
    }
    fn skipped(&self, skipped: Skipped) {
        Sink::skipped(&self.inner, skipped);
    }
}

#[test]
fn what_vanishes_during_the_walk_is_a_failure_and_the_rest_is_scanned() {
    for names in [["a", "b", "c"], ["x/a", "y/b", "z/c"]] {
        let dir = tree(&names);
        let sink = Vanish {
            folder: dir.path(),
            kept: Mutex::default(),
            inner: Collected::default(),
        };
        let options = Options {
            threads: 1,
            ..Options::default()
        };
        let files = Files::new(vec![dir.path().to_owned()], options);
        files.push(&sink).unwrap();
        let failed = failures(&dir, &sink.inner);
        assert_eq!(sink.inner.paths().len(), 1);
        assert_eq!(failed.len(), 2, "{failed:?}");
        for (_, why) in failed {
            assert_eq!(why, "unreadable: No such file or directory");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_read_is_a_failure_and_the_rest_is_scanned() {
    let dir = tree(&["a.py"]);
    // Nothing is mapped at address 0, so not even root can read it.
    let memory = PathBuf::from("/proc/self/mem");
    let sink = Collected::default();
    let files = Files::new(vec![memory, dir.path().into()], Options::default());
    files.push(&sink).unwrap();
    assert_eq!(sink.paths().len(), 1);
    let skipped = sink.skipped();
    assert_eq!(skipped.len(), 1);
    assert_eq!(skipped[0].path, "/proc/self/mem");
    let why = SkipReason::Failed("Input/output error".into());
    assert_eq!(skipped[0].reason, why);
}

#[test]
fn files_over_the_cap_are_skipped() {
    let dir = tree(&[]);
    write(&dir, "small", "12345");
    write(&dir, "large", "123456");
    let options = Options {
        max_bytes: Some(5),
        ..Options::default()
    };
    let sink = scan_with(&dir, &[".", "large"], options);
    assert_eq!(sink.scanned(), [5]);
    let skipped = sink.skipped();
    assert_eq!(skipped.len(), 1);
    assert_eq!(below(&dir, &skipped[0].path), "large");
    assert_eq!(skipped[0].reason, SkipReason::TooLarge);
}

#[test]
fn binary_files_are_skipped_and_counted() {
    let dir = tree(&["a.py"]);
    write(&dir, "b.png", b"\x89PNG\r\n\x1A\n");
    write(&dir, "c.bin", b"\x01\0\x02\0\0\0\0\0");
    let sink = scan(&dir, &["."]);
    assert_eq!((sink.paths().len(), sink.scanned()), (1, vec![4]));
    let skipped = sink.skipped();
    assert_eq!(skipped.len(), 2);
    assert!(skipped.iter().all(|s| s.reason == SkipReason::Binary));
}
