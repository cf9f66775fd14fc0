//! Whose file a file is, by its name or by what it holds.

use serde_json::Value;

use super::{
    Imported, detect_secrets, ggshield, gitleaks, gitleaks_ignore, kingfisher, loose, report,
    ripsecrets, secretlint, trufflehog, yaml,
};
use crate::error::{Error, Result};

/// Names that are looked for at the top where no file is named.
pub const KNOWN: [&str; 27] = [
    ".gitleaks.toml",
    ".betterleaks.toml",
    ".gitleaksignore",
    ".betterleaksignore",
    ".gitleaks-baseline.json",
    "gitleaks-baseline.json",
    ".secrets.baseline",
    ".secretlintrc",
    ".secretlintrc.json",
    ".secretlintrc.yaml",
    ".secretlintrc.yml",
    ".secretlintrc.js",
    ".secretlintrc.cjs",
    ".secretlintrc.mjs",
    ".secretlintignore",
    ".secretsignore",
    ".trufflehog.yaml",
    ".trufflehog.yml",
    "trufflehog.yaml",
    "trufflehog.yml",
    ".trufflehogignore",
    ".trufflehog-exclude",
    "trufflehog-exclude.txt",
    ".gitguardian.yaml",
    ".gitguardian.yml",
    "kingfisher-baseline.yaml",
    ".kingfisher-baseline.yaml",
];

/// A tool whose files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// gitleaks and betterleaks.
    Gitleaks,
    /// detect-secrets.
    DetectSecrets,
    /// secretlint.
    Secretlint,
    /// ripsecrets.
    Ripsecrets,
    /// `TruffleHog`.
    Trufflehog,
    /// ggshield.
    Ggshield,
    /// Kingfisher.
    Kingfisher,
}

/// Reads another tool's file, of `tool` if that was said. `name` is how messages call it.
///
/// # Errors
/// It cannot be read, or nothing says whose it is.
pub fn read(name: &str, text: &str, tool: Option<Tool>) -> Result<Imported> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let unknown = || Error::Report {
        name: name.to_owned(),
        why: "nothing says which tool's file it is: name the tool with `--from`".to_owned(),
    };
    let tool = tool.or_else(|| by_name(file));
    match (tool, kind(file, text)) {
        (Some(Tool::Gitleaks) | None, Kind::Toml) => gitleaks(name, text),
        (Some(Tool::Secretlint), _) if is_program(file) => Ok(secretlint::program(file)),
        (tool, Kind::Data) => {
            let value = match loose::parse(text) {
                Some(value) => value,
                None if is_json_lines(text) => return report::report(name, text),
                None if is_json(file) => return Err(loose::fault(name, text)),
                None => yaml::parse(name, text)?,
            };
            match tool.or_else(|| by_content(&value)) {
                Some(Tool::DetectSecrets) => Ok(detect_secrets::detect_secrets(file, &value)),
                Some(Tool::Secretlint) => Ok(secretlint::secretlint(file, &value)),
                Some(Tool::Ggshield) => Ok(ggshield::ggshield(file, &value)),
                Some(Tool::Kingfisher) if !value["findings"].is_array() => {
                    Ok(kingfisher::kingfisher(file, &value))
                }
                Some(Tool::Trufflehog) if value["detectors"].is_array() => {
                    Ok(trufflehog::detectors(file, &value))
                }
                _ => report::report(name, text),
            }
        }
        (Some(Tool::Gitleaks), _) => Ok(gitleaks_ignore(name, text)),
        (Some(Tool::Secretlint), _) => Ok(secretlint::ignore(file, text)),
        (Some(Tool::Ripsecrets), _) => Ok(ripsecrets::ripsecrets(file, text)),
        (Some(Tool::Trufflehog), _) => Ok(trufflehog::exclude_paths(file, text)),
        _ => Err(unknown()),
    }
}

fn by_name(file: &str) -> Option<Tool> {
    let file = file.to_lowercase();
    let names = [
        (".secrets.baseline", Tool::DetectSecrets),
        (".secretsignore", Tool::Ripsecrets),
        ("secretlint", Tool::Secretlint),
        ("gitguardian", Tool::Ggshield),
        ("trufflehog", Tool::Trufflehog),
        ("kingfisher", Tool::Kingfisher),
        ("leaksignore", Tool::Gitleaks),
    ];
    let mut names = names.iter();
    names.find_map(|(part, tool)| file.contains(part).then_some(*tool))
}

/// Whose data it is, by keys that no other has.
fn by_content(value: &Value) -> Option<Tool> {
    let has = |key: &str| !value[key].is_null();
    let keys = [
        ("plugins_used", Tool::DetectSecrets),
        ("detectors", Tool::Trufflehog),
        ("fingerprint_algorithm", Tool::Kingfisher),
        ("ExactFindings", Tool::Kingfisher),
        ("secret", Tool::Ggshield),
        ("matches-ignore", Tool::Ggshield),
        ("paths-ignore", Tool::Ggshield),
    ];
    let found = keys.iter().find(|(key, _)| value.is_object() && has(key));
    found.map(|(_, tool)| *tool)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Toml,
    /// JSON or YAML.
    Data,
    Lines,
}

fn kind(file: &str, text: &str) -> Kind {
    let file = file.to_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| file.ends_with(end));
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    if ends(&[".toml"]) {
        Kind::Toml
    } else if ends(&[
        ".json",
        ".jsonl",
        ".yaml",
        ".yml",
        ".sarif",
        ".baseline",
        "secretlintrc",
    ]) || begins.starts_with(['{', '[']) && loose::parse(text).is_some()
    {
        Kind::Data
    } else {
        Kind::Lines
    }
}

fn is_json(file: &str) -> bool {
    let file = file.to_lowercase();
    [".json", ".jsonl", ".sarif", ".baseline"]
        .iter()
        .any(|end| file.ends_with(end))
}

fn is_program(file: &str) -> bool {
    [".js", ".cjs", ".mjs", ".ts"]
        .iter()
        .any(|end| file.ends_with(end))
}

/// Whether its first line is a JSON object and its second begins one.
fn is_json_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    first.starts_with('{') && serde_json::from_str::<Value>(first).is_ok()
}
