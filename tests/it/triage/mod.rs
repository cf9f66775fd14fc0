//! `tightlip triage`: the walk in a real pseudo-terminal, and the talk with a program.

mod files;
mod json;
pub(crate) mod screen;

use std::fs;

use crate::support::{Repo, token};
use screen::Screen;

const BASELINE: &str = ".tightlip-baseline.json";

/// Three secrets: one at two places, one in JSON, one in a dotenv file that is ignored.
fn repo() -> Repo {
    let repo = Repo::new();
    let key = format!(
        "import os\n\ndef connect():\n    key = \"{}\"\n    return key\n",
        token(1)
    );
    repo.write("app.py", key);
    repo.write("b/other.py", format!("KEY = \"{}\"\n", token(1)));
    repo.write("c.json", format!("{{\"key\": \"{}\"}}\n", token(2)));
    repo.write("d.sh", format!("export KEY='{}'\n", token(3)));
    repo
}

fn read(repo: &Repo, path: &str) -> String {
    fs::read_to_string(repo.path().join(path)).unwrap_or_default()
}

/// `verdict path reason` of the baseline's entries.
fn entries(repo: &Repo) -> Vec<String> {
    let ran = repo.tightlip_with(["baseline", "show", "--format=json"], b"", |command| {
        command.env("TIGHTLIP_FINGERPRINT_KEY", "always the same")
    });
    let entries: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let entries = entries.as_array().unwrap().iter();
    let line = |entry: &serde_json::Value| {
        let of = |key: &str| entry[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", of("verdict"), of("path"), of("reason"))
    };
    entries.map(line).collect()
}

#[test]
fn a_walk_decides_about_one_secret_after_the_other() {
    let repo = repo();
    let mut screen = Screen::run(&repo, "tightlip triage --color never");
    let first = screen.await_prompt("decide:");
    insta::assert_snapshot!(first);
    assert!(first.lines().count() <= 24);
    screen.type_in("f");
    screen.await_prompt("why?");
    screen.type_in("from the docs\n");
    let second = screen.await_text("secret 2 of 3");
    assert!(
        second.contains("written: .tightlip-baseline.json"),
        "{second}"
    );
    let first_entries = entries(&repo);
    assert_eq!(
        first_entries,
        [
            "false-positive app.py from the docs",
            "false-positive b/other.py from the docs"
        ],
        "written at once, every place"
    );
    screen.await_prompt("decide:");
    screen.type_in("i");
    screen.await_prompt("why (Enter: from the docs)?");
    screen.type_in("\n");
    screen.await_text("files of this kind have no comments");
    screen.await_prompt("decide:");
    screen.type_in("a");
    screen.await_prompt("until which day");
    screen.type_in("soon\n");
    screen.await_text("write a day such as");
    screen.await_prompt("until which day");
    screen.type_in("2020-01-01\n");
    screen.await_text("that day is over");
    screen.await_prompt("until which day");
    screen.type_in("2999-01-31\n");
    screen.await_prompt("why (Enter: from the docs)?");
    screen.type_in("until it is rotated\n");
    screen.await_text("secret 3 of 3");
    screen.await_prompt("decide:");
    screen.type_in("i");
    screen.await_prompt("why (Enter: until it is rotated)?");
    screen.type_in("local only\n");
    screen.await_prompt("b back, u undo, Enter ends:");
    let mark = format!(
        "export KEY='{}'  # tightlip:allow openai-project-key -- local only\n",
        token(3)
    );
    assert_eq!(read(&repo, "d.sh"), mark);
    screen.type_in("\n");
    let (code, all) = screen.end();
    assert_eq!(code, 0, "{all}");
    assert!(all.contains("everything is decided"), "{all}");
    for seed in 1..=3 {
        assert!(!all.contains(&token(seed)), "secrets are redacted");
    }
    assert_eq!(
        repo.tightlip_with(["scan"], b"", |command| {
            command.env("TIGHTLIP_FINGERPRINT_KEY", "always the same")
        })
        .code,
        0
    );
}

#[test]
fn decisions_can_be_taken_back_and_changed() {
    let repo = repo();
    let before = read(&repo, "app.py");
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    screen.type_in("u");
    screen.await_text("there is nothing to undo");
    screen.type_in("b");
    screen.await_text("this is the first");
    screen.type_in("i");
    screen.await_prompt("why?");
    screen.type_in("demo\n");
    screen.await_text("secret 2 of 3");
    screen.await_prompt("decide:");
    assert!(read(&repo, "app.py").contains("key = \"sk-"));
    assert!(read(&repo, "app.py").contains("\"  # tightlip:allow openai-project-key -- demo\n"));
    assert!(read(&repo, "b/other.py").contains("# tightlip:allow"));
    screen.type_in("b");
    screen.await_text("(decided: comment in the file)");
    screen.await_prompt("decide:");
    screen.type_in("t");
    screen.await_prompt("why (Enter: demo)?");
    screen.type_in("\n");
    screen.await_text("undo that first");
    screen.await_prompt("decide:");
    screen.type_in("u");
    screen.await_text("undone");
    screen.await_prompt("decide:");
    assert_eq!(read(&repo, "app.py"), before, "to the byte");
    screen.type_in("t");
    screen.await_prompt("why (Enter: demo)?");
    screen.type_in("\n");
    screen.await_text("secret 2 of 3");
    screen.await_prompt("decide:");
    screen.type_in("b");
    screen.await_text("(decided: test-value)");
    screen.await_prompt("decide:");
    screen.type_in("r");
    screen.await_prompt("why (Enter: demo)?");
    screen.type_in("\n");
    screen.await_prompt("decide:");
    assert_eq!(
        entries(&repo),
        ["revoked app.py demo", "revoked b/other.py demo"]
    );
    screen.type_in("u");
    screen.await_prompt("decide:");
    assert_eq!(
        entries(&repo),
        ["test-value app.py demo", "test-value b/other.py demo"]
    );
    screen.type_in("q");
    let (code, all) = screen.end();
    assert_eq!(code, 1, "two are left: {all}");
    assert!(all.contains("1 decided, 2 left"), "{all}");
}

#[test]
fn a_walk_goes_on_where_it_was_left() {
    let repo = repo();
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    screen.type_in("r");
    screen.await_prompt("why?");
    screen.type_in("rotated\n");
    screen.await_text("secret 2 of 3");
    screen.type_in("q");
    assert_eq!(screen.end().0, 1);
    let mut screen = Screen::run(&repo, "tightlip triage");
    let first = screen.await_text("secret 1 of 2");
    assert!(first.contains("c.json"), "{first}");
    screen.await_prompt("decide:");
    screen.type_in("s");
    screen.await_text("secret 2 of 2");
    screen.await_prompt("decide:");
    screen.type_in("?");
    screen.await_text("Undo the last decision");
    screen.type_in("q");
    assert_eq!(screen.end().0, 1);
}

#[test]
fn ctrl_c_leaves_the_terminal_as_it_was() {
    let repo = repo();
    let mut screen = Screen::run(&repo, "trap : INT; tightlip triage; echo code $?; stty -a");
    screen.await_prompt("decide:");
    screen.type_in("\u{3}");
    let (_, all) = screen.end();
    assert!(all.contains("code 130"), "{all}");
    let flags: Vec<&str> = all
        .split("code 130")
        .nth(1)
        .unwrap()
        .split([' ', ';', '\r', '\n'])
        .collect();
    for flag in ["icanon", "echo", "isig", "opost", "icrnl"] {
        assert!(flags.contains(&flag), "{flag}: {all}");
    }
    assert!(!repo.path().join(BASELINE).exists(), "nothing was decided");
}

#[test]
fn whoever_ends_it_from_outside_finds_the_terminal_as_it_was() {
    let repo = repo();
    let line = "sh -c 'echo $$ > pid; exec tightlip triage'; echo code $?; stty -a";
    let mut screen = Screen::run(&repo, line);
    screen.await_prompt("decide:");
    let pid = read(&repo, "pid");
    let ended = std::process::Command::new("kill").arg(pid.trim()).status();
    assert!(ended.unwrap().success());
    let (_, all) = screen.end();
    assert!(all.contains("code 143"), "{all}");
    let after = all.split("code 143").nth(1).unwrap();
    let flags: Vec<&str> = after.split([' ', ';', '\r', '\n']).collect();
    for flag in ["icanon", "echo", "isig"] {
        assert!(flags.contains(&flag), "{flag}: {all}");
    }
}

#[test]
fn what_is_shown_fits_the_window_also_after_it_was_resized() {
    let repo = repo();
    let long = format!(
        "x = 1  # {}\nkey = \"{}\"  # {}\n",
        "long ".repeat(60),
        token(4),
        "wide ".repeat(60)
    );
    repo.write("e.py", long);
    let mut screen = Screen::run(&repo, "tightlip triage e.py --color never");
    screen.await_prompt("decide:");
    screen.type_in("s");
    screen.await_prompt("b back");
    screen.resize(60);
    screen.type_in("b");
    screen.await_prompt("decide:");
    screen.type_in("q");
    let (_, all) = screen.end();
    let parts: Vec<&str> = all.split("secret 1 of 1").collect();
    for (part, columns) in [(parts[1], 80), (parts[2], 60)] {
        let source = part.lines().filter(|line| line.contains(" | "));
        let widest = source.map(|line| line.trim_end().chars().count()).max();
        let widest = widest.unwrap();
        assert!(
            widest <= columns && widest > columns - 12,
            "{widest} of {columns}: {part}"
        );
    }
}

#[test]
fn a_dumb_terminal_is_asked_line_by_line() {
    let repo = repo();
    let mut screen = Screen::run_as(&repo, "tightlip triage --color always", "dumb");
    screen.await_prompt("decide:");
    screen.type_in("false positive\n");
    screen.await_prompt("why?");
    screen.type_in("docs\n");
    screen.await_text("secret 2 of 3");
    screen.await_prompt("decide:");
    screen.type_in("quit\n");
    let (code, all) = screen.end();
    assert_eq!(code, 1);
    assert!(!all.contains('\u{1b}'), "no escapes: {all:?}");
    assert_eq!(entries(&repo).len(), 2);
}

#[test]
fn a_reason_is_needed_unless_the_configuration_says_otherwise() {
    let repo = repo();
    let mut screen = Screen::run(&repo, "tightlip triage");
    screen.await_prompt("decide:");
    screen.type_in("f");
    screen.await_prompt("why?");
    screen.type_in("\n");
    screen.await_text("a reason is needed");
    screen.type_in("q");
    assert_eq!(screen.end().0, 1);
    repo.write("tightlip.toml", "[policy]\nrequire_reason = false\n");
    let mut screen = Screen::run(&repo, "tightlip triage --owner team-a");
    screen.await_prompt("decide:");
    screen.type_in("f");
    screen.await_prompt("why?");
    screen.type_in("\n");
    screen.await_text("secret 2 of 3");
    screen.type_in("q");
    assert_eq!(screen.end().0, 1);
    assert_eq!(
        entries(&repo),
        ["false-positive app.py -", "false-positive b/other.py -"]
    );
    assert_eq!(
        read(&repo, BASELINE)
            .matches("\"owner\":\"team-a\"")
            .count(),
        2
    );
}

#[test]
fn without_a_terminal_there_is_no_walk() {
    let repo = repo();
    let ran = repo.tightlip(["triage"]);
    let baseline = repo.tightlip(["triage", "--json", "--no-baseline"]);
    assert_eq!((ran.code, baseline.code), (2, 2));
    insta::assert_snapshot!(format!("{}\n{}", ran.stderr, baseline.stderr));
}

#[test]
fn nothing_found_is_nothing_to_decide() {
    let repo = Repo::new();
    repo.write("a.txt", "nothing\n");
    let (code, all) = Screen::run(&repo, "tightlip triage").end();
    assert_eq!(code, 0);
    assert!(all.contains("nothing to decide"), "{all}");
}

#[test]
fn what_the_history_alone_holds_can_be_decided() {
    let repo = Repo::new();
    repo.stage("a.py", format!("key = \"{}\"\n", token(1)));
    repo.commit("one");
    repo.stage("a.py", "nothing\n");
    repo.commit("two");
    let mut screen = Screen::run(&repo, "tightlip triage --history");
    let seen = screen.await_prompt("decide:");
    assert!(seen.contains("not in HEAD"), "{seen}");
    screen.type_in("i");
    screen.await_prompt("why?");
    screen.type_in("old\n");
    screen.await_text("it is not in a file of the working tree");
    screen.type_in("r");
    screen.await_prompt("why (Enter: old)?");
    screen.type_in("\n");
    screen.await_prompt("b back");
    screen.type_in("\n");
    assert_eq!(screen.end().0, 0);
    assert!(read(&repo, BASELINE).contains("\"in\":\"history\""));
}
