//! What users of gitleaks have told it: its configuration, baselines and files of what is ignored.

use super::*;

#[test]
fn what_is_known_by_its_place_is_of_the_same_rule() {
    let repo = repo();
    let hidden = |rule: &str| {
        repo.write("known", format!("b.py:{rule}:2\n"));
        shell(&repo, "tightlip dir b.py -i known").code == 0
    };
    assert!(hidden("openai-api-key"), "their name of it");
    assert!(hidden("openai-project-key"), "ours");
    assert!(hidden("generic-api-key"), "they did not know whose it is");
    assert!(hidden("some-rule"), "nobody knows what it is about");
    assert!(!hidden("github-pat"), "another secret stood there");
    repo.write("b.py", "\npassword = \"Kd8#vLq2!xT9\"\n");
    assert!(hidden("github-pat"), "here nobody knows whose it is");
    repo.write(
        ".gitleaks.toml",
        "[extend]\nuseDefault = true\n[[rules]]\nid = \"acme\"\nregex = '''ACME_[0-9a-f]{20}'''\n",
    );
    repo.write("b.py", format!("\nkey = \"{}\"\n", token(2)));
    assert!(!hidden("acme"), "a rule that was carried over");
    repo.write("b.py", "\nkey = ACME_8c1f7e03b95ad24660e7\n");
    assert!(hidden("acme"));
}

#[test]
fn a_report_that_serves_as_a_baseline_is_not_looked_into() {
    let repo = repo();
    shell(&repo, "tightlip git -r report.json --show-secrets");
    assert_eq!(shell(&repo, "tightlip dir report.json").code, 1);
    let ran = shell(&repo, "tightlip dir report.json -b report.json");
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_rule_of_the_users_names_what_a_rule_of_ours_sees_too() {
    let repo = Repo::new();
    let body = expand("{base64:64}", &mut Dice::new(3)).unwrap();
    let key = format!(
        "-----BEGIN {0} KEY-----\n{body}\n{body}\n-----END {0} KEY-----\n",
        "PRIVATE"
    );
    repo.write("key.txt", &key);
    let rules = || {
        let ran = repo.tightlip([
            "scan",
            "--no-hygiene",
            "--min-confidence=low",
            "--format=json",
        ]);
        let findings = ran.findings();
        let rules = findings
            .iter()
            .map(|found| found["rule"].as_str().unwrap().to_owned());
        (rules.collect::<Vec<_>>(), findings)
    };
    let (before, ours) = rules();
    assert_eq!(before.len(), 1, "{before:?}");
    assert!(before[0].starts_with("private-key-"), "{before:?}");
    repo.write(
        ".gitleaks.toml",
        "[extend]\nuseDefault = true\n[[rules]]\nid = \"private-key\"\n\
         regex = '''-----BEGIN[ A-Z]{0,50}PRIVATE KEY-----'''\nkeywords = [\"-----begin\"]\n",
    );
    let (after, theirs) = rules();
    assert_eq!(after, ["private-key"]);
    assert_eq!(theirs[0]["byte_end"], ours[0]["byte_end"], "the whole key");
    let ran = shell(&repo, "tightlip dir --enable-rule private-key");
    assert_eq!(ran.code, 1, "{ran:?}");
    let ran = repo.tightlip(["explain", "key.txt:1"]);
    assert!(
        ran.stdout.contains("private-key-") && ran.stdout.contains("private-key"),
        "{ran:?}"
    );
}

#[test]
fn a_baseline_hides_what_is_known() {
    let repo = repo();
    shell(&repo, "tightlip git --report-path gitleaks-report.json");
    let again = "tightlip git --baseline-path gitleaks-report.json --report-path findings.json";
    let ran = shell(&repo, again);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(report(&repo, "findings.json"), [] as [Value; 0]);
    repo.stage("c.py", format!("key = \"{}\"\n", token(3)));
    repo.commit("third");
    assert_eq!(shell(&repo, again).code, 1);
    assert_eq!(places(&report(&repo, "findings.json")), ["c.py:1"]);

    // With secrets in clear, lines may move; another value on the line is new.
    shell(&repo, "tightlip dir -r clear.json --show-secrets");
    repo.write("b.py", format!("\n\n\nkey = \"{}\"\n", token(2)));
    std::fs::remove_file(repo.path().join("clear.json")).unwrap_or_default();
    shell(&repo, "tightlip dir b.py -r ../clear.json --show-secrets");
    repo.write("b.py", format!("key = \"{}\"\n", token(2)));
    assert_eq!(shell(&repo, "tightlip dir b.py -b ../clear.json").code, 0);
    repo.write("b.py", format!("key = \"{}\"\n", token(4)));
    assert_eq!(shell(&repo, "tightlip dir b.py -b ../clear.json").code, 1);

    let created = repo.tightlip(["baseline", "create"]);
    assert_eq!(created.code, 0, "{created:?}");
    let ours = "tightlip dir b.py -b .tightlip-baseline.json";
    let ran = shell(&repo, ours);
    assert_eq!(ran.code, 0, "our own will do: {ran:?}");
    repo.write("no.json", "[1]");
    let ran = shell(&repo, "tightlip git -b no.json");
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn an_ignore_file_hides_what_it_names() {
    let repo = repo();
    let first = repo.git(["rev-parse", "HEAD~1"]);
    let lines = format!("# known\n{first}:src/a.py:any-rule:1\nb.py:any-rule:2\n");
    repo.write(".gitleaksignore", &lines);
    assert_eq!(shell(&repo, "tightlip git").code, 0);
    assert_eq!(shell(&repo, "tightlip dir").code, 0);
    assert_eq!(
        shell(&repo, "cd .. && tightlip git repo").code,
        0,
        "beside the source"
    );
    std::fs::remove_file(repo.path().join(".gitleaksignore")).unwrap();
    repo.write("conf/known", &lines);
    assert_eq!(shell(&repo, "tightlip git").code, 1);
    assert_eq!(shell(&repo, "tightlip git -i conf/known").code, 0);
    assert_eq!(shell(&repo, "tightlip git -i nowhere").code, 2);
}

#[test]
fn a_configuration_of_gitleaks_is_read() {
    let repo = Repo::new();
    repo.stage("a.txt", "ACME_8c1f7e03b95ad24660e7\n");
    repo.commit("one");
    let rule = "title = \"ours\"\n[[rules]]\nid = \"acme\"\ndescription = \"Acme\"\n\
                regex = '''ACME_[0-9a-f]{20}'''\nkeywords = [\"acme_\"]\n";
    assert_eq!(shell(&repo, "tightlip git .").code, 0);
    let config = repo.beside("home").join("customgitleaks.toml");
    std::fs::write(&config, rule).unwrap();
    let named = format!("tightlip git --config {} .", config.display());
    assert_eq!(shell(&repo, &named).code, 1);
    let by = |name: &str, value: &str| {
        let ran = repo.tightlip_with(["git", "."], b"", |command| command.env(name, value));
        assert_eq!(ran.code, 1, "{name}: {ran:?}");
    };
    by("GITLEAKS_CONFIG", config.to_str().unwrap());
    by("GITLEAKS_CONFIG_TOML", rule);
    repo.write("conf/secrets.toml", rule);
    let ran = shell(&repo, "tightlip git -c conf/secrets.toml .");
    assert_eq!(ran.code, 1, "whatever its name: {ran:?}");
    repo.write("conf/ours.toml", "[rules]\ndisable = [\"openai-*\"]\n");
    let ran = shell(&repo, "tightlip git -c conf/ours.toml .");
    assert_eq!(ran.code, 0, "ours will do: {ran:?}");
    repo.write(".gitleaks.toml", rule);
    assert_eq!(shell(&repo, "tightlip git .").code, 1);
    assert_eq!(shell(&repo, "tightlip git . --enable-rule acme").code, 1);
    repo.write("b.py", format!("k = \"{}\"\n", token(1)));
    std::fs::remove_file(repo.path().join(".gitleaks.toml")).unwrap();
    let theirs = "tightlip dir . --enable-rule openai-api-key";
    assert_eq!(shell(&repo, theirs).code, 1, "their name of it");
    let other = "tightlip dir . --enable-rule github-pat";
    assert_eq!(shell(&repo, other).code, 0);
}
