//! Whether an assigned literal is a secret, and how sure that is.

use super::name::{self, Kind, Said, Weight};
use super::value::{self, Shape};
use super::{Assignment, Form, Operator};
use crate::detect::placeholder::{self, Placeholder};
use crate::detect::{published, readable, word};
use crate::finding::Signal;
use crate::language::Language;
use crate::level::Confidence;
use crate::place::Place;

/// What the file's path says.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::detect) struct File {
    pub(in crate::detect) language: Language,
    pub(in crate::detect) place: Place,
}

impl File {
    /// Tells by the path, as reports show it.
    pub(in crate::detect) fn of(path: &str) -> Self {
        Self {
            language: Language::of(path),
            place: Place::of(path),
        }
    }
}

/// A literal that was judged a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Judged {
    /// How sure.
    pub(in crate::detect) confidence: Confidence,
    /// Why.
    pub(in crate::detect) signals: Vec<Signal>,
}

/// Secrets that machines make are not shorter.
const SHORTEST_KEY: usize = 8;
/// Passwords are not shorter.
const SHORTEST_PASSWORD: usize = 4;
/// Bits of surprise from which a value looks random.
const RANDOM: f64 = 8.0;
/// The same where the name hardly says secret.
const VERY_RANDOM: f64 = 14.0;

/// Judges `assignment`; `None`: it is no secret as far as `names` go.
pub(in crate::detect) fn judge(
    text: &[u8],
    assignment: &Assignment,
    names: &[String],
    file: File,
) -> Option<Judged> {
    let said = name::said(names, &text[assignment.name.clone()])?;
    let value = &text[assignment.value.clone()];
    let shortest = if said.kind == Kind::Password {
        SHORTEST_PASSWORD
    } else {
        SHORTEST_KEY
    };
    let unprintable = value.iter().any(|byte| *byte < b' ' || *byte == 0x7F);
    if file.place == Place::Lock || value.len() < shortest || unprintable {
        return None;
    }
    match placeholder::of(value) {
        None => {}
        Some(Placeholder::Sequence) if said.kind == Kind::Password => {}
        Some(_) => return None,
    }
    let (confidence, why) = Literal::new(value, said).judge(assignment, file)?;
    if published::by(value).is_some() {
        return None;
    }
    let mut signals = vec![Signal::fixed("secret-name"), Signal::fixed(why)];
    let confidence = match file.place.word() {
        None => confidence,
        Some(place) => {
            signals.push(Signal::fixed(place));
            confidence.lowered()
        }
    };
    Some(Judged {
        confidence,
        signals,
    })
}

/// A value with what is known of it.
struct Literal<'v> {
    value: &'v [u8],
    said: Said,
    shape: Shape,
    surprise: f64,
}

type Verdict = Option<(Confidence, &'static str)>;

const RANDOM_VALUE: Verdict = Some((Confidence::Medium, "random-value"));
const HAND_MADE: Verdict = Some((Confidence::Low, "hand-made-value"));
const WEAK: Verdict = Some((Confidence::Low, "weak-password"));

impl<'v> Literal<'v> {
    fn new(value: &'v [u8], said: Said) -> Self {
        Self {
            value,
            said,
            shape: Shape::of(value),
            surprise: readable::surprise(value),
        }
    }

    fn judge(&self, assignment: &Assignment, file: File) -> Verdict {
        if matches!(self.shape, Shape::Other | Shape::Public | Shape::Hash)
            || value::is_encoded_text(self.value)
        {
            return None;
        }
        let loose = matches!(
            assignment.operator,
            Operator::Pair | Operator::Compare | Operator::Call | Operator::Beside
        ) || assignment.form == Form::Inner
            || assignment.form == Form::Plain && file.language.is_prose();
        let verdict = match self.said.kind {
            Kind::Password => self.password(loose, file),
            Kind::Token | Kind::Key => self.key(),
        };
        // A weak value needs a plain assignment.
        verdict.filter(|(confidence, _)| {
            *confidence > Confidence::Low
                || !loose
                || assignment.form != Form::Inner && self.has_digit()
        })
    }

    /// A value that a machine should have made.
    fn key(&self) -> Verdict {
        let vague = self.said.weight == Weight::Vague;
        match self.shape {
            Shape::Uuid | Shape::Hex if vague => None,
            Shape::Uuid => HAND_MADE,
            Shape::Hex if self.said.kind == Kind::Token => Some((Confidence::Low, "hexadecimal")),
            Shape::Number | Shape::Words => None,
            _ if is_vocabulary(self.value) => None,
            _ if vague => {
                if self.surprise >= VERY_RANDOM && self.value.len() >= 16 {
                    RANDOM_VALUE
                } else {
                    None
                }
            }
            _ if self.surprise >= RANDOM && self.value.len() >= 10 => RANDOM_VALUE,
            _ if has_key_prefix(self.value) && self.has_digit() => {
                Some((Confidence::Medium, "key-prefix"))
            }
            _ if self.has_digit() && self.surprise > 0.0 => HAND_MADE,
            _ => None,
        }
    }

    /// A value that a person may have made.
    fn password(&self, loose: bool, file: File) -> Verdict {
        if word::is_any(self.value, NO_PASSWORDS)
            || self.said.weight == Weight::Vague && self.surprise < RANDOM
        {
            return None;
        }
        let kinds = value::kinds(self.value);
        let configured = file.language.is_configuration();
        if is_vocabulary(&plain_spelling(self.value)) {
            return if configured && !loose || kinds > 1 {
                WEAK
            } else {
                None
            };
        }
        match self.shape {
            Shape::Uuid => HAND_MADE,
            Shape::Words | Shape::Number if !configured || loose => {
                if self.is_one_word() {
                    WEAK
                } else {
                    None
                }
            }
            Shape::Words | Shape::Number => WEAK,
            _ if self.surprise >= RANDOM || kinds > 2 && self.value.len() >= 8 => {
                Some((Confidence::Medium, "strong-password"))
            }
            _ if configured && !loose && kinds > 1 && self.value.len() >= 8 => {
                Some((Confidence::Medium, "configured-password"))
            }
            _ if loose && kinds < 2 => None,
            _ => WEAK,
        }
    }

    fn has_digit(&self) -> bool {
        self.value.iter().any(u8::is_ascii_digit)
    }

    /// Lower-case letters only: `hunter`, not `Password` nor `user_name`.
    fn is_one_word(&self) -> bool {
        self.value.iter().all(u8::is_ascii_lowercase) || self.shape == Shape::Number
    }
}

/// Whether the value begins like the keys of many providers: `sk-`, `pk_`, `key-`.
fn has_key_prefix(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const PREFIXES: &[&[u8]] = &[
        b"sk-", b"sk_", b"rk_", b"rk-", b"key-", b"key_", b"tok_", b"tok-", b"api-", b"pat-",
    ];
    PREFIXES
        .iter()
        .any(|prefix| value.starts_with(prefix) && value.len() >= prefix.len() + 8)
}

/// Whether all words of the value are those that speak of secrets: `api_key`, `my-secret-token-1`.
fn is_vocabulary(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let mut spoken = false;
    let known = word::split(value).all(|word| {
        spoken |= word.len() > 2;
        word.len() == 1 || word::is_any(word, VOCABULARY)
    });
    known && spoken && digits * 2 <= value.len()
}

/// `P@ssw0rd1` as `Password`: digits and signs that stand for letters, and those at the end
/// that stand for nothing.
fn plain_spelling(value: &[u8]) -> Vec<u8> {
    let end = value
        .iter()
        .rposition(u8::is_ascii_alphabetic)
        .map_or(0, |at| at + 1);
    value[..end]
        .iter()
        .map(|byte| match byte {
            b'0' => b'o',
            b'1' | b'!' => b'i',
            b'3' => b'e',
            b'4' | b'@' => b'a',
            b'5' | b'$' => b's',
            b'7' => b't',
            other => *other,
        })
        .collect()
}

#[rustfmt::skip]
const VOCABULARY: &[&str] = &[
    "a", "access", "account", "admin", "aes", "api", "apikey", "app", "application", "auth",
    "authorization", "authtoken", "aws", "azure", "basic", "bar", "baz", "bearer", "blah", "client",
    "clientsecret", "code", "config", "confirm", "confirmation", "cookie", "correct", "credential",
    "credentials", "current", "custom", "database", "db", "default", "dev", "development", "empty",
    "encryption", "env", "field", "file", "foo", "github", "google", "header", "id", "incorrect",
    "input", "invalid", "jwt", "key", "keys", "login", "master", "missing", "mysecret", "my",
    "name", "new", "no", "oauth", "old", "pass", "passphrase", "password", "passwd", "plain",
    "private", "prod", "production", "public", "pwd", "query", "refresh", "reset", "root", "secret",
    "secrets", "server", "session", "shared", "signing", "some", "stage", "staging", "string",
    "super", "supersecret", "temp", "test", "testing", "text", "token", "user", "valid", "value",
];

/// What stands for a password's type or state.
#[rustfmt::skip]
const NO_PASSWORDS: &[&str] = &[
    "string", "str", "text", "true", "false", "null", "none", "nil", "undefined", "optional",
    "required", "yes", "off", "hidden", "object", "array", "number", "integer", "boolean", "bool",
    "password", "passwd", "varchar", "bytes", "char", "secret", "random", "auto", "prompt",
    "always", "never", "empty", "masked", "secure", "void", "disabled", "enabled", "prohibited",
    "without-password", "any",
];
