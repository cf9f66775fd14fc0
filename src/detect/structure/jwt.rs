//! JSON web tokens: what they are signed with, for whom, and until when.

use std::ops::Range;

use memchr::memmem;
use serde_json::{Map, Value};

use super::Examined;
use crate::checksum::radix;
use crate::level::{Confidence, Severity};

/// No algorithm has a longer name that is worth showing.
const LONGEST_WORD: usize = 24;
/// Seconds from 1970 to the year 10000.
const LATEST: f64 = 253_402_300_800.0;

type Claims = Map<String, Value>;

/// How the base64 of a JSON object begins: `{"`, `{ "`, `{` and a line end.
const HEADS: [&[u8]; 4] = [b"eyJ", b"eyAi", b"ewo", b"ew0K"];

/// `now` is in seconds since 1970.
pub(super) fn examine(text: &[u8], found: Range<usize>, now: u64) -> Examined {
    let token = &text[found.clone()];
    // A provider's prefix may stand before it.
    let first = token.split(|c| *c == b'.').next().unwrap_or_default();
    let start = HEADS
        .iter()
        .filter_map(|head| memmem::find(first, head))
        .min()
        .unwrap_or(0);
    let parts: Vec<&[u8]> = token[start..].split(|c| *c == b'.').collect();
    let Some(header) = parts.first().and_then(|part| object(part)) else {
        return Examined::not_a_secret(found, "undecodable");
    };
    let Some(algorithm) = header.get("alg").and_then(Value::as_str) else {
        return Examined::not_a_secret(found, "no-algorithm");
    };
    let examined = match parts[..] {
        [_, payload, signature] => signed(found, algorithm, payload, signature, now),
        // Encrypted: header, key, nonce, text, tag.
        [_, _, _, _, _] if header.contains_key("enc") => {
            Examined::genuine(found).because("encrypted")
        }
        _ => Examined::doubtful(found, "truncated"),
    };
    examined.because_of(format!("alg-{}", short(algorithm)))
}

/// A word of the header as signals show it.
fn short(word: &str) -> String {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    word.chars().filter(is_part).take(LONGEST_WORD).collect()
}

fn signed(
    found: Range<usize>,
    algorithm: &str,
    payload: &[u8],
    signature: &[u8],
    now: u64,
) -> Examined {
    let Some(claims) = object(payload) else {
        return Examined::doubtful(found, "undecodable");
    };
    if is_example(&claims) {
        return Examined::not_a_secret(found, "published-example");
    }
    if algorithm.eq_ignore_ascii_case("none") {
        return Examined::doubtful(found, "unsigned").severity(Severity::Low);
    }
    if !fits(algorithm, signature) {
        return Examined::doubtful(found, "bad-signature");
    }
    let mut examined = Examined::genuine(found).because("jwt");
    let expiry = expiry(&claims);
    if let Some(day) = expiry.and_then(day) {
        examined = examined.because_of(format!("expires-{day}"));
    }
    if expiry.is_some_and(|expiry| expiry < now as f64) {
        return examined
            .because("expired")
            .severity(Severity::Low)
            .confidence(Confidence::Low);
    }
    // What NATS signs of a user says nothing without the user's seed, unless it is for its bearer.
    if algorithm.starts_with("ed25519")
        && claims
            .get("nats")
            .is_some_and(|nats| nats["bearer_token"] != true)
    {
        return examined
            .because("needs-its-seed")
            .severity(Severity::Low)
            .confidence(Confidence::Low);
    }
    match (text(&claims, "iss"), text(&claims, "role")) {
        ("supabase", "anon") => examined
            .because("public-role")
            .severity(Severity::Low)
            .confidence(Confidence::Low),
        ("supabase", "service_role") => examined
            .because("service-role")
            .severity(Severity::Critical),
        _ => examined,
    }
}

/// A part that is a JSON object.
fn object(part: &[u8]) -> Option<Claims> {
    match serde_json::from_slice(&radix::base64(part)?) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

fn text<'c>(claims: &'c Claims, name: &str) -> &'c str {
    claims.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn expiry(claims: &Claims) -> Option<f64> {
    let expiry = claims.get("exp")?;
    expiry.as_f64().or_else(|| expiry.as_str()?.parse().ok())
}

/// The day of a time in seconds since 1970, as `2030-01-31`.
#[allow(clippy::cast_sign_loss, reason = "the range begins at 0")]
fn day(time: f64) -> Option<String> {
    (0.0..LATEST).contains(&time).then(|| {
        // Eras of 400 years from March of the year 0 have the same number of days.
        let days = (time / 86400.0) as u64 + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let (dom, month, carry) = (
            day - (153 * month + 2) / 5 + 1,
            if month < 10 { month + 3 } else { month - 9 },
            u64::from(month >= 10),
        );
        format!("{:04}-{month:02}-{dom:02}", year + era * 400 + carry)
    })
}

/// Whether the signature is as long as the algorithm makes it, and whole bytes.
fn fits(algorithm: &str, signature: &[u8]) -> bool {
    let Some(length) = radix::base64(signature).map(|bytes| bytes.len()) else {
        return false;
    };
    match algorithm {
        "HS256" => length == 32,
        "HS384" => length == 48,
        "HS512" | "ES256" | "ES256K" => length == 64,
        "EdDSA" => length == 64 || length == 114,
        "ES384" => length == 96,
        "ES512" => length == 132,
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => {
            length >= 128 && length.is_multiple_of(8)
        }
        _ => length > 0,
    }
}

/// Claims that tutorials, RFCs and development kits sign over and over.
fn is_example(claims: &Claims) -> bool {
    // jwt.io's debugger, in all its algorithms.
    let debugger = text(claims, "sub") == "1234567890" && text(claims, "name") == "John Doe";
    // RFC 7515 and RFC 7519.
    let rfc = text(claims, "iss") == "joe" && claims.contains_key("http://example.com/is_root");
    // Supabase's local development keys, the same on every machine.
    let supabase = text(claims, "iss") == "supabase-demo";
    debugger || rfc || supabase
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;

    use super::super::Verdict;
    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn token(header: &str, payload: &str, signature: usize) -> String {
        let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        format!(
            "{}.{}.{}",
            encode(header.as_bytes()),
            encode(payload.as_bytes()),
            encode(&vec![0x5A; signature])
        )
    }

    fn examined(token: &str) -> Examined {
        examine(token.as_bytes(), 0..token.len(), NOW)
    }

    fn words(examined: &Examined) -> Vec<&str> {
        examined.signals.iter().map(|signal| &*signal.0).collect()
    }

    #[test]
    fn a_whole_token_is_genuine() {
        let examined = examined(&token(r#"{"alg":"HS256"}"#, r#"{"sub":"a"}"#, 32));
        assert_eq!(examined.verdict, Verdict::Genuine);
        assert_eq!(examined.severity, None);
    }

    #[test]
    fn a_prefix_before_it_is_no_hindrance() {
        let token = format!("ghs_123_{}", token(r#"{ "alg":"RS256"}"#, "{}", 256));
        let examined = examined(&token);
        assert_eq!(examined.verdict, Verdict::Genuine);
        assert_eq!(examined.secret, 0..token.len());
    }

    #[test]
    fn an_expired_token_is_low() {
        let payload = format!(r#"{{"exp":{}}}"#, NOW - 1);
        let expired = examined(&token(r#"{"alg":"HS256"}"#, &payload, 32));
        assert_eq!(expired.severity, Some(Severity::Low));
        let expected = ["jwt", "expires-2027-01-15", "expired", "alg-HS256"];
        assert_eq!(words(&expired), expected);
        let payload = format!(r#"{{"exp":{}}}"#, NOW + 1);
        let live = examined(&token(r#"{"alg":"HS256"}"#, &payload, 32));
        assert_eq!(live.severity, None);
    }

    #[test]
    fn no_signature_or_one_of_another_length_is_doubtful() {
        let unsigned = examined(&token(r#"{"alg":"none"}"#, "{}", 0));
        assert_eq!(words(&unsigned), ["unsigned", "alg-none"]);
        for (algorithm, length) in [("HS256", 31), ("ES256", 32), ("RS256", 100)] {
            let header = format!(r#"{{"alg":"{algorithm}"}}"#);
            let wrong = examined(&token(&header, "{}", length));
            assert_eq!(wrong.verdict, Verdict::Doubtful, "{algorithm}");
        }
    }

    #[test]
    fn published_examples_are_no_secrets() {
        for payload in [
            r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#,
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
            r#"{"iss":"supabase-demo","role":"anon","exp":1983812996}"#,
        ] {
            let examined = examined(&token(r#"{"alg":"HS256"}"#, payload, 32));
            assert_eq!(examined.verdict, Verdict::NotASecret, "{payload}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (time, expected) in [
            (0.0, "1970-01-01"),
            (951_782_400.0, "2000-02-29"),
            (1_709_164_799.0, "2024-02-28"),
            (4_107_542_400.0, "2100-03-01"),
        ] {
            assert_eq!(day(time).as_deref(), Some(expected));
        }
        assert_eq!((day(-1.0), day(f64::NAN), day(1e300)), (None, None, None));
    }

    #[test]
    fn what_nats_signs_is_low_without_the_seed() {
        let header = r#"{"typ":"JWT","alg":"ed25519-nkey"}"#;
        let user = examined(&token(header, r#"{"nats":{"type":"user"}}"#, 64));
        assert_eq!(user.severity, Some(Severity::Low));
        let bearer = r#"{"nats":{"type":"user","bearer_token":true}}"#;
        assert_eq!(examined(&token(header, bearer, 64)).severity, None);
    }

    #[test]
    fn supabases_roles_differ_in_severity() {
        let role = |role: &str| {
            let payload = format!(r#"{{"iss":"supabase","role":"{role}","exp":{}}}"#, NOW + 9);
            examined(&token(r#"{"alg":"HS256"}"#, &payload, 32)).severity
        };
        assert_eq!(role("anon"), Some(Severity::Low));
        assert_eq!(role("service_role"), Some(Severity::Critical));
    }

    #[test]
    fn what_is_no_json_is_no_token() {
        for token in ["eyJhbGciOi.eyJ.x", "a.b.c", "", "eyJ"] {
            assert_eq!(examined(token).verdict, Verdict::NotASecret, "{token}");
        }
    }
}
