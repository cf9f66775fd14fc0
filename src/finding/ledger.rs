//! What was considered in a text, and what came of it: reported or not, and why.

use std::sync::Arc;

use super::{Finding, Signal};
use crate::rule::Rule;
use crate::secret::Secret;
use crate::span::Position;

/// Something that a rule took a closer look at.
#[derive(Clone, Debug)]
pub struct Considered {
    /// The rule that looked.
    pub rule: Arc<Rule>,
    /// The name that the value is assigned to, for rules that go by names.
    pub assigned_to: Option<String>,
    /// What it looked at; treated as a secret whatever came of it.
    pub secret: Secret,
    /// Its first character.
    pub start: Position,
    /// Just behind its last character.
    pub end: Position,
    /// What came of it.
    pub outcome: Outcome,
    /// What was seen on the way.
    pub signals: Vec<Signal>,
    /// What was weighed, for values that have no format.
    pub evidence: Vec<Evidence>,
}

impl Considered {
    /// A word for what came of it: `found`, `superseded`, or why it was dropped.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match &self.outcome {
            Outcome::Found(_) => "found",
            Outcome::Superseded(_) => "superseded",
            Outcome::Dropped(reason) => reason,
        }
    }
}

/// What came of something that was considered.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is a finding, which may still be allowed, or stay below the gate.
    Found(Box<Finding>),
    /// The rule of this id says more about the same bytes.
    Superseded(String),
    /// It is no secret; the word says why.
    Dropped(&'static str),
}

/// A measured feature of a value, and how it weighed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// What was measured.
    pub feature: &'static str,
    /// How much of it there is.
    pub value: f32,
    /// What that adds to the log odds of a secret.
    pub weight: f32,
}
