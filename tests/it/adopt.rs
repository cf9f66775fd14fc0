//! `docs/adopt.md`: every command in it does what it says, from clone to a green hook.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use bitcoin_hashes::{Hash, sha1};
use serde_json::json;

use crate::support::{Ran, Repo, run, token};

const FILES: u64 = 40;
const A_FILE: u64 = 5;

/// The sections of the guide, each with its commands.
fn sections() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string("docs/adopt.md").unwrap();
    let mut sections = vec![(String::new(), Vec::new())];
    let mut is_code = false;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ").or(line.strip_prefix("### ")) {
            sections.push((title.to_owned(), Vec::new()));
        } else if line.starts_with("```") {
            is_code = line == "```sh";
        } else if is_code {
            let (_, commands) = sections.last_mut().unwrap();
            commands.push(line.to_owned());
        }
    }
    sections.retain(|(_, commands)| !commands.is_empty());
    sections
}

fn commands(title: &str) -> Vec<String> {
    let mut found = sections().into_iter().filter(|(own, _)| own == title);
    found
        .next()
        .unwrap_or_else(|| panic!("no section {title}"))
        .1
}

/// Runs a line of the guide in a shell; `# exit N` behind it says how it ends.
#[track_caller]
fn shell(repo: &Repo, folder: &str, line: &str) -> Ran {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_tightlip"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let mut command: Command = repo.command("sh");
    command
        .args(["-c", line])
        .env("PATH", path)
        .env("URL", repo.path())
        .current_dir(if folder.is_empty() {
            repo.path().parent().unwrap().to_owned()
        } else {
            repo.beside(folder)
        });
    let ran = run(&mut command, b"");
    let expected = line.rsplit_once("# exit ").map_or("0", |(_, code)| code);
    assert_eq!(ran.code.to_string(), expected, "{line}: {ran:?}");
    ran
}

/// A repository with 200 findings.
fn old() -> Repo {
    let repo = Repo::new();
    for file in 0..FILES {
        let line = |n| format!("key_{n} = \"{}\"\n", token(1 + file * A_FILE + n));
        let text: String = (0..A_FILE).map(line).collect();
        repo.stage(&format!("src/part{}/file{file}.py", file % 7), text);
    }
    repo.commit("years of work");
    repo
}

#[cfg(unix)]
#[test]
fn from_clone_to_a_green_hook_on_a_repository_of_200_findings() {
    let repo = old();
    let lines = commands("An old repository");
    let (first, rest) = lines.split_first().unwrap();
    shell(&repo, "", first);
    let seconds = std::time::Instant::now();
    for line in rest {
        shell(&repo, "app", line);
    }
    assert!(seconds.elapsed().as_secs() < 300, "five minutes");
    let shown = shell(&repo, "app", "tightlip baseline show");
    assert_eq!(
        shown.stdout.matches("before tightlip").count(),
        200,
        "{shown:?}"
    );
    shell(
        &repo,
        "app",
        "echo 'x = 1' > new.py && git add new.py && git commit -qm fine",
    );
    fs::write(
        repo.beside("app").join("leak.py"),
        format!("k = \"{}\"\n", token(999)),
    )
    .unwrap();
    shell(
        &repo,
        "app",
        "git add leak.py && git commit -qm leak # exit 1",
    );
}

#[cfg(unix)]
#[test]
fn the_other_commands_of_the_guide_run() {
    let repo = Repo::new();
    let secret = token(7);
    repo.write("services/pay/a.py", "x = 1\n");
    repo.write(
        "services/pay/tightlip.toml",
        "extends = [\"default\", \"../../team.toml\"]\n",
    );
    repo.write("team.toml", "[policy]\nrequire_reason = true\n");
    repo.stage("services/b.py", format!("k = \"{secret}\"\n"));
    repo.commit("one");
    repo.tightlip(["baseline", "create", "--reason", "r"]);
    for title in ["A monorepo", "A team's policy", "Exceptions that end"] {
        for line in commands(title) {
            shell(&repo, "repo", &line);
        }
    }
}

#[cfg(unix)]
#[test]
fn the_guides_imports_accept_what_the_other_tools_accepted() {
    let secret = token(7);
    let report = json!([{"RuleID": "openai-api-key", "StartLine": 1, "Secret": secret,
        "Match": secret, "File": "b.py", "Commit": "", "Entropy": 4.0}]);
    let hashed = json!({"version": "1.5.0", "plugins_used": [], "filters_used": [], "results":
        {"b.py": [{"type": "Secret Keyword", "filename": "b.py", "line_number": 1,
            "hashed_secret": sha1::Hash::hash(secret.as_bytes()).to_string()}]}});
    let clear = format!("version: 2\nsecret:\n  ignored_matches:\n    - match: {secret}\n");
    let kingfisher =
        "fingerprint_algorithm: k\nrepositories:\n- findings:\n  - path: b.py\n    line: 1\n";
    let detectors = "detectors:\n- name: x\n  keywords: [xkey]\n  regex: {a: 'xkey_[0-9]{9}'}\n";
    let all = [
        (".gitleaks.toml", "[extend]\nuseDefault = true\n".to_owned()),
        (".gitleaksignore", "b.py:openai-api-key:1\n".to_owned()),
        ("gitleaks-report.json", report.to_string()),
        (".secrets.baseline", hashed.to_string()),
        (".secretlintrc.json", "{\"rules\": []}".to_owned()),
        (".secretlintignore", "dist/\n".to_owned()),
        (".secretsignore", format!("dist/\n[secrets]\n{secret}\n")),
        ("exclude-paths.txt", "^b\\.py$\n".to_owned()),
        ("detectors.yaml", detectors.to_owned()),
        (".gitguardian.yaml", clear),
        ("kingfisher-baseline.yaml", kingfisher.to_owned()),
    ];
    let titles = [
        "From another tool",
        "gitleaks and betterleaks",
        "detect-secrets",
        "secretlint and ripsecrets",
        "TruffleHog",
        "ggshield",
        "Kingfisher",
    ];
    for title in titles {
        let repo = Repo::new();
        repo.stage("b.py", format!("k = \"{secret}\"\n"));
        repo.commit("one");
        let lines = commands(title);
        for (file, text) in &all {
            if title == titles[0] || lines.iter().any(|line| line.contains(file)) {
                repo.write(file, text);
            }
        }
        for line in lines {
            shell(&repo, "repo", &line);
        }
        // What the other tool had is no longer needed.
        for (file, _) in &all {
            let _ = fs::remove_file(repo.path().join(file));
        }
        assert_eq!(repo.found(["scan", "--no-hygiene"]), [""; 0], "{title}");
    }
}
