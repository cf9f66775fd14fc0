//! `tightlip history` on repositories that git has just built.

mod apart;
mod borders;
mod brought;
mod cache;
mod ends;
mod equal;
mod first;
mod kinds;
mod narrowed;
mod parts;
mod paths;
mod since;
mod who;

use serde_json::Value;

use crate::support::{Ran, Repo, token};

/// Runs `tightlip history` with further arguments, for a JSON report.
fn history(repo: &Repo, args: &[&str]) -> Ran {
    let all = ["history", "--format=json"].iter().chain(args);
    repo.tightlip(all)
}

/// A file with a key in it.
fn config(seed: u64) -> String {
    format!("import os\n\nkey = \"{}\"\n", token(seed))
}

/// The commit that a finding names, and the path.
fn place(finding: &Value) -> (String, String) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&finding["source"]["commit"]), text(&finding["path"]))
}

#[test]
fn a_secret_that_was_removed_is_found_with_its_first_commit() {
    let repo = Repo::new();
    repo.stage("README", "hello\n");
    repo.commit("first");
    repo.stage("src/config.py", config(1));
    repo.commit("Add the client\n\nand more");
    let brought = repo.git(["rev-parse", "HEAD"]);
    repo.stage("src/config.py", format!("# edited\n{}", config(1)));
    repo.git(["mv", "src/config.py", "src/settings.py"]);
    repo.commit("rename");
    repo.git(["rm", "--quiet", "src/settings.py"]);
    repo.commit("remove");
    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let findings = ran.findings();
    assert_eq!(findings.len(), 1);
    let source = &findings[0]["source"];
    assert_eq!(place(&findings[0]), (brought, "src/config.py".to_owned()));
    assert_eq!(findings[0]["start_line"], 3);
    assert_eq!(source["kind"], "commit");
    assert_eq!(source["author"], "A U Thor");
    assert_eq!(source["email"], "author@example.com");
    assert_eq!(source["date"], "2026-01-02T03:04:05+00:00");
    assert_eq!(source["message"], "Add the client");
    assert_eq!(source["in_head"], false);
    assert_eq!(source["commits"], 2);
    let paths = serde_json::json!(["src/config.py", "src/settings.py"]);
    assert_eq!(source["paths"], paths);
    let coverage = &ran.json()["coverage"];
    assert_eq!(
        (&coverage["commits"], &coverage["blobs"]),
        (&4.into(), &3.into())
    );
    assert_eq!(coverage["skipped"], serde_json::json!([]));
    assert!(!ran.stdout.contains(&token(1)[12..]));
}
