//! No secret of another tool's file gets into ours, or onto the screen.

use regex::bytes::Regex;

use super::Imported;
use super::accepted::{Accepted, Known, Pattern};
use super::regex::plain;
use crate::blob::{Blob, Origin};
use crate::conceal;
use crate::detect::Scanner;
use crate::finding::Finding;
use crate::level::Confidence;

const UNWRITTEN: &str = "it holds what looks like a secret, which is not written down";
/// Conditions whose values are no secrets, though they may look like some.
const OPEN: [&str; 2] = ["rules", "commits"];
/// Conditions whose values are held against secrets.
const OF_SECRETS: [&str; 4] = ["values", "lines", "assignments", "stopwords"];

impl Imported {
    /// Takes secrets out of what is to be written or said: an allow by such a value becomes an
    /// accepted finding.
    pub fn conceal(&mut self, scanner: &Scanner) {
        self.conceal_rules(scanner);
        let mut hidden = Vec::new();
        for mut allow in std::mem::take(&mut self.allows) {
            let is_alone = allow
                .conditions
                .iter()
                .filter(|(name, _)| *name != "rules")
                .count()
                == 1;
            let reason = redacted(scanner, &allow.reason);
            for (name, values) in &mut allow.conditions {
                if !OF_SECRETS.contains(name) {
                    let before = values.len();
                    values.retain(|value| OPEN.contains(name) || !is_secret(scanner, value, false));
                    if values.len() < before {
                        self.left_out
                            .push(format!("an allow ({reason}): {name}: {UNWRITTEN}"));
                    }
                    continue;
                }
                values.retain(|value| {
                    let literal = *name == "stopwords";
                    let text = if literal { value.clone() } else { plain(value) };
                    let is_whole = literal || is_fixed(value);
                    if !is_secret(scanner, &text, is_whole) {
                        return true;
                    }
                    let pattern = if literal {
                        regex_syntax::escape(value)
                    } else {
                        value.clone()
                    };
                    match Regex::new(&pattern) {
                        Ok(regex) if is_alone && ["values", "stopwords"].contains(name) => {
                            let known = Known::Like(Pattern(regex));
                            hidden.push(Accepted::new(&reason, known));
                        }
                        _ => {
                            self.left_out
                                .push(format!("an allow ({reason}): {UNWRITTEN}"));
                        }
                    }
                    false
                });
            }
            allow.reason = reason;
            if allow
                .conditions
                .iter()
                .all(|(_, values)| !values.is_empty())
            {
                self.allows.push(allow);
            }
        }
        self.accepted.extend(hidden);
        self.excluded
            .retain(|path| !is_secret(scanner, path, false));
        for line in self.left_out.iter_mut().chain(&mut self.changed) {
            *line = redacted(scanner, line);
        }
        for accepted in &mut self.accepted {
            if let Some(reason) = &mut accepted.decision.reason {
                *reason = redacted(scanner, reason);
            }
        }
    }
}

impl Imported {
    /// Takes out rules that look for one secret, which would be written down with them.
    fn conceal_rules(&mut self, scanner: &Scanner) {
        let rules = std::mem::take(&mut self.rules);
        let (open, closed): (Vec<_>, Vec<_>) = rules
            .into_iter()
            .partition(|rule| !is_secret(scanner, &rule.body, false));
        self.rules = open;
        for rule in closed {
            self.left(format!("rule `{}`", rule.id), UNWRITTEN);
        }
    }
}

/// Whether an expression, anchors aside, is for one text alone.
fn is_fixed(pattern: &str) -> bool {
    let mut chars = pattern.trim_start_matches("(?i)").chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if !chars.next().is_some_and(|c| c.is_ascii_punctuation()) => return false,
            '.' | '*' | '+' | '?' | '|' | '(' | '[' | '{' => return false,
            _ => {}
        }
    }
    true
}

/// Whether the text would be reported: alone, or, if it is a whole value, as a password.
fn is_secret(scanner: &Scanner, text: &str, is_whole: bool) -> bool {
    let found = |text: &str, least: Confidence| {
        let findings = scan(scanner, text);
        findings.iter().any(|finding| finding.confidence >= least)
    };
    found(text, Confidence::High)
        || is_whole && found(&format!("password = \"{text}\""), Confidence::Medium)
}

/// The text with every secret in it redacted.
fn redacted(scanner: &Scanner, text: &str) -> String {
    conceal::text(scanner, text).into_owned()
}

fn scan(scanner: &Scanner, text: &str) -> Vec<Finding> {
    let origin = Origin::Stdin {
        path: String::new(),
    };
    scanner.scan(&Blob::whole(&origin, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::import::gitleaks;
    use crate::detect::Options;
    use crate::rule::RuleSet;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn only_values_that_are_secrets_are_taken_out() {
        let scanner = Scanner::new(RuleSet::builtin(), Options::default());
        let value = expand("{alnum:24}", &mut Dice::new(7)).unwrap();
        let text = format!(
            "[allowlist]\nregexes = ['^{value}$', '{value}[a-z]+', 'example', '[A-Za-z0-9_-]{{20,40}}', 'EXAMPLE$']\n"
        );
        let mut import = gitleaks("a.toml", &text).unwrap();
        import.conceal(&scanner);
        let toml = import.toml();
        assert!(!toml.contains(&format!("{value}$")), "{toml}");
        for kept in ["example", "{20,40}", "EXAMPLE$"] {
            assert!(toml.contains(kept), "{toml}");
        }
        assert_eq!((import.accepted.len(), import.left_out.len()), (1, 0));
    }
}
