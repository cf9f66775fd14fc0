//! What other tools' files become, gitleaks' aside.

use std::fs;

use crate::support::{Ran, Repo, token};

/// What an import said on standard error, and the file that it wrote.
fn imported(repo: &Repo) -> String {
    let ran = repo.tightlip(["config", "import"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let toml = fs::read_to_string(repo.path().join("tightlip.toml")).unwrap_or_default();
    format!("{}\n{toml}", ran.stderr)
}

fn found(repo: &Repo) -> Vec<String> {
    repo.found(["scan", "--no-hygiene"])
}

/// A password that reads like one, the same for the same number.
fn password(number: usize) -> String {
    format!("vR{number}xK9mQ{}tZ4wLp", number + 3)
}

#[test]
fn secretlints_settings_and_ignored_paths() {
    let repo = Repo::new();
    let rc = r#"{
        // comments are fine
        "rules": [{
            "id": "@secretlint/secretlint-rule-preset-recommend",
            "rules": [
                {"id": "@secretlint/secretlint-rule-slack", "disabled": true},
                {"id": "@secretlint/secretlint-rule-aws",
                 "options": {"allows": ["/^AKIA.*EXAMPLE$/i", "plain.text", "/(?=x)y/"]},
                 "allowMessageIds": ["AWSAccountID", "AWSAccessKeyID", "Other"]},
            ],
        }, {
            "id": "@secretlint/secretlint-rule-pattern",
            "options": {"patterns": [{"name": "acme key", "pattern": "/acme_[a-z0-9]{16}/"}], "odd": 1}
        }, {"id": "my-own-rule", "disabled": true, "severity": "warning"}],
    }"#;
    repo.write(".secretlintrc.json", rc);
    repo.write(
        ".secretlintignore",
        "# build\ndist/\n!dist/keep.js\n*.snap\n",
    );
    repo.write("dist/a.js", format!("const k = \"{}\"\n", token(1)));
    repo.write("b.txt", "acme_q7w3e9r2t6y4u8i1\n");
    insta::assert_snapshot!(imported(&repo));
    assert_eq!(found(&repo), ["b.txt:1"]);
    let repo = Repo::new();
    repo.write(".secretlintrc.js", "module.exports = {}\n");
    repo.write(
        ".secretlintrc.yml",
        "rules:\n  - id: '@secretlint/slack'\n    disabled: true\n",
    );
    insta::assert_snapshot!(imported(&repo));
}

#[test]
fn ripsecrets_paths_and_secrets() {
    let repo = Repo::new();
    let (known, other) = (password(1), password(2));
    repo.write(
        ".secretsignore",
        format!("vendor/*\n\n[secrets]\n# ours\n{known}\n{other}\n"),
    );
    repo.write("vendor/a.py", format!("password = \"{}\"\n", password(3)));
    repo.write("b.py", format!("password = \"{known}\"\n"));
    repo.write("c.py", format!("password = \"{}\"\n", password(4)));
    insta::assert_snapshot!(imported(&repo));
    assert_eq!(found(&repo), ["c.py:1"]);
    for file in ["tightlip.toml", ".tightlip-baseline.json"] {
        let text = fs::read_to_string(repo.path().join(file)).unwrap();
        assert!(!text.contains(&known) && !text.contains(&other), "{text}");
    }
}

#[test]
fn trufflehogs_paths_and_detectors() {
    let repo = Repo::new();
    let detectors = r"
detectors:
  - name: Acme Token
    keywords: [acme]
    regex:
      token: '\bacme[a-z]{2}_([0-9a-z]{20})\b'
      id: 'id_[0-9]{4}'
    primary_regex_name: token
    entropy: 3.0
    exclude_words: [sample]
    exclude_regexes_match: ['# no']
    exclude_regexes_capture: []
    validations:
      token:
        contains_digit: true
    verify:
      - endpoint: http://localhost:8000/
        unsafe: true
  - name: none
logging: x
";
    repo.write(".trufflehog.yml", detectors);
    repo.write(".trufflehogignore", "# tests\n(^|/)tests/\n.*\\.lock$\n");
    let line = |word: &str| format!("acmexy_{word}3e9r2t6y4u8i1o5p7a\n");
    repo.write("a.txt", line("q7"));
    repo.write("tests/b.txt", line("q7"));
    repo.write("c.txt", format!("{} # no\n", line("q7").trim_end()));
    insta::assert_snapshot!(imported(&repo));
    assert_eq!(found(&repo), ["a.txt:1"]);
    repo.write("paths.txt", "docs/\n");
    let unknown = repo.tightlip(["config", "import", "--print", "paths.txt"]);
    assert_eq!(unknown.code, 2);
    insta::assert_snapshot!(unknown.stderr);
    let named = repo.tightlip([
        "config",
        "import",
        "--print",
        "--from=trufflehog",
        "paths.txt",
    ]);
    insta::assert_snapshot!(named.stdout);
}

#[test]
fn ggshields_settings_of_both_versions() {
    let sha = |text: &str| {
        use bitcoin_hashes::{Hash, sha256};
        sha256::Hash::hash(text.as_bytes()).to_string()
    };
    let repo = Repo::new();
    let (clear, hashed, with_kind) = (password(1), password(2), password(3));
    let new = format!(
        "version: 2\nexit_zero: true\nverbose: false\ninstance: https://dashboard.example.com\nsecret:\n  \
         ignored_paths: ['**/README.md', doc/*]\n  ignored_detectors: [Generic Password, Slack Bot Token, Odd Thing]\n  \
         show_secrets: false\n  ignored_match_patterns: ['^ENC']\n  ignored_matches:\n    - name: mine\n      \
         match: {clear}\n    - match: {}\n    - name:\n      match: {}\n    - {}\niac:\n  minimum_severity: LOW\n",
        sha(&hashed),
        sha(&format!("{with_kind},password")),
        sha("gone"),
    );
    repo.write(".gitguardian.yaml", new);
    for (file, value) in [("a.py", &clear), ("b.py", &hashed), ("c.py", &with_kind)] {
        repo.write(file, format!("db_token = \"{value}\"\n"));
    }
    repo.write("d.py", format!("db_token = \"{}\"\n", password(4)));
    insta::assert_snapshot!(imported(&repo));
    assert_eq!(found(&repo), ["d.py:1"]);
    let repo = Repo::new();
    let old = format!(
        "paths-ignore:\n  - tests/**\nmatches-ignore:\n  - {clear}\n  - name: x\n    match: {}\nbanlisted-detectors: [Bearer Token]\n\
         api-url: https://api.example.com\n",
        sha(&hashed)
    );
    repo.write(".gitguardian.yml", old);
    repo.write(
        "a.py",
        format!("db_token = \"{clear}\"\nx_secret = \"{hashed}\"\n"),
    );
    insta::assert_snapshot!(imported(&repo));
    assert_eq!(found(&repo), [""; 0]);
}

#[test]
fn what_the_other_tools_have_and_we_have_not_is_listed() {
    let said = |file: &str, text: &str| {
        let repo = Repo::new();
        repo.write(file, text);
        let ran = repo.tightlip(["config", "import", "--print", file]);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stderr
    };
    let all = [
        said(
            ".secretlintrc.json",
            r#"{"rules": [
                {"id": "@secretlint/secretlint-rule-preset-canary", "disabled": true},
                {"id": "@secretlint/secretlint-rule-pattern", "options": {"patterns":
                    [{"name": "acme", "pattern": "/acme_[a-z0-9]{16}/", "filePathGlobs": ["*.x"]}]}}
            ]}"#,
        ),
        said(
            ".gitguardian.yaml",
            "version: 2\nsecret:\n  show_secrets: true\n",
        ),
        said(
            "kingfisher-baseline.yaml",
            "repositories:\n- findings:\n  - path: b.py\n  - line: 1\n",
        ),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn several_files_make_one() {
    let repo = Repo::new();
    repo.write(
        ".gitleaks.toml",
        "[extend]\nuseDefault = true\ndisabledRules = ['generic-api-key']\n\n[[rules]]\nid = 'x'\nregex = 'xkey_[a-z]{9}'\n",
    );
    repo.write(
        ".secretlintrc.json",
        r#"{"rules":[{"id":"slack","disabled":true}]}"#,
    );
    repo.write(".secretlintignore", "dist/\n");
    repo.write(".secretsignore", "vendor/\n");
    insta::assert_snapshot!(imported(&repo));
    assert_eq!(repo.tightlip(["scan"]).code, 0);
}

#[test]
fn what_cannot_be_imported_says_why() {
    let said = |file: &str, text: &str| -> Ran {
        let repo = Repo::new();
        repo.write(file, text);
        repo.tightlip(["config", "import", file])
    };
    let all = [
        said("x.json", "{\"a\": 1}"),
        said("cut.json", "[\n  {\"RuleID\": \"a\",\n"),
        said(".gitguardian.yaml", "a: [1\nb"),
        said("list.txt", "a\n"),
        said(".gitleaks.toml", "[a\n"),
        Repo::new().tightlip(["config", "import"]),
        Repo::new().tightlip(["config", "import", "gone.toml"]),
    ];
    assert!(all.iter().all(|ran| ran.code == 2), "{all:?}");
    let all: Vec<String> = all.into_iter().map(|ran| ran.stderr).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn values_of_a_rule_that_nobody_knows_are_allowed_for_no_rule() {
    let repo = Repo::new();
    repo.write("a.py", format!("a = \"{}\"\n", token(1)));
    let allow = |id: &str| {
        format!("{{\"id\":\"secretlint-rule-{id}\",\"options\":{{\"allows\":[\"/.*/\"]}}}}")
    };
    let rules = format!("{},{}", allow("foobar"), allow("filter-comments"));
    let text = format!("{{\"rules\":[{rules}],\"ignorePatterns\":[\"x\"]}}");
    repo.write(".secretlintrc.json", text);
    let ran = repo.tightlip(["config", "import"]);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    let why = ": allows: which of our rules do the same is not known";
    assert!(lines[..2].iter().all(|line| line.ends_with(why)), "{ran:?}");
    assert!(lines[2].contains(".secretlintrc.json: ignorePatterns"));
    assert_eq!(found(&repo), ["a.py:1"]);
    repo.write(".secretlintrc.json", "{\"rules\": []}");
    let ran = repo.tightlip(["config", "import"]);
    assert_eq!(ran.stderr, "config: there is nothing in it to carry over\n");
}
