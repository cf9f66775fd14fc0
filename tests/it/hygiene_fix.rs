//! `hygiene --fix`: ignore lines, untracked files, and nothing else.

use std::fs;

use crate::support::Repo;

const BEGIN: &str = "# secrets, kept out by tightlip\n";
const END: &str = "# end of what tightlip keeps out\n";

/// A key's beginning and end.
fn pem() -> String {
    let label = ["PRIVATE", "KEY"].join(" ");
    format!("-----BEGIN {label}-----\nMIIBVAIBADANBgkq\n-----END {label}-----\n")
}

/// A repository with one tracked dotenv file, one that git would take, and a key.
fn exposed() -> Repo {
    let repo = Repo::new();
    repo.stage("app/.env", "A=1\n");
    repo.stage(".gitignore", "dist/\n");
    repo.commit("one");
    repo.write(".env", "B=2\n");
    repo.write("certs/server.key", pem());
    repo
}

fn read(repo: &Repo, path: &str) -> String {
    fs::read_to_string(repo.path().join(path)).unwrap()
}

#[test]
fn without_a_terminal_and_yes_it_only_shows() {
    let repo = exposed();
    for args in [
        &["hygiene", "--fix"][..],
        &["hygiene", "--fix", "--dry-run"],
    ] {
        let ran = repo.tightlip(args);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.stdout.starts_with(
                ".gitignore\n  + .env\n  + /certs/server.key\n\
                 git rm --cached (the files stay)\n  - app/.env\n"
            ),
            "{ran:?}"
        );
        assert!(ran.stderr.contains("nothing was changed"), "{ran:?}");
    }
    assert_eq!(read(&repo, ".gitignore"), "dist/\n");
    assert_eq!(repo.git(["ls-files", "app"]), "app/.env");
}

#[test]
fn with_yes_everything_is_done_and_no_file_is_gone() {
    let repo = exposed();
    let ran = repo.tightlip(["hygiene", "--fix", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let rules = format!("dist/\n{BEGIN}.env\n/certs/server.key\n{END}");
    assert_eq!(read(&repo, ".gitignore"), rules);
    assert_eq!(repo.git(["ls-files", "app"]), "");
    for path in ["app/.env", ".env", "certs/server.key"] {
        assert!(repo.path().join(path).is_file(), "{path}");
    }
    // A second time there is nothing to do.
    let again = repo.tightlip(["hygiene", "--fix", "--yes"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.stderr.contains("nothing to do"), "{again:?}");
    assert_eq!(read(&repo, ".gitignore"), rules);
}

#[test]
fn other_ignore_files_are_written_as_well() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\r\n");
    repo.write(".env", "A=1\n");
    repo.write("Dockerfile", "FROM alpine\nCOPY . .\n");
    repo.write("MANIFEST.in", "graft .\n");
    assert_eq!(repo.tightlip(["hygiene", "--fix", "--yes"]).code, 0);
    assert_eq!(
        read(&repo, ".dockerignore"),
        format!("{BEGIN}**/.env\n{END}")
    );
    assert_eq!(
        read(&repo, "MANIFEST.in"),
        format!("graft .\n{BEGIN}global-exclude .env\n{END}")
    );
    assert_eq!(read(&repo, ".gitignore"), ".env\r\n");
}

#[test]
fn a_later_negation_is_overridden() {
    let repo = Repo::new();
    repo.write(".env", "A=1\n");
    repo.write(".gitignore", format!("{BEGIN}.env\n{END}!.env\n"));
    assert_eq!(repo.tightlip(["hygiene", "--fix", "--yes"]).code, 0);
    assert_eq!(
        read(&repo, ".gitignore"),
        format!("!.env\n{BEGIN}.env\n{END}")
    );
}

#[test]
fn what_the_gate_leaves_out_is_not_touched() {
    let repo = Repo::new();
    repo.write("tests/.env", "A=1\n");
    let ran = repo.tightlip(["hygiene", "--fix", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!repo.path().join(".gitignore").exists());
}

#[cfg(unix)]
#[test]
fn no_link_leads_it_out_of_the_repository() {
    let repo = Repo::new();
    repo.write(".env", "A=1\n");
    let outside = repo.beside("outside");
    fs::write(&outside, "theirs\n").unwrap();
    std::os::unix::fs::symlink(&outside, repo.path().join(".gitignore")).unwrap();
    let ran = repo.tightlip(["hygiene", "--fix", "--yes"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("leads out of this folder"), "{ran:?}");
    assert_eq!(fs::read_to_string(outside).unwrap(), "theirs\n");
}

#[test]
fn a_repository_inside_has_its_own_rules() {
    let repo = Repo::new();
    repo.git(["init", "--quiet", "inner"]);
    repo.write("inner/.env", "A=1\n");
    let ran = repo.tightlip(["hygiene", "--fix", "--yes"]);
    assert!(
        ran.stdout.starts_with("inner/.gitignore\n  + .env\n"),
        "{ran:?}"
    );
    assert!(!repo.path().join(".gitignore").exists());
    assert_eq!(
        read(&repo, "inner/.gitignore"),
        format!("{BEGIN}.env\n{END}")
    );
}

#[test]
fn flags_of_fix_need_it() {
    let repo = Repo::new();
    assert_eq!(repo.tightlip(["hygiene", "--yes"]).code, 2);
    assert_eq!(
        repo.tightlip(["hygiene", "--fix", "--yes", "--dry-run"])
            .code,
        2
    );
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_asks_before_git_forgets_a_file() {
    use crate::triage::screen::Screen;
    let repo = exposed();
    let mut screen = Screen::run(&repo, "tightlip hygiene --fix");
    let shown = screen.await_text("Have git forget 1 file? Nothing is deleted. [y/N]");
    assert!(shown.contains("  + /certs/server.key"), "{shown}");
    assert!(shown.contains("  - app/.env"), "{shown}");
    screen.type_in("n\n");
    let (code, said) = screen.end();
    assert_eq!(code, 1, "{said}");
    // The ignore lines are there, and what git has is still reported.
    assert!(read(&repo, ".gitignore").contains("/certs/server.key"));
    assert!(said.contains("hygiene-env-tracked"), "{said}");
    assert_eq!(repo.git(["ls-files", "app"]), "app/.env");

    let mut screen = Screen::run(&repo, "tightlip hygiene --fix");
    screen.await_text("Have git forget 1 file?");
    screen.type_in("y\n");
    let (code, said) = screen.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("revoke what the files hold"), "{said}");
    assert_eq!(repo.git(["ls-files", "app"]), "");
    assert_eq!(read(&repo, "app/.env"), "A=1\n");

    let (code, said) = Screen::run(&repo, "tightlip hygiene --fix").end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("there is nothing to do"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_nobody_may_enter_hides_no_key_of_the_index() {
    use std::os::unix::fs::PermissionsExt;
    let repo = Repo::new();
    repo.stage("s/x.pem", pem());
    let folder = repo.path().join("s");
    let set = |bits| fs::set_permissions(&folder, fs::Permissions::from_mode(bits)).unwrap();
    set(0o000);
    // Whoever may do everything is kept out of no folder.
    let is_closed = fs::read_dir(&folder).is_err();
    let ran = repo.tightlip(["hygiene"]);
    set(0o755);
    assert_eq!(ran.code, 1, "a finding counts for more: {ran:?}");
    assert!(ran.stdout.contains("s/x.pem"), "{ran:?}");
    assert_eq!(ran.stderr.contains("s was not read"), is_closed, "{ran:?}");
}
