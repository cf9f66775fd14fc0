//! What the index changes against HEAD, held against git itself.

use std::collections::BTreeSet;
use std::process::Stdio;

use crate::support::{Repo, run};
use proptest::prelude::*;
use tightlip::error::Error;
use tightlip::git::{Changes, Index, Kind, Repository};

/// One line of `git diff --cached`: path, new blob, and the old one if both sides are files.
type Line = (String, String, Option<String>);

fn changes(repo: &Repo) -> Changes {
    Repository::open(repo.path()).unwrap().staged().unwrap()
}

fn ours(repo: &Repo) -> BTreeSet<Line> {
    let text = |path: Vec<u8>| String::from_utf8(path).unwrap();
    changes(repo)
        .changed
        .into_iter()
        .map(|change| {
            let before = change.before.map(|id| id.to_string());
            (text(change.path), change.id.to_string(), before)
        })
        .collect()
}

fn gits(repo: &Repo) -> BTreeSet<Line> {
    let diff = repo.git(["diff", "--cached", "--raw", "--no-abbrev", "-z", "-M"]);
    let mut fields = diff.split('\0');
    let mut lines = BTreeSet::new();
    while let Some(head) = fields.next().filter(|head| !head.is_empty()) {
        let words: Vec<&str> = head.split(' ').collect();
        let [_, mode, old, new, status] = words[..] else {
            panic!("{head:?}")
        };
        let mut path = fields.next().unwrap();
        if status.starts_with('R') {
            path = fields.next().unwrap();
        }
        let before = status.starts_with(['M', 'R']).then(|| old.to_owned());
        let only_the_mode = status == "M" && old == new;
        if !status.starts_with(['D', 'U']) && mode != "160000" && !only_the_mode {
            lines.insert((path.to_owned(), new.to_owned(), before));
        }
    }
    lines
}

#[derive(Clone, Debug)]
enum Step {
    Set(&'static str, u8),
    Remove(&'static str),
    Commit,
    CacheTrees,
    Version(u8),
}

fn step() -> impl Strategy<Value = Step> {
    const PATHS: [&str; 10] = [
        "a", "a.b", "a/b", "a/b/c", "a/b.c", "a0", "b/x/y", "b/x", "é", "a/d/e",
    ];
    let path = || prop::sample::select(PATHS.to_vec());
    prop_oneof![
        6 => (path(), 0..5u8).prop_map(|(path, blob)| Step::Set(path, blob)),
        3 => path().prop_map(Step::Remove),
        1 => Just(Step::Commit),
        1 => Just(Step::CacheTrees),
        1 => (2..5u8).prop_map(Step::Version),
    ]
}

impl Step {
    fn run(&self, repo: &Repo, blobs: &[String]) {
        match self {
            Self::Set(path, blob) => {
                let entry = format!("100644,{},{path}", blobs[usize::from(*blob)]);
                repo.git(["update-index", "--add", "--replace", "--cacheinfo", &entry]);
            }
            Self::Remove(path) => {
                repo.git(["rm", "--cached", "--quiet", "--ignore-unmatch", "-r", path]);
            }
            Self::Commit => {
                repo.git(["commit", "--quiet", "--allow-empty", "--message=x"]);
            }
            Self::CacheTrees => {
                repo.git(["write-tree"]);
            }
            Self::Version(version) => {
                repo.git(["update-index", "--index-version", &version.to_string()]);
            }
        }
    }
}

/// Blobs so different that none passes for another one renamed.
fn blobs(repo: &Repo) -> Vec<String> {
    (0..5u8)
        .map(|kind| {
            let mut command = repo.command("git");
            let content = vec![b'a' + kind; 200];
            let ran = run(
                command
                    .args(["hash-object", "-w", "--stdin"])
                    .stderr(Stdio::null()),
                &content,
            );
            ran.stdout.trim().to_owned()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn changes_are_those_that_git_sees(steps in prop::collection::vec(step(), 1..14)) {
        let repo = Repo::new();
        let blobs = blobs(&repo);
        for step in &steps {
            step.run(&repo, &blobs);
            let paths = |lines: BTreeSet<Line>| -> BTreeSet<_> {
                // Which of several equal files a new one was renamed from, git and we may see
                // differently.
                lines.into_iter().map(|(path, new, _)| (path, new)).collect()
            };
            prop_assert_eq!(paths(ours(&repo)), paths(gits(&repo)), "after {:?}", step);
        }
    }

    #[test]
    fn any_index_is_read_without_a_panic(
        version in 2..5u32,
        count in 0..4u32,
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let head = [b"DIRC".as_slice(), &version.to_be_bytes(), &count.to_be_bytes()].concat();
        if let Ok(index) = Index::parse(&[head, rest].concat(), 20) {
            prop_assert_eq!(index.entries().count(), count as usize);
        }
    }
}

#[test]
fn an_index_cut_short_or_changed_is_an_error_or_an_index() {
    let repo = Repo::new();
    for path in ["a", "b/c", "b/d/e", "f"] {
        repo.stage(path, path);
    }
    repo.commit("one");
    let whole = std::fs::read(repo.path().join(".git/index")).unwrap();
    for end in 0..whole.len() {
        let _ = Index::parse(&whole[..end], 20);
        let mut changed = whole.clone();
        for value in [0, 0x7F, 0xFF] {
            changed[end] = value;
            let _ = Index::parse(&changed, 20);
        }
    }
    assert_eq!(Index::parse(&whole, 20).unwrap().len(), 4);
    assert!(Index::parse(&whole[..100], 20).is_err());
}

#[test]
fn all_that_is_staged_before_the_first_commit_is_new() {
    let repo = Repo::new();
    assert!(changes(&repo).changed.is_empty());
    repo.stage("a", "1");
    repo.stage("b/c", "2");
    let changes = changes(&repo);
    assert_eq!(changes.changed.len(), 2);
    assert!(changes.changed.iter().all(|change| change.before.is_none()));
}

#[test]
fn nothing_staged_is_nothing() {
    let repo = Repo::new();
    repo.stage("a", "1");
    repo.commit("one");
    repo.write("a", "2");
    repo.write("untracked", "3");
    assert!(changes(&repo).changed.is_empty());
}

#[test]
fn a_renamed_file_is_compared_with_itself() {
    let repo = Repo::new();
    let text = "a line that stays\n".repeat(40);
    repo.stage("old.py", &text);
    repo.stage("same.py", text.replace("line", "word"));
    repo.commit("one");
    repo.git(["mv", "old.py", "new.py"]);
    repo.git(["mv", "same.py", "moved.py"]);
    repo.stage("new.py", text.clone() + "one more\n");
    assert_eq!(ours(&repo), gits(&repo));
    let changed = changes(&repo).changed;
    let [moved, new] = changed.as_slice() else {
        panic!("{changed:?}")
    };
    assert_eq!(moved.before, Some(moved.id));
    assert!(new.before.is_some_and(|before| before != new.id));
}

#[test]
fn modes_deletions_and_submodules_bring_nothing() {
    let repo = Repo::new();
    repo.stage("mode", "1");
    repo.stage("gone", "2");
    repo.stage("same", "3");
    repo.commit("one");
    repo.git(["update-index", "--chmod=+x", "mode"]);
    repo.git(["rm", "--quiet", "gone"]);
    let commit = repo.git(["rev-parse", "HEAD"]);
    let submodule = format!("160000,{commit},sub");
    repo.git(["update-index", "--add", "--cacheinfo", &submodule]);
    let changes = changes(&repo);
    assert!(changes.changed.is_empty(), "{changes:?}");
    assert!(changes.unmerged.is_empty());
    assert!(changes.touch(b"mode") && changes.touch(b"sub"));
    assert!(!changes.touch(b"gone") && !changes.touch(b"same"));
}

#[test]
fn a_path_marked_for_later_brings_nothing() {
    let repo = Repo::new();
    repo.stage("a", "1");
    repo.commit("one");
    repo.write("later", "2");
    repo.git(["add", "--intent-to-add", "later"]);
    assert!(changes(&repo).changed.is_empty());
}

#[cfg(unix)]
#[test]
fn a_file_that_becomes_a_link_is_new() {
    let repo = Repo::new();
    repo.stage("a", "target");
    repo.commit("one");
    std::fs::remove_file(repo.path().join("a")).unwrap();
    std::os::unix::fs::symlink("target", repo.path().join("a")).unwrap();
    repo.git(["add", "a"]);
    let changed = changes(&repo).changed;
    assert_eq!((changed[0].kind, changed[0].before), (Kind::Symlink, None));
}

#[test]
fn what_a_merge_left_open_is_named_once() {
    let repo = Repo::new();
    repo.stage("a", "base\n");
    repo.commit("base");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.stage("a", "side\n");
    repo.stage("clean", "side\n");
    repo.commit("side");
    repo.git(["checkout", "--quiet", "main"]);
    repo.stage("a", "main\n");
    repo.commit("main");
    let merge = run(repo.command("git").args(["merge", "side"]), b"");
    assert_ne!(merge.code, 0);
    let changes = changes(&repo);
    assert_eq!(changes.unmerged, [b"a"]);
    assert_eq!(changes.changed.len(), 1);
    assert_eq!(changes.changed[0].path, b"clean");
}

#[test]
fn a_sparse_index_is_read() {
    let repo = Repo::new();
    for path in ["in/a", "out/b", "out/deep/c", "top"] {
        repo.stage(path, path);
    }
    repo.commit("one");
    repo.git(["sparse-checkout", "init", "--cone", "--sparse-index"]);
    repo.git(["sparse-checkout", "set", "in"]);
    let index = Repository::open(repo.path()).unwrap().index().unwrap();
    assert!(index.entries().any(|entry| entry.kind == Kind::Folder));
    assert!(changes(&repo).changed.is_empty());
    repo.stage("in/a", "changed");
    assert_eq!(ours(&repo), gits(&repo));
    repo.git(["reset", "--quiet", "--soft", "HEAD"]);
    let orphan = repo.git([
        "commit-tree",
        "-m",
        "x",
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    ]);
    repo.git(["update-ref", "HEAD", &orphan]);
    assert_eq!(changes(&repo).changed.len(), 4);
}

#[test]
fn an_index_that_cannot_be_read_is_an_error() {
    let repo = Repo::new();
    repo.stage("a", "1");
    repo.git(["update-index", "--split-index"]);
    let error = Repository::open(repo.path()).unwrap().staged().unwrap_err();
    assert!(error.to_string().contains("--no-split-index"), "{error}");
}

#[test]
fn a_folder_without_a_repository_is_named() {
    let plain = Repo::plain();
    let error = Repository::open(plain.path()).err().unwrap();
    assert!(matches!(error, Error::NotARepository { .. }), "{error}");
    assert!(Repository::containing(plain.path()).unwrap().is_none());
}
