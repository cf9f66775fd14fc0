//! `.secretlintrc` in its forms, and `.secretlintignore`.

use serde_json::Value;

use super::Imported;
use super::draft::Allow;
use super::gitleaks::Written;
use super::regex::regexp_like;
use crate::rule::{RuleSet, id_matches};

/// secretlint's rules and messages, and our rules that find the same; none: nothing of ours does.
const SAME: [(&str, &str); 20] = [
    ("gcp", "google-*"),
    ("npm", "npm-* npmrc-*"),
    ("privatekey", "private-key-*"),
    ("basicauth", "url-password"),
    (
        "database-connection-string",
        "*-connection-string *-connection-uri",
    ),
    ("filter-comments", ""),
    ("AWSAccountID", ""),
    ("AWSAccessKeyID", "aws-access-key-id aws-temporary-key-id"),
    ("AWSSecretAccessKey", "aws-secret-access-key"),
    ("BasicAuth", "url-password"),
    ("GITHUB_TOKEN", "github-*"),
    ("GCPPrivateKeyP12", "private-key-*"),
    ("GCPPrivateKeyJSON", "google-service-account-json"),
    ("PrivateKey", "private-key-*"),
    ("NPM_ACCESS_TOKEN", "npm-*"),
    ("NPMXAuthToken", "npm-*"),
    ("SLACK_TOKEN", "slack-*-token"),
    ("IncomingWebhook", "slack-webhook-url"),
    ("SENDGRID_KEY", "sendgrid-*"),
    ("OpenAIToken", "openai-*"),
];
/// Keys of a rule that are read, or say only how loud it is.
const KNOWN: [&str; 6] = [
    "id",
    "rules",
    "disabled",
    "allowMessageIds",
    "options",
    "severity",
];

/// Takes in a configuration; `file` is what reasons call it.
pub(super) fn secretlint(file: &str, root: &Value) -> Imported {
    let mut import = Imported {
        catalogue: Some(true),
        ..Imported::default()
    };
    for (key, value) in root.as_object().into_iter().flatten() {
        match (key.as_str(), value.as_array()) {
            ("rules", Some(rules)) => {
                for rule in rules {
                    import.secretlint_rule(file, rule);
                }
            }
            ("rules", None) => import.left(format!("{file}: rules"), "no list"),
            _ => import.left(format!("{file}: {key}"), "there is nothing like it here"),
        }
    }
    import
}

/// A configuration that is a program.
pub(super) fn program(file: &str) -> Imported {
    let mut import = Imported::default();
    import.left(file, "it is a program; write it as JSON and import that");
    import
}

/// Paths that are not scanned, as in `.gitignore`.
pub(super) fn ignore(file: &str, text: &str) -> Imported {
    let mut import = Imported::default();
    import.exclude(file, globs(text));
    import
}

/// The lines of a list of globs.
pub(super) fn globs(text: &str) -> impl Iterator<Item = String> + '_ {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned)
}

impl Imported {
    fn secretlint_rule(&mut self, file: &str, rule: &Value) {
        let id = rule["id"].as_str().unwrap_or_default();
        let name = id.rsplit('/').next().unwrap_or(id);
        let name = name.strip_prefix("secretlint-rule-").unwrap_or(name);
        for inner in rule["rules"].as_array().into_iter().flatten() {
            self.secretlint_rule(file, inner);
        }
        for key in rule.as_object().into_iter().flatten().map(|(key, _)| key) {
            if !KNOWN.contains(&key.as_str()) {
                self.left(format!("{id}: {key}"), "there is nothing like it here");
            }
        }
        if name.starts_with("preset-") {
            if rule["disabled"].as_bool() == Some(true) {
                self.left(
                    id,
                    "all of our rules count, also those of a preset that is off",
                );
            }
            return;
        }
        let ours = same(name);
        if rule["disabled"].as_bool() == Some(true) {
            self.switch_off(id, ours.as_deref());
        }
        for message in rule["allowMessageIds"].as_array().into_iter().flatten() {
            let message = message.as_str().unwrap_or_default();
            let exact = SAME.iter().any(|(theirs, _)| *theirs == message);
            let found = if exact { same(message) } else { None };
            self.switch_off(&format!("{id}: {message}"), found.as_deref());
        }
        for (key, value) in rule["options"].as_object().into_iter().flatten() {
            match key.as_str() {
                "allows" => self.allows(file, id, value, ours.as_deref().unwrap_or_default()),
                "patterns" if name == "pattern" => self.secretlint_patterns(value),
                _ => self.left(format!("{id}: {key}"), "there is nothing like it here"),
            }
        }
    }

    fn switch_off(&mut self, what: &str, ours: Option<&[String]>) {
        match ours {
            Some(ours) => ours.iter().for_each(|id| self.disable(id.clone())),
            None => self.left(what, "which of our rules do the same is not known"),
        }
    }

    /// `ours`: the rules of ours that it is for. Of none, nothing is allowed: it would be everything.
    fn allows(&mut self, file: &str, id: &str, values: &Value, ours: &[String]) {
        let values = values
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let values: Vec<String> = values.map(regexp_like).collect();
        if values.is_empty() {
            return;
        }
        if ours.is_empty() {
            self.left(
                format!("{id}: allows"),
                "which of our rules do the same is not known",
            );
            return;
        }
        let allow = Allow::new(&format!("allowed in {file}")).with("values", values);
        self.allow(&format!("{id}: allows"), allow.with("rules", ours.to_vec()));
    }

    /// Rules of the user's own.
    fn secretlint_patterns(&mut self, patterns: &Value) {
        for pattern in patterns.as_array().into_iter().flatten() {
            let name = pattern["name"].as_str().unwrap_or("pattern");
            let one = std::slice::from_ref(&pattern["pattern"]);
            let many = pattern["patterns"].as_array().map_or(one, Vec::as_slice);
            for regex in many.iter().filter_map(Value::as_str) {
                self.rule(&Written {
                    id: name,
                    name,
                    regex: &regexp_like(regex),
                    group: 0,
                    keywords: Vec::new(),
                    entropy: None,
                    path: None,
                });
            }
            for key in ["filePathGlobs", "filePathGlob"] {
                if !pattern[key].is_null() {
                    let why = "put the files into `paths` of the [[rule]]";
                    self.left(format!("rule `{name}`: {key}"), why);
                }
            }
        }
    }
}

/// Patterns of ids of our rules for one of theirs; `None` when that is not known.
fn same(theirs: &str) -> Option<Vec<String>> {
    let table = SAME.iter().find(|(id, _)| *id == theirs);
    let own = format!("{theirs}-*");
    let patterns = table.map_or(own.as_str(), |(_, ours)| ours);
    let builtin = RuleSet::builtin();
    let ids: Vec<String> = builtin.rules().map(|rule| rule.id.clone()).collect();
    let mut found: Vec<String> = patterns.split_whitespace().map(str::to_owned).collect();
    found.retain(|pattern| ids.iter().any(|id| id_matches(pattern, id)));
    (!found.is_empty() || table.is_some_and(|(_, ours)| ours.is_empty())).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_names_rules_that_exist() {
        let ids: Vec<String> = RuleSet::builtin().rules().map(|r| r.id.clone()).collect();
        for (theirs, ours) in SAME {
            for pattern in ours.split_whitespace() {
                let known = ids.iter().any(|id| id_matches(pattern, id));
                assert!(known, "{theirs}: {pattern}");
            }
        }
        assert_eq!(same("slack"), Some(vec!["slack-*".to_owned()]));
        assert_eq!(same("no-such-thing"), None);
    }
}
