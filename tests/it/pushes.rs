//! Real pushes to real repositories, through the hooks that `hook install` puts in place.

mod server;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Ran, Repo, run, token};

fn leak(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed))
}

/// A repository and a bare one that it calls `origin`.
struct Pair {
    repo: Repo,
    remote: PathBuf,
}

impl Pair {
    fn new() -> Self {
        Self::hashed_by("sha1")
    }

    fn hashed_by(hash: &str) -> Self {
        let repo = Repo::plain();
        let hash = format!("--object-format={hash}");
        repo.git(["init", "--quiet", "-b", "main", &hash]);
        let remote = repo.beside("remote.git");
        repo.git([
            "init",
            "--quiet",
            "--bare",
            "-b",
            "main",
            &hash,
            text(&remote),
        ]);
        repo.git(["remote", "add", "origin", text(&remote)]);
        repo.stage("a.py", "a = 1\n");
        repo.commit("begin");
        Self { repo, remote }
    }

    /// With a hook in the repository that is pushed from.
    fn guarded() -> Self {
        let pair = Self::new();
        let ran = pair.repo.tightlip(["hook", "install", "pre-push"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        pair
    }

    /// With a hook in the repository that is pushed to.
    fn guarding(stage: &str) -> Self {
        let pair = Self::new();
        let ran = pair
            .repo
            .tightlip_with(["hook", "install", stage], b"", |command| {
                command.current_dir(&pair.remote)
            });
        assert_eq!(ran.code, 0, "{ran:?}");
        pair
    }

    fn push(&self, args: &[&str]) -> Ran {
        let mut command = self.repo.command("git");
        run(command.args(["push", "origin"]).args(args), b"")
    }

    #[track_caller]
    fn pushed(&self, args: &[&str]) {
        let ran = self.push(args);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    /// That the push is stopped, for this.
    #[track_caller]
    fn stopped(&self, args: &[&str], place: &str) -> String {
        let before = self.there();
        let ran = self.push(args);
        let said = [ran.stdout.as_str(), &ran.stderr].concat();
        assert_ne!(ran.code, 0, "{said}");
        assert!(said.contains(place), "{said}");
        assert_eq!(self.there(), before);
        said
    }

    fn commit(&self, path: &str, text: &str) {
        self.repo.stage(path, text);
        self.repo.commit(path);
    }

    /// What the remote has.
    fn there(&self) -> String {
        self.repo
            .git(["--git-dir", text(&self.remote), "for-each-ref"])
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_first_push_to_an_empty_remote_is_scanned_from_the_beginning() {
    let pair = Pair::guarded();
    pair.commit("leak.py", &leak(1));
    pair.commit("leak.py", "key = None\n");
    // Deleted since, but sent all the same.
    let said = pair.stopped(&["main"], "leak.py:1:8");
    assert!(said.contains("for origin"), "{said}");
    assert!(!said.contains(&token(1)), "{said}");
    let leaky = pair.repo.git(["rev-parse", "--short=12", "HEAD^"]);
    assert!(said.contains(&format!("({leaky})")), "{said}");
    pair.repo.git(["reset", "--quiet", "--hard", "HEAD~2"]);
    pair.pushed(&["main"]);
}

#[test]
fn only_what_the_remote_has_not_is_scanned() {
    let pair = Pair::new();
    pair.commit("old.py", &format!("{}{}", leak(1), leak(2)));
    pair.pushed(&["main"]);
    pair.repo.tightlip(["hook", "install", "pre-push"]);
    pair.commit("b.py", "b = 1\n");
    pair.pushed(&["main"]);
    // A new branch of old commits, an old file under a new name, another line in it.
    pair.pushed(&["main:refs/heads/other"]);
    pair.repo.git(["mv", "old.py", "new.py"]);
    pair.repo.commit("renamed");
    pair.commit("new.py", &format!("{}{}x = 1\n", leak(1), leak(2)));
    pair.pushed(&["main"]);
    pair.commit(
        "new.py",
        &format!("{}{}{}x = 1\n", leak(1), leak(2), leak(3)),
    );
    pair.stopped(&["main"], "new.py:3:8");
}

#[test]
fn taking_a_secret_away_stops_nothing() {
    let pair = Pair::new();
    pair.commit("old.py", &format!("{}{}", leak(1), leak(2)));
    pair.pushed(&["main"]);
    pair.repo.tightlip(["hook", "install", "pre-push"]);
    pair.commit("old.py", &leak(2));
    pair.pushed(&["main"]);
    pair.repo.git(["rm", "--quiet", "old.py"]);
    pair.repo.commit("gone");
    pair.pushed(&["main"]);
    pair.pushed(&["main:refs/heads/side"]);
    pair.pushed(&["--delete", "side"]);
}

#[test]
fn pushes_by_force_and_of_several_branches_are_scanned() {
    let pair = Pair::guarded();
    pair.commit("b.py", "b = 1\n");
    pair.pushed(&["main"]);
    // Somebody else moved the branch on.
    let other = pair.repo.beside("other");
    pair.repo
        .git(["clone", "--quiet", text(&pair.remote), text(&other)]);
    let there = |args: &[&str]| run(pair.repo.command("git").current_dir(&other).args(args), b"");
    assert_eq!(there(&["commit", "--allow-empty", "-m", "x"]).code, 0);
    assert_eq!(there(&["push", "origin", "main"]).code, 0);

    pair.commit("leak.py", &leak(1));
    pair.stopped(&["--force", "main"], "leak.py:1:8");
    pair.repo.git(["branch", "leaky"]);
    pair.repo.git(["reset", "--quiet", "--hard", "HEAD^"]);
    pair.commit("c.py", "c = 1\n");
    pair.stopped(&["--force", "main", "leaky"], "leak.py:1:8");
    pair.pushed(&["--force", "main"]);
}

#[test]
fn tags_and_messages_are_scanned() {
    let pair = Pair::guarded();
    pair.pushed(&["main"]);
    pair.repo
        .git(["tag", "--annotate", "v1", "--message", &leak(1)]);
    let said = pair.stopped(&["v1"], "<message of tag v1>:1:8");
    assert!(!said.contains(&token(1)), "{said}");
    pair.repo.git(["tag", "v2"]);
    pair.pushed(&["v2"]);
    pair.commit("leak.py", &leak(2));
    pair.repo
        .git(["tag", "--annotate", "v3", "--message", "fine"]);
    pair.stopped(&["v3"], "leak.py:1:8");
    pair.repo.stage("leak.py", "key = None\n");
    let message = format!("use {}", token(3));
    pair.repo
        .git(["commit", "--quiet", "--amend", "--message", &message]);
    let said = pair.stopped(&["main"], "<commit message>:1:5");
    assert!(!said.contains(&token(3)), "{said}");
}

#[test]
fn what_only_a_merge_brings_is_found_and_what_it_joins_is_not() {
    let pair = Pair::new();
    pair.commit("old.py", &leak(1));
    pair.pushed(&["main"]);
    pair.repo.tightlip(["hook", "install", "pre-push"]);
    pair.repo
        .git(["checkout", "--quiet", "-b", "side", "HEAD^"]);
    pair.commit("b.py", "b = 1\n");
    pair.repo.git(["merge", "--quiet", "--no-edit", "main"]);
    pair.pushed(&["side"]);
    pair.repo.git(["checkout", "--quiet", "main"]);
    pair.commit("c.py", "c = 1\n");
    pair.repo
        .git(["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    pair.repo.stage("c.py", format!("c = 1\n{}", leak(2)));
    pair.repo.commit("merge");
    pair.stopped(&["main"], "c.py:2:8");
}

#[test]
fn a_remote_that_has_no_name_has_nothing() {
    let pair = Pair::new();
    pair.commit("old.py", &leak(1));
    pair.pushed(&["main"]);
    pair.repo.tightlip(["hook", "install", "pre-push"]);
    let other = pair.repo.beside("other.git");
    pair.repo.git(["init", "--quiet", "--bare", text(&other)]);
    let ran = run(
        pair.repo
            .command("git")
            .args(["push", text(&other), "main"]),
        b"",
    );
    assert_ne!(ran.code, 0, "{ran:?}");
    pair.pushed(&["main"]);
}

#[test]
fn the_hook_from_before_gets_the_same_lines() {
    let pair = Pair::new();
    let hook = pair.repo.path().join(".git/hooks/pre-push");
    fs::write(
        &hook,
        "#!/bin/sh\ncat > .git/lines\necho \"$1\" >> .git/lines\n",
    )
    .unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    }
    pair.repo.tightlip(["hook", "install", "pre-push"]);
    pair.commit("leak.py", &leak(1));
    pair.stopped(&["main"], "leak.py:1:8");
    let lines = fs::read_to_string(pair.repo.path().join(".git/lines")).unwrap();
    assert!(lines.starts_with("refs/heads/main "), "{lines}");
    assert!(lines.ends_with("\norigin\n"), "{lines}");
}

#[test]
fn git_must_say_what_it_pushes() {
    let pair = Pair::new();
    for (stage, input) in [("pre-push", "nonsense\n"), ("pre-receive", "a b c\n")] {
        let ran = pair
            .repo
            .tightlip_with(["hook", "run", stage], input.as_bytes(), |command| command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("no line that git would write"));
    }
    let ran = pair.repo.tightlip(["hook", "run", "update"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let missing = "1".repeat(40);
    let input = format!("{} {missing} refs/heads/main\n", "0".repeat(40));
    let ran = pair.repo.tightlip_with(
        ["hook", "run", "pre-receive"],
        input.as_bytes(),
        |command| command,
    );
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("is missing"), "{ran:?}");
}

#[test]
fn repositories_of_sha_256_are_guarded_at_both_ends() {
    for stage in ["pre-push", "pre-receive", "update"] {
        let pair = Pair::hashed_by("sha256");
        let ran = pair
            .repo
            .tightlip_with(["hook", "install", stage], b"", |command| {
                if stage == "pre-push" {
                    command
                } else {
                    command.current_dir(&pair.remote)
                }
            });
        assert_eq!(ran.code, 0, "{ran:?}");
        pair.pushed(&["main"]);
        pair.commit("leak.py", &format!("a = 1\n{}", leak(1)));
        pair.commit("leak.py", "a = 1\n");
        let said = pair.stopped(&["main"], "leak.py:2:8");
        assert!(!said.contains(&token(1)), "{said}");
        pair.repo.git(["reset", "--quiet", "--hard", "HEAD~2"]);
        pair.commit("b.py", "b = 1\n");
        pair.repo.git(["mv", "b.py", "c.py"]);
        pair.repo.commit("renamed");
        pair.pushed(&["main", "main:refs/heads/new"]);
        pair.pushed(&["--delete", "new"]);
    }
}

#[test]
fn a_commit_whose_folders_have_no_end_is_named() {
    let pair = Pair::guarding("pre-receive");
    pair.pushed(&["main"]);
    pair.repo.write("x", leak(1));
    let blob = pair.repo.git(["hash-object", "-w", "x"]);
    let mut entry = format!("100644 blob {blob}");
    for _ in 0..12 {
        let lines: Vec<_> = (0..10).map(|name| format!("{entry}\t{name}\n")).collect();
        let lines = lines.concat();
        let ran = run(pair.repo.command("git").arg("mktree"), lines.as_bytes());
        entry = format!("040000 tree {}", ran.stdout.trim());
    }
    let tree = entry.rsplit_once(' ').unwrap().1;
    let commit = pair
        .repo
        .git(["commit-tree", tree, "-p", "main", "-m", "bomb"]);
    let place = format!("{commit}:refs/heads/bomb");
    let said = pair.stopped(&[&place], "files and folders");
    assert!(said.contains(&commit), "{said}");
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_judged_by_their_commits() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let name = OsStr::from_bytes(b"caf\xe9");
    let hooked = [None, Some("pre-receive"), Some("update")];
    for stage in hooked {
        let pair = stage.map_or_else(Pair::guarded, Pair::guarding);
        let push = || {
            let mut command = pair.repo.command("git");
            run(command.args(["push", "origin"]).arg(name), b"")
        };
        pair.repo
            .git([OsStr::new("checkout"), OsStr::new("-qb"), name]);
        pair.commit("leak.py", &leak(1));
        let ran = push();
        assert_ne!(ran.code, 0, "{stage:?}: {ran:?}");
        let said = [ran.stdout, ran.stderr].concat();
        assert!(said.contains("leak.py:1:8"), "{stage:?}: {said}");
        pair.repo.git(["reset", "--quiet", "--hard", "HEAD^"]);
        let ran = push();
        assert_eq!(ran.code, 0, "{stage:?}: {ran:?}");
    }
}
