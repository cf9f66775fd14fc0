//! `history --purge-script`, and what the real `git filter-repo` makes of it.

use std::fs;
use std::path::Path;

use tightlip::rule::template::{Dice, expand};

use crate::support::{Repo, run, token, utf16};

/// A private key that no one uses: a DER sequence of 336 bytes but for its own head.
fn key() -> String {
    let mut dice = Dice::new(7);
    let mut line = |template| expand(template, &mut dice).unwrap() + "\n";
    let first = line("MIIBTA{base64:58}");
    let rest: String = (0..6).map(|_| line("{base64:64}")).collect();
    let edge = |word: &str| [word, "RSA PRIVATE", "KEY-----\n"].join(" ");
    [edge("-----BEGIN"), first, rest, edge("-----END")].concat()
}

fn leaky() -> Repo {
    let repo = Repo::new();
    repo.stage(
        "app.py",
        format!("import os\nkey = \"{}\"\nx = 1\n", token(1)),
    );
    repo.commit("one");
    repo.stage("app.py", "import os\nkey = os.environ['KEY']\nx = 1\n");
    repo.stage("id_rsa", key());
    repo.commit("two");
    repo.git(["rm", "--quiet", "id_rsa"]);
    repo.commit(&format!("three, no more of {}", token(2)));
    repo
}

#[test]
fn the_file_alone_holds_what_was_found() {
    let repo = leaky();
    let file = repo.beside("purge.txt");
    let ran = repo.tightlip(["history", "--purge-script", file.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(&format!("literal:{}==>", token(1))), "{text}");
    assert!(text.contains(&format!("literal:{}==>", token(2))), "{text}");
    assert!(text.contains("regex:"), "{text}");
    assert_eq!(text.lines().count(), 3, "{text}");
    let said = [ran.stdout, ran.stderr].concat();
    assert!(said.contains("FIRST"), "{said}");
    assert!(said.contains("git filter-repo --replace-text"), "{said}");
    assert!(
        !said.contains(&token(1)) && !said.contains(&token(2)),
        "{said}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn what_git_filter_repo_passes_over_is_named() {
    let repo = Repo::new();
    let text = format!("\u{FEFF}\nkey = \"{}\"\n", token(1));
    repo.stage("wide.ps1", utf16(&text, u16::to_le_bytes));
    repo.commit("one");
    let file = repo.beside("purge.txt");
    let ran = repo.tightlip(["history", "--purge-script", file.to_str().unwrap()]);
    assert!(
        ran.stderr
            .contains("wide.ps1:2: git filter-repo passes over"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("--invert-paths --path FILE"), "{ran:?}");
    // It may stand in plain text elsewhere.
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text, format!("literal:{}==>***REMOVED***\n", token(1)));
}

#[test]
fn files_that_are_secrets_as_a_whole_are_taken_out_by_all_their_paths() {
    let repo = Repo::new();
    let mut store = vec![0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1];
    store.extend((0..900_u32).map(|at| (at * at % 251) as u8));
    repo.stage("a b/it's.jks", &store);
    repo.commit("one");
    repo.git(["mv", "a b/it's.jks", "old.jks"]);
    repo.commit("two");
    let file = repo.beside("purge.txt");
    let ran = repo.tightlip(["history", "--purge-script", file.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let step =
        r"2. git filter-repo --force --invert-paths --path 'a b/it'\''s.jks' --path old.jks ";
    assert!(ran.stderr.contains(step), "{ran:?}");
    assert!(ran.stderr.contains("FIRST"), "{ran:?}");
    assert!(!ran.stderr.contains("replaces"), "{ran:?}");
    assert!(!file.exists());
}

#[test]
fn a_file_that_could_be_committed_is_refused() {
    let repo = leaky();
    let ran = repo.tightlip(["history", "--purge-script", "purge.txt"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(!repo.path().join("purge.txt").exists());
    let ran = repo.tightlip(["history", "--purge-script", "app.py"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        fs::read_to_string(repo.path().join("app.py"))
            .unwrap()
            .contains("environ")
    );
    repo.write(".gitignore", "purge.txt\n");
    let ran = repo.tightlip(["history", "--purge-script", "purge.txt"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let ran = repo.tightlip(["history", "--purge-script", ".git/purge.txt"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let ran = repo.tightlip(["history", "--purge-script", "no/folder"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that cannot run may say so")]
fn git_filter_repo_takes_it_all_out_and_nothing_else() {
    let repo = leaky();
    let filter = |at: &Path, args: &[&str]| {
        let mut command = repo.command("git");
        run(command.current_dir(at).arg("filter-repo").args(args), b"")
    };
    if filter(repo.path(), &["--version"]).code != 0 {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI must install git-filter-repo"
        );
        eprintln!("not tested: `git filter-repo` is not installed (pip install git-filter-repo)");
        return;
    }
    let file = repo.beside("purge.txt");
    let file = file.to_str().unwrap();
    repo.tightlip(["history", "--purge-script", file]);
    let purged = repo.beside("purged.git");
    let from = format!("file://{}", repo.path().display());
    repo.git([
        "clone",
        "--quiet",
        "--mirror",
        &from,
        purged.to_str().unwrap(),
    ]);
    let ran = filter(
        &purged,
        &["--replace-text", file, "--replace-message", file],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = repo.tightlip(["history", purged.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let there = |args: &[&str]| {
        let mut command = repo.command("git");
        run(command.arg("--git-dir").arg(&purged).args(args), b"").stdout
    };
    assert_eq!(
        there(&["show", "main~2:app.py"]),
        "import os\nkey = \"***REMOVED***\"\nx = 1\n"
    );
    assert!(there(&["show", "main~1:id_rsa"]).contains("***REMOVED***"));
    assert_eq!(
        there(&["log", "-1", "--format=%s"]),
        "three, no more of ***REMOVED***\n"
    );
    assert_eq!(there(&["rev-list", "--count", "main"]), "3\n");
}

/// A key id and its secret, of which the first is harmless without the other.
fn pair() -> String {
    let mut dice = Dice::new(11);
    let mut of = |template| expand(template, &mut dice).unwrap();
    let (id, secret) = (of("AKIA{A-Z2-7:16}"), of("{base64:40}"));
    format!("[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n")
}

#[test]
fn a_part_that_would_be_found_alone_is_replaced_too() {
    let repo = Repo::new();
    repo.stage("credentials", pair());
    let link = ["postgres://worker", "pass@db.internal/x"].join(":Zk4vR8qLw2Xp7");
    repo.stage("app.env", format!("DATABASE_URL={link}\n"));
    repo.commit("one");
    let file = repo.beside("purge.txt");
    let ran = repo.tightlip(["history", "--purge-script", file.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let lines = fs::read_to_string(&file).unwrap();
    let mut text = format!("{}{link}\n", pair());
    for line in lines.lines() {
        let value = line.strip_prefix("literal:").unwrap();
        text = text.replace(
            value.strip_suffix("==>***REMOVED***").unwrap(),
            "***REMOVED***",
        );
    }
    assert!(!text.contains("AKIA"), "{text}");
    // A name and a host are in too many places to be taken out everywhere.
    assert!(
        text.contains("worker") && text.contains("db.internal"),
        "{text}"
    );
    repo.git(["rm", "--quiet", "--cached", "credentials", "app.env"]);
    repo.write("credentials", &text);
    assert_eq!(repo.found(["scan", "credentials"]), [""; 0]);
}

#[test]
fn where_nothing_is_found_there_is_nothing_to_do() {
    let repo = Repo::new();
    repo.stage("a", "1\n");
    repo.commit("one");
    let file = repo.beside("purge.txt");
    let args = ["history", "--purge-script", file.to_str().unwrap()];
    let ran = repo.tightlip(args);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("nothing that"), "{ran:?}");
    assert!(!ran.stderr.contains("filter-repo"), "{ran:?}");
    assert!(!file.exists());
    // What an earlier run wrote is not there any more.
    fs::write(&file, "literal:old==>***REMOVED***\n").unwrap();
    assert_eq!(repo.tightlip(args).code, 0);
    assert_eq!(fs::read(&file).unwrap(), b"");
}
