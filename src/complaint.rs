//! What the parser of TOML complains of, in the words of those who write the file.

mod spot;

use std::ops::Range;

use crate::mistake;
use crate::nearest::did_you_mean;
use spot::Spot;

/// What is wrong at `span` of `text`, in the words of this program: which key of which rule, and
/// what to write there. Of values only those are quoted that hold no secret.
#[must_use]
pub fn explained(text: &str, span: &Range<usize>, message: &str) -> String {
    let spot = Spot::at(text, span.start);
    let said = said(text, span, message, &spot);
    match &spot.rule {
        Some(id) => format!("rule `{}`: {said}", mistake::word(id)),
        None => said,
    }
}

fn said(text: &str, span: &Range<usize>, message: &str, spot: &Spot) -> String {
    if let Some(said) = brackets(text, span.start) {
        return said.to_owned();
    }
    let key = spot.key.as_deref().unwrap_or_default();
    let expected = message.rsplit_once(", expected ");
    if message.starts_with("unknown field ")
        && let Some((_, known)) = expected
    {
        return unknown_key(key, &quoted(known));
    }
    if message.starts_with("unknown variant ")
        && let Some((_, known)) = expected
    {
        return unknown_word(key, spot.text.as_deref(), &quoted(known));
    }
    if message == "wanted string or table" {
        return no_word(key);
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return missing(field.trim_matches('`'));
    }
    if let (Some(found), Some((_, wanted))) = (message.strip_prefix("invalid type: "), expected) {
        let found = found.split([' ', '`', '"', ',']).next().unwrap_or_default();
        return wrong_type(key, wanted, found);
    }
    if let (true, Some((_, wanted))) = (message.starts_with("invalid value: "), expected) {
        return format!("`{key}` must be {}", plain(wanted));
    }
    if message == "duplicate key" {
        let name = text.get(span.clone()).unwrap_or_default();
        let name = mistake::word(name);
        return format!("`{name}` stands here a second time: keep one");
    }
    let of_toml = TOML.iter().find(|(said, _)| message.starts_with(said));
    of_toml.map_or(message, |(_, plain)| plain).to_owned()
}

/// What to write for a table at `at` that should be one of many.
fn brackets(text: &str, at: usize) -> Option<&'static str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    match text[start..].lines().next()?.trim() {
        "[rule]" | "[[rules]]" => Some("each rule begins with `[[rule]]`"),
        "[allow]" | "[[allows]]" => Some("each allow begins with `[[allow]]`"),
        _ => None,
    }
}

/// The words between the backticks of the parser's list.
fn quoted(list: &str) -> Vec<&str> {
    list.split('`').skip(1).step_by(2).collect()
}

fn unknown_key(key: &str, known: &[&str]) -> String {
    let is_rule = known.contains(&"counter_examples");
    let shown = mistake::word(key);
    if is_rule && SWITCHES.contains(&key) {
        return format!(
            "unknown key `{shown}`; a rule is turned off by `disable = [\"its-id\"]` under `[rules]`"
        );
    }
    let theirs = THEIRS.iter().filter(|_| is_rule);
    if let Some((_, ours)) = theirs.into_iter().find(|(theirs, _)| *theirs == key) {
        return format!("unknown key `{shown}`; write {ours}");
    }
    let meant = match did_you_mean(key, known.iter().copied()) {
        meant if meant.is_empty() => format!("; known here: {}", known.join(", ")),
        meant => meant,
    };
    format!("unknown key `{shown}`{meant}")
}

fn unknown_word(key: &str, written: Option<&str>, known: &[&str]) -> String {
    let meant = written.map_or_else(String::new, |word| {
        did_you_mean(word, known.iter().copied())
    });
    let known = known.join(", ");
    match written.filter(|_| mistake::is_plain(key)) {
        Some(word) => {
            let word = mistake::word(word);
            format!("`{key}` is `{word}`, but must be one of {known}{meant}")
        }
        None => format!("`{key}` must be one of {known}{meant}"),
    }
}

/// Said where a word must stand and there is none at all.
fn no_word(key: &str) -> String {
    match key {
        "min_confidence" | "confidence" => {
            format!("`{key}` must be one of low, medium, high, in quotes")
        }
        "min_severity" | "severity" => {
            format!("`{key}` must be one of low, medium, high, critical, in quotes")
        }
        _ => format!("`{key}` must be a word in quotes"),
    }
}

fn missing(key: &str) -> String {
    let example = match key {
        "id" => "id = \"acme-api-key\"",
        "name" => "name = \"Acme API key\"",
        "severity" => "severity = \"high\"",
        "provider" => "provider = \"Acme\"",
        "category" => "category = \"saas\"",
        "rule" => "[[rule]]",
        _ => return format!("the key `{key}` is missing"),
    };
    format!("the key `{key}` is missing: write `{example}`")
}

fn wrong_type(key: &str, wanted: &str, found: &str) -> String {
    let found = plain(found);
    let said = format!("must be {}, not {found}", plain(wanted));
    match key {
        "" => said,
        key if wanted.contains("sequence") && found == "a string" => {
            format!("`{key}` {said}: write `{key} = [\"…\"]`")
        }
        key => format!("`{key}` {said}"),
    }
}

/// Keys by which people try to turn a rule off.
const SWITCHES: [&str; 6] = ["disable", "disabled", "enable", "enabled", "off", "skip"];

/// Keys of other tools' rules, and what they are here.
const THEIRS: [(&str, &str); 18] = [
    ("allowlist", "an `[[allow]]` with `rules = [\"its-id\"]`"),
    ("allowlists", "an `[[allow]]` with `rules = [\"its-id\"]`"),
    ("exclude", "an `[[allow]]` with `rules = [\"its-id\"]`"),
    ("help", "`revoke`"),
    ("keyword", "`anchors`"),
    ("keywords", "`anchors`"),
    ("min_entropy", "`entropy`"),
    ("negative_examples", "`counter_examples`"),
    ("path", "`paths`"),
    ("prefix", "`anchors`"),
    ("prefixes", "`anchors`"),
    ("regex", "`pattern`"),
    ("regexes", "`pattern`, with `|` between them"),
    ("remediation", "`revoke`"),
    ("secretGroup", "`(?<secret>…)` in `pattern`"),
    ("secret_group", "`(?<secret>…)` in `pattern`"),
    ("tags", "`category`"),
    ("title", "`name`"),
];

/// What TOML's parser says of text that is none, by its first words.
const TOML: [(&str, &str); 9] = [
    (
        "missing escaped value",
        "between \"…\" a backslash begins an escape that TOML knows; a pattern is best written \
         between '…', where it stands for itself",
    ),
    (
        "string values must be quoted",
        "behind `=` stands a value, and text stands in quotes",
    ),
    ("key with no value", "behind a key stand `=` and its value"),
    ("missing value", "behind a key stand `=` and its value"),
    (
        "invalid key-value pair",
        "expected `key = value`, `[table]` or `[[table]]`",
    ),
    ("invalid basic string", "the text has no `\"` at its end"),
    ("invalid literal string", "the text has no `'` at its end"),
    ("unclosed array", "the list has no `]` at its end"),
    (
        "missing comma between array elements",
        "between a list's items stands a comma",
    ),
];

/// The word of TOML's users for one of its parser's.
fn plain(word: &str) -> &str {
    match word {
        "a sequence" | "sequence" => "a list",
        "a map" | "map" => "a table",
        "a boolean" | "boolean" => "true or false",
        "a string" | "string" => "a string",
        "integer" | "floating" | "f64" => "a number",
        "u64" | "usize" => "a whole number, 0 at least",
        "a TOML datetime" => "a date such as 2027-01-31",
        "datetime" => "a date",
        word if word.starts_with("struct ") => "a table",
        word => word,
    }
}

#[cfg(test)]
mod tests;
