//! Decoders: what a pattern can only point at, they open, confirm and explain.

mod armor;
mod coded;
mod connection;
mod crypt;
mod host;
mod jwt;
pub(super) mod key_pair;
mod login;
mod manifest;
pub(super) mod mnemonic;
mod netrc;
mod object;
mod pem;
mod pgp;
mod pgpass;
mod putty;
mod service_account;
mod url;
mod web_key;

use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

use super::work;
use crate::blob::{REACH_AHEAD, REACH_BACK};
use crate::finding::Signal;
use crate::level::{Confidence, Severity};
use crate::rule::Structure;

/// What a decoder says of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It decodes to what it claims to be.
    Genuine,
    /// Cut off, or altered by hand: there may be a secret in it.
    Doubtful,
    /// Public by nature, empty, elided, or a well-known example.
    NotASecret,
}

/// What a decoder found inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// The secret's bytes in the text: the match, a part of it, or a text that begins with it.
    pub secret: Range<usize>,
    /// Whether it is what it claims to be.
    pub verdict: Verdict,
    /// The harm it does, where that is not what the rule says.
    pub severity: Option<Severity>,
    /// The certainty, where that is not what the rule says.
    pub confidence: Option<Confidence>,
    /// Why.
    pub signals: Vec<Signal>,
    /// What else of the credential stands there: the user, the host.
    pub parts: Vec<Part>,
    /// Whether its own bytes prove that nobody made it up, whatever words it holds.
    pub proven: bool,
}

/// A part of a credential, mostly public, beside its secret or inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub name: &'static str,
    /// The part itself.
    pub value: Value,
}

/// What a [`Part`] is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Bytes of the text.
    At(Range<usize>),
    /// The same, and they are secret as well.
    Hidden(Range<usize>),
    /// Text that was decoded.
    Decoded(String),
}

impl Examined {
    pub(super) fn genuine(secret: Range<usize>) -> Self {
        Self {
            secret,
            verdict: Verdict::Genuine,
            severity: None,
            confidence: None,
            signals: Vec::new(),
            parts: Vec::new(),
            proven: false,
        }
    }

    fn doubtful(secret: Range<usize>, why: &'static str) -> Self {
        Self {
            verdict: Verdict::Doubtful,
            confidence: Some(Confidence::Low),
            ..Self::genuine(secret)
        }
        .because(why)
    }

    pub(super) fn not_a_secret(secret: Range<usize>, why: &'static str) -> Self {
        Self {
            verdict: Verdict::NotASecret,
            ..Self::genuine(secret)
        }
        .because(why)
    }

    fn because_of(mut self, words: String) -> Self {
        self.signals.push(Signal(words.into()));
        self
    }

    fn because(mut self, word: &'static str) -> Self {
        self.signals.push(Signal::fixed(word));
        self
    }

    /// Names a part that stands in the text, unless it is empty.
    fn with(mut self, name: &'static str, range: Range<usize>) -> Self {
        if !range.is_empty() {
            let value = Value::At(range);
            self.parts.push(Part { name, value });
        }
        self
    }

    /// Names a part that stands in the text and is secret as well.
    fn with_hidden(mut self, name: &'static str, range: Range<usize>) -> Self {
        let value = Value::Hidden(range);
        self.parts.push(Part { name, value });
        self
    }

    /// Names a part that was decoded.
    fn with_decoded(mut self, name: &'static str, text: &str) -> Self {
        if !text.is_empty() {
            let value = Value::Decoded(text.to_owned());
            self.parts.push(Part { name, value });
        }
        self
    }

    fn proven(self) -> Self {
        Self {
            proven: true,
            ..self
        }
    }

    fn severity(self, severity: Severity) -> Self {
        Self {
            severity: Some(severity),
            ..self
        }
    }

    fn confidence(self, confidence: Confidence) -> Self {
        Self {
            confidence: Some(confidence),
            ..self
        }
    }
}

/// How many bytes before a match [`examine`] looks at, at most, and how many behind it.
#[must_use]
pub fn reach(kind: Structure) -> (usize, usize) {
    match kind {
        Structure::Password | Structure::Call | Structure::KeyPair => (0, 0),
        Structure::Mnemonic => (0, mnemonic::LONGEST),
        Structure::SeedPhrase => (mnemonic::LONGEST_ROW, mnemonic::LONGEST_ROW),
        _ => (REACH_BACK, REACH_AHEAD),
    }
}

/// Opens what a rule matched at `found`. Looks no further than [`reach`] says.
#[must_use]
pub fn examine(kind: Structure, text: &[u8], found: Range<usize>) -> Examined {
    work::read(found.len());
    match kind {
        Structure::Pem => pem::examine(text, found),
        Structure::Base64File => coded::examine(text, found),
        Structure::Pgp => pgp::examine(text, found),
        Structure::Jwt => jwt::examine(text, found, now()),
        Structure::Url => url::examine(text, found),
        Structure::Putty => putty::examine(text, found),
        Structure::GoogleServiceAccount => service_account::examine(text, found),
        Structure::Jwk => web_key::examine(text, found),
        Structure::Netrc => netrc::examine(text, found),
        Structure::Pgpass => pgpass::examine(text, found),
        Structure::Login => login::examine(text, found),
        Structure::PasswordHash => crypt::examine(text, found),
        Structure::Connection => connection::examine(text, found),
        Structure::Mnemonic => mnemonic::examine(text, found),
        Structure::SeedPhrase => mnemonic::alone(text, found),
        Structure::KeyPair => key_pair::examine(text, &found),
        Structure::Password | Structure::Call => Examined::genuine(found),
        Structure::Manifest => {
            let first = manifest::examine(text, &found).into_iter().next();
            first.unwrap_or_else(|| Examined::not_a_secret(found, "nothing-inside"))
        }
    }
}

/// The same for everything in it: some hold many secrets.
pub(super) fn examine_all(kind: Structure, text: &[u8], found: Range<usize>) -> Vec<Examined> {
    match kind {
        Structure::Manifest => manifest::examine(text, &found),
        _ => vec![examine(kind, text, found)],
    }
}

/// Seconds since 1970: the only place where a scan depends on the day it runs.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [Structure; 18] = [
        Structure::Pem,
        Structure::Base64File,
        Structure::Pgp,
        Structure::Jwt,
        Structure::Url,
        Structure::Putty,
        Structure::GoogleServiceAccount,
        Structure::Jwk,
        Structure::Netrc,
        Structure::Pgpass,
        Structure::Login,
        Structure::PasswordHash,
        Structure::Connection,
        Structure::Mnemonic,
        Structure::SeedPhrase,
        Structure::KeyPair,
        Structure::Password,
        Structure::Manifest,
    ];
    /// What decoders look for, so that random texts get further into them.
    const WORDS: [&str; 31] = [
        "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJQkFBS0NBUUVB",
        "-----BEGIN ",
        "PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
        "-----",
        "-----END ",
        "MIIEpAIBAAKCAQEA",
        "\\n",
        "\n",
        "eyJhbGciOiJub25lIn0.",
        "e30.",
        "x://",
        ":@",
        "PuTTY-User-Key-File-3: x\n",
        "Private-Lines: 1\n",
        "{\"kty\":\"EC\",",
        "\"d\":\"",
        "\"}",
        "machine ",
        " password ",
        "a:1:b:c:",
        "$2y$10$",
        "$argon2id$",
        "{SHA}",
        "jdbc:x://h?",
        "Server=h;",
        "Password=",
        "Pwd={",
        "abandon ",
        "1. zoo\n",
        "é\u{0}",
    ];

    proptest! {
        #[test]
        fn no_text_panics_and_the_secret_lies_in_it(
            picks in prop::collection::vec((0..WORDS.len(), "[ -~]{0,6}"), 0..12),
            bounds: [prop::sample::Index; 2],
        ) {
            let text: Vec<u8> = picks
                .iter()
                .flat_map(|(word, noise)| [WORDS[*word].as_bytes(), noise.as_bytes()].concat())
                .collect();
            let [a, b] = bounds.map(|bound| bound.index(text.len() + 1));
            let found = a.min(b)..a.max(b);
            for kind in KINDS {
                for found in [found.clone(), 0..text.len()] {
                    let secret = examine(kind, &text, found).secret;
                    prop_assert!(secret.start <= secret.end && secret.end <= text.len(), "{kind:?}");
                }
            }
        }
    }
}
