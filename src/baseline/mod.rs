//! Findings that somebody accepted: a file beside the code, one entry a line.
//!
//! An entry knows its secret only by keyed hashes: one over rule, path and secret, the
//! fingerprint that reports show; and one over rule and secret, by which it is known again where
//! the file has moved.

mod attribute;
mod entry;
mod file;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use crate::allowed::{Allowed, Verdict};
use crate::base::Base;
use crate::blob::Origin;
use crate::date::Date;
use crate::finding::Finding;
use crate::fingerprint::FingerprintKey;

pub use attribute::{ATTRIBUTES, union_line, with_union};
pub use entry::{Decision, Entry, Seen};
pub use reach::Reach;

/// The file's name, at the top of the repository.
pub const NAME: &str = ".tightlip-baseline.json";

/// What was accepted, and the key under which it is known.
#[derive(Debug, Default)]
pub struct Baseline {
    /// What makes the key; `None`: the user's own phrase does.
    salt: Option<String>,
    key: FingerprintKey,
    /// By fingerprint.
    entries: BTreeMap<String, Entry>,
    /// Each entry's `value` with its fingerprint.
    values: BTreeSet<(String, String)>,
}

impl Baseline {
    /// One without entries, under the user's own phrase or, without one, a salt made up now.
    #[must_use]
    pub fn new(phrase: Option<&str>) -> Self {
        let salt = phrase.is_none().then(file::salt);
        let key = phrase.or(salt.as_deref());
        Self {
            key: key.map(FingerprintKey::from_phrase).unwrap_or_default(),
            salt,
            ..Self::default()
        }
    }

    /// One without entries, under the same key.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self {
            salt: self.salt.clone(),
            key: self.key.clone(),
            ..Self::default()
        }
    }

    /// Whether both know secrets under the same key.
    #[must_use]
    pub fn has_key_of(&self, other: &Self) -> bool {
        file::check(&self.key) == file::check(&other.key)
    }

    /// The key of its fingerprints, and so of a whole run's.
    #[must_use]
    pub fn key(&self) -> &FingerprintKey {
        &self.key
    }

    /// The entries, by fingerprint.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(id, entry)| (id.as_str(), entry))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes a finding in, or changes what was decided about it. `false`: nothing is new.
    pub fn insert(&mut self, finding: &Finding, base: &Base, decision: Decision) -> bool {
        let entry = Entry::new(finding, &base.path(&finding.origin), &self.key, decision);
        let id = self
            .key
            .fingerprint(&entry.rule, &entry.path, &finding.all_secrets());
        let is_new = self.entries.get(&id) != Some(&entry);
        self.put(id, entry);
        is_new
    }

    /// Takes an entry out.
    pub fn remove(&mut self, fingerprint: &str) -> Option<Entry> {
        let entry = self.entries.remove(fingerprint)?;
        let known = (entry.value.clone(), fingerprint.to_owned());
        self.values.remove(&known);
        Some(entry)
    }

    /// Puts back an entry that was taken out.
    pub fn restore(&mut self, fingerprint: &str, entry: Entry) {
        self.put(fingerprint.to_owned(), entry);
    }

    fn put(&mut self, id: String, entry: Entry) {
        self.remove(&id);
        self.values.insert((entry.value.clone(), id.clone()));
        self.entries.insert(id, entry);
    }

    /// What it says of a finding whose path, from the top, is `path`.
    #[must_use]
    pub fn judge(
        &self,
        finding: &Finding,
        path: &str,
        base: &Base,
        today: Date,
    ) -> Option<Allowed> {
        let (_, entry) = self.find(finding, path, base, today)?;
        entry.mark_used(&finding.origin);
        Some(Allowed::Baseline {
            verdict: entry.decision.verdict,
            reason: entry.decision.reason.clone(),
            owner: entry.decision.owner.clone(),
        })
    }

    /// The entry that covers a finding.
    fn find(
        &self,
        finding: &Finding,
        path: &str,
        base: &Base,
        today: Date,
    ) -> Option<(&str, &Entry)> {
        let rule = &finding.rule.id;
        let id = self.key.fingerprint(rule, path, &finding.all_secrets());
        let holds = |entry: &&Entry| !entry.is_expired(today);
        if let Some((id, entry)) = self.entries.get_key_value(&id)
            && holds(&entry)
        {
            return Some((id, entry));
        }
        // A finding about a file as a whole has no secret to be known by.
        if finding.secret.reveal().is_empty() {
            return None;
        }
        let value = entry::value(&self.key, rule, &finding.all_secrets());
        let known = self.values.range((value.clone(), String::new())..);
        known
            .take_while(|(other, _)| *other == value)
            .filter_map(|(_, id)| self.entries.get_key_value(id))
            .map(|(id, entry)| (id.as_str(), entry))
            .find(|(_, entry)| holds(entry) && entry.reaches(&finding.origin, base))
    }

    /// Gives entries of files that moved the path at which they were found, so that their
    /// fingerprints are those of reports; returns how many moved.
    pub fn follow(&mut self, findings: &[Finding], base: &Base, today: Date) -> usize {
        let mut moved = 0;
        for finding in findings {
            if matches!(finding.origin, Origin::Commit { .. }) {
                continue;
            }
            let path = base.path(&finding.origin).into_owned();
            let Some((old, entry)) = self.find(finding, &path, base, today) else {
                continue;
            };
            if entry.path != path && entry.is_gone(base) {
                let old = old.to_owned();
                if let Some(entry) = self.remove(&old) {
                    self.insert(finding, base, entry.decision);
                    moved += 1;
                }
            }
        }
        moved
    }

    /// Files of entries that allowed nothing in files so far, from the top: perhaps they were
    /// left out, for where they are or for their size.
    #[must_use]
    pub fn unseen(&self, base: &Base) -> BTreeSet<&str> {
        let entries = self.entries.values().filter(|entry| entry.is_unseen());
        let files = entries.filter(|entry| !entry.is_gone(base));
        files.map(|entry| entry.path.as_str()).collect()
    }

    /// Fingerprints of entries that allowed nothing where all was looked at that `reach` says,
    /// and the files of [`unseen`](Self::unseen) besides.
    #[must_use]
    pub fn stale(&self, reach: &Reach, base: &Base) -> BTreeSet<String> {
        let entries = self.entries.iter();
        let stale = entries.filter(|(_, entry)| entry.is_stale() && reach.covers(entry, base));
        stale.map(|(id, _)| id.clone()).collect()
    }

    /// Notes of each entry that allowed something whether that was in files or, of what `reach`
    /// covers, in the history alone.
    pub fn settle(&mut self, reach: &Reach) {
        for entry in self.entries.values_mut() {
            let was_sought = reach.holds(&entry.path);
            entry.settle(was_sought);
        }
    }

    /// Whether an entry covers this finding today.
    #[must_use]
    pub fn covers(&self, finding: &Finding, base: &Base, today: Date) -> bool {
        let path = base.path(&finding.origin);
        self.find(finding, &path, base, today).is_some()
    }

    /// The fingerprint under which a finding is, or would be, in it.
    #[must_use]
    pub fn fingerprint(&self, finding: &Finding, base: &Base) -> String {
        let path = base.path(&finding.origin);
        let rule = &finding.rule.id;
        self.key.fingerprint(rule, &path, &finding.all_secrets())
    }
}

impl Entry {
    /// Whether the entry speaks of the same secret found elsewhere: what is no secret, or opens
    /// nothing, is so everywhere; what was accepted, only where it was, or where that has gone.
    fn reaches(&self, origin: &Origin, base: &Base) -> bool {
        self.decision.verdict != Verdict::Accepted
            || origin.commit().is_some()
            || self.is_gone(base)
    }
}
