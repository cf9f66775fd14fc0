//! JSON web keys: objects, mappings of YAML, tables and calls, one member of which is the secret. An
//! object may stand in a string, its quotes escaped.

use std::ops::Range;

use memchr::memmem;

use super::Examined;
use super::object::{BRACES, FURTHEST_END, closing, opening};
use crate::checksum::radix;
use crate::detect::placeholder::{self, Placeholder};

/// The member that every JSON web key has once.
const KIND: &[u8] = b"kty";

/// `found` holds the object's `kty`; the secret is its member `d`, or `k` of a symmetric key.
pub(super) fn examine(text: &[u8], found: Range<usize>) -> Examined {
    let Some((object, is_block)) = web_key(text, &found) else {
        return Examined::not_a_secret(found, "no-object");
    };
    let value = |name: &[u8]| member(text, object.clone(), name, is_block);
    let kind = value(KIND).map(|range| &text[range]);
    let secret = match kind {
        Some(b"oct") => value(b"k"),
        Some(b"RSA" | b"EC" | b"OKP") => value(b"d"),
        _ => None,
    };
    let Some(secret) = secret else {
        return Examined::not_a_secret(found, "public");
    };
    if secret.is_empty() {
        return Examined::not_a_secret(secret, "empty");
    }
    let key = radix::base64(&text[secret.clone()]).unwrap_or_default();
    if key.len() > 8 && key.windows(2).all(|pair| pair[0].abs_diff(pair[1]) < 2) {
        return Examined::not_a_secret(secret, "sequence");
    }
    // `changemechangeme…` in base64.
    let is_text = key.iter().all(|byte| (b' '..=b'~').contains(byte));
    if is_text && placeholder::of(&key) == Some(Placeholder::Words) {
        return Examined::not_a_secret(secret, "placeholder");
    }
    let length = key.len();
    let curve = value(b"crv").map_or(&b""[..], |range| &text[range]);
    let fits = match (kind, curve) {
        (Some(b"RSA"), _) => length >= 64,
        (Some(b"oct"), _) => length >= 8,
        (_, b"P-256" | b"secp256k1" | b"Ed25519" | b"X25519") => length == 32,
        (_, b"P-384") => length == 48,
        (_, b"P-521") => length == 66,
        (_, b"Ed448") => length == 57,
        (_, b"X448") => length == 56,
        _ => length >= 32,
    };
    if fits {
        Examined::genuine(secret).because("jwk")
    } else {
        Examined::doubtful(secret, "undecodable")
    }
}

/// The innermost object or call round a `kty`, which is the only one in it: so a text with many of
/// them is looked through once. Or the lines of YAML or TOML that it is one of: whether it is these.
fn web_key(text: &[u8], found: &Range<usize>) -> Option<(Range<usize>, bool)> {
    let at = found.start + memmem::find(&text[found.clone()], KIND)?;
    let behind = at + KIND.len();
    let back = at.saturating_sub(FURTHEST_END);
    let limit = text.len().min(behind + FURTHEST_END);
    // Base64 may hold the same three letters by chance, but no colon behind them.
    let is_member = |twin: &usize| {
        let behind = text.get(twin + KIND.len()).copied().unwrap_or(0);
        behind == b':'
            || matches!(text[twin.saturating_sub(1)], b'"' | b'\'')
            || matches!(behind, b'=' | b' ') && !is_part_of_word(text, *twin)
    };
    let before = memmem::rfind_iter(&text[back..at], KIND)
        .map(|twin| back + twin)
        .find(is_member);
    let after = memmem::find_iter(&text[behind..limit], KIND)
        .map(|twin| behind + twin)
        .find(is_member);
    let (before, after) = (before.unwrap_or(back), after.unwrap_or(limit));
    let within = |brackets| {
        let start = opening(text, before..at, brackets)?;
        Some((start..closing(text, behind..after, brackets)?, false))
    };
    within(BRACES)
        .or_else(|| Some((block(text, at, before..after)?, true)))
        .or_else(|| within(*b"()"))
}

/// The lines in `within` round the member at `at`, the first on its line, that stand as far in: a
/// mapping in YAML, a table in TOML.
fn block(text: &[u8], at: usize, within: Range<usize>) -> Option<Range<usize>> {
    let Range {
        start: first,
        end: last,
    } = within;
    let start_of = |at: usize| match memchr::memrchr(b'\n', &text[first..at]) {
        Some(newline) => Some(first + newline + 1),
        None => (first == 0).then_some(0),
    };
    let end_of = |at: usize| memchr::memchr(b'\n', &text[at..last]).map_or(last, |end| at + end);
    let (mut start, mut end) = (start_of(at)?, end_of(at));
    let (width, mut is_first) = lead(&text[start..end]);
    let name = &text[start + width..at];
    (name.is_empty() || matches!(name, b"\"" | b"'")).then_some(())?;
    let goes_on = |line: &[u8]| {
        let (own, _) = lead(line);
        let begins = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'"' | b'\'');
        own > width || own == width && line.get(own).is_some_and(begins)
    };
    let is_item = |line: &[u8]| lead(line) == (width, true);
    while !is_first && start > first {
        let Some(above) = start_of(start - 1) else {
            break;
        };
        let line = &text[above..start - 1];
        if !goes_on(line) {
            break;
        }
        is_first = is_item(line);
        start = above;
    }
    while end < last {
        let below = end + 1..end_of(end + 1);
        let line = &text[below.clone()];
        if is_item(line) || !goes_on(line) {
            break;
        }
        end = below.end;
    }
    Some(start..end)
}

/// How many spaces, or hyphens of a list, a line begins with, and whether there is a hyphen.
fn lead(line: &[u8]) -> (usize, bool) {
    let spaces = line.iter().take_while(|c| **c == b' ').count();
    match line[spaces..] {
        [b'-', b' ', ..] => (spaces + 2, true),
        _ => (spaces, false),
    }
}

/// Whether a letter, digit or sign of base64 stands before `at`.
fn is_part_of_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |before| text[before]);
    before.is_ascii_alphanumeric() || b"_-+/$.".contains(&before)
}

/// Where the string value of a member stands, whose name may have no quotes; in a block the value
/// may have none, either.
fn member(text: &[u8], object: Range<usize>, name: &[u8], is_block: bool) -> Option<Range<usize>> {
    let is_quote = |c: &u8| matches!(c, b'"' | b'\'');
    let is_between = |c: &u8| c.is_ascii_whitespace() || *c == b'\\';
    let mut from = object.start;
    while let Some(at) = memmem::find(&text[from..object.end], name) {
        let start = from + at;
        let end = start + name.len();
        from = end;
        if is_part_of_word(text, start) {
            continue;
        }
        let quoted = start.checked_sub(1).is_some_and(|at| is_quote(&text[at]));
        let rest = &text[end..object.end];
        let mut at = rest
            .iter()
            .position(|c| !is_between(c))
            .unwrap_or(rest.len());
        if is_block && let Some(bare) = bare(&rest[usize::from(quoted).min(rest.len())..]) {
            let start = end + usize::from(quoted);
            return Some(start + bare.start..start + bare.end);
        }
        let joint = [
            is_quote as fn(&u8) -> bool,
            |c| matches!(c, b':' | b'='),
            is_quote,
        ];
        for expected in &joint[usize::from(!quoted)..] {
            at += rest[at..].iter().position(|c| !is_between(c))?;
            if !expected(&rest[at]) {
                at = rest.len();
                break;
            }
            at += 1;
        }
        let value = &rest[at..];
        if let Some(length) = value.iter().position(|c| is_quote(c) || *c == b'\\') {
            return Some(end + at..end + at + length);
        }
    }
    None
}

/// The value without quotes that `rest`, which follows a name, begins with, to its line's end.
fn bare(rest: &[u8]) -> Option<Range<usize>> {
    let is_digit = |c: &&u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'+' | b'/');
    let spaces = rest.strip_prefix(b":")?;
    let start = rest.len() - spaces.trim_ascii_start().len();
    let end = start + rest[start..].iter().take_while(is_digit).count();
    let is_last = rest.get(end).is_none_or(u8::is_ascii_whitespace);
    (end > start && is_last && !rest[..start].contains(&b'\n')).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;

    use super::super::Verdict;
    use super::*;

    fn find(text: &str, word: &str) -> Range<usize> {
        let start = text.find(word).unwrap();
        start..start + word.len()
    }

    fn key_text(kind: &str, curve: &str, name: &str, length: usize) -> String {
        let value = BASE64URL_NOPAD.encode(&[0xA5, 0x17].repeat(length)[..length]);
        format!(
            "{{\"keys\":[{{\"kty\":\"{kind}\",\"crv\":\"{curve}\",\"{name}\":\"{value}\",\"x\":\"AA\"}}]}}"
        )
    }

    fn examined(text: &str) -> Examined {
        examine(text.as_bytes(), find(text, "kty"))
    }

    #[test]
    fn base64_that_holds_the_letters_of_a_member_is_no_member() {
        let text = key_text("RSA", "", "d", 256).replace("\"x\":\"AA\"", "\"n\":\"AktyAA\"");
        let leading = text.replacen("{\"kty\"", "{\"n\":\"Akty\",\"kty\"", 1);
        let at = leading.find("\"kty\"").unwrap() + 1;
        for (text, found) in [(&text, find(&text, "kty")), (&leading, at..at + 3)] {
            let examined = examine(text.as_bytes(), found);
            assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
        }
    }

    #[test]
    fn a_web_keys_secret_is_its_private_member() {
        for (kind, curve, name, length) in [
            ("EC", "P-256", "d", 32),
            ("OKP", "Ed25519", "d", 32),
            ("RSA", "", "d", 256),
            ("oct", "", "k", 32),
        ] {
            let text = key_text(kind, curve, name, length);
            let value = BASE64URL_NOPAD.encode(&[0xA5, 0x17].repeat(length)[..length]);
            for text in [
                text.clone(),
                text.replace('"', "\\\""),
                text.replace(':', " : "),
            ] {
                let examined = examined(&text);
                assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
                assert_eq!(&text[examined.secret], value, "{text}");
            }
        }
    }

    #[test]
    fn members_may_have_no_quotes() {
        let value = BASE64URL_NOPAD.encode(&[0xA5, 0x17].repeat(16));
        for text in [
            format!("const jwk = {{ kty: 'OKP', crv: 'Ed25519', x: 'AA', d: '{value}' }};"),
            format!("{{\n  d: \"{value}\",\n  kty: \"EC\",\n  crv: \"P-256\",\n}}"),
            format!("{{kty:'oct',k:'{value}'}}"),
            format!("{{'kty': 'oct', 'k': '{value}'}}"),
        ] {
            let examined = examined(&text);
            assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
            assert_eq!(text[examined.secret], value, "{text}");
        }
        let counted = BASE64URL_NOPAD.encode(&(1..16).collect::<Vec<u8>>());
        let counted = format!("{{ kty: 'oct', k: '{counted}' }}");
        assert_eq!(examined(&counted).verdict, Verdict::NotASecret);
        for public in [
            "{ kty: 'RSA', e: 'AQAB', n: 'kty' }",
            "{\"kty\":\"RSA\",\"d\":\"\",\"e\":\"AQAB\",\"n\":\"AA\"}",
        ] {
            assert_eq!(examined(public).verdict, Verdict::NotASecret, "{public}");
        }
    }

    #[test]
    fn a_web_key_may_be_a_mapping_a_table_or_a_call() {
        let value = BASE64URL_NOPAD.encode(&[0xA5, 0x17].repeat(16));
        for text in [
            format!("jwk:\n  kty: EC\n  crv: P-256\n  x: AA\n  d: {value}\nother: 1\n"),
            format!(
                "keys:\n  - d: {value}\n    crv: P-256\n    kty: EC\n  - kty: RSA\n    n: AA\n"
            ),
            format!("keys:\r\n- kty: oct\r\n  k: {value}\r\n- k: x\r\n"),
            format!("\"kty\": \"oct\"\n\"k\": \"{value}\"\n"),
            format!("[jwk]\nkty = \"oct\"\nk = \"{value}\"\n"),
            format!("key = JWK(kty=\"oct\", k=\"{value}\")\n"),
            format!("key = JWK(\n    kty='oct',\n    k='{value}',\n)\n"),
        ] {
            let examined = examined(&text);
            assert_eq!(examined.verdict, Verdict::Genuine, "{text}");
            assert_eq!(text[examined.secret], value, "{text}");
        }
        for text in [
            format!("- kty: EC\n  crv: P-256\n  x: {value}\n- d: {value}\n"),
            format!("a:\n  kty: EC\n  x: {value}\nd: {value}\n"),
            format!("a:\n  kty: EC\n  x: {value}\n\n  d: {value}\n"),
            "kty: oct\nk: ${KEY}\n".to_owned(),
            "kty: oct\nk:\n".to_owned(),
            format!("See kty: oct in {value}, k: {value}\n"),
        ] {
            assert_eq!(examined(&text).verdict, Verdict::NotASecret, "{text}");
        }
    }

    #[test]
    fn public_web_keys_are_no_secrets_and_short_ones_doubtful() {
        let public = key_text("EC", "P-256", "y", 32);
        assert_eq!(examined(&public).verdict, Verdict::NotASecret);
        let short = key_text("EC", "P-256", "d", 31);
        assert_eq!(examined(&short).verdict, Verdict::Doubtful);
        let neighbour = format!("[{}, {{\"d\": \"AAAA\"}}]", key_text("RSA", "", "n", 256));
        assert_eq!(examined(&neighbour).verdict, Verdict::NotASecret);
    }
}
