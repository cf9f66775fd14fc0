//! The projects of `fixtures/projects`, one a language and framework: what each prints before
//! `fix`, it prints after it, with `.env` loaded as its own library does; the scan is clean but
//! for what must be left; and undo gives back every byte.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use tightlip::rule::template::{Dice, expand};

use super::loaders::command;
use super::{fix, text, tree};
use crate::support::{Ran, Repo, run, token};

/// What `project.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    /// What it shows, for readers of the folder.
    #[serde(rename = "about")]
    _about: String,
    /// A line of shell that succeeds where all that is needed is installed.
    #[serde(default)]
    needs: Option<String>,
    /// A line of shell that prints what the program reads.
    #[serde(default)]
    run: Option<String>,
    /// The same after `fix`, if it is started in another way.
    #[serde(default)]
    run_after: Option<String>,
    /// No library loads `.env`: the shell that starts the program does.
    #[serde(default)]
    load: bool,
    /// Its compiler takes many seconds.
    #[serde(default)]
    slow: bool,
    /// What files hold afterwards.
    #[serde(default)]
    after: BTreeMap<String, Vec<String>>,
    /// Files in which something must be left, and a word of why or what to do.
    #[serde(default)]
    left: BTreeMap<String, String>,
}

macro_rules! projects {
    ($($name:ident),* $(,)?) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                reads_the_same_afterwards(stringify!($name));
            }
        )*
    };
}

projects!(
    agent_crew,
    agents_mcp,
    csharp_plain,
    docker_compose,
    docker_image,
    github_actions,
    go_constant,
    go_godotenv,
    groovy_gradle,
    java_plain,
    java_spring,
    kotlin_plain,
    make_file,
    next_app,
    node_dotenv,
    node_env_file,
    notebook,
    perl_plain,
    php_dotenv,
    php_laravel,
    powershell_script,
    python_decouple,
    python_django,
    python_dotenv,
    python_environ,
    python_flask,
    python_pydantic,
    ruby_dotenv,
    ruby_rails,
    rust_dotenvy,
    rust_plain,
    scala_plain,
    settings_files,
    shell_deploy,
    terraform_module,
    vite_vue,
);

#[test]
fn every_project_is_tested() {
    let mut names: Vec<String> = fs::read_dir(folder(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, NAMES);
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/projects")
        .join(name)
}

#[track_caller]
fn reads_the_same_afterwards(name: &str) {
    let (project, repo) = made(name);
    let can_run = is_installed(name, &project, &repo);
    let before = tree(repo.path());
    let line = project.run.as_deref().unwrap_or("true");
    let printed = can_run.then(|| started(&repo, line));
    let secrets = secrets();
    for (name, value) in secrets
        .iter()
        .filter(|(name, _)| matches!(*name, "KEY" | "PASSWORD"))
    {
        let is_there = before.values().any(|(text, _)| holds(text, value));
        let is_shown = printed.as_ref().is_none_or(|all| all.contains(value));
        assert!(is_shown || !is_there, "{name} is not read");
    }
    repo.git(["add", "--all", "--force"]);
    repo.commit("one");

    let ran = fix(&repo, &["--yes"]);
    check_text(&project, &repo, &ran, &secrets);
    if let Some(printed) = printed {
        let line = project.run_after.as_deref().unwrap_or(line);
        let load = if project.load {
            "set -a; . ./.env; set +a; "
        } else {
            ""
        };
        assert_eq!(started(&repo, &format!("{load}{line}")), printed);
    }
    assert_eq!(fix(&repo, &["--undo", "--yes"]).code, 0);
    let mut now = tree(repo.path());
    now.retain(|path, _| before.contains_key(path) || path.contains(".env"));
    assert_eq!(now, before);
}

/// What is found afterwards is what was left, and nothing else of the secrets is to be seen.
#[track_caller]
fn check_text(project: &Project, repo: &Repo, ran: &Ran, secrets: &[(&str, String)]) {
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, i32::from(!project.left.is_empty()), "{said}");
    for (_, secret) in secrets {
        assert!(!said.contains(&secret[10..]), "{said}");
    }
    for (path, word) in &project.left {
        let lines: Vec<&str> = said.lines().collect();
        let is_said = lines.windows(2).any(|lines| {
            lines[0].starts_with(&format!("left {path}:"))
                && (lines[0].contains(word) || lines[1].contains(word))
        });
        assert!(is_said, "{path}: {word}\n{said}");
    }
    for (path, parts) in &project.after {
        let now = text(repo, path);
        for part in parts {
            assert!(now.contains(part), "{path}: {part}\n{now}\n{said}");
        }
    }
    // What the index still has is exposed as well.
    repo.git(["add", "--update"]);
    let mut found = repo.found(["scan", "."]);
    for place in &mut found {
        place.truncate(place.rfind(':').unwrap_or(place.len()));
    }
    found.sort();
    found.dedup();
    let left: Vec<&String> = project.left.keys().collect();
    assert_eq!(found.iter().collect::<Vec<_>>(), left, "{said}");
    for (path, (text, _)) in tree(repo.path()) {
        if path != ".env" && !project.left.contains_key(&path) {
            for (name, secret) in secrets {
                assert!(!holds(&text, secret), "{path} still has {name}");
            }
        }
    }
}

fn holds(text: &[u8], value: &str) -> bool {
    memchr::memmem::find(text, value.as_bytes()).is_some()
}

/// A copy of a project, with secrets in it.
fn made(name: &str) -> (Project, Repo) {
    let repo = Repo::new();
    let secrets = secrets();
    let mut project = None;
    for (path, (bytes, _)) in tree(&folder(name)) {
        let text = String::from_utf8(bytes).unwrap();
        if path == "project.toml" {
            project = Some(toml::from_str(&text).unwrap());
            continue;
        }
        let filled = secrets.iter().fold(text, |text, (name, value)| {
            let mark = format!("@{name}@");
            lined(&text, &mark, value)
        });
        repo.write(&path, filled);
    }
    (project.expect("a project.toml"), repo)
}

/// Fills a mark; each line of the value is indented as the mark is.
fn lined(text: &str, mark: &str, value: &str) -> String {
    let Some(at) = text.find(mark) else {
        return text.to_owned();
    };
    let indent: String = {
        let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
        text[line..at].chars().take_while(|c| *c == ' ').collect()
    };
    text.replace(mark, &value.replace('\n', &format!("\n{indent}")))
}

/// What stands for the marks. Without what a language would have to escape; quoting is tested
/// elsewhere.
fn secrets() -> Vec<(&'static str, String)> {
    let made = |template: &str, seed| expand(template, &mut Dice::new(seed)).unwrap();
    let line = |seed| made("{base64:64}", seed);
    vec![
        ("KEY", token(1)),
        ("PASSWORD", made("{alnum:9}-{alnum:6}_{alnum:4}", 3)),
        ("KEY2", token(2)),
        ("PASSWORD2", made("{alnum:8}-{alnum:7}_{alnum:4}", 4)),
        ("SECRET", made("{alnum:50}", 5)),
        ("LANGFUSE", made("sk-lf-{uuid}", 17)),
        ("TOKEN", made("glpat-{alnum:20}", 18)),
        ("PEM", (6..16).map(line).collect::<Vec<_>>().join("\n")),
    ]
}

fn is_installed(name: &str, project: &Project, repo: &Repo) -> bool {
    let Some(needs) = &project.needs else {
        return false;
    };
    let is_wanted = !project.slow || env::var_os("TIGHTLIP_SLOW_TESTS").is_some();
    let there = is_wanted && shell(repo, needs).code == 0;
    if !there {
        let _ = writeln!(io::stderr(), "not run: {name} ({needs})");
    }
    there
}

/// What a program prints.
#[track_caller]
fn started(repo: &Repo, line: &str) -> String {
    let ran = shell(repo, line);
    assert_eq!(ran.code, 0, "{line}: {}{}", ran.stdout, ran.stderr);
    ran.stdout
}

fn shell(repo: &Repo, line: &str) -> Ran {
    let mut shell: Command = command(repo, "sh");
    shell
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("LC_ALL", "C.UTF-8");
    for kept in ["GOROOT", "JAVA_HOME"] {
        if let Some(value) = env::var_os(kept) {
            shell.env(kept, value);
        }
    }
    // Rust's tools look for themselves at home.
    for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        let home =
            || env::var_os("HOME").map(|home| Path::new(&home).join(folder).into_os_string());
        if let Some(value) = env::var_os(name).or_else(home) {
            shell.env(name, value);
        }
    }
    run(shell.arg("-c").arg(line), b"")
}
