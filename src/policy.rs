//! What becomes of a finding: its identity, and whether the configuration allows it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::allowed::Allowed;
use crate::base::Base;
use crate::baseline::{Baseline, Entry};
use crate::config::{self, Allow, Config, Request, Scope};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::fingerprint::FingerprintKey;
use crate::hygiene::Exposed;
use crate::rule::id_matches;

/// The decisions of one run.
#[derive(Debug)]
pub struct Policy {
    base: Base,
    config: Config,
    baseline: Option<Baseline>,
    key: FingerprintKey,
    today: Date,
    /// Whether configuration files of folders further down count.
    is_nested: bool,
    nested: Mutex<Nested>,
    expired: Expired,
}

/// What allowed findings of this run once, and has expired.
#[derive(Debug, Default)]
struct Expired {
    /// Whether anything has: else nothing need be asked a second time.
    is_possible: AtomicBool,
    said: Mutex<BTreeSet<String>>,
}

/// What was found further down; each folder is looked into once.
#[derive(Debug, Default)]
struct Nested {
    scopes: BTreeMap<String, Option<Arc<Scope>>>,
    failure: Option<Error>,
}

impl Policy {
    /// Decides by `config`, for paths from `base`.
    #[must_use]
    pub fn new(base: Base, config: Config, key: FingerprintKey) -> Self {
        let today = Date::today();
        let expired = Expired::default();
        expired.consider(config.allows().any(|allow| allow.is_expired(today)));
        Self {
            base,
            config,
            baseline: None,
            key,
            today,
            is_nested: true,
            nested: Mutex::default(),
            expired,
        }
    }

    /// Heeds no configuration file but those that were loaded.
    #[must_use]
    pub fn without_nested(mut self) -> Self {
        self.is_nested = false;
        self
    }

    /// Lets this baseline allow what is in it; its key is that of all fingerprints.
    #[must_use]
    pub fn with_baseline(mut self, baseline: Baseline) -> Self {
        self.key = baseline.key().clone();
        let has_expired = |(_, entry): (&str, &Entry)| entry.is_expired(self.today);
        self.expired.consider(baseline.entries().any(has_expired));
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
        &self.config
    }

    /// Where paths begin.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Gives the finding its identity and says what allows it. `false`: its rule does not count
    /// in this file.
    pub fn judge(&self, finding: &mut Finding) -> bool {
        let path = self.base.path(&finding.origin).into_owned();
        if self.refused(finding, &path).is_some() {
            return false;
        }
        finding.fingerprint = self.fingerprint(finding);
        if finding.allowed.is_none() {
            finding.allowed = self.allowed(finding, &path, self.today);
        }
        if finding.allowed.is_none()
            && self.expired.is_possible.load(Ordering::Relaxed)
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
        self.refused(finding, &self.base.path(&finding.origin))
    }

    fn refused(&self, finding: &Finding, path: &str) -> Option<Allowed> {
        let rule = &finding.rule.id;
        let said = |place: &str, reason: &str| Allowed::Config {
            place: place.to_owned(),
            reason: Some(reason.to_owned()),
            owner: None,
        };
        let mut disabled = self.config.disabled.iter();
        if let Some((_, place)) = disabled.find(|(id, _)| id_matches(id, rule)) {
            return Some(said(place, "the rule is disabled"));
        }
        let own = self.config.rules.get(rule)?;
        (!self.config.counts(rule, path)).then(|| said(&own.place, "the rule is for other files"))
    }

    /// What allowed the finding once, and has expired.
    #[must_use]
    pub fn expired(&self, finding: &Finding) -> Option<Allowed> {
        let path = self.base.path(&finding.origin).into_owned();
        if finding.allowed.is_some() {
            return None;
        }
        self.allowed(finding, &path, Date::new(1, 1, 1)?)
    }

    /// The finding's identity, the same from wherever it was found.
    #[must_use]
    pub fn fingerprint(&self, finding: &Finding) -> String {
        let path = self.base.path(&finding.origin);
        let rule = &finding.rule.id;
        self.key.fingerprint(rule, &path, &finding.identity())
    }

    /// Whether the file at this path, from the top, is not to be scanned.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        let mut scopes = self.config.scopes.iter();
        scopes.any(|scope| scope.excludes(path).is_some())
    }

    fn allowed(&self, finding: &Finding, path: &str, today: Date) -> Option<Allowed> {
        // The nearest file has the first word.
        let nested = self.nested_scopes(path);
        let nested = nested.iter().rev().map(AsRef::as_ref);
        nested
            .chain(self.config.scopes.iter().rev())
            .find_map(|scope| scope.judge(finding, path, today))
            .or_else(|| {
                let baseline = self.baseline.as_ref()?;
                baseline.judge(finding, path, &self.base, today)
            })
    }

    /// The scopes of the folders on the way to a file, the furthest first.
    fn nested_scopes(&self, path: &str) -> Vec<Arc<Scope>> {
        if !self.is_nested || path.starts_with('/') {
            return Vec::new();
        }
        let mut nested = self.nested.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = path.match_indices('/').map(|(at, _)| at);
        ends.filter_map(|end| nested.scope(self, &path[..end]))
            .collect()
    }

    /// Reads the configuration file of a folder further down, from the top, if it has one.
    pub fn look_into(&self, folder: &str) {
        let mut nested = self.nested.lock().unwrap_or_else(PoisonError::into_inner);
        nested.scope(self, folder);
    }

    /// Calls `each` for every allow: those of files that were loaded, then of files further down.
    pub fn each_allow(&self, mut each: impl FnMut(&Allow)) {
        self.config.allows().for_each(&mut each);
        let nested = self.nested.lock().unwrap_or_else(PoisonError::into_inner);
        let scopes = nested.scopes.values().flatten();
        scopes.flat_map(|scope| &scope.allows).for_each(each);
    }

    /// The configuration files that were read, as messages call them.
    pub fn files(&self) -> BTreeSet<String> {
        let nested = self.nested.lock().unwrap_or_else(PoisonError::into_inner);
        let scopes = nested.scopes.values().flatten();
        let further = scopes.flat_map(|scope| &scope.files);
        self.config.files.iter().chain(further).cloned().collect()
    }

    /// What the user should hear: what files further down say that does not count there, and
    /// what has expired.
    pub fn notes(&self) -> Vec<String> {
        let nested = self.nested.lock().unwrap_or_else(PoisonError::into_inner);
        let scopes = nested.scopes.values().flatten();
        let places = scopes.filter_map(|scope| scope.unheeded.as_ref());
        let note = |place| {
            format!(
                "{place}: counts only where a scan starts in that folder, or if a file above extends it"
            )
        };
        let said = self.expired.said.lock();
        let said = said.unwrap_or_else(PoisonError::into_inner);
        places.map(note).chain(said.iter().cloned()).collect()
    }

    /// Ends the run.
    ///
    /// # Errors
    /// The first mistake in a configuration file further down.
    pub fn finish(&self) -> Result<()> {
        let mut nested = self.nested.lock().unwrap_or_else(PoisonError::into_inner);
        nested.failure.take().map_or(Ok(()), Err)
    }
}

impl Expired {
    fn consider(&self, has_expired: bool) {
        self.is_possible.fetch_or(has_expired, Ordering::Relaxed);
    }

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

impl Nested {
    fn scope(&mut self, policy: &Policy, folder: &str) -> Option<Arc<Scope>> {
        if let Some(known) = self.scopes.get(folder) {
            return known.clone();
        }
        let is_loaded = policy
            .base
            .folders()
            .any(|loaded| policy.base.inside(loaded).as_deref() == Some(folder));
        let found = if is_loaded {
            None
        } else {
            let ids = Exposed::ALL.map(Exposed::id);
            let request = Request {
                base: &policy.base,
                file: None,
                other_rules: &ids,
            };
            match config::nested(request, &policy.config, folder) {
                Ok(scope) => {
                    let mut allows = scope.iter().flat_map(|scope| &scope.allows);
                    let has_expired = allows.any(|allow| allow.is_expired(policy.today));
                    policy.expired.consider(has_expired);
                    scope.map(Arc::new)
                }
                Err(error) => {
                    self.failure.get_or_insert(error);
                    None
                }
            }
        };
        self.scopes.insert(folder.to_owned(), found.clone());
        found
    }
}
