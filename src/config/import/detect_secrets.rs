//! `.secrets.baseline`: findings by the SHA-1 of their secrets, and the settings of
//! detect-secrets.

use serde_json::Value;

use super::Imported;
use super::accepted::{Accepted, Known};
use super::draft::Allow;
use super::regex::translate;
use crate::allowed::Verdict;

/// Filters with patterns, and what those are held against here.
const PATTERNS: [(&str, &str); 3] = [
    ("should_exclude_file", "path_regexes"),
    ("should_exclude_line", "lines"),
    ("regex.should_exclude_secret", "values"),
];
/// Filters that come with it and for which we judge in our own way.
const OWN: [&str; 3] = [
    "detect_secrets.filters.heuristic.",
    "detect_secrets.filters.common.",
    "detect_secrets.filters.allowlist.",
];
/// Plugins that come with it; one that is missing from a baseline was off.
const PLUGINS: [&str; 18] = [
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "Base64HighEntropyString",
    "BasicAuthDetector",
    "CloudantDetector",
    "HexHighEntropyString",
    "IbmCloudIamDetector",
    "IbmCosHmacDetector",
    "JwtTokenDetector",
    "KeywordDetector",
    "MailchimpDetector",
    "PrivateKeyDetector",
    "SlackDetector",
    "SoftlayerDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TwilioKeyDetector",
];
/// Kinds of which it hashes only a part that is the same in all: a key's first line, `ghp`.
const UNTOLD: [&str; 2] = ["Private Key", "GitHub Token"];
/// Keys that say nothing about what is found.
const KNOWN: [&str; 9] = [
    "version",
    "generated_at",
    "plugins_used",
    "filters_used",
    "results",
    "exclude",
    "word_list",
    "custom_plugin_paths",
    "exclude_regex",
];

/// Takes in a baseline; `file` is what reasons call it.
pub(super) fn detect_secrets(file: &str, root: &Value) -> Imported {
    let mut import = Imported {
        catalogue: Some(true),
        ..Imported::default()
    };
    for key in root.as_object().into_iter().flatten().map(|(key, _)| key) {
        if !KNOWN.contains(&key.as_str()) {
            import.left(format!("{file}: {key}"), "there is nothing like it here");
        }
    }
    import.results(file, &root["results"]);
    import.filters(file, root);
    import.plugins(file, &root["plugins_used"]);
    for path in root["custom_plugin_paths"].as_array().into_iter().flatten() {
        let what = format!("plugin {}", path.as_str().unwrap_or_default());
        import.left(what, "it is a program; write it as a [[rule]]");
    }
    import
}

impl Imported {
    fn results(&mut self, file: &str, results: &Value) {
        for (path, found) in results.as_object().into_iter().flatten() {
            if !found.is_array() {
                self.left(format!("{file}: results of {path}"), "no list");
            }
            for one in found.as_array().into_iter().flatten() {
                let kind = one["type"].as_str().unwrap_or_default();
                let hash = one["hashed_secret"].as_str().unwrap_or_default();
                let known = if UNTOLD.contains(&kind) || hash.is_empty() {
                    Known::Nothing
                } else {
                    Known::Sha1(hash.to_lowercase())
                };
                let (verdict, said) = match one["is_secret"].as_bool() {
                    Some(false) => (Verdict::FalsePositive, "audited as no secret"),
                    Some(true) => (Verdict::Accepted, "audited as a secret"),
                    None => (Verdict::Accepted, "listed"),
                };
                let line = one["line_number"].as_u64().unwrap_or(0);
                let mut accepted = Accepted::new(&format!("{said} in {file}"), known);
                accepted.decision.verdict = verdict;
                kind.clone_into(&mut accepted.rule);
                self.accepted.push(accepted.at(path, line));
            }
        }
    }

    fn filters(&mut self, file: &str, root: &Value) {
        let old = &root["exclude"];
        for (pattern, name) in [
            (&old["files"], "path_regexes"),
            (&old["lines"], "lines"),
            (&root["exclude_regex"], "path_regexes"),
        ] {
            self.patterns(file, name, pattern);
        }
        if let Some(words) = root["word_list"]["file"].as_str() {
            self.word_list(words);
        }
        for filter in root["filters_used"].as_array().into_iter().flatten() {
            let path = filter["path"].as_str().unwrap_or_default();
            let known = PATTERNS.iter().find(|(end, _)| path.ends_with(end));
            if let Some((_, name)) = known {
                self.patterns(file, name, &filter["pattern"]);
            } else if path.ends_with("wordlist.should_exclude_secret") {
                self.word_list(filter["file_name"].as_str().unwrap_or_default());
            } else if path.contains("gibberish") {
                let why = "how random a value looks is judged in our own way";
                self.left(format!("filter {path}"), why);
            } else if !OWN.iter().any(|own| path.starts_with(own)) {
                self.left(format!("filter {path}"), "it is a program");
            }
        }
    }

    fn patterns(&mut self, file: &str, name: &'static str, patterns: &Value) {
        let one = std::slice::from_ref(patterns);
        let patterns = patterns.as_array().map_or(one, Vec::as_slice);
        let patterns = patterns.iter().filter_map(Value::as_str);
        let patterns: Vec<String> = patterns.filter(|p| !p.is_empty()).map(translate).collect();
        if !patterns.is_empty() {
            let allow = Allow::new(&format!("excluded in {file}")).with(name, patterns);
            self.allow("filters_used", allow);
        }
    }

    fn word_list(&mut self, words: &str) {
        let why = "put its words into `stopwords` of an [[allow]]";
        self.left(format!("word list {words}"), why);
    }

    fn plugins(&mut self, file: &str, plugins: &Value) {
        let Some(plugins) = plugins.as_array() else {
            return;
        };
        let mut used = Vec::new();
        for plugin in plugins {
            let name = plugin["name"].as_str().unwrap_or_default();
            used.push(name);
            if plugin["path"].is_string() {
                let why = "it is a program; write it as a [[rule]]";
                self.left(format!("plugin {name}"), why);
            }
            for (key, usual) in [
                ("limit", None),
                ("base64_limit", Some(4.5)),
                ("hex_limit", Some(3.0)),
            ] {
                let usual = usual.unwrap_or(if name.starts_with("Hex") { 3.0 } else { 4.5 });
                let limit = plugin[key].as_f64();
                if limit.is_some_and(|limit| (limit - usual).abs() > f64::EPSILON) {
                    let why = "how random a value looks is judged in our own way";
                    self.left(format!("plugin {name}: {key}"), why);
                }
            }
            if let Some(exclude) = plugin["keyword_exclude"].as_str().filter(|p| !p.is_empty()) {
                let allow = Allow::new(&format!("excluded in {file}"));
                let allow = allow.with("lines", vec![translate(&format!("(?i){exclude}"))]);
                let allow = allow.with("rules", vec!["generic-*".to_owned()]);
                self.allow("keyword_exclude", allow);
            }
        }
        let off = PLUGINS.iter().filter(|plugin| !used.contains(*plugin));
        let off: Vec<&str> = off.copied().collect();
        if !off.is_empty() {
            let off = off.join(", ");
            self.change(format!("all rules count, also for what was off: {off}"));
        }
    }
}
