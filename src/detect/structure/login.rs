//! `user:password` in base64: HTTP's basic authentication, Docker's `auth`, npm's `_auth`.

use std::ops::Range;

use super::Examined;
use crate::checksum::radix;
use crate::detect::assignment::speaks_of_secrets;
use crate::detect::password::is_weak;
use crate::detect::placeholder::{self, Placeholder};
use crate::detect::readable;
use crate::level::Confidence;

/// Passwords that stand for one.
const STAND_INS: [&str; 8] = [
    "pass", "passwd", "password", "secret", "changeme", "example", "test", "xxx",
];

/// Shorter passwords are for tests.
const SHORTEST: usize = 6;
/// No token has fewer characters.
const LEAST_TOKEN: usize = 20;
/// Bits of [surprise](readable::surprise) from which a text is no word that people choose.
const RANDOM: f64 = 8.0;

pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let secret = last_base64(text, &found);
    let Some(login) = radix::base64(&text[secret.clone()])
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|login| !login.chars().any(char::is_control))
    else {
        return Examined::not_a_secret(secret, "undecodable");
    };
    match login.split_once(':') {
        // A token may stand for the user, with no password or with a word in its place.
        Some((token, rest)) if is_token(token) && !is_token(rest) => Examined::genuine(secret)
            .because("login")
            .because("token-as-user"),
        None | Some((_, "")) => Examined::not_a_secret(secret, "no-password"),
        Some((_, password)) if is_template(password) => Examined::not_a_secret(secret, "template"),
        Some((user, password)) => {
            let examined = Examined::genuine(secret)
                .because("login")
                .with_decoded("user", user);
            let lower = password.to_ascii_lowercase();
            if STAND_INS.contains(&lower.as_str()) || user == password {
                examined
                    .because("example-login")
                    .confidence(Confidence::Low)
            } else if is_easy(password) {
                examined
                    .because("weak-password")
                    .confidence(Confidence::Low)
            } else {
                examined
            }
        }
    }
}

/// Whether it is short, weak, or says nothing but that it is a password.
fn is_easy(password: &str) -> bool {
    let bytes = password.trim().as_bytes();
    bytes.len() < SHORTEST || is_weak(bytes) || speaks_of_secrets(bytes)
}

/// Whether something is put in its place: `<your-key>`.
fn is_template(password: &str) -> bool {
    placeholder::of(password.as_bytes()) == Some(Placeholder::Template)
}

/// Whether it was drawn at random: long, of letters and digits in no order.
fn is_token(text: &str) -> bool {
    let is_nobody = text.bytes().all(|c| c == b'0' || c == b'-');
    text.len() >= LEAST_TOKEN
        && !is_nobody
        && text.bytes().any(|c| c.is_ascii_digit())
        && !text.contains(['@', ' ', '.'])
        && readable::surprise(text.as_bytes()) >= RANDOM
}

/// The last run of base64 in `found`, padding included.
fn last_base64(text: &[u8], found: &Range<usize>) -> Range<usize> {
    let is_base64 = |c: &u8| c.is_ascii_alphanumeric() || b"+/-_=".contains(c);
    let match_ = &text[found.clone()];
    let end = match_.iter().rposition(is_base64).map_or(0, |at| at + 1);
    // A `=` with more behind it is no padding: `_auth=…`.
    let begins = |at: &usize| {
        !is_base64(&match_[*at]) || match_[*at] == b'=' && *at + 1 < end && match_[*at + 1] != b'='
    };
    let start = (0..end).rev().find(begins).map_or(0, |at| at + 1);
    found.start + start..found.start + end
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::super::{Value, Verdict};
    use super::*;
    use crate::rule::template::{Dice, expand};

    fn examined(before: &str, login: &str) -> (Examined, String) {
        let text = format!("{before}{}\"}}", BASE64.encode(login.as_bytes()));
        let examined = examine(text.as_bytes(), 0..text.len());
        let secret = text[examined.secret.clone()].to_owned();
        (examined, secret)
    }

    #[test]
    fn the_secret_is_the_encoded_login() {
        for before in [
            "Authorization: Basic ",
            "{\"auth\": \"",
            "_auth = ",
            ":_auth=",
        ] {
            let (examined, secret) = examined(before, "ci:kT9w:vQz2");
            assert_eq!(examined.verdict, Verdict::Genuine);
            assert_eq!(secret, BASE64.encode(b"ci:kT9w:vQz2"));
        }
    }

    #[test]
    fn a_token_may_stand_for_the_user() {
        let token = expand("sk_live_{alnum:24}", &mut Dice::new(3)).unwrap();
        for rest in [":", ":x-oauth-basic"] {
            let (examined, _) = examined("Basic ", &format!("{token}{rest}"));
            assert_eq!(examined.verdict, Verdict::Genuine);
            assert!(examined.parts.is_empty(), "{rest}");
        }
        let (examined, _) = examined("Basic ", "deployer:kT9wvQz2");
        assert_eq!(examined.parts[0].value, Value::Decoded("deployer".into()));
    }

    #[test]
    fn stand_ins_and_weak_passwords_are_low() {
        for login in [
            "user:Password",
            "admin:admin",
            "spring:bootiful",
            "user:pass1",
            "admin:pwx",
            "client:    x",
            "user321:password:123",
        ] {
            let (examined, _) = examined("Basic ", login);
            assert_eq!(examined.confidence, Some(Confidence::Low), "{login}");
        }
    }

    #[test]
    fn what_is_no_login_is_no_secret() {
        for text in ["Basic authentication", "Basic ", "Basic AAAA", ""] {
            let examined = examine(text.as_bytes(), 0..text.len());
            assert_eq!(examined.verdict, Verdict::NotASecret, "{text}");
        }
        let nobody = "00000000-0000-0000-0000-000000000000:";
        for login in ["<your-username>:<your-API>", "ci:${TOKEN}", nobody] {
            let verdict = examined("Basic ", login).0.verdict;
            assert_eq!(verdict, Verdict::NotASecret, "{login}");
        }
        assert_eq!(examined("Basic ", "token:").0.verdict, Verdict::NotASecret);
    }
}
