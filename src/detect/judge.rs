//! Whether what a pattern matched is a secret, and how sure that is.

use std::ops::Range;

use super::candidate::{Candidate, Specificity};
use super::published;
use crate::finding::Signal;
use crate::level::Confidence;
use crate::rule::{CompiledRule, Matcher, RuleId};

/// What a matcher saw: the rule, the whole match and the secret in it.
pub(super) struct Seen<'r> {
    pub(super) id: RuleId,
    pub(super) compiled: &'r CompiledRule,
    pub(super) whole: Range<usize>,
    pub(super) secret: Range<usize>,
}

/// The candidate it makes, or `None` when its own bytes say that it is no secret.
pub(super) fn pattern(text: &[u8], seen: Seen<'_>) -> Option<Candidate> {
    let rule = &seen.compiled.rule;
    let secret = &text[seen.secret.clone()];
    if published::by(secret).is_some() {
        return None;
    }
    let mut candidate = Candidate {
        rule: seen.id,
        specificity: Specificity::of(rule),
        public_prefix: public_prefix(seen.compiled, secret),
        assigned_to: None,
        severity: rule.severity,
        confidence: rule.confidence,
        signals: vec![Signal::fixed(match rule.matcher {
            Matcher::Token { .. } => "format",
            Matcher::Beside { .. } | Matcher::Assigned { .. } | Matcher::File => "provider-nearby",
        })],
        secret: seen.secret.clone(),
    };
    candidate.confidence = candidate.confidence.max(Confidence::Low);
    Some(candidate)
}

/// How many of the secret's first bytes every secret of its kind has.
fn public_prefix(compiled: &CompiledRule, secret: &[u8]) -> usize {
    let begins = |anchor: &&String| secret.starts_with(anchor.as_bytes());
    compiled
        .rule
        .anchors
        .iter()
        .filter(begins)
        .map(String::len)
        .max()
        .unwrap_or(0)
}
