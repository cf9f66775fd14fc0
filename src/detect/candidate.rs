//! A possible finding, in offsets of the text it was seen in.

use std::ops::Range;

use super::beside::Nearness;
use super::layer::Layer;
use super::part::Part;
use crate::finding::Signal;
use crate::level::{Confidence, Severity};
use crate::rule::{Matcher, Rule, RuleId, Structure};
use crate::secret::Secret;

/// What a matcher saw, before the other candidates and the line it stands on are considered.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) rule: RuleId,
    pub(super) specificity: Specificity,
    /// The secret's bytes.
    pub(super) secret: Range<usize>,
    /// What the pieces in these bytes say together, where there are several.
    pub(super) joined: Option<Secret>,
    /// How many of its first bytes are the same in every secret of its kind.
    pub(super) public_prefix: usize,
    /// The name that it is assigned to.
    pub(super) assigned_to: Option<Range<usize>>,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    pub(super) signals: Vec<Signal>,
    /// The other parts of the credential.
    pub(super) parts: Vec<Part>,
    /// What had to be decoded to see it, outermost first.
    pub(super) decoded: Vec<Layer>,
}

/// How much a rule says about what it found; of two that see the same bytes, the greater wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Specificity {
    proven: bool,
    matcher: u8,
    named_provider: bool,
    nearness: Nearness,
    longest_anchor: usize,
}

impl Specificity {
    pub(super) fn of(rule: &Rule) -> Self {
        let matcher = match rule.matcher {
            Matcher::Assigned { .. } | Matcher::File | Matcher::Binary { .. } => 0,
            Matcher::Beside { .. } => 1,
            // What calls take says no more than its provider's name does.
            Matcher::Token { .. } if rule.structure == Some(Structure::Call) => 1,
            Matcher::Token { .. } => 2,
        };
        // What stands in a manifest may have a form of its own.
        let says_form = rule.structure != Some(Structure::Manifest);
        let anchors = rule.anchors.iter().filter(|_| says_form);
        Self {
            proven: false,
            matcher,
            named_provider: rule.category != GENERIC,
            nearness: Nearness::default(),
            longest_anchor: anchors.map(String::len).max().unwrap_or(0),
        }
    }

    /// The same of a value whose provider's name stands so near.
    pub(super) fn named(self, nearness: Nearness) -> Self {
        Self { nearness, ..self }
    }

    /// The same of a value whose own bytes prove what it is.
    pub(super) fn proven(self) -> Self {
        Self {
            proven: true,
            ..self
        }
    }
}

/// The category of rules that name no provider.
const GENERIC: &str = "generic";
