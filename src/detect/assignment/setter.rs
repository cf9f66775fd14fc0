//! Functions whose names say that they take a secret: `setPassword("…")`, `createWithApiKey("…")`.

use std::ops::Range;

use super::name;
use crate::detect::word;

/// How such names begin.
const VERBS: &[&[u8]] = &[b"set", b"with", b"use", b"add"];
/// What is done with a secret, in names that have it behind `With`.
const DONE: &[&str] = &[
    "create", "new", "build", "init", "connect", "auth", "login", "sign",
];

/// Whether the function's name is one that takes a secret: `setPassword`, `.password(`; not
/// `getToken` nor `password` alone, which may do anything with its argument.
pub(super) fn takes_secret(text: &[u8], name: &Range<usize>) -> bool {
    let whole = &text[name.clone()];
    let last = memchr::memrchr(b'.', whole).map_or(whole, |dot| &whole[dot + 1..]);
    let is_dotted = last.len() < whole.len()
        || name
            .start
            .checked_sub(1)
            .is_some_and(|at| matches!(text[at], b'.' | b'>'));
    let begins = |verb: &[u8]| {
        let head = last.get(..verb.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(verb))
    };
    VERBS.iter().any(|verb| begins(verb))
        // `fromPassword` makes anything from any text.
        || begins(b"from") && !name::ends_in_password(last)
        || does_with(last)
        || is_dotted && !begins(b"get")
}

/// `createWithApiKey`, `loginWithToken`; not `findByIdWithToken`.
fn does_with(name: &[u8]) -> bool {
    let mut words = word::split(name);
    let first = words.next();
    first.is_some_and(|first| word::is_any(first, DONE)) && words.any(|word| word == b"With")
}

#[cfg(test)]
mod tests {
    use super::takes_secret;

    fn takes(name: &str) -> bool {
        takes_secret(name.as_bytes(), &(0..name.len()))
    }

    #[test]
    fn names_say_whether_functions_take_secrets() {
        for name in [
            "setPassword",
            "withToken",
            "fromApiKey",
            "client.password",
            "createWithApiKey",
            "loginWithToken",
        ] {
            assert!(takes(name), "{name}");
        }
        for name in [
            "password",
            "getToken",
            "client.getToken",
            "fromPassword",
            "findByIdWithToken",
            "assertStartsWithToken",
            "createdWithToken",
        ] {
            assert!(!takes(name), "{name}");
        }
    }
}
