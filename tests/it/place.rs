//! Which folders say that what is in them is a test: those of the project, not those above it.

use crate::support::{Repo, token};

#[test]
fn folders_above_the_repository_say_nothing() {
    let folder = Repo::plain();
    folder.write("tests/proj/app.py", format!("api_key = \"{}\"\n", token(1)));
    folder.write(
        "tests/proj/tests/app.py",
        "db_password = \"Xk29!plomQ7z\"\n",
    );
    folder.git(["init", "-q", "tests/proj"]);
    let confidences = |path: &str| {
        let ran = folder.tightlip(["scan", "-f", "json", "--min-confidence", "low", path]);
        let mut all: Vec<_> = ran
            .findings()
            .iter()
            .map(|f| f["confidence"].clone())
            .collect();
        all.sort_by_key(ToString::to_string);
        all
    };
    assert_eq!(confidences("tests/proj"), ["high", "low"]);
    let whole = folder.path().join("tests/proj");
    assert_eq!(confidences(whole.to_str().unwrap()), ["high", "low"]);
}

#[test]
fn folders_of_the_repository_speak_wherever_the_scan_starts() {
    let repo = Repo::new();
    repo.write("tests/unit/app.py", "db_password = \"Xk29!plomQ7z\"\n");
    repo.write("src/app.py", "db_password = \"Xk29!plomQ7z\"\n");
    for (path, confidence) in [("tests/unit", "low"), ("tests", "low"), ("src", "medium")] {
        let ran = repo.tightlip(["scan", "-f", "json", "--min-confidence", "low", path]);
        assert_eq!(
            ran.findings()[0]["confidence"],
            confidence,
            "{path}: {ran:?}"
        );
    }
}
