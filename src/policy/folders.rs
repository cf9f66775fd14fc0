//! Configuration files of folders further down than where a scan starts, read once something is
//! found below them; and which rules all files together let count where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::allowed::Allowed;
use crate::base::Base;
use crate::blob::Origin;
use crate::config::{self, Allow, Config, Request, Scope};
use crate::date::Date;
use crate::detect::Ruling;
use crate::error::{Error, Result};
use crate::hygiene::Exposed;

/// What the configuration says, folder by folder.
#[derive(Debug)]
pub struct Folders {
    pub(super) base: Base,
    pub(super) config: Config,
    pub(super) today: Date,
    /// Whether configuration files of folders further down count.
    pub(super) is_nested: bool,
    found: Mutex<Found>,
    has_expired: AtomicBool,
}

/// What was found further down; each folder is looked into once.
#[derive(Debug, Default)]
struct Found {
    scopes: BTreeMap<String, Option<Arc<Scope>>>,
    failure: Option<Error>,
}

impl Folders {
    pub(super) fn new(base: Base, config: Config) -> Self {
        let today = Date::today();
        let has_expired = config.allows().any(|allow| allow.is_expired(today));
        Self {
            base,
            config,
            today,
            is_nested: true,
            found: Mutex::default(),
            has_expired: AtomicBool::new(has_expired),
        }
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an allow has expired: else nothing need be asked a second time.
    pub(super) fn has_expired(&self) -> bool {
        self.has_expired.load(Ordering::Relaxed)
    }

    /// Which rules count in the file that a text comes from; `None`: all.
    #[must_use]
    pub fn ruling(self: &Arc<Self>, origin: &Origin) -> Option<Ruling> {
        let path = self.base.path(origin).into_owned();
        let scopes = self.scopes(&path);
        let is_plain = scopes.iter().all(|scope| scope.switches.is_empty())
            && self.config.switches.is_empty()
            && self.config.rules.values().all(|own| own.path.is_none());
        if is_plain {
            return None;
        }
        let folders = Arc::clone(self);
        Some(Box::new(move |rule| {
            folders.refused_in(&scopes, rule, &path).is_none()
        }))
    }

    /// Why a rule does not count in the file at `path`, from the top: it is turned off, or is for
    /// other files.
    pub(super) fn refused(&self, rule: &str, path: &str) -> Option<Allowed> {
        self.refused_in(&self.scopes(path), rule, path)
    }

    fn refused_in(&self, scopes: &[Arc<Scope>], rule: &str, path: &str) -> Option<Allowed> {
        let said = |place: &str, reason: &str| Allowed::Config {
            place: place.to_owned(),
            reason: Some(reason.to_owned()),
            owner: None,
        };
        let below = scopes.iter().flat_map(|scope| &scope.switches);
        let switches = self.config.switches.iter().chain(below);
        if let Some(off) = config::off(switches, rule) {
            return Some(said(&off.place, "the rule is disabled"));
        }
        let own = self.config.rules.get(rule)?;
        (!self.config.counts(rule, path)).then(|| said(&own.place, "the rule is for other files"))
    }

    /// The scopes of the folders on the way to a file, the furthest first.
    pub(super) fn scopes(&self, path: &str) -> Vec<Arc<Scope>> {
        if !self.is_nested || path.starts_with('/') {
            return Vec::new();
        }
        let mut found = self.found();
        let ends = path.match_indices('/').map(|(at, _)| at);
        ends.filter_map(|end| self.scope(&mut found, &path[..end]))
            .collect()
    }

    /// Reads the configuration file of a folder further down, from the top, if it has one.
    pub(super) fn look_into(&self, folder: &str) {
        self.scope(&mut self.found(), folder);
    }

    fn scope(&self, found: &mut Found, folder: &str) -> Option<Arc<Scope>> {
        if let Some(known) = found.scopes.get(folder) {
            return known.clone();
        }
        let scope = self.read(folder).unwrap_or_else(|error| {
            found.failure.get_or_insert(error);
            None
        });
        let scope = scope.map(Arc::new);
        found.scopes.insert(folder.to_owned(), scope.clone());
        scope
    }

    /// What the file of a folder says; `None`: it has none, or that counts for the whole run.
    fn read(&self, folder: &str) -> Result<Option<Scope>> {
        let mut loaded = self.base.folders();
        if loaded.any(|loaded| self.base.inside(loaded).as_deref() == Some(folder)) {
            return Ok(None);
        }
        // Whoever commits a link to elsewhere does not decide by what lies there.
        if self.base.is_linked(folder) {
            return Ok(None);
        }
        let request = Request {
            base: &self.base,
            file: None,
            other_rules: &Exposed::ALL.map(Exposed::id),
        };
        let scope = config::nested(request, &self.config, folder)?;
        let mut allows = scope.iter().flat_map(|scope| &scope.allows);
        let has_expired = allows.any(|allow| allow.is_expired(self.today));
        self.has_expired.fetch_or(has_expired, Ordering::Relaxed);
        Ok(scope)
    }

    /// Calls `each` for every allow: those of files that were loaded, then of files further down.
    pub(super) fn each_allow(&self, mut each: impl FnMut(&Allow)) {
        self.config.allows().for_each(&mut each);
        let found = self.found();
        let scopes = found.scopes.values().flatten();
        scopes.flat_map(|scope| &scope.allows).for_each(each);
    }

    /// The configuration files that were read, as messages call them.
    pub(super) fn files(&self) -> BTreeSet<String> {
        let found = self.found();
        let scopes = found.scopes.values().flatten();
        let further = scopes.flat_map(|scope| &scope.files);
        self.config.files.iter().chain(further).cloned().collect()
    }

    /// What a reader should know of files further down.
    pub(super) fn notes(&self) -> Vec<String> {
        let found = self.found();
        let scopes = found.scopes.values().flatten();
        scopes.flat_map(|scope| scope.notes.clone()).collect()
    }

    /// Ends the run: the first mistake in a file further down.
    pub(super) fn finish(&self) -> Result<()> {
        self.found().failure.take().map_or(Ok(()), Err)
    }
}
