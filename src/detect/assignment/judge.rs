//! Whether an assigned literal is a secret, and how sure that is.

use std::cell::LazyCell;

use super::features::{Features, Seen};
use super::grade::{Grade, Literal};
use super::name::{Kind, Said, Weight};
use super::{
    Assignment, Form, Operator, array, bound, cipher, drawn, meaning, remark, standing, value,
};
use crate::detect::ledger::Why;
use crate::detect::placeholder::{self, Placeholder};
use crate::detect::{built_in, line, published, shown, word, work};
use crate::finding::Signal;
use crate::language::Language;
use crate::level::Confidence;
use crate::place::{Place, Site};
use crate::rule::TellingNames;

/// What the file's path says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::detect) struct File {
    pub(in crate::detect) language: Language,
    pub(in crate::detect) site: Site,
}

impl File {
    /// Tells by the path, as reports show it.
    pub(in crate::detect) fn of(path: &str) -> Self {
        Self {
            language: Language::of(path),
            site: Site::of(path),
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
/// Secrets of any bytes are not shorter: `\\x2A\\x86\\x48` is an object identifier.
const SHORTEST_BINARY: usize = 16;
/// Passwords are not shorter.
const SHORTEST_PASSWORD: usize = 4;
/// Log odds from which a plain value counts though its name is only loosely connected with it:
/// nine of ten such are secrets.
const ADMITS: f32 = 2.2;
/// Bytes looked back over for a type or an account.
const NEAR: usize = 100;
/// Bytes looked back over for the beginning of a line.
const LINE_REACH: usize = 200;

/// Judges `assignment`, as far as `names` go; an error says why it is no secret. What decides is
/// always weighed, everything else only where somebody `asks` for it.
pub(in crate::detect) fn judge(
    text: &[u8],
    assignment: &Assignment,
    names: &TellingNames,
    file: File,
    asks: bool,
) -> Result<Judged, Why> {
    let value = &*assignment.bytes(text, file.language);
    work::read(value.len());
    let name = bound::without_key(text, &assignment.name);
    let says_otherwise = || meaning::otherwise(names, name, asks);
    if file.site.place == Place::Lock {
        return Err("in-lock-file".into());
    }
    let said = bound::said(names, text, &assignment.name);
    let said = called(text, assignment, value, said.ok_or_else(says_otherwise))?;
    if let Some(why) = standing::excuse(text, assignment, file.language) {
        return Err(why);
    }
    if assignment.form == Form::Array {
        return numbers(value, said, file.site);
    }
    let literal = Literal::new(value, name, said, assignment.operator);
    if let Some(why) = stands_in(&literal, said, file.language) {
        return Err(why.into());
    }
    if let Some(excuse) = literal.excuse() {
        return Err(excuse.into());
    }
    let drawn = drawn::verdict(text, assignment, said, &literal, file.language);
    let verdict = drawn.unwrap_or_else(|| match literal.grade(file.language) {
        Err("vague-name") if cipher::is_key(text, assignment, said) => cipher::KEY,
        verdict => verdict,
    });
    let in_comment = is_comment(text, assignment.name.start);
    let features = LazyCell::new(|| {
        Features::of(&Seen {
            text,
            name: assignment.name.clone(),
            value: assignment.value.clone(),
            bytes: value,
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
        })
    });
    let told = || {
        if asks {
            features.clone()
        } else {
            Features::default()
        }
    };
    let refused = |reason: &'static str| Why {
        features: told(),
        ..Why::from(reason)
    };
    let (grade, why) = verdict.map_err(refused)?;
    if said.doubtful && !literal.is_chance() {
        return Err(says_otherwise());
    }
    let mut signals = vec![Signal::fixed("secret-name"), Signal::fixed(why)];
    if !is_acceptable(text, grade, &literal, assignment, file) {
        let is_text = matches!(file.site.place, Place::Translation | Place::Text);
        let admitted = grade == Grade::Doubtful && !is_text;
        if !admitted || features.odds() < ADMITS {
            return Err(refused("loosely-connected"));
        }
        signals.push(Signal::fixed("weighs-for"));
    }
    if published::by(value).is_some() {
        return Err(refused("published-example"));
    }
    let how_shown = (grade == Grade::Strong)
        .then(|| how_shown(text, assignment, file, in_comment && value.len() < 24))
        .flatten();
    signals.extend(how_shown.map(Signal::fixed));
    if in_comment && how_shown != Some("in-comment") {
        signals.push(Signal::fixed("in-comment"));
    }
    if said.doubtful {
        signals.push(Signal::fixed("name-says-more"));
    }
    let is_likely = how_shown.is_none()
        // A sentence may speak of any word, but not of what only chance makes.
        && (assignment.operator != Operator::Said || literal.is_chance())
        && (!said.doubtful || meaning::is_settled(said, file.language));
    let confidence = match grade {
        // What documentation shows in comments is short; what was commented out may be long.
        Grade::Strong if is_likely => Confidence::Medium,
        _ => Confidence::Low,
    };
    // What was drawn at random is no text for people.
    let is_drawn = file.site.place == Place::Translation && literal.is_chance();
    let before = signals.len();
    signals.extend(file.site.words().filter(|_| !is_drawn).map(Signal::fixed));
    Ok(Judged {
        confidence: confidence.lowered_by(signals.len() - before),
        signals,
        features: told(),
    })
}

/// What the name calls the value, once it is known where both stand; the value is none that no
/// secret is: too short for one, or not to be printed.
fn called(
    text: &[u8],
    assignment: &Assignment,
    value: &[u8],
    said: Result<Said, Why>,
) -> Result<Said, Why> {
    let unprintable =
        || assignment.form != Form::Array && value.iter().any(|byte| *byte < b' ' || *byte == 0x7F);
    if value.len() < SHORTEST_PASSWORD {
        return Err("too-short".into());
    }
    if unprintable() {
        return Err("unprintable".into());
    }
    let name = &text[assignment.name.clone()];
    let before = &text[assignment.name.start.saturating_sub(NEAR)..assignment.name.start];
    let said = meaning::beside(said?, name, before)?;
    if meaning::is_web_token(name, value) {
        return Err("vague-name".into());
    }
    let is_short = said.kind != Kind::Password && value.len() < SHORTEST_KEY
        || value::escaped_bytes(value).is_some_and(|bytes| bytes < SHORTEST_BINARY);
    if is_short {
        return Err("too-short".into());
    }
    Ok(said)
}

/// How a value is shown and not used, as far as its place has not said so.
fn how_shown(
    text: &[u8],
    assignment: &Assignment,
    file: File,
    in_comment: bool,
) -> Option<&'static str> {
    if in_comment {
        return Some("in-comment");
    }
    let name = &text[assignment.name.clone()];
    if word::split(name).any(|word| word::is_any(word, FAKES)) {
        return Some("called-fake");
    }
    if built_in::is_attribute(text, &assignment.name, file.language) {
        return Some("built-into-pages");
    }
    if remark::calls_publishable(text, assignment) {
        return Some("called-publishable");
    }
    let at = assignment.name.start.min(assignment.value.start);
    let is_product = file.site.place.word().is_none();
    let shown = is_product.then(|| shown::signal(text, at, file.language));
    shown.flatten()
}

/// Judges a key that is written as a list of numbers.
fn numbers(value: &[u8], said: Said, site: Site) -> Result<Judged, Why> {
    if !array::is_random(value) {
        return Err("numbers".into());
    }
    let confidence = match said.weight {
        Weight::Plain => Confidence::Medium,
        Weight::Vague => Confidence::Low,
    };
    Ok(Judged {
        confidence: confidence.lowered_by(site.words().count()),
        signals: ["secret-name", "random-bytes"]
            .into_iter()
            .chain(site.words())
            .map(Signal::fixed)
            .collect(),
        features: Features::default(),
    })
}

/// Why a value is no secret: another is put in its place.
pub(super) fn stands_in(
    literal: &Literal<'_>,
    said: Said,
    language: Language,
) -> Option<&'static str> {
    let placeholder = placeholder::of(literal.value)?;
    let is_real = match placeholder {
        Placeholder::Sequence => said.kind == Kind::Password && literal.value.len() <= 16,
        Placeholder::Template => literal.is_weak_by_hand() && !names_variables(language),
        _ => false,
    };
    (!is_real).then(|| placeholder.word())
}

/// Whether `$Name1` is a variable in a text of this language.
fn names_variables(language: Language) -> bool {
    language.has_plain_values()
        || matches!(
            language,
            Language::Perl
                | Language::Php
                | Language::PowerShell
                | Language::Groovy
                | Language::Kotlin
                | Language::Swift
                | Language::Code
                | Language::Nix
        )
}

/// Whether the line that holds `at` begins as a comment.
pub(in crate::detect) fn is_comment(text: &[u8], at: usize) -> bool {
    let line = line::before(text, at, LINE_REACH).trim_ascii_start();
    [b"#".as_slice(), b"//", b"*", b"/*", b"--", b";", b"<!--"]
        .iter()
        .any(|mark| line.starts_with(mark))
        // A directive, and an attribute of Rust.
        && ![b"#define".as_slice(), b"#["].iter().any(|head| line.starts_with(head))
}

/// Whether a value of this grade counts where it stands: the looser the connection between name
/// and value, the more the value must say.
fn is_acceptable(
    text: &[u8],
    grade: Grade,
    literal: &Literal<'_>,
    assignment: &Assignment,
    file: File,
) -> bool {
    let prose = assignment.form == Form::Plain && file.language.is_prose();
    let loose = prose
        || assignment.form == Form::Inner
        || matches!(
            assignment.operator,
            Operator::Pair | Operator::Call | Operator::Beside
        );
    let is_said = matches!(assignment.operator, Operator::Compare | Operator::Said);
    match (grade, file.site.place) {
        (Grade::Strong, _) => true,
        (_, Place::Translation | Place::Text) => false,
        (Grade::Doubtful, _) if is_said => compares_account(text, assignment),
        (Grade::Doubtful | Grade::Trivial, _) if assignment.form == Form::Chosen => false,
        (Grade::Doubtful, _) => {
            let least = if assignment.form == Form::Inner { 8 } else { 6 };
            !loose || literal.has_digit() && literal.value.len() >= least
        }
        (Grade::Trivial, Place::Product) => !loose && !is_said,
        (Grade::Trivial, _) => false,
    }
}

/// Whether a user's name is compared with a literal before a password is on the same line:
/// `user == "bob" && password == "…"`.
fn compares_account(text: &[u8], assignment: &Assignment) -> bool {
    let start = assignment.name.start;
    let before = line::before(text, start, NEAR);
    let Some(at) = memchr::memmem::find(before, b"==") else {
        return false;
    };
    let behind = before[at..].iter().find(|byte| !b"= ".contains(byte));
    assignment.operator == Operator::Compare
        && matches!(behind, Some(b'"' | b'\''))
        && word::split(&before[..at]).any(|word| word::is_any(word, meaning::ACCOUNTS))
}

/// Words of names whose values are none.
const FAKES: &[&str] = &["fake", "dummy", "mock", "bogus", "placeholder"];
