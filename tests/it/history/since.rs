//! A cached scan of a repository that changes in every way gives what a scan of everything gives.

use tightlip::rule::template::Dice;

use super::cache::both;
use super::*;

const FOLDERS: [&str; 4] = ["src", "tests", "docs", "lib/deep"];

/// A commit on this branch, made at this second: a file that is new, changed, moved or gone.
fn step(repo: &Repo, dice: &mut Dice, branch: &str, time: usize) {
    repo.git(["checkout", "--quiet", "--force", branch]);
    let folder = FOLDERS[dice.below(FOLDERS.len())];
    let path = format!("{folder}/f{}.py", dice.below(4));
    let seed = dice.below(6) as u64;
    match dice.below(6) {
        0 => repo.stage(&path, format!("answer = {}\n", dice.below(9))),
        1 => repo.stage(&path, b"\0\x01\x02".repeat(1 + dice.below(3))),
        2 if repo.path().join(&path).exists() => drop(repo.git(["rm", "-fq", &path])),
        3 => {
            let other = FOLDERS[dice.below(FOLDERS.len())];
            let to = format!("{other}/f{}.py", dice.below(4));
            if let (Ok(bytes), false) = (std::fs::read(repo.path().join(&path)), to == path) {
                repo.stage(&to, bytes);
            }
        }
        _ => repo.stage(&path, format!("# {}\n{}", dice.below(3), config(seed))),
    }
    let message = match dice.below(8) {
        0 => format!("use {}", token(20 + seed)),
        _ => "change".to_owned(),
    };
    let date = format!("{} +0000", 1_700_000_000 + time * 60);
    let ran = crate::support::run(
        repo.command("git")
            .args([
                "commit",
                "--quiet",
                "--allow-empty",
                "--no-verify",
                "-m",
                &message,
            ])
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date),
        b"",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn whatever_happens_to_a_repository_the_next_scan_says_what_a_whole_one_says() {
    for seed in 1..=6 {
        let repo = Repo::new();
        let mut dice = Dice::new(seed);
        repo.stage("README", "hello\n");
        repo.commit("first");
        repo.git(["branch", "side"]);
        for round in 0..14 {
            for _ in 0..=dice.below(4) {
                let branch = ["main", "main", "side"][dice.below(3)];
                // Clocks differ: some commits are older than those before them.
                step(&repo, &mut dice, branch, dice_time(round, seed));
            }
            match dice.below(9) {
                0 => drop(repo.git(["tag", "-f", "-m", &token(40), "v1"])),
                1 => drop(repo.git([
                    "merge",
                    "--quiet",
                    "-X",
                    "ours",
                    "--no-edit",
                    "-s",
                    "ours",
                    "side",
                ])),
                2 => drop(repo.git(["branch", "-f", "kept", "main"])),
                3 => drop(repo.git(["checkout", "--quiet", "--force", "main"])),
                4 => drop(repo.git(["reset", "--quiet", "--hard", "HEAD~1"])),
                5 => drop(repo.git(["repack", "-adq"])),
                _ => {}
            }
            both(&repo, &[]);
        }
        both(&repo, &[]);
    }
}

/// Forth and back.
fn dice_time(round: usize, seed: u64) -> usize {
    round * 7 % (5 + seed as usize) * 10 + round
}

#[test]
fn a_scan_that_goes_on_reads_only_what_came_since() {
    let repo = equal::generated(11, 60);
    // Under a gate where nothing is found, nothing is looked at again.
    history(&repo, &["--cache"]);
    let bytes = |ran: &Ran| ran.json()["coverage"]["bytes"].as_u64().unwrap();
    let again = history(&repo, &["--cache"]);
    let whole = history(&repo, &[]);
    assert_eq!(bytes(&again), 0, "nothing is new");
    assert!(bytes(&whole) > 0);
    repo.git(["checkout", "--quiet", "--force", "main"]);
    repo.stage("new.py", "x = 1\n");
    repo.commit("new");
    assert_eq!(bytes(&history(&repo, &["--cache"])), 6);
}
