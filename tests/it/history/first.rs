//! A secret is ascribed to who brought it, wherever it stands now.

use super::*;
use crate::support::run;

/// A commit by somebody, on some day of January.
fn commit(repo: &Repo, who: &str, day: u32, message: &str) -> String {
    let mut git = repo.command("git");
    let date = format!("2026-01-{day:02}T00:00:00Z");
    git.args(["commit", "--quiet", "-m", message])
        .env("GIT_AUTHOR_NAME", who)
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date);
    assert_eq!(run(&mut git, b"").code, 0);
    repo.git(["rev-parse", "HEAD"])
}

/// Leaked in a test, on its third line; moved into the product by somebody else, a line further
/// down.
fn moved() -> (Repo, String) {
    let repo = Repo::new();
    repo.stage("tests/a.py", config(1));
    let leak = commit(&repo, "Leaker", 1, "leak");
    repo.git(["mv", "tests", "src"]);
    repo.stage("src/a.py", format!("# moved\n{}", config(1)));
    commit(&repo, "Mover", 9, "move");
    (repo, leak)
}

/// The bytes of a file in a commit.
fn file(repo: &Repo, commit: &str, path: &str) -> String {
    repo.git(["show", &format!("{commit}:{path}")])
}

#[test]
fn a_move_takes_the_blame_from_nobody() {
    let (repo, leak) = moved();
    let findings = history(&repo, &[]).findings();
    assert_eq!(findings.len(), 1);
    let (finding, source) = (&findings[0], &findings[0]["source"]);
    assert_eq!(place(finding), (leak.clone(), "tests/a.py".to_owned()));
    assert_eq!(source["author"], "Leaker");
    assert_eq!(source["date"], "2026-01-01T00:00:00+00:00");
    assert_eq!(source["message"], "leak");
    assert_eq!(source["in_head"], true);
    assert_eq!(source["head_path"], "src/a.py");
    assert_eq!(source["commits"], 2);
    // As sure as where it counts most.
    assert_eq!(finding["confidence"], "high");
    let line = finding["start_line"].as_u64().unwrap() as usize;
    let text = file(&repo, &leak, "tests/a.py");
    assert!(text.lines().nth(line - 1).unwrap().contains(&token(1)));
    let start = finding["byte_start"].as_u64().unwrap() as usize;
    assert!(text[start..].starts_with(&token(1)));
}

#[test]
fn commit_path_and_line_fit_together_in_every_format() {
    let (repo, leak) = moved();
    let ran = repo.tightlip(["history"]);
    // Long lines are broken.
    let text = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "tests/a.py:3",
        "by Leaker",
        "still in HEAD, as src/a.py",
        "also as src/a.py",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let sarif = repo.tightlip(["history", "--format=sarif"]).json();
    let result = &sarif["runs"][0]["results"][0];
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "tests/a.py");
    assert_eq!(location["region"]["startLine"], 3);
    assert_eq!(result["properties"]["commit"]["commit"], *leak);
    assert_eq!(result["properties"]["commit"]["head_path"], "src/a.py");
    let gitlab = repo.tightlip(["history", "--format=gitlab"]).json();
    let location = &gitlab["vulnerabilities"][0]["location"];
    assert_eq!(location["file"], "tests/a.py");
    assert_eq!(location["start_line"], 3);
    assert_eq!(location["commit"]["sha"], *leak);
    let gitleaks = repo.tightlip(["history", "--format=gitleaks"]).json();
    let named = format!("{leak}:tests/a.py:openai-api-key:3");
    let fingerprint = gitleaks[0]["Fingerprint"].as_str().unwrap().to_owned();
    assert_eq!(
        fingerprint.split(':').collect::<Vec<_>>()[..2],
        named.split(':').collect::<Vec<_>>()[..2]
    );
}

#[test]
fn what_a_report_names_may_be_allowed_by_it() {
    let (repo, leak) = moved();
    for allow in [
        format!("commits = [\"{leak}\"]"),
        "paths = [\"src/**\", \"tests/**\"]".to_owned(),
    ] {
        let text = format!("[[allow]]\n{allow}\nreason = \"known\"\n");
        repo.write("tightlip.toml", text);
        assert_eq!(history(&repo, &[]).code, 0, "{allow}");
    }
    // A path that is allowed counts nowhere, not even as the first one.
    let text = "[[allow]]\npaths = [\"tests/**\"]\nreason = \"tests\"\n";
    repo.write("tightlip.toml", text);
    let findings = history(&repo, &[]).findings();
    assert_eq!(place(&findings[0]).1, "src/a.py");
    assert_eq!(findings[0]["source"]["author"], "Mover");
    assert_eq!(findings[0]["source"]["head_path"], Value::Null);
}

#[test]
fn a_path_that_was_asked_for_is_the_only_one_that_counts() {
    let (repo, leak) = moved();
    let told = |path: &str| {
        let findings = history(&repo, &["--path", path]).findings();
        let source = findings[0]["source"].clone();
        (
            place(&findings[0]),
            source["commits"].clone(),
            source["in_head"].clone(),
        )
    };
    let (there, commits, in_head) = told("tests");
    assert_eq!(there, (leak, "tests/a.py".to_owned()));
    // HEAD has it, though not there.
    assert_eq!((commits, in_head), (1.into(), true.into()));
    let mover = repo.git(["rev-parse", "HEAD"]);
    let (there, commits, in_head) = told("src");
    assert_eq!(there, (mover, "src/a.py".to_owned()));
    assert_eq!((commits, in_head), (1.into(), true.into()));
}

#[test]
fn a_file_goes_before_what_its_commit_or_tag_says() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    let said = commit(&repo, "Talker", 1, &format!("Use {}", token(1)));
    repo.stage("a.py", config(1));
    commit(&repo, "Writer", 2, "file");
    repo.stage("b.py", config(2));
    let both = commit(&repo, "Both", 3, &format!("And {}", token(2)));
    repo.git([
        "tag",
        "--annotate",
        "v1",
        "-m",
        &format!("key {}", token(2)),
    ]);
    let findings = history(&repo, &[]).findings();
    let places: Vec<_> = findings.iter().map(place).collect();
    let expected = [(said, "<commit message>"), (both, "b.py")];
    assert_eq!(places, expected.map(|(id, path)| (id, path.to_owned())));
    let paths = serde_json::json!(["<commit message>", "<message of tag v1>", "b.py"]);
    assert_eq!(findings[1]["source"]["paths"], paths);
    assert_eq!(findings[0]["source"]["paths"][1], "a.py");
}

#[test]
fn a_version_whose_mark_was_taken_off_is_what_counts() {
    let repo = Repo::new();
    let marked = config(1).replace("\"\n", "\"  # tightlip:allow\n");
    repo.stage("a.py", marked);
    commit(&repo, "First", 1, "allowed");
    repo.stage("a.py", config(1));
    let open = commit(&repo, "Second", 2, "open");
    let findings = history(&repo, &[]).findings();
    assert_eq!(place(&findings[0]), (open, "a.py".to_owned()));
}

#[test]
fn a_purge_reads_what_stands_where_the_report_says() {
    let (repo, _) = moved();
    let script = repo.beside("purge.txt");
    repo.tightlip(["history", "--purge-script", script.to_str().unwrap()]);
    let text = std::fs::read_to_string(&script).unwrap();
    assert!(text.contains(&token(1)));
}
