//! What ignore rules leave out.

use super::*;

#[test]
fn ignore_rules_hold_in_a_repository() {
    let dir = tree(&[
        "a.log",
        "kept.log",
        "b.tmp",
        "c.bak",
        "d.py",
        "sub/a.log",
        "sub/e.txt",
        "sub/d.py",
    ]);
    write(&dir, ".git/info/exclude", "*.bak\n");
    write(&dir, ".gitignore", "*.log\n!kept.log\n/.*ignore\n");
    write(&dir, ".ignore", "*.tmp\n");
    write(&dir, "sub/.gitignore", "*.txt\n.gitignore\n");
    assert_eq!(seen(&dir, &["."]), ["d.py", "kept.log", "sub/d.py"]);
    assert_eq!(seen(&dir, &["sub"]), ["sub/d.py"]);
}

#[test]
fn a_broken_line_in_an_ignore_file_is_no_failure() {
    let dir = tree(&[".git/", "a.log", "sub/a.py"]);
    write(&dir, ".gitignore", "a[\n*.log\n.gitignore\n");
    assert_eq!(seen(&dir, &["."]), ["sub/a.py"]);
    assert_eq!(seen(&dir, &["sub"]), ["sub/a.py"]);
}

#[test]
fn gitignore_means_nothing_outside_a_repository_and_ignore_does() {
    let dir = tree(&["a.log", "b.tmp"]);
    write(&dir, ".gitignore", "*.log\n");
    write(&dir, ".ignore", "*.tmp\n.*ignore\n");
    assert_eq!(seen(&dir, &["."]), ["a.log"]);
}

#[test]
fn excludes_hold_in_a_linked_worktree() {
    let dir = tree(&["linked/a.log", "linked/b.py"]);
    write(&dir, "main/.git/info/exclude", "*.log\n");
    write(&dir, "main/.git/worktrees/linked/commondir", "../..\n");
    let git = dir.path().join("main/.git/worktrees/linked");
    write(&dir, "linked/.git", format!("gitdir: {}\n", git.display()));
    assert_eq!(seen(&dir, &["linked"]), ["linked/b.py"]);
}

#[test]
fn the_users_own_excludes_hold() {
    if is_again() {
        assert_eq!(seen_from_here(&["."]), ["a.py"]);
        return;
    }
    let dir = tree(&["repo/.git/", "repo/a.py", "repo/b.swp"]);
    write(&dir, "excludes", "*.swp\n");
    let excludes = dir.path().join("excludes");
    let config = format!("[core]\n\texcludesFile = {}\n", excludes.display());
    write(&dir, ".gitconfig", config);
    let repo = dir.path().join("repo");
    again("ignored::the_users_own_excludes_hold", &repo, dir.path());
}

#[test]
fn what_is_named_is_scanned_whatever_ignores_it() {
    let dir = tree(&[".git/config", "out/a.log", "out/sub/b.log", "x.log"]);
    write(&dir, ".gitignore", "/out/\nx.log\n.gitignore\n");
    assert!(seen(&dir, &["."]).is_empty());
    assert_eq!(seen(&dir, &["x.log"]), ["x.log"]);
    assert_eq!(seen(&dir, &["out/sub/b.log"]), ["out/sub/b.log"]);
    assert_eq!(seen(&dir, &[".git/config"]), [".git/config"]);
    assert_eq!(seen(&dir, &["out"]), ["out/a.log", "out/sub/b.log"]);
    let both = [".", "out/sub", "x.log"];
    assert_eq!(seen(&dir, &both), ["out/sub/b.log", "x.log"]);
}

#[test]
fn what_is_ignored_is_scanned_where_ignore_rules_do_not_count() {
    let dir = tree(&[".git/", "a", "b/c", "d"]);
    write(&dir, ".gitignore", "b\n");
    write(&dir, ".ignore", "d\n");
    let all = Options {
        heeds_ignores: false,
        ..Options::default()
    };
    let sink = scan_with(&dir, &[""], all);
    let paths: Vec<String> = sink.paths().iter().map(|path| below(&dir, path)).collect();
    assert_eq!(paths, [".gitignore", ".ignore", "a", "b/c", "d"]);
}
