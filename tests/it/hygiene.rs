//! Which secret files git has or would take, in real repositories and outside them.

mod ignored;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use crate::support::{Repo, run};
use tightlip::blob::Origin;
use tightlip::detect::{Options, Scanner};
use tightlip::git::Repository;
use tightlip::hygiene::{Exposure, Names, Review, Token, inspect, inspect_staged};
use tightlip::level::{Confidence, Severity};
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};
use tightlip::run::tokens;

fn review(repo: &Repo) -> Review {
    judged(&Names::walk(repo.path(), "").unwrap())
}

fn judged(names: &Names) -> Review {
    inspect(names, &known_tokens).unwrap()
}

fn known_tokens(text: &[u8]) -> Vec<Token> {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    tokens(&scanner, text)
}

/// Rule and path of each exposure.
fn found(repo: &Repo) -> Vec<(&'static str, String)> {
    named(&review(repo))
}

fn named(review: &Review) -> Vec<(&'static str, String)> {
    let name = |exposure: &Exposure| {
        let path = exposure.origin.path().to_owned();
        (exposure.exposed.id(), path)
    };
    review.exposures.iter().map(name).collect()
}

fn at(rule: &'static str, path: &str) -> (&'static str, String) {
    (rule, path.to_owned())
}

/// Text that begins like a key of this kind.
fn pem(kind: &str) -> String {
    format!("-----BEGIN {kind}-----\nMIIBVAIBADANBgkq\n-----END {kind}-----\n")
}

/// Does what the exposure says.
fn follow(repo: &Repo, exposure: &Exposure) {
    let addition = exposure.addition.as_ref().unwrap();
    let file = repo.path().join(&addition.to);
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .unwrap();
    write!(file, "\n{}\n", addition.line).unwrap();
}

fn git_ignores(repo: &Repo, path: &str) -> bool {
    let mut git = repo.command("git");
    run(
        git.args(["check-ignore", "--quiet", "--no-index", path]),
        b"",
    )
    .code
        == 0
}

#[test]
fn a_dotenv_file_that_git_would_take() {
    let repo = Repo::new();
    repo.write(".env", "A=1\n");
    let review = review(&repo);
    let [exposure] = review.exposures.as_slice() else {
        panic!("{review:?}")
    };
    assert_eq!(exposure.exposed.id(), "hygiene-env-not-ignored");
    assert_eq!(exposure.exposed.severity(), Severity::Medium);
    assert_eq!(exposure.confidence, Confidence::High);
    assert_eq!(exposure.help, "add `.env` to .gitignore");
    assert!(review.in_repository);
    follow(&repo, exposure);
    assert_eq!(found(&repo), []);
}

#[test]
fn a_dotenv_file_that_git_has() {
    let repo = Repo::new();
    repo.stage("app/.env", "A=1\n");
    repo.commit("one");
    let review = review(&repo);
    assert_eq!(named(&review), [at("hygiene-env-tracked", "app/.env")]);
    assert_eq!(review.exposures[0].exposed.severity(), Severity::High);
    assert_eq!(
        review.exposures[0].help,
        "run `git rm --cached -- app/.env`; add `.env` to .gitignore; revoke what it holds if it \
         was ever pushed"
    );
}

#[test]
fn a_rule_that_came_too_late_does_not_untrack() {
    let repo = Repo::new();
    repo.stage(".env", "A=1\n");
    repo.write(".gitignore", ".env\n");
    assert_eq!(found(&repo), [at("hygiene-env-tracked", ".env")]);
    assert!(review(&repo).exposures[0].addition.is_none());
    // Nor does it help that the file is gone from the working tree.
    std::fs::remove_file(repo.path().join(".env")).unwrap();
    assert_eq!(found(&repo), [at("hygiene-env-tracked", ".env")]);
}

#[test]
fn examples_encrypted_files_and_folders_are_fine() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    for name in [
        ".env.example",
        ".env.sample",
        ".env.template",
        "a/.env.dist",
    ] {
        repo.stage(name, "A=\n");
    }
    repo.stage(".env.production", "\0GITCRYPT\0abcdef");
    repo.stage("secrets/db.yaml", "password: ENC[AES256_GCM,data:abc]\n");
    repo.write("venv/.env/bin/python", "");
    assert_eq!(found(&repo), []);
}

#[test]
fn only_private_keys_are_keys() {
    let repo = Repo::new();
    repo.write("ca.pem", pem("CERTIFICATE"));
    repo.write("public.key", pem("PUBLIC KEY"));
    repo.stage("server.pem", pem("CERTIFICATE") + &pem("PRIVATE KEY"));
    repo.write("id_ed25519", pem("OPENSSH PRIVATE KEY"));
    repo.write("id_ed25519.pub", "ssh-ed25519 AAAA me@here\n");
    let review = review(&repo);
    assert_eq!(
        named(&review),
        [
            at("hygiene-key-not-ignored", "id_ed25519"),
            at("hygiene-key-tracked", "server.pem"),
        ]
    );
    assert_eq!(review.exposures[0].help, "add `/id_ed25519` to .gitignore");
}

#[test]
fn a_secrets_folder_is_named_once() {
    let repo = Repo::new();
    repo.write("deploy/secrets/one.txt", "1");
    repo.write("deploy/secrets/two.txt", "2");
    repo.write("pkg/secrets/store.go", "package secrets");
    let review = review(&repo);
    let first = at("hygiene-secrets-not-ignored", "deploy/secrets/one.txt");
    assert_eq!(named(&review), [first]);
    assert_eq!(
        review.exposures[0].help,
        "add `/deploy/secrets/` to .gitignore"
    );
    follow(&repo, &review.exposures[0]);
    assert_eq!(found(&repo), []);
}

#[test]
fn a_file_that_exists_is_not_reported_as_missing_its_rule_twice() {
    let repo = Repo::new();
    repo.write(".env.example", "A=\n");
    repo.write(".env", "A=1\n");
    assert_eq!(found(&repo), [at("hygiene-env-not-ignored", ".env")]);
}

#[test]
fn made_up_files_are_less_sure() {
    let repo = Repo::new();
    repo.stage("tests/fixtures/.env", "A=1\n");
    repo.stage("tests/server.key", pem("PRIVATE KEY"));
    let review = review(&repo);
    assert_eq!(review.exposures.len(), 2);
    for exposure in &review.exposures {
        assert_eq!(exposure.confidence, Confidence::Low, "{exposure:?}");
    }
}

#[test]
fn outside_a_repository_nobody_needs_ignore_rules() {
    let plain = Repo::plain();
    plain.write(".env.example", "A=\n");
    assert_eq!(found(&plain), []);
}

#[test]
fn a_folder_of_a_repository_is_judged_by_the_whole() {
    let repo = Repo::new();
    repo.write(".gitignore", "/app/one/.env\n");
    repo.write("app/one/.env", "A=1\n");
    repo.stage("app/two/.env", "A=1\n");
    repo.stage("other/.env", "A=1\n");
    let names = Names::walk(&repo.path().join("app"), "app").unwrap();
    let review = judged(&names);
    assert_eq!(named(&review), [at("hygiene-env-tracked", "app/two/.env")]);
}

#[test]
fn a_repository_inside_is_judged_by_itself() {
    let repo = Repo::new();
    repo.write("inner/.env", "A=1\n");
    repo.git(["init", "--quiet", "inner"]);
    repo.write(".gitignore", "*.log\n");
    let review = review(&repo);
    assert_eq!(
        named(&review),
        [at("hygiene-env-not-ignored", "inner/.env")]
    );
    assert_eq!(review.exposures[0].help, "add `.env` to .gitignore");
    repo.write("inner/.gitignore", ".env\n");
    assert_eq!(found(&repo), []);
}

#[test]
fn what_a_commit_brings_is_looked_at_alone() {
    let repo = Repo::new();
    repo.stage("old.key", pem("PRIVATE KEY"));
    repo.commit("one");
    repo.stage("app/.env", "A=1\n");
    repo.stage(".env.example", "A=\n");
    repo.stage("new.pem", pem("EC PRIVATE KEY"));
    repo.write("unstaged/.env", "A=1\n");
    // The index decides, not the working tree.
    repo.write("new.pem", "");
    let repository = Repository::open(repo.path()).unwrap();
    let review = inspect_staged(&repository, &repository.staged().unwrap(), &known_tokens);
    assert_eq!(
        named(&review),
        [
            at("hygiene-env-tracked", "app/.env"),
            at("hygiene-key-tracked", "new.pem")
        ]
    );
    assert!(matches!(review.exposures[0].origin, Origin::Staged { .. }));
    assert_eq!(
        review.exposures[0].help,
        "run `git rm --cached -- app/.env`; add `.env` to .gitignore"
    );
}

#[test]
fn names_seen_by_another_walk_serve_as_well() {
    let repo = Repo::new();
    repo.write("src/.env", "A=1\n");
    let names = Names::new(&repo.path().join("src"), "src/");
    for path in ["src/.env", "src/.env", "elsewhere/.env", "src/x.txt"] {
        names.see(path);
    }
    let review = judged(&names);
    assert_eq!(named(&review), [at("hygiene-env-not-ignored", "src/.env")]);
}

#[test]
fn the_command_reports_and_exits_like_a_scan() {
    let repo = Repo::new();
    repo.write("app/.env", "A=1\n");
    for args in [
        vec!["hygiene"],
        vec!["hygiene", "app"],
        vec!["hygiene", "app/.env"],
        vec!["scan"],
        vec!["scan", "app"],
    ] {
        let ran = repo.tightlip(&args);
        assert_eq!(ran.code, 1, "{args:?} {ran:?}");
        assert!(ran.stdout.contains("app/.env"), "{args:?} {ran:?}");
        assert!(
            ran.stdout.contains("add `.env` to .gitignore"),
            "{args:?} {ran:?}"
        );
    }
    assert_eq!(repo.tightlip(["scan", "--no-hygiene"]).code, 0);
    assert_eq!(repo.tightlip(["hygiene", "nowhere"]).code, 2);
}

#[test]
fn a_folder_that_does_not_exist_is_an_error() {
    assert!(Names::walk(Path::new("/nowhere/at/all"), "x").is_err());
}

#[test]
fn what_only_the_index_has_is_exposed() {
    let repo = Repo::new();
    let key = format!(
        "-----BEGIN {} KEY-----\nMIIB\n-----END {} KEY-----\n",
        "PRIVATE", "PRIVATE"
    );
    repo.stage("k.pem", &key);
    repo.write("k.pem", "gone\n");
    assert_eq!(found(&repo), [at("hygiene-key-tracked", "k.pem")]);
    repo.stage("k.pem", "gone\n");
    assert_eq!(found(&repo), []);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_makes_it_incomplete() {
    use std::os::unix::ffi::OsStrExt;
    let repo = Repo::new();
    let name = std::ffi::OsStr::from_bytes(b"\xff.pem");
    std::fs::write(repo.path().join(name), "x").unwrap();
    let ran = repo.tightlip(["hygiene"]);
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("no text in UTF-8"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_makes_it_incomplete() {
    let repo = Repo::new();
    repo.stage(".env", "A=1\n");
    // Whoever may read everything is stopped by a loop alone.
    std::fs::remove_file(repo.path().join(".env")).unwrap();
    std::os::unix::fs::symlink(".env", repo.path().join(".env")).unwrap();
    let review = review(&repo);
    assert_eq!(review.exposures.len(), 1, "the index has it");
    assert_eq!(review.unread.len(), 1);
    assert_eq!(review.unread[0].path, ".env");
}

#[test]
fn a_known_token_is_one_under_any_name() {
    let token = expand("glpat-{alnum:20}", &mut Dice::new(4)).unwrap();
    let repo = Repo::new();
    let server = format!("{{\"mcpServers\": {{\"a\": {{\"env\": {{\"T\": \"{token}\"}}}}}}}}");
    repo.stage(".mcp.json", &server);
    repo.stage(".cursor/mcp.json", &server);
    repo.stage(".codex/config.toml", format!("[env]\nPAT = \"{token}\"\n"));
    repo.stage(".envrc", format!("export T={token}\n"));
    repo.stage(".env.example", format!("T={token}\nU=\n"));
    repo.stage("app/.env", format!("VITE_T={token}\n"));
    repo.stage("plain/.mcp.json", server.replace(&token, "${T}"));
    repo.write(".gitignore", ".env\n");
    assert_eq!(
        found(&repo),
        [
            at("hygiene-agent-tracked", ".codex/config.toml"),
            at("hygiene-agent-tracked", ".cursor/mcp.json"),
            at("hygiene-example-real-value", ".env.example"),
            at("hygiene-env-tracked", ".envrc"),
            at("hygiene-agent-tracked", ".mcp.json"),
            at("hygiene-env-tracked", "app/.env"),
            at("hygiene-client-variable", "app/.env"),
        ]
    );
    for exposure in review(&repo).exposures {
        assert!(exposure.confidence > Confidence::Low, "{exposure:?}");
        assert!(!exposure.help.contains(&token), "{exposure:?}");
    }
    let repository = Repository::open(repo.path()).unwrap();
    let staged = repository.staged().unwrap();
    let review = inspect_staged(&repository, &staged, &known_tokens);
    assert!(named(&review).contains(&at("hygiene-agent-tracked", ".mcp.json")));
}

#[test]
fn databases_that_git_has_are_dumps() {
    let repo = Repo::new();
    let mut database = vec![0; 1024];
    database[..18].copy_from_slice(b"SQLite format 3\0\x02\0");
    database[100..140].copy_from_slice(b"CREATE TABLE users (id, password TEXT)  ");
    database[512..517].copy_from_slice(&[0x0D, 0, 0, 0, 1]);
    repo.stage("prod.db", &database);
    repo.stage("tests/fixture.sqlite3", &database);
    repo.stage(
        "dump.rdb",
        b"REDIS0011\xfe\x00\xfb\x01\x00\x00\x01a\x01b\xff12345678",
    );
    repo.stage("notes.bak", "password of nobody\n");
    let review = review(&repo);
    let sure = |confidence| {
        let sure = review.exposures.iter();
        let sure = sure.filter(move |one| one.confidence == confidence);
        sure.map(|one| one.origin.path()).collect::<Vec<_>>()
    };
    assert_eq!(sure(Confidence::Medium), ["dump.rdb", "prod.db"]);
    assert_eq!(sure(Confidence::Low), ["tests/fixture.sqlite3"]);
}
