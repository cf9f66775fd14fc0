//! Which files of a working tree are scanned, and how they are named.

use crate::support::{Repo, token, utf16};

/// A line with a secret.
fn line(seed: u64) -> String {
    format!("key = \"{}\"\n", token(seed))
}

#[test]
fn the_current_folder_is_scanned_where_nothing_is_named() {
    let repo = Repo::new();
    repo.write("src/a.py", line(1));
    for args in [&["scan"][..], &["scan", "."], &["scan", "./"]] {
        assert_eq!(repo.found(args), ["src/a.py:1"], "{args:?}");
    }
}

#[test]
fn paths_are_reported_as_they_were_typed() {
    let repo = Repo::new();
    repo.write("src/a.py", line(1));
    let absolute = repo.path().to_str().unwrap();
    for (typed, shown) in [
        ("src", "src/a.py:1"),
        ("src/", "src/a.py:1"),
        ("./src", "src/a.py:1"),
        ("src/a.py", "src/a.py:1"),
        ("src/../src", "src/../src/a.py:1"),
        (absolute, &format!("{absolute}/src/a.py:1")),
    ] {
        assert_eq!(repo.found(["scan", typed]), [shown], "{typed}");
    }
    let from_below = repo.tightlip_with(["scan", "..", "--format=json"], b"", |command| {
        command.current_dir(repo.path().join("src"))
    });
    assert_eq!(from_below.found(), ["../src/a.py:1"]);
}

#[test]
fn several_paths_are_scanned_and_each_file_once() {
    let repo = Repo::new();
    repo.write("a/x.py", line(1));
    repo.write("b/y.py", line(2));
    repo.write("c/z.py", line(3));
    assert_eq!(repo.found(["scan", "b", "a"]), ["a/x.py:1", "b/y.py:1"]);
    assert_eq!(
        repo.found(["scan", "a", "a/x.py", "./a", "c/z.py"]),
        ["a/x.py:1", "c/z.py:1"]
    );
    assert_eq!(repo.found(["scan", ".", "a", "b/y.py"]).len(), 3);
}

#[test]
fn ignored_files_are_left_out_unless_they_are_named() {
    let repo = Repo::new();
    repo.write(".gitignore", "*.log\n/build/\n");
    repo.write("sub/.gitignore", "local.*\n!kept.log\n");
    for (seed, path) in [
        (1, "a.log"),
        (2, "build/out.js"),
        (3, "sub/local.py"),
        (4, "sub/kept.log"),
    ] {
        repo.write(path, line(seed));
    }
    assert_eq!(repo.found(["scan"]), ["sub/kept.log:1"]);
    assert_eq!(
        repo.found(["scan", "a.log", "build/out.js", "sub/local.py"]),
        ["a.log:1", "build/out.js:1", "sub/local.py:1"]
    );
    assert_eq!(repo.found(["scan", "build"]), ["build/out.js:1"]);
}

#[test]
fn every_kind_of_ignore_file_counts() {
    let repo = Repo::new();
    repo.write(".git/info/exclude", "excluded.py\n");
    repo.write(".ignore", "passed-over.py\n");
    let home = repo.beside("home");
    std::fs::write(home.join("excludes"), "everywhere.py\n").unwrap();
    std::fs::write(
        home.join(".gitconfig"),
        "[core]\nexcludesFile = ~/excludes\n",
    )
    .unwrap();
    for (seed, name) in ["excluded", "passed-over", "everywhere", "seen"]
        .into_iter()
        .enumerate()
    {
        repo.write(&format!("{name}.py"), line(seed as u64));
    }
    assert_eq!(repo.found(["scan"]), ["seen.py:1"]);
}

#[test]
fn hidden_files_are_scanned_and_git_itself_is_not() {
    let repo = Repo::new();
    repo.write(".config/app.toml", line(1));
    repo.write(".toolrc", line(2));
    repo.write(".git/notes.txt", line(3));
    repo.write("vendor/.git/config", line(4));
    assert_eq!(repo.found(["scan"]), [".config/app.toml:1", ".toolrc:1"]);
}

#[test]
fn wide_text_is_read_and_placed_in_the_raw_file() {
    let repo = Repo::plain();
    let text = format!("# ключ\n{}", line(1));
    let marked = format!("\u{FEFF}{text}");
    let at = |text: &str| {
        2 * text
            .find("sk-")
            .map(|at| text[..at].chars().count())
            .unwrap()
    };
    repo.write("be-marked.ps1", utf16(&marked, u16::to_be_bytes));
    repo.write("be.ps1", utf16(&text, u16::to_be_bytes));
    repo.write("le-marked.ps1", utf16(&marked, u16::to_le_bytes));
    repo.write("le.ps1", utf16(&text, u16::to_le_bytes));
    let ran = repo.tightlip(["scan", "--format=json"]);
    let places: Vec<(String, u64, u64, u64)> = ran
        .findings()
        .iter()
        .map(|finding| {
            let number = |field: &str| finding[field].as_u64().unwrap();
            (
                finding["path"].as_str().unwrap().to_owned(),
                number("start_line"),
                number("start_column"),
                number("byte_start"),
            )
        })
        .collect();
    let place = |path: &str, text: &str| (path.to_owned(), 2, 8, at(text) as u64);
    assert_eq!(
        places,
        [
            place("be-marked.ps1", &marked),
            place("be.ps1", &text),
            place("le-marked.ps1", &marked),
            place("le.ps1", &text)
        ]
    );
}

#[test]
fn bytes_that_are_no_utf_8_hide_nothing() {
    let repo = Repo::plain();
    let text = [b"caf\xE9 \xFF\xFE\n".as_slice(), line(1).as_bytes()].concat();
    repo.write("latin1.py", text);
    assert_eq!(repo.found(["scan"]), ["latin1.py:2"]);
}

#[test]
fn binary_files_are_skipped_and_counted() {
    let repo = Repo::plain();
    let image = [b"\x89PNG\r\n\0\0\0\x01".as_slice(), line(1).as_bytes()].concat();
    repo.write("a.png", image);
    let ran = repo.tightlip(["scan"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("1 binary"), "{}", ran.stderr);
    let skipped = &repo.tightlip(["scan", "--format=json"]).json()["coverage"]["skipped"];
    assert_eq!(skipped[0]["path"], "a.png");
    assert_eq!(skipped[0]["reason"], "binary");
}

#[test]
fn files_over_the_cap_are_skipped_and_counted() {
    let repo = Repo::plain();
    repo.write("big.py", line(1) + &"#".repeat(2000));
    repo.write("small.py", line(2));
    let ran = repo.tightlip(["scan", "--max-size=1K", "--format=json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.found(), ["small.py:1"]);
    let report = ran.json();
    assert_eq!(report["status"], "findings");
    assert_eq!(report["coverage"]["files"], 1);
    assert_eq!(report["coverage"]["skipped"][0]["path"], "big.py");
    assert!(ran.stderr.contains("1 over the size cap"), "{}", ran.stderr);
    assert_eq!(repo.found(["scan"]), ["big.py:1", "small.py:1"]);
}

#[test]
fn a_huge_file_of_one_line_is_scanned_to_its_end() {
    let repo = Repo::plain();
    let filler = "var a=1;".repeat(400_000);
    repo.write("min.js", format!("{filler}key=\"{}\";{filler}", token(1)));
    let ran = repo.tightlip(["scan", "--format=json"]);
    let finding = &ran.findings()[0];
    assert_eq!(finding["start_line"], 1);
    assert_eq!(finding["start_column"], filler.len() + 6);
    assert_eq!(finding["byte_start"], filler.len() + 5);
    let text = repo.tightlip(["scan"]).stdout;
    assert!(
        text.lines().all(|line| line.chars().count() <= 110),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_so_loops_end() {
    use std::os::unix::fs::symlink;
    let repo = Repo::new();
    repo.write("real/a.py", line(1));
    std::fs::write(repo.beside("outside.py"), line(2)).unwrap();
    symlink("..", repo.path().join("real/up")).unwrap();
    symlink("loop", repo.path().join("loop")).unwrap();
    symlink("real", repo.path().join("alias")).unwrap();
    symlink(repo.beside("outside.py"), repo.path().join("out.py")).unwrap();
    let ran = repo.tightlip(["scan", "--format=json"]);
    assert_eq!(ran.found(), ["real/a.py:1"]);
    assert_eq!(ran.json()["status"], "findings");
    assert_eq!(repo.found(["scan", "alias"]), ["alias/a.py:1"]);
    assert_eq!(repo.found(["scan", "out.py"]), ["out.py:1"]);
}

#[test]
fn a_repository_inside_another_is_scanned_with_it() {
    let repo = Repo::new();
    repo.write("vendor/lib/a.py", line(1));
    repo.git(["init", "--quiet", "vendor/lib"]);
    assert_eq!(repo.found(["scan"]), ["vendor/lib/a.py:1"]);
}
