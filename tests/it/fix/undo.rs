//! Taking it back.

use std::fs;

use super::{app, fix, text, tree};
use crate::support::Repo;

#[test]
fn undo_gives_back_every_byte_and_mode() {
    let repo = Repo::new();
    repo.write("a.py", app(1).replace('\n', "\r\n"));
    repo.write("lib/b.py", format!("\u{feff}{}# end", app(2)));
    repo.write(".env.example", "A=\n");
    repo.write(".gitignore", "target");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let run = repo.path().join("a.py");
        fs::set_permissions(run, fs::Permissions::from_mode(0o750)).unwrap();
    }
    let before = tree(repo.path());
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    let after = tree(repo.path());
    assert_ne!(after, before);
    assert_eq!(after["a.py"].1, before["a.py"].1, "the mode stays");
    let ran = fix(&repo, &["--undo", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(tree(repo.path()), before);
    let again = fix(&repo, &["--undo", "--yes"]);
    assert!(again.stderr.contains("nothing to take back"));
}

#[test]
fn what_was_changed_since_is_not_taken_back() {
    let repo = Repo::new();
    repo.write("a.py", app(1));
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    repo.write("a.py", format!("{}# mine\n", text(&repo, "a.py")));
    let before = tree(repo.path());
    let ran = fix(&repo, &["--undo", "--yes"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("a.py was changed since"),
        "{}",
        ran.stderr
    );
    assert_eq!(tree(repo.path()), before);
}

#[test]
fn without_a_terminal_undo_wants_a_yes() {
    let repo = Repo::new();
    repo.write("a.py", app(1));
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    let before = tree(repo.path());
    let ran = fix(&repo, &["--undo"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("take back a.py\n"), "{ran:?}");
    assert!(ran.stderr.contains("`--yes` does it"), "{ran:?}");
    assert_eq!(tree(repo.path()), before);
}

#[cfg(unix)]
#[test]
fn the_journal_is_for_its_owner_alone() {
    let repo = Repo::new();
    repo.write("a.py", app(1));
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    let folder = repo.path().join(".git/tightlip");
    let files: Vec<_> = fs::read_dir(folder).unwrap().flatten().collect();
    assert_eq!(files.len(), 1);
    assert_eq!(super::mode(&files[0].path()), 0o600);
}
