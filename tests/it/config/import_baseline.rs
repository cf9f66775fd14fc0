//! Other tools' baselines: the findings that they list are accepted here, and nothing else is.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Ran, Repo, token};

fn import(repo: &Repo, file: &str) -> Ran {
    let ran = repo.tightlip(["config", "import", file]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran
}

fn found(repo: &Repo) -> Vec<String> {
    repo.found(["scan", "--no-hygiene"])
}

fn gitleaks(rule: &str, file: &str, line: u64, secret: &str, commit: &str) -> Value {
    json!({
        "RuleID": rule, "Description": "d", "StartLine": line, "EndLine": line, "StartColumn": 2,
        "EndColumn": 9, "Match": secret, "Secret": secret, "File": file, "SymlinkFile": "",
        "Commit": commit, "Entropy": 4.1, "Author": "", "Email": "", "Date": "", "Message": "",
        "Tags": [], "Fingerprint": format!("{file}:{rule}:{line}"),
    })
}

#[test]
fn a_gitleaks_baseline_with_secrets_covers_them_wherever_their_lines_are() {
    let repo = Repo::new();
    let (known, new) = (token(1), token(2));
    repo.write(
        "src/a.py",
        format!("# moved\n\nkey = \"{known}\"\nother = \"{new}\"\n"),
    );
    let list = json!([
        gitleaks("openai-api-key", "src/a.py", 1, &known, ""),
        gitleaks("openai-api-key", "gone.py", 7, &token(3), ""),
    ]);
    repo.write("gl.json", list.to_string());
    insta::assert_snapshot!(import(&repo, "gl.json").stderr);
    fs::remove_file(repo.path().join("gl.json")).unwrap();
    assert_eq!(found(&repo), ["src/a.py:4"]);
    let baseline = fs::read_to_string(repo.path().join(".tightlip-baseline.json")).unwrap();
    assert!(!baseline.contains(&known[..12]), "{baseline}");
    assert!(!repo.path().join("tightlip.toml").exists());
    // Once more changes nothing, and another one is merged in.
    repo.write(
        "gl.json",
        json!([gitleaks("x", "src/a.py", 4, &new, "")]).to_string(),
    );
    import(&repo, "gl.json");
    fs::remove_file(repo.path().join("gl.json")).unwrap();
    assert_eq!(found(&repo), [""; 0]);
}

#[test]
fn a_redacted_one_is_matched_by_place_and_rule() {
    let repo = Repo::new();
    repo.write("a.py", format!("\nkey = \"{}\"\n", token(1)));
    repo.write("b.py", format!("key = \"{}\"\n", token(2)));
    let list = json!([
        gitleaks("openai-api-key", "a.py", 2, "REDACTED", ""),
        gitleaks("openai-api-key", "b.py", 9, "REDACTED", ""),
    ]);
    repo.write("base.json", list.to_string());
    insta::assert_snapshot!(import(&repo, "base.json").stderr);
    assert_eq!(found(&repo), ["b.py:1"]);
}

#[test]
fn what_only_a_past_commit_holds_is_found_there() {
    let repo = Repo::new();
    let (gone, kept) = (token(1), token(2));
    repo.stage("old.py", format!("key = \"{gone}\"\n"));
    repo.commit("one");
    let id = repo.git(["rev-parse", "HEAD"]);
    repo.stage("old.py", format!("key = \"{kept}\"\n"));
    repo.commit("two");
    assert_eq!(repo.found(["history"]).len(), 2);
    let list = json!([gitleaks("openai-api-key", "old.py", 1, &gone, &id)]);
    repo.write("gl.json", list.to_string());
    import(&repo, "gl.json");
    fs::remove_file(repo.path().join("gl.json")).unwrap();
    assert_eq!(repo.found(["history"]).len(), 1);
    repo.write(
        ".gitleaksignore",
        format!(
            "{}:old.py:openai-api-key:1\n",
            repo.git(["rev-parse", "HEAD"])
        ),
    );
    import(&repo, ".gitleaksignore");
    assert_eq!(repo.found(["history"]).len(), 0);
}

#[test]
fn detect_secrets_baseline_is_matched_by_hashes() {
    use bitcoin_hashes::{Hash, sha1};
    let hash = |text: &str| sha1::Hash::hash(text.as_bytes()).to_string();
    let repo = Repo::new();
    let (audited, listed, real, new) = (token(1), token(2), token(3), token(4));
    repo.write(
        "a.py",
        format!("a = \"{audited}\"\nb = \"{listed}\"\nc = \"{real}\"\nd = \"{new}\"\n"),
    );
    let address = format!("postgres://app:{}@db.example.org/x", "vR1xK9mQ4tZ4wLp");
    repo.write("b.py", format!("url = \"{address}\"\n"));
    let entry = |line: u64, secret: &str, more: Value| {
        let mut entry = json!({"type": "Secret Keyword", "filename": "a.py",
            "hashed_secret": hash(secret), "is_verified": false, "line_number": line});
        if let (Some(entry), Some(more)) = (entry.as_object_mut(), more.as_object()) {
            entry.extend(more.clone());
        }
        entry
    };
    let baseline = json!({
        "version": "1.5.0",
        "plugins_used": [{"name": "AWSKeyDetector"}, {"name": "Base64HighEntropyString", "limit": 4.5},
            {"name": "HexHighEntropyString", "limit": 2.0}, {"name": "Mine", "path": "file://mine.py"},
            {"name": "KeywordDetector", "keyword_exclude": "example"}],
        "filters_used": [
            {"path": "detect_secrets.filters.heuristic.is_potential_uuid"},
            {"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["^vendor/", "(?!x)"]},
            {"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": ["# fine"]},
            {"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": ["^fake"]},
            {"path": "detect_secrets.filters.wordlist.should_exclude_secret", "file_name": "words.txt"},
            {"path": "file://own.py::skip"}],
        "results": {
            "a.py": [entry(9, &audited, json!({"is_secret": false})), entry(2, &listed, json!({})),
                entry(3, &real, json!({"is_secret": true})), entry(4, "another", json!({}))],
            "b.py": [entry(1, "vR1xK9mQ4tZ4wLp", json!({"type": "Basic Auth Credentials"}))],
        },
        "generated_at": "2026-01-01T00:00:00Z",
    });
    repo.write(".secrets.baseline", baseline.to_string());
    insta::assert_snapshot!(import(&repo, ".secrets.baseline").stderr);
    let toml = fs::read_to_string(repo.path().join("tightlip.toml")).unwrap();
    insta::assert_snapshot!(toml);
    assert_eq!(found(&repo), ["a.py:4"]);
    let shown = repo.tightlip(["baseline", "show"]).stdout;
    assert!(
        shown.contains("false-positive") && shown.contains("audited as a secret"),
        "{shown}"
    );
}

#[test]
fn a_kingfisher_baseline_is_matched_by_place() {
    let repo = Repo::new();
    repo.write("a.py", format!("a = \"{}\"\n", token(1)));
    repo.write("b.py", format!("b = \"{}\"\n", token(2)));
    repo.write("c.py", format!("c = \"{}\"\n", token(3)));
    repo.write(
        "kingfisher-baseline.yaml",
        "version: 2\nfingerprint_algorithm: kingfisher-v1\nrepositories:\n- id: local\n  findings:\n  - path: a.py\n    \
         fingerprint: '13909581159735242606'\n    rule_id: betterleaks.openai-api-key\n    line: 1\n",
    );
    repo.write(
        "old.yaml",
        "ExactFindings:\n  matches:\n    - filepath: ./b.py\n      fingerprint: '1'\n      linenum: 1\n      lastupdated: x\n",
    );
    import(&repo, "kingfisher-baseline.yaml");
    import(&repo, "old.yaml");
    assert_eq!(found(&repo), ["c.py:1"]);
}

#[test]
fn a_secret_that_is_allowed_in_clear_is_not_copied() {
    let repo = Repo::new();
    let (known, gone) = (token(1), token(2));
    repo.write("a.py", format!("a = \"{known}\"\n"));
    repo.write("b.py", format!("b = \"{}\"\n", token(3)));
    let theirs = format!(
        "[extend]\nuseDefault = true\n\n[allowlist]\nregexes = ['''{known}''', '''^{gone}$''', '''^fake''']\n\
         stopwords = ['''{}''']\n\n[[allowlists]]\ndescription = '''it is {known}'''\ncondition = 'AND'\n\
         paths = ['^x']\nregexes = ['''{known}''']\n",
        &known[..60],
    );
    repo.write(".gitleaks.toml", theirs);
    let ran = import(&repo, ".gitleaks.toml");
    let toml = fs::read_to_string(repo.path().join("tightlip.toml")).unwrap();
    for secret in [&known, &gone] {
        assert!(!ran.stderr.contains(&secret[..20]), "{}", ran.stderr);
        assert!(!toml.contains(&secret[..20]), "{toml}");
    }
    insta::assert_snapshot!(ran.stderr);
    insta::assert_snapshot!(toml);
    fs::remove_file(repo.path().join(".gitleaks.toml")).unwrap();
    assert_eq!(found(&repo), ["b.py:1"]);
}

#[test]
fn print_writes_nothing() {
    let repo = Repo::new();
    repo.write("a.py", format!("a = \"{}\"\n", token(1)));
    repo.write(".gitleaksignore", "a.py:openai-api-key:1\n");
    repo.write(".secretlintignore", "dist/\n");
    let ran = repo.tightlip(["config", "import", "--print"]);
    assert_eq!(ran.stdout, "[scan]\nexclude = [\"dist/\"]\n");
    insta::assert_snapshot!(ran.stderr);
    assert!(!repo.path().join("tightlip.toml").exists());
    assert!(!repo.path().join(".tightlip-baseline.json").exists());
}

#[test]
fn a_list_that_is_used_in_place_can_be_left_behind() {
    let repo = Repo::new();
    repo.write("a.py", format!("a = \"{}\"\n", token(1)));
    repo.write(".gitleaksignore", "a.py:openai-api-key:1\n");
    import(&repo, ".gitleaksignore");
    fs::remove_file(repo.path().join(".gitleaksignore")).unwrap();
    repo.write("a.py", format!("# moved\na = \"{}\"\n", token(1)));
    assert_eq!(found(&repo), [""; 0]);
    assert!(!repo.path().join("tightlip.toml").exists());
}

#[test]
fn a_new_secret_on_a_line_that_was_ignored_is_not_accepted() {
    let repo = Repo::new();
    repo.stage("a.py", format!("\nkey = \"{}\"\n", token(1)));
    repo.commit("one");
    let id = repo.git(["rev-parse", "HEAD"]);
    repo.stage("a.py", format!("\nkey = \"{}\"\n", token(2)));
    repo.commit("two");
    repo.write(".gitleaksignore", format!("{id}:a.py:openai-api-key:2\n"));
    let ran = import(&repo, ".gitleaksignore");
    let said = "baseline: .gitleaksignore may be deleted: its findings are carried over\n";
    assert!(ran.stderr.contains(said), "{ran:?}");
    fs::remove_file(repo.path().join(".gitleaksignore")).unwrap();
    assert_eq!(found(&repo), ["a.py:2"]);
    assert_eq!(repo.found(["history"]), ["a.py:2"]);
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    assert_eq!(found(&repo), [""; 0], "it may come back, and move");
}

#[test]
fn a_report_with_secrets_in_clear_is_to_be_deleted() {
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    let list = json!([gitleaks("openai-api-key", "a.py", 1, &token(1), "")]);
    repo.write("gl.json", list.to_string());
    let ran = import(&repo, "gl.json");
    let said = "delete gl.json: it holds secrets in clear, and its findings are carried over";
    assert!(ran.stderr.contains(said), "{ran:?}");
}

#[test]
fn no_rule_path_or_expression_takes_a_secret_along() {
    let repo = Repo::new();
    let known = token(1);
    repo.write(
        ".gitleaks.toml",
        format!(
            "[[rules]]\nid = 'leaked'\nregex = '''{known}'''\n\n\
             [[rules]]\nid = 'ours'\nregex = '''ours_[0-9]{{9}}'''\n\n\
             [allowlist]\npaths = ['''{known}''', '''^docs/''']\n"
        ),
    );
    let filter = format!("finding[\"secret\"] != \"{known}\" && x(1)");
    repo.write(".betterleaks.toml", format!("filter = '''{filter}'''\n"));
    let ran = repo.tightlip(["config", "import"]);
    let toml = fs::read_to_string(repo.path().join("tightlip.toml")).unwrap();
    for text in [&toml, &ran.stderr, &ran.stdout] {
        assert!(!text.contains(&known[8..16]), "{text}");
    }
    assert!(toml.contains("^docs/") && toml.contains("ours_"), "{toml}");
    let why = "it holds what looks like a secret, which is not written down";
    assert_eq!(ran.stderr.matches(why).count(), 2, "{}", ran.stderr);
}

#[test]
fn a_list_of_which_something_is_not_found_is_not_called_superfluous() {
    let repo = Repo::new();
    repo.write("a.py", format!("key = \"{}\"\n", token(1)));
    repo.write(
        ".gitleaksignore",
        "a.py:openai-api-key:1\ngone.py:openai-api-key:3\n",
    );
    let list = json!([gitleaks("openai-api-key", "b.py", 1, &token(2), "")]);
    repo.write("gitleaks-baseline.json", list.to_string());
    let ran = repo.tightlip(["config", "import"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn long_lists_take_no_longer_for_each_line() {
    let repo = Repo::new();
    let lines = 1..=1500;
    let leak = |line: u64| format!("k{line} = \"{}\"\n", token(1 + line % 3));
    let text: String = lines.clone().map(leak).collect();
    let entry = |line| format!("a.py:openai-api-key:{line}\n");
    let list: String = lines.map(entry).collect();
    repo.write("a.py", text);
    repo.write(".gitleaksignore", list);
    assert_eq!(repo.found(["scan"]), [""; 0]);
    let ran = import(&repo, ".gitleaksignore");
    assert!(
        ran.stderr
            .contains("1500 of 1500 accepted findings found, 3 new"),
        "{ran:?}"
    );
}
