//! Which commit a secret is ascribed to, and which commits are looked at.

use super::*;

#[test]
fn what_head_still_has_is_told_apart() {
    let repo = Repo::new();
    repo.stage("a.py", config(1));
    repo.stage("b.py", config(2));
    repo.commit("both");
    repo.stage("a.py", "\n");
    // In HEAD the other key stands in another version of the file.
    repo.stage("b.py", format!("{}x = 1\n", config(2)));
    repo.commit("one less");
    let findings = history(&repo, &[]).findings();
    let told: Vec<_> = findings
        .iter()
        .map(|finding| (place(finding).1, finding["source"]["in_head"].clone()))
        .collect();
    let expected = [
        ("a.py".to_owned(), false.into()),
        ("b.py".to_owned(), true.into()),
    ];
    assert_eq!(told, expected);
    assert_eq!(findings[1]["source"]["commits"], 2);
}

#[test]
fn what_only_a_merge_brings_is_found() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.stage("b", "2\n");
    repo.commit("side");
    repo.git(["checkout", "--quiet", "main"]);
    repo.stage("c", "3\n");
    repo.commit("main");
    repo.git(["merge", "--quiet", "--no-commit", "side"]);
    repo.stage("evil.py", config(1));
    repo.commit("merge");
    let merge = repo.git(["rev-parse", "HEAD"]);
    let findings = history(&repo, &[]).findings();
    assert_eq!(findings.len(), 1);
    assert_eq!(place(&findings[0]), (merge, "evil.py".to_owned()));
}

#[test]
fn messages_of_commits_and_tags_are_scanned_and_never_quoted() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit(&format!("Use {} for now", token(1)));
    repo.git([
        "tag",
        "--annotate",
        "v1",
        "--message",
        &format!("key {}", token(2)),
    ]);
    let head = repo.git(["rev-parse", "HEAD"]);
    let ran = history(&repo, &[]);
    let findings = ran.findings();
    let places: Vec<_> = findings.iter().map(place).collect();
    let expected = ["<commit message>", "<message of tag v1>"];
    assert_eq!(places, expected.map(|path| (head.clone(), path.to_owned())));
    assert_eq!(findings[0]["source"]["in_head"], true);
    let message = findings[0]["source"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("Use sk-proj-") && message.ends_with("… for now"),
        "{message}"
    );
    assert!(!ran.stdout.contains(&token(1)[12..]) && !ran.stdout.contains(&token(2)[12..]));
}

#[test]
fn a_part_of_the_history_is_scanned_alone() {
    let repo = Repo::new();
    let mut commits = Vec::new();
    for seed in 1..=4 {
        repo.stage(&format!("dir{seed}/f.py"), config(seed));
        let mut command = repo.command("git");
        let date = format!("2026-01-0{seed}T00:00:00Z");
        command
            .env("GIT_COMMITTER_DATE", &date)
            .env("GIT_AUTHOR_DATE", &date);
        crate::support::run(command.args(["commit", "--quiet", "-m", "x"]), b"");
        commits.push(repo.git(["rev-parse", "HEAD"]));
    }
    repo.git(["branch", "old", "HEAD~2"]);
    repo.git(["checkout", "--quiet", "-b", "side", "HEAD~3"]);
    repo.stage("side.py", config(9));
    repo.commit("side");
    repo.git(["checkout", "--quiet", "main"]);
    let found = |args: &[&str]| {
        let ran = history(&repo, args);
        ran.findings()
            .iter()
            .map(|finding| place(finding).1)
            .collect::<Vec<_>>()
    };
    let dirs = |seeds: &[u64]| {
        seeds
            .iter()
            .map(|s| format!("dir{s}/f.py"))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&["--range", "HEAD~2..HEAD"]), dirs(&[3, 4]));
    assert_eq!(found(&["--range", "..side"]), ["side.py"]);
    let symmetric = found(&["--range", "main...side"]);
    assert_eq!(
        symmetric,
        [dirs(&[2, 3, 4]), vec!["side.py".to_owned()]].concat()
    );
    assert_eq!(found(&["--branch", "old"]), dirs(&[1, 2]));
    assert_eq!(
        found(&["--branch", "main", "--since", "old"]),
        dirs(&[3, 4])
    );
    assert_eq!(
        found(&["--branch", "main", "--since", "2026-01-04"]),
        dirs(&[4])
    );
    assert_eq!(found(&["--branch", "main", "--max-count", "1"]), dirs(&[4]));
    assert_eq!(
        found(&["--path", "dir2", "--path", "./dir4/"]),
        dirs(&[2, 4])
    );
    assert_eq!(found(&["--branch", &commits[0]]), dirs(&[1]));
    assert_eq!(found(&["--range", "HEAD..HEAD"]), dirs(&[]));
    let empty = history(&repo, &["--range", "HEAD..HEAD"]);
    assert_eq!(
        (empty.code, &empty.json()["coverage"]["commits"]),
        (3, &0.into())
    );
}

#[test]
fn a_name_that_means_nothing_brings_like_ones_to_mind() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    repo.git(["branch", "feature"]);
    for args in [
        ["--branch", "featrue"],
        ["--range", "featrue..HEAD"],
        ["--since", "featrue"],
    ] {
        let ran = history(&repo, &args);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(
            ran.stderr.contains("did you mean `feature`?"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn unreachable_objects_are_scanned_when_asked_for() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    repo.stage("lost.py", config(1));
    repo.commit("lost");
    let lost = repo.git(["rev-parse", "HEAD"]);
    repo.git(["reset", "--quiet", "--hard", "HEAD~1"]);
    repo.write("a", config(2));
    repo.git(["stash"]);
    repo.git(["stash", "drop"]);
    repo.stage("never.py", config(3));
    repo.git(["reset", "--quiet", "--hard"]);
    assert_eq!(history(&repo, &[]).code, 0);
    for packed in [false, true] {
        if packed {
            repo.git(["repack", "-adk", "--quiet"]);
        }
        let findings = history(&repo, &["--all-objects"]).findings();
        assert_eq!(findings.len(), 3);
        let places: Vec<_> = findings
            .iter()
            .map(|one| {
                (
                    one["source"]["commit"].as_str(),
                    one["path"].as_str().unwrap(),
                )
            })
            .collect();
        assert!(
            places.contains(&(Some(lost.as_str()), "lost.py")),
            "{places:?}"
        );
        assert!(places.iter().any(|(_, path)| *path == "a"));
        let is_apart = |(commit, path): &(Option<&str>, &str)| {
            commit.is_none() && path.starts_with("<unreachable>")
        };
        assert!(places.iter().any(is_apart), "{places:?}");
    }
}

/// Keeps the paths of what is skipped.
#[derive(Default)]
struct Skips(std::sync::Mutex<Vec<String>>);

impl tightlip::source::git::Past for Skips {
    type Trail = ();

    fn blob(
        &self,
        _: tightlip::source::git::Place,
        _: &tightlip::blob::Blob<'_>,
        _: Option<&tightlip::source::git::Kept<'_, ()>>,
    ) -> tightlip::source::git::Looked<()> {
        tightlip::source::git::Looked::default()
    }
    fn binary(
        &self,
        _: tightlip::source::git::Place,
        _: &tightlip::blob::Origin,
        _: &[u8],
    ) -> bool {
        false
    }
    fn message(&self, _: u32, _: &tightlip::blob::Blob<'_>) {}
    fn scanned(&self, _: u64) {}
    fn known(&self, _: u64) {}
    fn skipped(&self, skipped: tightlip::blob::Skipped) {
        let reason = format!("{}: {}", skipped.path, skipped.reason);
        self.0.lock().unwrap().push(reason);
    }
}

#[test]
fn a_scan_that_is_interrupted_ends_and_says_so() {
    use tightlip::source::git::{History, Options, Progress, Revisions};
    let repo = Repo::new();
    repo.stage("a.py", config(1));
    repo.commit("first");
    let open = || {
        let revisions = Revisions::default();
        History::open(
            repo.path(),
            Some(repo.path()),
            &revisions,
            Options::default(),
        )
        .unwrap()
    };
    let (history, progress, skips) = (open(), Progress::default(), Skips::default());
    progress
        .stop
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let _ = history.push(&skips, &progress);
    let said = skips.0.into_inner().unwrap();
    assert_eq!(said, ["<history>: unreadable: the scan was interrupted"]);
    assert_eq!(progress.done.into_inner(), 0);
    let (history, progress, skips) = (open(), Progress::default(), Skips::default());
    let _ = history.push(&skips, &progress);
    assert_eq!(skips.0.into_inner().unwrap(), [""; 0]);
    assert_eq!(
        (progress.done.into_inner(), progress.total.into_inner()),
        (1, 1)
    );
}
