//! Which configuration files count.

use crate::support::{Repo, token};

const OFF: &str = "[rules]\ndisable = [\"openai-project-key\"]\n";

fn leaky() -> Repo {
    let repo = Repo::new();
    for path in ["a.txt", "one/b.txt", "one/two/c.txt"] {
        repo.write(path, format!("see {}\n", token(1)));
    }
    repo
}

/// Lines of standard output that name a finding's place.
fn found_in(repo: &Repo, folder: &str, args: &[&str]) -> Vec<String> {
    let args = ["scan", "--format=json"].iter().chain(args);
    let folder = repo.path().join(folder);
    let ran = repo.tightlip_with(args, b"", |command| command.current_dir(folder));
    ran.found()
}

#[test]
fn the_file_at_the_top_counts_wherever_a_scan_starts() {
    for name in ["tightlip.toml", ".tightlip.toml"] {
        let repo = leaky();
        repo.write(name, OFF);
        assert_eq!(repo.found(["scan"]), [""; 0]);
        assert_eq!(repo.found(["scan", "one/two/c.txt"]), [""; 0]);
        assert_eq!(found_in(&repo, "one/two", &[]), [""; 0]);
    }
}

#[test]
fn nothing_above_the_repository_counts() {
    let repo = leaky();
    std::fs::write(repo.beside("tightlip.toml"), OFF).unwrap();
    assert_eq!(repo.found(["scan", "a.txt"]), ["a.txt:1"]);
}

#[test]
fn a_file_further_down_counts_for_its_own_folder() {
    let repo = leaky();
    repo.write("one/tightlip.toml", OFF);
    assert_eq!(repo.found(["scan"]), ["a.txt:1"]);
    assert_eq!(found_in(&repo, "one", &[]), [""; 0]);
    assert_eq!(found_in(&repo, "", &["one/two"]), [""; 0]);
    repo.git(["add", "."]);
    assert_eq!(repo.found(["scan", "--staged"]), ["a.txt:1"]);
}

#[test]
fn paths_are_from_the_folder_of_the_file() {
    let repo = leaky();
    let allow = "[[allow]]\npaths = [\"/two/\"]\nreason = \"r\"\n";
    repo.write("one/tightlip.toml", allow);
    assert_eq!(repo.found(["scan"]), ["a.txt:1", "one/b.txt:1"]);
    assert_eq!(found_in(&repo, "one", &[]), ["b.txt:1"]);
    repo.write("tightlip.toml", allow);
    assert_eq!(repo.found(["scan"]), ["a.txt:1", "one/b.txt:1"]);
}

#[test]
fn what_cannot_count_further_down_is_said() {
    let repo = leaky();
    repo.write("one/tightlip.toml", "[scan]\nmin_severity = \"critical\"\n");
    let ran = repo.tightlip(["scan"]);
    let note = "note: one/tightlip.toml:2: counts only where a scan starts in that folder, or if a \
                file above extends it\n";
    assert!(ran.stderr.starts_with(note), "{}", ran.stderr);
}

#[test]
fn rules_are_turned_on_and_off_for_a_folder_wherever_a_scan_starts() {
    let repo = leaky();
    repo.write("tightlip.toml", "[rules]\ndisable = [\"openai-*\"]\n");
    let on = "[rules]\nenable = [\"openai-project-key\"]\n";
    repo.write("one/tightlip.toml", on);
    repo.write("one/two/tightlip.toml", OFF);
    repo.write("one/three/d.txt", format!("see {}\n", token(2)));
    let below = ["one/b.txt:1", "one/three/d.txt:1"];
    assert_eq!(repo.found(["scan"]), below);
    assert_eq!(repo.found(["scan", "one"]), below);
    assert_eq!(found_in(&repo, "one", &[]), ["b.txt:1", "three/d.txt:1"]);
    assert_eq!(found_in(&repo, "one/two", &[]), [""; 0]);
    let ran = repo.tightlip(["scan"]);
    assert!(!ran.stderr.contains("note:"), "{}", ran.stderr);
    repo.git(["add", "."]);
    assert_eq!(repo.found(["scan", "--staged"]), below);
    repo.commit("all");
    assert_eq!(repo.found(["history"]), below);
    // One file that is named counts alone.
    let named = ["scan", "--config", "tightlip.toml"];
    assert_eq!(repo.found(named), [""; 0]);
}

#[test]
fn a_rule_that_is_off_in_a_folder_takes_nothing_from_one_that_counts_there() {
    let repo = Repo::new();
    repo.write("a.py", format!("api_token = \"{}\"\n", token(1)));
    repo.write("one/a.py", format!("api_token = \"{}\"\n", token(1)));
    repo.write("one/tightlip.toml", OFF);
    let rules = |folder: &str| {
        let ran = repo.tightlip_with(["scan", "--format=json"], b"", |command| {
            command.current_dir(repo.path().join(folder))
        });
        let rule = |finding: &serde_json::Value| finding["rule"].as_str().unwrap().to_owned();
        ran.findings().iter().map(rule).collect::<Vec<_>>()
    };
    let inside = rules("one");
    assert!(
        inside.iter().all(|rule| rule.starts_with("generic-")),
        "{inside:?}"
    );
    assert_eq!(inside.len(), 1);
    assert_eq!(rules(""), ["openai-project-key", &inside[0]]);
}

#[test]
fn a_file_that_asks_for_fewer_reasons_than_one_above_is_named() {
    let repo = leaky();
    repo.write("tightlip.toml", "[policy]\nrequire_reason = true\n");
    let looser = "[policy]\nrequire_reason = false\n[[allow]]\nrules = [\"openai-*\"]\n";
    repo.write("one/tightlip.toml", looser);
    let note =
        "note: one/tightlip.toml:2: asks for no reasons, though tightlip.toml:2 asks for them\n";
    for args in [&["scan"][..], &["scan", "one"]] {
        let ran = repo.tightlip(args);
        assert!(ran.stderr.contains(note), "{}", ran.stderr);
    }
}

#[test]
fn what_a_file_further_down_extends_is_said_not_to_count() {
    let repo = leaky();
    repo.write("one/c.txt", "password = \"q7Zp2Lk9Xw4Vb8Nt\"\n"); // tightlip:allow
    repo.write("one/tightlip.toml", "extends = [\"../team.toml\"]\n");
    repo.write("team.toml", "");
    let ran = repo.tightlip(["scan"]);
    let note = "one/tightlip.toml:1: counts only where a scan starts in that folder";
    assert!(ran.stderr.contains(note), "{}", ran.stderr);
}

#[test]
fn whether_a_reason_is_asked_for_holds_further_down_too() {
    let repo = leaky();
    repo.write("tightlip.toml", "[policy]\nrequire_reason = false\n");
    repo.write("one/tightlip.toml", "[[allow]]\nrules = [\"openai-*\"]\n");
    assert_eq!(repo.found(["scan"]), ["a.txt:1"]);
    assert_eq!(found_in(&repo, "one", &[]), [""; 0]);
}

#[test]
fn another_tools_file_at_the_top_counts_beside_ours_further_down() {
    let repo = leaky();
    let list = "[allowlist]\npaths = ['''^one/b.txt$''', '''^a.txt$''']\n";
    repo.write(".gitleaks.toml", list);
    repo.write("one/tightlip.toml", "[scan]\nmin_severity = \"low\"\n");
    assert_eq!(repo.found(["scan"]), ["one/two/c.txt:1"]);
    assert_eq!(found_in(&repo, "one", &[]), ["two/c.txt:1"]);
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let repo = leaky();
    let ran = repo.tightlip_with(["scan", "--format=json"], b"", |command| {
        command
            .env("TIGHTLIP_CONFIG", "")
            .env("TIGHTLIP_MIN_CONFIDENCE", "")
            .env("TIGHTLIP_NO_INLINE_ALLOW", "")
    });
    assert_eq!(ran.found().len(), 3, "{}", ran.stderr);
}

#[test]
fn a_mistake_further_down_is_an_error_once_something_is_found_there() {
    let repo = leaky();
    repo.write("one/tightlip.toml", "disable = 1\n");
    let ran = repo.tightlip(["scan"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr.contains("one/tightlip.toml:1:1"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_file_that_is_named_counts_alone() {
    let repo = leaky();
    repo.write("tightlip.toml", "[scan]\nmin_severity = \"critical\"\n");
    repo.write("one/tightlip.toml", "disable = 1\n");
    std::fs::write(repo.beside("ci.toml"), OFF).unwrap();
    assert_eq!(repo.found(["scan", "--config", "../ci.toml"]), [""; 0]);
    let ran = repo.tightlip_with(["scan", "--format=json"], b"", |command| {
        command.env("TIGHTLIP_CONFIG", "../ci.toml")
    });
    assert_eq!(ran.found(), [""; 0]);
}

#[test]
fn files_are_extended_in_order_and_only_once() {
    let repo = leaky();
    std::fs::create_dir(repo.beside("team")).unwrap();
    let team = |name: &str, text: &str| std::fs::write(repo.beside("team").join(name), text);
    team("base.toml", OFF).unwrap();
    team("team.toml", "extends = [\"base.toml\"]\n").unwrap();
    let extends = "extends = [\"default\", \"../team/team.toml\", \"../team/base.toml\"]\n";
    repo.write("tightlip.toml", extends);
    assert_eq!(repo.found(["scan"]), [""; 0]);
    let enable = format!("{extends}[rules]\nenable = [\"openai-project-key\"]\n");
    repo.write("tightlip.toml", enable);
    assert_eq!(repo.found(["scan"]).len(), 3);
}

#[test]
fn what_counts_in_one_of_several_repositories_alone_is_said() {
    let (one, other) = (leaky(), leaky());
    one.write(".gitleaksignore", "a.txt:openai:1\n");
    assert_eq!(one.tightlip(["baseline", "create"]).code, 0);
    let ran = other.tightlip_with(["scan"], b"", |command| {
        command
            .current_dir(std::env::temp_dir())
            .args([one.path(), other.path()])
    });
    for name in [".tightlip-baseline.json", ".gitleaksignore"] {
        let said = format!("{name} does not count here: scan that repository alone\n");
        assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    }
}

#[test]
fn what_another_tools_file_extends_counts_in_place_if_it_lies_in_the_repository() {
    let repo = leaky();
    let extend = |path: &str| format!("[extend]\nuseDefault = true\npath = \"{path}\"\n");
    let list = "[extend]\nuseDefault = true\n[allowlist]\npaths = ['''^a.txt$''']\n";
    repo.write(".gitleaks.toml", extend("conf/base.toml"));
    repo.write("conf/base.toml", list);
    assert_eq!(repo.found(["scan"]), ["one/b.txt:1", "one/two/c.txt:1"]);
    std::fs::write(repo.beside("base.toml"), "password = 'hunter2 it is'").unwrap();
    repo.write(".gitleaks.toml", extend("../base.toml"));
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
}
