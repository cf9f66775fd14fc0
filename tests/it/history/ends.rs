//! How a scan of a history ends that cannot go on: nothing is lost, nothing is broken.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::equal::{generated, said};
use super::*;

/// A history that takes a while: `blobs` files full of words that rules look at.
fn long(blobs: usize) -> Repo {
    let repo = Repo::new();
    let mut stream = b"commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\n\
        data 0\n"
        .to_vec();
    let body = "token, key, secret: password and api_key are words = \"of a text\"\n".repeat(100);
    for at in 0..blobs {
        let text = format!("{}{at}\n{body}", config(at as u64 % 9));
        stream.extend(format!("M 100644 inline f{at}.py\ndata {}\n", text.len()).bytes());
        stream.extend(text.bytes());
        stream.push(b'\n');
    }
    let ran = crate::support::run(
        repo.command("git").args(["fast-import", "--quiet"]),
        &stream,
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    repo
}

fn start(repo: &Repo, args: &[&str]) -> Child {
    let mut command = repo.command(env!("CARGO_BIN_EXE_tightlip"));
    command.args(["history", "--format=json"]).args(args);
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args([name, &pid])
        .status();
    assert!(sent.is_ok());
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_at_once_with_what_was_found_so_far() {
    leaves_at_once("-INT");
}

#[cfg(unix)]
#[test]
fn so_does_a_terminal_that_is_closed() {
    leaves_at_once("-HUP");
}

#[cfg(unix)]
fn leaves_at_once(name: &str) {
    let mut wait = Duration::from_millis(700);
    for blobs in [2_000, 20_000, 60_000, 60_000, 60_000, 60_000] {
        let repo = long(blobs);
        let child = start(&repo, &["--threads=1"]);
        std::thread::sleep(wait);
        signal(&child, name);
        let sent = Instant::now();
        let ran = Ran::from(child.wait_with_output().unwrap());
        let took = sent.elapsed();
        if ran.stdout.is_empty() {
            // On a busy machine it had not begun to listen.
            wait *= 3;
            continue;
        }
        let report = ran.json();
        if report["coverage"]["blobs"] == blobs {
            // It was done before it could be stopped.
            continue;
        }
        assert_eq!(report["status"], "incomplete");
        let skipped = report["coverage"]["skipped"].to_string();
        assert!(skipped.contains("the scan was interrupted"), "{skipped}");
        let findings = ran.findings();
        let found = findings.len();
        // Who brought it is known of the first commit, where it was met.
        assert!(findings.iter().all(|finding| {
            let source = &finding["source"];
            source["commits"] != 0 && source["paths"][0] == finding["path"]
        }));
        assert_eq!(ran.code, if found > 0 { 1 } else { 3 });
        // A moment; of a machine that is very busy, a long one.
        assert!(took < Duration::from_secs(30), "{took:?}");
        return;
    }
    panic!("it was always done, or had not begun, when it was told to stop");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_breaks_nothing() {
    let repo = generated(7, 30);
    let plain = |mut report: Value| {
        report["coverage"]["bytes"] = Value::Null;
        report["coverage"]["elapsed_ms"] = Value::Null;
        report
    };
    let whole = plain(said(&repo, &[]));
    let report = repo.beside("report.json");
    std::fs::write(&report, "before").unwrap();
    let to = format!("--report=json={}", report.display());
    let args = ["--cache", "--min-confidence=low", &to];
    for wait in 0..12 {
        let mut child = start(&repo, &args);
        std::thread::sleep(Duration::from_millis(wait * wait * 8));
        signal(&child, "-KILL");
        child.wait().unwrap();
        // Whole, or as it was.
        let text = std::fs::read_to_string(&report).unwrap();
        assert!(text == "before" || plain(serde_json::from_str(&text).unwrap()) == whole);
        std::fs::write(&report, "before").unwrap();
    }
    let ran = history(&repo, &["--cache", "--min-confidence=low"]);
    assert!(plain(ran.json()) == whole);
    repo.git(["fsck", "--strict", "--no-progress"]);
}

/// Runs tightlip where no file may grow.
#[cfg(unix)]
fn without_space(repo: &Repo, args: &str) -> Ran {
    let line = format!(
        "trap '' XFSZ; ulimit -f 0; exec {} {args}",
        env!("CARGO_BIN_EXE_tightlip")
    );
    crate::support::run(repo.command("sh").args(["-c", &line]), b"")
}

#[cfg(unix)]
#[test]
fn where_there_is_no_space_left_everything_stays_as_it_was() {
    let repo = generated(8, 10);
    let report = repo.beside("report.json");
    std::fs::write(&report, "before").unwrap();
    let to = format!("history --report json={}", report.display());
    let ran = without_space(&repo, &format!("{to} --format=json"));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("cannot write the report"),
        "{}",
        ran.stderr
    );
    assert!(!ran.findings().is_empty(), "standard output has it");
    assert_eq!(std::fs::read_to_string(&report).unwrap(), "before");
    let beside = std::fs::read_dir(report.parent().unwrap()).unwrap();
    let mut names: Vec<_> = beside.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["home", "repo", "report.json"]);
    // The key can be written before there is no space, what is known cannot.
    history(&repo, &["--cache"]);
    repo.stage("new.py", "x = 1\n");
    repo.commit("new");
    let ran = without_space(&repo, "history --cache -v --format=json");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stderr.contains("cache: not written: "),
        "{}",
        ran.stderr
    );
    let left = std::fs::read_dir(repo.path().join(".git/tightlip")).unwrap();
    assert_eq!(left.count(), 2, "no draft stays");
    let ran = history(&repo, &["--cache", "-v"]);
    assert!(ran.stderr.contains("were known"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("cache: 0 of"), "{}", ran.stderr);
}

/// Sets whether the git folder of a repository, and all in it, may be written.
#[cfg(unix)]
fn writable(repo: &Repo, may: bool) {
    let mode = if may { "u+w" } else { "a-w" };
    let ran = crate::support::run(repo.command("chmod").args(["-R", mode, ".git"]), b"");
    assert_eq!(ran.code, 0, "{ran:?}");
}

/// Runs tightlip as one for whom modes of files count: root has to give up that they do not.
/// `None`: root cannot.
#[cfg(unix)]
fn as_anybody(repo: &Repo, args: &[&str]) -> Option<Ran> {
    let bounded = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];
    for before in [&[][..], &bounded] {
        let probe = [before, &["touch", ".git/probe"]].concat();
        let probe = repo.command(probe[0]).args(&probe[1..]).output();
        if probe.is_ok_and(|ran| ran.status.code() == Some(1)) {
            let all = [before, &[env!("CARGO_BIN_EXE_tightlip")], args].concat();
            let mut command = repo.command(all[0]);
            return Some(crate::support::run(command.args(&all[1..]), b""));
        }
    }
    None
}

#[cfg(unix)]
#[test]
fn a_git_folder_that_cannot_be_written_is_read() {
    let repo = generated(10, 10);
    let plain = |ran: &Ran| ran.json()["findings"].clone();
    let whole = plain(&history(&repo, &["--min-confidence=low"]));
    repo.git(["reset", "--quiet", "--hard"]);
    repo.stage("new.py", config(1));
    writable(&repo, false);
    let folder = repo.path().join(".git");
    let run = |args: &[&str]| as_anybody(&repo, args);
    let low = ["history", "--format=json", "--min-confidence=low", "-v"];
    let scans = run(&low).zip(run(&[&low[..], &["--cache"]].concat()));
    let staged = run(&["scan", "--staged", "--format=json"]);
    let installed = run(&["hook", "install"]);
    writable(&repo, true);
    let Some(((without, with), staged)) = scans.zip(staged) else {
        // Nobody here is kept from writing.
        return;
    };
    assert_eq!(plain(&without), whole, "{without:?}");
    assert_eq!(plain(&with), whole, "{with:?}");
    assert!(with.stderr.contains("cache: not written: "), "{with:?}");
    assert_eq!(staged.findings().len(), 1, "{staged:?}");
    let installed = installed.expect("it ran before");
    assert_eq!(installed.code, 2);
    assert!(installed.stderr.contains("cannot write"), "{installed:?}");
    assert!(!folder.join("tightlip").exists() && !folder.join("hooks/pre-commit").exists());
    repo.git(["fsck", "--strict", "--no-progress"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_nobody_took_is_no_success() {
    let repo = generated(12, 5);
    for format in ["text", "json", "jsonl", "sarif", "gitlab"] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let mut command = repo.command(env!("CARGO_BIN_EXE_tightlip"));
        command.args(["history", "--min-confidence=low", "--format", format]);
        let ran = command.stdin(Stdio::null()).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{format}: {said}");
        assert!(said.contains("cannot write the report"), "{format}: {said}");
    }
}

#[test]
fn a_part_in_which_nothing_is_is_named() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("first");
    for (args, name) in [
        (&["--range", "HEAD..HEAD"][..], "<HEAD..HEAD>"),
        (
            &["--range=HEAD..", "--branch=main", "--since=main"],
            "<HEAD.., main, since main>",
        ),
        (&["--since", "2099-01-01"], "<since 2099-01-01>"),
        (&["--max-count=0"], "<the latest 0>"),
        (&["--path=nowhere"], "nowhere"),
    ] {
        let ran = history(&repo, args);
        assert_eq!(ran.code, 3, "{args:?} {ran:?}");
        let report = ran.json();
        assert_eq!(report["status"], "incomplete");
        assert_eq!(report["coverage"]["skipped"][0]["path"], name);
    }
    // Commits that change nothing there are fine.
    repo.stage("b", "1\n");
    repo.commit("second");
    assert_eq!(history(&repo, &["--range=HEAD~..", "--path=a"]).code, 0);
    repo.git(["commit", "--quiet", "--allow-empty", "-m", "nothing"]);
    assert_eq!(history(&repo, &["--range=HEAD~.."]).code, 0);
}
