//! A provider named by what speaks to it: its address, the import of its package, the section of
//! a configuration. What such a place goes with may call its secret by a plain name: `api_key`,
//! `token`, `Authorization: Bearer …`.

use std::ops::Range;

use super::{line, word};
use crate::rule::Hit;

/// How far from such a place the value may stand.
pub(super) const FAR: usize = 240;

/// Bytes of a line looked back over for what begins an address or an import.
const LINE: usize = 96;
/// Bytes before a value in which its name stands.
const NAME: usize = 64;
/// How lines begin that import a package, and what else takes its name.
const IMPORTS: [&[u8]; 6] = [
    b"import ",
    b"from ",
    b"use ",
    b"using ",
    b"require ",
    b"gem ",
];
const REQUIRES: &[u8] = b"require(";
/// Schemes of HTTP's `Authorization` that take a bare secret.
const SCHEMES: &[&str] = &["apikey", "bearer", "key", "oauth", "token"];
/// Words of names that say secret.
const SECRETS: &[&str] = &[
    "apikey",
    "auth",
    "authorization",
    "bearer",
    "credential",
    "key",
    "pass",
    "passwd",
    "password",
    "pat",
    "secret",
    "token",
];
/// Words that stand beside them in names that say nothing else.
const PLAIN: &[&str] = &[
    "access",
    "admin",
    "api",
    "app",
    "client",
    "default",
    "header",
    "my",
    "personal",
    "private",
    "prod",
    "production",
    "server",
    "service",
    "x",
];

/// Whether the name at `hit` is that of what is spoken to.
pub(super) fn is_named(text: &[u8], hit: &Hit) -> bool {
    is_all(text, hit) || is_in_address(text, hit) || is_imported(text, hit)
}

/// Whether a section's name is looked for, `acme:`, or the beginning of an address, `//acme.io`:
/// of what stands beside these only values under plain names are meant.
pub(super) fn is_all(text: &[u8], hit: &Hit) -> bool {
    let name = &text[hit.start..hit.end];
    name.ends_with(b":") || name.starts_with(b"//")
}

/// Whether it stands in the host of an address: `https://api.acme.io/…`.
fn is_in_address(text: &[u8], hit: &Hit) -> bool {
    let before = &text[hit.start.saturating_sub(LINE)..hit.start];
    let labels = tail(before, |byte| in_host(*byte));
    before[..before.len() - labels.len()].ends_with(b"://")
}

fn in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.".contains(&byte)
}

/// Whether its line imports a package.
fn is_imported(text: &[u8], hit: &Hit) -> bool {
    let line = line::last(&text[hit.start.saturating_sub(LINE)..hit.start]).trim_ascii_start();
    IMPORTS.iter().any(|head| line.starts_with(head))
        || memchr::memmem::find(line, REQUIRES).is_some()
}

/// Whether `value` goes with the place at `hit`: no other address stands between, and it has a
/// plain name.
pub(super) fn goes_with(text: &[u8], hit: &Hit, value: &Range<usize>) -> bool {
    let between = if value.start < hit.start {
        let before = &text[value.end..hit.start];
        // The scheme of its own address is no other one.
        &before[..before.len() - tail(before, |byte| in_host(*byte) || b":/".contains(byte)).len()]
    } else {
        &text[hit.end..value.start]
    };
    is_plain(&text[..value.start]) && memchr::memmem::find(between, b"://").is_none()
}

/// Whether the value behind `before` has a name that says secret and nothing else.
fn is_plain(before: &[u8]) -> bool {
    let before = unquoted(&before[before.len().saturating_sub(NAME)..]);
    let scheme = tail(before, u8::is_ascii_alphabetic);
    if word::is_any(scheme, SCHEMES) {
        let head = &before[..before.len() - scheme.len()];
        let field = word::split(line::last(head)).last().unwrap_or_default();
        let is_sent = word::is_any(field, &["authorization"]);
        return is_sent || word::is_any(scheme, &["bearer"]);
    }
    let operator = before.strip_suffix(b"=>");
    let Some(named) = operator.or(match before {
        [named @ .., b'=' | b':'] => Some(named),
        _ => None,
    }) else {
        return false;
    };
    let name = tail(unquoted(named), |byte| {
        byte.is_ascii_alphanumeric() || b"_-".contains(byte)
    });
    let is_plain = |word: &[u8]| word::is_any(word, SECRETS) || word::is_any(word, PLAIN);
    word::split(name).all(is_plain) && word::split(name).any(|word| word::is_any(word, SECRETS))
}

/// The last bytes of `text` that are such.
fn tail(text: &[u8], is_part: impl Fn(&u8) -> bool) -> &[u8] {
    let length = text.iter().rev().take_while(|byte| is_part(byte)).count();
    &text[text.len() - length..]
}

/// Without the quotes, brackets and spaces that it ends in.
fn unquoted(text: &[u8]) -> &[u8] {
    let ends = text
        .iter()
        .rposition(|byte| !byte.is_ascii_whitespace() && !b"\"'`\\]".contains(byte));
    &text[..ends.map_or(0, |last| last + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(text: &str) -> Hit {
        let start = text.to_lowercase().find("acme").unwrap();
        Hit {
            start,
            end: start + 4,
            rule: 0,
        }
    }

    #[test]
    fn services_are_named_where_they_are_spoken_to() {
        for text in [
            "curl https://api.acme.io/v1",
            "import Acme from \"acme\"",
            "from acme import Client",
            "const a = require('acme-sdk')",
            "  use Acme\\Client;",
        ] {
            assert!(is_named(text.as_bytes(), &hit(text)), "{text}");
        }
        let section = Hit {
            start: 0,
            end: 5,
            rule: 0,
        };
        assert!(is_named(b"acme:\n", &section));
        for text in [
            "acme is down",
            "https://example.com/acme/x",
            "x = acme.load()",
            "importer: acme",
        ] {
            assert!(!is_named(text.as_bytes(), &hit(text)), "{text}");
        }
    }

    #[test]
    fn plain_names_say_secret_and_nothing_else() {
        for text in [
            "api_key = \"",
            "Authorization: Bearer ",
            "\"Authorization\": \"Token ",
            "headers['Authorization'] = 'Key ",
            "-H 'AccessKey: ",
            "-F access_token=",
            "{\"token\": \"",
            "'secret' => '",
            "new Client({ accessToken: \"",
            "conf.api_key[\"Authorization\"] = \"",
            "a.b.serverToken = '",
        ] {
            assert!(is_plain(text.as_bytes()), "{text}");
        }
        for text in [
            "other_api_key = \"",
            "project: ",
            "token_id = \"",
            "public_key: ",
            "a token ",
            "/",
            "f(\"",
            "= ",
            "",
        ] {
            assert!(!is_plain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn another_address_is_another_service() {
        let goes = |text: &str| {
            let at = text.find("VALUE").unwrap();
            goes_with(text.as_bytes(), &hit(text), &(at..at + 5))
        };
        assert!(goes("https://acme.io/ -H 'api-key: VALUE'"));
        assert!(goes("token = 'VALUE'\nget('https://acme.io')"));
        assert!(!goes(
            "https://acme.io/\nhttps://other.io -H 'api-key: VALUE'"
        ));
        assert!(!goes(
            "token = 'VALUE'\nget('https://other.io')\nget('https://acme.io')"
        ));
    }
}
