//! What was found, where, and why we think so.

mod ledger;

use std::borrow::Cow;
use std::sync::Arc;

use crate::allowed::Allowed;
use crate::blob::Origin;
pub use crate::excerpt::{Excerpt, Piece};
use crate::level::{Confidence, Severity};
use crate::rule::{Matcher, Rule};
use crate::secret::Secret;
use crate::span::Position;
use crate::variable::screaming_snake;
pub use ledger::{Considered, Evidence, Outcome};

/// One secret at one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Arc<Rule>,
    /// How bad: the rule's severity, perhaps lowered by what was seen.
    pub severity: Severity,
    /// How sure: the rule's confidence, moved by the signals.
    pub confidence: Confidence,
    /// Where the bytes come from.
    pub origin: Origin,
    /// The secret's first character.
    pub start: Position,
    /// Just behind the secret's last character.
    pub end: Position,
    /// Offset of the secret's first byte in the raw file.
    pub byte_start: u64,
    /// Offset just behind the secret's last byte in the raw file.
    pub byte_end: u64,
    /// The secret.
    pub secret: Secret,
    /// Keyed identity, `tl1:` and 32 hex digits.
    pub fingerprint: String,
    /// Keyed identity of the secret alone, `ts1:` and 32 hex digits: what has the same is the
    /// same secret at another place.
    pub secret_id: String,
    /// Shannon entropy of the secret in bits a byte.
    pub entropy: f64,
    /// Why, and what moved the confidence.
    pub signals: Vec<Signal>,
    /// The other parts of the credential, in the order of the rule: the key's id, the user, the host.
    pub parts: Vec<Part>,
    /// Layers that had to be decoded to see the secret, outermost first.
    pub decoded: Vec<String>,
    /// The line that holds the secret's start, cut to a readable width.
    pub excerpt: Excerpt,
    /// The name that the secret was assigned to, if it was (`openai_key`).
    pub assigned_to: Option<String>,
    /// What allows it, if something does.
    pub allowed: Option<Allowed>,
    /// What to do about it, when that depends on the place more than on the rule: "add `.env` to
    /// .gitignore". Goes before the rule's own advice.
    pub help: Option<String>,
}

impl Finding {
    /// What tells it from others of its rule in the same file: all its secrets, or, of what was
    /// found without one, its second signal.
    #[must_use]
    pub fn identity(&self) -> Cow<'_, Secret> {
        match self.signals.get(1) {
            Some(Signal(detail)) if self.secret.reveal().is_empty() => {
                Cow::Owned(Secret::hidden(detail.as_bytes()))
            }
            _ => self.all_secrets(),
        }
    }

    /// The order of reports: path, place, rule.
    #[must_use]
    pub fn order(&self) -> (&str, u64, u64, &str) {
        (
            self.origin.path(),
            self.byte_start,
            self.byte_end,
            &self.rule.id,
        )
    }

    /// Whether `text` has the secret where it was found: as it is, or in pieces that say it
    /// together.
    #[must_use]
    pub fn stands_in(&self, text: &[u8]) -> bool {
        let secret = self.secret.reveal();
        let Some(there) = text.get(self.byte_start as usize..self.byte_end as usize) else {
            return false;
        };
        let mut rest = there.iter();
        let mut in_pieces = || secret.iter().all(|byte| rest.any(|other| other == byte));
        !secret.is_empty() && (there == secret || there.len() > secret.len() && in_pieces())
    }

    /// All that is secret of the credential, see [`all_secrets`].
    #[must_use]
    pub fn all_secrets(&self) -> Cow<'_, Secret> {
        all_secrets(&self.secret, &self.parts)
    }

    /// The environment variable that the secret should live in: the one its provider's tools
    /// read, or one after the name that it is assigned to; of what has no provider that one first.
    #[must_use]
    pub fn variable(&self) -> Option<String> {
        let conventional = || self.rule.env.first().cloned();
        let own = || screaming_snake(self.assigned_to.as_deref()?);
        match self.rule.matcher {
            Matcher::Assigned { .. } => own().or_else(conventional),
            _ => conventional().or_else(own),
        }
    }
}

/// Another part of a credential, seen near the secret or inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is: `access key id`, `user`.
    pub name: String,
    /// The part itself.
    pub value: Value,
    /// Its first character; what was decoded stands where the secret does.
    pub start: Position,
    /// Offset of its first byte in the raw file.
    pub byte_start: u64,
    /// Offset just behind its last byte in the raw file.
    pub byte_end: u64,
}

/// The value of a [`Part`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Harmless without the secret.
    Public(String),
    /// A secret, too.
    Secret(Secret),
}

/// A secret and those parts of its credential that are secret, too, as one: whoever accepts the
/// credential has accepted all of them, and a changed one makes it another.
#[must_use]
pub fn all_secrets<'s>(secret: &'s Secret, parts: &[Part]) -> Cow<'s, Secret> {
    let secrets = parts.iter().filter_map(|part| match &part.value {
        Value::Secret(secret) => Some(secret.reveal()),
        Value::Public(_) => None,
    });
    let mut whole = Vec::new();
    for bytes in secrets {
        whole.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        whole.extend_from_slice(bytes);
    }
    if whole.is_empty() {
        return Cow::Borrowed(secret);
    }
    whole.extend_from_slice(secret.reveal());
    Cow::Owned(Secret::hidden(&whole))
}

impl Part {
    /// What a report may show: a secret is redacted unless the user asked for secrets.
    #[must_use]
    pub fn shown(&self, show_secrets: bool) -> Cow<'_, str> {
        match &self.value {
            Value::Public(text) => Cow::Borrowed(text),
            Value::Secret(secret) if show_secrets => String::from_utf8_lossy(secret.reveal()),
            Value::Secret(secret) => Cow::Owned(secret.redacted()),
        }
    }

    /// Whether it is harmless without the secret.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self.value, Value::Public(_))
    }
}

/// A short word that says what spoke for or against a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signal(pub Cow<'static, str>);

impl Signal {
    /// A signal that is always the same word.
    #[must_use]
    pub const fn fixed(word: &'static str) -> Self {
        Self(Cow::Borrowed(word))
    }
}
