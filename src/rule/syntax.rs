//! Rule files as people write them: TOML in, checked [`Rule`]s out.

mod change;
mod matcher;
mod part;
mod piece;

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::definition::{BinaryFormat, Boundary, Checksum, Matcher, Rule, Structure};
use crate::level::{Confidence, Severity};
use matcher::{expression, folds, matcher};
use part::{PartSyntax, companion};

/// Matches are never longer than this; a pattern without a bound of its own gets this one.
pub(super) const LONGEST_MATCH: usize = 16 << 10;
/// How far from the match its context may stand, unless the rule says otherwise.
const DEFAULT_WITHIN: usize = 80;
/// What belongs to a secret may stand no further from it, in bytes.
const FURTHEST: usize = 4096;

/// A rule file that is wrong: where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The file's name as given to [`parse`].
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column.
    pub column: usize,
    /// The bytes of the file that say so.
    pub at: Range<usize>,
    /// What is wrong; names the rule where there is one.
    pub message: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.message
        )
    }
}

/// All that is wrong with a rule file, in its order; never nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleErrors(pub Vec<RuleError>);

impl fmt::Display for RuleErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.0.iter().enumerate() {
            let end = if number == 0 { "" } else { "\n" };
            write!(f, "{end}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for RuleErrors {}

impl From<RuleError> for RuleErrors {
    fn from(error: RuleError) -> Self {
        Self(vec![error])
    }
}

impl RuleError {
    /// What is wrong at these bytes of the file's `text`.
    #[must_use]
    pub fn new(file: &str, text: &str, at: Range<usize>, message: String) -> Self {
        let before = &text[..at.start.min(text.len())];
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
            at,
            message,
        }
    }
}

/// A file of `rules/`: what its rules share, then the rules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSyntax {
    provider: String,
    category: String,
    #[serde(default)]
    docs: String,
    #[serde(default)]
    revoke: String,
    rule: Vec<Spanned<RuleSyntax>>,
}

/// A configuration, as far as it is rules.
#[derive(Deserialize)]
struct OwnSyntax {
    provider: Option<String>,
    category: Option<String>,
    docs: Option<String>,
    revoke: Option<String>,
    #[serde(default)]
    rule: Vec<Spanned<RuleSyntax>>,
}

/// What a rule has that does not say so itself.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// Who issues its secrets.
    pub provider: &'a str,
    /// Its part of the field.
    pub category: &'a str,
    /// The provider's page.
    pub docs: &'a str,
    /// How to revoke.
    pub revoke: &'a str,
}

impl<'a> Shared<'a> {
    /// What a configuration's rules share, as far as it says so.
    #[must_use]
    pub fn own(
        provider: Option<&'a str>,
        category: Option<&'a str>,
        docs: Option<&'a str>,
        revoke: Option<&'a str>,
    ) -> Self {
        Self {
            provider: provider.unwrap_or("Custom"),
            category: category.unwrap_or("custom"),
            docs: docs.unwrap_or_default(),
            revoke: revoke.unwrap_or_default(),
        }
    }
}

/// What is wrong with a rule, and which bytes of the file say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bytes.
    pub at: Range<usize>,
    /// What is wrong; names the rule.
    pub message: String,
}

/// A `[[rule]]` table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSyntax {
    id: String,
    name: Option<String>,
    provider: Option<String>,
    /// Of a user's rule: regular expressions, one of which the file's path must match.
    #[serde(default)]
    paths: Vec<Spanned<String>>,
    category: Option<String>,
    description: Option<String>,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    #[serde(default)]
    anchors: Vec<Spanned<String>>,
    pattern: Option<Spanned<String>>,
    names: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    binary: Vec<BinaryFormat>,
    #[serde(default)]
    context: Vec<Spanned<String>>,
    within: Option<Spanned<usize>>,
    entropy: Option<f64>,
    boundary: Option<Boundary>,
    checksum: Option<Checksum>,
    structure: Option<Structure>,
    #[serde(default)]
    parts: Vec<Spanned<PartSyntax>>,
    env: Option<Vec<String>>,
    revoke: Option<String>,
    docs: Option<String>,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    counter_examples: Vec<String>,
}

/// Reads a rule file. `file` names it in errors.
///
/// # Errors
/// What is wrong with its form, or the first thing that is wrong with each rule.
pub fn parse(file: &str, text: &str) -> Result<Vec<Rule>, RuleErrors> {
    let syntax: FileSyntax = read(file, text)?;
    let shared = Shared {
        provider: &syntax.provider,
        category: &syntax.category,
        docs: &syntax.docs,
        revoke: &syntax.revoke,
    };
    build(file, text, &syntax.rule, |rule, span| {
        rule.rule(span, &shared)
    })
}

/// Reads the rules of a configuration; what else stands there is for others to judge. `known` is
/// the catalogue, by id, or what may be meant: a table may [change](RuleSyntax::own) one of its rules.
///
/// # Errors
/// As [`parse`].
pub fn parse_own(
    file: &str,
    text: &str,
    known: impl Fn(&str) -> Result<Rule, String>,
) -> Result<Vec<Rule>, RuleErrors> {
    let syntax: OwnSyntax = read(file, text)?;
    let shared = Shared::own(
        syntax.provider.as_deref(),
        syntax.category.as_deref(),
        syntax.docs.as_deref(),
        syntax.revoke.as_deref(),
    );
    build(file, text, &syntax.rule, |rule, span| {
        rule.own(span, &known, &shared)
    })
}

fn read<T: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<T, RuleError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or(0..0);
        RuleError::new(file, text, at, error.message().to_owned())
    })
}

fn build(
    file: &str,
    text: &str,
    rules: &[Spanned<RuleSyntax>],
    one: impl Fn(&RuleSyntax, Range<usize>) -> Result<Rule, Fault>,
) -> Result<Vec<Rule>, RuleErrors> {
    let (mut built, mut errors) = (Vec::with_capacity(rules.len()), Vec::new());
    for rule in rules {
        match one(rule.get_ref(), rule.span()) {
            Ok(rule) => built.push(rule),
            Err(fault) => errors.push(RuleError::new(file, text, fault.at, fault.message)),
        }
    }
    if errors.is_empty() {
        Ok(built)
    } else {
        Err(RuleErrors(errors))
    }
}

impl RuleSyntax {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where its pattern stands.
    #[must_use]
    pub fn pattern_span(&self) -> Option<Range<usize>> {
        self.pattern.as_ref().map(Spanned::span)
    }

    /// Regular expressions, one of which the file's path must match.
    #[must_use]
    pub fn paths(&self) -> &[Spanned<String>] {
        &self.paths
    }

    /// The rule that the table at `span` means.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn rule(&self, span: Range<usize>, shared: &Shared<'_>) -> Result<Rule, Fault> {
        let missing = |key: &str, example: &str| {
            let what = format!("the key `{key}` is missing: write `{key} = \"{example}\"`");
            self.fault(span.clone(), &what)
        };
        let named = |fault: Fault| self.fault(fault.at, &fault.message);
        let name = self.name.clone();
        let name = name.ok_or_else(|| missing("name", "Acme API key"))?;
        let severity = self.severity.ok_or_else(|| missing("severity", "high"))?;
        let place = self.pattern_span().unwrap_or(span.clone());
        let matcher = matcher(self, place).map_err(named)?;
        let parts = self.parts.iter().map(companion).collect::<Result<_, _>>();
        let parts = parts.map_err(named)?;
        let within = self.within()?;
        self.check_paths()?;
        let default = match matcher {
            // Public by design, or worthless alone: nothing to stop a commit for.
            _ if severity == Severity::Low => Confidence::Low,
            Matcher::Token { .. } | Matcher::Binary { .. } => Confidence::High,
            Matcher::Beside { .. } | Matcher::Assigned { .. } | Matcher::File => Confidence::Medium,
        };
        let or = |own: &Option<String>, shared: &str| own.as_deref().unwrap_or(shared).to_owned();
        let words = self.context.iter();
        let context: Vec<String> = words.flat_map(|word| spellings(word.get_ref())).collect();
        Ok(Rule {
            id: self.id.clone(),
            name,
            provider: or(&self.provider, shared.provider),
            category: or(&self.category, shared.category),
            description: self.description.clone().unwrap_or_default(),
            severity,
            confidence: self.confidence.unwrap_or(default),
            ceiling: Confidence::High,
            fold_case: !matches!(matcher, Matcher::Token { .. }) || folds(self),
            anchors: if self.anchors.is_empty() {
                context.iter().map(|word| searched(word)).collect()
            } else {
                texts(&self.anchors)
            },
            context,
            within,
            matcher,
            entropy: self.entropy.unwrap_or_default(),
            boundary: self.boundary.unwrap_or_default(),
            checksum: self.checksum,
            structure: self.structure,
            parts,
            env: self.env.clone().unwrap_or_default(),
            revoke: or(&self.revoke, shared.revoke),
            docs: or(&self.docs, shared.docs),
            examples: self.examples.clone(),
            counter_examples: self.counter_examples.clone(),
        })
    }

    fn within(&self) -> Result<usize, Fault> {
        let Some(within) = &self.within else {
            return Ok(DEFAULT_WITHIN);
        };
        if *within.get_ref() > FURTHEST {
            let what = format!("`within` must be {FURTHEST} bytes at most");
            return Err(self.fault(within.span(), &what));
        }
        Ok(*within.get_ref())
    }

    fn check_paths(&self) -> Result<(), Fault> {
        for path in &self.paths {
            expression(path.get_ref()).map_err(|(at, what)| {
                let what =
                    format!("`paths` must be regular expressions: at character {at}, {what}");
                self.fault(path.span(), &what)
            })?;
        }
        Ok(())
    }

    /// The ids of other rules that its parts name.
    pub fn part_rules(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.parts.iter().flat_map(|part| &part.get_ref().rules)
    }

    fn fault(&self, at: Range<usize>, message: &str) -> Fault {
        Fault {
            at,
            message: format!("rule `{}`: {message}", self.id),
        }
    }
}

fn texts(written: &[Spanned<String>]) -> Vec<String> {
    let texts = written.iter().map(Spanned::get_ref);
    texts.cloned().collect()
}

/// What is searched for to find a word that a value stands beside: of a service's, `acme:`, its name.
fn searched(word: &str) -> String {
    word.strip_suffix(':').unwrap_or(word).to_owned()
}

/// How people write a context word, in lower case: `acme_key` is `acme-key` in headers and file
/// names, `acmekey` in `acmeKey`, `acme.key` in properties and `acme key` in sentences, too.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    if !word.contains('_') {
        return vec![word];
    }
    let joints = ["_", "-", "", ".", " "];
    joints.map(|joint| word.replace('_', joint)).to_vec()
}

#[cfg(test)]
mod tests;
