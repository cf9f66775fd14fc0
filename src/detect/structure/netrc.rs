//! `.netrc`: `machine HOST login USER password PASSWORD`, with any white space between.

use std::ops::Range;

use super::{Examined, host};

/// An entry with its comments never reaches further, in bytes.
const LONGEST_ENTRY: usize = 1024;
/// What an entry says, each followed by a value.
const NAMES: [&[u8]; 5] = [b"login", b"user", b"account", b"port", b"protocol"];

/// `found` begins at `machine` or `default`.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let end = text.len().min(found.start + LONGEST_ENTRY).max(found.end);
    let entry = found.start..end;
    match password(text, entry) {
        None => Examined::not_a_secret(found, "no-password"),
        Some(Entry {
            host,
            user,
            password,
        }) => {
            let examined = Examined::genuine(password)
                .because("netrc")
                .with("host", host.clone())
                .with("user", user);
            host::weigh(examined, &text[host])
        }
    }
}

/// Where the values of an entry stand; empty where there is none.
struct Entry {
    host: Range<usize>,
    user: Range<usize>,
    password: Range<usize>,
}

fn password(text: &[u8], entry: Range<usize>) -> Option<Entry> {
    let mut words = words(text, entry);
    let first = words.next()?;
    let host = match &text[first.clone()] {
        b"machine" => words.next()?,
        b"default" => first.end..first.end,
        _ => return None,
    };
    let mut user = host.end..host.end;
    loop {
        let name = &text[words.next()?];
        let value = words.next()?;
        if matches!(name, b"password" | b"passwd") {
            return (!value.is_empty()).then_some(Entry {
                host,
                user,
                password: value,
            });
        }
        if matches!(name, b"login" | b"user") {
            user = value.clone();
        }
        if !NAMES.contains(&name) {
            return None;
        }
    }
}

/// The words of an entry; one in quotes is without them.
fn words(text: &[u8], entry: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = entry.start;
    std::iter::from_fn(move || {
        let rest = &text[at..entry.end];
        let start = at + rest.iter().position(|c| !c.is_ascii_whitespace())?;
        let rest = &text[start..entry.end];
        if let [b'"', quoted @ ..] = rest
            && let Some(length) = quoted.iter().position(|c| *c == b'"')
        {
            at = start + length + 2;
            return Some(start + 1..start + 1 + length);
        }
        let length = rest
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(rest.len());
        at = start + length;
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::level::Confidence;

    fn examined(text: &str) -> (Examined, &str) {
        let examined = examine(text.as_bytes(), 0..7);
        let secret = &text[examined.secret.clone()];
        (examined, secret)
    }

    #[test]
    fn the_secret_is_the_password() {
        for text in [
            "machine api.acme.io login me password sesame\n",
            "machine api.acme.io\n  login me\n  account a\n\tpassword \"sesame\"\nmachine b",
            "default login me password sesame",
        ] {
            let (examined, secret) = examined(text);
            assert_eq!(secret, "sesame", "{text}");
            assert_eq!(examined.verdict, Verdict::Genuine);
            assert_eq!(examined.confidence, None);
        }
    }

    #[test]
    fn hosts_of_nobody_are_low() {
        let (examined, _) = examined("machine localhost login me password sesame");
        assert_eq!(examined.confidence, Some(Confidence::Low));
    }

    #[test]
    fn prose_is_no_entry() {
        for text in [
            "machine learning needs no password at all",
            "machine api.acme.io login me",
            "machine",
        ] {
            assert_eq!(examined(text).0.verdict, Verdict::NotASecret, "{text}");
        }
    }
}
