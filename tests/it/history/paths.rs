//! A blob is judged wherever it stands, not only where it was first; it is reported where it came
//! first.

use serde_json::json;
use tightlip::rule::template::{Dice, expand};

use super::*;

/// Something that counts in a product and hardly in tests.
fn assigned(seed: u64) -> String {
    let value = expand("{alnum:32}", &mut Dice::new(seed)).unwrap();
    format!("api_key = \"{value}\"\n")
}

/// The findings, each as its path, the subject of its commit and all its paths.
fn told(repo: &Repo) -> Vec<Value> {
    let ran = history(repo, &[]);
    let slow = history(repo, &["--whole-blobs"]);
    assert_eq!(ran.findings(), slow.findings());
    let told = ran.findings().into_iter().map(|finding| {
        let source = &finding["source"];
        json!([finding["path"], source["message"], source["paths"]])
    });
    told.collect()
}

#[test]
fn a_copy_of_a_test_in_the_product_counts_as_there() {
    let repo = Repo::new();
    repo.stage("tests/client.py", assigned(1));
    repo.commit("test");
    assert_eq!(told(&repo), [Value::Null; 0]);
    repo.stage("tests/other.py", assigned(1));
    repo.commit("another test");
    repo.stage("src/client.py", assigned(1));
    repo.commit("product");
    let paths = ["src/client.py", "tests/client.py", "tests/other.py"];
    let expected = json!(["tests/client.py", "test", paths]);
    assert_eq!(told(&repo), [expected]);
}

#[test]
fn a_folder_that_moves_takes_its_files_along() {
    let repo = Repo::new();
    repo.stage("tests/deep/er/client.py", assigned(1));
    repo.commit("test");
    repo.git(["mv", "tests", "src"]);
    repo.commit("product");
    let paths = ["src/deep/er/client.py", "tests/deep/er/client.py"];
    let expected = json!(["tests/deep/er/client.py", "test", paths]);
    assert_eq!(told(&repo), [expected]);
    // The other way round it counts where it was.
    let repo = Repo::new();
    repo.stage("src/deep/client.py", assigned(1));
    repo.commit("product");
    repo.git(["mv", "src", "tests"]);
    repo.commit("test");
    let paths = ["src/deep/client.py", "tests/deep/client.py"];
    assert_eq!(
        told(&repo),
        [json!(["src/deep/client.py", "product", paths])]
    );
}

#[test]
fn a_folder_that_becomes_the_root_does() {
    let repo = Repo::new();
    repo.stage("tests/client.py", assigned(1));
    repo.commit("test");
    let tree = repo.git(["rev-parse", "HEAD:tests"]);
    let commit = repo.git(["commit-tree", &tree, "-p", "HEAD", "-m", "root"]);
    repo.git(["update-ref", "refs/heads/main", &commit]);
    let paths = ["client.py", "tests/client.py"];
    assert_eq!(told(&repo), [json!(["tests/client.py", "test", paths])]);
}

#[test]
fn another_name_may_be_another_language() {
    let repo = Repo::new();
    let text = format!("pass{}\n", "word=Tr0ub4dor.xy");
    repo.stage("notes.py", &text);
    repo.commit("code");
    assert_eq!(told(&repo), [Value::Null; 0]);
    repo.stage("deploy.env", &text);
    repo.commit("settings");
    let paths = ["deploy.env", "notes.py"];
    assert_eq!(told(&repo), [json!(["notes.py", "code", paths])]);
}

#[test]
fn what_one_path_allows_another_may_not() {
    let repo = Repo::new();
    repo.write(
        "tightlip.toml",
        "[[allow]]\npaths = [\"vendor/**\"]\nreason = \"theirs\"\n",
    );
    repo.stage("vendor/key.py", config(1));
    repo.commit("vendor");
    assert_eq!(told(&repo), [Value::Null; 0]);
    // In the version that comes there first, it stands one line further down.
    repo.stage("lib/key.py", format!("\n{}", config(1)));
    repo.commit("moved");
    repo.stage("lib/key.py", config(1));
    repo.stage("vendor/key.py", format!("\n{}", config(1)));
    repo.commit("copied");
    let ran = history(&repo, &[]);
    let finding = &ran.findings()[0];
    assert_eq!(told(&repo).len(), 1);
    assert_eq!(finding["path"], "lib/key.py");
    assert_eq!(finding["source"]["message"], "moved");
    assert_eq!(finding["start_line"], 4);
    assert_eq!(
        finding["source"]["paths"],
        json!(["lib/key.py", "vendor/key.py"])
    );
}

#[test]
fn a_blob_that_was_allowed_first_counts_where_it_was_copied_to() {
    let repo = Repo::new();
    repo.write(
        "tightlip.toml",
        "[[allow]]\npaths = [\"vendor/**\"]\nreason = \"theirs\"\n",
    );
    repo.stage("vendor/key.py", config(1));
    repo.commit("vendor");
    repo.stage("lib/key.py", config(1));
    repo.commit("copied");
    let paths = ["lib/key.py", "vendor/key.py"];
    assert_eq!(told(&repo), [json!(["lib/key.py", "copied", paths])]);
}

#[test]
fn in_a_range_what_was_there_before_is_no_news() {
    let repo = Repo::new();
    repo.stage("tests/client.py", assigned(1));
    repo.commit("test");
    repo.stage("tests/new.py", assigned(2));
    repo.commit("another");
    repo.git(["mv", "tests", "src"]);
    repo.commit("product");
    let ran = history(&repo, &["--range", "HEAD~2..HEAD"]);
    let places: Vec<_> = ran.findings().iter().map(|one| place(one).1).collect();
    assert_eq!(places, ["tests/new.py"]);
}

/// What stands in a folder of the history counts whatever has its name now.
#[cfg(unix)]
#[test]
fn a_folder_that_became_a_file_or_a_link_has_no_configuration() {
    use std::os::unix::fs::symlink;
    let repo = Repo::new();
    repo.stage("conf/deep/key.py", assigned(1));
    repo.stage("a.py", assigned(2));
    repo.commit("one");
    repo.git(["rm", "--quiet", "-r", "conf"]);
    let elsewhere = repo.beside("elsewhere");
    std::fs::create_dir_all(elsewhere.join("deep")).unwrap();
    let all = "[[allow]]\npaths = [\"**\"]\nreason = \"x\"\n";
    std::fs::write(elsewhere.join("tightlip.toml"), all).unwrap();
    std::fs::write(elsewhere.join("deep/tightlip.toml"), all).unwrap();
    let conf = repo.path().join("conf");
    let make: [&dyn Fn(); 3] = [
        &|| std::fs::write(&conf, "a file\n").unwrap(),
        &|| symlink("conf", &conf).unwrap(),
        &|| symlink(&elsewhere, &conf).unwrap(),
    ];
    for make in make {
        make();
        let mut paths: Vec<_> = told(&repo).into_iter().map(|one| one[0].clone()).collect();
        paths.sort_by_key(Value::to_string);
        assert_eq!(paths, ["a.py", "conf/deep/key.py"]);
        std::fs::remove_file(&conf).unwrap();
    }
}

/// Ten entries that are one folder, level by level: a few objects that stand at 100,000 paths.
#[test]
fn of_countless_paths_some_are_told_and_that_there_are_more() {
    let repo = Repo::new();
    repo.write("key.py", assigned(1));
    let mut object = repo.git(["hash-object", "-w", "key.py"]).trim().to_owned();
    let mut kind = "100644 blob";
    for _ in 0..5 {
        let entry = |n: u32| format!("{kind} {object}\t{n}.py\n");
        let lines = (0..10).map(entry).collect::<Vec<_>>().concat();
        let ran = crate::support::run(repo.command("git").arg("mktree"), lines.as_bytes());
        object = ran.stdout.trim().to_owned();
        kind = "040000 tree";
    }
    let commit = repo.git(["commit-tree", "-m", "one", &object]);
    repo.git(["update-ref", "refs/heads/main", commit.trim()]);
    let ran = history(&repo, &["--branch=main"]);
    let findings = ran.findings();
    assert_eq!((ran.code, findings.len()), (1, 1));
    assert_eq!(
        findings[0]["source"]["paths"].as_array().unwrap().len(),
        10_000
    );
    let skipped = ran.json()["coverage"]["skipped"].to_string();
    assert!(skipped.contains("more paths than are listed"), "{skipped}");
}
