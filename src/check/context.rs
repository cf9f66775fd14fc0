//! Where secrets stand in people's files.

use crate::rule::{Matcher, Rule};

/// Where a distinctive token stands; `@` is the token.
const OF_TOKENS: [&str; 10] = [
    "@",
    "'@'",
    "TOKEN=@",
    "{\"token\": \"@\"}",
    "{\\\"token\\\":\\\"@\\\"}",
    "token: @",
    "Authorization: Bearer @\r",
    "https://example.net/x?token=@&page=2",
    "a(1),t=\"@\",b(2)",
    "ключ: «@»",
];

/// Where a bare value stands beside its provider's name, `%` (or `$`, upper case).
const OF_VALUES: [&str; 9] = [
    "$_API_KEY=@",
    "%_api_key: \"@\"",
    "%_api_key: @",
    "{\"%ApiKey\": \"@\"}",
    "const client = new %(\"@\")",
    "curl https://api.%.com/v1 -H \"Authorization: Bearer @\"",
    "https://api.%.com/v1?key=@&page=2",
    "a(1),%Key=\"@\",b(2)",
    "// ключ %\nkey = \"@\" // ключ",
];

/// Where a bare value stands beside one context word, `%`: a section's name, the beginning of an
/// address, another name.
pub(super) fn beside(word: &str) -> &'static str {
    if word.ends_with(':') {
        "%\n  token: \"@\""
    } else if word.starts_with("//") {
        "curl https:%/v1 -H \"Authorization: Bearer @\""
    } else {
        "x = %(\"@\")"
    }
}

/// The contexts in which `rule`'s samples like `sample` stand: just the sample, where it has
/// several lines or brings its own.
pub(super) fn of(rule: &Rule, sample: &str) -> &'static [&'static str] {
    if sample.contains(['\n', ' ', '"', '\'', '=']) && !sample.ends_with('=') {
        return &["@"];
    }
    match rule.matcher {
        Matcher::Beside { .. } => &OF_VALUES,
        _ => &OF_TOKENS,
    }
}

/// Appends `sample` in `context`, with `name` for its provider's name, to `text`.
pub(super) fn place(rule: &Rule, context: &str, name: &str, sample: &str, text: &mut String) {
    let beside = matches!(rule.matcher, Matcher::Beside { .. });
    let needs_name = !beside && !name.is_empty() && !brings_context(rule, sample);
    if needs_name {
        text.push_str(name);
        text.push(' ');
    }
    for part in context.chars() {
        match part {
            '@' => text.push_str(sample),
            '%' if beside => text.push_str(name),
            '$' if beside => text.push_str(&name.to_uppercase()),
            other => text.push(other),
        }
    }
}

/// Whether the rule's context words stand in the sample itself.
fn brings_context(rule: &Rule, sample: &str) -> bool {
    of(rule, sample).len() == 1
}
