//! JSON as people write it by hand: with comments, and commas behind the last of a list.

use std::path::Path;

use serde_json::Value;

use crate::config::source::Source;
use crate::error::Error;

/// Reads it; `None` when it is something else.
pub(super) fn parse(text: &str) -> Option<Value> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&strict(text)))
        .ok()
}

/// What is wrong with a text that is none, for messages that call its file `name`.
pub(super) fn fault(name: &str, text: &str) -> Error {
    let source = Source {
        // A report may hold secrets on any line.
        is_shown: false,
        ..Source::new(Path::new(name), name.to_owned(), text.to_owned())
    };
    let Err(error) = serde_json::from_str::<Value>(text) else {
        return source.mistake(0..0, "no JSON");
    };
    let lines = text.split_inclusive('\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = before + error.column().saturating_sub(1);
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    source.mistake(at..at + 1, format!("no JSON: {what}"))
}

/// The same without comments and needless commas.
fn strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '"' => string(rest),
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
                rest = &rest[end..];
                continue;
            }
            ']' | '}' => {
                let end = out.trim_end();
                let end = end.strip_suffix(',').unwrap_or(end).len();
                out.truncate(end);
                1
            }
            c => c.len_utf8(),
        };
        out.push_str(&rest[..len]);
        rest = &rest[len..];
    }
    out
}

/// The length of the string that `text` begins with.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comments_and_last_commas_are_overlooked_but_not_in_strings() {
        let text =
            "{ // a\n \"u\": \"http://x/*y*/,]\", /* b */\n \"l\": [1, 2, ], \"e\\\"\": {},\n}";
        let expected = json!({"u": "http://x/*y*/,]", "l": [1, 2], "e\"": {}});
        assert_eq!(parse(text), Some(expected));
        for odd in ["module.exports = {}", "{\"a", "/*", "a: 1", ""] {
            assert_eq!(parse(odd), None, "{odd}");
        }
    }
}
