//! Where a repository ends: names that git alone reads, objects that lie elsewhere, limits.

use super::*;

fn skipped(ran: &Ran) -> String {
    ran.json()["coverage"]["skipped"].to_string()
}

#[test]
fn head_is_known_where_references_are_a_table() {
    let repo = Repo::plain();
    let flags = ["init", "--quiet", "-b", "main", "--ref-format=reftable"];
    if crate::support::run(repo.command("git").args(flags), b"").code != 0 {
        // A git that is older than these.
        return;
    }
    assert_eq!(history(&repo, &[]).code, 0);
    repo.stage("a.py", config(1));
    repo.commit(&format!("with {}", token(2)));
    let in_head = |ran: &Ran| -> Vec<bool> {
        let findings = ran.findings();
        let each = findings.iter().map(|one| &one["source"]["in_head"]);
        each.map(|told| told.as_bool().unwrap()).collect()
    };
    assert_eq!(in_head(&history(&repo, &[])), [true, true]);
    // Another working tree has a HEAD of its own, which leads to what no branch does.
    let other = repo.beside("other");
    let other = other.to_str().unwrap();
    repo.git(["worktree", "add", "--quiet", "--detach", other]);
    let stage = ["-C", other, "commit", "--quiet", "--allow-empty", "-m"];
    repo.git(stage.into_iter().chain([token(3).as_str()]));
    assert_eq!(in_head(&history(&repo, &[])), [false, true, true]);
    assert_eq!(in_head(&history(&repo, &[other])), [true, true, true]);
}

#[test]
fn each_head_has_one_name_and_it_is_gits() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    let other = repo.beside("other");
    repo.git([
        "worktree",
        "add",
        "--quiet",
        "-b",
        "side",
        other.to_str().unwrap(),
    ]);
    let id = repo.git(["rev-parse", "HEAD"]);
    let (folder, file) = id.split_at(2);
    std::fs::remove_file(repo.path().join(".git/objects").join(folder).join(file)).unwrap();
    let names = |ran: &Ran| -> Vec<String> {
        let skipped = ran.json()["coverage"]["skipped"]
            .as_array()
            .unwrap()
            .clone();
        let each = skipped
            .iter()
            .map(|one| one["path"].as_str().unwrap().to_owned());
        each.collect()
    };
    let here = history(&repo, &[]);
    let branches = ["refs/heads/main", "refs/heads/side"];
    assert_eq!(
        names(&here),
        ["HEAD", branches[0], branches[1], "worktrees/other/HEAD"]
    );
    let there = history(&repo, &[other.to_str().unwrap()]);
    assert_eq!(
        names(&there),
        ["HEAD", "main-worktree/HEAD", branches[0], branches[1]]
    );
}

#[test]
fn objects_that_are_borrowed_from_nowhere_are_named() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    let alternates = repo.path().join(".git/objects/info/alternates");
    std::fs::write(&alternates, "/nope/objects\n").unwrap();
    for args in [[].as_slice(), &["--all-objects"]] {
        let ran = history(&repo, args);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(skipped(&ran).contains("/nope/objects"), "{ran:?}");
        assert!(skipped(&ran).contains("borrowed"), "{ran:?}");
    }
    std::fs::remove_file(&alternates).unwrap();
    assert_eq!(history(&repo, &[]).code, 0);
    // A folder of objects that is none.
    std::fs::create_dir(&alternates).unwrap();
    assert_eq!(history(&repo, &[]).code, 3);
    std::fs::remove_dir(&alternates).unwrap();
    let empty = (0..=255u8)
        .map(|first| repo.path().join(format!(".git/objects/{first:02x}")))
        .find(|folder| !folder.exists())
        .unwrap();
    std::fs::write(&empty, "").unwrap();
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(skipped(&ran).contains(".git/objects/"), "{ran:?}");
}

#[test]
fn what_is_over_the_memory_limit_is_not_called_damaged() {
    let repo = Repo::new();
    repo.stage("a.py", config(1));
    repo.stage("big.txt", "a line of some length\n".repeat(200_000));
    repo.commit("first");
    for packed in [false, true] {
        if packed {
            repo.git(["gc", "--quiet"]);
        }
        let ran = history(&repo, &["--memory-limit=1M"]);
        assert_eq!(ran.found(), ["a.py:3"], "{ran:?}");
        let said = skipped(&ran);
        assert!(
            said.contains("its 4400000 bytes are over the memory limit"),
            "{said}"
        );
        assert!(!said.contains("damaged"), "{said}");
    }
    for limit in ["0", "10", "99K"] {
        let ran = repo.tightlip(["history", "--memory-limit", limit]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("100K at least"), "{ran:?}");
    }
}

#[test]
fn a_cap_on_sizes_leaves_the_exit_code_alone() {
    let repo = Repo::new();
    repo.stage(
        "big.py",
        format!("{}{}", config(1), "x = 1\n".repeat(9_000)),
    );
    repo.commit("first");
    let ran = history(&repo, &["--max-size=10K"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(skipped(&ran).contains("over the size cap"), "{ran:?}");
    for command in ["history", "scan"] {
        let help = repo.tightlip([command, "--help"]).stdout;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            help.contains("they are counted, and the exit code stays 0"),
            "{help}"
        );
    }
}

#[test]
fn a_setting_without_a_value_is_an_error_and_no_crash() {
    let repo = Repo::new();
    repo.stage("a.py", config(1));
    repo.commit("first");
    let file = repo.path().join(".git/config");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("repositoryformatversion = 0", "repositoryformatversion = 1");
    std::fs::write(&file, format!("{text}[extensions]\n\tobjectformat\n")).unwrap();
    for args in [
        ["history", "."],
        ["scan", "."],
        ["scan", "--staged"],
        ["hook", "status"],
        ["hook", "install"],
        ["hygiene", "."],
    ] {
        let ran = repo.tightlip(args);
        assert!((0..=3).contains(&ran.code), "{args:?} {ran:?}");
    }
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("extensions.objectformat"), "{ran:?}");
}

#[test]
fn references_that_are_cut_off_are_named() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    repo.git(["branch", "side"]);
    repo.git(["pack-refs", "--all"]);
    let packed = repo.path().join(".git/packed-refs");
    let whole = std::fs::read(&packed).unwrap();
    assert_eq!(history(&repo, &[]).code, 0);
    let mut zeros = whole.clone();
    let middle = whole.len() - 60;
    zeros[middle..].fill(0);
    for damaged in [&whole[..whole.len() - 1], &whole[..whole.len() - 5], &zeros] {
        std::fs::write(&packed, damaged).unwrap();
        let ran = history(&repo, &[]);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(skipped(&ran).contains("packed-refs"), "{ran:?}");
    }
    // None is left at all.
    std::fs::remove_file(&packed).unwrap();
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(
        skipped(&ran).contains("no reference leads to a commit"),
        "{ran:?}"
    );
}

#[test]
fn a_head_that_is_damaged_is_named_whatever_was_asked_for() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    let head = repo.path().join(".git/HEAD");
    for damaged in [
        "ref: refs/he",
        "ref: refs/jeads/main\n",
        "ref: refs/heads/\0\0\n",
    ] {
        std::fs::write(&head, damaged).unwrap();
        for args in [[].as_slice(), &["--branch", "refs/heads/main"]] {
            let ran = history(&repo, args);
            // Git may refuse such a repository as a whole.
            if ran.code != 2 {
                assert_eq!(ran.code, 3, "{damaged} {ran:?}");
                assert!(skipped(&ran).contains("HEAD"), "{damaged} {ran:?}");
            }
        }
    }
    // A branch without a commit is no damage.
    std::fs::write(&head, "ref: refs/heads/new\n").unwrap();
    assert_eq!(history(&repo, &[]).code, 0);
}

/// As a full disk leaves it, or a machine that lost power.
#[test]
fn a_loose_object_that_is_cut_short_ends_no_run_in_an_endless_loop() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    repo.stage("a", "2\n");
    repo.commit("second");
    repo.stage("a", "3\n");
    let id = |name: &str| repo.git(["rev-parse", name]).trim().to_owned();
    let ids = [id(":a"), id("HEAD^{tree}"), id("HEAD"), id("HEAD~1")];
    let runs: [&[&str]; 4] = [
        &["scan", "--staged"],
        &["history", "--since", "HEAD~1"],
        &["history", "--range", "HEAD~1...HEAD"],
        &["history"],
    ];
    for id in ids {
        let path = repo
            .path()
            .join(".git/objects")
            .join(&id[..2])
            .join(&id[2..]);
        let whole = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        for length in [0, 1, 12, whole.len() - 3] {
            std::fs::write(&path, &whole[..length]).unwrap();
            let codes = runs.map(|args| repo.tightlip(args).code);
            assert!(
                codes.iter().all(|code| [0, 2, 3].contains(code)),
                "{codes:?}"
            );
            assert!(codes.iter().any(|code| *code > 0), "{id} {length}");
        }
        std::fs::write(&path, &whole).unwrap();
    }
}
