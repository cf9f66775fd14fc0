//! What is planned, shown and written.

use tightlip::rule::template::{Dice, expand};

use super::{app, fix, mode, text, tree};
use crate::support::{Repo, token, utf16};

#[test]
fn without_a_terminal_the_plan_is_shown_and_nothing_changes() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    let before = tree(repo.path());
    for args in [&[][..], &["--dry-run"]] {
        let ran = fix(&repo, args);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stdout.contains("--- a/app.py\n+++ b/app.py\n"));
        assert!(
            ran.stdout
                .contains("+KEY = os.environ[\"OPENAI_API_KEY\"]\n")
        );
        assert!(ran.stdout.contains("+OPENAI_API_KEY=…\n"), "{}", ran.stdout);
        assert!(ran.stdout.contains("platform.openai.com"), "{}", ran.stdout);
        assert!(ran.stderr.contains("nothing was changed"), "{}", ran.stderr);
        assert_eq!(tree(repo.path()), before);
    }
}

#[test]
fn a_literal_moves_into_a_dotenv_file_that_git_ignores() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(
        text(&repo, "app.py"),
        "import os\n\nKEY = os.environ[\"OPENAI_API_KEY\"]\nprint(len(KEY))\n"
    );
    assert_eq!(
        text(&repo, ".env"),
        format!("OPENAI_API_KEY={}\n", token(1))
    );
    assert_eq!(text(&repo, ".env.example"), "OPENAI_API_KEY=\n");
    assert!(text(&repo, ".gitignore").lines().any(|line| line == ".env"));
    if cfg!(unix) {
        assert_eq!(mode(&repo.path().join(".env")), 0o600);
    }
    let scan = repo.tightlip(["scan", "."]);
    assert_eq!((scan.code, scan.stdout.as_str()), (0, ""));
    let again = fix(&repo, &["--yes"]);
    assert_eq!(again.code, 0);
    assert!(again.stderr.contains("nothing to fix"), "{}", again.stderr);
}

#[test]
fn the_nearest_dotenv_file_is_used_unless_one_is_named() {
    let repo = Repo::new();
    repo.write(".gitignore", "*.env\n");
    repo.write("web/.env", "A=1\n");
    repo.write("web/src/app.py", app(1));
    let shown = fix(&repo, &["--env-file", "conf/prod.env"]);
    assert!(shown.stdout.contains("+++ b/conf/prod.env"));
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    assert!(text(&repo, "web/.env").contains("OPENAI_API_KEY=sk-proj-"));
    assert_eq!(
        fix(&repo, &["--env-file", "../x.env"]).code,
        2,
        "outside of the project"
    );
}

#[test]
fn an_example_with_a_real_value_keeps_the_name_alone() {
    let repo = Repo::new();
    repo.write(
        ".env.example",
        format!("# settings\nOPENAI_API_KEY={}\nDEBUG=1\n", token(1)),
    );
    let ran = fix(&repo, &["--yes", "--min-confidence=low"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(
        text(&repo, ".env.example"),
        "# settings\nOPENAI_API_KEY=\nDEBUG=1\n"
    );
    assert_eq!(
        text(&repo, ".env"),
        format!("OPENAI_API_KEY={}\n", token(1))
    );
}

#[test]
fn what_cannot_be_rewritten_is_left_with_what_to_do() {
    let repo = Repo::new();
    repo.write("notes.txt", format!("the key is {}\n", token(1)));
    repo.write(".env.local", format!("KEY={}\n", token(2)));
    let before = tree(repo.path());
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("left notes.txt:1: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("left .env.local:1: "), "{}", ran.stdout);
    assert!(ran.stderr.contains("2 left for you"), "{}", ran.stderr);
    assert_eq!(tree(repo.path()), before);
}

#[test]
fn a_file_in_another_encoding_is_left() {
    let repo = Repo::new();
    repo.write("app.py", utf16(&app(1), u16::to_le_bytes));
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("no text in UTF-8"), "{}", ran.stdout);
}

#[test]
fn the_whole_is_good_to_read() {
    let repo = Repo::new();
    repo.stage("app.py", app(1));
    repo.commit("one");
    repo.write(
        "lib/client.py",
        format!("\"\"\"A client.\"\"\"\n{}", app(1)),
    );
    repo.write("notes.txt", format!("the key is {}\n", token(2)));
    let ran = fix(&repo, &["--yes"]);
    insta::assert_snapshot!(format!("{}\n{}", ran.stdout, ran.stderr));
}

#[test]
fn only_what_was_asked_for_moves() {
    let repo = Repo::new();
    repo.write("a.py", app(1));
    repo.write("b.py", app(2));
    let found = repo.tightlip(["scan", "--format=json", "b.py"]).findings();
    let fingerprint = found[0]["fingerprint"].as_str().unwrap();
    assert_eq!(fix(&repo, &["--yes", "--fingerprint", fingerprint]).code, 0);
    assert_eq!(text(&repo, "a.py"), app(1));
    assert!(text(&repo, "b.py").contains("environ"));
    assert_eq!(fix(&repo, &["--fingerprint", "tl1:0"]).code, 2);
    assert_eq!(fix(&repo, &["--rule", "github-*"]).code, 0);
    let wrong = fix(&repo, &["--rule", "openai-projct-key"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean"), "{}", wrong.stderr);
    assert_eq!(fix(&repo, &["a.py", "--yes"]).code, 0);
    assert!(text(&repo, "a.py").contains("environ"));
}

#[test]
fn copies_that_the_scanner_passes_over_move_as_well() {
    let repo = Repo::new();
    let password = expand("{alnum:9}-{alnum:6}", &mut Dice::new(3)).unwrap();
    repo.write(
        "db.py",
        format!(
            "import db\n\n# for tests: {password}\nDB_PASSWORD = \"{password}\"\n\
             first = db.connect(\"h\", \"{password}\")\nsecond = \"x{password}\"\n"
        ),
    );
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stdout.contains(&password), "{}", ran.stdout);
    assert_eq!(
        text(&repo, "db.py"),
        format!(
            "import db\nimport os\n\n# for tests: ${{DB_PASSWORD}}\n\
             DB_PASSWORD = os.environ[\"DB_PASSWORD\"]\n\
             first = db.connect(\"h\", os.environ[\"DB_PASSWORD\"])\nsecond = \"x{password}\"\n"
        )
    );
    let lines = ["move db.py:3: ", "move db.py:4: ", "move db.py:5: "];
    assert!(
        lines.iter().all(|line| ran.stdout.contains(line)),
        "{}",
        ran.stdout
    );
}

#[cfg(unix)]
#[test]
fn a_dotenv_file_behind_a_link_gets_no_value() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.write("real.env", "A=1\n");
    std::os::unix::fs::symlink("real.env", repo.path().join(".env")).unwrap();
    repo.write("app.py", app(1));
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("symbolic link"), "{}", ran.stdout);
    assert_eq!(text(&repo, "real.env"), "A=1\n");
}

#[test]
fn words_that_mean_nothing_together_are_misuse() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    for args in [
        &["--env-file", ".env.example", "--yes"][..],
        &["--undo", "--yes", "app.py"],
        &["--undo", "--format=json"],
    ] {
        assert_eq!(fix(&repo, args).code, 2, "{args:?}");
    }
    assert_eq!(text(&repo, "app.py"), app(1));
}

#[test]
fn machines_get_the_same_plan() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    repo.write("notes.txt", format!("the key is {}\n", token(2)));
    let ran = fix(&repo, &["--format=json"]);
    assert_eq!(ran.code, 1);
    let plan = ran.json();
    assert_eq!(plan["applied"], false);
    assert_eq!(plan["moved"][0]["variable"], "OPENAI_API_KEY");
    assert_eq!(plan["moved"][0]["destination"], "dotenv");
    assert_eq!(plan["left"][0]["path"], "notes.txt");
    let files = plan["files"].as_array().unwrap();
    let order: Vec<&str> = files
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(order, [".gitignore", ".env", ".env.example", "app.py"]);
    assert!(
        plan["remediation"][0]["revoke"]
            .as_str()
            .unwrap()
            .contains("openai")
    );
    let done = fix(&repo, &["--format=json", "--yes"]);
    assert_eq!(done.json()["applied"], true);
    assert!(text(&repo, "app.py").contains("environ"));
}

#[test]
fn a_secrets_manager_gets_its_own_commands_and_nothing_is_run() {
    let repo = Repo::new();
    repo.write("app.py", app(1));
    repo.write("b.py", app(1));
    let before = tree(repo.path());
    for (manager, command, code) in [
        (
            "gcp",
            "gcloud secrets create openai-api-key",
            "access_secret_version",
        ),
        (
            "aws",
            "aws secretsmanager create-secret",
            "get_secret_value",
        ),
        ("vault", "vault kv put", "hvac"),
        ("azure", "az keyvault secret set", "SecretClient"),
        (
            "1password",
            "op item create",
            "op://VAULT/OPENAI_API_KEY/credential",
        ),
        (
            "doppler",
            "doppler secrets set OPENAI_API_KEY",
            "doppler run",
        ),
    ] {
        let ran = fix(&repo, &["--to", manager]);
        assert_eq!(ran.code, 1);
        assert!(ran.stdout.contains(command), "{}", ran.stdout);
        assert!(ran.stdout.contains(code), "{}", ran.stdout);
        assert_eq!(ran.stdout.matches(command).count(), 1, "stored once");
    }
    assert_eq!(tree(repo.path()), before);
    let json = fix(&repo, &["--to=gcp", "--format=json"]).json();
    assert_eq!(json["secrets"].as_array().unwrap().len(), 2);
}

#[cfg(unix)]
#[test]
fn what_could_not_be_read_is_said_by_the_code_when_nothing_is_left() {
    let repo = Repo::new();
    std::os::unix::fs::symlink("loop", repo.path().join("loop")).unwrap();
    repo.write("app.py", app(1));
    let shown = fix(&repo, &["app.py", "loop"]);
    assert_eq!(shown.code, 1, "{}", shown.stderr);
    let done = fix(&repo, &["app.py", "loop", "--yes"]);
    assert_eq!(done.code, 3, "{}", done.stderr);
    assert!(done.stderr.contains("loop was not read"), "{}", done.stderr);
    assert!(text(&repo, "app.py").contains("os.environ"));
    assert_eq!(fix(&repo, &["app.py"]).code, 0);
}
