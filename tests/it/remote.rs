//! `tightlip history URL`: copies of repositories elsewhere, and what is left of them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Ran, Repo, token};

/// A repository whose history holds a secret, and an empty folder for temporary files.
fn elsewhere() -> (Repo, PathBuf) {
    let repo = Repo::new();
    repo.stage("leak.py", format!("key = \"{}\"\n", token(1)));
    repo.commit("one");
    repo.git(["rm", "--quiet", "leak.py"]);
    repo.commit("two");
    let temporary = repo.beside("temporary");
    fs::create_dir(&temporary).unwrap();
    (repo, temporary)
}

fn history(repo: &Repo, temporary: &Path, address: &str) -> Ran {
    repo.tightlip_with(
        ["history", "--format=json", "--", address],
        b"",
        |command| {
            command
                .current_dir(temporary.parent().unwrap())
                .env("TMPDIR", temporary)
        },
    )
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn a_repository_elsewhere_is_copied_scanned_and_forgotten() {
    let (repo, temporary) = elsewhere();
    let ran = history(
        &repo,
        &temporary,
        &format!("file://{}", repo.path().display()),
    );
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.found(), ["leak.py:1"]);
    assert_eq!(ran.findings()[0]["source"]["in_head"], false);
    assert!(is_empty(&temporary));
}

#[test]
fn whatever_it_shows_a_reference_to_is_copied() {
    let (repo, temporary) = elsewhere();
    repo.git(["notes", "add", "-m", &token(2)]);
    repo.git(["checkout", "--quiet", "--orphan", "request"]);
    repo.stage("request.py", format!("key = \"{}\"\n", token(3)));
    repo.commit("three");
    repo.git(["update-ref", "refs/pull/7/head", "HEAD"]);
    repo.git(["checkout", "--quiet", "--detach", "HEAD"]);
    let address = format!("file://{}", repo.path().display());
    assert_eq!(history(&repo, &temporary, &address).findings().len(), 3);
}

#[test]
fn what_cannot_be_copied_leaves_nothing_and_shows_no_credentials() {
    let (repo, temporary) = elsewhere();
    let password = ["hunter", "2hunter2"].concat();
    // Nobody listens there.
    let address = format!("http://me:{password}@127.0.0.1:9/x.git");
    let ran = history(&repo, &temporary, &address);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("http://***@127.0.0.1:9/x.git"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    assert!(is_empty(&temporary));
    let gone = format!("file://{}/nowhere", repo.path().display());
    let ran = history(&repo, &temporary, &gone);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(is_empty(&temporary));
    // Git's words, without line feeds that are written out, and where they were to go.
    assert!(ran.stderr.contains("fatal: "), "{ran:?}");
    assert!(!ran.stderr.contains("\\n"), "{ran:?}");
    assert!(!ran.stderr.contains("tightlip-"), "{ran:?}");
    assert!(!ran.stderr.contains("Cloning"), "{ran:?}");
}

#[test]
fn no_address_becomes_an_option_or_a_command() {
    let (repo, temporary) = elsewhere();
    let ran_file = temporary.parent().unwrap().join("ran");
    let touch = format!("touch {}", ran_file.display());
    for address in [
        format!("ext::sh -c {}", touch.replace(' ', "% ")),
        format!("--upload-pack={touch}://x"),
        format!("-u{touch}:x"),
        "ssh://-oProxyCommand=x/y".to_owned(),
    ] {
        let ran = history(&repo, &temporary, &address);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(!ran_file.exists(), "{address}");
    }
    // Not by way of git's own settings, either.
    let settings = repo.beside("gitconfig");
    let text = format!(
        "[url \"ext::sh -c touch% {} \"]\n\tinsteadOf = https://h/\n[protocol \"ext\"]\n\tallow = always\n",
        ran_file.display()
    );
    fs::write(&settings, text).unwrap();
    let ran = repo.tightlip_with(["history", "https://h/x"], b"", |command| {
        command
            .env("GIT_CONFIG_GLOBAL", &settings)
            .env("TMPDIR", &temporary)
    });
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(!ran_file.exists());
    assert!(is_empty(&temporary));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let (repo, temporary) = elsewhere();
    // A git that takes its time, and whose child outlives it and holds its standard error.
    let programs = repo.beside("programs");
    fs::create_dir(&programs).unwrap();
    let git = programs.join("git");
    fs::write(
        &git,
        "#!/bin/sh\nsleep 100 &\necho slow > \"$(eval echo \\${$#})/started\"\nexec sleep 100\n",
    )
    .unwrap();
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).unwrap();
    let mut child = repo
        .command(env!("CARGO_BIN_EXE_tightlip"))
        .args(["history", "https://h/x"])
        .env("TMPDIR", &temporary)
        .env(
            "PATH",
            format!("{}:{}", programs.display(), std::env::var("PATH").unwrap()),
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let is_started = || {
        let copies = fs::read_dir(&temporary).unwrap();
        copies
            .flatten()
            .any(|copy| copy.path().join("started").exists())
    };
    while !is_started() {
        assert!(
            started.elapsed() < Duration::from_secs(50),
            "it never began"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    // Its configuration holds the address, with what may be a password.
    for copy in fs::read_dir(&temporary).unwrap().flatten() {
        let mode = copy.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let told = Instant::now();
    let status = child.wait().unwrap();
    assert!(told.elapsed() < Duration::from_secs(40));
    assert_ne!(status.code(), Some(0));
    assert!(is_empty(&temporary));
}
