//! How much a literal looks like a secret, by its own bytes and what its name calls it.

use super::algorithm;
use super::name::{Kind, Said, Weight};
use super::operator::Operator;
use super::prefix;
use super::thought;
use super::value::{self, Shape};
use super::wording::{is_constant, is_own_name, is_vocabulary, plain_spelling, speaks_of_secrets};
use crate::detect::word::{self, List, by_length};
use crate::detect::{encoded, placeholder, readable};
use crate::language::Language;

/// Bits of surprise from which a value looks random.
const RANDOM: f64 = 8.0;
/// The same where the name hardly says secret.
const VERY_RANDOM: f64 = 14.0;

/// A number that was drawn at random has so many digits, and so many different ones.
const SHORTEST_NUMBER: usize = 9;
const DIGITS: usize = 5;

/// Dots and backslashes of a value that only chance makes: those of a JSON web token.
const MOST_JOINTS: usize = 2;

/// Bits of surprise from which letters are hardly words.
const READS_ODD: f64 = 2.0;

/// How much a value looks like a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// A password that everybody tries first: `123456`, `admin`.
    Trivial,
    /// It may be one.
    Doubtful,
    /// It looks like nothing else.
    Strong,
}

/// A grade and why, or why it is no secret.
pub(super) type Verdict = Result<(Grade, &'static str), &'static str>;

const RANDOM_VALUE: Verdict = Ok((Grade::Strong, "random-value"));
const HAND_MADE: Verdict = Ok((Grade::Doubtful, "hand-made-value"));
const WEAK: Verdict = Ok((Grade::Doubtful, "weak-password"));
const CONFIGURED: Verdict = Ok((Grade::Strong, "configured-password"));
const WELL_KNOWN: Verdict = Ok((Grade::Trivial, "well-known-password"));

/// Whether a value is one of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    No,
    /// Its name is that of many: `passwords`.
    Plural,
    /// It stands in a column or a map of such values.
    Entry,
}

/// A value with what is known of it.
pub(super) struct Literal<'v> {
    pub(super) value: &'v [u8],
    said: Said,
    pub(super) shape: Shape,
    pub(super) surprise: f64,
    /// Whether it says nothing that its name, or any such name, does not say.
    pub(super) is_spoken: bool,
    /// Whether it is its name in another spelling.
    is_own_name: bool,
    /// What it says in base64.
    text: Option<Vec<u8>>,
    listed: Listed,
    /// Whether name and value are only side by side, or the parts of a call.
    is_loose: bool,
}

impl<'v> Literal<'v> {
    pub(super) fn new(value: &'v [u8], name: &[u8], said: Said, operator: Operator) -> Self {
        let spelt = match said.kind {
            Kind::Password => &plain_spelling(value),
            Kind::Token | Kind::Key => value,
        };
        let is_own_name = is_own_name(value, name);
        let surprise = readable::surprise(value);
        Self {
            is_spoken: is_own_name || is_vocabulary(spelt, name),
            is_own_name,
            text: encoded::text(value),
            listed: match operator {
                Operator::Entry => Listed::Entry,
                _ if name.to_ascii_lowercase().ends_with(b"passwords") => Listed::Plural,
                _ => Listed::No,
            },
            is_loose: matches!(operator, Operator::Pair | Operator::Call),
            value,
            said,
            shape: Shape::of(value, surprise),
            surprise,
        }
    }

    /// What it is, when that is never a secret, whatever its name.
    pub(super) fn excuse(&self) -> Option<&'static str> {
        let shape = self.shape.excuse().filter(|_| !self.is_weak_by_hand());
        shape.or_else(|| {
            let is_password = self.said.kind == Kind::Password;
            match &self.text {
                Some(text) if encoded::is_prose(text) => Some("text-in-base64"),
                Some(text) if !is_password && speaks_of_secrets(text) => Some("speaks-of-secrets"),
                _ if is_constant(self.value) => Some("constant"),
                _ if is_password && algorithm::is_named_in_full(self.value) => Some("algorithm"),
                _ if !is_password && algorithm::is_named(self.value) => Some("algorithm"),
                _ if is_name(self.value) => Some("code"),
                _ if is_flag(self.value) => Some("flag"),
                _ if is_address_of_device(self.value) => Some("public-value"),
                _ => None,
            }
        })
    }

    /// Whether it is a weak password that looks like something else: a passphrase like prose,
    /// `Cowboy/36` like a path.
    pub(super) fn is_weak_by_hand(&self) -> bool {
        self.said.kind == Kind::Password
            && self.said.weight == Weight::Plain
            && (thought::is_passphrase(self.value) || thought::is_word_with_sign(self.value))
    }

    pub(super) fn grade(&self, language: Language) -> Verdict {
        let verdict = match (self.said.kind, self.said.weight) {
            (Kind::Password, _) => self.password(language),
            (_, Weight::Vague) => self.vague(language),
            (_, Weight::Plain) => self.key(language.is_configuration()),
        };
        match (verdict, &self.text) {
            (Ok((Grade::Strong, _)), Some(text)) if speaks_of_secrets(text) => WELL_KNOWN,
            (Ok((Grade::Strong, _)), Some(text)) if encoded::is_weak(text) => WEAK,
            (verdict, _) => verdict,
        }
    }

    /// Digits that nobody counted up, dialled or dated: many of them, of many kinds.
    fn is_drawn_number(&self) -> bool {
        let mut seen = [false; 10];
        for digit in self.value.iter().filter(|byte| byte.is_ascii_digit()) {
            seen[usize::from(digit - b'0')] = true;
        }
        let steps = self
            .value
            .windows(2)
            .filter(|pair| pair[0].abs_diff(pair[1]) < 2);
        self.value.len() >= SHORTEST_NUMBER
            && self.value.iter().all(u8::is_ascii_digit)
            && steps.count() * 2 < self.value.len()
            && seen.iter().filter(|seen| **seen).count() >= DIGITS
    }

    /// The value of a name that may mean many things.
    fn vague(&self, language: Language) -> Verdict {
        let least = if language.is_prose() {
            2.0 * VERY_RANDOM
        } else {
            VERY_RANDOM
        };
        match self.shape {
            // `'YYYY_MM_DD_HH_MM_SS'`, `'DDMMYYYY_DASH_TIME'`
            _ if is_in_capitals(self.value) => Err("constant"),
            Shape::Opaque
                if self.surprise >= least && self.value.len() >= 16 && !self.is_spoken =>
            {
                RANDOM_VALUE
            }
            _ => Err("vague-name"),
        }
    }

    /// A value that a machine should have made.
    fn key(&self, configured: bool) -> Verdict {
        let random =
            self.surprise >= RANDOM && self.value.len() >= 10 || value::is_mixed(self.value);
        match self.shape {
            _ if self.is_spoken => Err("speaks-of-secrets"),
            _ if self.is_joined_words() => Err("words"),
            Shape::Uuid => HAND_MADE,
            Shape::Number => {
                if self.is_drawn_number() {
                    HAND_MADE
                } else {
                    Err("number")
                }
            }
            Shape::Hex if self.said.kind == Kind::Token && self.said.alone => HAND_MADE,
            Shape::Words if self.surprise < RANDOM / 2.0 => Err("words"),
            _ if random => RANDOM_VALUE,
            _ if prefix::counts_behind(self.value) => Err("sequence"),
            _ if prefix::stands_before(self.value) && self.has_digit() => {
                Ok((Grade::Strong, "key-prefix"))
            }
            _ if configured && thought::is_signed(self.value) => CONFIGURED,
            _ if self.has_digit() && self.surprise > 0.0 || self.surprise >= RANDOM / 2.0 => {
                HAND_MADE
            }
            _ if self.is_thought_up(configured) => HAND_MADE,
            _ => Err("words"),
        }
    }

    /// Whether somebody thought it up. Of what code calls tokens, pieces of texts are words with
    /// numbers, too: there a sign must say so.
    fn is_thought_up(&self, configured: bool) -> bool {
        let is_piece = !configured && self.said.kind == Kind::Token;
        let mixed = thought::is_mixed(self.value, true);
        !self.is_loose
            && (mixed && (!is_piece || thought::has_sign(self.value))
                || !is_piece && thought::is_word_and_number(self.value))
    }

    /// Whether only chance makes such values.
    pub(super) fn is_chance(&self) -> bool {
        let is_joint = |byte: &&u8| b".\\".contains(byte);
        self.surprise >= VERY_RANDOM
            && self.has_digit()
            && self.value.iter().filter(is_joint).count() <= MOST_JOINTS
    }

    /// A value that a person may have made.
    fn password(&self, language: Language) -> Verdict {
        if NO_PASSWORDS.holds(self.value) {
            return Err("type-or-state");
        }
        let configured = language.is_configuration();
        if self.said.weight == Weight::Vague && self.surprise < RANDOM {
            let chosen = self.said.alone
                && !self.is_spoken
                && !language.is_prose()
                && (thought::is_mixed(self.value, !configured)
                    || thought::is_one_word_and_number(self.value));
            return if chosen { WEAK } else { Err("vague-name") };
        }
        if self.is_weak_by_hand() {
            return WEAK;
        }
        let kinds = value::kinds(self.value);
        if self.is_spoken {
            let spelt_out = self.value.iter().all(|byte| {
                byte.is_ascii_alphabetic() || !byte.is_ascii() || b"_-.".contains(byte)
            });
            let is_shell = matches!(language, Language::Batch | Language::Shell);
            let is_default = is_shell && word::is_any(self.value, DEFAULTS);
            let counts = if self.is_own_name && self.is_identifier() {
                false
            } else {
                !spelt_out
                    || configured && self.is_one_word() && !self.value.starts_with(b"some")
                    || is_default
                    || word::is_any(self.value, TRIED_FIRST)
            };
            return if counts {
                WELL_KNOWN
            } else {
                Err("speaks-of-secrets")
            };
        }
        let varied = kinds > 2 && !language.is_prose() && !self.is_identifier();
        match self.shape {
            Shape::Uuid => HAND_MADE,
            Shape::Hex if has_length_of_digest(self.value) || self.listed == Listed::Entry => {
                Ok((Grade::Doubtful, "length-of-digest"))
            }
            Shape::Number if self.is_drawn_number() => WEAK,
            Shape::Number => WELL_KNOWN,
            _ if placeholder::of(self.value).is_some() => WELL_KNOWN,
            // `'passwords' => 'users'` names a table.
            Shape::Words if self.listed == Listed::Plural => Err("words"),
            Shape::Words if configured || self.is_one_word() || self.surprise > READS_ODD => WEAK,
            Shape::Words => Err("words"),
            _ if self.counts_behind_a_word() => WEAK,
            _ if self.value.len() >= 8 && (self.surprise >= RANDOM || varied) => {
                Ok((Grade::Strong, "strong-password"))
            }
            _ if configured && kinds > 1 && self.value.len() >= 8 => CONFIGURED,
            _ => WEAK,
        }
    }

    /// `Summer123`: one word and the first numbers, which everybody tries.
    fn counts_behind_a_word(&self) -> bool {
        let letters = self
            .value
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let (word, number) = self.value.split_at(letters);
        letters > 3
            && word[1..].iter().all(u8::is_ascii_lowercase)
            && readable::surprise(word) < READS_ODD
            && !number.is_empty()
            && b"123456789".starts_with(number)
    }

    /// `tb.scada-symbol-svg`: lower-case pieces, joined, in which chance has no large part.
    fn is_joined_words(&self) -> bool {
        let is_joint = |byte: &u8| b"_-.".contains(byte);
        let joints = self.value.iter().filter(|byte| is_joint(byte)).count();
        joints > 1
            && self
                .value
                .iter()
                .all(|byte| byte.is_ascii_lowercase() || is_joint(byte))
            && self.surprise < self.value.len() as f64
    }

    pub(super) fn has_digit(&self) -> bool {
        self.value.iter().any(u8::is_ascii_digit)
    }

    /// Letters and digits joined by `_`, `-` or `.`, and they read like words.
    fn is_identifier(&self) -> bool {
        let joined =
            |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.".contains(byte);
        self.surprise < READS_ODD && self.value.iter().all(joined)
    }

    /// Lower-case letters only: `hunter`, not `Password` nor `user_name`.
    fn is_one_word(&self) -> bool {
        self.value.iter().all(u8::is_ascii_lowercase)
    }
}

/// Capitals joined by `_`, with few digits: what constants are called.
fn is_in_capitals(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    value.contains(&b'_')
        && digits * 4 <= value.len()
        && value
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
}

/// Whether it is the name of another value, whose own is joined to it: `"&password=" + password`.
fn is_name(value: &[u8]) -> bool {
    let joined = |byte: &u8| byte.is_ascii_alphabetic() || b"_-".contains(byte);
    value
        .strip_suffix(b"=")
        .is_some_and(|name| name.iter().all(joined) && is_vocabulary(name, b""))
}

/// Whether it is the next option of a command: `"--token", "--project-ref=…"`.
fn is_flag(value: &[u8]) -> bool {
    let option = value.strip_prefix(b"--").unwrap_or_default();
    let end = option.iter().position(|byte| *byte == b'=');
    let name = &option[..end.unwrap_or(0)];
    name.first().is_some_and(u8::is_ascii_lowercase)
        && name
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || *byte == b'-')
}

/// Whether it is what Firebase sends messages to a device by, which opens nothing.
fn is_address_of_device(value: &[u8]) -> bool {
    let colon = memchr::memchr(b':', value);
    colon.is_some_and(|colon| value[colon..].starts_with(b":APA91b"))
}

/// As long as a digest in hexadecimal: a password's hash, more likely than a password.
fn has_length_of_digest(value: &[u8]) -> bool {
    matches!(value.len(), 39 | 40 | 56 | 64 | 96 | 128)
}

/// Words of the vocabulary that are passwords and nothing else.
const TRIED_FIRST: &[&str] = &["qwerty", "letmein", "welcome"];

/// Words of the vocabulary that are the passwords of servers as they come.
const DEFAULTS: &[&str] = &[
    "admin", "guest", "mysql", "postgres", "rabbitmq", "redis", "root",
];

/// What stands for a password's type or state.
#[rustfmt::skip]
static NO_PASSWORDS: List = List::of(&const { by_length([
    "string", "str", "text", "true", "false", "null", "none", "nil", "undefined", "optional",
    "required", "yes", "off", "hidden", "object", "array", "number", "integer", "boolean", "bool",
    "password", "passwd", "varchar", "bytes", "char", "secret", "random", "auto", "prompt",
    "always", "never", "empty", "masked", "secure", "void", "disabled", "enabled", "prohibited",
    "without-password", "any", "hashed", "encrypted", "sometimes", "nullable", "filled", "compat",
    "files",
]) });

#[cfg(test)]
mod tests {
    use super::{is_in_capitals, is_name};

    #[test]
    fn constants_are_capitals_with_joints() {
        for value in ["DDMMYYYY_DASH_TIME", "DDMMYYYY_TIME_12H", "YYYY_MM_DD"] {
            assert!(is_in_capitals(value.as_bytes()), "{value}");
        }
        for value in ["DDMMYYYY", "XK29_7Q41_90B2", "Yyyy_MM", ""] {
            assert!(!is_in_capitals(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn a_name_that_waits_for_its_value_is_none() {
        for value in ["password=", "api_key=", "Access-Token="] {
            assert!(is_name(value.as_bytes()), "{value}");
        }
        for value in ["", "=", "password", "hunter=", "cGFzc3dvcmQ=", "password2="] {
            assert!(!is_name(value.as_bytes()), "{value}");
        }
    }
}
