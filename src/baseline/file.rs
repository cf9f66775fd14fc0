//! The file: a JSON object whose keys are sorted and stand on a line each.
//!
//! Entries stand between `salt` and `version`, so that each of their lines ends with a comma and
//! no line changes when another comes: two branches that add entries seldom touch.

use std::fmt::Write;
use std::hash::{BuildHasher, Hasher, RandomState};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Baseline;
use super::entry::{Decision, Entry, Seen};
use crate::allowed::Verdict;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::fingerprint::FingerprintKey;
use crate::mistake::Mistake;
use crate::secret::Secret;

const VERSION: u64 = 1;
/// How the keys of entries begin.
const ENTRY: &str = "tl1:";

/// An entry as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    rule: String,
    path: String,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(rename = "in", default, skip_serializing_if = "is_in_tree")]
    seen: Seen,
    value: String,
}

/// Most are there, and need no word for it.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_in_tree(seen: &Seen) -> bool {
    *seen == Seen::Tree
}

impl Baseline {
    /// Reads a file. `phrase` is the user's own, which the file may need.
    ///
    /// # Errors
    /// What is wrong with the file, or that it was made under another key.
    pub fn parse(name: &str, text: &str, phrase: Option<&str>) -> Result<Self> {
        let reader = Reader { name, text };
        let map = reader.object()?;
        let version = map.get("version").and_then(Value::as_u64);
        if version != Some(VERSION) {
            let message =
                format!("expected `\"version\": {VERSION}`: was it made by a newer tightlip?");
            return Err(reader.at("\"version\"", message));
        }
        let salt = map.get("salt").and_then(Value::as_str).map(str::to_owned);
        let key = match (phrase, &salt) {
            (Some(phrase), _) => FingerprintKey::from_phrase(phrase),
            (None, Some(salt)) => FingerprintKey::from_phrase(salt),
            (None, None) => {
                let message = "it was made with TIGHTLIP_FINGERPRINT_KEY, which is not set";
                return Err(reader.at("\"check\"", message));
            }
        };
        if map.get("check").and_then(Value::as_str) != Some(&check(&key)) {
            let message = "it was made under another key: is TIGHTLIP_FINGERPRINT_KEY right?";
            return Err(reader.at("\"check\"", message));
        }
        let mut baseline = Self {
            salt,
            key,
            ..Self::default()
        };
        for (id, value) in map {
            if id.starts_with(ENTRY) {
                let entry = reader.entry(&id, value)?;
                baseline.put(id, entry);
            } else if !["check", "salt", "version"].contains(&id.as_str()) {
                return Err(reader.at(&format!("\"{id}\""), format!("unknown key `{id}`")));
            }
        }
        Ok(baseline)
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from("{\n");
        let mut add = |key: &str, value: String| {
            let _ = writeln!(text, "{}: {value},", json(&key));
        };
        add("check", json(&check(&self.key)));
        if let Some(salt) = &self.salt {
            add("salt", json(salt));
        }
        for (id, entry) in &self.entries {
            let Decision {
                verdict,
                reason,
                owner,
                until,
            } = entry.decision.clone();
            add(
                id,
                json(&Line {
                    rule: entry.rule.clone(),
                    path: entry.path.clone(),
                    verdict,
                    reason,
                    owner,
                    until: until.map(|until| until.to_string()),
                    seen: entry.seen,
                    value: entry.value.clone(),
                }),
            );
        }
        let _ = write!(text, "\"version\": {VERSION}\n}}\n");
        text
    }
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    fn object(&self) -> Result<Map<String, Value>> {
        let mut at = 0;
        let mut check = None;
        for line in self.text.split_inclusive('\n') {
            // Entries of two keys, which a union merge leaves where both sides began one.
            if line.starts_with("\"check\":") && *check.get_or_insert(line) != line {
                let message = "two baselines in one, begun on two branches: keep one side's file \
                               (`git checkout --ours`), and run `tightlip baseline update`";
                return Err(self.mistake(at, line.trim_end().len(), message));
            }
            if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
                let message = "a merge left its marks: keep the entries of both sides, in any \
                               order, and run `tightlip baseline update`";
                return Err(self.mistake(at, line.trim_end().len(), message));
            }
            at += line.len();
        }
        serde_json::from_str(self.text).map_err(|error| {
            let before = self
                .text
                .split_inclusive('\n')
                .take(error.line().saturating_sub(1));
            let start: usize = before.map(str::len).sum();
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            self.mistake(start + error.column().saturating_sub(1), 1, words)
        })
    }

    fn entry(&self, id: &str, value: Value) -> Result<Entry> {
        let wrong = |what: String| self.at(&format!("\"{id}\""), what);
        let line: Line = serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?;
        let until = match &line.until {
            None => None,
            Some(day) => Some(
                Date::parse(day)
                    .ok_or_else(|| wrong("`until` must be a day such as 2027-01-31".to_owned()))?,
            ),
        };
        let decision = Decision {
            verdict: line.verdict,
            reason: line.reason,
            owner: line.owner,
            until,
        };
        let entry = Entry::read(line.rule, line.path, line.value, decision);
        Ok(entry.seen(line.seen))
    }

    /// A mistake where `key` stands.
    fn at(&self, key: &str, message: impl Into<String>) -> Error {
        let at = self.text.find(key).unwrap_or(0);
        self.mistake(at, key.len(), message)
    }

    fn mistake(&self, at: usize, len: usize, message: impl Into<String>) -> Error {
        Mistake::new(self.name, self.text, at..at + len, message).into()
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and maps of strings can always be written")
}

/// Eight hex digits that tell whether the key is the right one.
pub(super) fn check(key: &FingerprintKey) -> String {
    let whole = key.fingerprint("", "", &Secret::hidden(b"tightlip baseline"));
    whole[ENTRY.len()..ENTRY.len() + 8].to_owned()
}

/// 32 hex digits that no other baseline has: the standard library's hashers are seeded by the
/// operating system.
pub(super) fn salt() -> String {
    let half = || {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write(NAMED);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(), half())
}

const NAMED: &[u8] = b"tightlip baseline salt";

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match Baseline::parse("b.json", text, None) {
            Err(Error::Mistake(mistake)) => format!("{mistake}\n{}\n", mistake.picture()),
            other => format!("{other:?}"),
        }
    }

    fn empty() -> String {
        let mut baseline = Baseline::new(Some("a phrase"));
        baseline.salt = Some("a phrase".to_owned());
        baseline.to_text()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let baseline = Baseline::new(None);
        let text = baseline.to_text();
        let read = Baseline::parse("b.json", &text, None).unwrap();
        assert_eq!(read.to_text(), text);
        assert_ne!(text, Baseline::new(None).to_text());
        let phrase = Baseline::new(Some("phrase"));
        assert!(!phrase.to_text().contains("salt"));
        assert!(Baseline::parse("b.json", &phrase.to_text(), Some("phrase")).is_ok());
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        let text = empty();
        let entry = |line: &str| text.replace("\"version\"", &format!("{line}\n\"version\""));
        let mut all = vec![
            said("{\n"),
            said("[]\n"),
            said("{}\n"),
            said(&text.replace("\"version\": 1", "\"version\": 2")),
            said(&text.replace("\"salt\": \"a", "\"salt\": \"b")),
            said(&text.replace("\"salt\": \"a phrase\",\n", "")),
            said(&entry("\"entries\": [],")),
            said(&entry("<<<<<<< HEAD")),
            said(&entry("\"tl1:0\": {\"rule\": 1},")),
        ];
        let until = "\"tl1:0\": {\"rule\": \"r\", \"path\": \"p\", \"verdict\": \"accepted\", \
                     \"until\": \"soon\", \"value\": \"v\"},";
        all.push(said(&entry(until)));
        all.push(said(&entry(&until.replace("accepted", "fine"))));
        let elsewhere = until.replace("\"until\": \"soon\"", "\"in\": \"attic\"");
        all.push(said(&entry(&elsewhere)));
        all.push(said(&entry(&elsewhere.replace("\"in\"", "\"inn\""))));
        all.push(said(&entry("\"check\": \"01234567\",")));
        insta::assert_snapshot!(all.join("\n"));
    }
}
