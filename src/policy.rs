//! What becomes of a finding: its identity, and whether the configuration allows it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::allowed::Allowed;
use crate::base::Base;
use crate::baseline::{Baseline, Entry};
use crate::config::{Allow, Config};
use crate::date::Date;
use crate::error::Result;
use crate::finding::Finding;
use crate::fingerprint::FingerprintKey;

mod folders;

pub use folders::Folders;

/// The decisions of one run.
#[derive(Debug)]
pub struct Policy {
    /// Apart, so that a scanner can ask which rules count while the baseline is given away.
    folders: Arc<Folders>,
    baseline: Option<Baseline>,
    key: FingerprintKey,
    expired: Expired,
}

/// What allowed findings of this run once, and has expired.
#[derive(Debug, Default)]
struct Expired {
    /// Whether entries of the baseline have.
    is_in_baseline: bool,
    said: Mutex<BTreeSet<String>>,
}

impl Policy {
    /// Decides by `config`, for paths from `base`. Configuration files further down count if
    /// `is_nested` says so.
    #[must_use]
    pub fn new(base: Base, config: Config, key: FingerprintKey, is_nested: bool) -> Self {
        let mut folders = Folders::new(base, config);
        folders.is_nested = is_nested;
        Self {
            folders: Arc::new(folders),
            baseline: None,
            key,
            expired: Expired::default(),
        }
    }

    /// Which rules count where, for whoever asks while this decides.
    #[must_use]
    pub fn folders(&self) -> Arc<Folders> {
        Arc::clone(&self.folders)
    }

    /// Whether configuration files further down count, and may turn rules on again.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        self.folders.is_nested
    }

    /// Lets this baseline allow what is in it; its key is that of all fingerprints.
    #[must_use]
    pub fn with_baseline(mut self, baseline: Baseline) -> Self {
        self.key = baseline.key().clone();
        let today = self.folders.today;
        let has_expired = |(_, entry): (&str, &Entry)| entry.is_expired(today);
        self.expired.is_in_baseline = baseline.entries().any(has_expired);
        self.baseline = Some(baseline);
        self
    }

    /// The baseline, if there is one.
    #[must_use]
    pub fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref()
    }

    /// Gives the baseline away, with what was learned about its entries.
    pub fn take_baseline(&mut self) -> Option<Baseline> {
        self.baseline.take()
    }

    /// Makes fingerprints with this key.
    #[must_use]
    pub fn with_key(mut self, key: &FingerprintKey) -> Self {
        self.key = key.clone();
        self
    }

    /// The key of all fingerprints.
    #[must_use]
    pub fn key(&self) -> &FingerprintKey {
        &self.key
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.folders.config
    }

    /// Where paths begin.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.folders.base
    }

    /// Gives the finding its identity and says what allows it. `false`: its rule does not count
    /// in this file.
    pub fn judge(&self, finding: &mut Finding) -> bool {
        let path = self.base().path(&finding.origin).into_owned();
        if self.folders.refused(&finding.rule.id, &path).is_some() {
            return false;
        }
        finding.fingerprint = self.fingerprint(finding);
        if finding.allowed.is_none() {
            finding.allowed = self.allowed(finding, &path, self.folders.today);
        }
        if finding.allowed.is_none()
            && (self.expired.is_in_baseline || self.folders.has_expired())
            && let Some(once) = self.expired(finding)
        {
            self.expired.say(&once);
        }
        true
    }

    /// What lets a finding go that [`judge`](Self::judge) refuses: its rule is disabled, or is
    /// for other files.
    #[must_use]
    pub fn refusal(&self, finding: &Finding) -> Option<Allowed> {
        let path = self.base().path(&finding.origin);
        self.folders.refused(&finding.rule.id, &path)
    }

    /// What allowed the finding once, and has expired.
    #[must_use]
    pub fn expired(&self, finding: &Finding) -> Option<Allowed> {
        let path = self.base().path(&finding.origin).into_owned();
        if finding.allowed.is_some() {
            return None;
        }
        self.allowed(finding, &path, Date::new(1, 1, 1)?)
    }

    /// The finding's identity, the same from wherever it was found.
    #[must_use]
    pub fn fingerprint(&self, finding: &Finding) -> String {
        let path = self.base().path(&finding.origin);
        let rule = &finding.rule.id;
        self.key.fingerprint(rule, &path, &finding.identity())
    }

    /// Whether the file at this path, from the top, is not to be scanned.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        let mut scopes = self.config().scopes.iter();
        scopes.any(|scope| scope.excludes(path).is_some())
    }

    fn allowed(&self, finding: &Finding, path: &str, today: Date) -> Option<Allowed> {
        // The nearest file has the first word.
        let nested = self.folders.scopes(path);
        let nested = nested.iter().rev().map(AsRef::as_ref);
        nested
            .chain(self.config().scopes.iter().rev())
            .find_map(|scope| scope.judge(finding, path, today))
            .or_else(|| {
                let baseline = self.baseline.as_ref()?;
                baseline.judge(finding, path, self.base(), today)
            })
    }

    /// Reads the configuration file of a folder further down, from the top, if it has one.
    pub fn look_into(&self, folder: &str) {
        self.folders.look_into(folder);
    }

    /// Calls `each` for every allow: those of files that were loaded, then of files further down.
    pub fn each_allow(&self, each: impl FnMut(&Allow)) {
        self.folders.each_allow(each);
    }

    /// The configuration files that were read, as messages call them.
    #[must_use]
    pub fn files(&self) -> BTreeSet<String> {
        self.folders.files()
    }

    /// What the user should hear: of files further down, and what has expired.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let said = self.expired.said.lock();
        let said = said.unwrap_or_else(PoisonError::into_inner);
        let mut notes = self.folders.notes();
        notes.extend(said.iter().cloned());
        notes
    }

    /// Ends the run.
    ///
    /// # Errors
    /// The first mistake in a configuration file further down.
    pub fn finish(&self) -> Result<()> {
        self.folders.finish()
    }
}

impl Expired {
    fn say(&self, once: &Allowed) {
        let said = match once {
            Allowed::Config { place, reason, .. } => {
                let why = reason.as_ref().map(|why| format!(" ({why})"));
                format!(
                    "{place}: has expired, so what it allowed counts again{}",
                    why.unwrap_or_default()
                )
            }
            _ => "entries of the baseline have expired, so what they allowed counts again: \
                  `tightlip baseline check` lists them"
                .to_owned(),
        };
        let mut known = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(said);
    }
}
