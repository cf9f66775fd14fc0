//! Findings that another tool was told to let be.

use regex::bytes::Regex;

use super::{draft, gitleaks};
use crate::allowed::Verdict;
use crate::baseline::Decision;
use crate::secret::Secret;

/// A finding that was accepted.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The rule, as the other tool calls it; may be empty.
    pub(super) rule: String,
    /// Ids, or patterns of ids, of our rules that do the same.
    pub(super) ours: Vec<String>,
    /// The file, from the top; `None`: wherever the secret is.
    pub(super) path: Option<String>,
    /// 1-based.
    pub(super) line: Option<u64>,
    /// The commit that brought it.
    pub(super) commit: Option<String>,
    pub(super) known: Known,
    /// What was decided about it.
    pub decision: Decision,
}

/// What is known of the secret.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Secret(Secret),
    /// Hex of its SHA-1.
    Sha1(String),
    /// Hex of a SHA-256 over the secret, perhaps with its kind behind it.
    Sha256(String),
    /// It matches this, which itself must not be written down.
    Like(Pattern),
    Nothing,
}

/// An expression that nobody sees.
#[derive(Clone)]
pub(super) struct Pattern(pub(super) Regex);

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pattern(…)")
    }
}

impl Accepted {
    /// One that is accepted for this reason.
    pub(super) fn new(reason: &str, known: Known) -> Self {
        Self {
            rule: String::new(),
            ours: Vec::new(),
            path: None,
            line: None,
            commit: None,
            known,
            decision: Decision {
                verdict: Verdict::Accepted,
                reason: Some(reason.to_owned()),
                ..Decision::default()
            },
        }
    }

    /// The same for a rule of this name.
    pub(super) fn of_rule(mut self, rule: &str) -> Self {
        let rule = rule.rsplit('.').next().unwrap_or(rule);
        rule.clone_into(&mut self.rule);
        self.ours = gitleaks::ours(rule);
        self.ours.push(draft::slug(rule));
        self
    }

    /// The same at this place; `line` 0 is none.
    pub(super) fn at(mut self, path: &str, line: u64) -> Self {
        let path = path.replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path);
        self.path = Some(path.to_owned());
        self.line = (line > 0).then_some(line);
        self
    }

    /// Whether only a repository's history can show it.
    #[must_use]
    pub fn is_of_commit(&self) -> bool {
        self.commit.is_some()
    }

    /// Whether the other tool's file holds the secret in clear.
    #[must_use]
    pub fn is_in_clear(&self) -> bool {
        matches!(self.known, Known::Secret(_))
    }

    /// What it is called in messages; nothing of the secret is in it.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = match (&self.path, self.line) {
            (Some(path), Some(line)) => format!("{path}:{line}"),
            (Some(path), None) => path.clone(),
            (None, _) => "a value".to_owned(),
        };
        if let Some(commit) = &self.commit {
            name.push_str(" of commit ");
            name.push_str(commit.get(..12).unwrap_or(commit));
        }
        if !self.rule.is_empty() {
            name = format!("{name} ({})", self.rule);
        }
        match &self.decision.reason {
            Some(reason) => format!("{name}, {reason}"),
            None => name,
        }
    }

    /// An allow by place, where only the place is known.
    pub(super) fn into_allow(self) -> Option<draft::Allow> {
        let (path, line) = (self.path?, self.line?);
        let reason = self.decision.reason.unwrap_or_default();
        let allow = draft::Allow::new(&reason).with("places", vec![format!("{path}:{line}")]);
        Some(allow.with("commits", self.commit.into_iter().collect()))
    }
}
