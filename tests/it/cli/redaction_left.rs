//! What stays on the disk, and what the other commands say, holds no secret either.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use tightlip::rule::template::{Dice, expand};

use crate::support::{Repo, token};

/// Commands that speak of secrets and change nothing that others need.
const COMMANDS: [&[&str]; 14] = [
    &["scan", "-v", "--timings"],
    &["scan", "-v", "--timings", "--log-format=json"],
    &["history", "--cache", "-v", "--log-format=json"],
    &["history", "--cache", "-v", "--timings"],
    &["explain", "app.py:2"],
    &["explain", "app.py:2", "--log-format=json"],
    &["hygiene", "-v"],
    &["fix", "--dry-run"],
    &["fix", "--dry-run", "--format=json"],
    &["fix", "--to=vault"],
    &["hook", "run", "pre-commit"],
    &["baseline", "create"],
    &["baseline", "show"],
    &["config", "show"],
];

fn secrets() -> [String; 3] {
    let password = expand("{alnum:22}", &mut Dice::new(3)).unwrap();
    [token(1), token(2), password]
}

fn leaky() -> Repo {
    let repo = Repo::new();
    let [one, two, password] = secrets();
    repo.stage("app.py", format!("import os\nkey = \"{one}\" # {two}\n"));
    // The cache keeps what holds nothing.
    repo.stage("clean.py", "answer = 42\n");
    repo.commit(&format!("Use {two}"));
    let text = format!("db:\n  password: \"{password}\"\nkey: {one}\n");
    repo.stage("b.yaml", text);
    repo
}

/// All files below a folder, but for git's own objects, which hold what was committed.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with(".git/objects") {
                files(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// A secret as it is, and as any Base64 around it holds it.
fn guises(secret: &str) -> Vec<String> {
    let body = &secret[12..];
    let most = (body.len() - 2) / 3 * 3;
    let encoded = (0..3).map(|from| BASE64.encode(&body.as_bytes()[from..][..most]));
    // It may begin anywhere in a group of three bytes.
    encoded.chain([body.to_owned()]).collect()
}

/// The files that hold so much of a secret that it helps.
fn telling(repo: &Repo) -> Vec<String> {
    let mut all = Vec::new();
    files(repo.path(), &mut all);
    files(&repo.beside("home"), &mut all);
    assert!(all.len() > 5);
    let tells = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let mut guises = secrets().into_iter().flat_map(|secret| guises(&secret));
        guises.any(|guise| text.contains(&guise))
    };
    let all = all.into_iter().filter(tells);
    let mut names: Vec<String> = all
        .map(|path| {
            let inside = path.strip_prefix(repo.path()).unwrap_or(&path);
            inside.to_string_lossy().replace('\\', "/")
        })
        .collect();
    names.sort();
    names
}

#[test]
fn no_command_says_or_leaves_a_secret() {
    let repo = leaky();
    let before = telling(&repo);
    assert!(before.contains(&"app.py".to_owned()), "{before:?}");
    for command in COMMANDS {
        let ran = repo.tightlip(command);
        assert!([0, 1].contains(&ran.code), "{command:?} {ran:?}");
        for secret in secrets() {
            for said in [&ran.stdout, &ran.stderr] {
                assert!(!said.contains(&secret[12..]), "{command:?}: {said}");
            }
        }
    }
    let kept = fs::read_dir(repo.path().join(".git/tightlip")).unwrap();
    assert!(kept.count() > 0, "the cache was written");
    assert!(repo.path().join(".tightlip-baseline.json").is_file());
    assert_eq!(telling(&repo), before);
}

#[cfg(unix)]
#[test]
fn after_fix_only_the_dotenv_file_and_the_journal_of_mode_600_hold_it() {
    use std::os::unix::fs::PermissionsExt;
    let repo = Repo::new();
    let [one, ..] = secrets();
    repo.write("app.py", format!("import os\nkey = \"{one}\"\n"));
    let ran = repo.tightlip(["fix", "--yes", "-v", "--timings", "--log-format=json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stdout.contains(&one[12..]) && !ran.stderr.contains(&one[12..]));
    let left = telling(&repo);
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.contains(&".env".to_owned()));
    assert!(left[1].starts_with(".git/tightlip/"), "{left:?}");
    for path in left {
        let mode = fs::metadata(repo.path().join(&path)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{path}");
    }
}
