//! A configuration file as people write it.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::level::{Confidence, Severity};
use crate::rule::RuleSyntax;

/// A string and where it stands.
pub(super) type Word = Spanned<String>;

/// `tightlip.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSyntax {
    pub(super) extends: Option<Vec<Word>>,
    /// What its rules share, as in a rule file of the catalogue.
    pub(super) provider: Option<String>,
    pub(super) category: Option<String>,
    pub(super) docs: Option<String>,
    pub(super) revoke: Option<String>,
    #[serde(default)]
    pub(super) scan: ScanSyntax,
    #[serde(default)]
    pub(super) hygiene: HygieneSyntax,
    #[serde(default)]
    pub(super) policy: PolicySyntax,
    #[serde(default)]
    pub(super) rules: RulesSyntax,
    #[serde(default)]
    pub(super) allow: Vec<Spanned<AllowSyntax>>,
    #[serde(default)]
    pub(super) rule: Vec<Spanned<RuleSyntax>>,
}

/// `[scan]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScanSyntax {
    pub(super) min_confidence: Option<Spanned<Confidence>>,
    pub(super) min_severity: Option<Spanned<Severity>>,
    pub(super) max_size: Option<Word>,
    #[serde(default)]
    pub(super) exclude: Vec<Word>,
}

/// `[hygiene]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HygieneSyntax {
    pub(super) enabled: Option<Spanned<bool>>,
}

/// `[policy]`: what may be allowed, and how.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicySyntax {
    pub(super) inline_allow: Option<Spanned<bool>>,
    pub(super) require_reason: Option<Spanned<bool>>,
    pub(super) baseline: Option<Word>,
}

/// `[rules]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesSyntax {
    #[serde(default)]
    pub(super) disable: Vec<Word>,
    #[serde(default)]
    pub(super) enable: Vec<Word>,
}

/// An `[[allow]]` table: all of its conditions must hold; of one condition's values, one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowSyntax {
    #[serde(default)]
    pub(super) paths: Vec<Word>,
    #[serde(default)]
    pub(super) path_regexes: Vec<Word>,
    #[serde(default)]
    pub(super) places: Vec<Word>,
    #[serde(default)]
    pub(super) rules: Vec<Word>,
    #[serde(default)]
    pub(super) providers: Vec<Word>,
    #[serde(default)]
    pub(super) values: Vec<Word>,
    #[serde(default)]
    pub(super) lines: Vec<Word>,
    #[serde(default)]
    pub(super) assignments: Vec<Word>,
    #[serde(default)]
    pub(super) stopwords: Vec<Word>,
    #[serde(default)]
    pub(super) fingerprints: Vec<Word>,
    #[serde(default)]
    pub(super) commits: Vec<Word>,
    #[serde(default)]
    pub(super) authors: Vec<Word>,
    pub(super) until: Option<Spanned<Datetime>>,
    pub(super) reason: Option<Word>,
    pub(super) owner: Option<Word>,
}
