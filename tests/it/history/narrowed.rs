//! Parts of a history: what is said in commits and tags, and paths that were mistyped.

use super::*;

/// Two commits on `main` (the first says a secret and is tagged with another), of which `side`,
/// which says a third, was merged.
fn talkative() -> Repo {
    let repo = Repo::new();
    repo.stage("d/a", "1\n");
    repo.commit(&format!("Use {}", token(1)));
    let message = format!("key {}", token(2));
    repo.git(["tag", "--annotate", "v1", "--message", &message]);
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.stage("b", "2\n");
    repo.commit(&format!("And {}", token(3)));
    repo.git(["checkout", "--quiet", "main"]);
    repo.stage("c", "3\n");
    repo.commit("more");
    repo.git(["merge", "--quiet", "--no-edit", "side"]);
    repo
}

/// Paths of findings, and whether HEAD has them.
fn told(ran: &Ran) -> Vec<(String, bool)> {
    let findings = ran.findings();
    let one = |finding: &Value| {
        let in_head = finding["source"]["in_head"].as_bool().unwrap();
        (place(finding).1, in_head)
    };
    findings.iter().map(one).collect()
}

fn skipped(ran: &Ran) -> Vec<String> {
    let skipped = ran.json()["coverage"]["skipped"].clone();
    let skipped = skipped.as_array().unwrap().clone();
    let path = |one: &Value| one["path"].as_str().unwrap().to_owned();
    skipped.iter().map(path).collect()
}

#[test]
fn whether_head_has_a_message_does_not_depend_on_what_was_asked_for() {
    let repo = talkative();
    let said = |path: &str| (path.to_owned(), true);
    let (commit, tag) = (said("<commit message>"), said("<message of tag v1>"));
    let all = [&commit, &commit, &tag].map(Clone::clone);
    assert_eq!(told(&history(&repo, &[])), all);
    let side = told(&history(&repo, &["--range", "main^1..side"]));
    assert_eq!(side, std::slice::from_ref(&commit));
    let old = told(&history(&repo, &["--branch", "v1"]));
    assert_eq!(old, [commit, tag]);
    // What was never merged is not in HEAD, however it is asked for.
    repo.git(["checkout", "--quiet", "-b", "apart", "v1"]);
    repo.stage("e", "5\n");
    repo.commit(&format!("Never {}", token(4)));
    repo.git(["checkout", "--quiet", "main"]);
    let apart = told(&history(&repo, &["--range", "main..apart"]));
    assert_eq!(apart, [("<commit message>".to_owned(), false)]);
}

#[test]
fn messages_of_tags_are_narrowed_with_their_commits() {
    let repo = talkative();
    for args in [
        ["--since", "2030-01-01"].as_slice(),
        &["--max-count", "0"],
        &["--max-count", "1"],
        &["--range", "v1..main^1"],
    ] {
        let ran = history(&repo, args);
        assert_eq!(told(&ran), [], "{args:?}");
    }
    let found = told(&history(&repo, &["--max-count", "9"]));
    assert_eq!(found.len(), 3);
    // A tag of a tag stands for the commit that both lead to.
    let message = format!("key {}", token(5));
    repo.git(["tag", "--annotate", "v2", "--message", &message, "v1"]);
    assert_eq!(told(&history(&repo, &["--max-count", "1"])), []);
    let nested = history(&repo, &["--branch", "v2"]);
    assert_eq!(told(&nested).len(), 3);
    let first = repo.git(["rev-parse", "v1^{commit}"]);
    assert!(nested.findings().iter().all(|one| place(one).0 == first));
}

#[test]
fn a_path_leaves_out_what_stands_at_none() {
    let repo = talkative();
    let ran = history(&repo, &["--path", "d"]);
    assert_eq!((ran.code, told(&ran)), (0, Vec::new()), "{ran:?}");
    let ran = history(&repo, &["--path", "d", "--range", "main^1..main"]);
    assert_eq!((ran.code, told(&ran)), (0, Vec::new()), "{ran:?}");
    // Nor is a file that only a tag names.
    repo.write("loose", config(6));
    let blob = repo.git(["hash-object", "-w", "loose"]);
    repo.git(["tag", "file", &blob]);
    assert_eq!(history(&repo, &["--path", "d"]).code, 0);
    assert_eq!(history(&repo, &[]).findings().len(), 4);
}

#[test]
fn a_path_that_was_mistyped_is_named_whatever_else_narrows() {
    let repo = talkative();
    for narrower in [
        [].as_slice(),
        &["--range", "HEAD^1..HEAD"],
        &["--max-count", "1"],
        &["--since", "v1"],
        &["--all-objects"],
    ] {
        for (paths, named) in [
            (["--path=nope", "--path=nope"], vec!["nope", "nope"]),
            (["--path=d", "--path=nope/x"], vec!["nope/x"]),
            (["--path=d/a", "--path=b"], vec![]),
        ] {
            let args = [narrower, &paths].concat();
            let ran = history(&repo, &args);
            assert_eq!(skipped(&ran), named, "{args:?}");
            assert_eq!(ran.code, if named.is_empty() { 0 } else { 3 }, "{args:?}");
        }
    }
    // A file that is taken away in the range was there before.
    repo.git(["rm", "--quiet", "b"]);
    repo.commit("gone");
    let ran = history(&repo, &["--range", "HEAD^..HEAD", "--path", "b"]);
    assert_eq!((ran.code, skipped(&ran).len()), (0, 0), "{ran:?}");
}

#[test]
fn an_empty_path_is_refused_and_the_root_is_all_there_is() {
    let repo = talkative();
    for args in [["--path", ""].as_slice(), &["--path", "d", "--path="]] {
        let ran = history(&repo, args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains("or `.` for all of it"), "{ran:?}");
    }
    let all = told(&history(&repo, &[]));
    assert_eq!(told(&history(&repo, &["--path", "d", "--path", "."])), all);
}

#[test]
fn a_name_that_means_nothing_is_told_and_the_rest_is_scanned() {
    let repo = talkative();
    for (args, name, why) in [
        (["--range", "nope..HEAD"], "nope", "names no commit"),
        (["--range", "HEAD...nope"], "nope", "names no commit"),
        (["--branch", "sidf"], "sidf", "did you mean `side`?"),
        (
            ["--since", "yesterday"],
            "yesterday",
            "nor is it a day (`2024-02-29`)",
        ),
        (
            ["--since", "2024-02-30"],
            "2024-02-30",
            "nor has the calendar such a day",
        ),
    ] {
        let ran = history(&repo, &args);
        assert_eq!((ran.code, skipped(&ran)), (3, vec![name.to_owned()]));
        let coverage = &ran.json()["coverage"];
        let reason = coverage["skipped"][0]["reason"].as_str().unwrap();
        assert!(reason.contains(why), "{reason}");
        assert_eq!(coverage["commits"], 0, "{args:?}");
    }
    let ran = history(&repo, &["--branch", "nope", "--branch", "side"]);
    assert_eq!((ran.code, skipped(&ran)), (1, vec!["nope".to_owned()]));
    assert_eq!(ran.json()["coverage"]["commits"], 2);
}

#[test]
fn commits_that_say_a_secret_and_those_that_have_it_are_counted_once_each() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit(&format!("Use {}", token(1)));
    repo.stage("conf.py", format!("key = \"{}\"\n", token(1)));
    repo.commit(&format!("Have {}", token(1)));
    repo.stage("b", "2\n");
    repo.commit("more");
    repo.git(["rm", "--quiet", "conf.py"]);
    repo.commit("gone");
    let ran = history(&repo, &[]);
    let source = &ran.findings()[0]["source"];
    assert_eq!(source["commits"], 3, "{source}");
    assert_eq!(
        source["paths"],
        serde_json::json!(["<commit message>", "conf.py"])
    );
    // The same, once some of it was seen before.
    let cached = history(&repo, &["--cache"]);
    assert_eq!(cached.findings()[0]["source"]["commits"], 3);
    repo.stage("c", "3\n");
    repo.commit(&format!("Again {}", token(1)));
    for args in [&["--cache"][..], &[]] {
        assert_eq!(
            history(&repo, args).findings()[0]["source"]["commits"],
            4,
            "{args:?}"
        );
    }
}
