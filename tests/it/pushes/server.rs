//! Servers that refuse pushes.

use super::*;

#[test]
fn servers_refuse_and_say_how_to_undo() {
    for stage in ["pre-receive", "update"] {
        let pair = Pair::guarding(stage);
        pair.pushed(&["main"]);
        pair.commit("leak.py", &leak(1));
        pair.commit("leak.py", "key = None\n");
        let said = pair.stopped(&["main"], "leak.py:1:8");
        assert!(said.contains("remote: Then push again."), "{said}");
        assert!(said.contains("rebase --interactive"), "{said}");
        assert!(!said.contains("--no-verify"), "{said}");
        assert!(!said.contains(&token(1)), "{said}");
        // The objects went with the push, where they had a place of their own.
        let blob = pair.repo.git(["rev-parse", "HEAD^:leak.py"]);
        let ran = run(
            pair.repo.command("git").args([
                "--git-dir",
                text(&pair.remote),
                "cat-file",
                "-e",
                &blob,
            ]),
            b"",
        );
        assert_eq!(ran.code == 0, stage == "update", "{ran:?}");
        assert_eq!(
            said.contains("nothing of it was kept"),
            ran.code != 0,
            "{said}"
        );
        pair.repo.git(["reset", "--quiet", "--hard", "HEAD~2"]);
        pair.commit("b.py", "b = 1\n");
        pair.pushed(&["main", "main:refs/heads/new"]);
        pair.pushed(&["--delete", "new"]);
    }
}

#[test]
fn what_git_passes_to_a_hook_may_stand_behind_its_name() {
    let repo = Repo::new();
    repo.stage("a.py", "a = 1\n");
    repo.commit("first");
    repo.stage("leak.py", leak(1));
    repo.commit("leak");
    let (zero, head) = ("0".repeat(40), repo.git(["rev-parse", "HEAD"]));
    repo.git(["reset", "--quiet", "--hard", "HEAD^"]);
    for dashes in [&[][..], &["--"]] {
        let update = ["hook", "run", "update"].iter().chain(dashes).copied();
        let passed = ["refs/heads/main", &zero, &head];
        let ran = repo.tightlip(update.chain(passed));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stdout.contains("leak.py:1:8"), "{ran:?}");
    }
}

#[test]
fn servers_scan_only_what_is_new_to_them() {
    let pair = Pair::new();
    pair.commit("old.py", &format!("{}{}", leak(1), leak(2)));
    pair.pushed(&["main"]);
    pair.repo
        .tightlip_with(["hook", "install"], b"", |command| {
            command.current_dir(&pair.remote)
        });
    pair.commit("old.py", &leak(2));
    pair.pushed(&["main"]);
    pair.pushed(&["--force", "main^:main"]);
    pair.pushed(&["main:refs/heads/again"]);
    pair.repo.git(["tag", "blob", "HEAD:a.py"]);
    pair.pushed(&["blob"]);
    pair.repo.write("loose", leak(3));
    let blob = pair.repo.git(["hash-object", "-w", "loose"]);
    pair.repo.git(["tag", "leaky", &blob]);
    pair.stopped(&["leaky"], &blob);
}

#[test]
fn a_server_whose_objects_lie_elsewhere_sees_them() {
    let pair = Pair::guarding("pre-receive");
    pair.pushed(&["main"]);
    // A fork that borrows its objects.
    let fork = pair.repo.beside("fork.git");
    pair.repo.git([
        "clone",
        "--quiet",
        "--bare",
        "--shared",
        text(&pair.remote),
        text(&fork),
    ]);
    let ran = pair
        .repo
        .tightlip_with(["hook", "install"], b"", |command| {
            command.current_dir(&fork)
        });
    assert_eq!(ran.code, 0, "{ran:?}");
    pair.repo.git(["remote", "add", "fork", text(&fork)]);
    pair.commit("leak.py", &format!("a = 1\n{}", leak(1)));
    let ran = run(pair.repo.command("git").args(["push", "fork", "main"]), b"");
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("leak.py:2:8"), "{ran:?}");
    pair.repo.git(["reset", "--quiet", "--hard", "HEAD^"]);
    pair.commit("fine.py", "a = 1\n");
    pair.repo.git(["push", "--quiet", "fork", "main"]);
}
