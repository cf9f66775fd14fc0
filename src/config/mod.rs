//! Configuration files: found, read with what they extend, checked, and merged.
//!
//! Every `tightlip.toml` from the top of the repository down to where a scan starts counts; the
//! nearer ones win. Those further down are read when something is found below them, and speak
//! of their own folder alone.

mod allow;
mod extend;
mod foreign;
pub mod import;
mod load;
mod merge;
mod pattern;
mod scope;
mod size;
mod source;
mod syntax;

use std::collections::BTreeMap;

use regex::bytes::RegexSet;

use crate::level::{Confidence, Severity};
use crate::rule::Rule;

pub use allow::Allow;
pub use load::{NAMES, Request, load, nested};
pub use scope::{Exclude, Scope, Switch};
pub use size::size;

/// What the files say, all together.
#[derive(Debug, Default)]
pub struct Config {
    /// The files that were read, as messages call them, in the order in which they count.
    pub files: Vec<String>,
    /// Whether the built-in rules are looked for.
    pub catalogue: Catalogue,
    /// Rules of the user's own; they replace built-in ones of the same id.
    pub rules: BTreeMap<String, OwnRule>,
    /// Rules that are turned off, or on again: of those that name a rule, the last decides.
    pub switches: Vec<Switch>,
    /// The least confidence that is reported.
    pub min_confidence: Option<Setting<Confidence>>,
    /// The least severity that is reported.
    pub min_severity: Option<Setting<Severity>>,
    /// Files of more bytes are skipped.
    pub max_size: Option<Setting<u64>>,
    /// Whether `.env` and its kin are checked.
    pub hygiene: Option<Setting<bool>>,
    /// Whether marks in the text count.
    pub inline_allow: Option<Setting<bool>>,
    /// Whether whoever allows something must say why.
    pub require_reason: Option<Setting<bool>>,
    /// Where the baseline is, from the folder of the file that says so.
    pub baseline: Option<Setting<String>>,
    /// What a reader should know of where all this comes from.
    pub notes: Vec<String>,
    /// What files say of paths, the furthest first.
    pub scopes: Vec<Scope>,
}

/// A value and where it was set: `tightlip.toml:3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub place: String,
}

/// Whether the built-in rules are in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Catalogue {
    /// Nobody said otherwise.
    #[default]
    Default,
    /// `extends` names `default`.
    Extended(String),
    /// `extends` leaves `default` out.
    LeftOut(String),
}

/// A rule of the user's own.
#[derive(Debug)]
pub struct OwnRule {
    /// The rule.
    pub rule: Rule,
    /// What the path of a file must match for the rule to count there.
    pub path: Option<RegexSet>,
    /// Where it begins.
    pub place: String,
}

impl Config {
    /// Whether the built-in rules are in.
    #[must_use]
    pub fn has_catalogue(&self) -> bool {
        !matches!(self.catalogue, Catalogue::LeftOut(_))
    }

    /// All allows, of all files.
    pub fn allows(&self) -> impl Iterator<Item = &Allow> {
        self.scopes.iter().flat_map(|scope| &scope.allows)
    }

    /// What turns a rule off, unless something turns it on again.
    #[must_use]
    pub fn switched_off(&self, rule: &str) -> Option<&Switch> {
        off(&self.switches, rule)
    }

    /// Whether a rule counts in the file at `path`, from the top.
    #[must_use]
    pub fn counts(&self, rule: &str, path: &str) -> bool {
        let own = self.rules.get(rule).and_then(|own| own.path.as_ref());
        own.is_none_or(|paths| paths.is_match(path.as_bytes()))
    }
}

/// What turns the rule off, of switches of which the last that names it decides.
pub(crate) fn off<'s>(
    switches: impl IntoIterator<Item = &'s Switch>,
    rule: &str,
) -> Option<&'s Switch> {
    let named = switches.into_iter().filter(|switch| switch.names(rule));
    named.last().filter(|switch| !switch.is_on)
}
