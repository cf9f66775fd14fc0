//! Repositories that were cloned in part, or lost something: what is missing, and what brings it.

use super::history;
use crate::support::{Repo, run, token};

/// Every reason why something was not scanned, behind its name.
fn reasons(ran: &crate::support::Ran) -> Vec<String> {
    let json = ran.json();
    let skipped = json["coverage"]["skipped"].as_array().unwrap().iter();
    let text = |one: &serde_json::Value| one.as_str().unwrap().to_owned();
    skipped
        .map(|one| format!("{}: {}", text(&one["path"]), text(&one["reason"])))
        .collect()
}

#[test]
fn folders_that_were_not_cloned_are_named_with_what_brings_them() {
    let repo = Repo::new();
    repo.stage("d/key.py", format!("key = \"{}\"\n", token(1)));
    repo.commit("one");
    repo.git(["rm", "--quiet", "-r", "d"]);
    repo.stage("a", "a\n");
    repo.commit("two");
    repo.git(["config", "uploadpack.allowFilter", "true"]);
    let clone = repo.beside("partial");
    let path = clone.to_str().unwrap();
    let url = format!("file://{}", repo.path().display());
    repo.git(["clone", "--quiet", "--filter=tree:0", &url, path]);
    let remedy = "`git fetch --refetch --no-filter` brings it";
    for more in [[].as_slice(), &["--path", "d/key.py"]] {
        let ran = history(&repo, &[&[path], more].concat());
        assert_eq!(ran.code, 3, "{ran:?}");
        let reasons = reasons(&ran);
        assert_eq!(reasons.len(), 1, "{reasons:?}");
        assert!(reasons[0].contains("its tree is missing"), "{reasons:?}");
        assert!(reasons[0].contains(remedy), "{reasons:?}");
    }
    // A first push to somewhere else is stopped, and says the same.
    let there = |args: &[&str]| run(repo.command("git").current_dir(&clone).args(args), b"");
    let empty = repo.beside("empty.git");
    let empty = empty.to_str().unwrap();
    repo.git(["init", "--quiet", "--bare", empty]);
    let ran = repo.tightlip_with(["hook", "install", "pre-push"], b"", |command| {
        command.current_dir(&clone)
    });
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = there(&["push", empty, "main"]);
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains(remedy), "{ran:?}");
    assert!(ran.stderr.contains("--no-verify, unseen"), "{ran:?}");
    // And it does bring it; what git tidies up afterwards would pull packs from under the scan.
    let fetch = ["fetch", "--quiet", "--refetch", "--no-filter"];
    let ran = there(&[&fetch[..], &["--no-auto-maintenance"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = history(&repo, &[path]);
    assert_eq!(ran.found(), ["d/key.py:1"], "{ran:?}");
}

#[test]
fn what_a_lost_commit_led_to_is_scanned_if_asked_for() {
    let repo = Repo::new();
    repo.stage("a", "a\n");
    repo.commit("one");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.stage("key.py", format!("key = \"{}\"\n", token(1)));
    repo.commit("two");
    let id = repo.git(["rev-parse", "HEAD"]);
    repo.git(["checkout", "--quiet", "main"]);
    let file = repo.path().join(".git/objects").join(&id[..2]);
    std::fs::remove_file(file.join(&id[2..])).unwrap();
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let said = reasons(&ran);
    assert!(said[0].starts_with("refs/heads/side: "), "{said:?}");
    assert!(
        said[0].ends_with("`--all-objects` scans what is left"),
        "{said:?}"
    );
    let ran = history(&repo, &["--all-objects"]);
    assert_eq!(ran.findings().len(), 1, "{ran:?}");
    assert!(!reasons(&ran)[0].contains("--all-objects"), "{ran:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_reference_that_cannot_be_read_is_not_called_damaged() {
    let repo = Repo::new();
    repo.stage("a", "a\n");
    repo.commit("one");
    // As without the right to read it, which root always has.
    std::os::unix::fs::symlink("round", repo.path().join(".git/refs/heads/round")).unwrap();
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let said = reasons(&ran);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("refs/heads/round: unreadable: Too many"),
        "{said:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn branches_whose_names_are_no_text_are_part_of_the_history() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let repo = Repo::new();
    repo.stage("a", "a\n");
    repo.commit("one");
    let name = OsStr::from_bytes(b"caf\xe9");
    repo.git([OsStr::new("checkout"), OsStr::new("-qb"), name]);
    repo.stage("key.py", format!("key = \"{}\"\n", token(1)));
    repo.commit("two");
    for pack in [false, true] {
        if pack {
            repo.git(["pack-refs", "--all"]);
        }
        let ran = history(&repo, &[]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(reasons(&ran), [""; 0], "{ran:?}");
        assert_eq!(ran.findings()[0]["source"]["in_head"], true, "{ran:?}");
    }
}
