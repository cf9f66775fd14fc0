//! `tightlip rules` and rules that users write, with the real program.

use crate::support::Repo;
use serde_json::Value;
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

#[test]
fn rules_are_listed_in_aligned_columns_and_counted_apart() {
    let ran = Repo::plain().tightlip(["rules", "list", "--provider", "langfuse"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
    let lines = ran.stdout.lines().count() - 1;
    assert_eq!(ran.stderr.split(' ').next().unwrap(), lines.to_string());
}

#[test]
fn the_list_is_sorted_and_filtered() {
    let repo = Repo::plain();
    let args = [
        "rules",
        "list",
        "--category",
        "ai",
        "--severity",
        "critical",
    ];
    let ran = repo.tightlip(args.into_iter().chain(["--format", "json"]));
    let rules: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let ids: Vec<&str> = rules.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert!(ids.len() > 3 && ids.is_sorted(), "{ids:?}");
    assert!(
        rules
            .iter()
            .all(|rule| rule["category"] == "ai" && rule["severity"] == "critical")
    );
    assert_eq!(repo.tightlip(args).stdout.lines().count(), 1 + ids.len());
}

#[test]
fn a_rule_is_shown_in_words() {
    let repo = Repo::plain();
    for id in [
        "civo-api-key",
        "github-app-installation-token",
        "generic-password",
    ] {
        let ran = repo.tightlip(["rules", "show", id]);
        assert_eq!(ran.code, 0, "{ran:?}");
        // A generated example looks like a live token: it is no part of what is kept here.
        let shown: Vec<&str> = ran
            .stdout
            .lines()
            .filter(|line| !line.starts_with("for example"))
            .collect();
        let shown = shown.join("\n") + "\n";
        insta::assert_snapshot!(format!("show-{id}"), shown);
    }
}

#[test]
fn a_rule_is_shown_as_json_with_all_that_the_words_tell() {
    let repo = Repo::plain();
    repo.write(
        "tightlip.toml",
        "[rules]\ndisable = [\"civo-*\"]\n\n[[rule]]\nid = \"acme-key\"\nname = \"Acme\"\n\
         severity = \"high\"\npaths = ['^conf/']\nanchors = [\"acme_\"]\npattern = 'acme_[a-z]{20}'\n",
    );
    let listed = repo.tightlip(["rules", "list", "--format=json"]).stdout;
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    for id in [
        "twilio-auth-token",
        "civo-api-key",
        "generic-password",
        "keystore-java",
        "acme-key",
    ] {
        let ran = repo.tightlip(["rules", "show", id, "--format=json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let mut shown: Value = serde_json::from_str(&ran.stdout).unwrap();
        // It looks like a live token: it is no part of what is kept here.
        let sample = shown.as_object_mut().unwrap().remove("sample").unwrap();
        let has_examples = shown["examples"] != serde_json::json!([]);
        assert_eq!(sample.is_string(), has_examples, "{sample}");
        insta::assert_json_snapshot!(format!("show-{id}-json"), shown);
        let of_id = |rule: &&Value| rule["id"] == id;
        let Some(listed) = listed.iter().find(of_id) else {
            assert_eq!(shown["disabled_by"], "tightlip.toml:2");
            continue;
        };
        for (key, value) in listed.as_object().unwrap() {
            assert_eq!(shown[key], *value, "{key}");
        }
    }
    let words = repo.tightlip(["rules", "show", "acme-key"]).stdout;
    assert!(words.contains("files whose path matches ^conf/"), "{words}");
}

#[test]
fn an_unknown_rule_is_wrong_usage_and_the_nearest_are_named() {
    let ran = Repo::plain().tightlip(["rules", "show", "civo-api-kye"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr.contains("did you mean `civo-api-key`"),
        "{ran:?}"
    );
}

#[test]
fn a_disabled_rule_is_shown_as_such_and_where() {
    let repo = Repo::plain();
    repo.write("tightlip.toml", "[rules]\ndisable = [\"civo-*\"]\n");
    let ran = repo.tightlip(["rules", "show", "civo-api-key"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = "disabled       by tightlip.toml:2";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    let ran = repo.tightlip(["rules", "show", "CIVO-API-KEY"]);
    assert!(
        ran.stderr.contains("did you mean `civo-api-key`"),
        "{ran:?}"
    );
}

#[test]
fn a_table_in_the_wrong_brackets_is_told_the_right_ones() {
    let repo = Repo::plain();
    for wrong in ["[rule]", "[[rules]]"] {
        repo.write("tightlip.toml", format!("{wrong}\nid = \"acme\"\n"));
        let ran = repo.tightlip(["scan"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        let said = "tightlip.toml:1:1: rule `acme`: each rule begins with `[[rule]]`";
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn a_pattern_that_is_too_large_is_named_where_it_stands() {
    let repo = Repo::plain();
    let rule = "[[rule]]\nid = \"acme-api-key\"\nname = \"Acme\"\nseverity = \"high\"\nanchors = \
                [\"acme_live_\"]\npattern = 'acme_live_([a-z]*)*([a-z]{1,1000}){1000}'\n";
    let sheet = "provider = \"Acme\"\ncategory = \"ai\"\n";
    repo.write("acme.toml", format!("{sheet}{rule}"));
    repo.write("tightlip.toml", rule);
    // What another file extends is a configuration under any name.
    repo.write(
        "team.toml",
        format!("[scan]\nmin_severity = \"low\"\n{rule}"),
    );
    for (file, line) in [("acme.toml", 8), ("tightlip.toml", 6), ("team.toml", 8)] {
        let ran = repo.tightlip(["rules", "check", file]);
        assert_eq!(ran.code, 2, "{ran:?}");
        let said = format!("{file}:{line}:1: rule `acme-api-key`: its pattern is too large");
        assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    }
}

#[test]
fn pieces_of_patterns_are_found_by_and_written_out_when_shown() {
    let repo = Repo::plain();
    let rule = |piece: &str| {
        let rule = format!(
            "[[rule]]\nid = \"acme-key\"\nname = \"Acme\"\nseverity = \"high\"\nanchors = [\"acme_k\"]\n\
             pattern = 'acme_k(?&{piece})(?P<secret>[a-z]{{12}})'\n"
        );
        repo.write("tightlip.toml", rule);
    };
    rule("is");
    let value = expand("{lower:12}", &mut Dice::new(1)).unwrap();
    repo.write("a.json", format!("{{\"acme_k\": \"{value}\"}}\n"));
    repo.write("b.tf", format!("acme_k => '{value}'\n"));
    repo.write("c.txt", format!("acme_k {value}\n"));
    assert_eq!(repo.found(["scan"]), ["a.json:1", "b.tf:1"]);
    let shown = repo.tightlip(["rules", "show", "acme-key"]).stdout;
    assert!(shown.contains("value") && !shown.contains("(?&"), "{shown}");
    rule("isnt");
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let said = "tightlip.toml:6:11: rule `acme-key`: its pattern has `(?&isnt)`";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}

#[test]
fn a_category_or_provider_that_no_rule_has_is_wrong_usage() {
    let repo = Repo::plain();
    for (flag, word, said) in [
        (
            "--category",
            "nope",
            "no rule is of the category `nope`; there are ai, ",
        ),
        ("--category", "messagin", "; did you mean `messaging`?"),
        ("--provider", "githb", "did you mean `GitHub`"),
    ] {
        let ran = repo.tightlip(["rules", "list", flag, word]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn a_rule_of_the_catalogue_is_changed_in_what_a_project_says_of_it() {
    let repo = Repo::plain();
    let token = expand("ghp_{alnum:36}", &mut Dice::new(3)).unwrap();
    repo.write("a.txt", format!("{token}\n"));
    repo.write(
        "tightlip.toml",
        "[[rule]]\nid = \"github-pat-classic\"\nseverity = \"low\"\nrevoke = \"Ask Ann\"\n",
    );
    let ran = repo.tightlip(["scan", "--format", "json", "--min-confidence", "low"]);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found = &said["findings"][0];
    assert_eq!(found["rule"], "github-pat-classic", "{said}");
    assert_eq!(found["provider"], "GitHub");
    assert_eq!(found["severity"], "low");
    assert_eq!(found["remediation"]["revoke"], "Ask Ann");
    let ran = repo.tightlip(["rules", "check", "tightlip.toml"]);
    assert_eq!(ran.stdout, "1 rule checked, 0 problems\n", "{ran:?}");
    repo.write(
        "tightlip.toml",
        "[[rule]]\nid = \"github-pat-classic\"\npattern = 'x'\n",
    );
    let ran = repo.tightlip(["scan"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let said = "tightlip.toml:3:11: rule `github-pat-classic`: `pattern` cannot be changed alone";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}

#[test]
fn a_pattern_that_goes_on_past_its_example_is_called_so() {
    let repo = Repo::plain();
    let rule = "provider = \"Acme\"\ncategory = \"ai\"\nrevoke = \"r\"\n[[rule]]\nid = \"acme-key\"\n\
                name = \"Acme\"\nseverity = \"high\"\nanchors = [\"acme_live_\"]\npattern = \
                'acme_live_.*'\nexamples = [\"acme_live_{alnum:32}\"]\n\
                counter_examples = [\"acme_{alnum:3}\"]\n";
    repo.write("acme.toml", rule);
    let ran = repo.tightlip(["rules", "check", "acme.toml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("in `'…'`: it finds "), "{}", ran.stdout);
    assert!(ran.stdout.contains("bound the pattern"), "{}", ran.stdout);
    assert!(
        ran.stdout.ends_with("1 rule checked, 1 problem\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn passwords_that_people_choose_are_judged_as_such() {
    /// Those that a service gives out in a form of their own, and those that are encrypted.
    const ISSUED: [&str; 16] = [
        "aiven-service-password",
        "azure-container-registry-password",
        "bitbucket-app-password",
        "cisco-password-hash",
        "cisco-type-7-password",
        "filezilla-password",
        "fortinet-password",
        "generic-password",
        "jenkins-initial-admin-password",
        "neo4j-aura-password",
        "neon-db-password",
        "planetscale-db-password",
        "rdp-file-password",
        "shopify-private-app-password",
        "terraform-state-random-password",
        "winscp-password",
    ];
    let rules = RuleSet::builtin();
    let plain: Vec<String> = rules
        .rules()
        .filter(|rule| rule.id.contains("-password") && rule.structure.is_none())
        .map(|rule| rule.id.clone())
        .collect();
    assert_eq!(plain, ISSUED);
}
