//! `.gitguardian.yaml`, of version 1 or 2.

use serde_json::{Map, Value};

use super::Imported;
use super::accepted::{Accepted, Known};
use super::draft::Allow;
use super::regex::translate;
use crate::rule::RuleSet;
use crate::secret::Secret;

/// Settings of the program, and what to do instead.
const UNLIKE: [(&str, &str); 6] = [
    ("exit_zero", "say `--exit-zero`"),
    ("verbose", "say `-v`"),
    ("show_secrets", "say `--show-secrets`"),
    ("instance", "nothing is asked over the network"),
    ("api_url", "nothing is asked over the network"),
    ("iac", "only secrets are looked for"),
];
/// Its general detectors, and ours.
const GENERAL: [(&str, &str); 6] = [
    ("generic password", "generic-password"),
    ("username password", "generic-password"),
    ("generic high entropy secret", "generic-*"),
    ("base64 generic high entropy secret", "generic-*"),
    ("bearer token", "generic-token"),
    ("generic private key", "private-key-*"),
];

/// Takes in a configuration; `file` is what reasons call it.
pub(super) fn ggshield(file: &str, root: &Value) -> Imported {
    let mut import = Imported {
        catalogue: Some(true),
        ..Imported::default()
    };
    let root = under_scores(root);
    for (key, value) in &root {
        match key.as_str() {
            "secret" | "secrets" => {
                for (key, value) in &under_scores(value) {
                    import.secret_setting(file, key, value);
                }
            }
            "paths_ignore" => import.secret_setting(file, "ignored_paths", value),
            "matches_ignore" => import.secret_setting(file, "ignored_matches", value),
            "banlisted_detectors" => import.secret_setting(file, "ignored_detectors", value),
            "version" | "max_commits_for_hook" | "all_policies" | "ignore_default_excludes" => {}
            key => import.secret_setting(file, key, value),
        }
    }
    import
}

/// A table with its keys as they are written today.
fn under_scores(table: &Value) -> Map<String, Value> {
    let entries = table.as_object().into_iter().flatten();
    entries
        .map(|(key, value)| (key.replace('-', "_"), value.clone()))
        .collect()
}

impl Imported {
    fn secret_setting(&mut self, file: &str, key: &str, value: &Value) {
        let strings = || {
            let values = value.as_array().into_iter().flatten();
            values.filter_map(Value::as_str).map(str::to_owned)
        };
        match key {
            "ignored_paths" => self.exclude(file, strings()),
            "ignored_matches" => {
                for one in value.as_array().into_iter().flatten() {
                    self.ignored_match(file, one);
                }
            }
            "ignored_match_patterns" => {
                let patterns: Vec<String> = strings().map(|pattern| translate(&pattern)).collect();
                if !patterns.is_empty() {
                    let allow = Allow::new(&format!("ignored in {file}"));
                    self.allow(key, allow.with("values", patterns));
                }
            }
            "ignored_detectors" => strings().for_each(|name| self.ignored_detector(&name)),
            _ if matches!(value, Value::Null | Value::Bool(false)) => {}
            _ => {
                let known = UNLIKE.iter().find(|(known, _)| *known == key);
                let why = known.map_or("there is nothing like it here", |(_, why)| why);
                self.left(format!("{file}: {key}"), why);
            }
        }
    }

    /// A value in clear, or the SHA-256 over its parts.
    fn ignored_match(&mut self, file: &str, one: &Value) {
        let text = one.as_str().or(one["match"].as_str()).unwrap_or_default();
        let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let known = match text {
            "" => return,
            hash if is_hash => Known::Sha256(hash.to_lowercase()),
            secret => Known::Secret(Secret::new(secret.as_bytes(), 0)),
        };
        let mut reason = format!("ignored in {file}");
        if let Some(name) = one["name"].as_str().filter(|name| !name.is_empty()) {
            reason = format!("{reason}: {name}");
        }
        self.accepted.push(Accepted::new(&reason, known));
    }

    fn ignored_detector(&mut self, name: &str) {
        let lower = name.to_lowercase();
        if let Some((_, ours)) = GENERAL.iter().find(|(theirs, _)| *theirs == lower) {
            self.disable((*ours).to_owned());
            return;
        }
        let builtin = RuleSet::builtin();
        let mut same = builtin
            .rules()
            .filter(|rule| rule.name.to_lowercase() == lower)
            .peekable();
        if same.peek().is_none() {
            let why = "which of our rules do the same is not known";
            self.left(format!("detector {name}"), why);
        }
        for rule in same {
            self.disable(rule.id.clone());
        }
    }
}
