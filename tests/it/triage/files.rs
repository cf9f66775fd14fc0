//! What decisions do to files: comments, moves into `.env`, and nothing where a file has changed.

use super::screen::Screen;
use super::{read, repo};
use crate::support::{Repo, token};

#[test]
fn a_file_that_changes_meanwhile_is_left_alone() {
    let repo = repo();
    let mut screen = Screen::run(&repo, "tightlip triage d.sh");
    screen.await_prompt("decide:");
    repo.write("d.sh", "# other\n");
    screen.type_in("i");
    screen.await_prompt("why?");
    screen.type_in("demo\n");
    screen.await_text("the file is not as it was when it was scanned");
    assert_eq!(read(&repo, "d.sh"), "# other\n");
    repo.write("d.sh", format!("export KEY='{}'\n", token(3)));
    screen.await_prompt("decide:");
    screen.type_in("i");
    screen.await_prompt("why (Enter: demo)?");
    screen.type_in("\n");
    screen.await_prompt("b back");
    repo.write("d.sh", "# other again\n");
    screen.type_in("u");
    screen.await_text("changed by somebody else");
    screen.type_in("q");
    screen.end();
    assert_eq!(read(&repo, "d.sh"), "# other again\n");
}

#[test]
fn two_places_in_one_file_keep_their_decisions() {
    let repo = Repo::new();
    let text = format!(
        "a = \"{}\"\nb = \"{}\"\nc = \"{}\"\n",
        token(1),
        token(2),
        token(1)
    );
    repo.write("a.py", text);
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    for _ in 0..2 {
        screen.type_in("i");
        screen.await_prompt("why");
        screen.type_in("demo\n");
        screen.await_text("written: a.py");
    }
    screen.await_prompt("b back");
    screen.type_in("q");
    assert_eq!(screen.end().0, 0);
    let marked = read(&repo, "a.py");
    let each = marked
        .lines()
        .all(|line| line.ends_with("\"  # tightlip:allow openai-project-key -- demo"));
    assert!(each, "{marked}");
    assert_eq!(repo.tightlip(["scan"]).code, 0);
}

#[test]
fn a_secret_can_be_moved_into_the_dotenv_file_and_back() {
    let repo = Repo::new();
    let before = format!("import os\n\nkey = \"{}\"\n", token(1));
    repo.write("a.py", &before);
    repo.write("b.json", format!("{{\"key\": \"{}\"}}\n", token(2)));
    repo.git(["add", "."]);
    repo.commit("old");
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    screen.type_in("e");
    let seen = screen.await_text("secret 2 of 2");
    assert!(seen.contains(".env"), "{seen}");
    assert!(
        seen.contains("note: git's index still holds it: `git add a.py`"),
        "{seen}"
    );
    assert!(!read(&repo, "a.py").contains(&token(1)));
    assert!(read(&repo, ".env").contains(&token(1)));
    assert!(read(&repo, ".gitignore").contains(".env"));
    screen.await_prompt("decide:");
    screen.type_in("e");
    screen.await_text("not moved: b.json:1:");
    screen.await_prompt("decide:");
    screen.type_in("u");
    screen.await_text("undone");
    screen.await_prompt("decide:");
    assert_eq!(read(&repo, "a.py"), before, "to the byte");
    assert!(!repo.path().join(".env").exists());
    screen.type_in("e");
    screen.await_text("secret 2 of 2");
    screen.await_prompt("decide:");
    screen.type_in("q");
    let (code, all) = screen.end();
    assert_eq!(code, 1);
    assert!(!all.contains(&token(1)) && !all.contains(&token(2)));
    assert_eq!(repo.found(["scan"]), ["b.json:1"]);
}

#[test]
fn a_move_that_was_taken_back_elsewhere_is_not_taken_back_again() {
    let repo = Repo::new();
    let before = format!("import os\n\nkey = \"{}\"\n", token(1));
    repo.write("a.py", &before);
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    screen.type_in("e");
    screen.await_text("That was the last one.");
    screen.await_prompt("b back");
    let undone = repo.tightlip(["fix", "--undo", "--yes"]);
    assert_eq!(undone.code, 0, "{undone:?}");
    screen.type_in("u");
    screen.await_text("not done: `fix` was run since; take it back by `tightlip fix --undo`");
    screen.type_in("q");
    screen.end();
    assert_eq!(read(&repo, "a.py"), before);
}

#[test]
fn names_of_files_move_no_cursor() {
    let repo = Repo::new();
    let name = "a\u{1b}]0;owned\u{7}\u{1b}[2J.py";
    repo.write(name, format!("# \u{1b}[31m\nkey = \"{}\"\n", token(1)));
    let mut screen = Screen::run(&repo, "tightlip triage --color never");
    let seen = screen.await_prompt("decide:");
    assert!(
        seen.contains("a\\u{1b}]0;owned\\u{7}\\u{1b}[2J.py:2:"),
        "{seen}"
    );
    screen.type_in("i");
    screen.await_prompt("why?");
    screen.type_in("demo\n");
    screen.await_prompt("b back");
    screen.type_in("q");
    let (_, all) = screen.end();
    assert!(!all.contains("\u{1b}]"), "{all:?}");
    assert!(!all.contains("\u{1b}[2J"), "{all:?}");
    assert!(!all.contains("\u{1b}[31m"), "{all:?}");
    assert!(read(&repo, name).contains("tightlip:allow"));
}

#[test]
fn what_others_write_into_the_baseline_meanwhile_is_kept() {
    let repo = repo();
    let keyed = |args: &[&str]| {
        repo.tightlip_with(args, b"", |command| {
            command.env("TIGHTLIP_FINGERPRINT_KEY", "always the same")
        })
    };
    keyed(&["baseline", "create", "d.sh", "--reason", "first"]);
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    let update = keyed(&["baseline", "update", "c.json", "--reason", "meanwhile"]);
    assert!(update.stderr.contains("1 added"), "{update:?}");
    screen.type_in("f");
    screen.await_prompt("why?");
    screen.type_in("docs\n");
    screen.await_text("secret 2 of 2");
    let all = [
        "false-positive app.py docs",
        "false-positive b/other.py docs",
        "accepted c.json meanwhile",
        "accepted d.sh first",
    ];
    assert_eq!(super::entries(&repo), all);
    screen.await_prompt("decide:");
    keyed(&["baseline", "prune"]);
    screen.type_in("u");
    screen.await_text("undone");
    assert_eq!(super::entries(&repo), all[2..]);
    screen.await_prompt("decide:");
    repo.tightlip(["baseline", "create", "--force", "c.json"]);
    screen.type_in("f");
    screen.await_prompt("why");
    screen.type_in("\n");
    screen.await_text("it was made under another key");
    screen.type_in("q");
    screen.end();
}

#[test]
fn a_mark_names_a_rule_of_ones_own_as_it_is_written() {
    let repo = Repo::new();
    repo.write(
        "tightlip.toml",
        "[[rule]]\nid = \"Acme_Key\"\nname = \"Acme key\"\nseverity = \"high\"\nanchors = [\"acme_\"]\npattern = 'acme_[0-9a-f]{12}'\n",
    );
    repo.write("a.py", "key = \"acme_7f3a9c2e51b8\"\n");
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    screen.type_in("i");
    screen.await_prompt("why?");
    screen.type_in("made up\n");
    screen.await_prompt("b back");
    screen.type_in("q");
    assert_eq!(screen.end().0, 0);
    assert!(read(&repo, "a.py").ends_with("# tightlip:allow Acme_Key -- made up\n"));
}

#[test]
fn a_secret_at_many_places_is_marked_at_once() {
    let repo = Repo::new();
    let lines = |mark: &str| {
        let line = |n| format!("token{n} = \"{}\"{mark}\n", token(1));
        (0..400).map(line).collect::<String>()
    };
    repo.write("many.py", lines(""));
    let answer = b"{\"decision\":\"mark\",\"reason\":\"x\"}\n";
    let start = std::time::Instant::now();
    let ran = repo.tightlip_with(["triage", "--json"], answer, |command| command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    let mark = "  # tightlip:allow openai-project-key -- x";
    assert_eq!(read(&repo, "many.py"), lines(mark));
}
