//! What git keeps and no commit has: a blob or a tree that only a reference leads to.

use super::*;

/// A repository with a harmless commit, and the blob of a file with a key.
fn with_blob(seed: u64) -> (Repo, String) {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    let blob = blob(&repo, &config(seed));
    (repo, blob)
}

fn blob(repo: &Repo, text: &str) -> String {
    repo.write("loose", text);
    let blob = repo.git(["hash-object", "-w", "loose"]);
    std::fs::remove_file(repo.path().join("loose")).unwrap();
    blob
}

#[test]
fn a_reference_that_leads_to_a_blob_is_its_path_and_no_commit_is_made_up() {
    let (repo, blob) = with_blob(1);
    repo.git(["tag", "x", &blob]);
    repo.git(["update-ref", "refs/x/y", &blob]);
    for args in [[].as_slice(), &["--all-objects"]] {
        let findings = history(&repo, args).findings();
        assert_eq!(findings.len(), 1);
        let source = &findings[0]["source"];
        assert_eq!(findings[0]["path"], "<refs/tags/x>");
        assert_eq!(source["commit"], Value::Null);
        assert_eq!(source["date"], Value::Null);
        assert_eq!(source["in_head"], false);
        assert_eq!(source["commits"], 0);
        let paths = serde_json::json!(["<refs/tags/x>", "<refs/x/y>"]);
        assert_eq!(source["paths"], paths);
    }
}

#[test]
fn annotated_tags_of_blobs_replacements_and_trees_are_told_by_their_references() {
    let (repo, first) = with_blob(1);
    let message = format!("key {}", token(2));
    repo.git(["tag", "--annotate", "x", &first, "-m", &message]);
    let harmless = repo.git(["rev-parse", "HEAD:a"]);
    let other = blob(&repo, &config(3));
    repo.git(["replace", "--force", &harmless, &other]);
    repo.stage("deep/er/b.py", config(4));
    let tree = repo.git(["write-tree"]);
    repo.git(["reset", "--quiet", "--hard"]);
    repo.git(["update-ref", "refs/trees/t", &tree]);
    let findings = history(&repo, &[]).findings();
    let told: Vec<_> = findings
        .iter()
        .map(|one| {
            (
                one["path"].as_str().unwrap(),
                one["source"]["commit"].clone(),
            )
        })
        .collect();
    let replaced = format!("<refs/replace/{harmless}>");
    let expected = [
        "<message of tag x>",
        replaced.as_str(),
        "<refs/tags/x>",
        "<refs/trees/t>/deep/er/b.py",
    ];
    assert_eq!(told, expected.map(|path| (path, Value::Null)));
    // Who made the tag is known.
    assert_eq!(findings[0]["source"]["author"], "A U Thor");
    assert_eq!(findings[0]["source"]["date"], "2026-01-02T03:04:05+00:00");
}

#[test]
fn every_format_bears_a_finding_without_a_commit() {
    let (repo, blob) = with_blob(1);
    repo.git(["tag", "x", &blob]);
    let ran = repo.tightlip(["history"]);
    assert!(
        ran.stdout.contains("commit: none has it; not in HEAD"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("1970"), "{}", ran.stdout);
    for format in [
        "jsonl",
        "sarif",
        "gitlab",
        "gitleaks",
        "csv",
        "toon",
        "markdown",
        "html",
        "junit",
        "github",
        "checkstyle",
    ] {
        let ran = repo.tightlip(["history", "--format", format]);
        assert_eq!(ran.code, 1, "{format}: {ran:?}");
        assert!(ran.stdout.contains("refs"), "{format}: {}", ran.stdout);
        assert!(!ran.stdout.contains("1970-"), "{format}: {}", ran.stdout);
        assert!(
            !ran.stdout.contains("\"sha\":\"\""),
            "{format}: {}",
            ran.stdout
        );
    }
    let gitlab = repo.tightlip(["history", "--format=gitlab"]).json();
    let commit = &gitlab["vulnerabilities"][0]["location"]["commit"];
    assert_eq!(commit["author"], Value::Null);
    assert_eq!(commit["date"], Value::Null);
    let gitleaks = repo.tightlip(["history", "--format=gitleaks"]).json();
    let fingerprint = gitleaks[0]["Fingerprint"].as_str().unwrap();
    assert!(fingerprint.starts_with("<refs/tags/x>:"), "{fingerprint}");
    // Our own report can be read again.
    let report = repo.beside("report.json");
    std::fs::write(&report, repo.tightlip(["history", "--format=json"]).stdout).unwrap();
    let again = repo.tightlip([
        "report",
        "convert",
        report.to_str().unwrap(),
        "--format=json",
    ]);
    assert_eq!(
        again.findings()[0]["source"]["commit"],
        Value::Null,
        "{again:?}"
    );
}

#[test]
fn a_file_of_a_lost_tree_is_told_with_the_tree() {
    let (repo, _) = with_blob(1);
    repo.stage("src/b.py", config(2));
    let tree = repo.git(["write-tree"]);
    repo.git(["reset", "--quiet", "--hard"]);
    let findings = history(&repo, &["--all-objects"]).findings();
    let paths: Vec<_> = findings
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    let whole = format!("<unreachable>/{tree}/src/b.py");
    assert!(
        paths
            .iter()
            .any(|path| *path == whole || path.ends_with("/b.py")),
        "{paths:?}"
    );
    assert!(
        findings
            .iter()
            .all(|one| one["source"]["commit"] == Value::Null)
    );
}
