//! What is in force: flags, then the environment, then configuration files, then defaults.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tightlip::base::Base;
use tightlip::config::{self, Config, Request};
use tightlip::detect::{Options, Scanner};
use tightlip::fingerprint::FingerprintKey;
use tightlip::hygiene::Exposed;
use tightlip::level::{Confidence, Severity};
use tightlip::policy::Policy;
use tightlip::rule::RuleSet;
use tightlip::run::Gate;

use crate::args::{self, Global};
use crate::exit::Failure;
use crate::output;

/// Where a run starts, which decides what configuration files count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start<'a> {
    /// Files and folders that were named; none: the current folder.
    Paths(&'a [PathBuf]),
    /// The repository that holds this path, as a whole: its index or its history.
    Repository(&'a Path),
}

/// The configuration with what was made of it.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) policy: Arc<Policy>,
    pub(crate) key: FingerprintKey,
}

impl Settings {
    /// Finds and reads the configuration.
    pub(crate) fn load(start: Start<'_>, global: &Global) -> Result<Self, Failure> {
        let base = match start {
            Start::Paths(paths) => Base::find(&common(paths)),
            Start::Repository(place) => Base::find(place).whole(),
        };
        let ids = Exposed::ALL.map(Exposed::id);
        let config = config::load(Request {
            base: &base,
            file: global.config.as_deref(),
            other_rules: &ids,
        })?;
        let key = fingerprint_key();
        let mut policy = Policy::new(base, config, key.clone());
        if global.config.is_some() {
            policy = policy.without_nested();
        }
        let policy = Arc::new(policy);
        Ok(Self { policy, key })
    }

    pub(crate) fn config(&self) -> &Config {
        self.policy.config()
    }

    /// The rules in force; without a word in the configuration, nothing is built.
    pub(crate) fn rules(&self) -> Result<RuleSet, Failure> {
        let config = self.config();
        let mut rules = if config.has_catalogue() {
            RuleSet::builtin()
        } else {
            RuleSet::new(Vec::new()).map_err(|error| Failure::Usage(error.to_string()))?
        };
        if !config.rules.is_empty() {
            let own = config.rules.values().map(|own| own.rule.clone()).collect();
            let all = rules.and(own);
            rules = all.map_err(|error| Failure::Usage(error.to_string()))?;
        }
        Ok(rules.without(config.disabled.keys().map(String::as_str)))
    }

    /// A scanner for the rules in force.
    pub(crate) fn scanner(&self, gate: &args::Gate) -> Result<Scanner, Failure> {
        let inline = self.config().inline_allow.as_ref();
        let options = Options {
            no_inline_allow: gate.no_inline_allow || inline.is_some_and(|allow| !allow.value),
            key: self.key.clone(),
        };
        Ok(Scanner::new(self.rules()?, options))
    }

    /// What a finding must be for it to be reported.
    pub(crate) fn gate(&self, gate: &args::Gate) -> Gate {
        let config = self.config();
        let confidence = config.min_confidence.as_ref().map(|set| set.value);
        let severity = config.min_severity.as_ref().map(|set| set.value);
        Gate {
            confidence: gate
                .min_confidence
                .map(output::confidence)
                .or(confidence)
                .unwrap_or(Confidence::Medium),
            severity: gate
                .min_severity
                .map(output::severity)
                .or(severity)
                .unwrap_or(Severity::Low),
        }
    }

    /// Says what a configuration file further down could not do, and fails if one is wrong.
    pub(crate) fn finish(&self, global: &Global) -> Result<(), Failure> {
        self.policy.finish()?;
        for note in self.policy.nested_notes() {
            output::note(global, "note", &note);
        }
        Ok(())
    }
}

/// The folder that holds all of the paths, or the path if it is one; of none, the current folder.
fn common(paths: &[PathBuf]) -> PathBuf {
    let mut real = paths
        .iter()
        .filter(|path| *path != Path::new("-"))
        .filter_map(|path| path.canonicalize().ok());
    let Some(first) = real.next() else {
        return PathBuf::from(".");
    };
    real.fold(first, |shared, path| {
        let parts = shared.components().zip(path.components());
        let same = parts.take_while(|(a, b)| a == b);
        same.map(|(part, _)| part).collect()
    })
}

/// The key of fingerprints: what the environment says, else the one that everybody has.
fn fingerprint_key() -> FingerprintKey {
    std::env::var("TIGHTLIP_FINGERPRINT_KEY")
        .ok()
        .filter(|phrase| !phrase.is_empty())
        .map_or_else(FingerprintKey::default, |phrase| {
            FingerprintKey::from_phrase(&phrase)
        })
}
