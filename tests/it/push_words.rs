//! What a push that is stopped says: where it stands, and how to undo it.

use crate::support::{Ran, Repo, run, token};

/// A repository whose pushes to an empty remote are looked at.
fn guarded() -> Repo {
    let repo = Repo::new();
    let remote = repo.beside("remote.git");
    let remote = remote.to_str().unwrap();
    repo.git(["init", "--quiet", "--bare", remote]);
    repo.git(["remote", "add", "origin", remote]);
    repo.stage("a", "1\n");
    repo.commit("begin");
    repo.git(["push", "--quiet", "origin", "main"]);
    assert_eq!(repo.tightlip(["hook", "install", "pre-push"]).code, 0);
    repo
}

fn stopped(repo: &Repo, what: &str) -> String {
    let Ran {
        code,
        stderr,
        stdout,
    } = run(repo.command("git").args(["push", "origin", what]), b"");
    assert_ne!(code, 0, "{stderr}");
    // Wherever a line is wrapped.
    let said = [stdout, stderr].concat();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_message_is_to_be_reworded_and_is_in_head() {
    let repo = guarded();
    let message = format!("use {}", token(1));
    repo.git([
        "commit",
        "--quiet",
        "--no-verify",
        "--allow-empty",
        "-m",
        &message,
    ]);
    let id = repo.git(["rev-parse", "--short=12", "HEAD"]);
    let said = stopped(&repo, "main");
    assert!(said.contains("still in HEAD"), "{said}");
    assert!(
        said.contains(&format!("what the commit says ({id})")),
        "{said}"
    );
    assert!(said.contains("`reword`"), "{said}");
    assert!(!said.contains("edit the file"), "{said}");
    // The same commit, not checked out.
    repo.git(["branch", "--quiet", "side"]);
    repo.git(["reset", "--quiet", "--hard", "HEAD^"]);
    let said = stopped(&repo, "side");
    assert!(said.contains("; not in HEAD"), "{said}");
    assert!(!said.contains("no longer"), "{said}");
}

#[test]
fn a_tag_is_to_be_written_anew() {
    let repo = guarded();
    let message = format!("key {}", token(1));
    repo.git(["tag", "--annotate", "v1", "--message", &message]);
    let [tag, commit] = ["v1", "v1^{}"].map(|name| repo.git(["rev-parse", "--short=12", name]));
    let said = stopped(&repo, "v1");
    assert!(said.contains(&commit) && !said.contains(&tag), "{said}");
    assert!(said.contains("still in HEAD"), "{said}");
    let remedy = "git tag --force --annotate v1 v1^{}";
    assert!(said.contains(remedy), "{said}");
    assert!(
        !said.contains("rebase") && !said.contains("edit the file"),
        "{said}"
    );
    // It works.
    let mut args: Vec<&str> = remedy.split(' ').skip(1).collect();
    args.extend(["--message", "fine"]);
    repo.git(args);
    repo.git(["push", "--quiet", "origin", "v1"]);
}

#[test]
fn a_file_that_only_a_tag_names_has_no_commit_to_edit() {
    let repo = guarded();
    repo.write("loose", format!("key = \"{}\"\n", token(1)));
    let blob = repo.git(["hash-object", "-w", "loose"]);
    repo.git(["tag", "file", &blob]);
    let said = stopped(&repo, "file");
    assert!(said.contains("that no commit brings"), "{said}");
    assert!(!said.contains("rebase"), "{said}");
}

/// A history of many small commits, as `git fast-import` reads it; some of their files hold a
/// secret for a while.
fn long_history(commits: u64) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut text = "# settings\n".to_owned();
    for at in 0..commits {
        let message = match at {
            300 => format!("use {}", token(300)),
            _ => format!("commit {at}"),
        };
        let line = match at {
            100 => format!("key = \"{}\"\n", token(100)),
            200 | 201 => format!("key = \"{}\"\n", token(200)),
            _ => format!("x{at} = {at}\n"),
        };
        text.push_str(&line);
        if at == 150 {
            "# anew\n".clone_into(&mut text);
        }
        let path = if at % 7 == 0 {
            "tests/a.py"
        } else {
            "src/a.py"
        };
        stream.extend(
            format!(
                "commit refs/heads/main\ncommitter A <a@example.com> {} +0000\ndata {}\n{message}\n\
                 M 100644 inline {path}\ndata {}\n{text}\n\
                 M 100644 inline more/f{at}.txt\ndata 2\n{}\n",
                1_700_000_000 + at,
                message.len(),
                text.len(),
                at % 10
            )
            .bytes(),
        );
    }
    stream
}

#[test]
fn a_long_push_says_what_looking_at_each_commit_alone_says() {
    let repo = Repo::plain();
    repo.git(["init", "--quiet", "-b", "main"]);
    let ran = run(
        repo.command("git").args(["fast-import", "--quiet"]),
        &long_history(700),
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let zero = "0".repeat(40);
    let pushed = |from: &str, old: &str| -> serde_json::Value {
        let id = repo.git(["rev-parse", from]);
        let old = match old {
            "" => zero.clone(),
            old => repo.git(["rev-parse", old]),
        };
        let line = format!("refs/heads/main {id} refs/heads/main {old}\n");
        let args = ["hook", "run", "pre-push", "--", "origin"];
        let ran = repo.tightlip_with(args, line.as_bytes(), |command| {
            command.env("TIGHTLIP_FORMAT", "json")
        });
        ran.json()
    };
    let places = |report: &serde_json::Value| -> Vec<String> {
        let findings = report["findings"].as_array().unwrap().iter();
        let place = |one: &serde_json::Value| {
            let source = &one["source"];
            format!(
                "{}:{} {} {}",
                one["path"], one["start_line"], source["commit"], source["in_head"]
            )
        };
        findings.map(place).collect()
    };
    // As a whole it is long; its halves are not.
    let whole = pushed("main", "");
    let mut parts = places(&pushed("main~350", ""));
    parts.extend(places(&pushed("main", "main~350")));
    let mut found = places(&whole);
    found.sort();
    parts.sort();
    parts.dedup();
    assert_eq!(found, parts);
    assert!(
        found.iter().any(|place| place.contains("<commit message>")),
        "{found:?}"
    );
    assert!(found.len() >= 3, "{found:?}");
    assert_eq!(whole["coverage"]["commits"], 700);
    assert_eq!(whole["coverage"]["skipped"], serde_json::json!([]));
}
