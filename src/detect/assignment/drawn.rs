//! Hexadecimal digits and UUIDs, which are ids, digests and keys alike: what else says that one of
//! them is a secret.

use std::ops::Range;

use super::collective::is_key_id;
use super::grade::{Grade, Literal, Verdict};
use super::name::{self, Kind, Said, Weight};
use super::value::Shape;
use super::{Assignment, Operator};
use crate::detect::{line, word};
use crate::language::Language;

/// What such a token is.
const TOKEN: Verdict = Ok((Grade::Strong, "uuid-token"));
/// What such a key is.
const KEY: Verdict = Ok((Grade::Strong, "drawn-key"));

/// Bytes before the name in which a server is named.
const NEAR: usize = 100;
/// Words of servers whose tokens are UUIDs: registries of packages, those of HashiCorp.
const SERVERS: &[&str] = &[
    "npm", "npmjs", "registry", "yarn", "consul", "vault", "nomad",
];
/// Words of names whose tokens are ids: of one session, one device, one request.
const PASSING: &[&str] = &[
    "device",
    "guid",
    "uuid",
    "session",
    "request",
    "push",
    "registration",
    "sync",
    "continuation",
    "correlation",
    "idempotency",
    "instance",
    "message",
    "upload",
    "download",
    "tracking",
    "trace",
];
/// Words of names whose tokens code hands out for a while: for a lock, a visit, an order.
#[rustfmt::skip]
const LENT: &[&str] = &[
    "lock", "lease", "nonce", "cursor", "client", "concurrency", "consistency", "transaction",
    "operation", "state", "visitor", "room", "task", "reservation", "checkout", "injection",
];
/// Words of names that say what a UUID is.
const IDS: &[&str] = &["uuid", "guid"];
/// Words of names whose keys are fingerprints, public, or what something is looked up by.
const SHOWN: &[&str] = &["gpg", "pgp", "apt", "host", "cache", "restore", "analytics"];
/// Names that ids and digests have, too.
const BARE: &[&str] = &[
    "token",
    "secret",
    "cred",
    "creds",
    "credential",
    "credentials",
];
/// Bytes of an address before the name of a parameter, and what begins them.
const ADDRESS: usize = 200;
const SCHEME: &[u8] = b"://";
/// The place of the digit of a UUID that says how it was made, and the one that says by chance.
const VERSION: usize = 14;
const BY_CHANCE: u8 = b'4';
/// Digits of a value that chance made: so many, of so many kinds.
const SHORTEST: usize = 24;
const KINDS: u32 = 8;

/// What the value is, where more than its own bytes say that it is a secret.
pub(super) fn verdict(
    text: &[u8],
    assignment: &Assignment,
    said: Said,
    literal: &Literal<'_>,
    language: Language,
) -> Option<Verdict> {
    let (value, shape) = (literal.value, literal.shape);
    match shape {
        Shape::Uuid if is_of_server(text, assignment, said) => return Some(TOKEN),
        // Other versions are drawn, too, where nobody would put an id.
        Shape::Uuid if value.get(VERSION) == Some(&BY_CHANCE) || said.kind != Kind::Token => {}
        Shape::Hex if is_chance(value) => {}
        _ => return None,
    }
    let name = &text[assignment.name.clone()];
    let name = name.rsplit(|byte| *byte == b'.').next().unwrap_or(name);
    let is_hex = shape == Shape::Hex;
    let is_plain = said.weight == Weight::Plain && !word::is_any(name, BARE);
    let is_told = match said.kind {
        // Nobody calls an id a password; `PASSWORD_NODE` holds the id of what asks for one, and
        // stays as unsure as any value.
        Kind::Password => {
            let is_called = said.weight == Weight::Plain || name::ends_in_password(name);
            !is_hex && is_called && !has_any(name, IDS)
        }
        Kind::Key => is_plain,
        // Sessions and devices have tokens that are UUIDs, too.
        Kind::Token if is_hex => {
            let is_said = assignment.operator == Operator::Said;
            is_plain || is_said || is_setting(text, assignment, language)
        }
        Kind::Token => {
            let is_said = assignment.operator == Operator::Said;
            let is_set = || {
                is_plain && language.is_configuration()
                    || is_setting(text, assignment, language)
                    || is_plain && is_variable(text, assignment.name.start, name, language)
            };
            !passes(text, &assignment.name) && (is_header(name) || is_said || is_set())
        }
    };
    let is_key = word::split(name)
        .last()
        .is_some_and(|last| word::is_any(last, &["key"]));
    let is_shown = is_key && has_any(name, SHOWN) || is_key_id(value);
    let is_key_of_service = is_hex && said.kind == Kind::Key && !said.alone && !is_shown;
    let in_address = said.kind != Kind::Password && is_sent(&text[..assignment.name.start]);
    if is_told
        || in_address
        || is_key_of_service && is_variable(text, assignment.name.start, name, language)
    {
        return Some(KEY);
    }
    // `ACME_KEY = "…"` in code: a service's key, or that of a record.
    (is_key && is_hex && said.weight == Weight::Vague && !said.alone)
        .then_some(Ok((Grade::Doubtful, "hand-made-value")))
}

/// Whether the token at `name` is an id: `session_token`, `the session token`.
fn passes(text: &[u8], name: &Range<usize>) -> bool {
    let before = line::before(text, name.start, NEAR);
    let words = word::split(before)
        .last()
        .into_iter()
        .chain(word::split(&text[name.clone()]));
    let is_id = |word| word::is_any(word, PASSING) || word::is_any(word, LENT);
    words.into_iter().any(is_id)
}

fn has_any(name: &[u8], words: &[&str]) -> bool {
    word::split(name).any(|word| word::is_any(word, words))
}

/// Whether it is that of a header that a service made up: `X-Auth-Token`.
fn is_header(name: &[u8]) -> bool {
    matches!(name, [b'x' | b'X', b'-', ..])
}

/// Whether a header that a service made up carries its key: `X-Acme-Key`.
pub(super) fn names_header(name: &[u8]) -> bool {
    let mut words = name.split(|byte| *byte == b'-');
    let is_key = words
        .next_back()
        .is_some_and(|last| word::is_any(last, &["key", "token", "secret"]));
    is_header(name)
        && is_key
        && words.clone().count() > 1
        && !words.any(|word| word::is_any(word, PASSING))
}

/// Whether the value is a token of a server that gives out no others.
fn is_of_server(text: &[u8], assignment: &Assignment, said: Said) -> bool {
    let name = &assignment.name;
    said.kind == Kind::Token
        && word::split(&text[name.start.saturating_sub(NEAR)..name.end])
            .any(|word| word::is_any(word, SERVERS))
}

/// `--token v`, and `token: v` where a program is configured.
fn is_setting(text: &[u8], assignment: &Assignment, language: Language) -> bool {
    let is_data = matches!(language, Language::Json | Language::Xml);
    let is_flag = text[..assignment.name.start].ends_with(b"--");
    is_flag && matches!(assignment.operator, Operator::Beside | Operator::Assign)
        || language.is_configuration() && !is_data
}

/// Whether it is a variable of the environment that is set, `LASTFM_KEY`: there is little else
/// that a service's key can be.
fn is_variable(text: &[u8], start: usize, name: &[u8], language: Language) -> bool {
    let in_variable = |byte: &u8| byte.is_ascii_uppercase() || b"_0123456789".contains(byte);
    let sets = matches!(
        language,
        Language::Dockerfile | Language::Shell | Language::Toml | Language::Yaml
    );
    let is_exported = || text[..start].ends_with(b"export ");
    language == Language::Dotenv || sets && name.iter().all(in_variable) || is_exported()
}

/// Whether a parameter that follows `before` is sent to an API: `https://api.acme.io/list?`.
fn is_sent(before: &[u8]) -> bool {
    if !before.ends_with(b"?") && !before.ends_with(b"&") {
        return false;
    }
    let before = &before[before.len().saturating_sub(ADDRESS)..];
    let in_address = |byte: &u8| byte.is_ascii_graphic() && !b"\"'`<>()".contains(byte);
    let address = line::tail(before, in_address);
    let Some(at) = memchr::memmem::rfind(address, SCHEME) else {
        return false;
    };
    let target = address[at..].split(|byte| *byte == b'?').next();
    target.is_some_and(|target| word::split(target).any(is_api))
}

/// `api`, `qyapi`, `googleapis`, `webhook`
fn is_api(word: &[u8]) -> bool {
    let tails: [&[u8]; 3] = [b"api", b"apis", b"webhook"];
    tails.iter().any(|tail| word::ends(word, tail))
}

/// Whether hexadecimal digits are drawn, and not counted up nor repeated.
pub(super) fn is_chance(value: &[u8]) -> bool {
    let mut seen = 0_u16;
    for byte in value {
        let digit = char::from(*byte).to_digit(16);
        seen |= digit.map_or(0, |digit| 1 << digit);
    }
    let steps = value.windows(2);
    let steps = steps.filter(|pair| pair[0].abs_diff(pair[1]) < 2).count();
    value.len() >= SHORTEST
        && value.iter().all(u8::is_ascii_hexdigit)
        && value.iter().any(u8::is_ascii_digit)
        && value.iter().any(u8::is_ascii_alphabetic)
        && seen.count_ones() >= KINDS
        && steps * 2 < value.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::template::{Dice, expand};

    #[test]
    fn chance_makes_digits_of_many_kinds_in_no_order() {
        let mut dice = Dice::new(3);
        let drawn = (0..100).map(|_| expand("{hex:32}", &mut dice).unwrap());
        assert!(drawn.filter(|value| is_chance(value.as_bytes())).count() > 95);
        for value in [
            "0123456789abcdef0123456789abcdef",
            "e6883490",
            "00000000000000000000000000000abc",
            "60124587301245987301245987301245",
            "deadbeefdeadbeefdeadbeefdeadbeef",
        ] {
            assert!(!is_chance(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn parameters_are_sent_to_apis() {
        for before in [
            "https://api.acme.io/list?",
            "GET https://acme.io/api/1/route?point=51.1,12.4&",
            "'https://qyapi.acme.cn/cgi-bin/send?",
            "https://acme.io/webhook/send?a=b&",
        ] {
            assert!(is_sent(before.as_bytes()), "{before}");
        }
        for before in [
            "https://api.acme.io/list",
            "https://acme.io/list?api=1&",
            "https://api.acme.io/ a?",
            "https://capital.acme.io/list?",
            "/api/list?",
        ] {
            assert!(!is_sent(before.as_bytes()), "{before}");
        }
    }
}
