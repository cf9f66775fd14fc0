//! Values that a sentence or a command gives: `my acme api key is VALUE`, `acme login VALUE`.

use super::assignment::is_uuid;
use super::{line, named, word};
use crate::rule::Hit;

/// Bytes between a provider's name and the value, at most.
const LONGEST: usize = 80;
/// Bytes of a UUID.
const UUID: usize = 36;
/// Words that link a kind of credential and its value.
const LINKS: [&[u8]; 10] = [
    b"is",
    b"was",
    b"-",
    b"--",
    b"->",
    b"=>",
    "–".as_bytes(),
    "—".as_bytes(),
    "→".as_bytes(),
    "：".as_bytes(),
];
/// What ends a sentence or another thought.
const STOPS: [u8; 5] = *b".;!?\n";

/// What a program is told before the key that it shall keep.
const LOGS_IN: &[&str] = &["auth", "authenticate", "authtoken", "login", "signin"];
/// The same, where an id of what it works on may stand, too.
const SETS_UP: &[&str] = &["add", "config", "configure", "init", "save", "set", "setup"];

/// Whether the words from the name at `hit` on to the value at `start` say that it is the
/// credential. They name its kind and nothing that has other values.
pub(super) fn gives(text: &[u8], hit: &Hit, start: usize) -> bool {
    let is_far = start < hit.end || start - hit.end > LONGEST;
    if is_far || text[hit.end..start].contains(&b'\n') {
        return false;
    }
    let name = &text[hit.start..hit.end];
    let between = line::unquoted(&text[hit.end..start]);
    if between.is_empty() {
        // What a command takes, and what follows two words that name a provider and a kind.
        return name.contains(&b' ') && text[hit.end..start].contains(&b' ');
    }
    if is_command(text, hit, between, start) {
        return true;
    }
    let aside = without_aside(between);
    let linked = without_link(aside);
    let said = &text[hit.start..hit.start + name.len() + linked.len()];
    let last = word::split(said).last().unwrap_or_default();
    let is_kind = |word: &[u8]| named::says_secret(word) || word::is_any(word, &["certificate"]);
    let is_told = if linked.len() < aside.len() {
        word::split(said).any(is_kind)
    } else {
        // Directly behind its kind.
        is_kind(last)
    };
    let is_one_thought = !linked.windows(2).any(ends_thought);
    is_told && is_one_thought && !word::split(linked).any(named::has_other_values)
}

/// Whether the program at `hit` is told to keep the key at `start`: `acme login VALUE`.
fn is_command(text: &[u8], hit: &Hit, between: &[u8], start: usize) -> bool {
    let begins = text[..hit.start]
        .last()
        .is_none_or(|before| before.is_ascii_whitespace() || b"`$!;&|(\"'".contains(before));
    let told = between.strip_prefix(b"-cli").unwrap_or(between);
    let Some(told) = told.strip_prefix(b" ") else {
        return false;
    };
    let is_any = |list| {
        told.split(|byte| *byte == b' ')
            .any(|word| word::is_any(word, list))
    };
    let is_verb = |word| word::is_any(word, LOGS_IN) || word::is_any(word, SETS_UP);
    let may_be_id = text.get(start..start + UUID).is_some_and(is_uuid);
    begins && told.split(|byte| *byte == b' ').all(is_verb) && (is_any(LOGS_IN) || !may_be_id)
}

/// Whether a sentence ends between two bytes.
fn ends_thought(pair: &[u8]) -> bool {
    STOPS.contains(&pair[0]) && pair[1].is_ascii_whitespace()
}

/// Without what it says in brackets at its end: `token (staging)`.
fn without_aside(text: &[u8]) -> &[u8] {
    let Some(inner) = text.strip_suffix(b")") else {
        return text;
    };
    memchr::memrchr(b'(', inner).map_or(text, |open| text[..open].trim_ascii_end())
}

/// Without the link that it ends in, if there is one.
fn without_link(text: &[u8]) -> &[u8] {
    let colon = text.strip_suffix(b":").unwrap_or(text).trim_ascii_end();
    let link = LINKS.iter().find_map(|link| {
        let head = colon.strip_suffix(*link)?;
        (head.ends_with(b" ") || !link.is_ascii()).then(|| head.trim_ascii_end())
    });
    link.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        let hit = Hit {
            start,
            end: start + name.len(),
            rule: 0,
        };
        gives(text.as_bytes(), &hit, text.find("VALUE").unwrap())
    }

    #[test]
    fn sentences_give_credentials() {
        for text in [
            "my acme api key is VALUE",
            "our acme workflow key is `VALUE`",
            "acme api key - VALUE",
            "acme token — VALUE",
            "acme token for the cluster is: VALUE",
            "acme token (DNS scope) VALUE",
            "acme certificate VALUE",
            "the acme key was VALUE",
            "acme key：VALUE",
        ] {
            assert!(given(text, "acme"), "{text}");
        }
        assert!(given("acme login VALUE", "acme login"));
        for text in [
            "acme login VALUE",
            "$ acme init VALUE",
            "RUN acme-cli config set VALUE",
            "\"!acme login VALUE\\n\"",
            "    acme auth 'VALUE'",
        ] {
            assert!(given(text, "acme"), "{text}");
        }
        assert!(given("acme record key is VALUE", "record key"));
    }

    #[test]
    fn other_values_are_not_given() {
        for text in [
            "acme VALUE",
            "acme is VALUE",
            "the acme token problem, commit is VALUE",
            "acme token id is VALUE",
            "acme key hash - VALUE",
            "acme trace - VALUE",
            "acme has no token. It is VALUE",
            "acme token\nis VALUE",
            "acme key request was VALUE",
            "acme key\n- VALUE",
            "VALUE is the acme key",
            "x.acme login VALUE",
            "acme login page VALUE",
            "acme VALUE login",
            "acme deploy VALUE",
        ] {
            assert!(!given(text, "acme"), "{text}");
        }
        assert!(!given("acme loginVALUE", "acme login"));
    }
}
