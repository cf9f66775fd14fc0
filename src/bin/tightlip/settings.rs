//! What is in force: flags, then the environment, then configuration files, then defaults.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tightlip::base::Base;
use tightlip::baseline::{self, Baseline};
use tightlip::conceal;
use tightlip::config::{self, Config, Request};
use tightlip::detect::{Counts, Options, Scanner};
use tightlip::document;
use tightlip::error::Error;
use tightlip::fingerprint::FingerprintKey;
use tightlip::hygiene::Exposed;
use tightlip::level::{Confidence, Severity};
use tightlip::policy::Policy;
use tightlip::rule::RuleSet;
use tightlip::run::Gate;

use crate::args::{Bar, Global};
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
    /// The user's own phrase for that key.
    pub(crate) phrase: Option<String>,
    /// Where the baseline is, or would be.
    pub(crate) baseline_path: PathBuf,
}

impl Settings {
    /// Finds and reads the configuration.
    pub(crate) fn load(start: Start<'_>, global: &Global) -> Result<Self, Failure> {
        let settings = Self::without_baseline(start, global)?;
        if global.no_baseline {
            return Ok(settings);
        }
        settings.with_baseline(global)
    }

    /// Finds and reads the configuration, and accepts nothing by a baseline.
    pub(crate) fn without_baseline(start: Start<'_>, global: &Global) -> Result<Self, Failure> {
        if let Err(source) = std::env::current_dir() {
            let context = "there is no current folder any more".to_owned();
            return Err(Failure::Library(Error::Io { context, source }));
        }
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
        for said in &config.notes {
            output::note(global, "note", said);
        }
        if let Start::Paths(paths) = start {
            for file in unheeded(&base, paths) {
                let said = format!("{file} does not count here: scan that repository alone");
                output::note(global, "note", &said);
            }
        }
        let phrase = phrase();
        let baseline_path = baseline_path(&base, &config, global);
        let key = phrase.as_deref().map(FingerprintKey::from_phrase);
        let is_nested = global.config.is_none();
        let policy = Policy::new(base, config, key.unwrap_or_default(), is_nested);
        let key = policy.key().clone();
        Ok(Self {
            policy: Arc::new(policy),
            key,
            phrase,
            baseline_path,
        })
    }

    /// The same, with the baseline that is there.
    fn with_baseline(self, global: &Global) -> Result<Self, Failure> {
        let base = self.policy.base();
        let read = read_baseline(base, &self.baseline_path, self.phrase.as_deref(), global)?;
        let Some(baseline) = read else {
            return Ok(self);
        };
        let key = baseline.key().clone();
        let policy = Arc::into_inner(self.policy).map(|policy| policy.with_baseline(baseline));
        Ok(Self {
            policy: Arc::new(policy.expect("nobody else has it before a scan")),
            key,
            ..self
        })
    }

    /// The same, with fingerprints made with this key.
    pub(crate) fn with_key(self, key: &FingerprintKey) -> Self {
        let policy = Arc::into_inner(self.policy).map(|policy| policy.with_key(key));
        Self {
            policy: Arc::new(policy.expect("nobody else has it before a scan")),
            key: key.clone(),
            ..self
        }
    }

    /// The baseline, after a scan.
    pub(crate) fn take_baseline(&mut self) -> Option<Baseline> {
        Arc::get_mut(&mut self.policy)?.take_baseline()
    }

    pub(crate) fn config(&self) -> &Config {
        self.policy.config()
    }

    /// The rules in force where the scan starts; without a word in the configuration, nothing is
    /// built.
    pub(crate) fn rules(&self) -> Result<RuleSet, Failure> {
        let rules = self.all_rules()?;
        let switches = &self.config().switches;
        if switches.iter().any(|switch| switch.is_on) {
            let ids = rules.ids();
            let off = ids.filter(|id| self.config().switched_off(id).is_some());
            let off: Vec<String> = off.map(str::to_owned).collect();
            return Ok(rules.without(off.iter().map(String::as_str)));
        }
        Ok(rules.without(switches.iter().map(|switch| &switch.ids[..])))
    }

    /// The rules in force, and those that are disabled.
    pub(crate) fn all_rules(&self) -> Result<RuleSet, Failure> {
        let config = self.config();
        let mut rules = if config.has_catalogue() {
            RuleSet::builtin()
        } else {
            RuleSet::new(Vec::new()).map_err(|error| Failure::Usage(error.to_string()))?
        };
        if !config.rules.is_empty() {
            let own = config.rules.values().map(|own| {
                let mut rule = own.rule.clone();
                conceal::rule(&mut rule);
                rule
            });
            let own = own.collect();
            let all = rules.and(own);
            rules = all.map_err(|error| Failure::Usage(error.to_string()))?;
        }
        Ok(rules)
    }

    /// A scanner for the rules in force. Rules that are off where it starts may be on further
    /// down: it looks for them, too, and says where they count.
    pub(crate) fn scanner(&self, bar: &Bar) -> Result<Scanner, Failure> {
        let rules = if self.policy.is_nested() {
            self.all_rules()?
        } else {
            self.rules()?
        };
        Ok(Scanner::new(rules, self.options(bar)))
    }

    /// A scanner for all rules, wherever they count.
    pub(crate) fn whole_scanner(&self, bar: &Bar) -> Result<Scanner, Failure> {
        let options = Options {
            counts: Counts::default(),
            ..self.options(bar)
        };
        Ok(Scanner::new(self.all_rules()?, options))
    }

    fn options(&self, bar: &Bar) -> Options {
        let inline = self.config().inline_allow.as_ref();
        Options {
            no_inline_allow: bar.no_inline_allow || inline.is_some_and(|allow| !allow.value),
            decode_depth: bar.decode_depth,
            counts: self.counts(),
            key: self.key.clone(),
            base: Some(self.policy.base().clone()),
        }
    }

    /// Which rules count where.
    fn counts(&self) -> Counts {
        let folders = self.policy.folders();
        Counts::new(move |origin| folders.ruling(origin))
    }

    /// What a finding must be for it to be reported.
    pub(crate) fn gate(&self, bar: &Bar) -> Gate {
        let config = self.config();
        let confidence = config.min_confidence.as_ref().map(|set| set.value);
        let severity = config.min_severity.as_ref().map(|set| set.value);
        Gate {
            confidence: bar
                .min_confidence
                .map(output::confidence)
                .or(confidence)
                .unwrap_or(Confidence::Medium),
            severity: bar
                .min_severity
                .map(output::severity)
                .or(severity)
                .unwrap_or(Severity::Low),
        }
    }

    /// Says what a configuration file further down could not do, and fails if one is wrong.
    pub(crate) fn finish(&self, global: &Global) -> Result<(), Failure> {
        self.policy.finish()?;
        for note in self.policy.notes() {
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

/// Files that count only where a scan starts in their repository: of those that lie further down,
/// where several were named.
fn unheeded(base: &Base, paths: &[PathBuf]) -> BTreeSet<String> {
    if paths.len() < 2 || base.top().join(".git").exists() {
        return BTreeSet::new();
    }
    let tops = paths.iter().map(|path| Base::find(path).top().to_owned());
    let files = tops.filter(|top| top != base.top()).flat_map(|top| {
        let names = [baseline::NAME, ".gitleaks.toml", ".gitleaksignore"];
        names.map(|name| top.join(name))
    });
    files
        .filter(|file| file.is_file())
        .map(|file| base.name(&file))
        .collect()
}

/// The user's own phrase for the key of fingerprints.
fn phrase() -> Option<String> {
    let phrase = std::env::var("TIGHTLIP_FINGERPRINT_KEY").ok();
    phrase.filter(|phrase| !phrase.is_empty())
}

/// Where the baseline is, or would be.
fn baseline_path(base: &Base, config: &Config, global: &Global) -> PathBuf {
    let set = config.baseline.as_ref();
    match (&global.baseline, set) {
        (Some(path), _) => path.clone(),
        (None, Some(set)) => PathBuf::from(&set.value),
        (None, None) => base.top().join(baseline::NAME),
    }
}

/// Reads the baseline; it may be missing unless the user named it.
fn read_baseline(
    base: &Base,
    path: &Path,
    phrase: Option<&str>,
    global: &Global,
) -> Result<Option<Baseline>, Failure> {
    let name = base.name(path);
    let text = match &global.baseline {
        Some(path) => {
            let text = document::named(path, &name)?;
            Some(text.ok_or_else(|| Error::NoSuchPath { path: path.clone() })?)
        }
        None => document::found(path, &name)?,
    };
    let baseline = text.map(|text| Baseline::parse(&name, &text, phrase));
    Ok(baseline.transpose()?)
}
