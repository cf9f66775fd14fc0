//! What a literal's own bytes say that it is.

use crate::detect::readable;
use crate::detect::word;

/// What a literal is, as far as its bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A URL without a password, a mail address, a character set.
    Address,
    /// Words with spaces between them.
    Prose,
    /// A call, a selector, a pattern, an expression.
    Code,
    /// A path or a file's name.
    Path,
    /// A public key, a client-side key, an id.
    Public,
    /// A digest or a password hash.
    Hash,
    /// Digits, perhaps with dots and dashes; a range of versions.
    Number,
    /// 8-4-4-4-12 hexadecimal digits.
    Uuid,
    /// Hexadecimal digits of the length of a digest or more.
    Hex,
    /// One word, or several run together or joined: an identifier or a weak password.
    Words,
    /// Anything else.
    Opaque,
}

/// Bits of surprise up to which a value reads like words.
const READS: f64 = 4.0;

impl Shape {
    /// What a value of this shape is, when that is never a secret.
    pub(super) fn excuse(self) -> Option<&'static str> {
        match self {
            Self::Address => Some("address"),
            Self::Prose => Some("prose"),
            Self::Code => Some("code"),
            Self::Path => Some("path"),
            Self::Public => Some("public-value"),
            Self::Hash => Some("digest"),
            Self::Number | Self::Uuid | Self::Hex | Self::Words | Self::Opaque => None,
        }
    }

    /// Tells the shape of `value`.
    pub(super) fn of(value: &[u8]) -> Self {
        if is_public(value) {
            return Self::Public;
        }
        if is_hash(value) {
            return Self::Hash;
        }
        if is_uuid(value) {
            return Self::Uuid;
        }
        if is_machine_number(value) {
            return Self::Number;
        }
        if value
            .iter()
            .all(|byte| byte.is_ascii_digit() || b".,:/+-[]()<>=^~ ".contains(byte))
        {
            return Self::Number;
        }
        if is_address(value) {
            return Self::Address;
        }
        if value.trim_ascii().len() < value.len() || is_prose(value) {
            return Self::Prose;
        }
        if is_code(value) {
            return Self::Code;
        }
        let surprise = readable::surprise(value);
        if is_path(value, surprise) {
            return Self::Path;
        }
        let digits = value.strip_prefix(b"0x").unwrap_or(value);
        if digits.len() >= 24 && digits.iter().all(u8::is_ascii_hexdigit) {
            return Self::Hex;
        }
        let joined = value
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || b"_-.:/ ".contains(byte));
        if joined && surprise < READS + value.len() as f64 / 8.0 {
            return Self::Words;
        }
        Self::Opaque
    }
}

/// How values that are made to be public begin.
#[rustfmt::skip]
const PUBLIC: &[&[u8]] = &[
    b"pk_live_", b"pk_test_", b"pk.eyJ", b"phc_", b"sb_publishable_", b"NRBR-", b"NRJS-", b"mob-",
    b"price_", b"prod_", b"cus_", b"age1", b"npub1", b"xpub", b"ssh-", b"ecdsa-sha2-", b"sk-ssh-",
    b"AAAAB3NzaC1", b"AAAAC3NzaC1", b"AAAAE2VjZHNh", b"-----BEGIN PUB", b"-----BEGIN CERT",
    b"-----BEGIN RSA PUB", b"-----BEGIN PGP PUB", b"-----BEGIN X509", b"MIIBIjANBgkq", b"MIICIjANBgkq", b"MFkwEwYHKoZIzj0", b"MHYwEAYHKoZIzj0", b"MCowBQYDK2V",
    b"MIGfMA0GCSq", b"AROA", b"AIDA", b"BEGIN ", b"openpgp4fpr:",
    // Armor of certificates and public keys, in base64.
    b"LS0tLS1CRUdJTiBDRVJU", b"LS0tLS1CRUdJTiBQVUJM",
];
/// How digests and password hashes begin.
#[rustfmt::skip]
const HASHES: &[&[u8]] = &[
    b"sha1-", b"sha256-", b"sha384-", b"sha512-", b"sha1:", b"sha256:", b"sha512:", b"md5:",
    b"SHA256:", b"MD5:", b"h1:", b"$2a$", b"$2b$", b"$2y$", b"$1$", b"$5$", b"$6$", b"$argon2",
    b"$pbkdf2", b"pbkdf2", b"{SSHA}", b"{SHA}",
];

fn is_public(value: &[u8]) -> bool {
    // Datadog's client tokens.
    let client = value
        .strip_prefix(b"pub")
        .is_some_and(|rest| rest.len() == 32 && rest.iter().all(u8::is_ascii_hexdigit));
    client || begins_with(value, PUBLIC)
}

/// Whether the value begins with one of `prefixes`; most are told apart by their first byte.
fn begins_with(value: &[u8], prefixes: &[&[u8]]) -> bool {
    value.first().is_some_and(|first| {
        let mut alike = prefixes.iter().filter(|prefix| prefix[0] == *first);
        alike.any(|prefix| value.starts_with(prefix))
    })
}

/// A number of up to 64 bits: `0xF9BA143B95FF6D82`.
fn is_machine_number(value: &[u8]) -> bool {
    let digits = value
        .strip_prefix(b"0x")
        .or_else(|| value.strip_prefix(b"0X"));
    digits.is_some_and(|digits| {
        (1..=16).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit)
    })
}

fn is_hash(value: &[u8]) -> bool {
    // MySQL's: a star and a SHA-1.
    let mysql = value
        .strip_prefix(b"*")
        .is_some_and(|rest| rest.len() == 40 && rest.iter().all(u8::is_ascii_hexdigit));
    mysql || is_salted(value) || begins_with(value, HASHES)
}

/// A hash and its salt, both in base64: `…=…==`.
fn is_salted(value: &[u8]) -> bool {
    let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    let Some(padding) = memchr::memchr(b'=', value) else {
        return false;
    };
    let (hash, salt) = (&value[..padding], &value[padding..]);
    let salt = &salt[salt.iter().take_while(|byte| **byte == b'=').count()..];
    let body = &salt[..salt.len() - salt.iter().rev().take_while(|byte| **byte == b'=').count()];
    hash.len() > 20 && body.len() > 10 && hash.iter().all(base64) && body.iter().all(base64)
}

fn is_uuid(value: &[u8]) -> bool {
    let value = value
        .strip_prefix(b"{")
        .and_then(|v| v.strip_suffix(b"}"))
        .unwrap_or(value);
    value.len() == 36
        && value.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A URL or URN without a password, a mail address, a data URI.
fn is_address(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const SCHEMES: &[&[u8]] = &[
        b"//", b"www.", b"mailto:", b"urn:", b"data:", b"tel:", b"javascript:", b"about:", b"jdbc:",
    ];
    if begins_with(value, SCHEMES) || word::is_any(value, CHARSETS) {
        return true;
    }
    if let Some(at) = memchr::memmem::find(value, b"://") {
        return at < 24
            && value[..at]
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    }
    // name@host.tld
    memchr::memchr(b'@', value).is_some_and(|at| {
        let (local, host) = (&value[..at], &value[at + 1..]);
        let name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-".contains(byte);
        let top = host.rsplit(|byte| *byte == b'.').next().unwrap_or(host);
        local.len() > 1
            && local.iter().all(name)
            && host.len() > top.len() + 1
            && host.iter().all(name)
            && (2..=6).contains(&top.len())
            && top.iter().all(u8::is_ascii_lowercase)
    })
}

#[rustfmt::skip]
const CHARSETS: &[&str] = &[
    "utf-8", "utf8", "utf-16", "utf16", "latin1", "latin-1", "ascii", "us-ascii", "iso-8859-1", "utf-16le", "utf8mb4",
];

/// Words with spaces between them; any letters; a form's label.
fn is_prose(value: &[u8]) -> bool {
    if is_foreign(value) || is_label(value) {
        return true;
    }
    let mut words = 0;
    let mut plain = 0;
    for part in value
        .split(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        .filter(|part| !part.is_empty())
    {
        words += 1;
        let trimmed = part
            .trim_ascii()
            .iter()
            .filter(|byte| !b".,;:!?'\"()%-/".contains(byte));
        plain += usize::from(
            trimmed
                .clone()
                .all(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80),
        );
    }
    // `\u041f`: escaped letters of other scripts.
    let escaped = memchr::memmem::find_iter(value, b"\\u").count() > 1;
    words > 1 && plain * 2 >= words
        || escaped
        || value.iter().any(|byte| *byte >= 0x80) && words * 2 > plain && plain > 0
}

/// Mostly letters of other scripts, which few passwords have.
fn is_foreign(value: &[u8]) -> bool {
    let foreign = value.iter().filter(|byte| **byte >= 0x80).count();
    // `Tajn\u00e9`: escaped ones.
    let escape = memchr::memmem::find(value, b"\\u00");
    let around = |at: usize| {
        let (before, behind) = (&value[..at], value.get(at + 6..).unwrap_or_default());
        before.iter().chain(behind).all(u8::is_ascii_alphabetic)
    };
    foreign >= 12 && foreign * 2 > value.len() || escape.is_some_and(around)
}

/// `Passwort:`
fn is_label(value: &[u8]) -> bool {
    let word = value.strip_suffix(b":").unwrap_or_default();
    !word.is_empty() && word.iter().all(u8::is_ascii_alphabetic)
}

/// A call, a selector, markup, an expression.
fn is_code(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const MARKS: &[&[u8]] = &[
        b"()", b"::", b"\\w", b"\\d", b"\\s", b"[^", b"(?", b".*", b"0-9", b"a-z", b"A-Z", b"->", b"=>", b"&&", b"||", b"</", b"/>", b"[\"", b"['", b"\\n",
    ];
    if MARKS
        .iter()
        .any(|mark| memchr::memmem::find(value, mark).is_some())
    {
        return true;
    }
    let called = memchr::memchr(b'(', value).is_some_and(|at| {
        at > 2
            && value.contains(&b')')
            && value[..at]
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(byte))
    });
    let selector = matches!(value.first(), Some(b'#' | b'.'))
        && value[1..]
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || b"_-. ".contains(byte));
    let attribute = matches!(value.first(), Some(b'[')) && value.contains(&b'=');
    // What stands between two strings that are joined: `'+x[i]+'`.
    let joined = value.len() > 2
        && matches!(
            value,
            [b'+', .., b'+' | b'['] | [b'+', b'a'..=b'z' | b' ', ..]
        )
        && value.iter().any(|byte| b"[(. ".contains(byte));
    // An attribute's expression: `'tl' + reply.id`.
    let joined = joined
        || value.first() == Some(&b'\'')
            && [b"'+".as_slice(), b"' +"]
                .iter()
                .any(|mark| memchr::memmem::find(value, mark).is_some());
    // What stands behind a string that ends in a name: `"Password: "),t=x`.
    let behind = matches!(value, [b')', b',' | b';' | b'.' | b'}' | b')' | b' ', ..]);
    let written = is_validation(value) || is_action(value) || is_qualified(value);
    called || selector || attribute || joined || behind || written
}

/// Laravel's rules for a field: `required|min:8`, `nullable|confirmed`.
fn is_validation(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const RULES: &[&str] = &[
        "required", "nullable", "confirmed", "string", "min", "max", "sometimes", "present", "filled", "integer",
    ];
    let name = |rule: &[u8]| rule.iter().take_while(|byte| **byte != b':').count();
    let is_rule = |rule: &[u8]| {
        let name = &rule[..name(rule)];
        !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
    };
    let known = |rule: &[u8]| word::is_any(&rule[..name(rule)], RULES);
    let mut rules = value.split(|byte| *byte == b'|');
    let is_one = !value.contains(&b'|') && value.contains(&b':');
    rules.clone().all(is_rule) && rules.any(known) && (is_one || value.contains(&b'|'))
}

/// A controller and its method: `SettingsController@password`.
fn is_action(value: &[u8]) -> bool {
    let name = |part: &[u8]| {
        part.iter()
            .all(|byte| byte.is_ascii_alphabetic() || *byte == b'\\')
    };
    memchr::memchr(b'@', value).is_some_and(|at| {
        let (class, method) = (&value[..at], &value[at + 1..]);
        class.ends_with(b"Controller") && name(class) && name(method)
    })
}

/// The name of a type or a method, with all that it is in: `org.acme.web.Form#getLogin`.
fn is_qualified(value: &[u8]) -> bool {
    let mut parts = value.split(|byte| matches!(byte, b'.' | b'#'));
    let is_part = |part: &[u8]| {
        let digits = part.iter().rev().take_while(|byte| byte.is_ascii_digit());
        let name = &part[..part.len() - digits.count().min(2)];
        !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
    };
    parts.clone().count() > 2
        && parts.all(is_part)
        && readable::surprise(value) < value.len() as f64 / 4.0
}

/// A path, or a file's name.
fn is_path(value: &[u8], surprise: f64) -> bool {
    #[rustfmt::skip]
    const ENDINGS: &[&[u8]] = &[
        b".key", b".pem", b".crt", b".cer", b".json", b".txt", b".yml", b".yaml", b".js", b".ts",
        b".py", b".html", b".php", b".jks", b".p12", b".pfx", b".xml", b".conf", b".env", b".com",
        b".org", b".net", b".io", b".md", b".svg", b".png",
    ];
    // `/js/auth.js?id=1f0a`
    let query = memchr::memchr(b'?', value).map_or(value, |at| &value[..at]);
    if query.len() < value.len() && query.starts_with(b"/") && ends_in(query, ENDINGS) {
        return true;
    }
    let starts = [b"/".as_slice(), b"./", b"../", b"~/", b"\\\\", b"$HOME"]
        .iter()
        .any(|head| value.starts_with(head))
        || matches!(value, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let slashes = value
        .iter()
        .filter(|byte| matches!(byte, b'/' | b'\\'))
        .count();
    let ends = ends_in(value, ENDINGS);
    let reads = surprise < READS + value.len() as f64 / 6.0;
    (starts || slashes > 0 || ends) && reads
        || starts && slashes > 2 && word::split(value).any(|part| part.len() > 5)
}

fn ends_in(value: &[u8], endings: &[&[u8]]) -> bool {
    endings.iter().any(|ending| value.ends_with(ending))
}

/// How many bytes it says, if it is written in escapes alone: `\x2A\x86`.
pub(super) fn escaped_bytes(value: &[u8]) -> Option<usize> {
    let is_escape = |piece: &[u8]| matches!(piece, [b'\\', b'x', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
    let pieces = value.chunks(4);
    (pieces.len() > 0 && pieces.clone().all(is_escape)).then_some(pieces.len())
}

/// How many kinds of byte there are: lower case, upper case, digits, others.
pub(super) fn kinds(value: &[u8]) -> usize {
    let has = |kind: fn(&u8) -> bool| usize::from(value.iter().any(kind));
    has(u8::is_ascii_lowercase)
        + has(u8::is_ascii_uppercase)
        + has(u8::is_ascii_digit)
        + has(|b| !b.is_ascii_alphanumeric())
}

/// Whether letters and digits take turns in it, as in no word: longer than an identifier's part.
pub(super) fn is_mixed(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let alike = |a: &u8, b: &u8| a.is_ascii_digit() == b.is_ascii_digit();
    let turns = value.chunk_by(alike).count();
    value.len() >= 16
        && digits * 6 >= value.len()
        && letters * 6 >= value.len()
        && turns * 5 >= value.len()
        && word::split(value).all(|word| word.len() < 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn knows_what_is_no_secret() {
        for (value, shape) in [
            (
                "https://login.example.com/oauth2/v2.0/token",
                Shape::Address,
            ),
            ("/etc/ssl/private/site2.key", Shape::Path),
            ("certs/server.key", Shape::Path),
            ("urn:ietf:params:oauth:token-type:id_token2", Shape::Address),
            ("someone@corp.com", Shape::Address),
            ("Passwort eingeben", Shape::Prose),
            ("getElementById('pw').value", Shape::Code),
            ("#password-field", Shape::Code),
            ("org.springframework.lang.NonNull", Shape::Code),
            ("org.apache.dbcp2.BasicDataSource#getUser", Shape::Code),
            ("nullable|min:6|confirmed", Shape::Code),
            ("required|string", Shape::Code),
            ("SettingsController@passwordUpdate", Shape::Code),
            ("'tl' + reply.id + '_' + index", Shape::Code),
            ("'pfph:'+media.id+':'+idx", Shape::Code),
            (
                "/js/remote_auth.js?id=37e5bdf3bc1896eee063db7a",
                Shape::Path,
            ),
            ("0xF9BA143B95FF6D82", Shape::Number),
            (
                "openpgp4fpr:ED82F1C73FF53FB1EE9926336615E0FD12833CF",
                Shape::Public,
            ),
            ("2024-01-31", Shape::Number),
            ("1.2.3", Shape::Number),
            ("[10.0.8, 10.0.8]", Shape::Number),
            ("),t=n.limit;!d;)n", Shape::Code),
            ("Passwort:", Shape::Prose),
            ("2段階認証用パスコード", Shape::Prose),
            ("Tajn\\u00e9", Shape::Prose),
            ("next-auth.session-token", Shape::Words),
            ("keyManagementServiceClient", Shape::Words),
            ("$2b$12$abcdefghijklmnop", Shape::Hash),
            ("sha256:0f3a", Shape::Hash),
            (
                "rCOSZxJrgze2AZdVQh12c6ErDMOG0M=GS4SbTQYmoaGwjm2sh==",
                Shape::Hash,
            ),
            ("pk.eyJ1Ijoi", Shape::Public),
            ("ad370ed9-9b18-4921-a7fe-26057c40aab9", Shape::Uuid),
            ("a39b32492df35396c54ba9401f570accb402fa90", Shape::Hex),
            ("Tr7YcOg8nfJ0!x", Shape::Opaque),
            ("hunter2", Shape::Opaque),
            ("tr0ub|4dor", Shape::Opaque),
            ("Tr7@YcOg8nfJ", Shape::Opaque),
            ("P@ss.word1", Shape::Opaque),
        ] {
            assert_eq!(Shape::of(value.as_bytes()), shape, "{value}");
        }
    }

    #[test]
    fn random_values_are_opaque() {
        let mut dice = Dice::new(3);
        for class in ["alnum", "base64", "base64url", "base32"] {
            for length in [20, 32, 40, 64] {
                let template = format!("{{{class}:{length}}}");
                let lost = (0..1000)
                    .filter(|_| {
                        Shape::of(expand(&template, &mut dice).unwrap().as_bytes()) != Shape::Opaque
                    })
                    .count();
                assert!(lost <= 10, "{template}: {lost} of 1000");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_bytes(value: Vec<u8>) {
            let _ = (Shape::of(&value), kinds(&value));
        }
    }
}
