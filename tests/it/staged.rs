//! What is scanned of a commit that is about to be made.

use std::ops::Range;
use std::sync::Mutex;

use crate::support::{Repo, run, token};
use tightlip::blob::{Blob, Origin, Sink, SkipReason, Skipped};
use tightlip::source::git::Staged;

/// A blob as a sink gets it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    path: String,
    text: String,
    /// First line and the one behind the last.
    lines: Option<Vec<(u64, u64)>>,
}

#[derive(Default)]
struct Collected {
    seen: Mutex<Vec<Seen>>,
    scanned: Mutex<Vec<u64>>,
    skipped: Mutex<Vec<Skipped>>,
}

impl Sink for Collected {
    fn blob(&self, blob: &Blob<'_>) {
        let bounds = |range: &Range<u64>| (range.start, range.end);
        assert!(matches!(blob.origin, Origin::Staged { .. }));
        self.seen.lock().unwrap().push(Seen {
            path: blob.origin.path().to_owned(),
            text: String::from_utf8_lossy(blob.text).into_owned(),
            lines: blob.lines.map(|lines| lines.iter().map(bounds).collect()),
        });
    }

    fn scanned(&self, bytes: u64) {
        self.scanned.lock().unwrap().push(bytes);
    }

    fn skipped(&self, skipped: Skipped) {
        self.skipped.lock().unwrap().push(skipped);
    }
}

impl Collected {
    fn of(repo: &Repo) -> Self {
        let collected = Self::default();
        Staged::open(repo.path()).unwrap().push(&collected).unwrap();
        collected.seen.lock().unwrap().sort();
        collected
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn skipped(&self) -> Vec<(String, SkipReason)> {
        let skipped = self.skipped.lock().unwrap().clone();
        skipped
            .into_iter()
            .map(|skipped| (skipped.path, skipped.reason))
            .collect()
    }
}

fn whole(path: &str, text: &str) -> Seen {
    Seen {
        path: path.to_owned(),
        text: text.to_owned(),
        lines: None,
    }
}

fn part(path: &str, text: &str, lines: &[(u64, u64)]) -> Seen {
    Seen {
        lines: Some(lines.to_vec()),
        ..whole(path, text)
    }
}

#[test]
fn the_index_is_read_not_the_working_tree() {
    let repo = Repo::new();
    repo.stage("a", "staged\n");
    repo.write("a", "written later\n");
    repo.write("b", "never staged\n");
    assert_eq!(Collected::of(&repo).seen(), [whole("a", "staged\n")]);
    std::fs::remove_file(repo.path().join("a")).unwrap();
    assert_eq!(Collected::of(&repo).seen(), [whole("a", "staged\n")]);
}

#[test]
fn a_changed_file_is_whole_and_its_added_lines_count() {
    let repo = Repo::new();
    repo.stage("a", "1\n2\n3\n");
    repo.commit("one");
    repo.stage("a", "1\nnew\n2\n3\nlast\n");
    repo.stage("b", "all\nnew\n");
    let collected = Collected::of(&repo);
    assert_eq!(
        collected.seen(),
        [
            part("a", "1\nnew\n2\n3\nlast\n", &[(2, 3), (5, 6)]),
            whole("b", "all\nnew\n")
        ]
    );
    assert_eq!(collected.scanned.lock().unwrap().len(), 2);
}

#[test]
fn lines_that_go_bring_nothing() {
    let repo = Repo::new();
    repo.stage("a", "1\n2\n3\n");
    repo.commit("one");
    repo.stage("a", "1\n3\n");
    let collected = Collected::of(&repo);
    assert_eq!(collected.seen(), []);
    assert_eq!(*collected.scanned.lock().unwrap(), [4]);
}

#[test]
fn a_rename_counts_only_what_it_changes() {
    let repo = Repo::new();
    let text: String = ('a'..='z')
        .flat_map(|letter| [letter, letter, '\n'])
        .collect();
    repo.stage("old", &text);
    repo.stage("same", text.to_uppercase());
    repo.commit("one");
    repo.git(["mv", "old", "new"]);
    repo.git(["mv", "same", "moved"]);
    let changed = text + "added\n";
    repo.stage("new", &changed);
    assert_eq!(
        Collected::of(&repo).seen(),
        [part("new", &changed, &[(27, 28)])]
    );
}

#[test]
fn a_branch_without_a_commit_counts_everything() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("one");
    repo.git(["checkout", "--quiet", "--orphan", "fresh"]);
    assert_eq!(Collected::of(&repo).seen(), [whole("a", "1\n")]);
}

#[cfg(unix)]
#[test]
fn the_target_of_a_link_is_scanned() {
    let repo = Repo::new();
    std::os::unix::fs::symlink("/where/it/points", repo.path().join("link")).unwrap();
    repo.git(["add", "link"]);
    assert_eq!(
        Collected::of(&repo).seen(),
        [whole("link", "/where/it/points")]
    );
}

#[test]
fn wide_text_is_compared_as_text() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = ["\u{FEFF}", text].concat();
        units.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let repo = Repo::new();
    repo.stage("a", utf16("one\ntwo\n"));
    repo.stage("was-bytes", "one\ntwo\n");
    repo.commit("one");
    repo.stage("a", utf16("one\nnew\ntwo\n"));
    repo.stage("was-bytes", utf16("one\ntwo\nnew\n"));
    assert_eq!(
        Collected::of(&repo).seen(),
        [
            part("a", "one\nnew\ntwo\n", &[(2, 3)]),
            part("was-bytes", "one\ntwo\nnew\n", &[(3, 4)])
        ]
    );
}

#[test]
fn a_file_that_was_binary_counts_whole_and_one_that_becomes_so_is_skipped() {
    let repo = Repo::new();
    repo.stage("a", b"\0\x01\x02\x03\0");
    repo.stage("b", "text\n");
    repo.commit("one");
    repo.stage("a", "text\n");
    repo.stage("b", b"\0\x01\x02\x03\0");
    let collected = Collected::of(&repo);
    assert_eq!(collected.seen(), [whole("a", "text\n")]);
    assert_eq!(collected.skipped(), [("b".to_owned(), SkipReason::Binary)]);
}

#[test]
fn attributes_do_not_hide_lines() {
    let repo = Repo::new();
    repo.stage(".gitattributes", "* -diff -text binary\n");
    repo.stage("a", "1\n2\n");
    repo.commit("one");
    repo.stage("a", "1\n2\n3\n");
    assert_eq!(
        Collected::of(&repo).seen(),
        [part("a", "1\n2\n3\n", &[(3, 4)])]
    );
}

#[test]
fn a_missing_blob_is_told_and_the_rest_is_scanned() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.stage("b", "2\n");
    let id = repo.git(["rev-parse", ":a"]);
    let object = repo
        .path()
        .join(".git/objects")
        .join(&id[..2])
        .join(&id[2..]);
    std::fs::remove_file(object).unwrap();
    let collected = Collected::of(&repo);
    assert_eq!(collected.seen(), [whole("b", "2\n")]);
    let skipped = collected.skipped();
    let [(path, SkipReason::Failed(why))] = skipped.as_slice() else {
        panic!("{skipped:?}")
    };
    assert_eq!(path, "a");
    assert!(why.contains("is missing"), "{why}");
}

#[test]
fn a_path_in_conflict_makes_the_scan_incomplete() {
    let repo = Repo::new();
    let blob = {
        repo.stage("a", "1\n");
        repo.git(["rev-parse", ":a"])
    };
    repo.commit("one");
    repo.git(["update-index", "--force-remove", "a"]);
    let sides = (1..4).map(|side| format!("100644 {blob} {side}\ta\n"));
    let mut git = repo.command("git");
    let ran = run(
        git.args(["update-index", "--index-info"]),
        sides.collect::<String>().as_bytes(),
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let failed = SkipReason::Failed("unmerged".to_owned());
    assert_eq!(Collected::of(&repo).skipped(), [("a".to_owned(), failed)]);
}

#[test]
fn files_over_the_cap_are_skipped_by_their_size() {
    let repo = Repo::new();
    repo.stage("big", "0123456789");
    repo.stage("small", "01234");
    let staged = Staged::open(repo.path()).unwrap().max_bytes(Some(5));
    let collected = Collected::default();
    staged.push(&collected).unwrap();
    assert_eq!(collected.seen(), [whole("small", "01234")]);
    assert_eq!(
        collected.skipped(),
        [("big".to_owned(), SkipReason::TooLarge)]
    );
}

#[test]
fn many_files_are_each_scanned_once() {
    let repo = Repo::new();
    let mut expected: Vec<Seen> = (0..200)
        .map(|number| whole(&format!("f{number}"), &format!("{number}\n")))
        .collect();
    for file in &expected {
        repo.write(&file.path, &file.text);
    }
    repo.git(["add", "."]);
    expected.sort();
    assert_eq!(Collected::of(&repo).seen(), expected);
}

#[test]
fn a_sub_folder_sees_the_whole_commit() {
    let repo = Repo::new();
    repo.stage("top", "1\n");
    repo.stage("sub/deep", "2\n");
    let collected = Collected::default();
    let staged = Staged::open(&repo.path().join("sub")).unwrap();
    staged.push(&collected).unwrap();
    assert_eq!(collected.seen().len(), 2);
    assert!(collected.seen().contains(&whole("sub/deep", "2\n")));
}

#[test]
fn a_linked_worktree_has_an_index_of_its_own() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("one");
    let linked = repo.beside("linked");
    repo.git(["worktree", "add", "--quiet", linked.to_str().unwrap()]);
    std::fs::write(linked.join("b"), "2\n").unwrap();
    repo.git(["-C", linked.to_str().unwrap(), "add", "b"]);
    assert_eq!(Collected::of(&repo).seen(), []);
    let collected = Collected::default();
    Staged::open(&linked).unwrap().push(&collected).unwrap();
    assert_eq!(collected.seen(), [whole("b", "2\n")]);
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let (inner, repo) = (Repo::new(), Repo::new());
    inner.stage("in", "1\n");
    inner.commit("inner");
    repo.add_submodule(&inner);
    let paths: Vec<String> = Collected::of(&repo)
        .seen()
        .into_iter()
        .map(|seen| seen.path)
        .collect();
    assert_eq!(paths, [".gitmodules"]);
    repo.write("sub/new", "2\n");
    repo.git(["-C", "sub", "add", "new"]);
    let collected = Collected::default();
    Staged::open(&repo.path().join("sub"))
        .unwrap()
        .push(&collected)
        .unwrap();
    assert_eq!(collected.seen(), [whole("new", "2\n")]);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_shown_in_hex() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let repo = Repo::new();
    let name = OsStr::from_bytes(b"caf\xE9");
    if std::fs::write(repo.path().join(name), "1\n").is_err() {
        return; // A file system that takes only UTF-8.
    }
    repo.git([OsStr::new("add"), name]);
    assert_eq!(Collected::of(&repo).seen(), [whole("caf\u{FFFD}E9", "1\n")]);
}

#[test]
fn repositories_of_sha_256_are_read_by_our_own_code() {
    let repo = Repo::plain();
    repo.git(["init", "--quiet", "-b", "main", "--object-format=sha256"]);
    let leak = |seed| format!("key = \"{}\"\n", token(seed));
    repo.stage("first.py", leak(1));
    assert_eq!(repo.found(["scan", "--staged"]), ["first.py:1"]);
    repo.commit("first");
    assert_eq!(repo.found(["scan", "--staged"]), [""; 0]);
    let filler = "x = 1\n".repeat(9);
    repo.stage("a/b.py", format!("{}{filler}", leak(2)));
    repo.commit("second");
    repo.git(["mv", "a/b.py", "a/c.py"]);
    repo.stage("a/c.py", format!("{}{filler}{}", leak(2), leak(3)));
    for version in ["4", "2"] {
        repo.git(["update-index", "--index-version", version]);
        let staged = repo.found(["scan", "--staged"]);
        assert_eq!(staged, ["a/c.py:11"], "a rename counts what it adds");
    }
    repo.git(["repack", "-adfq"]);
    assert_eq!(repo.found(["scan", "--staged", "a/c.py"]), ["a/c.py:11"]);
    repo.stage(".env", "API_KEY=4fd0a7c1e9b35d82\n");
    let ran = repo.tightlip(["scan", "--staged", "--format=json"]);
    assert!(ran.stdout.contains("\".env\""), "{ran:?}");
    let ran = repo.tightlip(["scan", ".", "--format=json"]);
    assert_eq!(
        ran.json()["coverage"]["skipped"],
        serde_json::json!([]),
        "{ran:?}"
    );
    let worktree = repo.beside("tree");
    let path = worktree.to_str().unwrap();
    repo.git(["worktree", "add", "--quiet", "--detach", path]);
    std::fs::write(worktree.join("new.py"), leak(4)).unwrap();
    repo.git(["-C", path, "add", "new.py"]);
    let ran = repo.tightlip_with(["scan", "--staged", "--format=json"], b"", |command| {
        command.current_dir(&worktree)
    });
    assert_eq!(ran.found(), ["new.py:1"]);
    assert_eq!(repo.tightlip(["hook", "install", "pre-commit"]).code, 0);
    let ran = run(repo.command("git").args(["commit", "-qm", "third"]), b"");
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("a/c.py:11"), "{ran:?}");
}
