//! One accepted finding.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::allowed::Verdict;
use crate::date::Date;
use crate::finding::Finding;
use crate::fingerprint::FingerprintKey;
use crate::secret::Secret;

/// What somebody decided, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What it is.
    pub verdict: Verdict,
    /// Why it may stay.
    pub reason: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which the decision holds.
    pub until: Option<Date>,
}

/// A finding that was accepted. It holds nothing of the secret but a keyed hash.
#[derive(Debug)]
pub struct Entry {
    /// The rule's id.
    pub rule: String,
    /// The file, from the top.
    pub path: String,
    /// What was decided.
    pub decision: Decision,
    /// Keyed hash over rule and secret, without the path; 32 hex digits.
    pub value: String,
    used: AtomicBool,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        let key = |entry: &Self| (entry.rule.clone(), entry.path.clone(), entry.value.clone());
        key(self) == key(other) && self.decision == other.decision
    }
}

impl Entry {
    pub(super) fn new(
        finding: &Finding,
        path: &str,
        key: &FingerprintKey,
        decision: Decision,
    ) -> Self {
        let rule = &finding.rule.id;
        Self::read(rule, path, value(key, rule, &finding.secret), decision)
    }

    pub(super) fn read(rule: &str, path: &str, value: String, decision: Decision) -> Self {
        Self {
            rule: rule.to_owned(),
            path: path.to_owned(),
            decision,
            value,
            used: AtomicBool::new(false),
        }
    }

    /// Whether the decision has ended before this day.
    #[must_use]
    pub fn is_expired(&self, today: Date) -> bool {
        self.decision.until.is_some_and(|until| until < today)
    }

    pub(super) fn mark_used(&self) {
        self.used.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }
}

/// The hash by which a secret is known whatever its file is called.
pub(super) fn value(key: &FingerprintKey, rule: &str, secret: &Secret) -> String {
    let whole = key.fingerprint(rule, "", secret);
    whole.rsplit(':').next().unwrap_or_default().to_owned()
}
