//! One accepted finding.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};

use crate::allowed::Verdict;
use crate::base::Base;
use crate::blob::Origin;
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

/// Where an accepted secret was when the entry was last brought up to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// In files; perhaps in the history, too.
    #[default]
    Tree,
    /// In the history alone.
    History,
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
    /// Where the secret is.
    pub seen: Seen,
    /// Where findings were that it allowed: [`IN_TREE`] and [`IN_HISTORY`].
    used: AtomicU8,
    /// Whether its file was not there any more when that was asked first.
    gone: OnceLock<bool>,
}

/// Bits of [`Entry::used`].
const IN_TREE: u8 = 1;
const IN_HISTORY: u8 = 2;

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        let key = |entry: &Self| (entry.rule.clone(), entry.path.clone(), entry.value.clone());
        key(self) == key(other) && self.decision == other.decision && self.seen == other.seen
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
        let commit = finding.origin.commit();
        Self {
            rule: rule.clone(),
            path: path.to_owned(),
            decision,
            value: value(key, rule, &finding.all_secrets()),
            seen: match commit {
                Some(commit) if commit.in_head == Some(false) => Seen::History,
                _ => Seen::Tree,
            },
            used: AtomicU8::new(0),
            gone: OnceLock::new(),
        }
    }

    pub(super) fn read(rule: String, path: String, value: String, decision: Decision) -> Self {
        Self {
            rule,
            path,
            decision,
            value,
            seen: Seen::Tree,
            used: AtomicU8::new(0),
            gone: OnceLock::new(),
        }
    }

    pub(super) fn seen(self, seen: Seen) -> Self {
        Self { seen, ..self }
    }

    /// Whether the decision has ended before this day.
    #[must_use]
    pub fn is_expired(&self, today: Date) -> bool {
        self.decision.until.is_some_and(|until| until < today)
    }

    /// Notes where a finding was that it allowed.
    pub(super) fn mark_used(&self, origin: &Origin) {
        let place = match origin.commit() {
            Some(_) => IN_HISTORY,
            None => IN_TREE,
        };
        self.used.fetch_or(place, Ordering::Relaxed);
    }

    /// Whether it allowed nothing so far.
    pub(super) fn is_stale(&self) -> bool {
        self.used.load(Ordering::Relaxed) == 0
    }

    /// Whether its secret was in files once, and was not seen there so far.
    pub(super) fn is_unseen(&self) -> bool {
        self.seen == Seen::Tree && self.used.load(Ordering::Relaxed) & IN_TREE == 0
    }

    /// Whether its file is not there any more.
    pub(super) fn is_gone(&self, base: &Base) -> bool {
        let is_gone = || !base.top().join(&self.path).exists();
        *self.gone.get_or_init(is_gone)
    }

    /// Notes where its secret is now. `was_sought`: its file was to be scanned.
    pub(super) fn settle(&mut self, was_sought: bool) {
        match *self.used.get_mut() {
            0 => {}
            IN_HISTORY if was_sought => self.seen = Seen::History,
            IN_HISTORY => {}
            _ => self.seen = Seen::Tree,
        }
    }
}

/// The hash by which a secret is known whatever its file is called.
pub(super) fn value(key: &FingerprintKey, rule: &str, secret: &Secret) -> String {
    let whole = key.fingerprint(rule, "", secret);
    whole.rsplit(':').next().unwrap_or_default().to_owned()
}
