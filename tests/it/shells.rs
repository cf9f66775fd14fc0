//! Completions in real shells, and manual pages in what shows them. A program that is missing is
//! told on standard error; where `CI` is set that is a failure.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use crate::support::{Ran, Repo, run};
use crate::triage::screen::Screen;

fn is_here(program: &str) -> bool {
    let mut asked = Command::new(program);
    asked.arg("--version").stdout(Stdio::null());
    if asked.stderr(Stdio::null()).status().is_ok() {
        return true;
    }
    let set = env::var("CI").is_ok_and(|value| !value.is_empty());
    assert!(!set, "CI has no {program}");
    let word = format!("skipped: no {program}\n");
    io::stderr().write_all(word.as_bytes()).unwrap();
    false
}

/// A folder with a report in it, and the completions of a shell.
fn folder(shell: &str) -> Repo {
    let repo = Repo::plain();
    repo.write("leaks.json", "[]");
    let ran = repo.tightlip(["completions", shell]);
    assert_eq!(ran.code, 0);
    repo.write(&format!("tightlip.{shell}"), ran.stdout);
    repo
}

/// What is typed, and what the shell adds to it.
const TYPED: [(&str, &str); 6] = [
    ("tightlip comple", "tions"),
    ("tightlip report conv", "ert"),
    ("tightlip scan --show-sec", "rets"),
    ("tightlip scan --format sar", "if"),
    ("tightlip scan --report-no-such", ""),
    ("tightlip report convert lea", "ks.json"),
];

/// Types into a shell that has begun, and looks at what a tab adds.
fn type_all(mut screen: Screen) {
    screen.await_prompt("ready>");
    let mut prompt = String::from("ready> ");
    for (step, (typed, added)) in TYPED.into_iter().enumerate() {
        screen.type_in(typed);
        screen.await_line(&format!("{prompt}{typed}"));
        screen.type_in("\t");
        if added.is_empty() {
            // What is not completed stays as it is; an echo says that the tab was seen.
            screen.type_in("Z");
        }
        let echo = if added.is_empty() { "Z" } else { added };
        screen.await_line(&format!("{prompt}{typed}{echo}"));
        // A prompt of its own for each line: a shell that only draws the old one again is not ready.
        prompt = format!("step{step}> ");
        screen.type_in(&format!("\u{15}PS1='{prompt}'\n"));
        screen.await_line(&prompt);
    }
    screen.type_in("exit 0\n");
    assert_eq!(screen.end().0, 0);
}

#[test]
fn bash_completes() {
    if !is_here("bash") {
        return;
    }
    let repo = folder("bash");
    repo.write(
        "rc",
        "PS1='ready> '; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'\n\
         . ./tightlip.bash\n",
    );
    type_all(Screen::run(&repo, "exec bash --noprofile --rcfile rc -i"));
}

#[test]
fn zsh_completes() {
    if !is_here("zsh") {
        return;
    }
    let repo = folder("zsh");
    repo.write(
        "functions/_tightlip",
        fs::read(repo.path().join("tightlip.zsh")).unwrap(),
    );
    repo.write(
        ".zshrc",
        "PS1='ready> '; unsetopt beep; unset zle_bracketed_paste; fpath=($PWD/functions $fpath)\n\
         autoload -U compinit && compinit -u -d $PWD/dump\n",
    );
    type_all(Screen::run(&repo, "ZDOTDIR=$PWD exec zsh -d -i"));
}

#[test]
fn fish_completes() {
    if !is_here("fish") {
        return;
    }
    let repo = folder("fish");
    for (typed, added) in TYPED {
        let script = format!("source tightlip.fish; complete -C '{typed}'");
        let ran = run(
            repo.command("fish").args(["--no-config", "-c", &script]),
            b"",
        );
        assert_eq!((ran.code, &*ran.stderr), (0, ""));
        let (_, word) = typed.rsplit_once(' ').unwrap();
        let offered = ran.stdout.split(['\t', '\n']).next().unwrap();
        let expected = if added.is_empty() {
            String::new()
        } else {
            format!("{word}{added}")
        };
        assert_eq!(offered, expected, "{typed}: {}", ran.stdout);
    }
}

#[test]
fn manual_pages_are_shown_without_a_warning() {
    let repo = Repo::plain();
    assert_eq!(repo.tightlip(["man", "--dir", "pages"]).code, 0);
    let mut pages: Vec<String> = fs::read_dir(repo.path().join("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    assert!(pages.len() > 20, "{pages:?}");
    let show = |program: &str, args: &[&str], page: &str| -> Ran {
        let mut command = repo.command(program);
        let page = format!("pages/{page}");
        run(command.args(args).arg(page).env("MANPAGER", "cat"), b"")
    };
    let viewers: [(&str, &[&str]); 2] = [
        ("groff", &["-man", "-Tascii", "-ww"]),
        ("man", &["--warnings", "-l"]),
    ];
    for (program, args) in viewers {
        if !is_here(program) {
            continue;
        }
        for page in &pages {
            let ran = show(program, args, page);
            assert_eq!((ran.code, &*ran.stderr), (0, ""), "{program} {page}");
            let name = page.strip_suffix(".1").unwrap();
            assert!(ran.stdout.contains(name), "{program} {page}");
        }
    }
    if is_here("mandoc") {
        let ran = show("mandoc", &["-T", "ascii", "-W", "error"], "tightlip-scan.1");
        assert_eq!(ran.code, 0, "{ran:?}");
        let ran = show(
            "mandoc",
            &["-T", "lint", "-W", "warning"],
            "tightlip-scan.1",
        );
        assert!(!ran.stdout.contains("cannot parse date"), "{ran:?}");
    }
    let first = repo.tightlip(["man"]);
    assert!(first.stdout.contains(".TH tightlip 1 \"\" \"tightlip "));
    assert!(first.stdout.is_ascii());
}
