//! `scheme://user:password@host`: the password, and whether the host is anybody's.

use std::ops::Range;

use memchr::memmem;

use super::{Examined, host};
use crate::detect::readable;
use crate::path::without_percent;

/// Keys are not shorter.
const SHORTEST_KEY: usize = 16;
/// Bits of [surprise](readable::surprise) from which letters are no name.
const RANDOM: f64 = 8.0;

pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let Some((user, password)) = login(&text[found.clone()]) else {
        return Examined::not_a_secret(found, "no-password");
    };
    let within = |range: Range<usize>| found.start + range.start..found.start + range.end;
    let (user, secret) = (within(user), within(password));
    let decoded = without_percent(&text[secret.clone()]);
    if decoded.is_empty() {
        return Examined::not_a_secret(secret, "no-password");
    }
    // An expression that looks for such URLs: `https://user:[^@]+@…`.
    if decoded.starts_with(b"[^") {
        return Examined::not_a_secret(secret, "pattern");
    }
    let is_symfonys = decoded.starts_with(b"%env(") && decoded.ends_with(b")%");
    if is_symfonys || decoded.len() < secret.len() && is_reference(&decoded) {
        return Examined::not_a_secret(secret, "reference");
    }
    let host = secret.end + 1;
    let length = host::length(&text[host..]);
    let mut examined = Examined::genuine(secret).because("url-password");
    examined = if is_key(&text[user.clone()]) {
        examined.with_hidden("user", user)
    } else {
        examined.with("user", user)
    };
    // Code may put it in: `@{host}`.
    if length > 0 {
        examined = examined.with("host", host..host + length);
    }
    host::weigh(examined, &text[host..])
}

/// The user, and the password between the first `:` of the authority and the `@` before the host.
fn login(url: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
    let start = memmem::find(url, b"://")? + 3;
    let end = memchr::memrchr(b'@', url).filter(|end| *end > start)?;
    let colon = start + memchr::memchr(b':', &url[start..end])?;
    // `git@host:path@version`: a repository's path.
    if url[start..colon].starts_with(b"git@") {
        return None;
    }
    let password = &url[colon + 1..end];
    let digits = password.iter().take_while(|c| c.is_ascii_digit()).count();
    // `host:80/@scope`: a port and a path.
    (digits == 0 || password.get(digits) != Some(&b'/')).then_some((start..colon, colon + 1..end))
}

/// Whether what stands in the place of a user's name was drawn by a machine: Sentry's first key.
fn is_key(user: &[u8]) -> bool {
    user.len() >= SHORTEST_KEY
        && user.iter().any(u8::is_ascii_digit)
        && readable::surprise(user) >= RANDOM
}

/// Whether a decoded password names where the real one is: `${PASSWORD}`, `<password>`.
fn is_reference(decoded: &[u8]) -> bool {
    matches!(
        decoded,
        [b'$', b'{' | b'(', .., b'}' | b')']
            | [b'{', .., b'}']
            | [b'<', .., b'>']
            | [b'[', .., b']']
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Value, Verdict};
    use super::*;
    use crate::level::{Confidence, Severity};
    use crate::rule::template::{Dice, expand};

    fn examined(url: &str) -> (Examined, String) {
        let text = format!("x = '{url}'\n");
        let examined = examine(text.as_bytes(), 5..5 + url.len());
        let secret = text[examined.secret.clone()].to_owned();
        (examined, secret)
    }

    #[test]
    fn the_secret_is_the_password() {
        for (url, password) in [
            ("postgres://app:hunter2x@db.acme.io:5432/main", "hunter2x"),
            ("redis://:p4ss@cache.acme.io", "p4ss"),
            ("https://u:a:b@c@git.acme.io", "a:b@c"),
            ("https://git:hunter2x@git.acme.io/x.git", "hunter2x"),
            ("amqp://u:p%40ss@mq.acme.io", "p%40ss"),
            ("amqp://u:hunter2x@{host}", "hunter2x"),
        ] {
            let (examined, secret) = examined(url);
            assert_eq!(secret, password);
            assert_eq!(examined.verdict, Verdict::Genuine, "{url}");
            assert_eq!(examined.severity, None, "{url}");
        }
    }

    #[test]
    fn hosts_of_nobody_are_low() {
        for (host, word) in [
            ("localhost:5432/x", "local-host"),
            ("127.0.0.1", "local-host"),
            ("[::1]:80", "local-host"),
            ("db.example.com", "example-host"),
            ("HOST:1234", "example-host"),
        ] {
            let (examined, _) = examined(&format!("mysql://root:hunter2x@{host}"));
            assert_eq!(examined.confidence, Some(Confidence::Low), "{host}");
            assert_eq!(examined.signals[1].0, word, "{host}");
        }
        assert_eq!(examined("mysql://r:x@notexample.com").0.confidence, None);
    }

    #[test]
    fn the_host_may_stand_behind_the_match() {
        let text = b"ftp://u:secret1@localhost/x";
        assert_eq!(examine(text, 0..16).severity, Some(Severity::Low));
    }

    #[test]
    fn a_key_in_the_place_of_a_user_is_secret() {
        let mut dice = Dice::new(5);
        let url = expand("https://{hex:32}:{hex:32}@errors.acme.io/7", &mut dice).unwrap();
        let hidden = |url: &str| {
            let parts = examined(url).0.parts;
            parts
                .iter()
                .any(|part| matches!(part.value, Value::Hidden(_)))
        };
        assert!(hidden(&url));
        for url in [
            "https://deployer-of-2023:x@acme.io",
            "https://o365admin:x@acme.io",
        ] {
            assert!(!hidden(url), "{url}");
        }
    }

    #[test]
    fn no_password_or_a_reference_is_no_secret() {
        for url in [
            "https://user@acme.io",
            "https://user:@acme.io",
            "https://u:%24%7BPASS%7D@acme.io",
            "user:pass@acme.io",
            "https://acme.io:80/@x",
            "git+ssh://git@git.acme.io:acme-corp@1.2.3",
            "ssh://git@git.acme.io:acmecorp-tools@v1.2",
            "https://x-token-auth:[^@]+@acme.io/.+.git",
            "postgres://app:%env(DB_PASSWORD)%@acme.io",
        ] {
            assert_eq!(examined(url).0.verdict, Verdict::NotASecret, "{url}");
        }
    }
}
