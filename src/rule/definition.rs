//! A rule as the rest of the program knows it, after its TOML was checked.

use serde::{Deserialize, Serialize};

use crate::level::{Confidence, Severity};

/// One kind of secret and how to see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Stable, kebab-case, unique: `openai-project-key`.
    pub id: String,
    /// What people call it: `OpenAI project key`.
    pub name: String,
    /// Who issues it.
    pub provider: String,
    /// Which part of the field it belongs to: `ai`, `cloud`, `vcs`, …
    pub category: String,
    /// What it opens, in a sentence; may be empty.
    pub description: String,
    /// Harm, before signals.
    pub severity: Severity,
    /// Certainty, before signals.
    pub confidence: Confidence,
    /// How to see it.
    pub matcher: Matcher,
    /// Literals, one of which stands in every match (or, for [`Matcher::Beside`], near it).
    pub anchors: Vec<String>,
    /// Whether anchors are compared without regard to ASCII case.
    pub fold_case: bool,
    /// At least one of these must stand within [`Rule::within`] bytes of the match; lower case,
    /// compared without regard to case. Empty: no such need.
    pub context: Vec<String>,
    /// How far from the match, in bytes, its context may stand.
    pub within: usize,
    /// Least Shannon entropy of the secret, in bits a byte; 0 for none.
    pub entropy: f64,
    /// What must stand on either side of the match.
    pub boundary: Boundary,
    /// Offline check over the secret's own bytes.
    pub checksum: Option<Checksum>,
    /// Decoder that confirms and explains the secret's inside.
    pub structure: Option<Structure>,
    /// Environment variables it conventionally lives in, best first.
    pub env: Vec<String>,
    /// Where, or how, to revoke it.
    pub revoke: String,
    /// The provider's page about it; may be empty.
    pub docs: String,
    /// Templates that expand to secrets this rule must find.
    pub examples: Vec<String>,
    /// Templates that expand to text in which this rule must find nothing.
    pub counter_examples: Vec<String>,
}

/// How a rule sees its secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Matcher {
    /// A distinctive format: the match contains one of the anchors.
    Token {
        /// Regular expression; group `secret`, else the whole match, is the secret.
        pattern: String,
        /// How many bytes before the anchor a match may begin; 0: every match begins with it.
        before: usize,
        /// No match is longer than this, in bytes.
        longest: usize,
    },
    /// A bare format (32 hex digits…) that means something only in an assignment, header or URL
    /// beside its provider's name: the anchors are those names, the pattern is the value's.
    Beside {
        /// Regular expression that the whole value must match.
        pattern: String,
        /// The value's least length in bytes.
        shortest: usize,
        /// The value's greatest length in bytes.
        longest: usize,
    },
    /// Any literal that looks like a secret, assigned to a name that says so; the anchors are
    /// the stems by which such a name is noticed.
    Assigned {
        /// Names as lower-case words joined by `_` (`api_key`); a name says secret when its
        /// words end in, or hold, these words in a row.
        names: Vec<String>,
    },
    /// A file's name, and whether git would take the file; never its text, so no anchors.
    File,
}

/// What must stand on either side of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    /// No letter, digit or `_` touches a match that begins or ends with one.
    #[default]
    Word,
    /// Anything.
    None,
}

/// Offline checks over a token's own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checksum {
    /// `ghp_` and its kin: base62 CRC32 of the body. Also npm's.
    Github,
}

/// Decoders that confirm what a secret is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Structure {
    /// `BEGIN … PRIVATE KEY` to its `END`.
    Pem,
    /// Three base64url parts, two of them JSON.
    Jwt,
    /// `scheme://user:password@host`.
    Url,
}
