//! Rule files as people write them: TOML in, checked [`Rule`]s out.

mod change;
mod matcher;

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::definition::{
    BinaryFormat, Boundary, Checksum, Companion, Matcher, Rule, Sought, Structure,
};
use crate::level::{Confidence, Severity};
use matcher::{folds, hir, matcher};

/// Matches are never longer than this; a pattern without a bound of its own gets this one.
pub(super) const LONGEST_MATCH: usize = 16 << 10;
/// How far from the match its context may stand, unless the rule says otherwise.
const DEFAULT_WITHIN: usize = 80;
/// How far from its secret another part may stand, unless the rule says otherwise, and at most.
const PART_WITHIN: usize = 256;
const FURTHEST_PART: usize = 4096;

/// A rule file that is wrong: where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The file's name as given to [`parse`].
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column.
    pub column: usize,
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

impl std::error::Error for RuleError {}

impl RuleError {
    fn at(file: &str, text: &str, at: usize, message: String) -> Self {
        let before = &text[..at.min(text.len())];
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
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
    #[serde(default)]
    rule: Vec<Spanned<RuleSyntax>>,
}

/// What a configuration's rule has that does not say who issues its secrets.
pub const OWN: Shared<'_> = Shared {
    provider: "Custom",
    category: "custom",
    docs: "",
    revoke: "",
};

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
    anchors: Vec<String>,
    pattern: Option<Spanned<String>>,
    names: Option<Vec<String>>,
    #[serde(default)]
    binary: Vec<BinaryFormat>,
    #[serde(default)]
    context: Vec<String>,
    within: Option<usize>,
    entropy: Option<f64>,
    boundary: Option<Boundary>,
    checksum: Option<Checksum>,
    structure: Option<Structure>,
    #[serde(default)]
    parts: Vec<PartSyntax>,
    env: Option<Vec<String>>,
    revoke: Option<String>,
    docs: Option<String>,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    counter_examples: Vec<String>,
}

/// An entry of a rule's `parts`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartSyntax {
    name: String,
    #[serde(default)]
    rules: Vec<String>,
    pattern: Option<Spanned<String>>,
    within: Option<usize>,
    #[serde(default)]
    public: bool,
    #[serde(default)]
    examples: Vec<String>,
}

/// Reads a rule file. `file` names it in errors.
///
/// # Errors
/// The first thing that is wrong, with its line and column.
pub fn parse(file: &str, text: &str) -> Result<Vec<Rule>, RuleError> {
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
/// the catalogue, by id: a table may [change](RuleSyntax::own) one of its rules.
///
/// # Errors
/// As [`parse`].
pub fn parse_own(
    file: &str,
    text: &str,
    known: impl Fn(&str) -> Option<Rule>,
) -> Result<Vec<Rule>, RuleError> {
    let syntax: OwnSyntax = read(file, text)?;
    build(file, text, &syntax.rule, |rule, span| {
        rule.own(span, &known)
    })
}

fn read<T: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<T, RuleError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        RuleError::at(file, text, at, error.message().to_owned())
    })
}

fn build(
    file: &str,
    text: &str,
    rules: &[Spanned<RuleSyntax>],
    one: impl Fn(&RuleSyntax, Range<usize>) -> Result<Rule, Fault>,
) -> Result<Vec<Rule>, RuleError> {
    let rules = rules.iter();
    rules
        .map(|rule| {
            let built = one(rule.get_ref(), rule.span());
            built.map_err(|fault| RuleError::at(file, text, fault.at.start, fault.message))
        })
        .collect()
}

impl RuleSyntax {
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
        let fault = |at, message: String| self.fault(at, &message);
        let missing = |key: &str| fault(span.clone(), format!("the key `{key}` is missing"));
        let name = self.name.clone().ok_or_else(|| missing("name"))?;
        let severity = self.severity.ok_or_else(|| missing("severity"))?;
        let matcher = matcher(self)
            .map_err(|message| fault(self.pattern_span().unwrap_or(span.clone()), message))?;
        let parts = self.parts.iter().map(companion).collect::<Result<_, _>>();
        let parts = parts
            .map_err(|(at, message)| fault(at.map_or(span.clone(), |at| at..at + 1), message))?;
        let default = match matcher {
            // Public by design, or worthless alone: nothing to stop a commit for.
            _ if severity == Severity::Low => Confidence::Low,
            Matcher::Token { .. } | Matcher::Binary { .. } => Confidence::High,
            Matcher::Beside { .. } | Matcher::Assigned { .. } | Matcher::File => Confidence::Medium,
        };
        let or = |own: &Option<String>, shared: &str| own.as_deref().unwrap_or(shared).to_owned();
        let context: Vec<String> = self.context.iter().flat_map(|w| spellings(w)).collect();
        Ok(Rule {
            id: self.id.clone(),
            name,
            provider: or(&self.provider, shared.provider),
            category: or(&self.category, shared.category),
            description: self.description.clone().unwrap_or_default(),
            severity,
            confidence: self.confidence.unwrap_or(default),
            fold_case: !matches!(matcher, Matcher::Token { .. }) || folds(self),
            anchors: if self.anchors.is_empty() {
                context.clone()
            } else {
                self.anchors.clone()
            },
            context,
            within: self.within.unwrap_or(DEFAULT_WITHIN),
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

    fn fault(&self, at: Range<usize>, message: &str) -> Fault {
        Fault {
            at,
            message: format!("rule `{}`: {message}", self.id),
        }
    }
}

/// How people write a context word, in lower case: `acme_key` is `acme-key` in headers and file
/// names and `acmekey` in `acmeKey`, too.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    if word.contains('_') {
        let (dashed, joined) = (word.replace('_', "-"), word.replace('_', ""));
        vec![word, dashed, joined]
    } else {
        vec![word]
    }
}

/// A part, or what is wrong with it and the byte where, if that is not the rule as a whole.
fn companion(part: &PartSyntax) -> Result<Companion, (Option<usize>, String)> {
    let name = &part.name;
    let sought = match (&part.pattern, &part.rules[..]) {
        (None, [_, ..]) => Sought::Found {
            rules: part.rules.clone(),
        },
        (Some(pattern), []) => {
            let wrong = |message| (Some(pattern.span().start), message);
            hir(pattern.get_ref()).map_err(wrong)?;
            Sought::Matched {
                pattern: pattern.get_ref().clone(),
            }
        }
        _ => {
            let what = "needs either `rules` (whose finding it is) or a `pattern`";
            return Err((None, format!("its part `{name}` {what}")));
        }
    };
    let within = part.within.unwrap_or(PART_WITHIN);
    if within > FURTHEST_PART {
        let what = format!("may stand no further than {FURTHEST_PART} bytes `within`");
        return Err((None, format!("its part `{name}` {what}")));
    }
    Ok(Companion {
        name: name.clone(),
        sought,
        within,
        public: part.public,
        examples: part.examples.clone(),
    })
}

#[cfg(test)]
mod tests;
