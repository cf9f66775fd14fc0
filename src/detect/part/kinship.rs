//! Which of several accounts a value is of, as its name says: `PROD_` in `PROD_AWS_SECRET_KEY`.

use std::ops::Range;

use super::whose::made_of;
use crate::detect::{line, word};
use crate::rule::{Companion, Rule};

/// Bytes before a value in which its name stands.
const REACH: usize = 128;

/// Names of places for values, whose own name stands before them: `default = …`, `--body …`.
const FILLERS: [&str; 6] = ["value", "default", "body", "name", "type", "string"];

/// Words of names that tell what a part is, and not of which account.
#[rustfmt::skip]
const KINDS: [&str; 24] = [
    "access", "account", "api", "auth", "email", "id", "key", "login", "name", "pass", "passphrase", "passwd",
    "password", "private", "public", "pw", "pwd", "secret", "sid", "token", "uid", "user", "username", "value",
];

/// What the names of two values say of the accounts that these are of; the least first is the
/// closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kinship {
    /// Both names say the same one.
    Same,
    /// Neither says any.
    Unsaid,
    /// One says more than the other.
    Open,
    /// Each says what the other doesn't.
    Other,
    /// They are for different hosts: `//npm.acme.io/:_password`.
    Elsewhere,
}

/// What the name of a value says of the account that it is of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Account<'t> {
    /// What it says besides its kind: words in lower case, then numbers.
    words: Vec<String>,
    /// The address that stands before it.
    host: Option<&'t [u8]>,
}

impl<'t> Account<'t> {
    /// Of the value at `start`, a part that `owner` calls `companion` or what has that part.
    pub(super) fn of(text: &'t [u8], start: usize, owner: &Rule, companion: &Companion) -> Self {
        let name = name(text, start);
        let kinds = [&owner.provider, &owner.id, &companion.name].map(|own| own.to_lowercase());
        let kinds = kinds.iter().flat_map(|own| words(own.as_bytes()));
        let kinds: Vec<String> = kinds.chain(KINDS.map(str::to_owned)).collect();
        let mut rest = words(&text[name.clone()]);
        rest.retain(|word| !made_of(word, kinds.iter().map(String::as_str)));
        Self {
            words: rest,
            host: host(&text[name.start.saturating_sub(REACH)..name.start]),
        }
    }

    /// How this one and another are akin.
    pub(super) fn kinship(&self, other: &Self) -> Kinship {
        let holds =
            |one: &Self, other: &Self| other.words.iter().all(|word| one.words.contains(word));
        if self.host.is_some() && other.host.is_some() && self.host != other.host {
            return Kinship::Elsewhere;
        }
        match (holds(self, other), holds(other, self)) {
            (true, true) if self.words.is_empty() => Kinship::Unsaid,
            (true, true) => Kinship::Same,
            (false, false) => Kinship::Other,
            _ => Kinship::Open,
        }
    }
}

/// The name of the value at `start`: the last one before it on its line, or on the line before
/// where its own says no more than that a value stands there; empty if there is none.
pub(super) fn name(text: &[u8], start: usize) -> Range<usize> {
    let first = start.saturating_sub(REACH);
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let says_kind = |word: &String| {
        let mut kinds = KINDS.iter();
        kinds.any(|kind| word == kind || kind.len() > 3 && word.ends_with(kind))
    };
    let mut end = start;
    let mut only_fillers = true;
    while end > first {
        let before = &text[first..end];
        let joint = line::tail(before, |byte| !in_name(byte));
        if joint.contains(&b'\n') && !only_fillers {
            break;
        }
        end -= joint.len();
        let one = line::tail(&text[first..end], in_name);
        let found = end - one.len()..end;
        let is_filler = one.len() < 3
            || FILLERS.iter().any(|filler| {
                let bare = one.strip_prefix(b"--").unwrap_or(one);
                bare.eq_ignore_ascii_case(filler.as_bytes())
            });
        if !is_filler {
            if one.len() < REACH && words(one).iter().any(says_kind) {
                return found;
            }
            only_fillers = false;
        }
        end = found.start;
    }
    start..start
}

/// The address that ends where a name begins: `//npm.acme.io/:`.
fn host(before: &[u8]) -> Option<&[u8]> {
    let line = line::last(before).strip_suffix(b"/:")?;
    let at = memchr::memmem::rfind(line, b"//")?;
    Some(&line[at + 2..])
}

/// The words and numbers of a name.
fn words(name: &[u8]) -> Vec<String> {
    let told = |word: &[u8]| String::from_utf8_lossy(word).to_lowercase();
    let numbers = name.split(|byte| !byte.is_ascii_digit());
    let numbers = numbers.filter(|number| !number.is_empty());
    word::split(name).chain(numbers).map(told).collect()
}

#[cfg(test)]
mod tests;
