//! Values that their place calls a password or a key, whatever they are called.

use super::drawn;
use super::grade::{Grade, Literal};
use super::judge::stands_in;
use super::name::{Kind, Said, Weight};
use super::operator::Operator;
use super::value::Shape;
use crate::detect::placeholder;
use crate::language::Language;

/// Passwords are not shorter.
const SHORTEST: usize = 3;

/// Whether such a value is hard to guess.
///
/// # Errors
/// Why it is no secret: a state, a path, a template, words.
pub(in crate::detect) fn is_hard(
    value: &[u8],
    kind: Kind,
    language: Language,
) -> Result<bool, &'static str> {
    let said = Said {
        kind,
        weight: Weight::Plain,
        alone: false,
        doubtful: false,
    };
    if value.len() < SHORTEST {
        return Err("too-short");
    }
    let literal = Literal::new(value, b"", said, Operator::Assign);
    if let Some(why) = stands_in(&literal, said, language).or_else(|| literal.excuse()) {
        return Err(why);
    }
    match literal.grade(language) {
        Ok((grade, _)) => Ok(grade == Grade::Strong),
        // Somebody's password may be any word.
        Err("words") if kind == Kind::Password => Ok(false),
        Err(why) => Err(why),
    }
}

/// A secret that nothing but its own bytes tells is not shorter.
const SHORTEST_DRAWN: usize = 20;

/// Whether only chance makes such a value: letters and digits in no order, no id.
pub(super) fn is_drawn(value: &[u8]) -> bool {
    let said = Said {
        kind: Kind::Key,
        weight: Weight::Plain,
        alone: false,
        doubtful: false,
    };
    let literal = Literal::new(value, b"", said, Operator::Call);
    let is_chance = match literal.shape {
        Shape::Hex => drawn::is_chance(value),
        Shape::Opaque => literal.is_chance(),
        _ => false,
    };
    value.len() >= SHORTEST_DRAWN && is_chance && placeholder::of(value).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_paths_templates_and_words_are_no_passwords() {
        for (value, why) in [
            ("null", "type-or-state"),
            ("password", "type-or-state"),
            ("/run/secrets/db_password", "path"),
            ("${DB_PASSWORD}", "template"),
            ("MyPassword", "speaks-of-secrets"),
            ("pw", "too-short"),
        ] {
            let judged = is_hard(value.as_bytes(), Kind::Password, Language::PowerShell);
            assert_eq!(judged, Err(why), "{value}");
        }
    }

    #[test]
    fn passwords_are_easy_or_hard() {
        for (value, hard) in [
            ("hunter2", false),
            ("Ostagazulum", false),
            ("kT9w:vQz2xW8", true),
        ] {
            let judged = is_hard(value.as_bytes(), Kind::Password, Language::PowerShell);
            assert_eq!(judged, Ok(hard), "{value}");
        }
    }
}
