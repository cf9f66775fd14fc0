//! Other tools' configuration and baselines, as ours. What cannot be carried over is listed, never
//! dropped in silence, and no secret of theirs is written down.

mod accepted;
mod bound;
mod conceal;
mod detect_secrets;
mod draft;
mod follow;
mod ggshield;
mod gitleaks;
mod go;
mod group;
mod kingfisher;
mod literal;
mod loose;
mod regex;
mod report;
mod ripsecrets;
mod secretlint;
mod settle;
mod tool;
mod trufflehog;
mod yaml;

use std::fmt::Write;

pub use accepted::Accepted;
pub use gitleaks::ours as ours_for_gitleaks;
pub(super) use gitleaks::{gitleaks, gitleaks_ignore};
pub use settle::{Settled, settle};
pub use tool::{KNOWN, Tool, read};

use super::pattern::is_everything;
use draft::{Allow, RuleText, fault, key};

/// Conditions whose values are expressions.
const EXPRESSIONS: [&str; 4] = ["path_regexes", "values", "lines", "assignments"];

/// What an import makes.
#[derive(Debug, Default)]
pub struct Imported {
    /// Whether our own rules are looked for; `None`: the file does not say.
    catalogue: Option<bool>,
    /// Ids of rules that are not looked for.
    disabled: Vec<String>,
    /// Globs of what is not scanned.
    excluded: Vec<String>,
    rules: Vec<RuleText>,
    allows: Vec<Allow>,
    /// A file that it extends, from where the tool runs.
    extended: Option<String>,
    /// Findings that somebody accepted.
    pub accepted: Vec<Accepted>,
    /// What could not be carried over, and why, a line each.
    pub left_out: Vec<String>,
    /// What is done in another way, a line each.
    pub changed: Vec<String>,
}

impl Imported {
    /// A configuration file of ours; empty when there is nothing to say in one.
    #[must_use]
    pub fn toml(&self) -> String {
        let mut text = String::new();
        if self.catalogue == Some(false) && !self.rules.is_empty() {
            text += "extends = []\n";
        }
        if !self.excluded.is_empty() {
            let _ = write!(text, "\n[scan]\n{}", key("exclude", &self.excluded));
        }
        if !self.disabled.is_empty() {
            let _ = write!(text, "\n[rules]\n{}", key("disable", &self.disabled));
        }
        for rule in &self.rules {
            let _ = write!(text, "\n{}", rule.body);
        }
        for allow in &self.allows {
            let _ = write!(text, "\n{}", allow.toml());
        }
        text.trim_start().to_owned()
    }

    /// Takes in what another file says.
    pub fn join(&mut self, other: Self) {
        self.catalogue = match (self.catalogue, other.catalogue) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (one, two) => one.or(two),
        };
        for id in other.disabled {
            self.disable(id);
        }
        self.excluded.extend(other.excluded);
        for rule in other.rules {
            if self.has_rule(&rule.id) {
                self.left(format!("rule `{}`", rule.id), "another file has this id");
            } else {
                self.rules.push(rule);
            }
        }
        self.allows.extend(other.allows);
        self.extended = self.extended.take().or(other.extended);
        self.accepted.extend(other.accepted);
        self.left_out.extend(other.left_out);
        self.changed.extend(other.changed);
    }

    /// The same, with findings accepted by where they stand allowed by the configuration: for
    /// files that are used in place.
    pub(super) fn with_places(mut self) -> Self {
        for accepted in std::mem::take(&mut self.accepted) {
            self.allows.extend(accepted.into_allow());
        }
        self
    }

    pub(super) fn left(&mut self, what: impl std::fmt::Display, why: &str) {
        let line = format!("{what}: {why}");
        if !self.left_out.contains(&line) {
            self.left_out.push(line);
        }
    }

    fn change(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.changed.contains(&what) {
            self.changed.push(what);
        }
    }

    fn has_rule(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.id == id)
    }

    fn disable(&mut self, id: String) {
        if !self.disabled.contains(&id) {
            self.disabled.push(id);
        }
    }

    /// Adds an allow without the values that we cannot read; each condition that it has must be
    /// left with one. `what` names it in messages.
    fn allow(&mut self, what: &str, mut allow: Allow) {
        // Beside others, a condition that always holds says nothing.
        let is_void = |(name, values): &(&str, Vec<String>)| {
            EXPRESSIONS.contains(name) && values.iter().any(|value| is_everything(value))
        };
        let telling = |conditions: &[(&'static str, Vec<String>)]| {
            let mut own = conditions.iter().filter(|(name, _)| *name != "rules");
            own.any(|condition| !is_void(condition))
        };
        if telling(&allow.conditions) {
            allow.conditions.retain(|condition| !is_void(condition));
        }
        let mut is_whole = true;
        for (name, values) in &mut allow.conditions {
            values.retain(|value| {
                let body = Allow::new("r").with(name, vec![value.clone()]).toml();
                let Some(why) = fault(&body) else { return true };
                self.left_out.push(format!("{what}: {name}: {why}"));
                false
            });
            is_whole &= !values.is_empty();
        }
        if is_whole && allow.conditions.iter().any(|(name, _)| *name != "rules") {
            self.allows.push(allow);
        } else if !is_whole && allow.conditions.iter().any(|(_, values)| values.is_empty()) {
            let others = allow.conditions.iter().filter(|(name, _)| *name != "rules");
            if others.count() > 1 {
                let why = "one of the conditions that must hold together is not here";
                self.left(what, why);
            }
        }
    }

    /// Adds paths that are not scanned, as in `.gitignore`.
    fn exclude(&mut self, what: &str, globs: impl IntoIterator<Item = String>) {
        for glob in globs {
            match fault(&format!(
                "[scan]\n{}",
                key("exclude", std::slice::from_ref(&glob))
            )) {
                None => self.excluded.push(glob),
                Some(why) => self.left(format!("{what}: `{glob}`"), &why),
            }
        }
    }
}
