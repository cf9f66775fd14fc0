//! What a literal's own bytes say that it is.

mod code;
mod made;
mod place;
mod prose;

use crate::detect::word;

use code::is_code;
use made::{is_hash, is_public};
use place::{is_address, is_path};
use prose::is_prose;

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

    /// Tells the shape of `value`, whose [surprise](crate::detect::readable::surprise) is given.
    pub(super) fn of(value: &[u8], surprise: f64) -> Self {
        let value = without_terminator(value);
        if is_public(value) {
            return Self::Public;
        }
        if is_hash(value) {
            return Self::Hash;
        }
        if is_uuid(value) {
            return Self::Uuid;
        }
        if is_machine_number(value) || is_time(value) {
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

/// The value without the zero byte with which texts end in C: `1.3.6.1.5.5.7.3.1\\x00`.
fn without_terminator(value: &[u8]) -> &[u8] {
    let text = value
        .strip_suffix(b"\\x00")
        .or_else(|| value.strip_suffix(b"\\0"));
    text.filter(|text| !text.is_empty()).unwrap_or(value)
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

/// A time as ISO 8601 writes it: `2024-01-31T09:26:05Z`.
fn is_time(value: &[u8]) -> bool {
    let in_time = |byte: &u8| byte.is_ascii_digit() || b"-:.+Z".contains(byte);
    matches!(value, [_, _, _, _, b'-', _, _, b'-', _, _, b'T', time @ ..]
        if time.len() > 3 && value[..10].iter().chain(time).all(in_time))
}

pub(in crate::detect) fn is_uuid(value: &[u8]) -> bool {
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
    use crate::detect::readable;
    use crate::rule::template::{Dice, expand};

    fn shape_of(value: &str) -> Shape {
        Shape::of(value.as_bytes(), readable::surprise(value.as_bytes()))
    }

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
            ("2024-01-31T09:26:05Z", Shape::Number),
            ("2024-01-31T09:26:05.123+02:00", Shape::Number),
            ("Tajn\\xFD kl\\xED\\u010D", Shape::Prose),
            ("M\\xE3 th\\xF4ng b\\xE1o Dropbox", Shape::Prose),
            ("/usr/sbin/pwd_mkdb", Shape::Path),
            ("/etc/kafka/jaas/kafka.jaas.conf", Shape::Path),
            ("~/.aws/x7q.pem", Shape::Path),
            ("1.3.6.1.5.5.7.3.1\\x00", Shape::Number),
            ("^.{8,32}$", Shape::Code),
            ("^[!-~]+$", Shape::Code),
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
            ("iVBORw0KGgoAAAANSUhEUgAAAEAAAABA", Shape::Public),
            ("/9j/4AAQSkZJRgABAQAAAQABAAD", Shape::Public),
            ("PHN2ZyB4bWxucz0iaHR0cDovL3d3", Shape::Public),
            ("0xDe4A0b4e1c5a8b2E3f6a9d0C7b8e1F2a3B4c5D6e", Shape::Public),
            ("0xde4a0b4e1c5a8b2e3f6a9d0c7b8e1f2a3b4c5d6e", Shape::Hex),
            ("ad370ed9-9b18-4921-a7fe-26057c40aab9", Shape::Uuid),
            ("a39b32492df35396c54ba9401f570accb402fa90", Shape::Hex),
            ("Tr7YcOg8nfJ0!x", Shape::Opaque),
            ("hunter2", Shape::Opaque),
            ("tr0ub|4dor", Shape::Opaque),
            ("Tr7@YcOg8nfJ", Shape::Opaque),
            ("P@ss.word1", Shape::Opaque),
            ("xkqZnOmkgts(!)Chtiptcb", Shape::Opaque),
            ("^Tr7YcOg8nfJ0$", Shape::Opaque),
        ] {
            assert_eq!(shape_of(value), shape, "{value}");
        }
    }

    #[test]
    fn random_values_are_opaque() {
        let mut dice = Dice::new(3);
        for class in ["alnum", "base64", "base64url", "base32"] {
            for length in [20, 32, 40, 64] {
                let template = format!("{{{class}:{length}}}");
                let lost = (0..1000)
                    .filter(|_| shape_of(&expand(&template, &mut dice).unwrap()) != Shape::Opaque)
                    .count();
                assert!(lost <= 10, "{template}: {lost} of 1000");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_bytes(value: Vec<u8>) {
            let _ = (Shape::of(&value, readable::surprise(&value)), kinds(&value));
        }
    }
}
