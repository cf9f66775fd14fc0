//! Whether an assigned literal is a secret, and how sure that is.

use super::features::{Features, Seen};
use super::name::{self, Kind, Said, Weight};
use super::value::{self, Shape};
use super::wording::{is_constant, is_vocabulary, plain_spelling};
use super::{Assignment, Form, Operator};
use crate::detect::ledger::Why;
use crate::detect::placeholder::{self, Placeholder};
use crate::detect::{published, readable, word};
use crate::finding::Signal;
use crate::language::Language;
use crate::level::Confidence;
use crate::place::Place;
use crate::rule::TellingName;

/// What the file's path says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq)]
pub(in crate::detect) struct Judged {
    /// How sure.
    pub(in crate::detect) confidence: Confidence,
    /// Why.
    pub(in crate::detect) signals: Vec<Signal>,
    /// What was weighed.
    pub(in crate::detect) features: Features,
}

/// Secrets that machines make are not shorter.
const SHORTEST_KEY: usize = 8;
/// Passwords are not shorter.
const SHORTEST_PASSWORD: usize = 4;
/// Bits of surprise from which a value looks random.
const RANDOM: f64 = 8.0;
/// The same where the name hardly says secret.
const VERY_RANDOM: f64 = 14.0;

/// Log odds from which a plain value counts though its name is only loosely connected with it:
/// nine of ten such are secrets.
const ADMITS: f32 = 2.2;
/// Bytes looked back over for a type or an account.
const NEAR: usize = 100;
/// Bytes looked back over for the beginning of a line.
const LINE_REACH: usize = 200;
/// Bits of surprise from which letters are hardly words.
const READS_ODD: f64 = 2.0;

/// Judges `assignment`, as far as `names` go; an error says why it is no secret.
pub(in crate::detect) fn judge(
    text: &[u8],
    assignment: &Assignment,
    names: &[TellingName],
    file: File,
) -> Result<Judged, Why> {
    let value = &text[assignment.value.clone()];
    let unprintable = || value.iter().any(|byte| *byte < b' ' || *byte == 0x7F);
    if file.place == Place::Lock {
        return Err("in-lock-file".into());
    }
    if value.len() < SHORTEST_PASSWORD {
        return Err("too-short".into());
    }
    if unprintable() {
        return Err("unprintable".into());
    }
    let name = &text[assignment.name.clone()];
    let mut said = name::said(names, name).ok_or("name-says-otherwise")?;
    let before = &text[assignment.name.start.saturating_sub(NEAR)..assignment.name.start];
    if said.alone && said.weight == Weight::Vague {
        match said.kind {
            // `pass` beside a user's name is a password, alone it may be anything.
            Kind::Password if word::split(before).any(|word| word::is_any(word, ACCOUNTS)) => {
                said.weight = Weight::Plain;
            }
            // `PublicKey{Key: …}`
            Kind::Key
                if line(before)
                    .windows(6)
                    .any(|part| part.eq_ignore_ascii_case(b"public")) =>
            {
                return Err("name-says-otherwise".into());
            }
            _ => {}
        }
    }
    if said.kind != Kind::Password && value.len() < SHORTEST_KEY {
        return Err("too-short".into());
    }
    match placeholder::of(value) {
        None => {}
        Some(Placeholder::Sequence) if said.kind == Kind::Password && value.len() <= 16 => {}
        Some(placeholder) => return Err(placeholder.word().into()),
    }
    let literal = Literal::new(value, name, said);
    if let Some(excuse) = literal.excuse() {
        return Err(excuse.into());
    }
    let verdict = literal.grade(file.language);
    let in_comment = is_comment(text, assignment.name.start);
    let features = Features::of(&Seen {
        text,
        name: assignment.name.clone(),
        value: assignment.value.clone(),
        operator: assignment.operator,
        form: assignment.form,
        kind: said.kind,
        weight: said.weight,
        alone: said.alone,
        shape: literal.shape,
        surprise: literal.surprise,
        is_spoken: literal.is_spoken,
        language: file.language,
        in_comment,
        by_hand: verdict.map_or_else(|reason| reason, |(_, why)| why),
    });
    let refused = |reason: &'static str| Why {
        features: features.clone(),
        ..Why::from(reason)
    };
    let (grade, why) = verdict.map_err(refused)?;
    let odds = features.odds();
    let mut signals = vec![Signal::fixed("secret-name"), Signal::fixed(why)];
    if !is_acceptable(grade, &literal, assignment, file) {
        let admitted = grade == Grade::Doubtful && file.place != Place::Translation;
        if !admitted || odds < ADMITS {
            return Err(refused("loosely-connected"));
        }
        signals.push(Signal::fixed("weighs-for"));
    }
    if published::by(value).is_some() {
        return Err(refused("published-example"));
    }
    let confidence = match grade {
        // What documentation shows in comments is short; what was commented out may be long.
        Grade::Strong if value.len() < 24 && in_comment => {
            signals.push(Signal::fixed("in-comment"));
            Confidence::Low
        }
        Grade::Strong => Confidence::Medium,
        Grade::Doubtful | Grade::Trivial => Confidence::Low,
    };
    let confidence = match file.place.word() {
        None => confidence,
        Some(place) => {
            signals.push(Signal::fixed(place));
            confidence.lowered()
        }
    };
    Ok(Judged {
        confidence,
        signals,
        features,
    })
}

/// What stands on the last line of `before`.
fn line(before: &[u8]) -> &[u8] {
    memchr::memrchr(b'\n', before).map_or(before, |newline| &before[newline + 1..])
}

/// Whether the line that holds `at` begins as a comment.
fn is_comment(text: &[u8], at: usize) -> bool {
    let line = line(&text[at.saturating_sub(LINE_REACH)..at]).trim_ascii_start();
    [b"#".as_slice(), b"//", b"*", b"/*", b"--", b";", b"<!--"]
        .iter()
        .any(|mark| line.starts_with(mark) && !line.starts_with(b"#define"))
}

/// How much a value looks like a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// A password that everybody tries first: `123456`, `admin`.
    Trivial,
    /// It may be one.
    Doubtful,
    /// It looks like nothing else.
    Strong,
}

/// A grade and why, or why it is no secret.
type Verdict = Result<(Grade, &'static str), &'static str>;

const RANDOM_VALUE: Verdict = Ok((Grade::Strong, "random-value"));
const HAND_MADE: Verdict = Ok((Grade::Doubtful, "hand-made-value"));
const WEAK: Verdict = Ok((Grade::Doubtful, "weak-password"));
const WELL_KNOWN: Verdict = Ok((Grade::Trivial, "well-known-password"));

/// Whether a value of this grade counts where it stands: the looser the connection between name
/// and value, the more the value must say.
fn is_acceptable(grade: Grade, literal: &Literal<'_>, assignment: &Assignment, file: File) -> bool {
    let prose = assignment.form == Form::Plain && file.language.is_prose();
    let loose = prose
        || assignment.form == Form::Inner
        || matches!(
            assignment.operator,
            Operator::Pair | Operator::Call | Operator::Beside
        );
    match (grade, file.place) {
        (Grade::Strong, _) => true,
        (_, Place::Translation) => false,
        (Grade::Doubtful, _) if assignment.operator == Operator::Compare => false,
        (Grade::Doubtful, _) => {
            let least = if assignment.form == Form::Inner { 8 } else { 6 };
            !loose || literal.has_digit() && literal.value.len() >= least
        }
        (Grade::Trivial, Place::Product) => !loose && assignment.operator != Operator::Compare,
        (Grade::Trivial, _) => false,
    }
}

/// A value with what is known of it.
struct Literal<'v> {
    value: &'v [u8],
    said: Said,
    shape: Shape,
    surprise: f64,
    /// Whether it says nothing that its name, or any such name, does not say.
    is_spoken: bool,
}

impl<'v> Literal<'v> {
    fn new(value: &'v [u8], name: &[u8], said: Said) -> Self {
        let spelt = match said.kind {
            Kind::Password => &plain_spelling(value),
            Kind::Token | Kind::Key => value,
        };
        Self {
            is_spoken: is_vocabulary(spelt, name),
            value,
            said,
            shape: Shape::of(value),
            surprise: readable::surprise(value),
        }
    }

    /// What it is, when that is never a secret, whatever its name.
    fn excuse(&self) -> Option<&'static str> {
        self.shape.excuse().or_else(|| {
            if value::is_encoded_text(self.value) {
                Some("text-in-base64")
            } else if is_constant(self.value) {
                Some("constant")
            } else {
                None
            }
        })
    }

    fn grade(&self, language: Language) -> Verdict {
        match (self.said.kind, self.said.weight) {
            (Kind::Password, _) => self.password(language),
            (_, Weight::Vague) => self.vague(language),
            (_, Weight::Plain) => self.key(),
        }
    }

    /// The value of a name that may mean many things.
    fn vague(&self, language: Language) -> Verdict {
        let least = if language.is_prose() {
            2.0 * VERY_RANDOM
        } else {
            VERY_RANDOM
        };
        match self.shape {
            Shape::Opaque
                if self.surprise >= least && self.value.len() >= 16 && !self.is_spoken =>
            {
                RANDOM_VALUE
            }
            _ => Err("vague-name"),
        }
    }

    /// A value that a machine should have made.
    fn key(&self) -> Verdict {
        let random =
            self.surprise >= RANDOM && self.value.len() >= 10 || value::is_mixed(self.value);
        match self.shape {
            _ if self.is_spoken => Err("speaks-of-secrets"),
            Shape::Uuid => HAND_MADE,
            Shape::Number => {
                if self.value.len() >= 12 && self.value.iter().all(u8::is_ascii_digit) {
                    HAND_MADE
                } else {
                    Err("number")
                }
            }
            Shape::Hex if self.said.kind == Kind::Token && self.said.alone => HAND_MADE,
            Shape::Words if self.surprise < RANDOM / 2.0 => Err("words"),
            _ if random => RANDOM_VALUE,
            _ if has_key_prefix(self.value) && self.has_digit() => {
                Ok((Grade::Strong, "key-prefix"))
            }
            _ if self.has_digit() && self.surprise > 0.0 || self.surprise >= RANDOM / 2.0 => {
                HAND_MADE
            }
            _ => Err("words"),
        }
    }

    /// A value that a person may have made.
    fn password(&self, language: Language) -> Verdict {
        if word::is_any(self.value, NO_PASSWORDS) {
            return Err("type-or-state");
        }
        if self.said.weight == Weight::Vague && self.surprise < RANDOM {
            return Err("vague-name");
        }
        let kinds = value::kinds(self.value);
        let configured = language.is_configuration();
        if self.is_spoken {
            let spelt_out = self
                .value
                .iter()
                .all(|byte| byte.is_ascii_alphabetic() || b"_-.".contains(byte));
            let counts = !spelt_out || configured && self.is_one_word();
            return if counts {
                WELL_KNOWN
            } else {
                Err("speaks-of-secrets")
            };
        }
        let varied = kinds > 2 && !language.is_prose() && !self.is_identifier();
        match self.shape {
            Shape::Uuid => HAND_MADE,
            Shape::Number => WELL_KNOWN,
            _ if placeholder::of(self.value).is_some() => WELL_KNOWN,
            Shape::Words if configured || self.is_one_word() || self.surprise > READS_ODD => WEAK,
            Shape::Words => Err("words"),
            _ if self.value.len() >= 8 && (self.surprise >= RANDOM || varied) => {
                Ok((Grade::Strong, "strong-password"))
            }
            _ if configured && kinds > 1 && self.value.len() >= 8 => {
                Ok((Grade::Strong, "configured-password"))
            }
            _ => WEAK,
        }
    }

    fn has_digit(&self) -> bool {
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

/// Words beside which `pass` is a password.
const ACCOUNTS: &[&str] = &[
    "user", "username", "login", "email", "account", "uid", "usr",
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
