//! Baselines, with the real program and real merges.

mod merge;
mod reach;
mod size;

use crate::support::{Ran, Repo, token};

const FILE: &str = ".tightlip-baseline.json";

/// A repository with one finding in each of `a.py` and `b/c.py`, both committed.
fn old() -> Repo {
    let repo = Repo::new();
    repo.stage("a.py", format!("key = \"{}\"\n", token(1)));
    repo.stage("b/c.py", format!("key = \"{}\"\n", token(2)));
    repo.commit("old");
    repo
}

/// Runs tightlip with a key that is always the same.
fn keyed(repo: &Repo, args: &[&str]) -> Ran {
    repo.tightlip_with(args, b"", |command| {
        command.env("TIGHTLIP_FINGERPRINT_KEY", "always the same")
    })
}

fn accepted() -> Repo {
    let repo = old();
    let ran = repo.tightlip(["baseline", "create", "--reason", "before tightlip"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("2 entries"), "{}", ran.stderr);
    repo.git(["add", FILE]);
    repo.commit("baseline");
    repo
}

#[test]
fn what_is_in_the_baseline_is_counted_and_not_reported() {
    let repo = accepted();
    let ran = repo.tightlip(["scan"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("2 in the baseline"), "{}", ran.stderr);
    assert_eq!(repo.found(["scan", "--no-baseline"]).len(), 2);
    assert_eq!(repo.found(["history"]), [""; 0]);
    let below = repo.tightlip_with(["scan", "--format=json"], b"", |command| {
        command.current_dir(repo.path().join("b"))
    });
    assert_eq!(below.found(), [""; 0]);
}

#[test]
fn the_file_holds_no_secret_and_nothing_that_changes_by_itself() {
    let repo = old();
    let file = || std::fs::read_to_string(repo.path().join(FILE)).unwrap();
    keyed(&repo, &["baseline", "create"]);
    let first = file();
    for secret in [token(1), token(2)] {
        let parts = secret.as_bytes().windows(12).skip(8);
        for part in parts {
            assert_eq!(memchr::memmem::find(first.as_bytes(), part), None);
        }
    }
    insta::assert_snapshot!(first);
    keyed(&repo, &["baseline", "create", "--force"]);
    assert_eq!(file(), first);
    keyed(&repo, &["baseline", "update"]);
    assert_eq!(file(), first);
}

#[test]
fn an_entry_outlives_moved_lines_and_renamed_files() {
    let repo = accepted();
    repo.write("a.py", format!("\n\n# now here\nkey = \"{}\"\n", token(1)));
    repo.git(["mv", "b/c.py", "d.py"]);
    assert_eq!(repo.found(["scan"]), [""; 0]);
    assert_eq!(repo.found(["scan", "--staged"]), [""; 0]);
    let ran = repo.tightlip(["baseline", "update"]);
    assert!(
        ran.stderr.contains("0 added, 1 moved, 2 entries"),
        "{}",
        ran.stderr
    );
    let shown = repo.tightlip(["baseline", "show", "--format=json"]);
    let entries: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let paths: Vec<_> = entries
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["path"])
        .collect();
    assert_eq!(paths, ["a.py", "d.py"]);
    assert_eq!(entries[1]["reason"], "before tightlip");
}

#[test]
fn an_entry_outlives_a_squash_and_a_rebase() {
    let repo = old();
    repo.git(["checkout", "--quiet", "-b", "topic"]);
    repo.stage("e.py", format!("key = \"{}\"\n", token(3)));
    repo.commit("one");
    repo.tightlip(["baseline", "create"]);
    repo.git(["add", FILE]);
    repo.commit("two");
    repo.git(["checkout", "--quiet", "main"]);
    repo.stage("z.txt", "z\n");
    repo.commit("elsewhere");
    repo.git(["checkout", "--quiet", "topic"]);
    repo.git(["rebase", "--quiet", "main"]);
    assert_eq!(repo.found(["history"]), [""; 0]);
    repo.git(["checkout", "--quiet", "main"]);
    repo.git(["merge", "--quiet", "--squash", "topic"]);
    assert_eq!(repo.found(["scan", "--staged"]), [""; 0]);
    repo.commit("squashed");
    assert_eq!(repo.found(["scan"]), [""; 0]);
}

#[test]
fn another_value_on_the_same_line_is_reported() {
    let repo = accepted();
    repo.write("a.py", format!("key = \"{}\"\n", token(9)));
    assert_eq!(repo.found(["scan"]), ["a.py:1"]);
}

#[test]
fn an_accepted_secret_is_reported_where_it_is_copied_to_but_a_test_value_is_not() {
    let repo = accepted();
    repo.write("copy.py", format!("key = \"{}\"\n", token(1)));
    assert_eq!(repo.found(["scan"]), ["copy.py:1"]);
    let repo = old();
    repo.tightlip(["baseline", "create", "--verdict", "test-value"]);
    repo.write("copy.py", format!("key = \"{}\"\n", token(1)));
    assert_eq!(repo.found(["scan"]), [""; 0]);
}

#[test]
fn a_secret_is_gone_from_the_baseline_once_it_is_gone() {
    let repo = accepted();
    assert_eq!(repo.tightlip(["baseline", "check"]).code, 0);
    repo.write("a.py", "nothing\n");
    let ran = repo.tightlip(["baseline", "check"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout
            .starts_with("stale  a.py  openai-project-key  tl1:"),
        "{}",
        ran.stdout
    );
    let ran = repo.tightlip(["baseline", "prune"]);
    assert!(
        ran.stderr.contains("1 dropped, 1 entry left"),
        "{}",
        ran.stderr
    );
    assert_eq!(repo.tightlip(["baseline", "check"]).code, 0);
}

#[cfg(unix)]
#[test]
fn whoever_may_read_the_repository_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let repo = old();
    let mode = |path: &str| {
        let found = repo.path().join(path).metadata().unwrap();
        found.permissions().mode() & 0o777
    };
    repo.tightlip(["baseline", "create"]);
    assert_eq!(mode(FILE), mode("a.py"));
    let own = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(repo.path().join(FILE), own).unwrap();
    repo.tightlip(["baseline", "create", "--force"]);
    assert_eq!(mode(FILE), 0o640, "it keeps its mode");
}

/// A repository whose past alone holds a secret, which is accepted.
fn accepted_past() -> Repo {
    let repo = old();
    repo.stage("a.py", "nothing\n");
    repo.commit("gone");
    let ran = repo.tightlip(["baseline", "create", "--history"]);
    assert!(ran.stderr.contains("2 entries"), "{ran:?}");
    repo
}

#[test]
fn what_the_history_alone_holds_can_be_accepted_and_stays_so() {
    let repo = accepted_past();
    assert_eq!(repo.found(["history"]), [""; 0]);
    let text = std::fs::read_to_string(repo.path().join(FILE)).unwrap();
    assert_eq!(text.matches("\"in\":\"history\"").count(), 1, "{text}");
    for with in [&[][..], &["--history"]] {
        let check = [&["baseline", "check"], with].concat();
        assert_eq!(repo.tightlip(check).code, 0, "{with:?}");
        let ran = repo.tightlip([&["baseline", "prune"], with].concat());
        assert!(ran.stderr.contains("0 dropped, 2 entries"), "{ran:?}");
    }
    assert_eq!(repo.found(["history"]), [""; 0]);
}

#[test]
fn an_entry_of_the_history_goes_once_the_history_lost_its_secret() {
    let repo = accepted_past();
    repo.git(["checkout", "--quiet", "--orphan", "fresh"]);
    repo.commit("all anew");
    repo.git(["branch", "--quiet", "-D", "main"]);
    let ran = repo.tightlip(["baseline", "prune"]);
    assert!(ran.stderr.contains("0 dropped, 2 entries"), "{ran:?}");
    let ran = repo.tightlip(["baseline", "check", "--history"]);
    assert_eq!((ran.code, ran.stdout.matches("stale  ").count()), (1, 1));
    let ran = repo.tightlip(["baseline", "prune", "--history"]);
    assert!(ran.stderr.contains("1 dropped, 1 entry left"), "{ran:?}");
}

#[test]
fn an_entry_knows_when_its_secret_left_the_tree_and_when_it_is_back() {
    let repo = accepted();
    let marks = || {
        let text = std::fs::read_to_string(repo.path().join(FILE)).unwrap();
        text.matches("\"in\":\"history\"").count()
    };
    repo.write("a.py", "nothing\n");
    repo.tightlip(["baseline", "prune", "--history"]);
    assert_eq!(marks(), 1);
    repo.git(["checkout", "--quiet", "a.py"]);
    repo.tightlip(["baseline", "prune"]);
    assert_eq!(marks(), 0);
    let ran = repo.tightlip(["baseline", "check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn an_entry_ends_after_its_day() {
    let repo = old();
    repo.tightlip(["baseline", "create", "--until", "2999-01-31"]);
    let text = std::fs::read_to_string(repo.path().join(FILE)).unwrap();
    repo.write(FILE, text.replace("2999", "2020"));
    assert_eq!(repo.found(["scan"]).len(), 2);
    let ran = repo.tightlip(["baseline", "check"]);
    assert_eq!((ran.code, ran.stdout.matches("expired  ").count()), (1, 2));
    repo.tightlip(["baseline", "create", "--force", "--until", "2999-01-31"]);
    assert_eq!(repo.found(["scan"]), [""; 0]);
}

/// Adds a finding on a branch of its own and accepts it there.
fn branch(repo: &Repo, name: &str, seed: u64) {
    repo.git(["checkout", "--quiet", "-b", name, "main"]);
    repo.stage(
        &format!("{name}.py"),
        format!("key = \"{}\"\n", token(seed)),
    );
    let ran = keyed(repo, &["baseline", "update"]);
    assert!(ran.stderr.contains("1 added"), "{ran:?}");
    repo.git(["add", FILE]);
    repo.commit(name);
}

fn with_twenty() -> Repo {
    let repo = Repo::new();
    for seed in 0..20 {
        repo.stage(
            &format!("{seed}.py"),
            format!("key = \"{}\"\n", token(seed)),
        );
    }
    keyed(&repo, &["baseline", "create"]);
    repo.git(["add", FILE]);
    repo.commit("old");
    repo
}

#[test]
fn branches_that_each_add_entries_merge_without_conflict() {
    let repo = with_twenty();
    branch(&repo, "one", 100);
    branch(&repo, "two", 101);
    repo.git(["merge", "--quiet", "--no-edit", "one"]);
    let ran = keyed(&repo, &["scan"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("22 in the baseline"), "{}", ran.stderr);
}

#[test]
fn what_is_wrong_with_a_baseline_is_said() {
    let repo = old();
    let mut all = Vec::new();
    for args in [
        ["baseline", "update"],
        ["baseline", "prune"],
        ["baseline", "show"],
    ] {
        let ran = repo.tightlip(args);
        assert_eq!(ran.code, 2);
        all.push(ran.stderr);
    }
    all.push(repo.tightlip(["scan", "--baseline", "no.json"]).stderr);
    repo.tightlip(["baseline", "create"]);
    all.push(repo.tightlip(["baseline", "create"]).stderr);
    all.push(keyed(&repo, &["baseline", "create", "--force"]).stderr);
    all.push(repo.tightlip(["scan"]).stderr);
    all.push(
        repo.tightlip(["baseline", "create", "--until", "soon"])
            .stderr,
    );
    repo.write(FILE, "{\n");
    all.push(repo.tightlip(["scan"]).stderr);
    std::fs::remove_file(repo.path().join(FILE)).unwrap();
    let nowhere = ["baseline", "create", "--baseline", "no/b.json"];
    all.push(repo.tightlip(nowhere).stderr);
    repo.tightlip(["baseline", "create"]);
    all.push(repo.tightlip(["baseline", "check", "nowhere"]).stderr);
    let args = ["baseline", "check", "--no-baseline"];
    all.push(repo.tightlip(args).stderr);
    for path in ["app.py", "a.py", "b/c.py"] {
        std::fs::remove_file(repo.path().join(path)).unwrap_or_default();
    }
    let gone = repo.tightlip(["baseline", "check"]);
    all.push(gone.stderr);
    insta::assert_snapshot!(all.join("\n"));
}

#[cfg(unix)]
#[test]
fn no_entry_is_stale_where_something_could_not_be_read() {
    let repo = accepted();
    let text = std::fs::read(repo.path().join(FILE)).unwrap();
    let object = repo.git(["rev-parse", "HEAD:b/c.py"]);
    let object = object.trim();
    let path = repo
        .path()
        .join(format!(".git/objects/{}/{}", &object[..2], &object[2..]));
    std::fs::remove_file(path).unwrap();
    for command in ["check", "prune"] {
        let ran = repo.tightlip(["baseline", command, "--history"]);
        assert_eq!(ran.code, 3, "{ran:?}");
        let said = ran.stderr.replace(object, "OBJECT");
        insta::assert_snapshot!(format!("stale-{command}"), said);
    }
    assert_eq!(std::fs::read(repo.path().join(FILE)).unwrap(), text);
}
