//! What is said of mistakes in configuration files: one snapshot each.

#![allow(
    clippy::vec_init_then_push,
    reason = "one case a line reads best when some need a line of their own"
)]

use crate::support::Repo;

/// Standard error of a scan with this configuration, which must end with code 2.
#[track_caller]
fn said(config: &str) -> String {
    let repo = Repo::new();
    repo.write("tightlip.toml", config);
    let ran = repo.tightlip(["scan"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    ran.stderr
}

fn allow(table: &str) -> String {
    said(&format!("[[allow]]\nreason = \"r\"\n{table}\n"))
}

fn rule(fields: &str) -> String {
    said(&format!(
        "[[rule]]\nid = \"acme\"\nname = \"Acme\"\nseverity = \"high\"\n{fields}\n"
    ))
}

#[test]
fn keys_and_types() {
    let mut all = Vec::new();
    all.push(said("extend = [\"default\"]\n"));
    all.push(said("[scan]\nmin_confidence = \"hihg\"\n"));
    all.push(said("[scan]\nmin_severity = 3\n"));
    all.push(said("[scan]\nmin_confidence = 3\n"));
    all.push(said("[scan]\nmax_size = \"ten\"\n"));
    all.push(said("[scan]\nmax_size = \"10i\"\n"));
    all.push(said("[policy]\nbaseline = \"\"\n"));
    all.push(said("[rules]\ndisable = \"x\"\n"));
    all.push(said("[scan\n"));
    all.push(said("[[rule]]\nid = \"acme\"\n"));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn rule_ids() {
    let mut all = Vec::new();
    all.push(said("[rules]\ndisable = [\"openai-projct-key\"]\n"));
    all.push(allow("rules = [\"zzz-*\"]"));
    all.push(allow("rules = [\"qqqqq\"]"));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn allows() {
    let mut all = Vec::new();
    all.push(said("[[allow]]\npaths = [\"x\"]\n"));
    all.push(allow(""));
    all.push(allow("values = ['ok', 'a(b']"));
    all.push(allow("lines = ['(?=x)']"));
    all.push(allow("values = ['(?:[a-z]{1000}){1000}']"));
    all.push(allow("paths = ['a/{b']"));
    all.push(allow("paths = [' ']"));
    all.push(allow("until = 2027-02-30"));
    all.push(allow("paths = ['x']\nuntil = 2027-02-03T10:00:00"));
    all.push(allow("paths = ['x']\nuntil = 'soon'"));
    all.push(allow("providers = ['OpenIA']"));
    all.push(allow("fingerprints = ['tl1:0123']"));
    all.push(allow("commits = ['main']"));
    all.push(allow("stopwords = ['']"));
    all.push(allow("values = ['ok', '']"));
    all.push(allow("lines = ['']"));
    all.push(allow("path_regexes = ['']"));
    all.push(allow("values = ['^ok$', '.*']"));
    all.push(allow("lines = ['^']"));
    all.push(allow("path_regexes = ['^.*$']"));
    all.push(allow("paths = ['ok', 'a[']"));
    all.push(said("[scan]\nexclude = [\"a/[b-a].py\"]\n"));
    all.push(allow("paths = ['!a']"));
    all.push(allow("places = ['a.py:1', 'foo']"));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn an_expression_that_may_match_nothing_need_not_match_everything() {
    let repo = Repo::new();
    repo.write(
        "tightlip.toml",
        "[[allow]]\nreason = \"r\"\nvalues = ['^$', '^x{0,9}$', '^[^a]*$']\n",
    );
    assert_eq!(repo.tightlip(["scan"]).code, 0);
}

#[test]
fn values_of_the_environment() {
    let repo = Repo::new();
    let mut all = Vec::new();
    for (name, value) in [
        ("TIGHTLIP_MIN_CONFIDENCE", "qq"),
        ("TIGHTLIP_THREADS", "0"),
        ("TIGHTLIP_EXIT_CODE", "many"),
        ("TIGHTLIP_NO_INLINE_ALLOW", "perhaps"),
    ] {
        let with =
            |args: &[&str]| repo.tightlip_with(args, b"", |command| command.env(name, value));
        let ran = with(&["scan"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(name), "{ran:?}");
        all.push(ran.stderr);
        // A flag's own mistake is the flag's.
        let ran = with(&["scan", "--min-severity", "zz"]);
        assert!(ran.stderr.contains(name) || ran.stderr.contains("--min-severity"));
    }
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn what_is_typed_wins_over_a_variable_that_goes_against_it() {
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", crate::support::token(1)));
    repo.tightlip(["baseline", "create"]);
    let with = |args: &[&str], name: &str, value: &str| {
        repo.tightlip_with(args, b"", |command| command.env(name, value))
    };
    let baseline = ".tightlip-baseline.json";
    let ran = with(&["scan", "--no-baseline"], "TIGHTLIP_BASELINE", baseline);
    assert_eq!(ran.code, 1, "{ran:?}");
    let flags = ["scan", "--no-baseline", "--exit-zero"];
    let ran = with(&flags, "TIGHTLIP_EXIT_CODE", "7");
    assert_eq!(ran.code, 0, "{ran:?}");
    let both = ["scan", "--no-baseline", "--baseline", baseline];
    let ran = with(&both, "TIGHTLIP_EXIT_CODE", "7");
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_gone() {
    let repo = Repo::new();
    let program = env!("CARGO_BIN_EXE_tightlip");
    let line = format!("mkdir gone && cd gone && rmdir ../gone && {program} scan");
    let ran = crate::support::run(
        repo.command("sh")
            .args(["-c", &line])
            .current_dir(repo.path()),
        b"",
    );
    assert_eq!(ran.code, 2, "{ran:?}");
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn allows_by_fingerprints_of_another_key() {
    let repo = Repo::new();
    let id = "0".repeat(32);
    repo.write(
        "tightlip.toml",
        format!("[[allow]]\nreason = \"r\"\nfingerprints = [\"tl1:{id}\"]\n"),
    );
    insta::assert_snapshot!(repo.tightlip(["baseline", "create"]).stderr);
}

#[test]
fn another_tools_data_that_holds_too_much() {
    let repo = Repo::new();
    let level = |level: usize| {
        let above = format!("*a{}, ", level - 1).repeat(10);
        format!("a{level}: &a{level} [{above}]\n")
    };
    let levels: String = (1..9).map(level).collect();
    let yaml = format!("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{levels}");
    repo.write(".gitguardian.yaml", yaml);
    repo.write("cut.json", "[{\"RuleID\": ");
    repo.write("odd.json", "// no JSON");
    let files = [".gitguardian.yaml", "cut.json", "odd.json"];
    let said = files.map(|file| {
        let ran = repo.tightlip(["config", "import", file]);
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.stderr
    });
    insta::assert_snapshot!(said.join("\n"));
}

#[cfg(unix)]
#[test]
fn an_import_that_could_not_read_everything() {
    let repo = Repo::new();
    repo.stage("a.py", "x = 1\n");
    repo.commit("one");
    let commit = repo.git(["rev-parse", "HEAD"]);
    repo.write(
        ".gitleaksignore",
        format!("{}:a.py:openai-api-key:1\n", commit.trim()),
    );
    let object = repo.git(["rev-parse", "HEAD:a.py"]);
    let (folder, name) = object.trim().split_at(2);
    std::fs::remove_file(repo.path().join(".git/objects").join(folder).join(name)).unwrap();
    let ran = repo.tightlip(["config", "import"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let said = ran.stderr.replace(&commit.trim()[..12], "COMMIT");
    insta::assert_snapshot!(said);
}

#[test]
fn rules() {
    let mut all = Vec::new();
    all.push(rule("anchors = [\"acme-\"]\npattern = 'acme-[0-9'"));
    all.push(rule("anchors = [\"acme-\"]\npatern = 'acme-'"));
    all.push(rule("pattern = 'acme-[0-9]{9}'"));
    all.push(rule(
        "anchors = [\"acme-\"]\npattern = 'acme-(?:[a-z]{1000}[0-9]{1000}){1000}'",
    ));
    all.push(rule(
        "paths = ['(']\nanchors = [\"acme-\"]\npattern = 'acme-x'",
    ));
    let twice = "[[rule]]\nid = \"acme\"\nname = \"A\"\nseverity = \"high\"\nanchors = [\"acme-\"]\npattern = 'acme-x'\n";
    all.push(said(&twice.repeat(2)));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn rules_that_cannot_be_looked_for() {
    let all = [
        "anchors = [\"a\"]\npattern = 'a-x'",
        "anchors = [\"acme\"]\nbinary = [\"jks\"]",
        "names = [\"acme_key\"]",
        "anchors = [\"acme\"]",
        "anchors = [\"acme\"]\nnames = [\"acme_key\"]\npattern = 'acme-x'",
        "anchors = [\"acme\"]\npattern = '[a-z]+-acme-x'",
        "context = [\"acme\"]\npattern = '[a-z]*'",
        "anchors = [\"acme-\"]\npattern = 'acme-x'\nparts = [{ name = \"p\" }]",
        "anchors = [\"acme-\"]\npattern = 'acme-x'\nparts = [{ name = \"p\", pattern = 'x', within = 1000000 }]",
        "anchors = [\"acme-\"]\npattern = 'acme-x'\nparts = [{ name = \"p\", pattern = 'x(' }]",
    ];
    insta::assert_snapshot!(all.map(rule).join("\n"));
}

#[test]
fn extends() {
    let mut all = Vec::new();
    all.push(said("extends = [\"default\", \"../team.toml\"]\n"));
    all.push(said("extends = [\"https://example.com/t.toml\"]\n"));
    all.push(said("extends = [\"tightlip.toml\"]\n"));
    all.push(said("extends = [\"defualt\"]\n"));
    all.push(said("extends = [\"/etc/team.toml\"]\n"));
    all.push(said("extends = [\"../.env\"]\n"));
    all.push(said("extends = []\n"));
    let repo = Repo::new();
    repo.write("shared/team.toml", "");
    repo.write("tightlip.toml", "extends = [\"shared/teem.toml\"]\n");
    all.push(repo.tightlip(["scan"]).stderr);
    let repo = Repo::new();
    repo.write("tightlip.toml", "extends = [\"a.toml\"]\n");
    repo.write("a.toml", "\nextends = [\"b.toml\"]\n");
    repo.write("b.toml", "extends = [\"default\", \"a.toml\"]\n");
    all.push(repo.tightlip(["scan"]).stderr);
    let repo = Repo::new();
    repo.write("folder.toml/a", "");
    repo.write(
        "tightlip.toml",
        "extends = [\"default\", \"folder.toml\"]\n",
    );
    all.push(repo.tightlip(["scan"]).stderr);
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_line_of_a_file_elsewhere_is_not_shown() {
    let repo = Repo::new();
    std::fs::write(repo.beside("their.toml"), "password = 'hunter2 it is'\n").unwrap();
    repo.write(
        "tightlip.toml",
        "extends = [\"default\", \"../their.toml\"]\n",
    );
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.code, 2);
    let said = "their.toml:1:1: unknown key";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_to_files_alone() {
    use std::os::unix::fs::symlink;
    let repo = Repo::new();
    repo.write("a.py", "x = 1\n");
    for (target, said) in [
        ("/dev/zero", "it is not a regular file"),
        ("nowhere", "the link leads nowhere"),
    ] {
        for name in ["tightlip.toml", ".gitleaks.toml", ".tightlip-baseline.json"] {
            symlink(target, repo.path().join(name)).unwrap();
            let ran = repo.tightlip(["scan"]);
            let wanted = format!("error: cannot read {name}: {said}\n");
            assert_eq!((ran.code, ran.stderr), (2, wanted), "{name}");
            std::fs::remove_file(repo.path().join(name)).unwrap();
        }
    }
}

#[test]
fn files() {
    let mut all = Vec::new();
    let repo = Repo::new();
    repo.write("tightlip.toml", "");
    repo.write(".tightlip.toml", "");
    all.push(repo.tightlip(["scan"]).stderr);
    let missing = repo.tightlip(["scan", "--config", "no.toml"]);
    assert_eq!(missing.code, 2);
    all.push(missing.stderr);
    repo.write("bad.toml", b"\xff\xfe");
    let unreadable = repo.tightlip(["scan", "--config", "bad.toml"]);
    assert_eq!(unreadable.code, 2);
    all.push(unreadable.stderr);
    for args in [
        ["scan", "--config", "shared"],
        ["scan", "--baseline", "shared"],
        ["config", "import", "shared"],
    ] {
        repo.write("shared/x", "");
        std::fs::remove_file(repo.path().join(".tightlip.toml")).unwrap_or_default();
        let folder = repo.tightlip(args);
        assert_eq!(folder.code, 2, "{folder:?}");
        all.push(folder.stderr);
    }
    let repo = Repo::new();
    repo.write("tightlip.toml/x", "");
    repo.write(".gitleaks.toml", "[allowlist]\npaths = ['a']\n");
    for args in [
        &["config", "init", "--force"][..],
        &["config", "import", "--force"],
    ] {
        let unwritten = repo.tightlip(args);
        assert_eq!(unwritten.code, 2, "{unwritten:?}");
        all.push(unwritten.stderr);
    }
    insta::assert_snapshot!(all.join("\n"));
}
