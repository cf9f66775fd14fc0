//! What the parser of TOML complains of, in the words of those who write the file.

use crate::nearest::did_you_mean;

/// A parser's message in the words of this program, without the values that it quotes.
#[must_use]
pub fn in_plain_words(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let (true, [unknown, known @ ..]) = (message.starts_with("unknown field"), &words[..]) {
        if known.contains(&"counter_examples") && SWITCHES.contains(unknown) {
            return format!(
                "unknown key `{unknown}`; a rule is turned off by `disable = [\"its-id\"]` under `[rules]`"
            );
        }
        let meant = match did_you_mean(unknown, known.iter().copied()) {
            meant if meant.is_empty() => format!("; known here: {}", known.join(", ")),
            meant => meant,
        };
        return format!("unknown key `{unknown}`{meant}");
    }
    if let (true, [word, known @ ..]) = (message.starts_with("unknown variant"), &words[..]) {
        let meant = did_you_mean(word, known.iter().copied());
        return format!("must be one of {}{meant}", known.join(", "));
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("the key {field} is missing");
    }
    if let Some((found, expected)) = message
        .strip_prefix("invalid type: ")
        .and_then(|rest| rest.rsplit_once(", expected "))
    {
        let found = found.split([' ', '`', '"']).next().unwrap_or_default();
        return format!("expected {}, found {}", plain(expected), plain(found));
    }
    if message == "wanted string or table" {
        return NO_WORD.to_owned();
    }
    message.to_owned()
}

/// Said where one of some words must stand and there is no word at all.
pub const NO_WORD: &str = "expected a word in quotes";

/// Keys by which people try to turn a rule off.
const SWITCHES: [&str; 6] = ["disable", "disabled", "enable", "enabled", "off", "skip"];

/// The word of TOML's users for one of its parser's.
fn plain(word: &str) -> &str {
    match word {
        "a sequence" | "sequence" => "a list",
        "a map" | "map" => "a table",
        "a boolean" | "boolean" => "true or false",
        "a string" | "string" => "a string",
        "integer" | "floating" => "a number",
        "a TOML datetime" => "a date such as 2027-01-31",
        word if word.starts_with("struct ") => "a table",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_brings_the_nearest_to_mind() {
        for (said, plain) in [
            (
                "unknown variant `hihg`, expected one of `low`, `high`",
                "must be one of low, high; did you mean `high`?",
            ),
            (
                "unknown field `patern`, expected one of `pattern`, `id`",
                "unknown key `patern`; did you mean `pattern`?",
            ),
            (
                "unknown field `zzz`, expected one of `pattern`, `id`",
                "unknown key `zzz`; known here: pattern, id",
            ),
            (
                "unknown field `enabled`, expected one of `id`, `counter_examples`",
                "unknown key `enabled`; a rule is turned off by `disable = [\"its-id\"]` under `[rules]`",
            ),
            ("missing field `id`", "the key `id` is missing"),
            (
                "invalid type: string \"x\", expected a sequence",
                "expected a list, found a string",
            ),
            ("wanted string or table", "expected a word in quotes"),
            ("rule `a`: as it is", "rule `a`: as it is"),
        ] {
            assert_eq!(in_plain_words(said), plain);
        }
    }
}
