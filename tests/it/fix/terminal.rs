//! `fix` where somebody can answer: in a real pseudo-terminal.

use super::{app, text, tree};
use crate::support::{Repo, token};
use crate::triage::screen::Screen;

/// The code and all that was written; no key may be in it.
fn ended(screen: Screen) -> (i32, String) {
    let (code, said) = screen.end();
    assert!(!said.contains(&token(1)[20..40]), "a key in {said}");
    (code, said)
}

#[test]
fn a_person_is_asked_and_anything_but_yes_changes_nothing() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    let before = tree(repo.path());
    for answer in ["n\n", "\n", "yess\n"] {
        let mut screen = Screen::run(&repo, "tightlip fix --color never");
        screen.await_prompt("Change 4 files? [y/N]");
        screen.type_in(answer);
        let (code, said) = ended(screen);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("nothing was changed"), "{said}");
        assert_eq!(tree(repo.path()), before, "{answer:?}");
    }
}

#[test]
fn yes_does_it_and_undo_asks_as_well() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    let before = tree(repo.path());
    let mut screen = Screen::run(&repo, "tightlip fix --color never");
    screen.await_prompt("Change 4 files? [y/N]");
    screen.type_in("y\n");
    let (code, said) = ended(screen);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 moved"), "{said}");
    assert!(text(&repo, "app.py").contains("os.environ"));

    let after = tree(repo.path());
    let mut screen = Screen::run(&repo, "tightlip fix --undo --color never");
    screen.await_prompt("Put these files back as they were? [y/N]");
    screen.type_in("n\n");
    assert_eq!(ended(screen).0, 1);
    assert_eq!(tree(repo.path()), after);
    let mut screen = Screen::run(&repo, "tightlip fix --undo --color never");
    screen.await_prompt("Put these files back as they were? [y/N]");
    screen.type_in("yes\n");
    let (code, said) = ended(screen);
    assert_eq!(code, 0, "{said}");
    assert_eq!(tree(repo.path()), before);
}

#[test]
fn with_yes_or_a_dry_run_nobody_is_asked() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    let (code, said) = ended(Screen::run(&repo, "tightlip fix --dry-run"));
    assert_eq!(code, 1, "{said}");
    assert!(!said.contains("[y/N]"), "{said}");
    assert!(said.contains("\u{1b}["), "a terminal has colours: {said}");
    let (code, said) = ended(Screen::run(&repo, "tightlip fix --yes"));
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("[y/N]"), "{said}");
}
