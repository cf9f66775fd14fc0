use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::{TempDir, tempdir};

use super::*;
use crate::blob::Blob;
use crate::source::collected::Collected;

mod ignored;
mod unread;

/// A folder with these files, each holding its own name, and these folders (ending in `/`).
fn tree(names: &[&str]) -> TempDir {
    let dir = tempdir().unwrap();
    for name in names {
        let path = dir.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
    }
    dir
}

fn write(dir: &TempDir, name: &str, content: impl AsRef<[u8]>) {
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Scans `names` of the folder.
fn scan_with(dir: &TempDir, names: &[&str], options: Options) -> Collected {
    let paths = names.iter().map(|name| dir.path().join(name)).collect();
    let sink = Collected::default();
    Files::new(paths, options).push(&sink).unwrap();
    sink
}

fn scan(dir: &TempDir, names: &[&str]) -> Collected {
    scan_with(dir, names, Options::default())
}

/// The paths of what was scanned, from `dir`.
fn seen(dir: &TempDir, names: &[&str]) -> Vec<String> {
    let sink = scan(dir, names);
    assert_eq!(sink.skipped(), []);
    sink.paths().iter().map(|path| below(dir, path)).collect()
}

fn below(dir: &TempDir, path: &str) -> String {
    let root = shown(dir.path());
    path.strip_prefix(&root)
        .unwrap()
        .trim_start_matches('/')
        .to_owned()
}

fn failures(dir: &TempDir, sink: &Collected) -> Vec<(String, String)> {
    let skipped = sink.skipped().into_iter();
    skipped
        .map(|skipped| {
            assert!(skipped.reason.is_failure(), "{skipped:?}");
            (below(dir, &skipped.path), skipped.reason.to_string())
        })
        .collect()
}

/// Whether this process is the test `name` run again by [`again`].
fn is_again() -> bool {
    std::env::var_os("TIGHTLIP_TEST_AGAIN").is_some()
}

/// Runs the test `name` in a process of its own, where the current folder and the home are free
/// to choose.
fn again(name: &str, current: &Path, home: &Path) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("source::files::tests::{name}")])
        .env("TIGHTLIP_TEST_AGAIN", "1")
        .env("HOME", home)
        .env_remove("XDG_CONFIG_HOME")
        .current_dir(current)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "{said}");
}

/// What scanning `paths` from the current folder shows.
fn seen_from_here(paths: &[&str]) -> Vec<String> {
    let sink = Collected::default();
    let paths = paths.iter().map(PathBuf::from).collect();
    Files::new(paths, Options::default()).push(&sink).unwrap();
    assert_eq!(sink.skipped(), []);
    sink.paths()
}

#[test]
fn hidden_files_are_scanned_and_git_never_is() {
    let dir = tree(&[
        ".git/config",
        ".github/ci.yml",
        ".env",
        ".gitmodules",
        "sub/.git",
        "sub/a.py",
        "deep/er/.git/HEAD",
    ]);
    let expected = [".env", ".github/ci.yml", ".gitmodules", "sub/a.py"];
    assert_eq!(seen(&dir, &["."]), expected);
}

#[test]
fn a_file_named_in_several_ways_is_scanned_once() {
    let dir = tree(&["src/a.py", "src/sub/b.py", "c.py"]);
    let all = ["c.py", "src/a.py", "src/sub/b.py"];
    assert_eq!(seen(&dir, &["c.py", "c.py", "./c.py"]), ["c.py"]);
    assert_eq!(seen(&dir, &["src/sub/b.py", ".", "c.py"]), all);
    assert_eq!(seen(&dir, &[".", "src/sub", "src", "src/../src/sub/"]), all);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_where_they_are_named() {
    use std::os::unix::fs::symlink;
    let dir = tree(&["real/a.py", "inside/b.py"]);
    let at = |name: &str| dir.path().join(name);
    symlink(at("real/a.py"), at("inside/to_file")).unwrap();
    symlink(at("real"), at("inside/to_folder")).unwrap();
    symlink(at("inside"), at("inside/loop")).unwrap();
    symlink(at("nowhere"), at("inside/dangling")).unwrap();
    assert_eq!(seen(&dir, &["inside"]), ["inside/b.py"]);
    assert_eq!(seen(&dir, &["inside/to_file"]), ["inside/to_file"]);
    assert_eq!(seen(&dir, &["inside/to_folder"]), ["inside/to_folder/a.py"]);
    let twice = ["real/a.py", "inside/to_file"];
    assert_eq!(seen(&dir, &twice), ["real/a.py"]);
}

#[cfg(unix)]
#[test]
fn paths_are_shown_as_typed_from_the_current_folder() {
    if !is_again() {
        let dir = tree(&["src/a.py", "src/sub/b.py", "-", "..c"]);
        let name = "paths_are_shown_as_typed_from_the_current_folder";
        return again(name, dir.path(), dir.path());
    }
    let below = ["src/a.py", "src/sub/b.py"];
    assert_eq!(seen_from_here(&["."]), [&["-", "..c"], &below[..]].concat());
    for typed in ["src", "src/", "./src", "src//.", ".//src"] {
        assert_eq!(seen_from_here(&[typed]), below, "{typed}");
    }
    assert_eq!(seen_from_here(&["-"]), ["-"]);
    assert_eq!(seen_from_here(&["./..c", "src/a.py"]), ["..c", "src/a.py"]);
    let upwards = "src/../src/sub/";
    assert_eq!(seen_from_here(&[upwards]), ["src/../src/sub/b.py"]);
    let absolute = std::env::current_dir().unwrap().join("src/sub");
    let shown_absolute = format!("{}/b.py", shown(&absolute));
    assert_eq!(
        seen_from_here(&[absolute.to_str().unwrap()]),
        [shown_absolute]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_told_apart() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tree(&[]);
    for name in [b"a\xFE", b"a\xFF"] {
        fs::write(dir.path().join(OsStr::from_bytes(name)), "x").unwrap();
    }
    assert_eq!(seen(&dir, &["."]), ["a\u{FFFD}FE", "a\u{FFFD}FF"]);
}

#[test]
fn a_large_file_comes_in_windows() {
    let dir = tree(&[]);
    let raw = b"0123456789abcde\n".repeat(20 << 10);
    write(&dir, "large", &raw);
    let options = Options {
        window: 100 << 10,
        ..Options::default()
    };
    let sink = scan_with(&dir, &["large"], options);
    assert_eq!(sink.scanned(), [raw.len() as u64]);
    let pieces = sink.pieces();
    assert!(pieces.len() > 2);
    let cores: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| piece.core().to_vec())
        .collect();
    assert!(cores == raw);
}

#[test]
fn any_number_of_threads_sees_the_same() {
    let names: Vec<String> = (0..300)
        .map(|i| format!("{}/{}/f{i}", i % 7, i % 3))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let dir = tree(&names);
    let with = |threads| {
        let options = Options {
            threads,
            ..Options::default()
        };
        let sink = scan_with(&dir, &["."], options);
        (sink.pieces(), sink.scanned())
    };
    let one = with(1);
    assert_eq!(one.0.len(), 300);
    for threads in 2..=8 {
        assert_eq!(with(threads), one, "{threads} threads");
    }
}

#[test]
#[cfg(unix)]
fn links_to_files_are_read_if_asked_for_and_links_to_folders_are_not() {
    use std::os::unix::fs::symlink;
    let dir = tree(&["in/a", "out/b", "out/c/d"]);
    let at = |name: &str| dir.path().join(name);
    symlink(at("out/b"), at("in/to-file")).unwrap();
    symlink(at("out/c"), at("in/to-folder")).unwrap();
    symlink(at("in"), at("in/to-itself")).unwrap();
    symlink(at("in/loop"), at("in/loop")).unwrap();
    symlink(at("nowhere"), at("in/to-nothing")).unwrap();
    let follow = Options {
        follows_links: true,
        ..Options::default()
    };
    let sink = scan_with(&dir, &["in"], follow);
    let paths: Vec<String> = sink.paths().iter().map(|path| below(&dir, path)).collect();
    assert_eq!(paths, ["in/a", "in/to-file"]);
    let failed = failures(&dir, &sink);
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].0, "in/loop");
}

#[test]
fn nothing_is_read_once_nothing_more_is_wanted() {
    struct Over(Collected);
    impl Sink for Over {
        fn blob(&self, blob: &Blob<'_>) {
            self.0.blob(blob);
        }
        fn scanned(&self, bytes: u64) {
            Sink::scanned(&self.0, bytes);
        }
        fn skipped(&self, skipped: Skipped) {
            Sink::skipped(&self.0, skipped);
        }
        fn is_over(&self) -> bool {
            true
        }
    }
    let dir = tree(&["a", "b/c"]);
    let sink = Over(Collected::default());
    let files = Files::new(vec![dir.path().to_owned()], Options::default());
    files.push(&sink).unwrap();
    assert_eq!((sink.0.pieces(), sink.0.scanned()), (vec![], vec![]));
}
