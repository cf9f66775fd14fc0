//! What a value beside a service is called: by a plain name, which says secret and nothing else, or
//! behind a scheme in a header.

use crate::detect::assignment::is_uuid;
use crate::detect::{line, named, word};

/// Bytes before a value in which its name stands.
const NAME: usize = 64;
/// Hexadecimal digits of SHA-1 and SHA-256.
const DIGESTS: [usize; 2] = [40, 64];
/// Schemes of HTTP's `Authorization` that take a bare secret.
const SCHEMES: &[&str] = &["apikey", "bearer", "key", "oauth", "token"];
/// Words that say it where something is sent, beside those of names.
const SENT: &[&str] = &["auth", "authorization", "bearer"];
/// Words that stand beside them in names that say nothing else.
pub(super) const PLAIN: &[&str] = &[
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

/// Whether the value behind `before` has a name that says secret and nothing else.
pub(super) fn is_plain(before: &[u8]) -> bool {
    let before = line::unquoted(&before[before.len().saturating_sub(NAME)..]);
    let scheme = line::tail(before, u8::is_ascii_alphabetic);
    if word::is_any(scheme, SCHEMES) {
        let head = &before[..before.len() - scheme.len()];
        let field = word::split(line::last(head)).last().unwrap_or_default();
        let is_sent = word::is_any(field, &["authorization"]);
        return is_sent || word::is_any(scheme, &["bearer"]);
    }
    let Some(name) = name(before).map(|name| told_before(before, name).unwrap_or(name)) else {
        return false;
    };
    let says_secret = |word: &[u8]| named::says_secret(word) || word::is_any(word, SENT);
    let is_plain = |word: &[u8]| says_secret(word) || word::is_any(word, PLAIN);
    word::split(name).all(is_plain) && word::split(name).any(says_secret)
}

/// Whether it is called `key` and nothing else, as records are, and looks like an id or a digest.
pub(super) fn is_key_of_record(before: &[u8], value: &[u8]) -> bool {
    let is_digest = DIGESTS.contains(&value.len()) && value.iter().all(u8::is_ascii_hexdigit);
    (is_digest || is_uuid(value)) && name(before).is_some_and(|name| word::is_any(name, &["key"]))
}

/// What an entry is called whose value is called so: `"key": "token", "value": "`.
fn told_before<'t>(before: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let is_value = word::is_any(name, &["value"]);
    let key = assigned(before).filter(|_| is_value).map(line::unquoted)?;
    let entry = line::unquoted(&key[..key.len() - name.len()]).strip_suffix(b",")?;
    let inside = line::unquoted(entry);
    let told = line::tail(inside, |byte| {
        byte.is_ascii_alphanumeric() || b"_-".contains(byte)
    });
    let called = assigned(line::unquoted(&inside[..inside.len() - told.len()]))?;
    let is_name = |word: &&[u8]| line::unquoted(called).ends_with(word);
    [b"key".as_slice(), b"name"]
        .iter()
        .any(is_name)
        .then_some(told)
}

/// The name that an operator gives the value behind `before`.
pub(super) fn name(before: &[u8]) -> Option<&[u8]> {
    let before = line::unquoted(&before[before.len().saturating_sub(NAME)..]);
    Some(line::tail(line::unindexed(assigned(before)?), |byte| {
        byte.is_ascii_alphanumeric() || b"_-".contains(byte)
    }))
}

/// What an operator that ends `before` gives a value.
pub(super) fn assigned(before: &[u8]) -> Option<&[u8]> {
    let [named @ .., b'=' | b':'] = before.strip_suffix(b">").unwrap_or(before) else {
        return None;
    };
    Some(named)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

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
            "{\"key\": \"token\", \"value\": \"",
            "- { name: api_key, value: '",
        ] {
            assert!(is_plain(text.as_bytes()), "{text}");
        }
        for text in [
            "other_api_key = \"",
            "project: ",
            "token_id = \"",
            "{\"key\": \"user\", \"value\": \"",
            "{\"value\": \"",
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
}
