//! What git has to do with it: its index, its past, what it tracks.

use super::{app, fix, text, tree};
use crate::support::{Repo, token};

#[test]
fn a_dotenv_file_that_git_tracks_gets_no_value() {
    let repo = Repo::new();
    repo.stage(".env", "DEBUG=1\n");
    repo.commit("one");
    repo.write("app.py", app(1));
    let before = tree(repo.path());
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("git rm --cached -- .env"),
        "{}",
        ran.stdout
    );
    assert_eq!(tree(repo.path()), before);
}

#[test]
fn a_later_line_that_lets_the_dotenv_file_in_is_overridden() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env*\n!.env\n");
    repo.write("app.py", app(1));
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    repo.git(["check-ignore", "--quiet", ".env"]);
}

#[test]
fn the_index_keeps_what_it_has_and_the_user_is_told() {
    let repo = Repo::new();
    repo.stage("whole.py", app(1));
    repo.stage("partly.py", app(2));
    repo.write("partly.py", format!("{}# more\n", app(2)));
    let staged = repo.git(["ls-files", "--stage"]);
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("git add whole.py"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("git add -p partly.py"),
        "{}",
        ran.stdout
    );
    assert_eq!(repo.git(["ls-files", "--stage"]), staged);
    assert!(text(&repo, "partly.py").ends_with("# more\n"));
}

#[test]
fn a_secret_that_was_committed_is_said_to_be() {
    let repo = Repo::new();
    repo.stage("app.py", app(1));
    repo.commit("one");
    let commit = repo.git(["rev-parse", "--short=7", "HEAD"]);
    repo.write("new.py", app(2));
    let ran = fix(&repo, &[]);
    let since = format!("committed: since {commit}");
    assert_eq!(ran.stdout.matches(&since).count(), 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("no commit has it"), "{}", ran.stdout);
    assert!(ran.stdout.contains("--purge-script"), "{}", ran.stdout);
    let fast = fix(&repo, &["--no-history"]);
    assert!(!fast.stdout.contains("committed"), "{}", fast.stdout);
}

#[test]
fn no_repository_is_needed() {
    let folder = Repo::plain();
    folder.write("app.py", app(1));
    let before = tree(folder.path());
    assert_eq!(fix(&folder, &["--yes"]).code, 0);
    assert!(text(&folder, "app.py").contains("environ"));
    assert!(text(&folder, ".env").contains(&token(1)));
    assert_eq!(fix(&folder, &["--undo", "--yes"]).code, 0);
    assert_eq!(tree(folder.path()), before);
}
